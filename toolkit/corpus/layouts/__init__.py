"""How each publisher marks heads, furniture and speakers, as data: one TOML file a layout."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

import pydantic


class Layout(pydantic.BaseModel):
    """One publisher's marks in one language.

    Patterns are regular expressions in Python's syntax and must match a whole line, except
    `evidence`, `events`, `talks`, `talks_end` and `host_offices`, which are searched for. The
    case of the letters counts, except in `furniture`, `contents_title`, `events` and
    `directions`; a `question` may also stand in capitals.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    language: str
    host_country: str
    evidence: list[str]
    common_words: list[str]
    min_common: float
    first_person: list[str]
    furniture: list[str]
    language_bar: str
    breadcrumb: str
    stamp: str
    bare_time: str
    title_tails: list[str]
    contents_title: str
    contents_entry: str
    question: list[str]
    moderator: list[str]
    addressed: str
    directions: list[str]
    host_offices: list[str]
    talks: str
    talks_end: str
    office_words: list[str]
    events: dict[str, str]
    months: dict[str, int]
    places: dict[str, str]
    offices: dict[str, str]
    people: dict[str, str]

    @functools.cached_property
    def direction(self) -> str:
        """Pattern of a stage direction, such as "(Laughter.)"."""
        words = "|".join(re.escape(word) for word in self.directions)
        return rf"(?i:[(\[](?:{words})[.,!]?[)\]]\.?)"

    def is_direction(self, line: str) -> bool:
        """Say whether a line holds known stage directions and nothing else."""
        return bool(re.fullmatch(rf"(?:{self.direction}\s*)+", line))

    def canonical(self, name: str) -> str:
        """Return the one name under which a person goes."""
        return self.people.get(name, name)

    def is_stamp(self, line: str) -> bool:
        """Say whether a line holds a date or a time and nothing else."""
        return any(re.fullmatch(pattern, line) for pattern in (self.stamp, self.bare_time))

    def is_furniture(self, line: str) -> bool:
        """Say whether a line belongs to the page wherever it stands."""
        return bool(self._furniture.fullmatch(line))

    @functools.cached_property
    def _furniture(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{mark})" for mark in self.furniture), re.IGNORECASE)

    def is_bar(self, line: str) -> bool:
        """Say whether a line is the bar of the languages that a page is offered in."""
        return bool(re.fullmatch(self.language_bar, line))

    def speaks_like(self, text: str) -> bool:
        """Say whether a text is in this layout's language, by its commonest words."""
        words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
        common = set(self.common_words)
        return sum(word in common for word in words) >= self.min_common * max(len(words), 1)


@functools.cache
def layouts() -> tuple[Layout, ...]:
    """Read the built-in layouts, by name."""
    folder = resources.files(__name__)
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(_read(name.removesuffix(".toml")) for name in names)


def choose_layout(text: str) -> Layout | None:
    """Choose the layout with most evidence on a page; None where no language fits.

    A layout that lists no evidence fits any page in its language, and yields to one that does.
    """
    scores: dict[str, int] = {}
    fitting: dict[str, Layout] = {}
    for layout in layouts():
        score = sum(bool(re.search(mark, text)) for mark in layout.evidence)
        if (score or not layout.evidence) and layout.speaks_like(text):
            scores[layout.name], fitting[layout.name] = score, layout
    return fitting[max(scores, key=lambda name: scores[name])] if scores else None


def _read(name: str) -> Layout:
    raw = tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
    if base := raw.pop("extends", None):
        raw = _read(base).model_dump() | raw
    return Layout.model_validate(raw | {"name": name})
