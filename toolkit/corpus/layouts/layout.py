"""What a layout says: how one publisher marks heads, furniture and speakers, in one language."""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

import pydantic

from toolkit.corpus.layouts.forms import form_pattern
from toolkit.corpus.layouts.repeats import repeats_twice
from toolkit.corpus.meeting import Role


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"a pattern; this is no regular expression: {error}") from error
    if repeats_twice(pattern):
        raise ValueError(
            "a pattern that repeats nothing twice; this repeats what is repeated already, or "
            "alternatives that can begin alike, which can take for ever"
        )
    return pattern


def _check_joined(pattern: str) -> str:
    """Check a pattern that becomes a part of a longer one."""
    try:
        groups = re.compile(f"(?:{pattern})").groupindex
    except re.error as error:
        raise ValueError(f"'{pattern}' cannot be joined with others: {error}") from error
    if groups:
        raise ValueError(f"'{pattern}' names the group '{next(iter(groups))}'; write (?:...)")
    return pattern


def _check_group(name: str) -> pydantic.AfterValidator:
    """Check that a pattern, if there is one, has the group that is read from it."""

    def check(pattern: str) -> str:
        if pattern and name not in re.compile(pattern).groupindex:
            raise ValueError(f"'{pattern}' lacks the group (?P<{name}>...)")
        return pattern

    return pydantic.AfterValidator(check)


def _check_form(form: str) -> str:
    form_pattern(form, (), (), (), ())
    return form


Pattern = Annotated[str, pydantic.AfterValidator(_check_pattern)]
Joined = Annotated[Pattern, pydantic.AfterValidator(_check_joined)]
WithName = Annotated[Pattern, _check_group("name")]
Form = Annotated[str, pydantic.AfterValidator(_check_form)]
Selector = str


class Html(pydantic.BaseModel):
    """Where the parts of an HTML page stand, as CSS selectors; empty where nowhere."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Selector = ""
    date: Selector = ""
    time: Selector = ""
    place: Selector = ""
    lead: Selector = ""
    body: Selector = ""
    furniture: Selector = ""
    hidden: list[Selector] = []

    @property
    def regions(self) -> dict[str, str]:
        """Return the selectors by the name of the part."""
        return {name: value for name, value in self if name != "hidden" and value}


class Layout(pydantic.BaseModel):
    """One publisher's marks in one language.

    Patterns are regular expressions in Python's syntax and must match a whole line, except
    `evidence`, `events`, `talks`, `talks_end`, `host_offices`, `title_tails`, `title_dates`,
    `file_date`, `addressing`, `principals`, `recording_begins`, `recording_ends` and
    `inner_furniture`, which are searched for. The case of the
    letters counts, except in `furniture`, `contents_title` and `events`.

    Attributes
    ----------
    name, language
        Of the layout; the language is a two-letter code, or empty for any.
    verified
        Whether pages of the publisher were at hand when the layout was written.
    evidence, min_evidence
        What speaks for the layout on a page or in what its file says of itself, and how many of
        these it takes.
    common_words, min_common
        Commonest words of the language, and the share of a page's words that must be among them.
    lines
        What a line is: a paragraph (``paragraphs``), a piece of one that ends with an empty line
        (``wrapped``), or judged from the page (``auto``).
    title
        Which line is the title: one that names an ``event``, the ``first``, or ``none``; lines
        that fit `titles` are in any case. `title_lines` is how many lines it takes.
    opening
        What stands before the first label: a ``statement`` of the host, or the publisher's
        ``lead``, which nobody speaks.
    labels, bold_labels, inner_labels, possible_labels
        Forms of what opens a turn: always; in bold type; within a paragraph as well; and where
        the page speaks for it. A form is a pattern with ``{name}``, ``{NAME}``, ``{any}``,
        ``{question}``, ``{answer}``, ``{moderator}``, ``{voice}`` and ``{note}`` in it.
    question, answer, moderator, voices
        Words that stand for a speaker in a label: who asks, the host, who leads, and anybody else.
    recurring
        Whether names that open several paragraphs are speakers for that alone.
    after_label
        Notes that stand in brackets behind a label, such as ``As interpreted``.
    recording_begins, recording_ends
        Stage directions between which a recording is played: what is said there is a remark.
    courtesies
        Words of thanks, greeting and handling: a turn of nothing else is a remark.
    principals
        Searched for in the title; its group ``names`` lists the host first and then the others.
    people, roles
        Canonical names and roles that the publisher's labels do not say.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    language: str = ""
    verified: bool = True
    host_country: str = ""
    evidence: list[Pattern] = []
    min_evidence: Annotated[int, pydantic.Field(ge=1)] = 1
    common_words: list[str] = []
    min_common: Annotated[float, pydantic.Field(ge=0, le=1)] = 0.0
    first_person: list[str] = []

    lines: Literal["paragraphs", "wrapped", "auto"] = "paragraphs"
    html: Html = Html()
    furniture: list[Joined] = []
    inner_furniture: list[Joined] = []
    headings: list[Joined] = []
    language_bar: Pattern = ""
    breadcrumb: Pattern = ""
    contents_title: Pattern = ""
    contents_entry: Pattern = ""

    title: Literal["event", "first", "none"] = "event"
    title_lines: Annotated[int, pydantic.Field(ge=1, le=5)] = 1
    titles: list[Joined] = []
    title_tails: list[Pattern] = []
    title_dates: list[Pattern] = []
    stamps: list[Pattern] = []
    file_date: Annotated[Pattern, _check_group("year")] = ""
    default_event: str = ""
    events: dict[str, Pattern] = {}
    months: dict[str, int] = {}
    places: dict[str, str] = {}

    opening: Literal["statement", "lead"] = "statement"
    labels: list[Form] = []
    bold_labels: list[Form] = []
    inner_labels: list[Form] = []
    possible_labels: list[Form] = []
    recurring: bool = False
    question: list[str] = []
    answer: list[str] = []
    moderator: list[str] = []
    voices: list[str] = []
    addressed: WithName = ""
    addressing: list[WithName] = []
    after_label: list[Pattern] = []
    directions: list[str] = []
    courtesies: list[str] = []
    recording_begins: Pattern = ""
    recording_ends: Pattern = ""

    host_offices: list[Joined] = []
    host: str = ""
    principals: Annotated[Pattern, _check_group("names")] = ""
    talks: Pattern = ""
    talks_end: Pattern = ""
    office_words: list[str] = []
    press_words: list[str] = []
    offices: dict[str, str] = {}
    people: dict[str, str] = {}
    roles: dict[str, Role] = {}

    @functools.cached_property
    def offices_folded(self) -> frozenset[str]:
        """Words of offices, whatever the case of their letters."""
        return frozenset(word.casefold() for word in self.office_words)

    @functools.cached_property
    def digest(self) -> str:
        """Digest of all it says, so that a page read by it is known again."""
        return hashlib.sha256(repr(sorted(self.model_dump().items())).encode()).hexdigest()

    @functools.cached_property
    def direction(self) -> re.Pattern[str]:
        """Pattern of a stage direction, such as "(Laughter.)"."""
        spaced = (re.escape(word).replace(r"\ ", r"\s+") for word in self.directions)
        words = "|".join(spaced) or r"(?!)"
        return re.compile(rf"[(\[](?:{words})[.,!]?[)\]]\.?", re.IGNORECASE)

    def is_direction(self, line: str) -> bool:
        """Say whether a line holds known stage directions and nothing else."""
        return not self.direction.sub("", line).strip() and bool(line.strip())

    def canonical(self, name: str) -> str:
        """Return the one name under which a person goes."""
        return self.people.get(name) or self._folded.get(name.casefold(), name)

    @functools.cached_property
    def _folded(self) -> dict[str, str]:
        return {name.casefold(): person for name, person in self.people.items()}

    @functools.cached_property
    def _stamps(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in self.stamps]

    def read_stamp(self, line: str) -> dict[str, str] | None:
        """Read the parts of a line that holds a date, a time or a place and nothing else."""
        for pattern in self._stamps:
            if found := pattern.fullmatch(line):
                return {name: part for name, part in found.groupdict().items() if part}
        return None

    def is_stamp(self, line: str) -> bool:
        """Say whether a line holds a date, a time or a place and nothing else."""
        return self.read_stamp(line) is not None

    def is_furniture(self, line: str) -> bool:
        """Say whether a line belongs to the page wherever it stands."""
        return bool(self._furniture.fullmatch(line))

    @functools.cached_property
    def _furniture(self) -> re.Pattern[str]:
        return _any_of(self.furniture, re.IGNORECASE)

    @functools.cached_property
    def headings_pattern(self) -> re.Pattern[str]:
        """Pattern of a line that heads a part of the page."""
        return _any_of(self.headings)

    @functools.cached_property
    def inner_furniture_pattern(self) -> re.Pattern[str]:
        """Pattern of what belongs to the page within a paragraph."""
        return _any_of(self.inner_furniture)

    @functools.cached_property
    def titles_pattern(self) -> re.Pattern[str]:
        """Pattern of a line that is a title whatever else it says."""
        return _any_of(self.titles)

    def is_bar(self, line: str) -> bool:
        """Say whether a line is the bar of the languages that a page is offered in."""
        return bool(self.language_bar and re.fullmatch(self.language_bar, line))

    @functools.cached_property
    def label_patterns(self) -> dict[str, re.Pattern[str]]:
        """Patterns of labels by how sure they are: certain, bold, inner, possible."""
        kinds = {
            "certain": self.labels,
            "bold": self.bold_labels,
            "inner": self.inner_labels,
            "possible": self.possible_labels,
        }
        words = (self.question, self.answer, self.moderator, self.voices)
        return {
            # A label within a paragraph is no end of a longer word.
            sure: _branches([form_pattern(form, *words) for form in forms], "(?<!\\w)")
            for sure, forms in kinds.items()
            if forms
        }

    def speaks_like(self, words: Counter[str]) -> bool:
        """Say whether words are of this layout's language, by its commonest ones."""
        return not self.common_words or self.share_of_common(words) >= self.min_common

    def share_of_common(self, words: Counter[str]) -> float:
        """Measure the share of words that are among the commonest of the language."""
        return sum(words[word] for word in self._common) / max(words.total(), 1)

    @functools.cached_property
    def _common(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.common_words))


def _any_of(patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined or r"(?!)", flags)


def _branches(patterns: list[str], before: str = "") -> re.Pattern[str]:
    """Join patterns that share names of groups: those of a later one carry its number."""
    numbered = [
        re.sub(r"\(\?P([<=])(\w+)", rf"(?P\1\2_{i}", pattern) for i, pattern in enumerate(patterns)
    ]
    return re.compile("|".join(f"{before}(?:{pattern})" for pattern in numbered))
