"""The direction of imports, what may be imported at all, and that tests mirror the code.

Every import of every file is read from its source, wherever it stands: at the top of a file, in a
function, or under ``if TYPE_CHECKING``. Nothing of the package is imported here.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "toolkit"
TESTS = ROOT / "tests"
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
DOOR = "__init__.py"  # names everything, imports it when it is asked for: see test_init.py

ORDER = (
    "errors seeds threads compiled stages records parts store sealed limits formats sources worker "
    "kept parallel cluster corpus segments counts topics contrasts figures report experiment cli"
).split()

# Their import takes long; a function that needs one imports it.
SLOW = {
    "distributed", "gensim", "matplotlib", "numba", "pandas", "pyarrow", "simplemma", "sklearn",
    "tomotopy",
}  # fmt: skip
SLOW_PARTS = {"scipy.optimize"}  # a third of what the import of topics took
IMPORTED_WHEN_NEEDED = {
    "figures/sheet.py",  # by the functions that draw
    "compiled.py",  # by the loops that are compiled, which are these
    "counts/scan.py", "counts/tally.py", "counts/pairs.py", "counts/passages.py", "topics/cvb0.py",
    "topics/hals.py", "topics/kl.py", "topics/windows.py",
}  # fmt: skip
SLOW_MODULES = {f"toolkit.{file[:-3].replace('/', '.')}" for file in IMPORTED_WHEN_NEEDED}
NUMBERS = {"numpy", "scipy"}
# Arrays are written and read by formats, and files of segments stand beside their records.
WITHOUT_NUMBERS = {*ORDER[: ORDER.index("segments") + 1], "cli"} - {"formats", "limits"}
RUNS_WHAT_IT_READS = {
    "pickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "yaml", "ruamel",
}  # fmt: skip
EVALUATES = {"eval", "exec", "compile", "__import__"}
# Its processes talk to each other through pipes that no one else can write to.
MAY_PICKLE = {"parallel.py", "worker.py"}
# The plainest of its loaders makes texts, lists and tables, and nothing else.
MAY_READ_YAML = {"corpus/files/markdown.py"}
# places.py finds where a package lies, without running any of it.
MAY_IMPORT_BY_NAME = {"__init__.py", "worker.py", "corpus/files/places.py"}
MOST_LINES = 350

# Files whose public names are tested under another file's name, and why.
TESTED_ELSEWHERE = {
    "__init__.py": "test_init.py",
    "cli/experiments.py": "test_cli.py",  # commands are tested as they are typed
    "cli/group.py": "test_cli.py",
    "experiment/steps.py": "experiment/test_chain.py",
    "cli/proof.py": "experiment/proof/test_verify.py",
    "cli/runs.py": "test_cli.py",
    "cli/texts.py": "test_cli_parse.py",
    "cli/words.py": "test_cli_streams.py",
    "contrasts/meaning_result.py": "contrasts/test_meaning.py",  # the record it returns
    "contrasts/result.py": "contrasts/test_contrast.py",  # the record it returns
    "contrasts/robustness_words.py": "contrasts/test_robustness_result.py",  # its summary
    "corpus/document.py": "corpus/parsing/test_blocks.py",  # what its marks do to paragraphs
    "corpus/meeting.py": "corpus/parsing/test_parse.py",  # the records that parsing fills
    "corpus/sample_author.py": "corpus/test_sample.py",  # writes the sample
    "corpus/sample_design.py": "corpus/test_sample.py",  # what is planted in it
    "corpus/tables/attach.py": "corpus/test_read_beside.py",  # joined where a folder is read
    "counts/files.py": "experiment/test_folder.py",  # with all that a run writes
    "experiment/sweep_check.py": "experiment/test_cells.py",  # what it refuses
    "experiment/sweep_result.py": "experiment/test_sweep.py",
    "contrasts/robustness_result.py": "contrasts/test_robustness.py",  # the record it returns
    "segments/files.py": "experiment/test_folder.py",
    "segments/segments.py": "segments/test_split.py",  # the record it returns
    "topics/files.py": "experiment/test_folder.py",
    "counts/count.py": "counts/test_counts.py",  # makes the record
    "counts/matrix.py": "counts/test_counts.py",  # what makes the record
    "counts/pairs.py": "counts/test_phrases.py",  # its loops
    "counts/scan.py": "counts/test_numbering.py",  # its loops
    "counts/stop_words/__init__.py": "counts/test_languages.py",
    "counts/texts.py": "counts/test_removal.py",  # what is put together for the count
    "counts/tally.py": "counts/test_counts.py",  # its loops
    "counts/variants_result.py": "counts/test_variants.py",  # the record it returns
    "counts/vocabulary.py": "counts/test_counts.py",  # each rule
    "topics/choice.py": "topics/test_choose.py",  # the record it returns
    "topics/engine.py": "topics/test_lda.py",  # what engines are asked and answer
    "topics/alignment.py": "topics/test_align.py",  # the record it returns
    "topics/measures.py": "topics/test_quality.py",  # the columns of its table
    "topics/convergence.py": "topics/test_topics.py",  # a part of the record
    "topics/quality_result.py": "topics/test_quality.py",  # the record it returns
    "topics/windows.py": "topics/test_coherence.py",  # its loop
    "experiment/comparing/comparison.py": "experiment/comparing/test_compare.py",  # the record
    "worker.py": "test_parallel.py",  # the other end of the pipe
}
# Tests of the whole rather than of one file.
OF_THE_WHOLE = {
    "test_architecture.py", "test_cli_imports.py", "test_init.py", "test_notebooks.py",
    "test_docs.py", "test_readme.py", "corpus/test_real_pages.py", "counts/test_words.py",
    "counts/test_real_removal.py",
    "corpus/test_real_fomc.py", "corpus/test_real_kremlin.py", "corpus/test_real_layouts.py",
    "corpus/test_real_kinds.py", "corpus/test_real_lossless.py", "corpus/test_real_mexico.py",
    "corpus/test_real_un.py", "corpus/test_real_white_house.py", "corpus/test_fuzz.py",
    "corpus/test_zoo.py",
    "corpus/test_layouts_languages.py", "contrasts/test_vegan.py",
    "contrasts/test_bad_input.py", "contrasts/test_robustness_planted.py",
    "contrasts/test_elsewhere.py", "contrasts/test_reproducible.py",
    "experiment/test_real.py", "experiment/test_state_of_the_union.py", "experiment/test_labels.py",
    "topics/test_reproducible.py", "topics/test_bad_counts.py",
    # The second half of a test that grew too long for one file.
    "test_cli_parse.py", "test_cli_streams.py", "test_parallel_places.py", "test_store_damage.py",
    "experiment/test_run_refusals.py", "corpus/test_read_beside.py",
    "corpus/files/test_cache_damage.py",
}  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One import: which module, in which line, and when it is made."""

    module: str
    line: int
    when: str  # "at the top", "in a function" or "for types"


def imports(file: str) -> list[Import]:
    """Read the imports of one file of the package."""
    return list(_walk(ast.parse((PACKAGE / file).read_text(encoding="utf-8")), "at the top"))


def _walk(node: ast.AST, when: str) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, node.lineno, when)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"line {node.lineno}: a relative import"
        # "from toolkit.corpus import parse" may name a module as well as a function.
        for alias in node.names:
            module = f"{node.module}.{alias.name}" if node.module == "toolkit" else node.module
            yield Import(module or "", node.lineno, when)
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.body:
            yield from _walk(child, "for types")
        for child in node.orelse:
            yield from _walk(child, when)
    else:
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from _walk(child, "in a function" if is_function else when)


def layer(module: str) -> str:
    """Return the noun that a file or module belongs to."""
    return module.removesuffix(".py").replace("/", ".").removeprefix("toolkit.").split(".")[0]


def top(module: str) -> str:
    """Return the package that a module belongs to."""
    return module.partition(".")[0]


def wrong_way(file: str, when: str) -> list[str]:
    """Return the imports of a file that do not point to the left."""
    allowed = ORDER[: ORDER.index(layer(file)) + 1]
    return [
        f"{file}:{found.line} imports {found.module} {found.when}"
        for found in imports(file)
        if found.when == when
        and top(found.module) == "toolkit"
        and layer(found.module) not in allowed
    ]


def calls(file: str) -> list[ast.Call]:
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_every_noun_has_its_place_in_the_order():
    assert {layer(file) for file in FILES if file != DOOR} == set(ORDER)


@pytest.mark.parametrize("when", ["at the top", "in a function", "for types"])
def test_imports_point_to_the_left(when):
    assert [line for file in FILES if file != DOOR for line in wrong_way(file, when)] == []


def test_the_door_imports_nothing_of_the_package_when_it_is_read():
    made = [found.module for found in imports(DOOR) if found.when != "for types"]
    assert [module for module in made if top(module) == "toolkit"] == []


def test_matplotlib_is_imported_for_figures_alone():
    users = {layer(f) for f in FILES for found in imports(f) if top(found.module) == "matplotlib"}
    assert users == {"figures"}


def test_slow_packages_are_imported_where_they_are_needed():
    made = [
        f"{file}:{found.line} {found.module}"
        for file in FILES
        for found in imports(file)
        if found.when == "at the top"
        and file not in IMPORTED_WHEN_NEEDED
        and (
            top(found.module) in SLOW
            or found.module in SLOW_PARTS
            or found.module in SLOW_MODULES
            or (layer(file) in WITHOUT_NUMBERS and top(found.module) in NUMBERS)
        )
    ]
    assert made == []


def test_nothing_that_is_read_can_run():
    made = [
        f"{file}:{found.line} {found.module}"
        for file in FILES
        for found in imports(file)
        if top(found.module) in RUNS_WHAT_IT_READS and file not in MAY_PICKLE
        if not (found.module == "yaml" and file in MAY_READ_YAML)
    ]
    called = [
        f"{file}:{call.lineno} {ast.unparse(call.func)}"
        for file in FILES
        for call in calls(file)
        if (isinstance(call.func, ast.Name) and call.func.id in EVALUATES)
        or any(k.arg == "allow_pickle" and ast.unparse(k.value) != "False" for k in call.keywords)
    ]
    assert made + called == []


def test_yaml_is_read_by_the_plainest_loader_alone():
    used = {
        (file, ast.unparse(node))
        for file in MAY_READ_YAML
        for node in ast.walk(ast.parse((PACKAGE / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "yaml"
    }
    assert {name for _, name in used} == {"yaml.BaseLoader", "yaml.YAMLError"}


def test_modules_are_imported_by_name_in_three_places_alone():
    users = {
        file
        for file in FILES
        for call in calls(file)
        if ast.unparse(call.func).split(".")[-1] in {"import_module", "find_spec", "run_module"}
    }
    assert users <= MAY_IMPORT_BY_NAME


def test_random_numbers_come_from_a_seed_that_is_passed_in():
    drawn = [
        f"{file}:{call.lineno} {ast.unparse(call)}"
        for file in FILES
        for call in calls(file)
        if (found := re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", ast.unparse(call.func)))
        # RandomState is what gensim takes.
        and (found[1] not in {"default_rng", "SeedSequence", "RandomState"} or not call.args)
    ]
    assert drawn == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_stays_short(file):
    assert len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def public_names(file: str) -> list[str]:
    """Return the functions and classes with behaviour that a file defines for others."""
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def place_of_test(file: str) -> str:
    """Return where the test of a file stands."""
    folder, _, name = file.rpartition("/")
    if name == "__init__.py":
        folder, _, name = folder.rpartition("/")
    return f"{folder}/test_{name}".lstrip("/").removesuffix(".py") + ".py"


def test_every_file_has_its_test():
    without = [
        f"{file} ({', '.join(public_names(file))}) has no tests/{place}"
        for file in FILES
        if public_names(file)
        and not (TESTS / (place := TESTED_ELSEWHERE.get(file, place_of_test(file)))).is_file()
    ]
    assert without == []


def test_every_test_has_its_file():
    mirrored = {place_of_test(file) for file in FILES} | OF_THE_WHOLE
    folders = {layer(file) for file in FILES} - {"__init__"}
    stray = [
        name
        for path in sorted(TESTS.rglob("test_*.py"))
        if (name := path.relative_to(TESTS).as_posix()) not in mirrored
        and name.split("/")[0] in folders
    ]
    assert stray == []


def test_the_reader_of_imports_finds_them_wherever_they_stand(tmp_path, monkeypatch):
    (tmp_path / "segments.py").write_text(
        "import toolkit.corpus\n"
        "from toolkit import counts\n"
        "if TYPE_CHECKING:\n    from toolkit.figures.terms import x\n"
        "else:\n    import yaml\n"
        "def f():\n    if True:\n        from toolkit.topics import fit_lda\n"
        "class A:\n    import os.path\n",
        encoding="utf-8",
    )
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    assert [(found.module, found.when) for found in imports("segments.py")] == [
        ("toolkit.corpus", "at the top"),
        ("toolkit.counts", "at the top"),
        ("toolkit.figures.terms", "for types"),
        ("yaml", "at the top"),
        ("toolkit.topics", "in a function"),
        ("os.path", "at the top"),
    ]
    assert wrong_way("segments.py", "at the top") == [
        "segments.py:2 imports toolkit.counts at the top"
    ]
    assert len(wrong_way("segments.py", "for types")) == 1
    assert len(wrong_way("segments.py", "in a function")) == 1
