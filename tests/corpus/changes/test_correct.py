"""Corrections are made, told, and what hangs on them follows."""

from __future__ import annotations

import pytest

from toolkit.corpus.changes.correct import correct, speakers_of
from toolkit.corpus.changes.corrections import Correction
from toolkit.corpus.meeting import Kind, Meeting, Note, Person, Role, Speaker, Turn
from toolkit.errors import SettingsError

ADA = Speaker("Ada Birch", "principal", "the title names her", "Minister", "", ("A. Birch",))
IVO = Speaker("Ivo Marlin", "principal", "the title names him", "Guest", "", ("Ivo Marlin",))
HOST = Person("Ada Birch", "Minister", "Harland")
GUEST = Person("Ivo Marlin", "Guest", "Ostervale")


def turn(at: int, kind: Kind, speaker: str, role: Role, exchange: int, *, label: str = "") -> Turn:
    return Turn(at, kind, label or speaker, speaker, role, "", "", exchange, 0, 9, "Some words.")


TURNS = (
    turn(1, "statement", "Ada Birch", "principal", 0, label="A. Birch"),
    turn(2, "question", "", "journalist", 1, label="Question"),
    turn(3, "answer", "Ada Birch", "principal", 1, label="A. Birch"),
    turn(4, "answer", "Ivo Marlin", "principal", 1),
    turn(5, "question", "", "journalist", 2, label="Question"),
)


def meeting(name: str = "a") -> Meeting:
    return Meeting(
        name, "A title", "2020-03-09", "title", "11:05", "Bonn", "briefing", HOST, (GUEST,),
        ("en-GB",), "ministry_en", f"{name}.txt", "0", TURNS, (), (ADA, IVO),
        (Note("date", "an older note"),),
    )  # fmt: skip


def corrected(*corrections: Correction) -> Meeting:
    ((found,), idle) = correct([meeting()], corrections)
    assert idle == ()
    return found


def by_hand(position: int, column: str, value: str, reason: str = "so the page") -> Correction:
    return Correction("a", position, column, value, reason)


def told(found: Meeting) -> list[str]:
    assert found.notes[0] == Note("date", "an older note")
    assert {note.about for note in found.notes[1:]} <= {"correction"}
    return [note.says for note in found.notes[1:]]


def test_a_meeting_without_corrections_is_left_as_it_is() -> None:
    one = meeting()
    (found,), _ = correct([one], [])
    assert found is one


def test_a_turn_is_corrected_and_the_rest_stays() -> None:
    found = corrected(by_hand(3, "kind", "remark", "only a greeting."))
    assert [t.kind for t in found.turns] == [
        "statement",
        "question",
        "remark",
        "answer",
        "question",
    ]
    assert found.turns[2].exchange == 1
    assert found.speakers == (ADA, IVO)
    assert told(found) == ["kind of turn 3 was 'answer', set to 'remark': only a greeting"]


def test_fields_of_the_meeting_are_corrected() -> None:
    found = corrected(
        by_hand(0, "date", "2020-03"),
        by_hand(0, "time", ""),
        by_hand(0, "languages", "en-GB; de-DE"),
        by_hand(0, "title", "Another"),
    )
    assert (found.date, found.date_from) == ("2020-03", "correction")
    assert (found.time, found.languages, found.title) == ("", ("en-GB", "de-DE"), "Another")
    assert found.turns == TURNS
    assert found.speakers == (ADA, IVO)
    assert told(found) == [
        "date was '2020-03-09', set to '2020-03': so the page",
        "time was '11:05', set to '': so the page",
        "languages was 'en-GB', set to 'en-GB; de-DE': so the page",
        "title was 'A title', set to 'Another': so the page",
    ]
    assert corrected(by_hand(0, "date", "")).date_from == ""


def test_people_keep_what_the_cell_does_not_say() -> None:
    found = corrected(by_hand(0, "counterparts", "Ivo Marlin; Ana Belt (Japan)"))
    assert found.counterparts == (GUEST, Person("Ana Belt", "", "Japan"))
    assert found.countries == ("Ostervale", "Japan")
    says = (
        "counterparts was 'Ivo Marlin (Ostervale)', set to 'Ivo Marlin (Ostervale); "
        "Ana Belt (Japan)': so the page"
    )
    assert told(found) == [says]
    assert corrected(by_hand(0, "counterparts", "Ivo Marlin ()")).countries == ()
    assert corrected(by_hand(0, "counterparts", "")).counterparts == ()
    assert corrected(by_hand(0, "host", "Ana Belt")).host == Person("Ana Belt", "", "Harland")
    assert corrected(by_hand(0, "host", "")).host.name == ""
    assert corrected(by_hand(0, "host", "Ivo Marlin")).host == GUEST
    assert corrected(by_hand(0, "counterparts", "Ada Birch")).counterparts == (HOST,)


def test_a_known_speaker_brings_the_role_along() -> None:
    found = corrected(by_hand(5, "speaker", "Ivo Marlin"))
    assert (found.turns[4].speaker, found.turns[4].role) == ("Ivo Marlin", "principal")
    assert found.speakers == (ADA, Speaker(*_but_labels(IVO), ("Ivo Marlin", "Question")))
    assert told(found) == [
        "speaker of turn 5 was '', set to 'Ivo Marlin' and role with it to 'principal': so the page"
    ]


def _but_labels(speaker: Speaker) -> tuple[str, Role, str, str, str]:
    return speaker.name, speaker.role, speaker.reason, speaker.office, speaker.outlet


def test_a_role_that_is_corrected_too_stands() -> None:
    found = corrected(by_hand(5, "speaker", "Ivo Marlin"), by_hand(5, "role", "other"))
    assert found.turns[4].role == "other"
    assert found.speakers[1].role == "principal"  # one turn of each: as it was
    assert "with it" not in " ".join(told(found))


def test_a_new_speaker_is_listed_and_one_without_turns_goes() -> None:
    found = corrected(by_hand(4, "speaker", "Ana Belt"), by_hand(5, "speaker", "Eli Stone"))
    assert found.speakers == (
        ADA,
        Speaker("Ana Belt", "principal", "as corrections.csv says", labels=("Ivo Marlin",)),
        Speaker("Eli Stone", "journalist", "as corrections.csv says", labels=("Question",)),
    )
    nameless = corrected(by_hand(4, "speaker", ""))
    assert nameless.speakers == (ADA,)
    assert nameless.turns[3].role == "principal"


def test_a_speaker_of_the_head_is_listed_with_the_office() -> None:
    found = corrected(
        by_hand(4, "speaker", "Ana Belt"), by_hand(0, "counterparts", "Ivo Marlin; Ana Belt")
    )
    assert found.speakers[1].office == ""
    (back,), _ = correct([found], [Correction("a", 4, "speaker", "Ivo Marlin", "no, it was he")])
    assert back.speakers[1].office == "Guest"


def test_a_corrected_role_is_the_speakers_where_most_turns_have_it() -> None:
    found = corrected(by_hand(4, "role", "moderator"))
    assert found.speakers[1].role == "moderator"
    assert found.speakers[1].reason == "as corrections.csv says"
    for tie in (1, 3):
        assert corrected(by_hand(tie, "role", "other")).speakers == (ADA, IVO)


def test_a_label_is_the_speakers_too() -> None:
    found = corrected(by_hand(3, "label", "Minister Birch"))
    assert found.speakers[0].labels == ("A. Birch", "Minister Birch")


def test_a_statement_leaves_its_exchange() -> None:
    found = corrected(by_hand(4, "kind", "statement"))
    assert (found.turns[3].kind, found.turns[3].exchange) == ("statement", 0)
    assert told(found) == [
        "kind of turn 4 was 'answer', set to 'statement' and exchange with it to '0': so the page"
    ]
    assert told(corrected(by_hand(1, "kind", "statement"))) == [
        "kind of turn 1 is 'statement' already: so the page"
    ]
    assert corrected(by_hand(5, "exchange", "1")).turns[4].exchange == 1


def test_what_was_so_already_is_told_as_such() -> None:
    assert told(corrected(by_hand(3, "kind", "answer"))) == [
        "kind of turn 3 is 'answer' already: so the page"
    ]


def test_a_meeting_that_is_not_there_is_listed_and_a_turn_that_is_not_is_refused() -> None:
    far = Correction("far", 9, "kind", "remark", "x", 7)
    near = Correction("b c", 0, "place", "Ulm", "x", 2)
    found, idle = correct([meeting("b\u00a0c"), meeting()], [far, near], "mine.csv")
    assert [m.place for m in found] == ["Ulm", "Bonn"]
    assert idle == ("mine.csv: line 7: no meeting 'far' in the corpus",)
    with pytest.raises(SettingsError) as caught:
        correct(
            [meeting()],
            [
                Correction("a", 6, "kind", "remark", "x", 3),
                Correction("a", 2, "exchange", "6", "x", 4),
            ],
            "mine.csv",
        )
    assert caught.value.source == "mine.csv"
    assert caught.value.mistakes == (
        "line 3: 'a' has 5 turns, no turn 6",
        "line 4: 'a' has 5 turns, no exchange 6",
    )


def test_the_order_of_corrections_does_not_matter_to_what_is_set() -> None:
    rows = [
        by_hand(5, "speaker", "Ivo Marlin"),
        by_hand(4, "speaker", ""),
        by_hand(4, "kind", "remark"),
        by_hand(0, "host", "Ivo Marlin"),
    ]
    one, other = corrected(*rows), corrected(*reversed(rows))
    assert (one.turns, one.speakers, one.host) == (other.turns, other.speakers, other.host)
    assert one.turns[4].role == "principal"  # as parsed, though he has no other turn left


def test_speakers_of_nobody_named_are_none() -> None:
    assert speakers_of(TURNS[1:2]) == ()


def was(position: int, column: str, value: str, before: str) -> Correction:
    return Correction("a", position, column, value, "x", 3, before)


@pytest.mark.parametrize(
    "correction",
    [
        was(3, "kind", "remark", "answer"),
        was(3, "exchange", "2", "1"),
        was(3, "speaker", "Ivo Marlin", " Ada  Birch".strip()),
        was(0, "date", "2021", "2020-03-09"),
        was(0, "host", "Ivo Marlin", "Ada Birch (Harland)"),
        was(0, "host", "Ivo Marlin", "Ada Birch"),
        was(0, "counterparts", "", "Ivo Marlin"),
        was(0, "languages", "de", "en-GB"),
        was(3, "kind", "remark", ""),
    ],
)
def test_a_correction_of_what_is_there_is_made(correction: Correction) -> None:
    assert len(told(corrected(correction))) == 1


def test_a_correction_of_what_is_no_longer_there_is_refused() -> None:
    with pytest.raises(SettingsError) as caught:
        correct(
            [meeting()],
            [was(4, "speaker", "Ada Birch", "Ana Belt"), was(0, "date", "2021", "2019")],
        )
    assert caught.value.mistakes == (
        (
            "line 3: the speaker of turn 4 of 'a' is 'Ivo Marlin', not 'Ana Belt'; see whether the "
            "page has changed since"
        ),
        (
            "line 3: the date of 'a' is '2020-03-09', not '2019'; see whether the page has changed "
            "since"
        ),
    )
