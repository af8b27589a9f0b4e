"""Say what was recognised in a folder, file by file, and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from toolkit.corpus.audit.view import write_audit
from toolkit.corpus.changes.duplicates import find_copies
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.files.folder import one_file, own_files
from toolkit.corpus.files.open_page import Reader
from toolkit.corpus.meeting import Meeting
from toolkit.corpus.read import read_layouts
from toolkit.corpus.tables.rows import ENDINGS as TABLES
from toolkit.corpus.tally import letters_by_tag
from toolkit.records import plural

AUDIT = "audit.txt"
"""What `write_report` calls the audit as text."""

_SHOWN = 6  # speakers of one meeting, so that it stays a line


def audit(corpus: Corpus, copies: Iterable[str] = ()) -> str:
    """Write what was recognised in each file, what was judged, and what was set aside.

    Parameters
    ----------
    corpus
        What `read_corpus` returned.
    copies
        Sentences about pages that repeat others, see `find_copies`.

    Returns
    -------
    str
        The corpus's summary; a line a meeting with its layout, kinds, speakers and their turns,
        date, place, host and counterparts; under it, by line, what the parser had to judge;
        then names that were merged and those that may be one person's, copies, and the files
        set aside.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> print(audit(read_corpus("package:sample")).splitlines()[0])
    60 meetings, 2021-... to 2022-...: ... turns, ... words
    """
    lines = [corpus.summary(), ""]
    for meeting in corpus.meetings:
        lines.append(_line(meeting))
        lines += [f"    {note.about}: {note}" for note in meeting.notes if note.about != "layout"]
    lists = {
        "taken for one person": corpus.merges,
        "perhaps one person; say so in aliases.csv": corpus.suggestions,
        "copies": list(copies),
        "set aside": [f"{aside.source} {aside.reason}" for aside in corpus.set_aside],
        "unmatched": corpus.unmatched,
    }
    for heading, sentences in lists.items():
        if sentences:
            lines += ["", f"{heading}:", *(f"  {sentence}" for sentence in sentences)]
    letters = letters_by_tag(corpus.meetings)
    lines += ["", "characters: " + ", ".join(f"{tag} {n:,}" for tag, n in letters.most_common())]
    return "\n".join(lines)


def write_report(corpus: Corpus, folder: str | Path, out: Path) -> Path:
    """Write the audit of a corpus as text, as tables, and as pages to look at.

    Parameters
    ----------
    corpus
        What `read_corpus` returned.
    folder
        What it was read from; the texts are read again from there.
    out
        Made if it is missing: ``audit.txt``, ``index.html`` with a page a transcript, and the
        corpus's tables as CSV and parquet are written into it.

    Returns
    -------
    Path
        The table of files, ``index.html``.
    """
    found = [str(pair) for pair in find_copies(corpus.meetings)]
    out.mkdir(parents=True, exist_ok=True)
    (out / AUDIT).write_text(audit(corpus, found) + "\n", encoding="utf-8")
    own = read_layouts(own_files(folder))

    def text(meeting: Meeting) -> str:
        if PurePosixPath(meeting.source).suffix.lower() in TABLES:
            return "\n\n".join(turn.text for turn in meeting.turns)
        fixed = Reader(own, {"*": meeting.layout})
        return fixed.open(meeting.source, one_file(folder, meeting.source))[0].text

    return write_audit(corpus, text, out, suggestions=corpus.suggestions, copies=found)


def _line(meeting: Meeting) -> str:
    kinds = Counter[str](turn.kind for turn in meeting.turns)
    counted = ", ".join(plural(n, kind) for kind, n in kinds.items()) + _speakers(meeting)
    head = {
        "date": meeting.date,
        "time": meeting.time,
        "place": meeting.place,
        "event": meeting.event,
        "host": f"host {meeting.host.name}" if meeting.host.name else "",
        "counterparts": "with " * bool(meeting.counterparts)
        + "; ".join(
            f"{p.name} ({p.country})" if p.country else p.name for p in meeting.counterparts
        ),
        "languages": "; ".join(meeting.languages),
    }
    said = "; " * any(head.values()) + ", ".join(value for value in head.values() if value)
    missing = [name for name, value in head.items() if not value]
    without = f"; not said: {', '.join(missing)}" if missing else ""
    why = "".join(f", {note.says}" for note in meeting.notes if note.about == "layout")
    return f"{meeting.source} [{meeting.layout}{why}]: {counted}{said}{without}"


def _speakers(meeting: Meeting) -> str:
    """List who speaks with the number of turns; behind the first few, only how many more."""
    turns = Counter(turn.speaker for turn in meeting.turns if turn.speaker)
    if not turns:
        return ""
    more = f" and {len(turns) - _SHOWN} more" if len(turns) > _SHOWN else ""
    return "; speakers: " + ", ".join(f"{s} {n}" for s, n in turns.most_common(_SHOWN)) + more
