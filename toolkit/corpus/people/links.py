"""Who has been taken for whom so far, and who may yet be: the state of the merging of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.corpus.people.aliases import AliasBook
from toolkit.corpus.people.roster import Roster


@dataclass(frozen=True, slots=True)
class Merge:
    """A name that is taken, or might be taken, for another.

    Attributes
    ----------
    name, canonical
        The name, and the one of the person it stands for.
    reason
        Why, as a phrase; of a suggestion, also what is doubtful.
    where
        The meetings where the name occurs.
    """

    name: str
    canonical: str
    reason: str
    where: tuple[str, ...] = ()

    @property
    def meetings(self) -> int:
        """Number of meetings where the name occurs."""
        return len(self.where)

    def __str__(self) -> str:
        """Return a sentence without its full stop, with the first meetings that it speaks of."""
        more = f" and {len(self.where) - 3} more" if len(self.where) > 3 else ""
        places = f" ({', '.join(self.where[:3])}{more})" if self.where else ""
        return f"'{self.name}' and '{self.canonical}': {self.reason}{places}"


class Links:
    """Names and the names they were taken for, in the whole corpus or at one meeting.

    Parameters
    ----------
    roster
        The names of the corpus.
    book
        The user's aliases. A settled name is linked to no other.
    """

    def __init__(self, roster: Roster, book: AliasBook) -> None:
        self.roster = roster
        self.book = book
        self._doubts: dict[tuple[str, str], tuple[str, set[str]]] = {}
        self._next: dict[tuple[str, str], tuple[str, str]] = {}  # meeting, name: canonical, reason
        self._members: dict[str, set[str]] = {name: {name} for name in roster.where}
        self._turns: Counter[str] = Counter(roster.turns)

    def final(self, name: str, meeting: str = "") -> str:
        """Return the canonical name that a name leads to, at one meeting or anywhere."""
        return self.path(name, meeting)[0]

    def path(self, name: str, meeting: str = "") -> tuple[str, str]:
        """Return the canonical name and the reasons on the way to it."""
        reasons: list[str] = []
        while not (meeting and self.book.is_settled(name, meeting)):
            step = self._next.get((meeting, name)) or self._next.get(("", name))
            if not step:
                break
            name = step[0]
            reasons.append(step[1])
        return name, "; ".join(dict.fromkeys(reasons))

    def names(self) -> list[str]:
        """List the names that stand for themselves, sorted."""
        return sorted(name for name in self.roster.where if ("", name) not in self._next)

    def members(self, name: str) -> frozenset[str]:
        """Return a name and all that were taken for it, be it at one meeting."""
        return frozenset(self._members[name])

    def turns(self, name: str) -> int:
        """Return the number of turns of a name and of all that were taken for it."""
        return self._turns[name]

    def prominence(self, name: str) -> tuple[bool, bool, int, int, int, list[int]]:
        """Return a key to sort by: the greatest is the best spelling of a name.

        A settled one is better than others, then one with capitals where names have them, then
        the fuller, the more frequent, the one without odd signs, the earlier in the alphabet.
        """
        words = name.split()
        proper = not name.islower() and not any(len(w) > 1 and w.isupper() for w in words)
        shape = self.roster.shapes[name]
        odd = sum(not (letter.isalpha() or letter in " .’'-") for letter in name)
        alphabet = [-ord(letter) for letter in name]
        n_words = len(shape.initials) + len(shape.parts)
        return name in self.book.settled, proper, n_words, self.turns(name), -odd, alphabet

    def apart(self, one: str, other: str, meeting: str = "") -> bool:
        """Say whether two answer one another: they stand in neighbouring turns.

        All names that were taken for either count, at one meeting or anywhere.
        """
        ours, theirs = (self._taken_for(name, meeting) for name in (one, other))
        # The smaller set is looked through: a president has many names, a misspelling one.
        few, many = sorted((ours, theirs), key=len)
        answers = (self.roster.answers.get(name, {}) for name in few)
        if not meeting:
            return any(not many.isdisjoint(others) for others in answers)
        return any(meeting in others.get(name, ()) for others in answers for name in many)

    def _taken_for(self, name: str, meeting: str) -> set[str]:
        if not meeting:
            return self._members[name]
        end = self.final(name, meeting)
        return {n for n in self.roster.present[meeting] if self.final(n, meeting) == end}

    def link(self, name: str, canonical: str, reason: str, meeting: str = "") -> None:
        """Take a name for another; a settled name is left, and the doubt is kept."""
        name, canonical = self.final(name, meeting), self.final(canonical, meeting)
        if name == canonical:
            return
        if self.book.is_settled(name, meeting):
            self.doubt(name, canonical, reason, [meeting] if meeting else ())
            return
        self._next[meeting, name] = (canonical, reason)
        if meeting:
            self._members[canonical].add(name)
        else:
            self._members[canonical] |= self._members.pop(name)
            self._turns[canonical] += self._turns[name]

    def doubt(self, name: str, canonical: str, reason: str, where: Iterable[str] = ()) -> None:
        """Keep a suggestion; the first reason for two names stays."""
        places = set(where) or set(self.roster.where[name])
        known = self._doubts.get((canonical, name)) or self._doubts.get((name, canonical))
        if known:
            known[1].update(places)
        else:
            self._doubts[name, canonical] = (reason, places)

    def suggestions(self) -> tuple[Merge, ...]:
        """Return the doubts that later links have not settled, sorted."""
        found: dict[frozenset[str], Merge] = {}
        for (name, canonical), (reason, places) in sorted(self._doubts.items()):
            left = {p for p in places if self.final(name, p) != self.final(canonical, p)}
            one, other = sorted((self.final(name), self.final(canonical)), key=self.prominence)
            both_settled = {one, other} <= self.book.settled
            if one != other and left and not both_settled:
                merge = Merge(one, other, reason, tuple(sorted(left)))
                found.setdefault(frozenset((one, other)), merge)
        return tuple(sorted(found.values(), key=lambda m: (m.canonical, m.name)))
