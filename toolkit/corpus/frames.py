"""The tables of a corpus: meetings, turns, words, speakers, notes, layouts, what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.corpus.meeting import Meeting, SetAside, Speaker, Turn
from toolkit.corpus.tally import letters_by_tag, tally

if TYPE_CHECKING:
    import pandas as pd

MEETING_COLUMNS = (
    "meeting title date date_from time place event host counterparts countries languages "
    "layout source encoding sha256"
).split()
TURN_COLUMNS = (
    "meeting position kind label speaker role addressed_to note exchange start end words text"
).split()
UNNAMED = "(not named)"

_SPEAKER_COLUMNS = (
    "meeting speaker role reason office outlet labels turns words share received left_open"
).split()
_LAYOUT_COLUMNS = "layout meetings turns words notes unexplained".split()


def meeting_row(meeting: Meeting) -> dict[str, str]:
    """Return what the table of meetings says of one, all of it as text."""
    row = {name: str(getattr(meeting, name)) for name in MEETING_COLUMNS if name != "host"}
    return row | {
        "host": meeting.host.name,
        "counterparts": _joined(person.name for person in meeting.counterparts),
        "countries": _joined(meeting.countries),
        "languages": _joined(meeting.languages),
    }


def meetings_frame(
    meetings: Iterable[Meeting], metadata: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Return one row a meeting, the user's own columns behind ours."""
    own = list(dict.fromkeys(name for row in metadata.values() for name in row))
    rows = [
        {**dict.fromkeys(own), **meeting_row(m), **metadata.get(m.meeting, {})} for m in meetings
    ]
    return _frame(rows, [*MEETING_COLUMNS, *own])


def turns_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return one row a turn."""
    return _frame(
        [(m.meeting, *_turn_cells(turn)) for m in meetings for turn in m.turns], TURN_COLUMNS
    )


def words_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return meetings, turns and words by speaker and kind of speech."""
    import pandas as pd

    turns = turns_frame(meetings)
    turns["speaker"] = turns["speaker"].replace("", UNNAMED)
    groups = turns.groupby(["speaker", "kind"], sort=True)
    return pd.DataFrame(
        {
            "meetings": groups["meeting"].nunique(),
            "turns": groups.size(),
            "words": groups["words"].sum(),
        }
    ).reset_index()


def speakers_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return one row for each who speaks at a meeting; the unnamed of one role share one."""
    return _frame([row for m in meetings for row in _speaker_rows(m)], _SPEAKER_COLUMNS)


def notes_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return one row for each thing that the parser noted; line 0 is none."""
    rows = [(m.meeting, n.line, n.about, n.says) for m in meetings for n in m.notes]
    return _frame(rows, ["meeting", "line", "about", "says"])


def layouts_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return what was read by each layout, and how many characters no rule of it explains."""
    groups: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        groups.setdefault(meeting.layout, []).append(meeting)
    return _frame([_layout_row(name, groups[name]) for name in sorted(groups)], _LAYOUT_COLUMNS)


def set_aside_frame(set_aside: Iterable[SetAside]) -> pd.DataFrame:
    """Return one row for each file, or row of a table, without speech."""
    return _frame([(a.source, a.reason) for a in set_aside], ["source", "reason"])


def _turn_cells(turn: Turn) -> list[object]:
    return [getattr(turn, name) for name in TURN_COLUMNS[1:]]


def _speaker_rows(meeting: Meeting) -> list[tuple[object, ...]]:
    known = {speaker.name: speaker for speaker in meeting.speakers}
    rows: list[tuple[object, ...]] = []
    for row in tally(meeting):
        who = known.get(row.name) or Speaker(row.name, row.role, "")
        said = (who.office, who.outlet, _joined(who.labels))
        counted = (row.turns, row.words, row.share, row.received, row.left_open)
        rows.append((meeting.meeting, row.name, row.role, who.reason, *said, *counted))
    return rows


def _layout_row(layout: str, meetings: Sequence[Meeting]) -> tuple[object, ...]:
    return (
        layout,
        len(meetings),
        sum(len(meeting.turns) for meeting in meetings),
        sum(meeting.words for meeting in meetings),
        sum(len(meeting.notes) for meeting in meetings),
        letters_by_tag(meetings)["unexplained"],
    )


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def _frame(rows: Sequence[Any], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)
