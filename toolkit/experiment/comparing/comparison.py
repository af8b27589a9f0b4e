"""The record of two runs side by side."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.experiment.comparing.changes import ABSENT, Change
from toolkit.experiment.comparing.side_by_side import outcome_words
from toolkit.parts import Parts, of_part
from toolkit.records import Record, plural
from toolkit.stages import did_you_mean
from toolkit.topics import Alignment

if TYPE_CHECKING:
    import pandas as pd

Table = Literal["contrasts", "topics", "settings", "made", "inputs"]

_TABLES = ("contrasts", "topics", "settings", "made", "inputs")
_COLUMNS = (
    "contrast group_a group_b topic_first label_first topic_second label_second similarity "
    "difference_first_pp low_first_pp high_first_pp p_adjusted_first difference_second_pp "
    "low_second_pp high_second_pp p_adjusted_second outcome agrees clusters_first clusters_second"
).split()
_NAMED = 5  # changes told one by one
_LETTERS = 40


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Parts, Record):
    """Two runs side by side: what differs in how they were made, and in what they found.

    Attributes
    ----------
    names
        The first run and the second.
    equal
        Whether every file of numbers and texts is the same in both.
    settings
        Settings that differ.
    made
        Versions, sources, kind of machine and sizes that differ.
    inputs
        Files that differ, by their digests, or that one of them did not read.
    n_inputs
        Files that either of them read.
    alignments
        Topics of the two, matched, by the model's name, or by both names as in ``"main | second"``.
    rows
        The rows of ``table()``.
    designs
        By comparison: what was averaged, what the intervals are, and how p was adjusted.
    notes
        What could not be set side by side, and why, a sentence each.
    """

    shown_columns = (
        "contrast", "group_a", "group_b", "label_first", "label_second", "difference_first_pp",
        "difference_second_pp", "p_adjusted_first", "p_adjusted_second", "outcome",
    )  # fmt: skip

    names: tuple[str, str]
    equal: bool
    settings: tuple[Change, ...]
    made: tuple[Change, ...]
    inputs: tuple[Change, ...]
    n_inputs: int
    alignments: Mapping[str, Alignment]
    rows: tuple[Mapping[str, Any], ...]
    designs: Mapping[str, str]
    notes: tuple[str, ...]

    def table(self, of: Table = "contrasts") -> pd.DataFrame:
        """Return one of the tables.

        Parameters
        ----------
        of
            ``"contrasts"``: one row for each comparison, pair of groups and topic of either run,
            matched topics in one row: ``similarity`` (0 to 1), difference a minus b with its
            interval in percentage points and adjusted p in either run, and the ``outcome``:
            "held", found in both with one sign; "turned", with opposite signs; "lost", found in
            the first alone; "no partner", found there of a topic that the second does not have;
            "new", found in the second alone; "neither". ``agrees``: whether the second's interval
            holds the first's difference. ``clusters_first`` and ``clusters_second``: of how many
            clusters the groups are. "Found" is adjusted p at most the run's own alpha.
            ``"topics"``: the table of each `Alignment`, with the model. ``"settings"``,
            ``"made"``, ``"inputs"``: what differs, with the value of either run.
        """
        import pandas as pd

        if of == "contrasts":
            frame = pd.DataFrame([dict(row) for row in self.rows], columns=_COLUMNS)
            kinds = dict.fromkeys([c for c in _COLUMNS if _is_number(c)], "float64")
            whole = dict.fromkeys(["topic_first", "topic_second"], "Int64")
            return frame.astype({**kinds, **whole, "agrees": "boolean"})
        if of == "topics":
            parts = [found.table().assign(model=name) for name, found in self.alignments.items()]
            if not parts:
                return pd.DataFrame(columns=["model"])
            whole_table = pd.concat(parts, ignore_index=True)
            return whole_table[["model", *whole_table.columns.drop("model")]]
        if of not in _TABLES:
            raise ToolkitError(f"there is no table of '{of}'; {did_you_mean(of, _TABLES)}")
        place = "file" if of == "inputs" else "setting" if of == "settings" else "what"
        return pd.DataFrame(getattr(self, of), columns=[place, "first", "second"])

    def summary(self) -> str:
        """Say what differs in how the runs were made, and which findings held."""
        return "\n".join(line for _, lines in self._told() for line in lines)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to store."""
        return {
            f"alignment{number}_{name}": array
            for number, found in enumerate(self.alignments.values())
            for name, array in found.arrays().items()
        }

    def meta(self) -> dict[str, Any]:
        """Return what is no array, ready for JSON; alignments in their order."""
        alignments = [[name, found.meta()] for name, found in self.alignments.items()]
        return super().meta() | {"alignments": alignments}

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Self:
        """Put together what `arrays` and `meta` took apart."""
        found = {
            name: Alignment.from_parts(of_part(f"alignment{number}_", arrays), part)
            for number, (name, part) in enumerate(meta["alignments"])
        }
        return super().from_parts({}, {**meta, "alignments": found})

    def _repr_html_(self) -> str:
        """Show each part with the rows of its table in a notebook; every text is escaped."""
        parts = [f"<h4>{html.escape(' and '.join(self.names))}</h4>"]
        for of, lines in self._told():
            parts.append("".join(f"<p>{html.escape(line)}</p>" for line in lines))
            if of in _TABLES and len(table := self.table(of)):  # type: ignore[arg-type]
                shown = [c for c in self.shown_columns if c in table] or list(table.columns)
                first = table[shown].head(20).map(_shorten)
                parts.append(first.to_html(escape=True, index=False, float_format="{:.4g}".format))
                if len(table) > 20:
                    parts.append(f"<p>… {len(table):,} rows in all</p>")
        # The classes keep "$5 million to $6 million" from being set as a formula.
        return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'

    def _told(self) -> Iterator[tuple[str, list[str]]]:
        """Iterate over the parts, each with its sentences; a part is named as its table."""
        yield "head", [f"First: {self.names[0]}; second: {self.names[1]}."]
        if self.equal:
            yield "equal", ["The same numbers: every file of numbers and texts is equal in both."]
        yield "settings", [_listed("Settings that differ", self.settings)]
        yield "made", [_listed("Made otherwise", self.made)]
        yield "inputs", [self._input_words()]
        yield "topics", [self._topic_words(name) for name in self.alignments]
        named = dict.fromkeys(str(row["contrast"]) for row in self.rows)
        told = [f"contrasts.{name}: {outcome_words(self._rows_of(name))}." for name in named]
        if any(row["outcome"] == "lost" for row in self.rows):
            told.append(
                "What is lost is not refuted by that: between found and not found there may be "
                "little; the intervals say how much."
            )
        yield "contrasts", told
        yield "notes", [f"{note}." for note in self.notes]

    def _rows_of(self, name: str) -> list[Mapping[str, Any]]:
        return [row for row in self.rows if row["contrast"] == name]

    def _input_words(self) -> str:
        if not self.inputs:
            return f"Inputs: the same {plural(self.n_inputs, 'file')}."
        how = {
            (True, False): "only in the second", (False, True): "only in the first",
            (False, False): "changed",
        }  # fmt: skip
        words = [f"{c.place} {how[c.first == ABSENT, c.second == ABSENT]}" for c in self.inputs]
        more = f"; and {len(words) - _NAMED:,} more" if len(words) > _NAMED else ""
        head = f"Inputs: {len(words):,} of {plural(self.n_inputs, 'file')} differ"
        return f"{head}: {'; '.join(words[:_NAMED])}{more}."

    def _topic_words(self, name: str) -> str:
        found = self.alignments[name]
        n_first, n_second = found.similarity.shape
        alone = [
            f"without a partner in the {which}: {', '.join(map(str, numbers))}"
            for which, numbers in (
                ("first", found.unmatched_first), ("second", found.unmatched_second),
            )
            if numbers
        ]  # fmt: skip
        likeness = [found.similarity[i, j] for i, j in found.pairs]
        alike = f", alike by {min(likeness):.2f} to {max(likeness):.2f}" if likeness else ""
        matched = f"{plural(len(found.pairs), 'topic')} of {n_first} and {n_second} matched{alike}"
        return f"topics.{name}: {'; '.join([matched, *alone])}."


def _listed(head: str, found: tuple[Change, ...]) -> str:
    if not found:
        return f"{head}: none." if head.startswith("Settings") else f"{head}: nothing."
    words = [f"{c.place} {_shorten(c.first)} -> {_shorten(c.second)}" for c in found[:_NAMED]]
    more = f"; and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    return f"{head}: {'; '.join(words)}{more}."


def _shorten(value: Any) -> Any:
    is_long = isinstance(value, str) and len(value) > _LETTERS
    return value[: _LETTERS - 1] + "…" if is_long else value


def _is_number(column: str) -> bool:
    return column.endswith("_pp") or column.startswith("p_") or column == "similarity"
