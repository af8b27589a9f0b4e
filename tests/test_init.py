"""The door of the package: every public name is there, explains itself and shows an example."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit as tk

SOURCE = Path(tk.__file__).read_text(encoding="utf-8")
FUNCTIONS = [name for name in tk.__all__ if inspect.isfunction(getattr(tk, name))]
CLASSES = [name for name in tk.__all__ if inspect.isclass(getattr(tk, name))]

# Their examples take a whole run; the notebook, which the tests execute, shows them at work.
NOT_RUN = {name for name in FUNCTIONS if name.startswith("plot_")} | {
    "save_figure", "run", "load_run", "verify", "export_run", "doctor", "compare",
}  # fmt: skip


def sections(name):
    """Return the sections of a numpydoc docstring by their headings."""
    doc = inspect.cleandoc(getattr(tk, name).__doc__)
    parts = re.split(r"\n\n?([A-Z][A-Za-z ]+)\n-{3,}\n", doc)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def fields_of(section):
    """Return the names that a section describes: what stands at the start of its lines."""
    names = re.findall(r"^(\*{0,2}\w[^\n]*)$", section, flags=re.MULTILINE)
    return [name.strip().lstrip("*") for line in names for name in line.split(":")[0].split(",")]


def test_every_name_is_a_function_or_a_class_of_the_package():
    assert sorted(FUNCTIONS + CLASSES) == sorted(tk.__all__)
    for name in tk.__all__:
        assert getattr(tk, name).__module__.startswith("toolkit.")
        assert getattr(tk, name).__name__ == name


def test_names_are_given_once_and_in_the_order_of_the_pipeline():
    assert len(set(tk.__all__)) == len(tk.__all__)
    flow = ["read_corpus", "split", "count_terms", "fit_lda", "contrast", "plot_terms", "run"]
    assert [name for name in tk.__all__ if name in flow] == flow


def test_the_type_checker_sees_what_is_there():
    (block,) = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.If)]
    seen = {alias.name: node.module for node in block.body for alias in node.names}
    assert set(seen) == set(tk.__all__)
    for name, module in seen.items():
        assert getattr(sys.modules[module], name) is getattr(tk, name)


@pytest.mark.parametrize("name", tk.__all__)
def test_every_name_explains_itself(name):
    first, *_ = inspect.cleandoc(getattr(tk, name).__doc__).splitlines()
    assert first.endswith(".")
    if name in CLASSES:
        assert getattr(tk, name).__doc__ != getattr(tk, name).__base__.__doc__


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_describes_its_parameters_and_shows_an_example(name):
    described = sections(name)
    examples = re.findall(r"^>>> .*", described.get("Examples", ""), flags=re.MULTILINE)
    assert examples, "no example"
    if name not in NOT_RUN:
        assert not any("+SKIP" in line for line in examples), "the example does not run"
    assert "Returns" in described
    parameters = list(inspect.signature(getattr(tk, name)).parameters)
    assert fields_of(described.get("Parameters", "")) == parameters


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_annotated(name):
    function = inspect.unwrap(getattr(tk, name))
    assert set(function.__annotations__) == {*inspect.signature(function).parameters, "return"}


@pytest.mark.parametrize(
    "name", ["read_corpus", "split", "count_terms", "fit_lda", "fit_nmf", "proportions", "contrast"]
)
def test_settings_of_a_stage_are_keyword_only(name):
    record, *settings = inspect.signature(getattr(tk, name)).parameters.values()
    assert record.kind is record.POSITIONAL_OR_KEYWORD
    assert {setting.kind for setting in settings} == {inspect.Parameter.KEYWORD_ONLY}


def test_the_tour_calls_what_is_there_with_settings_that_are_there():
    tour = [line for line in SOURCE.splitlines() if "tk." in line and "`" not in line]
    code = "\n".join(re.split(r"\s{3,}(?!.*tk\.)", line)[0] for line in tour)
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    assert len(calls) == 6
    for call in calls:
        known = inspect.signature(getattr(tk, call.func.attr)).parameters
        assert {keyword.arg for keyword in call.keywords} <= set(known)
    for name in re.findall(r"`tk\.(\w+)", SOURCE):
        assert name in tk.__all__


def test_a_name_that_is_not_there_is_said_not_to_be():
    with pytest.raises(AttributeError, match="module 'toolkit' has no attribute 'fit_lsa'"):
        tk.fit_lsa  # noqa: B018


def test_completion_shows_the_public_names_alone():
    assert dir(tk) == sorted(tk.__all__)


def test_a_star_gives_the_public_names():
    names: dict[str, object] = {}
    exec("from toolkit import *", names)  # noqa: S102
    assert set(names) - {"__builtins__"} == set(tk.__all__)


def test_a_name_is_imported_when_it_is_first_used():
    code = (
        "import sys, toolkit as tk\n"
        "assert not [m for m in sys.modules if m.startswith('toolkit.')]\n"
        "tk.ToolkitError\n"
        "assert [m for m in sys.modules if m.startswith('toolkit.')] == ['toolkit.errors']\n"
        "assert 'ToolkitError' in vars(tk)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
