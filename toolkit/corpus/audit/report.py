"""Say what was recognised in a folder, file by file, and what was not."""

from __future__ import annotations

from collections import Counter

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.meeting import Meeting
from toolkit.records import plural

_SHOWN = 6  # speakers of one meeting, so that it stays a line


def audit(corpus: Corpus) -> str:
    """Write what was recognised in each file, what was judged, and what was set aside.

    Parameters
    ----------
    corpus
        What `read_corpus` returned.

    Returns
    -------
    str
        The corpus's summary; a line a meeting with its kinds, speakers and their turns, date,
        place, host and counterparts; under it what the parser had to judge; then the files
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
        lines += [f"    {note}" for note in meeting.notes]
    if corpus.set_aside:
        lines += ["", "set aside:"]
        lines += [f"  {aside.source} {aside.reason}" for aside in corpus.set_aside]
    if corpus.unmatched:
        lines += ["", "unmatched:", *(f"  {row}" for row in corpus.unmatched)]
    letters = _by_tag(corpus)
    lines += ["", "characters: " + ", ".join(f"{tag} {n:,}" for tag, n in letters.most_common())]
    return "\n".join(lines)


def _line(meeting: Meeting) -> str:
    kinds = Counter[str](turn.kind for turn in meeting.turns)
    counted = ", ".join(plural(n, kind) for kind, n in kinds.items()) + _speakers(meeting)
    head = {
        "date": meeting.date,
        "time": meeting.time,
        "place": meeting.place,
        "event": meeting.event,
        "host": meeting.host.name,
        "counterparts": "; ".join(
            f"{p.name} ({p.country})" if p.country else p.name for p in meeting.counterparts
        ),
        "languages": "; ".join(meeting.languages),
    }
    said = "; " * any(head.values()) + ", ".join(value for value in head.values() if value)
    missing = [name for name, value in head.items() if not value]
    without = f"; not said: {', '.join(missing)}" if missing else ""
    return f"{meeting.source} [{meeting.layout}]: {counted}{said}{without}"


def _speakers(meeting: Meeting) -> str:
    """List who speaks with the number of turns; behind the first few, only how many more."""
    turns = Counter(turn.speaker for turn in meeting.turns if turn.speaker)
    if not turns:
        return ""
    more = f" and {len(turns) - _SHOWN} more" if len(turns) > _SHOWN else ""
    return "; speakers: " + ", ".join(f"{s} {n}" for s, n in turns.most_common(_SHOWN)) + more


def _by_tag(corpus: Corpus) -> Counter[str]:
    letters: Counter[str] = Counter()
    for meeting in corpus.meetings:
        for span in meeting.spans:
            letters[span.tag] += span.end - span.start
    return letters
