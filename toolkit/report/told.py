"""Settings that remember which of them have been put into words, and the words that lists need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from toolkit.records import printable
from toolkit.stages import setting_words, settings_model

_MARKS = re.compile(r"([\\`*_\[\]<>|#~&$^])")
_MOST_NAMED = 6


class Told:
    """The settings of one step, of which none is forgotten.

    Parameters
    ----------
    settings
        As the record holds them.
    stage
        The function they are settings of, whose defaults are known; without it every setting
        that was not put into words is listed.

    Examples
    --------
    >>> told = Told({"n_topics": 12, "tolerance": 0.5})
    >>> told["n_topics"], told.rest()
    (12, 'Further settings: tolerance = 0.5.')
    """

    def __init__(
        self, settings: Mapping[str, Any], stage: Callable[..., Any] | None = None
    ) -> None:
        self._settings = settings
        self._defaults = _defaults(stage) if stage else {}
        self._told: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        """Return a setting, which counts as put into words; None if there is none of the name."""
        self._told.add(name)
        return self._settings.get(name)

    def rest(self) -> str:
        """Say every setting that nobody has put into words and that is not as by default."""
        left = [
            f"{name} = {_value(value)}"
            for name, value in self._settings.items()
            if name not in self._told and _plain(value) != self._defaults.get(name)
        ]
        return f"Further settings: {'; '.join(left)}." if left else ""


def _defaults(stage: Callable[..., Any]) -> dict[str, Any]:
    fields = settings_model(stage).model_fields
    return {name: _plain(field.default) for name, field in fields.items()}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return listed(f"{name}: {_value(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return listed((_value(inner) for inner in value), most=20)
    return plain(number(value) if isinstance(value, float) else setting_words(value))


def plain(text: object) -> str:
    r"""Write a text of a transcript or of the user's so that Markdown takes it for a text.

    Examples
    --------
    >>> print(plain("a_b <i>\n*c*"))
    a\_b \<i\> \*c\*
    """
    return _MARKS.sub(r"\\\1", " ".join(printable(str(text)).split()))


def code(text: object) -> str:
    """Write the name of a file or a pattern as it is typed.

    Examples
    --------
    >>> code("a_*.txt")
    '`a_*.txt`'
    """
    return f"`{' '.join(printable(str(text)).replace('`', chr(39)).split())}`"


def in_order(*sentences: str) -> list[str]:
    """Keep the sentences that say something."""
    return [sentence for sentence in sentences if sentence]


def listed(names: Iterable[str], *, most: int = _MOST_NAMED, last: str = "and") -> str:
    """Join names with commas and a last word; of many the first.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"]), listed(["a", "b", "c"], most=2)
    ('a', 'a, b and c', 'a, b and 1 more')
    """
    given = list(names)
    if len(given) > most:
        return f"{', '.join(given[:most])} and {len(given) - most:,} more"
    return f" {last} ".join(part for part in (", ".join(given[:-1]), *given[-1:]) if part)


def number(value: float) -> str:
    """Write a number with four digits at most.

    Examples
    --------
    >>> number(1 / 12), number(0.05), number(200.0)
    ('0.08333', '0.05', '200')
    """
    return f"{value:.4g}"


def span(least: float, most: float, *, digits: str = ",") -> str:
    """Write a number, or the ends of a range.

    Examples
    --------
    >>> span(3, 3), span(3, 1200)
    ('3', '3 to 1,200')
    """
    low, high = f"{least:{digits}}", f"{most:{digits}}"
    return low if low == high else f"{low} to {high}"
