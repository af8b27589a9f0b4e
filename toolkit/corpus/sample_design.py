"""What is true of the sample corpus: its planted differences, and where none is planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MINISTER, DEPUTY, SPOKESMAN = SPEAKERS = (
    "Corvin Haldestrom",
    "Ilsa Marrovane",
    "Teodor Brackwyn",
)
OFFICES = {MINISTER: "Foreign Minister", DEPUTY: "First Deputy Foreign Minister"}
PLACES = ("Sundreach", "Calderport")
YEARS = ("2021", "2022")
OTHER_COUNTRIES = ("Marenholt", "Velmark", "Talvania", "Harrowmere", "Ostervale")

# Each theme with terms by which its topic is recognised.
THEMES = {
    "trade": ("trade", "companies", "contracts", "customs", "investors", "exporters", "market"),
    "energy": ("gas", "electricity", "energy", "consumers", "winter", "grid", "heating"),
    "arms_control": ("nuclear", "treaty", "military", "weapons", "arms", "missiles", "inspections"),
    "ceasefire": ("ceasefire", "line", "observers", "commanders", "civilians", "valley"),
    "fisheries": ("fishermen", "sea", "coast", "stocks", "fish", "catch", "scientists"),
    "migration": ("migrants", "visas", "permits", "travellers", "migration", "passports"),
    "culture": ("students", "universities", "teachers", "schools", "festival", "language"),
    "law": ("states", "law", "international", "charter", "assembly", "tribunal", "council"),
}


class Cell(NamedTuple):
    """Where a paragraph stands in the design: the values of the columns that matter."""

    kind: str
    speaker: str
    year: str
    countries: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A theme that one group talks about more often than everybody else.

    Attributes
    ----------
    name
        Short name of the difference.
    column, group, others
        The grouping column, the value with the larger share, the values to set it against: one
        by one, or, for countries, all together, since eight meetings with each are too few.
    within
        The kind of turn the difference is confined to; empty where it holds for all kinds.
    theme
        The theme, a key of `THEMES`.
    share, elsewhere
        Probability that a paragraph of the group is about the theme, and that any other is.
    """

    name: str
    column: str
    group: str
    others: tuple[str, ...]
    theme: str
    share: float
    elsewhere: float
    within: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """Terms by which the theme's topic is recognised, see `THEMES`."""
        return THEMES[self.theme]

    def holds(self, cell: Cell) -> bool:
        """Whether a paragraph of this cell belongs to the group with the larger share."""
        return getattr(cell, self.column) == self.group and self.within in ("", cell.kind)


@dataclass(frozen=True, slots=True)
class Alike:
    """Groups that draw their themes from one distribution, so that nothing should be found."""

    name: str
    column: str
    groups: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Planted:
    """What is true of the sample: the differences, and the groups that do not differ.

    Themes outside `differences` share what is left in equal parts, so a group that talks more
    about one theme talks a little less about those. Openings and closings of statements are
    courtesies of fewer than 20 words and belong to no theme.
    """

    differences: tuple[Difference, ...]
    alike: tuple[Alike, ...]


PLANTED = Planted(
    differences=(
        Difference("minister", "speaker", MINISTER, (DEPUTY, SPOKESMAN), "arms_control",
                   share=0.40, elsewhere=0.04, within="answer"),
        Difference("statement", "kind", "statement", ("answer",), "trade",
                   share=0.30, elsewhere=0.04),
        Difference("question", "kind", "question", ("answer",), "ceasefire",
                   share=0.44, elsewhere=0.06),
        Difference("year", "year", "2022", ("2021",), "energy", share=0.22, elsewhere=0.04),
        Difference("country", "countries", "Harbourland", OTHER_COUNTRIES, "fisheries",
                   share=0.24, elsewhere=0.04),
    ),
    alike=(
        Alike("deputy and spokesman", "speaker", (DEPUTY, SPOKESMAN), within="answer"),
        Alike("place", "place", PLACES),
    ),
)  # fmt: skip

UNMARKED = tuple(theme for theme in THEMES if theme not in {d.theme for d in PLANTED.differences})


def theme_at(point: float, cell: Cell) -> str:
    """Theme of a paragraph of this cell whose point in [0, 1) has been drawn.

    The unit interval is divided among the themes in proportion to the cell's probabilities, so
    a uniform point gives each theme its declared share. Cells differ only in the stretches
    that a planted difference claims; elsewhere the same point gives the same theme.

    Parameters
    ----------
    point
        A number in [0, 1).
    cell
        The paragraph's kind, speaker, year and counterpart.

    Returns
    -------
    str
        A key of `THEMES`.

    Examples
    --------
    >>> theme_at(0.30, Cell("statement", MINISTER, "2021", "Ostervale"))
    'trade'
    >>> theme_at(0.30, Cell("answer", DEPUTY, "2021", "Ostervale"))
    'migration'
    """
    for planted in PLANTED.differences:
        if point < planted.elsewhere:
            return planted.theme
        point -= planted.elsewhere
    rest = 1 - sum(planted.elsewhere for planted in PLANTED.differences)
    block, point = divmod(point * len(UNMARKED), rest)
    for planted in PLANTED.differences:
        if planted.holds(cell):
            if point < planted.share - planted.elsewhere:
                return planted.theme
            point -= planted.share - planted.elsewhere
    return UNMARKED[min(int(block), len(UNMARKED) - 1)]
