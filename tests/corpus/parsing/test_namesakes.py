"""People of one surname are told apart by the words before it."""

from __future__ import annotations

import pytest

from toolkit.corpus.layouts import find_layout
from toolkit.corpus.parsing.labels import Label, Opening
from toolkit.corpus.parsing.namesakes import tell_apart
from toolkit.corpus.parsing.parse import parse

LAYOUT = find_layout("white_house_en")


@pytest.mark.parametrize(
    "label, speaker",
    [
        ("DR. BIDEN", "Dr. Biden"),
        ("VICE PRESIDENT BIDEN", "Vice President Biden"),
        ("PRESIDENT BIDEN", "Joe Biden"),
    ],
)
def test_one_surname_behind_different_words_is_two_people(label: str, speaker: str) -> None:
    page = (
        "PRESIDENT BIDEN:  Thank you all for coming to the port.\n\n"
        f"{label}:  And the teachers of the port are glad of it.\n\n"
        "PRESIDENT BIDEN:  I agree with that.\n\nQ    When is the ferry?\n\n"
        "PRESIDENT BIDEN:  In spring.\n"
    )
    turns = parse(page, find_layout("white_house_en")).turns
    assert [turn.speaker for turn in turns] == ["Joe Biden", speaker, "Joe Biden", "", "Joe Biden"]


def told(*labels: str, **known: str) -> list[str]:
    openings = [Opening(i, 0, Label(9, name, speaker="Lee")) for i, name in enumerate(labels)]
    return [o.label.speaker for o in tell_apart(openings, known, LAYOUT) if o.label]


def test_the_words_that_the_head_agrees_with_name_the_person_known() -> None:
    labels = ("MR. LEE", "MR. LEE", "PRESIDENT LEE")
    assert told(*labels) == ["Lee", "Lee", "PRESIDENT LEE"]
    assert told(*labels, Lee="President") == ["MR. LEE", "MR. LEE", "Lee"]


def test_a_slip_and_a_bare_surname_are_the_same_person() -> None:
    assert told("PRESIDENT LEE", "PRESIDEN LEE", "LEE") == ["Lee"] * 3
