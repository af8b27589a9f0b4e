"""Names and ritual left out: what the heads know, and what is said at every meeting."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.countries import is_spelling
from toolkit.corpus.countries_elsewhere import LANGUAGES as ELSEWHERE
from toolkit.corpus.names import PARTICLES
from toolkit.counts.countries import country_passages
from toolkit.counts.introductions import introduced
from toolkit.counts.reading import Reader
from toolkit.counts.ritual import ritual_phrases, sentences_of
from toolkit.counts.token_ids import Tokens
from toolkit.counts.tokens import has_capital, tokenize

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Kind = Literal["names", "offices", "outlets", "countries", "places", "ritual", "introductions"]
RULES: dict[str, str] = {
    "names": "name", "offices": "office", "outlets": "outlet", "countries": "country",
    "places": "place", "ritual": "ritual", "introductions": "introduction",
}  # fmt: skip

# Forms of address that go with the name behind them.
_ADDRESS = frozenset(
    "mr mrs ms miss dr prof professor sir madam lord lady excellency herr frau monsieur madame mme "
    "m mm señor señora sr sra don doña lic господин госпожа г-н г-жа".split()
)
_MOST_TITLES = 6  # words of an office before a name


@dataclass
class Stream:
    """The tokens, what was left out standing as one number each.

    Attributes
    ----------
    ids, begins, ends
        Number of each token, whether it begins a sentence, and where segments end. Overwritten
        step by step: a long stream is held once.
    n_types
        Numbers from here on are what was left out: entry i of `gone` has number n_types + i.
    gone
        What was left out, and by which rule.
    """

    ids: NDArray[np.int32]
    begins: Bools
    ends: Ints
    n_types: int
    gone: list[tuple[str, str]] = field(default_factory=list)

    def number_of(self, entries: Iterable[tuple[str, str]]) -> list[int]:
        """Give entries their numbers, each a new one or that it has."""
        place = {entry: i for i, entry in enumerate(self.gone)}
        numbers = []
        for entry in entries:
            if entry not in place:
                place[entry] = len(self.gone)
                self.gone.append(entry)
            numbers.append(self.n_types + place[entry])
        return numbers


def leave_out(
    tokens: Tokens,
    kinds: Sequence[str],
    *,
    share: float,
    keep: frozenset[str],
    readers: Sequence[Reader],
    which: NDArray[np.int8],
) -> Stream:
    """Leave out names, offices, outlets, countries, places, ritual and introductions.

    Parameters
    ----------
    tokens
        The tokens.
    kinds
        What goes, of `RULES`.
    share
        Of meetings, for ritual phrases.
    keep
        Terms that stay.
    readers, which
        How words are read, so that an inflected name is found where lemmas are: by the first
        reader, but countries by that of their segment's language, whose number `which` holds.

    Returns
    -------
    Stream
        In the order introductions, ritual, names, offices, outlets, countries, places; a passage
        that is found once is not looked at again.
    """
    begins = np.zeros(len(tokens), np.bool_)
    begins[tokens.sentences] = True
    stream = Stream(tokens.ids.copy(), begins, tokens.ends, len(tokens.types))
    words = _Words(tokens, readers[0], keep)
    named = {kind: tokens.segments.named.get(kind, ()) for kind in RULES}
    if "introductions" in kinds:
        at = introduced(stream.begins, stream.ends, tokens, stream.ids, named["outlets"])
        terms = [words.of_key[k] for k in words.folded[stream.ids[at]].tolist()]
        words.put(stream, at, terms, "introduction")
    if "ritual" in kinds:
        sentences = sentences_of(stream.begins, stream.ends, tokens.segments)
        keys = np.append(words.folded, np.full(len(stream.gone), -1))
        found = ritual_phrases(stream.ids, keys, sentences, words.is_content, share)
        words.replace(stream, found, "ritual", words.folded)
    if "names" in kinds:
        people = words.of_people(named["names"], named["offices"])
        words.replace(stream, people, "name", words.capital)
        _titles(stream, words, named["offices"])
    for kind in ("offices", "outlets", "countries", "places"):
        if kind not in kinds:
            continue
        passages, keys = words.passages(named[kind]), words.capital
        if kind == "offices":  # "Head" is one, and a head is not
            passages = [p for p in passages if len(p) > 1 or words.is_name[p[0]]]
            keys = words.folded
        if kind == "countries":
            _countries_elsewhere(stream, words, tokens, readers, which)
            passages = words.passages(_not_elsewhere(named[kind], readers))
        words.replace(stream, passages, RULES[kind], keys)
    return stream


def _not_elsewhere(named: Sequence[str], readers: Sequence[Reader]) -> Sequence[str]:
    """Return the countries to be found as spelt: where no text is English, no English ones."""
    if any(one.language not in ELSEWHERE for one in readers):
        return named
    return [text for text in named if not is_spelling(text)]


def _countries_elsewhere(
    stream: Stream,
    words: _Words,
    tokens: Tokens,
    readers: Sequence[Reader],
    which: NDArray[np.int8],
) -> None:
    for number, one in enumerate(readers):
        if one.language in ELSEWHERE:
            _countries(stream, words, tokens, one.language, which == number)


def _countries(
    stream: Stream, words: _Words, tokens: Tokens, language: str, segments: Bools
) -> None:
    """Leave out the countries of the heads where segments are in a language other than English."""
    from toolkit.counts.passages import replace_passages

    named = tokens.segments.named.get("countries", ())
    found = country_passages(tokens.types, named, language, fold)
    kept = np.array([term in words.keep for term in words.of_type], np.bool_)
    n = len(tokens.types) + len(stream.gone) + len(found.passages)
    # Segments of other languages are shifted to numbers that have no key.
    ids = stream.ids
    ids[~np.repeat(segments, np.diff(stream.ends, prepend=0))] += n
    passages = {keys: term for keys, term in found.passages.items() if term not in words.keep}
    numbers = stream.number_of((term, "country") for term in passages.values())
    keys = np.full(2 * n, -1)
    keys[: len(kept)] = np.where(kept, -1, found.keys)
    of_passage = dict(zip(passages, numbers, strict=True))
    ids, stream.begins, stream.ends = replace_passages(
        ids, stream.begins, stream.ends, keys, of_passage, in_place=True
    )
    is_single = np.zeros(2 * n, np.bool_)
    is_single[: len(kept)] = found.is_single & ~kept
    at = np.flatnonzero(is_single[ids])
    ids[ids >= n] -= n
    stream.ids = ids
    words.put(stream, at, [words.of_type[i] for i in stream.ids[at].tolist()], "country")


class _Words:
    """Keys of types: what is spelt alike but for case, accents and, with lemmas, endings."""

    def __init__(self, tokens: Tokens, one: Reader, keep: frozenset[str]) -> None:
        from toolkit.counts.tally import occurrences

        self.one, self.keep = one, keep
        self.place: dict[str, int] = {}
        self.of_key: list[str] = []
        types = tokens.types
        self.of_type = read = one.read(types)
        self.folded = np.array([self._key(term) for term in read], dtype=np.int64)
        self.is_content = np.array([t not in one.function_words for t in self.of_key], np.bool_)
        capital = np.array([has_capital(t) for t in types], dtype=np.bool_)
        inside = PARTICLES | one.function_words  # "Academy of Sciences"
        joins = np.array([t in inside for t in types], dtype=np.bool_)
        self.capital = np.where(capital | joins, self.folded, -1)
        count = occurrences(tokens.ids, len(types))
        size = len(self.of_key)
        # A name that is mostly written small is a word too: "Mark", "Will".
        big = np.bincount(self.folded, count * capital, size)
        self.is_name = 2 * big > np.bincount(self.folded, count, size)

    def _key(self, term: str) -> int:
        key = self.place.setdefault(self._fold(term), len(self.of_key))
        if key == len(self.of_key):
            self.of_key.append(term)
        return key

    def _fold(self, term: str) -> str:
        is_name = term.isupper() and term.lower() in self.one.function_words
        return term if is_name else fold(term)  # "US" is no "us"

    def _known(self, text: str) -> tuple[int, ...]:
        """Return the keys of a text; nothing where one of its words is not in the texts."""
        found = [self.place.get(self._fold(t), -1) for t in self.one.read(tokenize(text))]
        return tuple(found) if found and min(found) >= 0 else ()

    def passages(self, texts: Iterable[str]) -> list[tuple[int, ...]]:
        """Return the keys of texts without function words before them: "The Kremlin"."""
        known = []
        for text in texts:
            keys = self._known(text)
            while keys and not self.is_content[keys[0]]:
                keys = keys[1:]
            known += [keys] if keys else []
        return known

    def of_people(self, names: Iterable[str], offices: Iterable[str]) -> list[tuple[int, ...]]:
        """Return the keys of names, whole and part by part.

        Pages print bodies where names stand ("Russian Academy of Sciences"): words of offices and
        of countries do not go alone, nor does any part of what holds a function word.
        """
        found = []
        others = {fold(t) for office in offices for t in tokenize(office)}
        for name in names:
            whole = self._known(name)
            found += [whole] if len(whole) > 1 else []
            parts = [p for p in tokenize(name) if p.lower() not in PARTICLES]
            if any(p.lower() in self.one.function_words for p in parts):
                continue
            for part in parts:
                keys = self._known(part)
                is_part = len(part) > 1 and part[0].isupper() and fold(part) not in others
                if is_part and keys and self.is_name[keys[0]] and not is_spelling(part):
                    found.append(keys)
        return found

    def replace(
        self, stream: Stream, passages: Sequence[tuple[int, ...]], rule: str, keys: Ints
    ) -> None:
        """Put what is left out in the place of the passages, those that are kept apart."""
        from toolkit.counts.passages import replace_passages

        distinct = sorted(set(passages))
        terms = ["_".join(self.of_key[k] for k in passage) for passage in distinct]
        chosen = [i for i, term in enumerate(terms) if term not in self.keep]
        if not chosen:
            return
        numbers = stream.number_of((terms[i], rule) for i in chosen)
        of_passage = {distinct[i]: number for i, number in zip(chosen, numbers, strict=True)}
        every = np.append(keys, np.full(len(stream.gone), -1))
        stream.ids, stream.begins, stream.ends = replace_passages(
            stream.ids, stream.begins, stream.ends, every, of_passage, in_place=True
        )

    def put(self, stream: Stream, at: Ints, terms: Sequence[str], rule: str) -> Ints:
        """Leave out single tokens, but for terms that are kept; return the places of those out."""
        chosen = [i for i, term in enumerate(terms) if term not in self.keep]
        stream.ids[at[chosen]] = stream.number_of((terms[i], rule) for i in chosen)
        return at[chosen]


def _titles(stream: Stream, words: _Words, offices: Iterable[str]) -> None:
    """Leave out offices and forms of address that stand before a name: "Minister", "Mr"."""
    titles = (word for office in offices for word in tokenize(office) if not is_spelling(word))
    spoken = _ADDRESS | {fold(term) for term in words.one.read(list(titles))}
    content = words.is_content
    title = [fold(t) in spoken and bool(content[k]) for k, t in enumerate(words.of_key)]
    is_title = np.append(np.array(title)[words.folded], np.zeros(len(stream.gone), np.bool_))
    is_name = np.zeros(len(is_title), np.bool_)
    is_name[[stream.n_types + i for i, (_, rule) in enumerate(stream.gone) if rule == "name"]] = (
        True
    )
    if not len(stream.ids):
        return
    before = is_name[stream.ids]
    for _ in range(_MOST_TITLES):
        at = np.flatnonzero(is_title[stream.ids[:-1]] & before[1:] & ~stream.begins[1:])
        terms = [words.of_key[k] for k in words.folded[stream.ids[at]].tolist()]
        at = words.put(stream, at, terms, "office")
        if not len(at):
            return
        before = np.zeros(len(stream.ids), np.bool_)
        before[at] = True
        is_title = np.append(
            is_title, np.zeros(stream.n_types + len(stream.gone) - len(is_title), np.bool_)
        )


def fold(term: str) -> str:
    """Spell a term without capitals and accents, as names are printed now so, now so.

    Examples
    --------
    >>> fold("Erdoğan") == fold("ERDOGAN")
    True
    """
    plain = unicodedata.normalize("NFKD", term.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
