"""One person under one name over the whole corpus, whatever the labels say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.corpus.meeting import Meeting, Note
from toolkit.corpus.people.aliases import Alias, AliasBook
from toolkit.corpus.people.likeness import (
    link_misspellings,
    link_offices,
    link_spellings,
    suggest_likenesses,
)
from toolkit.corpus.people.links import Links, Merge
from toolkit.corpus.people.renaming import rename
from toolkit.corpus.people.roster import names_of, read_roster
from toolkit.corpus.people.surnames import link_bare_offices, link_initials, link_surnames


@dataclass(frozen=True, slots=True)
class People:
    """Meetings in which each person has one name, and how that came about.

    Attributes
    ----------
    meetings
        In the order given.
    merges
        What was merged, sorted by name.
    suggestions
        What may be one person; a row in the alias table settles it, either way.
    unmatched
        One sentence for each row of the alias table whose name, or meeting, does not occur.
    """

    meetings: tuple[Meeting, ...]
    merges: tuple[Merge, ...] = ()
    suggestions: tuple[Merge, ...] = ()
    unmatched: tuple[str, ...] = ()


def merge_people(meetings: Sequence[Meeting], aliases: Iterable[Alias] = ()) -> People:
    """Give every person of a corpus one name.

    The user's aliases come first. Then names are merged that are equal but for case, accents
    and white space; a rare misspelling with the frequent name it is one letter away from;
    initials and a surname with the one fuller name there is; a surname, an office and a
    surname, or an office alone, with the one person of the same meeting who has it. Two who
    answer one another in neighbouring turns are merged for the first of these reasons alone;
    a misspelling or initials not where one asks and the other answers, nor initials over more
    than 30 years.
    Short forms of first names, names that sound alike and the like are suggested, not merged.

    Parameters
    ----------
    meetings
        As parsed; their order changes nothing but the order of what is returned.
    aliases
        The rows of the alias table, see `read_aliases`.

    Returns
    -------
    People
        Of each meeting concerned, turns, speakers, host and counterparts have the canonical
        name, a speaker under several names has the role of the one with most turns, and notes
        say each name that was taken for another, and what kinds of turns go with a new role.

    Examples
    --------
    >>> people = merge_people([], [Alias("A. Birch", "Ada Birch", line=2)])
    >>> people.unmatched
    ("aliases.csv, line 2: nobody is named 'A. Birch'",)
    """
    book = AliasBook(tuple(aliases))
    links = Links(read_roster([_by_alias(meeting, book) for meeting in meetings]), book)
    link_spellings(links)
    link_offices(links)
    link_misspellings(links)
    link_initials(links)
    link_surnames(links)
    link_bare_offices(links)
    suggest_likenesses(links)
    found: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    done = []
    for meeting in meetings:
        names = {name: _canonical(name, meeting.meeting, links) for name in names_of(meeting)}
        for name, (canonical, reason) in names.items():
            if canonical != name:
                found[name, canonical, reason].append(meeting.meeting)
        done.append(_apply(meeting, names, book))
    return People(
        meetings=tuple(done),
        merges=tuple(Merge(*key, tuple(sorted(found[key]))) for key in sorted(found)),
        suggestions=links.suggestions(),
        unmatched=_unmatched(meetings, book),
    )


def _by_alias(meeting: Meeting, book: AliasBook) -> Meeting:
    chains = {name: book.chain(name, meeting.meeting) for name in names_of(meeting)}
    return rename(meeting, {name: rows[-1].canonical for name, rows in chains.items() if rows})


def _canonical(name: str, meeting: str, links: Links) -> tuple[str, str]:
    """Follow a name through the aliases, then through the links; gather the reasons."""
    rows = links.book.chain(name, meeting)
    canonical, reason = links.path(rows[-1].canonical if rows else name, meeting)
    reasons = [*(row.reason for row in rows if not row.is_settling), *filter(None, [reason])]
    return canonical, "; ".join(dict.fromkeys(reasons)) or "as the aliases spell it"


def _apply(meeting: Meeting, names: dict[str, tuple[str, str]], book: AliasBook) -> Meeting:
    """Rename the people of a meeting, and note each name that was taken for another."""
    renamed = rename(
        meeting,
        {name: canonical for name, (canonical, _) in names.items()},
        lambda name: book.role(name, meeting.meeting),
    )
    notes = [
        Note("person", f"'{name}' was taken for '{canonical}': {reason}")
        for name, (canonical, reason) in names.items()
        if canonical != name
    ]
    # Who is meant comes before what follows from it.
    old, new = meeting.notes, renamed.notes[len(meeting.notes) :]
    return replace(renamed, notes=(*old, *notes, *new)) if notes else renamed


def _unmatched(meetings: Sequence[Meeting], book: AliasBook) -> tuple[str, ...]:
    used = {
        (row.line, row.name)
        for meeting in meetings
        for name in names_of(meeting)
        for row in book.chain(name, meeting.meeting)
    }
    return tuple(
        f"aliases.csv, line {row.line}: nobody is named '{row.name}'"
        + (f" at the meeting '{row.meeting}'" if row.meeting else "")
        for row in book.rows
        if (row.line, row.name) not in used
    )
