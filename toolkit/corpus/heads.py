"""What the heads and labels of a corpus name: people, offices, outlets, countries and places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.countries import find_country, spellings
from toolkit.corpus.countries_elsewhere import find_country_elsewhere
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
        that the table of countries has for them, in English; ``places`` of meetings. An office
        or outlet that is also a place or a country is none, nor is an outlet that stands behind
        "in" in the texts at least as often as somebody works for it: "I am from Tomsk" names a
        town where others name a paper, and only towns are lived in.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> named_in_heads(read_corpus("package:sample"))["places"]
    ('Calderport', 'Sundreach')
    """
    found: dict[str, set[str]] = {kind: set() for kind in NAMED}
    for kind, text in _of_meetings(corpus.meetings):
        found[kind].add(" ".join(text.split()))
    for meeting in corpus.meetings if corpus.metadata else ():
        for kind, text in _of_columns(corpus.metadata.get(meeting.meeting, {})):
            found[kind].add(" ".join(text.split()))
    for name in list(found["countries"]):
        found["countries"].update(spellings(name))
    # A label may print a place where others print an office: "Dmitry, Moscow:".
    for kind in ("offices", "outlets"):
        found[kind] -= found["places"] | found["countries"]
    found["outlets"] -= _lived_in(corpus.meetings, found["outlets"])
    for office in list(found["offices"]):
        found["offices"].update(_without_country(office))
    return {kind: tuple(sorted(texts - {""})) for kind, texts in found.items()}


def _of_meetings(meetings: Sequence[Meeting]) -> Iterator[tuple[str, str]]:
    """Iterate over what is named, each person once: a million speeches have few speakers."""
    for person in {p for meeting in meetings for p in (meeting.host, *meeting.counterparts)}:
        yield "names", person.name
        yield "offices", person.office
        yield "countries", person.country or find_country_elsewhere(person.office) or ""
    for name, office, outlet in {
        (speaker.name, speaker.office, speaker.outlet)
        for meeting in meetings
        for speaker in meeting.speakers
    }:
        yield "names", name
        yield "offices", office
        yield "outlets", outlet
        yield "countries", find_country(office) or find_country_elsewhere(office) or ""
    for name in {turn.speaker for meeting in meetings for turn in meeting.turns}:
        yield "names", name
    for place in {meeting.place for meeting in meetings}:
        yield from (("places", part) for part in re.split(r"[,;]", place))


def _lived_in(meetings: Sequence[Meeting], outlets: Iterable[str]) -> set[str]:
    """Find the outlets that the texts speak of as places, as in "to live in Tomsk"."""
    work_for = Counter(one.outlet for meeting in meetings for one in meeting.speakers)
    longest_first = sorted(filter(None, outlets), key=lambda outlet: (-len(outlet), outlet))
    if not longest_first:
        return set()
    names = "|".join(map(re.escape, longest_first))
    place = re.compile(rf"\b[Ii]n\s+({names})\b(?!\s+[A-Z])")  # "in Reuters News" is not Reuters
    said = Counter(
        name for meeting in meetings for turn in meeting.turns for name in place.findall(turn.text)
    )
    return {name for name in longest_first if said[name] >= work_for[name]}


def _of_columns(own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    columns = {"host": "names", "counterparts": "names", "countries": "countries"}
    for column, kind in columns.items():
        if column in own:
            yield from ((kind, one) for one in own[column].split(";"))
    if "place" in own:
        yield from (("places", one) for one in re.split(r"[,;]", own["place"]))


def _without_country(office: str) -> Iterator[str]:
    """Cut off the country that an office serves: "President of Russia" is "President"."""
    for cut in _TAIL.finditer(office):
        if find_country(f"President of {office[cut.end() :]}"):
            yield office[: cut.start()]
            return
