"""The corpus: meetings in order, what was set aside, and the user's own columns."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from toolkit.corpus.frames import (
    MEETING_COLUMNS,
    UNNAMED,
    layouts_frame,
    meeting_row,
    meetings_frame,
    notes_frame,
    set_aside_frame,
    speakers_frame,
    turns_frame,
    words_frame,
)
from toolkit.corpus.meeting import Meeting, SetAside, Turn
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural
from toolkit.stages import did_you_mean, holds

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, Mapping[str, str]]
"""The user's own columns: for each meeting, or speaker, column and value."""


@dataclass(frozen=True, eq=False, repr=False)
class Corpus(Record):
    """A folder of transcripts, read.

    Attributes
    ----------
    meetings
        Sorted by their names.
    set_aside
        Files without speech that could be read, each with the reason.
    metadata, speakers
        The user's own columns by meeting and by speaker.
    merges, suggestions
        Names that were taken for one person's, and names that may be; one sentence each.
    unmatched
        Rows of the user's tables that fit no meeting or speaker, and meetings or speakers
        without a row; values of a table that contradict others, and patterns that fit nothing;
        one sentence each.
    """

    shown_columns = ("meeting", "date", "place", "event", "host", "counterparts", "countries")

    meetings: tuple[Meeting, ...]
    set_aside: tuple[SetAside, ...] = ()
    metadata: Columns = field(default_factory=dict)
    speakers: Columns = field(default_factory=dict)
    merges: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of meetings."""
        return len(self.meetings)

    def turns(self) -> Iterator[tuple[Meeting, Turn]]:
        """Iterate over all turns, each with its meeting."""
        for meeting in self.meetings:
            for turn in meeting.turns:
                yield meeting, turn

    @functools.cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns that `where` and the later stages know."""
        own = [name for rows in (self.metadata, self.speakers) for r in rows.values() for name in r]
        return tuple(dict.fromkeys([*BUILT_IN, *own]))

    def columns_of(self, meeting: Meeting, turn: Turn) -> dict[str, str | None]:
        """Return every column of one turn; None where the page does not say."""
        found = {
            **dict.fromkeys(self.column_names),
            **_meeting_columns(meeting),
            **self.metadata.get(meeting.meeting, {}),
            **_turn_columns(turn),
            **self.speakers.get(turn.speaker, {}),
        }
        return {name: value or None for name, value in found.items()}

    def where(self, **columns: object) -> Corpus:
        """Keep the turns that have one of the given values in every given column.

        Parameters
        ----------
        **columns
            A column and the value, or a list of the values, that it must have, such as
            ``kind="answer"`` or ``year=[2021, 2022]``; compared as text. A cell that lists
            several, such as the countries ``"Luxembourg; Germany"``, has each of them. An empty
            value is a missing one: ``speaker=""`` keeps the turns of those who are not named.

        Returns
        -------
        Corpus
            Meetings without such a turn are left out.

        Raises
        ------
        ToolkitError
            If a column is unknown, or no turn has the values.
        """
        for name in columns:
            if name not in self.column_names:
                raise ToolkitError(
                    f"'{name}' is no column of this corpus; {did_you_mean(name, self.column_names)}"
                )
        allowed = {name: _texts(value) for name, value in columns.items()}
        meetings = []
        for meeting in self.meetings:
            kept = []
            for turn in meeting.turns:
                found = self.columns_of(meeting, turn)
                if all(holds(found[name], wanted) for name, wanted in allowed.items()):
                    kept.append(turn)
            if kept:
                meetings.append(replace(meeting, turns=tuple(kept)))
        if not meetings:
            asked = ", ".join(f"{name} = {value!r}" for name, value in columns.items())
            raise ToolkitError(f"no turn of the corpus has {asked}")
        return replace(self, meetings=tuple(meetings))

    def table(self, of: str = "meetings") -> pd.DataFrame:
        """Return the corpus as a table.

        Parameters
        ----------
        of
            ``"meetings"``, one row a meeting, with the user's own columns; ``"turns"``, one row
            a turn; ``"words"``, words by speaker and kind; ``"speakers"``, one row for each who
            speaks at a meeting; ``"notes"``, what the parser noted, with the line of the page, or
            0; ``"layouts"``, what was read by each layout, with the characters that no rule
            explains; ``"set_aside"``, files and rows without speech, and why.

        Returns
        -------
        DataFrame
            Of speakers: role, the reason for it, office, outlet and labels as printed; turns,
            words, and ``share`` of all words of the meeting, 0 to 1; ``received``, exchanges in
            which a question is put to the speaker or answered by the speaker; ``left_open``,
            those of them in which the speaker is asked by name and does not answer. Those who
            are not named have one row for each role, with an empty speaker.

        Raises
        ------
        ToolkitError
            If there is no such table.

        Examples
        --------
        >>> from toolkit.corpus import read_corpus
        >>> speakers = read_corpus("package:sample").table("speakers")
        >>> [name for name in speakers.columns if name not in ("reason", "labels")][:6]
        ['meeting', 'speaker', 'role', 'office', 'outlet', 'turns']
        """
        tables: dict[str, Callable[[], pd.DataFrame]] = {
            "meetings": lambda: meetings_frame(self.meetings, self.metadata),
            "turns": lambda: turns_frame(self.meetings),
            "words": lambda: words_frame(self.meetings),
            "speakers": lambda: speakers_frame(self.meetings),
            "notes": lambda: notes_frame(self.meetings),
            "layouts": lambda: layouts_frame(self.meetings),
            "set_aside": lambda: set_aside_frame(self.set_aside),
        }
        if of not in tables:
            raise ToolkitError(f"the corpus has no table of '{of}'; {did_you_mean(of, tables)}")
        return tables[of]()

    def summary(self) -> str:
        """Say how many meetings, turns and words there are, of whom, and when."""
        kinds: Counter[str] = Counter(turn.kind for _, turn in self.turns())
        words: Counter[str] = Counter()
        for _, turn in self.turns():
            words[turn.speaker or UNNAMED] += turn.words
        dates = sorted(m.date for m in self.meetings if m.date)
        when = f", {dates[0]} to {dates[-1]}" if dates else ", no date found"
        n_turns, n_words = plural(kinds.total(), "turn"), plural(words.total(), "word")
        lines = [
            f"{plural(len(self), 'meeting')}{when}: {n_turns}, {n_words}",
            "kinds: " + ", ".join(plural(kinds[k], k) for k in _KINDS if kinds[k]),
            "words: " + ", ".join(f"{name} {n:,}" for name, n in words.most_common(6)),
        ]
        if len(words) > 6:
            lines[-1] += f" and {len(words) - 6} more"
        if self.merges or self.suggestions:
            lines.append(
                f"people: {plural(len(self.merges), 'name')} merged, {len(self.suggestions):,} "
                "more that may be one person's: see merges and suggestions"
            )
        if self.set_aside:
            lines.append(f"{self.count_set_aside()} set aside: see the table set_aside")
        if self.unmatched:
            unmatched = plural(len(self.unmatched), "thing")
            lines.append(f"{unmatched} in your tables or settings without a partner: see unmatched")
        return "\n".join(lines)

    def count_set_aside(self) -> str:
        """Say how many files were set aside, or files and rows where tables were read."""
        if any(meeting.layout == "table" for meeting in self.meetings):
            return plural(len(self.set_aside), "file or row", "files or rows")
        return plural(len(self.set_aside), "file")


_KINDS = ("statement", "question", "answer", "remark")


def _texts(value: object) -> set[str]:
    """Write the wanted values as the columns hold them; arrays are a notebook's lists."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    several = isinstance(plain, Iterable) and not isinstance(plain, str)
    return {
        # A column of years with gaps is one of fractions in pandas: 2021.0 means "2021".
        str(int(v)) if isinstance(v, float) and v.is_integer() else str(v)
        for v in (plain if several else [plain])  # type: ignore[union-attr]
    }


def _meeting_columns(meeting: Meeting) -> dict[str, str]:
    return meeting_row(meeting) | {"year": meeting.date[:4], "month": meeting.date[:7]}


def _turn_columns(turn: Turn) -> dict[str, str]:
    return {
        "kind": turn.kind,
        "label": turn.label,
        "speaker": turn.speaker,
        "role": turn.role,
        "addressed_to": turn.addressed_to,
        "note": turn.note,
        "exchange": str(turn.exchange or ""),
    }


BUILT_IN = (
    *MEETING_COLUMNS,
    "year",
    "month",
    *("kind", "label", "speaker", "role", "addressed_to", "note", "exchange"),
)
