"""Columns made from other columns: stretches of time from dates, groups from values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, cast

import pydantic

from toolkit.corpus.changes.periods import Periods, stretch_of
from toolkit.corpus.corpus import Columns, Corpus
from toolkit.corpus.tables.columns import OF_TABLES
from toolkit.errors import SettingsError
from toolkit.records import plural
from toolkit.stages import did_you_mean, stage

_OF_TURNS = ("kind", "label", "role", "addressed_to", "note", "exchange")
_SHOWN = 10  # names or values in one sentence; behind them, only how many more

Recoding = dict[str, str | dict[str, str]]
"""``from``: a column; ``values``: a table of old and new; ``other``: for all other values."""


def _as_recoding(value: object) -> Recoding:
    """Check the keys of a recoding here: what pydantic would say of them helps nobody."""
    form = "{from = 'countries', values = {Germany = 'Europe'}, other = 'elsewhere'}"
    if not isinstance(value, Mapping):
        raise ValueError(f"a table such as {form}")
    for key in value:
        if key not in ("from", "values", "other"):
            slip = did_you_mean(str(key), ["from", "values", "other"])
            raise ValueError(f"a table such as {form}; '{key}' is no key of it, {slip}")
    source, values, other = value.get("from"), value.get("values"), value.get("other", "")
    if not isinstance(source, str) or not isinstance(values, Mapping) or not values:
        raise ValueError(f"a table with 'from' and 'values', such as {form}")
    if not all(isinstance(v, str) or type(v) is int for v in [*values, *values.values(), other]):
        raise ValueError("a table of texts")
    checked: Recoding = {
        "from": source,
        "values": {str(old): str(new) for old, new in values.items()},
    }
    return checked | {"other": str(other)} if other else checked


Recode = dict[str, Annotated[Recoding, pydantic.BeforeValidator(_as_recoding)]]
"""Columns of groups: the column they are made ``from``, the table of ``values``, and ``other``."""


@stage
def derive(
    corpus: Corpus, *, periods: Periods | None = None, recode: Recode | None = None
) -> Corpus:
    """Add columns that are made from the corpus's own.

    A cell that lists several values ("Luxembourg; Germany") is recoded as a whole if its table
    holds it so, else value by value; the groups are listed in their turn, each once.

    Parameters
    ----------
    periods
        For each new column, one date (``"2022-02-24"``: before it, and from it on), a list of
        dates, or a table of names and stretches (``{"Cold War": "1947..1991-12-26"}``) of which
        the first and last day are part and either may be left out. A month or a year stands for
        its first day where a stretch begins and for its last where it ends.
    recode
        For each new column a table: ``from``, a column of meetings or of speakers; ``values``,
        old and new; and ``other``, for values that `values` does not hold. They are made in the
        order given, so that one may be made from another, or from one of `periods`.

    Returns
    -------
    Corpus
        With the columns among `metadata`, or among `speakers` where they are made from
        ``speaker`` or a column of it. What has no value is listed in `unmatched`: meetings
        without a date, or whose date, a month or a year, lies in more than one stretch; values
        that no table holds; values of a table that nobody has.

    Raises
    ------
    SettingsError
        If a column's name is taken, or it is made from one that is unknown or is one of turns:
        a meeting or a speaker has many of those.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> corpus = read_corpus("package:sample")
    >>> corpus = derive(corpus, periods={"half": ["2021-07-01", "2022-01-01"]})
    >>> sorted(set(corpus.table()["half"]))
    ['2021-07-01 to 2021-12-31', 'before 2021-07-01', 'from 2022-01-01']
    """
    recodings = [
        _Recoding(
            name,
            cast("str", rule["from"]),
            cast("dict[str, str]", rule["values"]),
            cast("str", rule.get("other", "")),
        )
        for name, rule in (recode or {}).items()
    ]
    _check_names(corpus, list(periods or {}), recodings)
    for name, stretches in (periods or {}).items():
        corpus = _add_period(corpus, name, stretches)
    for recoding in recodings:
        corpus = _add_groups(corpus, recoding)
    return corpus


@dataclass(frozen=True, slots=True)
class _Recoding:
    name: str
    source: str
    values: Mapping[str, str]
    other: str

    def of(self, cell: str) -> str:
        """Recode one cell."""
        if cell in self.values:
            return self.values[cell]
        new = [self.values.get(member, self.other) for member in cell.split("; ")]
        return "; ".join(dict.fromkeys(value for value in new if value))

    def unknown(self, cell: str) -> list[str]:
        """List the values of a cell that the table does not hold."""
        return [] if cell in self.values else [m for m in cell.split("; ") if m not in self.values]


def _check_names(corpus: Corpus, periods: list[str], recodings: list[_Recoding]) -> None:
    mistakes = []
    known = [*corpus.column_names, *periods]
    new = [*periods, *(recoding.name for recoding in recodings)]
    taken = {*corpus.column_names, *OF_TABLES}
    for i, name in enumerate(new):
        place = f"{'periods' if i < len(periods) else 'recode'}.{name}"
        if not name.strip():
            mistakes.append(f"{place}: the column has no name; give it one")
        elif name in taken or name in new[:i]:
            mistakes.append(f"{place}: the corpus has a column '{name}' already; rename one")
    for i, recoding in enumerate(recodings):
        source, place = recoding.source, f"recode.{recoding.name}.from = '{recoding.source}'"
        if source in _OF_TURNS:
            mistakes.append(f"{place} is a column of turns; name one of meetings or of speakers")
        elif source not in known:
            later = source in [other.name for other in recodings[i + 1 :]]
            slip = "it is made further down" if later else did_you_mean(source, known)
            mistakes.append(f"{place} is no column of this corpus; {slip}")
        known.append(recoding.name)
    if mistakes:
        raise SettingsError(mistakes)


def _add_period(corpus: Corpus, name: str, stretches: Mapping[str, str]) -> Corpus:
    values = {}
    without: dict[str, list[str]] = {}
    for meeting in corpus.meetings:
        values[meeting.meeting], why = stretch_of(meeting.date, stretches)
        if why:
            without.setdefault(why, []).append(meeting.meeting)
    told = [
        f"periods.{name}: {plural(len(names), 'meeting')} with {why}, and so without a value: "
        f"{_some(names)}"
        for why, names in without.items()
    ]
    return _with_column(corpus, name, values, told)


def _add_groups(corpus: Corpus, recoding: _Recoding) -> Corpus:
    of_speakers = recoding.source == "speaker" or any(
        recoding.source in row for row in corpus.speakers.values()
    )
    cells = (_speaker_cells if of_speakers else _meeting_cells)(corpus, recoding.source)
    values = {key: recoding.of(cell) if cell else "" for key, cell in cells.items()}
    told = _unknown_values(recoding, cells, "speaker" if of_speakers else "meeting")
    return _with_column(corpus, recoding.name, values, told, of_speakers=of_speakers)


def _meeting_cells(corpus: Corpus, source: str) -> dict[str, str]:
    # What belongs to a meeting is the same in all its turns.
    return {m.meeting: corpus.columns_of(m, m.turns[0]).get(source) or "" for m in corpus.meetings}


def _speaker_cells(corpus: Corpus, source: str) -> dict[str, str]:
    names = sorted({turn.speaker for _, turn in corpus.turns()} - {""})
    if source == "speaker":
        return {name: name for name in names}
    return {name: corpus.speakers.get(name, {}).get(source, "") for name in names}


def _unknown_values(recoding: _Recoding, cells: Mapping[str, str], unit: str) -> list[str]:
    """Tell which values have no place in the table, and which of the table nobody has."""
    place = f"recode.{recoding.name}"
    unknown = Counter(value for cell in cells.values() if cell for value in recoding.unknown(cell))
    told = []
    if unknown and not recoding.other:
        found = [f"'{value}' ({plural(n, unit)})" for value, n in sorted(unknown.items())]
        told.append(f"{place}: no group for {recoding.source} {_some(found, quote='')}")
    met = {*cells.values(), *(value for cell in cells.values() for value in cell.split("; "))}
    if idle := [value for value in recoding.values if value not in met]:
        told.append(f"{place}: no {unit} has {recoding.source} {_some(idle)}")
    return told


def _some(names: Sequence[str], quote: str = "'") -> str:
    shown = ", ".join(f"{quote}{name}{quote}" for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _with_column(
    corpus: Corpus,
    name: str,
    values: Mapping[str, str],
    told: Iterable[str],
    *,
    of_speakers: bool = False,
) -> Corpus:
    old: Columns = corpus.speakers if of_speakers else corpus.metadata
    columns = {**old, **{key: {**old.get(key, {}), name: v} for key, v in values.items()}}
    unmatched = (*corpus.unmatched, *told)
    if of_speakers:
        return replace(corpus, speakers=columns, unmatched=unmatched)
    return replace(corpus, metadata=columns, unmatched=unmatched)
