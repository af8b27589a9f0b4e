"""Real pages, read by hand: every turn, every head, nothing of the furniture."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from toolkit.corpus import Corpus, Meeting, Person, read_corpus

LAVROV = Person("Sergey Lavrov", "Foreign Minister", "Russia")
FIVE = ("de-DE", "en-GB", "es-ES", "ru-RU", "fr-FR")
QUESTION = ("question", "", "journalist")
ANSWER = ("answer", "Sergey Lavrov", "principal")
STATEMENT = ("statement", "Sergey Lavrov", "principal")

# For each turn: kind, speaker and role; addressed_to; note; exchange; what is printed before its
# text; the numbers of the page's lines that hold its paragraphs.
REAL = {
    "seeds/000_16648652590b3927": [
        (STATEMENT, "", "", 0, "", range(10, 33, 2)),
        (QUESTION, "", "", 1, "Question: ", [34]),
        (ANSWER, "", "", 1, "Sergey Lavrov: ", range(36, 45, 2)),
    ],
    "seeds/004_26716d5f07b89309": [
        (STATEMENT, "", "", 0, "", range(9, 38, 2)),
        (
            QUESTION,
            "Jean Asselborn",
            "re-translated from French",
            1,
            "Question (for Jean Asselborn, re-translated from French): ",
            [39],
        ),
        (
            ANSWER,
            "",
            "adding after Jean Asselborn",
            1,
            "Sergey Lavrov (adding after Jean Asselborn): ",
            [41, 43, 45],
        ),
        (QUESTION, "", "", 2, "Question: ", [47]),
        (ANSWER, "", "", 2, "Sergey Lavrov: ", range(49, 70, 2)),
        (QUESTION, "", "", 3, "Question: ", [71]),
        (ANSWER, "", "", 3, "Sergey Lavrov: ", range(73, 82, 2)),
    ],
    "mid_ru/2020-09-11_lavrov_wangyi_en": [
        (STATEMENT, "", "", 0, "", range(3, 24, 2)),
        (
            QUESTION,
            "",
            "translated from Chinese",
            1,
            "Question (translated from Chinese): ",
            [25],
        ),
        (
            ANSWER,
            "",
            "speaks after Wang Yi",
            1,
            "Sergey Lavrov (speaks after Wang Yi): ",
            [27, 29, 31],
        ),
        (QUESTION, "", "", 2, "Question: ", [33]),
        (ANSWER, "", "", 2, "Sergey Lavrov: ", range(35, 46, 2)),
        (QUESTION, "", "", 3, "Question: ", [47]),
        (ANSWER, "", "", 3, "Sergey Lavrov: ", range(49, 60, 2)),
        (QUESTION, "", "", 4, "Question: ", [61]),
        (ANSWER, "", "", 4, "Sergey Lavrov: ", [63]),
        (QUESTION, "", "", 5, "Question: ", [65]),
        (ANSWER, "", "", 5, "Sergey Lavrov: ", [67]),
    ],
}

HEADS = {
    "seeds/000_16648652590b3927": {
        "date": "2020-02-24",
        "time": "18:39",
        "host": LAVROV,
        "counterparts": (
            Person(
                "Sirojiddin Muhriddin",
                "Minister of Foreign Affairs of the Republic of Tajikistan",
                "Tajikistan",
            ),
        ),
        "countries": ("Tajikistan",),
        "languages": FIVE,
        "notes": (),
    },
    "seeds/004_26716d5f07b89309": {
        "date": "2020-02-28",
        "time": "13:54",
        "host": LAVROV,
        "counterparts": (
            Person(
                "Jean Asselborn",
                "Minister for Foreign and European Affairs of the Grand Duchy of Luxembourg",
                "Luxembourg",
            ),
        ),
        "countries": ("Luxembourg",),
        "languages": FIVE,
        "notes": (),
    },
    # The first line is the page's title in Russian: the counterpart stands only there.
    "mid_ru/2020-09-11_lavrov_wangyi_en": {
        "date": "2020-09-11",
        "time": "",
        "host": LAVROV,
        "counterparts": (),
        "countries": (),
        "languages": (),
        "notes": (
            "the title is in another script: counterparts were not read from it",
            "'To reiterate:' opens a line but was read as text",
        ),
    },
}

OPENING_AND_CLOSING = {
    "seeds/000_16648652590b3927": [
        ("Ladies and gentlemen,", "in Moscow."),
        ("Turkey has been", "quadripartite meetings?"),
        ("The agreements on Idlib", "that matter."),
    ],
    "seeds/004_26716d5f07b89309": [
        ("We have conducted", "useful discussion."),
        ("Turkey announced", "migration crisis?"),
        ("I would like to support", "of the world."),
        ("The situation in Idlib", "Astana format?"),
        ("We can confirm", "settlement issues."),
        ("A few days ago,", "this statement?"),
        ("This is not the first", "permanent members."),
    ],
}


@pytest.fixture(scope="module")
def real(corpora: Path) -> Corpus:
    return read_corpus(corpora, include=["seeds/*.txt", "mid_ru/*.txt"])


def meeting_of(corpus: Corpus, name: str) -> Meeting:
    return next(m for m in corpus.meetings if m.meeting == name)


@pytest.mark.parametrize("name", REAL)
def test_the_turns_of_a_real_page_are_those_read_by_hand(
    real: Corpus, corpora: Path, name: str
) -> None:
    page = (corpora / f"{name}.txt").read_text(encoding="utf-8")
    lines = page.split("\n")
    meeting = meeting_of(real, name)
    assert len(meeting.turns) == len(REAL[name])
    for turn, (who, addressed_to, note, exchange, printed, numbers) in zip(
        meeting.turns, REAL[name], strict=True
    ):
        assert (turn.kind, turn.speaker, turn.role) == who
        assert (turn.addressed_to, turn.note, turn.exchange) == (addressed_to, note, exchange)
        assert turn.label == printed.split(" (")[0].rstrip(": ")
        paragraphs = [lines[n - 1].strip() for n in numbers]
        assert paragraphs[0].startswith(printed)
        paragraphs[0] = paragraphs[0].removeprefix(printed)
        assert turn.paragraphs == tuple(paragraphs)
        assert page[turn.start : turn.end].startswith(printed + paragraphs[0])
        assert page[turn.start : turn.end].endswith(paragraphs[-1])
    assert [t.position for t in meeting.turns] == list(range(1, len(REAL[name]) + 1))


@pytest.mark.parametrize("name", OPENING_AND_CLOSING)
def test_a_turn_opens_and_closes_where_it_does_on_the_page(real: Corpus, name: str) -> None:
    turns = meeting_of(real, name).turns
    for turn, (first, last) in zip(turns, OPENING_AND_CLOSING[name], strict=True):
        assert turn.text.startswith(first)
        assert turn.text.endswith(last)


@pytest.mark.parametrize("name", HEADS)
def test_the_head_of_a_real_page_is_the_one_read_by_hand(
    real: Corpus, corpora: Path, name: str
) -> None:
    meeting = meeting_of(real, name)
    wanted = dict(HEADS[name])
    # The last note says by which evidence the layout was chosen: see test_guess.py.
    notes = tuple(note.says for note in meeting.notes if note.about != "layout")
    assert notes == wanted.pop("notes")
    assert {key: getattr(meeting, key) for key in wanted} == wanted
    assert (meeting.date_from, meeting.place) == ("title", "Moscow")
    assert (meeting.event, meeting.layout) == ("news conference", "mid_en")
    assert meeting.source == f"{name}.txt"
    raw = (corpora / f"{name}.txt").read_bytes()
    assert meeting.sha256 == hashlib.sha256(raw).hexdigest()


def test_no_furniture_and_no_label_reaches_a_text_of_a_real_page(real: Corpus) -> None:
    texts = "\n\n".join(turn.text for _, turn in real.turns())
    for mark in ("Asset Publisher", "Additional materials", "Advanced settings", "en-GB", "•"):
        assert mark not in texts
    assert not any(
        paragraph.startswith(("Question", "Sergey Lavrov:", "Sergey Lavrov ("))
        for paragraph in texts.split("\n\n")
    )


def test_a_page_in_german_is_read(real: Corpus) -> None:
    """It keeps the title of the Russian page, and holds one question with its answer."""
    assert (len(real), real.set_aside) == (4, ())
    page = meeting_of(real, "mid_ru/2020-09-11_lavrov_wangyi_de")
    assert (page.layout, page.date, page.place) == ("mid_de", "2020-09-11", "Moscow")
    assert (page.event, page.host) == ("news conference", LAVROV)
    assert [(t.label, t.kind, t.speaker, t.role, t.exchange) for t in page.turns] == [
        ("Frage", "question", "", "journalist", 1),
        ("Lawrow", "answer", "Sergey Lavrov", "principal", 1),
    ]
