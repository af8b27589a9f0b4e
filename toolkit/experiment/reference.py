"""Every heading and key of an experiment file, as the functions themselves declare them."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.contrasts import robustness
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import ToolkitError
from toolkit.experiment.cells import vary
from toolkit.experiment.methods import DEFAULT, METHODS
from toolkit.experiment.settings import MODELS
from toolkit.segments import divide, split
from toolkit.stages import did_you_mean, settings_model

if TYPE_CHECKING:
    import pandas as pd

STAGES: dict[str, tuple[str, Callable[..., Any]]] = {
    "corpus": ("[corpus]", read_corpus),
    "segments": ("[segments]", split),
    "counts": ("[counts]", count_terms),
    **{word: (f'[topics.NAME] model = "{word}"', made) for word, made in MODELS.items()},
    **{
        word: (
            f'[contrasts.NAME] method = "{word}"' if word != DEFAULT else "[contrasts.NAME]",
            method.function,
        )
        for word, method in METHODS.items()
    },
    "discovery": ("[discovery]", divide),
    "vary": ("[vary]", vary),
    "robustness": ("[robustness]", robustness),
}
"""By the word a user asks for: the heading of the file and the function that reads its keys."""

_LISTS = {
    "stop_file": "A list of terms, one a line, that go with those of stop.",
    "keep_file": "A list of terms, one a line, that stay with those of keep.",
}
_SWEEP = {
    "HEADING.KEY": (
        "a list of values",
        "Any setting by its place in the file, such as topics.main.n_topics = [10, 20].",
    ),
    "variants.NAME": (
        "a table of settings",
        "Settings that change together, by their places in the file, under a name.",
    ),
}
_LABELS = (
    "Names of the topics, junk and topics that are one, as write_labels lays them out; they change "
    "no fit."
)
_FOLLOWED = "Names of the contrasts to follow, by the method contrast; all of them by default."
_WORDS = {"boolean": "true or false", "integer": "a whole number", "number": "a number"}
_BOUNDS = {
    "minimum": "at least", "maximum": "at most", "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
}  # fmt: skip


def headings() -> pd.DataFrame:
    """Return one row a heading of the experiment file: stage, heading, what it makes.

    Examples
    --------
    >>> headings()["stage"].tolist()[:5]
    ['corpus', 'segments', 'counts', 'lda', 'nmf']
    """
    import pandas as pd

    rows = [(word, heading, _first_line(function)) for word, (heading, function) in STAGES.items()]
    return pd.DataFrame(rows, columns=["stage", "heading", "what it does"])


def settings_of(stage: str) -> pd.DataFrame:
    """Return one row a setting of one stage.

    Parameters
    ----------
    stage
        A word of `headings`, such as "segments", "lda" or "divergences".

    Returns
    -------
    DataFrame
        setting, allowed, default, meaning: the range as the signature declares it, the default as
        it stands in TOML ("needed" where there is none, "not set" for None), and what the
        docstring says. The seed is left out: a file sets it once, at its top.

    Raises
    ------
    ToolkitError
        If there is no such stage.

    Examples
    --------
    >>> settings_of("nmf").set_index("setting").loc["n_topics", "allowed"]
    'a whole number, at least 2 and at most 1,000'
    """
    import pandas as pd

    if stage not in STAGES:
        raise ToolkitError(f"{stage!r} is no stage; {_hint(stage)}")
    _, function = STAGES[stage]
    schema, said = settings_model(function).model_json_schema(), _described(function)
    rows = [
        (name, _allowed(of), _default(name, of, schema), said.get(name, ""))
        for name, of in schema["properties"].items()
        if name != "seed"
    ]
    if stage == "counts":  # read by the experiment file alone, into stop and keep
        rows += [(name, "the path of a text file", "not set", _LISTS[name]) for name in _LISTS]
    if stage in MODELS:
        rows += [("labels", "the path of a TOML file", "not set", _LABELS)]
    if stage == "vary":
        rows += [(name, allowed, "not set", said) for name, (allowed, said) in _SWEEP.items()]
    if stage == "robustness":
        rows += [("contrasts", "a text or a list of texts", "[]", _FOLLOWED)]
    return pd.DataFrame(rows, columns=["setting", "allowed", "default", "meaning"])


def _hint(word: str) -> str:
    """Say which stages a heading or a key belongs to, or which word is alike."""
    under = [of for of, (heading, _) in STAGES.items() if heading.startswith(f"[{word}.")]
    if under:
        return f"[{word}.NAME] holds the settings of one of these: {', '.join(under)}"
    having = [of for of in STAGES if word in settings_of(of)["setting"].tolist()]
    if having:
        return f"it is a setting of {', '.join(having)}"
    return did_you_mean(word, STAGES)


def _allowed(of: Mapping[str, Any]) -> str:
    """Say in words what a schema allows."""
    if "anyOf" in of:
        choices = [_allowed(choice) for choice in of["anyOf"] if choice.get("type") != "null"]
        return " or ".join(dict.fromkeys(choices))
    if "enum" in of:
        return " or ".join(f'"{choice}"' for choice in of["enum"])
    if of.get("type") == "array":
        return "a text or a list of texts"
    if of.get("type") == "object":
        return "a table of keys and values"
    if of.get("format") == "path" or "csv" in of.get("pattern", ""):
        return "the path of a table"
    limits = [f"{words} {of[bound]:,}" for bound, words in _BOUNDS.items() if bound in of]
    words = _WORDS.get(of.get("type", ""), "a text")
    return f"{words}, {' and '.join(limits)}" if limits else words


def _default(name: str, of: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if name in schema.get("required", ()):
        return "needed"
    value = of.get("default")
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)


def _first_line(function: Callable[..., Any]) -> str:
    return (inspect.getdoc(function) or "").split("\n", 1)[0].replace("`", "")


def _described(function: Callable[..., Any]) -> dict[str, str]:
    """Take what a numpydoc docstring says of each parameter."""
    doc = inspect.getdoc(function) or ""
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\w+\n-+$|\Z)", doc, re.DOTALL | re.MULTILINE)
    entries = re.findall(
        r"^(\S[^\n]*)\n((?:[ ]{4}[^\n]*\n?|\n)+)", section[1] if section else "", re.MULTILINE
    )
    said: dict[str, str] = {}
    for names, text in entries:
        plain = " ".join(text.split()).replace("`", "")
        said |= dict.fromkeys((name.strip() for name in names.split(",")), plain)
    return said
