"""Writes the invented meetings of the sample corpus from its banks of sentences."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from toolkit.corpus.sample_design import (
    DEPUTY,
    MINISTER,
    PLACES,
    SPEAKERS,
    SPOKESMAN,
    YEARS,
    Cell,
    theme_at,
)

Item = TypeVar("Item")

CONCENTRATION = 20.0  # of the Dirichlet distribution of a meeting's own shares around the expected
TAKE_UP = 0.75  # chance that the first paragraph of an answer keeps to its question's point
STAY = 0.2  # chance that a further paragraph of an answer keeps to the point of the one before
PARAGRAPH_WORDS = (48, 80)


class Dice:
    """Draws that every version of Python repeats: only ``random()`` is promised to stay."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed).random  # noqa: S311 - nothing here is secret

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[int(self.random() * len(items))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in a random order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.between(0, last)
            order[last], order[other] = order[other], order[last]
        return order


@dataclass(frozen=True, slots=True)
class Guest:
    """The foreign minister who visits, and how many meetings there are in a year."""

    country: str
    office: str
    name: str
    address: str
    capital: str
    yearly: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a meeting takes place, with whom, who opens it and who answers."""

    date: dt.date
    place: str
    guest: Guest
    lead: str
    cast: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says; each paragraph with its theme, empty for a courtesy."""

    kind: str
    speaker: str
    label: str
    paragraphs: list[tuple[str, str]]


# Who makes the statement and who answers, for the thirty meetings of a year: each speaker
# answers in 28 of them, each pair of speakers meets in 26.
_CASTS = (
    [(lead, (MINISTER, DEPUTY)) for lead in (MINISTER, DEPUTY)]
    + [(lead, (lead, SPOKESMAN)) for lead in (MINISTER, DEPUTY)] * 2
    + [(lead, SPEAKERS) for lead in (MINISTER, DEPUTY)] * 12
)  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip


@cache
def _bank(name: str) -> dict[str, Any]:
    """One of the sentence files."""
    path = resources.files("toolkit.corpus") / "sample_text" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def plan_meetings(seed: int) -> list[Meeting]:
    """Sixty meetings with everything but the year drawn independently of everything else."""
    meetings = []
    for year in YEARS:
        dice = Dice(f"sample {seed} plan {year}")
        visitors = [Guest(**row) for row in _bank("counterparts")["counterpart"]]
        guests = dice.shuffled([guest for guest in visitors for _ in range(guest.yearly)])
        places = dice.shuffled(PLACES * 15)
        casts = dice.shuffled(_CASTS)
        for number, (guest, place, (lead, cast)) in enumerate(
            zip(guests, places, casts, strict=True)
        ):
            date = dt.date(int(year), 1, 8) + dt.timedelta(12 * number - number // 4)
            date += dt.timedelta(dice.between(0, 7))
            weekend = max(date.weekday() - 4, 0)
            meetings.append(Meeting(date - dt.timedelta(weekend), place, guest, lead, cast))
    return meetings


class _Points:
    """A meeting's points: a Polya urn, so that its shares of themes are Dirichlet distributed.

    Each point alone is uniform, and points of one meeting tend to repeat each other.
    """

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.drawn: list[float] = []

    def draw(self) -> float:
        seen = len(self.drawn)
        old = self.dice.chance(seen / (seen + CONCENTRATION))
        self.drawn.append(self.dice.pick(self.drawn) if old else self.dice.random())
        return self.drawn[-1]


@dataclass
class _Author:
    """Writes the turns of one meeting and never uses a sentence twice."""

    meeting: Meeting
    dice: Dice
    points: _Points
    piles: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def left(self, theme: str, part: str) -> list[str]:
        """The unused sentences of one part of a theme's bank, in an order of this meeting."""
        if (theme, part) not in self.piles:
            self.piles[theme, part] = self.dice.shuffled(_bank(theme)["sentences"][part])
        return self.piles[theme, part]

    def fill(self, template: str, choices: dict[str, str]) -> str:
        """Put values into the slots; `choices` keeps a paragraph to one product or one town."""
        guest, dice = self.meeting.guest, self.dice

        def value(slot: re.Match[str]) -> str:
            match slot[1]:
                case "country":
                    return guest.country
                case "capital":
                    return guest.capital
                case "guest":
                    return guest.address
                case "percent":
                    return str(dice.between(3, 28))
                case "number":
                    return str(dice.between(12, 95))
                case "million":
                    return str(dice.between(12, 94) * 10)
                case "few":
                    return dice.pick(("three", "four", "five", "six", "seven", "eight", "nine"))
                case "month":
                    return dice.pick(MONTHS)
                case own:
                    return choices[own]

        filled = re.sub(r"\{(\w+)\}", value, template)
        return filled[0].upper() + filled[1:]

    def choices(self, theme: str) -> dict[str, str]:
        return {slot: self.dice.pick(values) for slot, values in _bank(theme)["slots"].items()}

    def courtesy(self, part: str) -> str:
        return self.fill(self.left("neutral", part).pop(), {})

    def themed(self, point: float, cell: Cell) -> str:
        """The theme at the point, or at a new one when the theme's sentences are used up."""
        theme = theme_at(point, cell)
        while not self.left(theme, "open") or len(self.left(theme, "body")) < 3:
            theme = theme_at(self.dice.random(), cell)
        return theme

    def paragraph(self, theme: str, before: str = "") -> str:
        """Three to five sentences on one theme, the first of which says what it is about."""
        choices = self.choices(theme)
        parts = ["open", "body", "body", "close" if self.dice.chance(0.5) else "body"]
        sentences = [before] if before else []
        shortest, longest = PARAGRAPH_WORDS
        for part in parts:
            words = len(" ".join(sentences).split())
            pile = self.left(theme, part) or self.left(theme, "body")
            if words < shortest or words + len(pile[-1].split()) <= longest:
                sentences.append(self.fill(pile.pop(), choices))
        return " ".join(sentences)

    def cell(self, kind: str, speaker: str) -> Cell:
        return Cell(kind, speaker, str(self.meeting.date.year), self.meeting.guest.country)

    def statement(self) -> Turn:
        """A courtesy, four or five paragraphs with those of one theme together, a courtesy."""
        cell = self.cell("statement", self.meeting.lead)
        drawn = []
        for _ in range(self.dice.between(4, 5)):
            theme = self.themed(self.points.draw(), cell)
            drawn.append((theme, self.paragraph(theme)))
        order = [theme for theme, _ in drawn]
        drawn.sort(key=lambda pair: order.index(pair[0]))
        drawn.insert(0, ("", self.courtesy("opening")))
        if self.dice.chance(0.6):
            drawn.insert(0, ("", "Ladies and gentlemen,"))
        drawn.append(("", self.courtesy("closing")))
        return Turn("statement", self.meeting.lead, "", drawn)

    def question(self, point: float, label: str) -> Turn:
        """One paragraph of one theme."""
        cell = self.cell("question", "")
        theme = theme_at(point, cell)
        while not self.left(theme, "ask"):
            theme = theme_at(self.dice.random(), cell)
        text = self.fill(self.left(theme, "ask").pop(), self.choices(theme))
        return Turn("question", "", label, [(theme, text)])

    def answer(self, question: Turn, point: float, speaker: str, label: str, length: int) -> Turn:
        """One to three paragraphs, of which the first mostly keeps to the question's point."""
        cell = self.cell("answer", speaker)
        if not self.dice.chance(TAKE_UP):
            point = self.points.draw()
        drawn: list[tuple[str, str]] = []
        for number in range(length):
            if number and not self.dice.chance(STAY):
                point = self.points.draw()
            theme = self.themed(point, cell)
            last = drawn[-1][0] if drawn else question.paragraphs[0][0]
            drawn.append((theme, self.paragraph(theme, self.bridge(number, theme == last, label))))
        return Turn("answer", speaker, label, drawn)

    def bridge(self, number: int, goes_on: bool, label: str) -> str:
        """A sentence without a theme that leads from what was said before to a paragraph."""
        if number:
            return "" if goes_on else self.courtesy("another_matter")
        if "adding" in label:
            return self.courtesy("adding" if goes_on else "adding_else")
        if not goes_on:
            return self.courtesy("turning_away")
        return self.courtesy("taking_up") if self.dice.chance(0.6) else ""


def _answerers(cast: Sequence[str], dice: Dice) -> list[list[str]]:
    """Who answers each of one to four questions: everybody of the cast at least once."""
    count = dice.pick((1, 2, 3, 3, 3, 4, 4, 4))
    queue = dice.shuffled(cast)
    while len(queue) < count:
        queue.append(dice.pick(cast))
    exchanges = [[speaker] for speaker in queue[:count]]
    for speaker in queue[count:]:
        free = [speakers for speakers in exchanges if speaker not in speakers]
        dice.pick(free).append(speaker)
    return exchanges


def write_turns(meeting: Meeting, dice: Dice) -> list[Turn]:
    """The turns of one meeting, in the order in which they are printed."""
    author = _Author(meeting, dice, _Points(dice))
    turns = [author.statement()]
    exchanges = _answerers(meeting.cast, dice)
    lengths = (1, 2, 2) if sum(map(len, exchanges)) > 3 else (2, 2, 2, 3)
    for speakers in exchanges:
        to_guest = meeting.guest.name if dice.chance(0.2) else ""
        point = author.points.draw()
        question = author.question(point, _question_label(to_guest, dice))
        turns.append(question)
        for speaker, before in zip(speakers, [to_guest, *speakers], strict=False):
            label = f"{speaker} (adding after {before})" if before else speaker
            length = dice.pick(lengths)
            turns.append(author.answer(question, point, speaker, label, length))
    return turns


def _question_label(to_guest: str, dice: Dice) -> str:
    if not to_guest:
        return "Question"
    language = dice.pick(("", "French", "Spanish", "German"))
    return f"Question (for {to_guest}{language and f', re-translated from {language}'})"
