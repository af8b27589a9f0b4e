"""A stage declares its settings once, in its signature; every reader reads that declaration.

The notebook's call, the experiment file and the error message all go through `check_settings`,
so a setting has one name, one range and one default.
"""

from __future__ import annotations

import difflib
import functools
import inspect
import json
import re
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any, ParamSpec, TypeVar

import pydantic

from toolkit.errors import SettingsError

P = ParamSpec("P")
R = TypeVar("R")


def as_tuple(value: object) -> object:
    """Read one name, a list or a set as a tuple; leave the rest to the type's own check."""
    value = _plain(value)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, set | frozenset):
        return tuple(sorted(value, key=repr))  # the order of a set changes from run to run
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], pydantic.BeforeValidator(as_tuple)]
"""One name or several: ``"answer"`` and ``["answer", "question"]`` are both understood."""


def _as_values(value: object) -> object:
    """Read whole numbers as what a column holds: ``year = 2021`` means ``"2021"``."""
    value = _plain(value)
    values = as_tuple([value] if type(value) is int else value)
    if not isinstance(values, tuple):
        return values
    return tuple(str(v) if type(v) is int else v for v in values)


def _not_empty(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("one value or more")
    return values


Values = Annotated[
    tuple[str, ...], pydantic.BeforeValidator(_as_values), pydantic.AfterValidator(_not_empty)
]
"""One value of a column or several; whole numbers are understood."""

Filters = Annotated[dict[str, Values], pydantic.Field(description="column = value or values")]
"""Rows to keep: a column and the value, or one of the values, it must have."""


def holds(value: str | None, wanted: Collection[str]) -> bool:
    """Say whether a cell has one of the wanted values: as a whole, or as a member of its list.

    A missing value is the empty one.

    Examples
    --------
    >>> holds("Luxembourg; Germany", ["Germany"]), holds("Germany", ["Germ"]), holds(None, [""])
    (True, False, True)
    """
    if not value:
        return "" in wanted
    return value in wanted or any(member in wanted for member in value.split("; "))


def stage(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as a stage: its keyword-only settings are checked on every call."""
    parameters = inspect.signature(function).parameters.values()
    records = {p.name for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY}

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        named: dict[str, Any] = {name: kwargs[name] for name in kwargs if name in records}
        settings = {name: value for name, value in kwargs.items() if name not in records}
        return function(*args, **named, **check_settings(function, settings))

    return checked


@functools.cache
def settings_model(function: Callable[..., Any]) -> type[pydantic.BaseModel]:
    """Build the pydantic model of a stage's keyword-only parameters."""
    function = inspect.unwrap(function)
    keyword_only = {
        name: parameter
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    # Only these annotations are resolved: the records a stage takes may be typing-only imports.
    shim = types.SimpleNamespace(
        __annotations__={name: function.__annotations__[name] for name in keyword_only}
    )
    hints = typing.get_type_hints(shim, globalns=function.__globals__, include_extras=True)
    fields: dict[str, Any] = {
        name: (hints[name], ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in keyword_only.items()
    }
    config = pydantic.ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, validate_default=True
    )
    return pydantic.create_model(function.__name__, __config__=config, **fields)


def check_settings(
    function: Callable[..., Any], settings: Mapping[str, object], *, place: str = ""
) -> dict[str, Any]:
    """Check the settings of one call and write every default out.

    Parameters
    ----------
    function
        The stage.
    settings
        What the user gave.
    place
        Dotted place of the settings in an experiment file, such as ``"topics.main"``.

    Returns
    -------
    dict
        Every setting of the stage with the value that will be used.

    Raises
    ------
    SettingsError
        Naming every mistake: where, what came, what is allowed, the likely slip.
    """
    values, mistakes = find_mistakes(function, settings, place=place or function.__name__)
    if mistakes:
        raise SettingsError(mistakes)
    return values


def find_mistakes(
    function: Callable[..., Any],
    settings: Mapping[str, object],
    *,
    place: str,
    beside: Iterable[str] = (),
) -> tuple[dict[str, Any], list[str]]:
    """Check settings without raising; return the resolved values and one line a mistake.

    What may stand beside them, checked elsewhere, is among what a misspelt one could have meant.
    """
    model = settings_model(function)
    checked, mistakes = check_model(model, settings, place=place, beside=beside)
    return {name: getattr(checked, name) for name in model.model_fields if checked}, mistakes


M = TypeVar("M", bound=pydantic.BaseModel)


def check_model(
    model: type[M], settings: Mapping[str, object], *, place: str, beside: Iterable[str] = ()
) -> tuple[M | None, list[str]]:
    """Check settings against a model of them; return it filled, or one line a mistake."""
    given = {name: _plain(value) for name, value in settings.items()}
    try:
        return model.model_validate(given), []
    except pydantic.ValidationError as error:
        return None, list(_sentences(error, given, place, [*model.model_fields, *beside]))


def setting_words(value: object) -> str:
    """Write the value of a setting as an experiment file has it, but texts without quotes.

    Examples
    --------
    >>> setting_words(True), setting_words("turn"), setting_words(None), setting_words(["a", 2])
    ('true', 'turn', 'not set', 'a, 2')
    >>> setting_words({"kind": ["answer"], "place": []})
    '{kind = answer, place = none}'
    """
    value = _plain(value)
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k} = {setting_words(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return ", ".join(map(setting_words, value)) or "none"
    return str(value)


def two_in_words(first: object, second: object) -> tuple[str, str]:
    """Write two values that differ, so that they can be told apart: with quotes where they must.

    Examples
    --------
    >>> two_in_words("turn", None), two_in_words("1", 1)
    (('turn', 'not set'), ('"1"', '1'))
    """
    words = setting_words(first), setting_words(second)
    if words[0] != words[1]:
        return words
    return json.dumps(first, ensure_ascii=False), json.dumps(second, ensure_ascii=False)


_MOST_KNOWN = 40


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Name the closest known word, or the known ones where none is close.

    Examples
    --------
    >>> did_you_mean("max_shar", ["max_share", "min_segments"])
    "did you mean 'max_share'?"
    """
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    more = f" and {len(known) - _MOST_KNOWN:,} more" if len(known) > _MOST_KNOWN else ""
    named = ", ".join(known[:_MOST_KNOWN])
    return f"known are {named}{more}" if known else "none is known here"


def _plain(value: object) -> object:
    """Turn numbers and arrays of NumPy and pandas into Python's; a notebook is full of them."""
    return value.tolist() if hasattr(value, "tolist") else value


def _sentences(
    error: pydantic.ValidationError,
    given: Mapping[str, object],
    place: str,
    known: Iterable[str],
) -> Iterator[str]:
    """Write one sentence a wrong value, however many of its allowed types refuse it."""
    by_place: dict[str, list[Any]] = {}
    for mistake in error.errors():
        by_place.setdefault(_where(place, given, mistake["loc"]), []).append(mistake)
    for where, mistakes in by_place.items():
        came, kind = mistakes[0]["input"], mistakes[0]["type"]
        if kind == "missing":
            yield f"{where} is missing; it has no default"
        elif kind == "extra_forbidden":
            slip = did_you_mean(mistakes[0]["loc"][-1], known)
            yield f"{where} = {_short(came)} is no setting of {place}; {slip}"
        else:
            allowed = " or ".join(dict.fromkeys(_allowed(mistake) for mistake in mistakes))
            yield f"{where} = {_short(came)} cannot be used: it must be {allowed}"


def _where(place: str, given: Mapping[str, object], loc: tuple[str | int, ...]) -> str:
    """Write a place with dots; pydantic puts names of types among the keys, which go."""
    where, value = f"{place}.{_key(loc[0])}", given.get(str(loc[0]))
    for part in loc[1:]:
        if isinstance(value, Mapping) and part in value:
            where, value = f"{where}.{_key(part)}", value[part]
        elif isinstance(part, int):
            where += f" item {part + 1}"
    return where


def _key(part: object) -> str:
    """Write a key as it stands in a file: bare, or quoted where it holds anything odd."""
    return str(part) if re.fullmatch(r"[\w-]+", str(part)) else _short(part)


_ALLOWED = {
    "bool_type": "true or false",
    "dict_type": "a table of keys and values, such as {{kind = 'answer'}}",
    "finite_number": "a finite number",
    "float_type": "a number",
    "greater_than": "above {gt}",
    "greater_than_equal": "at least {ge}",
    "int_type": "a whole number",
    "is_instance_of": "a {class}",
    "less_than": "below {lt}",
    "less_than_equal": "at most {le}",
    "string_pattern_mismatch": "a text that fits the pattern '{pattern}'",
    "string_type": "a text",
    "tuple_type": "a text or a list of texts",
}


def _allowed(mistake: Any) -> str:
    """Say what a setting may be, in words."""
    context = {
        name: f"{limit:g}" if isinstance(limit, float) else limit
        for name, limit in mistake.get("ctx", {}).items()
    }
    if mistake["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        close = difflib.get_close_matches(str(mistake["input"]), choices, n=1)
        return context["expected"] + (f"; did you mean '{close[0]}'?" if close else "")
    if mistake["type"] in _ALLOWED:
        return _ALLOWED[mistake["type"]].format(**context)
    message: str = mistake["msg"]
    return re.sub(r"^(Value error, |Input should be )", "", message)


def _short(value: object, limit: int = 60) -> str:
    """Write a value on one line, cut where it is long."""
    text = " ".join(repr(value).split("\n"))
    return text if len(text) <= limit else text[: limit - 1] + "…"
