"""What the heads and labels of a corpus name: people, offices, outlets, countries and places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.countries import find_country, spellings
from toolkit.corpus.meeting import Meeting

NAMED = ("names", "offices", "outlets", "countries", "places")
"""What a head names, in the words that `count_terms` takes."""

_TAIL = re.compile(r",? (?:of|for|de|del|du|von) ")


def named_in_heads(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """List what the heads and labels name, as printed there, each once and sorted.

    Parameters
    ----------
    corpus
        What `read_corpus` returned; the user's own columns ``host``, ``counterparts``,
        ``countries`` and ``place`` stand in for those of the pages.

    Returns
    -------
    dict
        ``names`` of hosts, counterparts and speakers; ``offices``, each also without the country
        that it serves; ``outlets`` of journalists; ``countries`` with every name and adjective
        that the table of countries has for them, in English; ``places`` of meetings.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> named_in_heads(read_corpus("package:sample"))["places"]
    ('Calderport', 'Sundreach')
    """
    found: dict[str, set[str]] = {kind: set() for kind in NAMED}
    for meeting in corpus.meetings:
        own = corpus.metadata.get(meeting.meeting, {})
        for kind, text in [*_of_meeting(meeting), *_of_columns(own)]:
            if text.strip():
                found[kind].add(" ".join(text.split()))
    for name in list(found["countries"]):
        found["countries"].update(spellings(name))
    for office in list(found["offices"]):
        found["offices"].update(_without_country(office))
    return {kind: tuple(sorted(texts)) for kind, texts in found.items()}


def _of_meeting(meeting: Meeting) -> Iterator[tuple[str, str]]:
    for person in (meeting.host, *meeting.counterparts):
        yield "names", person.name
        yield "offices", person.office
        yield "countries", person.country
    for speaker in meeting.speakers:
        yield "names", speaker.name
        yield "offices", speaker.office
        yield "outlets", speaker.outlet
        yield "countries", find_country(speaker.office) or ""
    for turn in meeting.turns:
        yield "names", turn.speaker
    yield from (("places", part) for part in re.split(r"[,;]", meeting.place))


def _of_columns(own: object) -> Iterator[tuple[str, str]]:
    if not isinstance(own, dict):
        return
    columns = {"host": "names", "counterparts": "names", "countries": "countries"}
    for column, kind in columns.items():
        yield from ((kind, one) for one in str(own.get(column, "")).split(";"))
    yield from (("places", one) for one in re.split(r"[,;]", str(own.get("place", ""))))


def _without_country(office: str) -> Iterator[str]:
    """Cut off the country that an office serves: "President of Russia" is "President"."""
    for cut in _TAIL.finditer(office):
        if find_country(f"President of {office[cut.end() :]}"):
            yield office[: cut.start()]
            return
