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
    assert "3 things in your tables or settings without a partner" in corpus.summary()
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


def test_what_a_table_says_otherwise_is_noted(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=PAGE)
    rows = SESSIONS.replace("Theme", "Theme,Place,Kind").replace("fish", "fish,oslo,Briefing")
    more = {"place": "Place", "event": "Kind"}
    [meeting] = joined(tmp_path, rows, metadata_columns=ASKED | more).meetings
    assert says(meeting, "date") == [
        "sessions.csv says that the date is '2020-03-08', the page '2020-03-09'"
    ]
    title, place, event = says(meeting, "head")
    assert title.startswith("sessions.csv says that the title is 'Fish day', the page 'Foreign")
    assert place == "sessions.csv says that the place is 'oslo', the page 'Harbourtown'"
    assert event == "sessions.csv says that the event is 'briefing', the page 'news conference'"
    assert says(meeting, "person") == [
        (
            "sessions.csv says that the speaker is 'Bea Oak', the page holds 3 turns, which keep "
            "their own"
        )
    ]


def test_what_a_table_says_as_the_page_does_is_not_noted(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=PAGE)
    rows = "Code,Year,Day,Place,Kind\nNOR,2020,2020-03,HARBOURTOWN,News Conference\n"
    asked = {"date": "Day", "place": "Place", "event": "Kind"}
    [meeting] = joined(tmp_path, rows, metadata_columns=asked).meetings
    [plain] = read_corpus(tmp_path).meetings
    assert (meeting.notes, meeting.date, meeting.place) == (plain.notes, plain.date, plain.place)


def test_an_event_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=SPEECH)
    rows = SESSIONS.replace("fish", "brifing")
    with pytest.raises(ToolkitError, match="event 'brifing' of 'NOR_2020' is unknown; did you"):
        joined(tmp_path, rows, layout="speech", metadata_columns={"event": "Theme"})


def test_a_speaker_who_is_named_by_the_page_stays_and_is_noted(tmp_path: Path) -> None:
    write(tmp_path, NOR_2020=PAGE.split("Question")[0])
    [meeting] = joined(tmp_path).meetings
    assert [turn.speaker for turn in meeting.turns] == ["Ada Birch"]
    assert says(meeting, "person") == [
        "sessions.csv says that the speaker is 'Bea Oak', the page 'Ada Birch'"
    ]


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


def tables(folder: Path, **texts: str) -> Path:
    for name, rows in texts.items():
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    return folder


PARTIES = "meeting,speaker,text,party,seat\n"


def test_columns_of_speakers_follow_their_new_names(tmp_path: Path) -> None:
    rows = (
        "a,Ada Birch,We propose.,red,\na,Max Yew,We object.,blue,2\n"
        "b,Ida Oakley,We agree.,green,7\nb,Max Yew,No.,blue,2\n"
    )
    tables(tmp_path, debate=PARTIES + rows, aliases="name,canonical\nIda Oakley,Ada Birch\n")
    corpus = read_corpus(tmp_path, include=["debate.csv"])
    assert corpus.speakers == {
        "Ada Birch": {"party": "red", "seat": "7"},
        "Max Yew": {"party": "blue", "seat": "2"},
    }
    assert [t.text for _, t in corpus.where(seat="7").turns()] == ["We propose.", "We agree."]
    (told,) = corpus.unmatched
    assert told == (
        "the party of the speaker 'Ada Birch' is 'green' under the name 'Ida Oakley' and 'red' "
        "under the name 'Ada Birch'; the latter is kept"
    )


def test_a_name_that_is_another_s_at_one_meeting_alone_keeps_its_columns(tmp_path: Path) -> None:
    rows = "a,Ida Oakley,We agree.,green,7\na,Max Yew,No.,blue,2\nb,Ida Oakley,Yes.,green,7\n"
    aliases = "name,canonical,meeting\nIda Oakley,Ada Birch,b\n"
    tables(tmp_path, debate=PARTIES + rows, aliases=aliases)
    corpus = read_corpus(tmp_path, include=["debate.csv"])
    assert corpus.speakers["Ida Oakley"] == corpus.speakers["Ada Birch"]
    assert corpus.unmatched == ()


def test_two_tables_that_speak_of_one_person_are_put_together(tmp_path: Path) -> None:
    one = "a,Ada Birch,We propose.,red,1\na,Max Yew,We object.,blue,2\n"
    two = (
        "meeting,speaker,text,party,town\n"
        "b,Ada Birch,Yes.,green,Ulm\nb,Max Yew,No.,,Bonn\nb,Bea Oak,No.,blue,Bonn\n"
    )
    tables(tmp_path, one=PARTIES + one, two=two)
    corpus = read_corpus(tmp_path, include=["*.csv"])
    assert corpus.speakers["Max Yew"] == {"party": "blue", "seat": "2", "town": "Bonn"}
    assert corpus.speakers["Ada Birch"]["party"] == "red"
    (told,) = corpus.unmatched
    assert told == (
        "the party of the speaker 'Ada Birch' is 'green' in two.csv and 'red' in one.csv; the "
        "latter is kept"
    )


def test_an_empty_row_is_an_error_where_that_is_asked(tmp_path: Path) -> None:
    tables(tmp_path, debate="meeting,text\na,We propose.\nb,\n")
    assert len(read_corpus(tmp_path, include="*.csv").set_aside) == 1
    assert "debate.csv, line 3 holds no text" in refused(tmp_path, include="*.csv", strict=True)


def test_a_layout_pattern_fits_pages_and_no_tables(tmp_path: Path) -> None:
    tables(tmp_path, debate="meeting,text\na,We propose.\n")
    corpus = read_corpus(tmp_path, include="*.csv", layout={"*.csv": "speech"})
    assert corpus.unmatched == ("layout: no page fits the pattern '*.csv'",)
