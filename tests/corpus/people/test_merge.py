import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from common.meetings import between, meeting
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.meeting import Meeting, Person, Role
from toolkit.corpus.people.aliases import Alias
from toolkit.corpus.people.merge import merge_people
from toolkit.corpus.people.naming import read_shape
from toolkit.corpus.people.roster import names_of


def merged(*meetings: Meeting, aliases: tuple[Alias, ...] = ()) -> set[tuple[str, str]]:
    return {(m.name, m.canonical) for m in merge_people(meetings, aliases).merges}


def test_a_merge_is_made_noted_and_told() -> None:
    people = merge_people(
        [
            meeting("b", between("Vladimir Putin", times=6)),
            meeting("a", ["Vladmir Putin"], host=Person("VladimirPutin", "President")),
        ]
    )
    assert [m.meeting for m in people.meetings] == ["b", "a"]
    changed = people.meetings[1]
    assert changed.turns[0].speaker == changed.speakers[0].name == changed.host.name
    assert changed.host == Person("Vladimir Putin", "President")
    assert [str(note) for note in changed.notes if note.about == "person"] == [
        f"'{name}' was taken for 'Vladimir Putin': {reason}"
        for name, reason in (
            ("VladimirPutin", "the names differ in white space alone"),
            ("Vladmir Putin", "one letter apart, and the other is far more frequent"),
        )
    ]
    assert [(m.name, m.canonical, m.where) for m in people.merges] == [
        ("VladimirPutin", "Vladimir Putin", ("a",)),
        ("Vladmir Putin", "Vladimir Putin", ("a",)),
    ]


def test_a_kind_goes_with_a_role_and_is_told_after_the_name() -> None:
    roles: dict[str, Role] = {"Vladmir Putin": "journalist", "Vladimir Putin": "principal"}
    made = meeting("a", [*between("Vladimir Putin", times=6), "Vladmir Putin"], roles=roles)
    asked = replace(made.turns[-1], kind="question", exchange=1)
    made = replace(made, turns=(*made.turns[:-1], asked))
    # The roles object to the misspelling; the user does not.
    assert merged(made) == set()
    [after] = merge_people([made], [Alias("Vladmir Putin", "Vladimir Putin")]).meetings
    assert (after.turns[-1].role, after.turns[-1].kind) == ("principal", "statement")
    assert [note.says.split(":")[0] for note in after.notes] == [
        "'Vladmir Putin' was taken for 'Vladimir Putin'",
        "turn 13 of 'Vladimir Putin'",
    ]


def test_reasons_on_the_way_are_told_together() -> None:
    [merge] = merge_people(
        [meeting("a", ["PRIME MINISTER ADA BIRCH"]), meeting("b", ["Prime Minister Ada Birch"]),
         meeting("c", ["Ada Birch"])]
    ).merges[:1]  # fmt: skip
    assert merge.canonical == "Ada Birch"
    assert merge.reason == (
        "the names differ in capitals alone; the name is the same behind the office"
    )


def test_an_alias_goes_before_all_else() -> None:
    made = [meeting("a", ["A. Birch", "Cy", "Ada Birch"]), meeting("b", ["Alma Birch"])]
    people = merge_people(made, [Alias("a. birch", "Alma Birch", "moderator", "as I say")])
    first = people.meetings[0]
    assert [t.speaker for t in first.turns] == ["Alma Birch", "Cy", "Ada Birch"]
    assert first.turns[0].role == first.speakers[0].role == "moderator"
    assert first.notes[0].says == "'A. Birch' was taken for 'Alma Birch': as I say"


def test_a_settled_name_is_not_merged_and_two_are_not_suggested() -> None:
    made = [meeting("a", between("Chris Alm")), meeting("b", between("Christopher Alm"))]
    assert len(merge_people(made).suggestions) == 1
    rows = [Alias("Chris Alm", "Chris Alm"), Alias("Christopher Alm", "Christopher Alm")]
    assert merge_people(made, rows).suggestions == ()
    slips = [meeting("a", between("Michelle Smith", times=9)), meeting("b", ["Michelle Smth"])]
    assert merged(*slips) == {("Michelle Smth", "Michelle Smith")}
    assert merged(*slips, aliases=(Alias("Michelle Smth", "Michelle Smth"),)) == set()


def test_an_alias_of_one_meeting_stays_there() -> None:
    made = [meeting(name, ["Smith"]) for name in "abc"]
    rows = [Alias("Smith", "Colby Smith", meeting="a"), Alias("Smith", "Di Smith", meeting="b")]
    speakers = [m.turns[0].speaker for m in merge_people(made, rows).meetings]
    assert speakers == ["Colby Smith", "Di Smith", "Smith"]


def test_rows_that_fit_nothing_are_listed() -> None:
    rows = [
        Alias("Cy", "Cyril", line=2),
        Alias("Nobody", "Cyril", line=3),
        Alias("Di", "Diana", meeting="b", line=4),
        Alias("Cyril", "Cyril Alm", line=5),
    ]
    assert merge_people([meeting("a", ["Cy", "Di"])], rows).unmatched == (
        "aliases.csv, line 3: nobody is named 'Nobody'",
        "aliases.csv, line 4: nobody is named 'Di' at the meeting 'b'",
    )


def test_nobody_and_nothing() -> None:
    assert merge_people([]).meetings == ()
    silent = meeting("a", ["", ""])
    assert merge_people([silent]).meetings == (silent,)


WORDS = st.sampled_from(
    "Ada ADA A. Alan Birch BIRCH Brch Birche Smith Smyth Smth President Presiden Mr "
    "Chris Christopher Sergey Sergej Lavrov Lawrow Сергей Лавров С. *".split()
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
MEETINGS = st.lists(
    st.builds(
        lambda speakers, host: (speakers, host), st.lists(NAMES, max_size=12), NAMES | st.just("")
    ),
    max_size=4,
).map(lambda made: [meeting(f"m{i}", s, host=Person(h)) for i, (s, h) in enumerate(made)])


@given(MEETINGS)
def test_the_order_of_meetings_does_not_matter(made: list[Meeting]) -> None:
    people = merge_people(made)
    other = merge_people(made[::-1])
    assert (other.merges, other.suggestions) == (people.merges, people.suggestions)
    assert other.meetings == people.meetings[::-1]


@given(MEETINGS)
def test_every_turn_stays_and_every_merge_leads_to_a_name_that_is_there(
    made: list[Meeting],
) -> None:
    people = merge_people(made)
    known = {name for m in made for name in names_of(m)}
    for before, after in zip(made, people.meetings, strict=True):
        assert [t.text for t in before.turns] == [t.text for t in after.turns]
        assert set(names_of(after)) <= known
        gone = {m.name for m in people.merges if before.meeting in m.where}
        assert not gone & set(names_of(after))
        listed = [s.name for s in after.speakers]
        assert listed == list(dict.fromkeys(t.speaker for t in after.turns if t.speaker))


@given(MEETINGS)
def test_those_who_answer_one_another_stay_two(made: list[Meeting]) -> None:
    people = merge_people(made)
    for before, after in zip(made, people.meetings, strict=True):
        for i in range(1, len(before.turns)):
            old = {before.turns[i - 1].speaker, before.turns[i].speaker}
            new = {after.turns[i - 1].speaker, after.turns[i].speaker}
            if len(new) == 1:
                shapes = map(read_shape, old)
                assert len({"".join((*shape.initials, *shape.parts)) for shape in shapes}) == 1


@pytest.fixture(scope="module")
def central_bank(corpora: Path) -> list[Meeting]:
    """The speakers' labels of 23 press conferences, as their publisher gives them."""
    speakers = defaultdict(list)
    with (corpora / "fomc" / "turns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            speakers[row["file"]].append(row["speaker_label"].title())
    return [meeting(name, labels) for name, labels in speakers.items()]


def test_labels_of_the_central_bank(central_bank: list[Meeting]) -> None:
    people = merge_people(central_bank)
    assert [(m.name, m.canonical) for m in people.merges] == [("Michelle Smth", "Michelle Smith")]
    assert [(m.name, m.canonical) for m in people.suggestions] == [
        ("Christopher Rugaber", "Chris Rugaber"),
        ("Gregg Robb", "Greg Robb"),
    ]


def test_the_chair_of_the_central_bank_is_known_from_one_head(central_bank: list[Meeting]) -> None:
    chair = Person("Jerome Powell", "Chair of the Federal Reserve")
    people = merge_people([*central_bank, meeting("head", ["Cy"], host=chair)])
    assert sum(t.speaker == "Jerome Powell" for m in people.meetings for t in m.turns) == 696
