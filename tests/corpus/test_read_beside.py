"""What lies beside the pages of a folder: corrections, aliases, columns, tables of texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from common.folders import PAGE, SPEECH, names, refused, write
from common.pages import says

from toolkit.corpus import Corpus, read_corpus
from toolkit.errors import ToolkitError

# --- corrections, aliases, copies ------------------------------------------------------------


def test_aliases_beside_the_pages_give_people_one_name(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE, b=PAGE.replace("Ada Birch", "Ida Oakley"))
    rows = "name,canonical\nIda Oakley,Ada Birch\nMax Yew,Ada Birch\n"
    (tmp_path / "aliases.csv").write_text(rows, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert {t.speaker for _, t in corpus.turns()} == {"Ada Birch", ""}
    assert len(corpus.merges) == 1
    assert "Ida Oakley" in corpus.merges[0]
    [idle] = corpus.unmatched
    assert "line 3" in idle
    assert "'Max Yew'" in idle


def test_corrections_beside_the_pages_are_made(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE, b=PAGE)
    rows = (
        "meeting,position,column,value,reason\n"
        "a,,date,2020-03-08,the stamp is wrong\n"
        "a,3,kind,remark,as heard\n"
        "c,,date,2020-03-08,no such page\n"
    )
    (tmp_path / "corrections.csv").write_text(rows, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    first, second = corpus.meetings
    assert (first.date, second.date) == ("2020-03-08", "2020-03-09")
    assert [m.turns[2].kind for m in corpus.meetings] == ["remark", "answer"]
    assert len(says(first, "correction")) == 2
    [idle] = corpus.unmatched
    assert idle.startswith("corrections.csv")
    assert "line 4" in idle


def test_tables_beside_the_pages_with_mistakes_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    (tmp_path / "corrections.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match=r"corrections\.csv"):
        read_corpus(tmp_path)
    (tmp_path / "corrections.csv").unlink()
    (tmp_path / "aliases.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match=r"aliases\.csv"):
        read_corpus(tmp_path)


def test_copies_are_set_aside_where_that_is_asked(tmp_path: Path) -> None:
    other = PAGE.replace("the two ports", "all of our ports in the north of the country")
    write(tmp_path, a=PAGE, b=PAGE, c=other)
    assert names(read_corpus(tmp_path)) == ["a", "b", "c"]
    corpus = read_corpus(tmp_path, drop_duplicates=True)
    assert names(corpus) == ["a", "c"]
    [copy] = corpus.set_aside
    assert copy.source == "b.txt"
    assert "a" in copy.reason.split()[-1]


# --- columns from dates and from columns -----------------------------------------------------


def test_columns_are_made_from_dates_and_from_other_columns(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE, b=PAGE.replace("March 9, 2020", "March 9, 2021"))
    corpus = read_corpus(
        tmp_path,
        periods={"era": {"before": "..2020-12-31", "after": "2021-01-01.."}},
        recode={"side": {"from": "speaker", "values": {"Ada Birch": "hosts"}, "other": "guests"}},
    )
    assert len(corpus.where(era="before")) == len(corpus.where(era="after")) == 1
    assert [t.kind for _, t in corpus.where(side="hosts").turns()] == ["statement", "answer"] * 2


# --- the user's own columns ------------------------------------------------------------------


def test_own_columns_join_meetings_and_speakers(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE, b=PAGE)
    meetings, people = tmp_path / "meetings.csv", tmp_path / "people.csv"
    meetings.write_text("meeting,period\na,early\nc,late\n", encoding="utf-8")
    people.write_text("speaker,party\nAda Birch,Green\nIvo Marlin,Blue\n", encoding="utf-8")
    corpus = read_corpus(tmp_path, metadata=meetings, speakers=str(people))
    assert corpus.column_names[-2:] == ("period", "party")
    assert corpus.unmatched == (
        "meetings.csv, line 3: no meeting 'c' in the corpus",
        "meetings.csv: the meeting 'b' has no row",
        "people.csv, line 3: no speaker 'Ivo Marlin' in the corpus",
    )
    assert "3 rows or names of your own tables without a partner" in corpus.summary()
    assert len(corpus.where(period="early")) == 1
    assert [t.kind for _, t in corpus.where(party="Green").turns()] == ["statement", "answer"] * 2


def test_one_column_in_both_tables_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    for name, key in (("m", "meeting,side\na,1\n"), ("s", "speaker,side\nAda Birch,1\n")):
        (tmp_path / f"{name}.csv").write_text(key, encoding="utf-8")
    message = refused(tmp_path, metadata=tmp_path / "m.csv", speakers=tmp_path / "s.csv")
    assert "s.csv: the column 'side' is one of the corpus's own; rename it" in message


def test_a_table_that_is_missing_is_named(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    assert "nowhere.csv cannot be read" in refused(tmp_path, metadata="nowhere.csv")
    assert "nowhere.xlsx cannot be read" in refused(tmp_path, speakers="nowhere.xlsx")


SESSIONS = "Code,Year,Day,Head,Name,Theme\nNOR,2020,2020-03-08,Fish day,Bea Oak,fish\n"
ASKED = {"date": "Day", "title": "Head", "speaker": "Name", "theme": "Theme"}


def joined(folder: Path, rows: str = SESSIONS, **settings: object) -> Corpus:
    table = folder / "sessions.csv"
    table.write_text(rows, encoding="utf-8")
    more = {"metadata_key": "{Code}_{Year}", "metadata_columns": ASKED} | settings
    return read_corpus(folder, metadata=table, **more)


def test_a_table_of_one_s_own_fills_what_a_page_does_not_say(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=SPEECH)
    corpus = joined(tmp_path, layout="speech")
    [meeting] = corpus.meetings
    assert (meeting.date, meeting.date_from) == ("2020-03-08", "metadata")
    assert meeting.title == "Fish day"
    [turn] = meeting.turns
    assert (turn.speaker, turn.role) == ("Bea Oak", "principal")
    assert [s.name for s in meeting.speakers] == ["Bea Oak"]
    assert meeting.speakers[0].reason == "as sessions.csv says"
    assert corpus.columns_of(meeting, turn)["theme"] == "fish"
    assert "Year" not in corpus.column_names
    assert corpus.unmatched == ()


def test_what_a_page_says_itself_stays(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=PAGE)
    [meeting] = joined(tmp_path).meetings
    assert (meeting.date, meeting.date_from) == ("2020-03-09", "title")
    assert meeting.title.startswith("Foreign Minister Ada Birch")
    assert {t.speaker for t in meeting.turns} == {"Ada Birch", ""}


def test_a_day_makes_a_year_of_the_file_s_name_exact_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, NOR_2021=SPEECH)
    rows = SESSIONS.replace("NOR,2020", "NOR,2021")
    [meeting] = joined(tmp_path, rows, layout="speech").meetings
    assert (meeting.date, meeting.date_from) == ("2021", "file name")


def test_a_date_in_a_table_that_is_none_is_named(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=SPEECH)
    with pytest.raises(ToolkitError, match=r"sessions\.csv.*'2020-13-40'") as caught:
        joined(tmp_path, SESSIONS.replace("2020-03-08", "2020-13-40"), layout="speech")
    assert "NOR_2020" in str(caught.value)


def test_without_new_names_a_column_of_the_corpus_s_own_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    (tmp_path / "m.csv").write_text("meeting,title\na,x\n", encoding="utf-8")
    assert "the column 'title' is one of the corpus's own" in refused(
        tmp_path, metadata=tmp_path / "m.csv"
    )


# --- tables of texts beside pages ------------------------------------------------------------


def test_tables_of_texts_are_read_where_they_are_named(tmp_path: Path) -> None:
    write(tmp_path, z=PAGE)
    rows = "meeting,speaker,body\nb,Bea Oak,Fish is cheap.\na,Max Yew,It is not.\n"
    (tmp_path / "texts.csv").write_text(rows, encoding="utf-8")
    columns = {"text": "body"}
    corpus = read_corpus(tmp_path, include=["*.txt", "*.csv"], columns=columns)
    assert names(corpus) == ["a", "b", "z"]
    assert {"Bea Oak", "Max Yew"} <= {t.speaker for _, t in corpus.turns()}
    assert names(read_corpus(tmp_path)) == ["z"]
