"""The corpus shows itself, filters, and carries the user's columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.corpus import Corpus, Meeting, SetAside, parse
from toolkit.corpus.layouts import layouts
from toolkit.errors import ToolkitError

LAYOUT = {layout.name: layout for layout in layouts()}["ministry_en"]


def page(day: int, year: int, guest: str, more: str = "") -> str:
    return f"""\
Foreign Minister Ada Birch’s statement at a news conference following talks with {guest}, \
Harbourtown, March {day}, {year}

The ferry sails again.

Question (for Ivo Marlin): When?

Ivo Marlin: In the spring.
{more}"""


def meeting(name: str, *args: object) -> Meeting:
    return parse(page(*args), LAYOUT, meeting=name, source=f"{name}.txt", sha256="0")


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(
        meetings=(
            meeting("a", 9, 2020, "Foreign Minister of Ostervale Ivo Marlin"),
            meeting(
                "b",
                2,
                2021,
                "Foreign Minister of Japan Ana Belt and French Foreign Minister Ivo Marlin",
                "\nQuestion: Why?\n\nAda Birch: We agreed on it.\n",
            ),
        ),
        set_aside=(SetAside("c.txt", "is empty"),),
        metadata={"a": {"period": "early", "theme": ""}},
        speakers={"Ada Birch": {"party": "Green"}},
        unmatched=("own.csv: the meeting 'b' has no row",),
    )


def test_the_table_of_meetings_is_the_one_of_the_design(corpus: Corpus) -> None:
    table = corpus.table()
    assert list(table.columns) == [
        *("meeting", "title", "date", "date_from", "time", "place", "event", "host"),
        *("counterparts", "countries", "languages", "layout", "source", "encoding", "sha256"),
        *("period", "theme"),
    ]
    assert list(table["meeting"]) == ["a", "b"]
    assert list(table["host"]) == ["Ada Birch", "Ada Birch"]
    assert table["counterparts"][1] == "Ana Belt; Ivo Marlin"
    assert table["countries"][1] == "Japan; France"
    assert table["period"][0] == "early"
    assert table["period"].isna().tolist() == [False, True]
    table["meeting"] = "changed"
    assert list(corpus.table()["meeting"]) == ["a", "b"]


def test_the_table_of_turns_is_the_one_of_the_design(corpus: Corpus) -> None:
    table = corpus.table("turns")
    assert list(table.columns) == [
        *("meeting", "position", "kind", "label", "speaker", "role", "addressed_to", "note"),
        *("exchange", "start", "end", "words", "text"),
    ]
    assert list(table["meeting"]) == ["a"] * 3 + ["b"] * 5
    assert list(table["position"]) == [1, 2, 3, 1, 2, 3, 4, 5]
    assert list(table["words"]) == [4, 1, 3, 4, 1, 3, 1, 4]
    assert list(table["exchange"]) == [0, 1, 1, 0, 1, 1, 2, 2]
    text = page(9, 2020, "Foreign Minister of Ostervale Ivo Marlin")
    assert text[table["start"][1] : table["end"][1]] == "Question (for Ivo Marlin): When?"


def test_words_are_counted_by_speaker_and_kind(corpus: Corpus) -> None:
    table = corpus.table("words")
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        ("(not named)", "question", 2, 3, 3),
        ("Ada Birch", "answer", 1, 1, 4),
        ("Ada Birch", "statement", 2, 2, 8),
        ("Ivo Marlin", "answer", 2, 2, 6),
    ]
    assert table["words"].sum() == sum(m.words for m in corpus.meetings)


def test_an_unknown_table_is_refused(corpus: Corpus) -> None:
    with pytest.raises(ToolkitError, match="no table of 'turn'; did you mean 'turns'"):
        corpus.table("turn")


def test_the_summary_says_what_there_is(corpus: Corpus) -> None:
    assert corpus.summary().split("\n") == [
        "2 meetings, 2020-03-09 to 2021-03-02: 8 turns, 21 words",
        "kinds: 2 statements, 3 questions, 3 answers",
        "words: Ada Birch 12, Ivo Marlin 6, (not named) 3",
        "1 file set aside: see the table set_aside",
        "1 thing in your tables or settings without a partner: see unmatched",
    ]
    settled = replace(corpus, merges=("a and b: one",), suggestions=("c and d: two", "e and f"))
    assert settled.summary().split("\n")[3] == (
        "people: 1 name merged, 2 more that may be one person's: see merges and suggestions"
    )
    assert corpus.summary() in repr(corpus)
    assert "<table" in corpus._repr_html_()
    bare = replace(corpus.meetings[0], date="")
    assert Corpus((bare,)).summary().startswith("1 meeting, no date found: 3 turns, 8 words")


def test_where_tables_were_read_rows_are_set_aside_too(corpus: Corpus) -> None:
    a_row = replace(corpus.meetings[0], layout="table")
    for aside, says in ((1, "1 file or row"), (2, "2 files or rows")):
        of_tables = Corpus((a_row,), (SetAside("c.csv, line 3", "holds no text"),) * aside)
        assert f"\n{says} set aside: see the table" in of_tables.summary()


def test_what_a_page_says_is_escaped_in_a_notebook(corpus: Corpus) -> None:
    hostile = replace(corpus.meetings[0], title="<script>alert(1)</script>", place="<b>")
    turns = (replace(hostile.turns[0], speaker="<img src=x>"),)
    shown = Corpus((replace(hostile, turns=turns),))._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown


def test_columns_of_a_turn(corpus: Corpus) -> None:
    first, second = corpus.meetings
    found = corpus.columns_of(first, first.turns[0])
    assert tuple(found) == corpus.column_names
    assert (found["year"], found["month"], found["kind"]) == ("2020", "2020-03", "statement")
    assert (found["period"], found["theme"], found["party"]) == ("early", None, "Green")
    assert (found["exchange"], found["label"], found["note"]) == (None, None, None)
    found = corpus.columns_of(second, second.turns[1])
    assert (found["period"], found["party"], found["speaker"]) == (None, None, None)
    assert (found["exchange"], found["addressed_to"]) == ("1", "Ivo Marlin")
    undated = replace(first, date="")
    assert corpus.columns_of(undated, first.turns[0])["year"] is None


@pytest.mark.parametrize(
    "columns, n_meetings, n_turns",
    [
        ({}, 2, 8),
        ({"kind": "answer"}, 2, 3),
        ({"kind": ["answer", "question"]}, 2, 6),
        ({"kind": "answer", "speaker": "Ada Birch"}, 1, 1),
        ({"meeting": "a"}, 1, 3),
        ({"year": 2021}, 1, 5),
        ({"year": (2020, "2021")}, 2, 8),
        ({"exchange": {2}}, 1, 2),
        ({"period": "early"}, 1, 3),
        ({"party": "Green", "year": "2020"}, 1, 1),
        ({"countries": "Japan; France"}, 1, 5),
        ({"countries": "France"}, 1, 5),
        ({"countries": ["Japan", "Norway"]}, 1, 5),
        ({"counterparts": "Ivo Marlin"}, 2, 8),
        ({"kind": np.array(["answer"])}, 2, 3),
        ({"year": np.array([2020, 2021])}, 2, 8),
        ({"year": np.int64(2021)}, 1, 5),
        ({"year": 2021.0}, 1, 5),
        ({"year": range(2021, 2030)}, 1, 5),
        ({"kind": (kind for kind in ["answer", "question"])}, 2, 6),
    ],
)
def test_where_keeps_the_turns_that_have_the_values(
    corpus: Corpus, columns: dict[str, object], n_meetings: int, n_turns: int
) -> None:
    kept = corpus.where(**columns)
    assert (len(kept), len(list(kept.turns()))) == (n_meetings, n_turns)
    assert len(list(corpus.turns())) == 8
    assert kept.set_aside == corpus.set_aside
    for m, turn in kept.turns():
        assert turn in next(x for x in corpus.meetings if x.meeting == m.meeting).turns


def test_an_empty_value_is_a_missing_one(corpus: Corpus) -> None:
    for column in ("speaker", "exchange"):
        rows = [(m, t, corpus.columns_of(m, t)[column]) for m, t in corpus.turns()]
        without = [(m.meeting, t.position) for m, t, value in rows if value is None]
        assert 0 < len(without) < len(rows)
        kept = corpus.where(**{column: ""})
        assert [(m.meeting, t.position) for m, t in kept.turns()] == without
        some = next(value for _, _, value in rows if value)
        both = corpus.where(**{column: ["", some]})
        wanted = [(m.meeting, t.position) for m, t, value in rows if value in (None, some)]
        assert [(m.meeting, t.position) for m, t in both.turns()] == wanted
    with pytest.raises(ToolkitError, match="kind = ''"):
        corpus.where(kind="")
    assert len(list(corpus.where(theme="").turns())) == 8


def test_where_refuses_unknown_columns_and_values_that_do_not_occur(corpus: Corpus) -> None:
    with pytest.raises(ToolkitError, match="'speker' is no column .* did you mean 'speaker'"):
        corpus.where(speker="Ada Birch")
    with pytest.raises(ToolkitError, match="no turn of the corpus has kind = 'remark'"):
        corpus.where(kind="remark")
    with pytest.raises(ToolkitError, match=r"no turn of the corpus has year = \[\]"):
        corpus.where(year=[])
    with pytest.raises(ToolkitError, match="countries = 'Jap'"):
        corpus.where(countries="Jap")
    with pytest.raises(ToolkitError, match="speaker = 'Ivo Marlin', kind = 'statement'"):
        corpus.where(speaker="Ivo Marlin", kind="statement")


def test_a_corpus_cannot_be_overwritten(corpus: Corpus) -> None:
    with pytest.raises(AttributeError):
        corpus.meetings = ()  # type: ignore[misc]
