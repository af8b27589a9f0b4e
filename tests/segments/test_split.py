"""Segments by every unit: nothing counted twice, nothing lost without being counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.corpus import Corpus, Meeting, Person, Turn, read_corpus
from toolkit.errors import ToolkitError
from toolkit.segments import Segments, split
from toolkit.segments.segments import By

EVERY = get_args(By)

# Kind, speaker, exchange and text of each turn of a small meeting.
TURNS = [
    ("statement", "Ada Birch", 0, "one two three\n\nfour five"),
    ("question", "", 1, "six seven?"),
    ("answer", "Ada Birch", 1, "eight nine ten"),
    ("answer", "Ivo Marlin", 1, "eleven\n\ntwelve thirteen"),
    ("question", "", 2, "fourteen?"),
    ("answer", "Ada Birch", 2, "fifteen sixteen\n\nseventeen\n\neighteen"),
]


def meeting(name: str, turns: list[tuple[str, str, int, str]], date: str = "2020-03-09") -> Meeting:
    made = tuple(
        Turn(
            position=position,
            kind=kind,
            label="Question" if kind == "question" else speaker,
            speaker=speaker,
            role="journalist" if kind == "question" else "principal",
            addressed_to="",
            note="",
            exchange=exchange,
            start=0,
            end=0,
            text=text,
        )
        for position, (kind, speaker, exchange, text) in enumerate(turns, 1)
    )
    return Meeting(
        meeting=name,
        title="",
        date=date,
        date_from="title",
        time="",
        place="",
        event="",
        host=Person("Ada Birch"),
        counterparts=(),
        languages=(),
        layout="",
        source=f"{name}.txt",
        sha256="",
        turns=made,
        spans=(),
    )


@pytest.fixture
def corpus() -> Corpus:
    second = [("statement", "Ivo Marlin", 0, "nineteen twenty")]
    return Corpus(
        (meeting("a", TURNS), meeting("b", second, "2021-01-01")),
        metadata={"a": {"period": "early"}},
        speakers={"Ada Birch": {"party": "Green"}},
    )


def rows(segments: Segments) -> list[tuple[str, str]]:
    return list(zip(segments.ids, segments.texts, strict=True))


def test_by_turn(corpus: Corpus) -> None:
    segments = split(corpus, by="turn")
    assert segments.ids == ("a#1", "a#2", "a#3", "a#4", "a#5", "a#6", "b#1")
    assert segments.texts == (*(text for *_, text in TURNS), "nineteen twenty")
    assert segments.words == (5, 2, 3, 3, 1, 4, 2)


def test_by_paragraph(corpus: Corpus) -> None:
    assert rows(split(corpus))[:3] == [
        ("a#1.1", "one two three"),
        ("a#1.2", "four five"),
        ("a#2.1", "six seven?"),
    ]
    assert len(split(corpus)) == 11


def test_by_exchange(corpus: Corpus) -> None:
    segments = split(corpus, by="exchange")
    assert rows(segments) == [
        ("a#1", TURNS[0][3]),
        ("a#exchange 1", "six seven?\n\neight nine ten\n\neleven\n\ntwelve thirteen"),
        ("a#exchange 2", "fourteen?\n\nfifteen sixteen\n\nseventeen\n\neighteen"),
        ("b#1", "nineteen twenty"),
    ]
    assert segments.column("exchange") == (None, "a#exchange 1", "a#exchange 2", None)
    assert segments.column("kind") == ("statement", None, None, "statement")
    assert segments.column("speaker") == ("Ada Birch", None, None, "Ivo Marlin")


def test_exchanges_of_two_meetings_are_two() -> None:
    corpus = Corpus((meeting("a", TURNS), meeting("b", TURNS)))
    for by in EVERY:
        segments = split(corpus, by=by)
        meetings: dict[str, set[str | None]] = {}
        for exchange, of in zip(
            segments.column("exchange"), segments.column("meeting"), strict=True
        ):
            if exchange:
                meetings.setdefault(exchange, set()).add(of)
        assert all(len(found) == 1 for found in meetings.values())
    assert len(set(split(corpus, by="turn").column("exchange")) - {None}) == 4
    assert set(corpus.table("turns")["exchange"]) == {0, 1, 2}  # its meeting stands beside it


def test_by_meeting(corpus: Corpus) -> None:
    segments = split(corpus, by="meeting")
    assert segments.ids == ("a", "b")
    assert segments.texts[0] == "\n\n".join(text for *_, text in TURNS)
    assert segments.column("kind") == (None, "statement")
    assert segments.column("year") == ("2020", "2021")
    assert segments.column("host") == ("Ada Birch", "Ada Birch")
    assert segments.column("period") == ("early", None)
    assert segments.column("party") == (None, None)


def test_by_speaker_within_meeting_and_kind(corpus: Corpus) -> None:
    segments = split(corpus, by="speaker")
    assert segments.ids == (
        "a#Ada Birch, statement",
        "a#journalist, question",
        "a#Ada Birch, answer",
        "a#Ivo Marlin, answer",
        "b#Ivo Marlin, statement",
    )
    assert segments.texts[2] == "eight nine ten\n\nfifteen sixteen\n\nseventeen\n\neighteen"
    assert segments.column("party") == ("Green", None, "Green", None, None)
    assert segments.column("exchange") == (None, None, None, "a#exchange 1", None)
    assert segments.column("kind") == ("statement", "question", "answer", "answer", "statement")


def test_windows_never_cross_a_turn_and_are_of_near_equal_length() -> None:
    lengths = [1, 4, 9, 14, 15, 16, 24, 25, 26, 35, 100, 101]
    spoken = [" ".join(f"t{n}w{i}" for i in range(n)) for n in lengths]
    corpus = Corpus((meeting("a", [("answer", "Ada Birch", 1, text) for text in spoken]),))
    segments = split(corpus, by="window", words=10)
    for position, (length, text) in enumerate(zip(lengths, spoken, strict=True), 1):
        own = [t for name, t in rows(segments) if name.startswith(f"a#{position}.")]
        assert " ".join(own) == text
        assert len(own) == max(1, round(length / 10))
        sizes = [len(piece.split()) for piece in own]
        assert max(sizes) - min(sizes) <= 1
    assert len(set(segments.ids)) == len(segments)


WORD = st.text("abc", min_size=1, max_size=3)
PARAGRAPH = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
TURN = st.tuples(
    st.sampled_from(["statement", "question", "answer", "remark"]),
    st.sampled_from(["", "Ada Birch", "Ivo Marlin"]),
    st.integers(0, 3),
    st.lists(PARAGRAPH, max_size=3).map("\n\n".join),
)
CORPUS = (
    st.lists(st.lists(TURN, min_size=1, max_size=6), min_size=1, max_size=4)
    .map(lambda ms: Corpus(tuple(meeting(f"m{i}", turns) for i, turns in enumerate(ms))))
    .filter(lambda corpus: any(turn.words for _, turn in corpus.turns()))
)


@settings(max_examples=60, deadline=None)
@given(CORPUS, st.sampled_from(EVERY), st.integers(10, 40))
def test_every_word_is_in_one_segment(corpus: Corpus, by: By, words: int) -> None:
    segments = split(corpus, by=by, words=words)
    spoken = Counter(word for _, turn in corpus.turns() for word in turn.text.split())
    assert Counter(word for text in segments.texts for word in text.split()) == spoken
    assert len(set(segments.ids)) == len(segments)
    assert dict(segments.dropped) == {}
    assert all(segments.words)
    assert all(len(segments.column(name)) == len(segments) for name in segments.column_names)


@settings(max_examples=60, deadline=None)
@given(CORPUS, st.sampled_from(EVERY), st.integers(1, 12))
def test_short_segments_are_left_out_and_counted(corpus: Corpus, by: By, least: int) -> None:
    every = split(corpus, by=by, words=10)
    long = [(i, t) for i, t in rows(every) if len(t.split()) >= least]
    if not long:
        with pytest.raises(ToolkitError, match=f"min_words = {least} .* longest has"):
            split(corpus, by=by, words=10, min_words=least)
        return
    segments = split(corpus, by=by, words=10, min_words=least)
    assert rows(segments) == long
    left_out = len(every) - len(long)
    assert dict(segments.dropped) == ({f"under {least} words": left_out} if left_out else {})


KEYS = {
    "turn": lambda m, t: (m.meeting, t.position),
    "meeting": lambda m, t: m.meeting,
    "exchange": lambda m, t: (m.meeting, t.exchange or -t.position),
    "speaker": lambda m, t: (m.meeting, t.kind, t.speaker or t.role),
}


@settings(max_examples=60, deadline=None)
@given(CORPUS, st.sampled_from(sorted(KEYS)))
def test_a_column_holds_a_value_only_where_all_turns_agree(corpus: Corpus, by: By) -> None:
    groups: dict[object, list[tuple[Meeting, Turn]]] = {}
    for m, turn in corpus.turns():
        if turn.text:
            groups.setdefault(KEYS[by](m, turn), []).append((m, turn))
    segments = split(corpus, by=by)
    assert segments.texts == tuple("\n\n".join(t.text for _, t in g) for g in groups.values())
    for name, of in (
        ("meeting", lambda m, t: m.meeting),
        ("kind", lambda m, t: t.kind),
        ("speaker", lambda m, t: t.speaker or None),
        ("exchange", lambda m, t: f"{m.meeting}#exchange {t.exchange}" if t.exchange else None),
    ):
        values = [{of(m, t) for m, t in group} for group in groups.values()]
        assert list(segments.column(name)) == [v.pop() if len(v) == 1 else None for v in values]


def test_kinds_and_speakers_choose_turns_and_the_others_are_counted(corpus: Corpus) -> None:
    segments = split(corpus, by="turn", kinds="answer")
    assert segments.ids == ("a#3", "a#4", "a#6")
    assert list(segments.dropped.values()) == [4]
    segments = split(corpus, by="turn", kinds=["answer", "statement"], speakers=["Ada Birch"])
    assert segments.ids == ("a#1", "a#3", "a#6")
    segments = split(corpus, by="exchange", kinds="answer", min_words=5)
    assert segments.ids == ("a#exchange 1",)
    assert sum(segments.dropped.values()) == 4 + 1
    assert all(line.startswith("left out") for line in segments.summary().split("\n")[1:])
    assert split(corpus, by="exchange", speakers="Ivo Marlin").column("speaker") == (
        "Ivo Marlin",
        "Ivo Marlin",
    )


@pytest.mark.parametrize(
    "chosen, said",
    [
        ({"kinds": "answr"}, "no turn has the kind 'answr'; did you mean 'answer'?"),
        (
            {"speakers": "Ada Brich"},
            "no turn has the speaker 'Ada Brich'; did you mean 'Ada Birch'?",
        ),
        ({"kinds": "question", "speakers": "Ada Birch"}, "no turn is of kinds ('question',)"),
        ({"min_words": 19}, "no segment has min_words = 19 words (the longest has 3); lower it"),
        ({"min_words": 0}, "min_words = 0"),
        ({"words": 9}, "words = 9"),
        ({"by": "sentence"}, "by = 'sentence'"),
        ({"min_word": 3}, "did you mean 'min_words'"),
    ],
)
def test_what_cannot_be_cut_is_refused(
    corpus: Corpus, chosen: dict[str, object], said: str
) -> None:
    with pytest.raises(ToolkitError) as caught:
        split(corpus, **chosen)
    assert said in str(caught.value)


def test_an_unknown_column_is_refused(corpus: Corpus) -> None:
    with pytest.raises(ToolkitError, match="'knd' is no column .* did you mean 'kind'"):
        split(corpus).column("knd")


def test_turns_without_words_give_no_segment() -> None:
    turns = [("question", "", 1, ""), ("answer", "Ada Birch", 1, "yes")]
    for by in EVERY:
        assert split(Corpus((meeting("a", turns),)), by=by).texts == ("yes",)


def test_segments_keep_rows_and_count_the_others(corpus: Corpus) -> None:
    segments = split(corpus, by="turn", kinds="answer").keep([2, 0], "without a term")
    assert segments.ids == ("a#6", "a#3")
    assert segments.column("exchange") == ("a#exchange 2", "a#exchange 1")
    assert list(segments.dropped.values()) == [4, 1]
    again = segments.keep([0], "without a term")
    assert again.dropped["without a term"] == 2
    assert "0 segments" in segments.keep([], "all gone").summary()


def cut(texts: list[str], ids: list[str], meetings: list[str]) -> Segments:
    columns = {"segment": tuple(ids), "meeting": tuple(meetings)}
    return Segments("turn", tuple(texts), MappingProxyType(columns), MappingProxyType({}))


@given(st.permutations(range(8)))
def test_the_canonical_order_depends_on_texts_alone(order: list[int]) -> None:
    texts, names = [f"text {i}" for i in range(8)], [f"m{i}#1" for i in range(8)]
    rows = cut(texts, names, names).canonical_order
    shuffled = [texts[i] for i in order]
    again = cut(shuffled, names, names).canonical_order
    assert [texts[i] for i in rows] == [shuffled[i] for i in again]
    assert sorted(again) == list(range(8))


def test_the_canonical_order_is_that_of_the_digests() -> None:
    # printf b | sha256sum gives 3e23.., c 2e7d.., a ca97..
    assert cut(["a", "b", "c"], ["1", "2", "3"], ["m"] * 3).canonical_order == (2, 1, 0)


def test_equal_texts_of_one_meeting_follow_their_ids() -> None:
    assert cut(["a"] * 3, ["m2", "m3", "m1"], ["m"] * 3).canonical_order == (2, 0, 1)


def test_equal_texts_of_two_meetings_follow_what_else_was_said_there() -> None:
    texts = ["yes", "one", "yes", "two"]
    found = []
    for first, second in (("a", "b"), ("b", "a")):
        ids = [f"{first}#1", f"{first}#2", f"{second}#1", f"{second}#2"]
        found.append(cut(texts, ids, [name[0] for name in ids]).canonical_order)
    assert found[0] == found[1]


def test_the_table_and_the_summary(corpus: Corpus) -> None:
    segments = split(corpus, by="turn")
    table = segments.table()
    assert list(table.columns) == ["segment", *corpus.column_names, "words", "text"]
    assert list(table["words"]) == list(segments.words)
    assert list(table["party"].dropna()) == ["Green"] * 3
    middle = median(segments.words)
    assert segments.summary() == (
        f"7 segments by turn, 20 words; median {middle}, from 1 to 5 words"
    )
    two = split(corpus, by="meeting")
    assert "median 10, from 2 to 18 words" in two.summary()


def test_the_order_and_the_names_of_files_on_the_disk_do_not_matter(tmp_path: Path) -> None:
    from toolkit.corpus.sample import sample_pages

    pages = list(sample_pages().items())[:5]
    for folder, order in (("one", pages), ("two", pages[::-1])):
        (tmp_path / folder).mkdir()
        for name, page in order:
            (tmp_path / folder / name).write_text(page, encoding="utf-8")
    one, two = (split(read_corpus(tmp_path / folder), by="window") for folder in ("one", "two"))
    assert rows(one) == rows(two)
    assert dict(one.columns) == dict(two.columns)


def test_real_pages_are_cut_without_loss(corpora: Path) -> None:
    corpus = read_corpus(corpora, include=["seeds/*.txt", "mid_ru/*.txt"])
    said = sum(turn.words for _, turn in corpus.turns())
    for by in EVERY:
        assert sum(split(corpus, by=by).words) == said
    assert len(split(corpus, by="exchange")) == 3 + 1 + 3 + 5 + 1
    assert len(split(corpus, by="paragraph")) == 18 + 37 + 33 + 7
    assert len(split(corpus, by="turn", kinds="question")) == 10


@pytest.mark.parametrize("value", [float("nan"), 2021])
def test_columns_hold_texts_or_nothing(value: object) -> None:
    """As a column of pandas holds numbers, and NaN where a value is missing."""
    columns = {"segment": ("a", "b"), "side": ("left", value)}
    with pytest.raises(ToolkitError, match=f"'side' of the segments holds {value!r}, which is no"):
        Segments("turn", ("", ""), MappingProxyType(columns), MappingProxyType({}))  # type: ignore[arg-type]
