"""A stage declares its settings once, in its signature; every reader reads that declaration.

The notebook's call, the experiment file and the error message all go through `check_settings`,
so a setting has one name, one range and one default.
"""

from __future__ import annotations

import difflib
import functools
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ParamSpec, TypeVar

import pydantic

from toolkit.errors import SettingsError

P = ParamSpec("P")
R = TypeVar("R")


def _as_tuple(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | set | frozenset) else value


Names = Annotated[tuple[str, ...], pydantic.BeforeValidator(_as_tuple)]
"""One name or several: ``"answer"`` and ``["answer", "question"]`` are both understood."""

Filters = Annotated[dict[str, Names], pydantic.Field(description="column = value or values")]
"""Rows to keep: a column and the value, or one of the values, it must have."""


def stage(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as a stage: its keyword-only settings are checked on every call."""

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        settings = check_settings(function, kwargs)
        return function(*args, **settings)

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
    function: Callable[..., Any], settings: Mapping[str, object], *, place: str
) -> tuple[dict[str, Any], list[str]]:
    """Check settings without raising; return the resolved values and one line a mistake."""
    model = settings_model(function)
    try:
        checked = model.model_validate({k: _plain(v) for k, v in settings.items()})
    except pydantic.ValidationError as error:
        return {}, [_sentence(e, place, model.model_fields) for e in error.errors()]
    return {name: getattr(checked, name) for name in model.model_fields}, []


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Name the closest known word, or all of them where none is close.

    Examples
    --------
    >>> did_you_mean("max_shar", ["max_share", "min_segments"])
    "did you mean 'max_share'?"
    """
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return "known are " + ", ".join(known) if known else "none is known here"


def _plain(value: object) -> object:
    """Turn a NumPy number into a Python one; a notebook loops over arrays."""
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return typing.cast("object", value.item())
    return value


def _sentence(error: Any, place: str, known: Mapping[str, object]) -> str:
    where = ".".join([place, *(str(part) for part in error["loc"])])
    came = error["input"]
    if error["type"] == "extra_forbidden":
        slip = did_you_mean(str(error["loc"][-1]), known)
        return f"{where} = {came!r} is no setting of {place}; {slip}"
    if error["type"] == "missing":
        return f"{where} is missing; it has no default"
    allowed = error["msg"][0].lower() + error["msg"][1:]
    allowed = allowed.replace("input should be", "it must be").replace("value error, ", "")
    return f"{where} = {came!r} cannot be used: {allowed}"
