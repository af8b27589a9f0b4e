"""Folders as people have them, the layouts beside their pages, and a second reading."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest
from common.folders import PAGE, SPEECH, names, refused, write

from toolkit.corpus import Corpus, read_corpus
from toolkit.corpus.files.open_page import Reader
from toolkit.corpus.meeting import Meeting, SetAside

# --- what is read and what is set aside ------------------------------------------------------


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    assert "nowhere does not exist" in refused(tmp_path / "nowhere")
    assert "holds no page" in refused(tmp_path)


def test_one_file_is_a_corpus(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE, b=PAGE)
    assert names(read_corpus(tmp_path / "a.txt")) == ["a"]


UNREADABLE = [
    pytest.param(b"", "is empty", id="empty"),
    pytest.param(b" \r\n\t\n", "is empty", id="white"),
    pytest.param(codecs.BOM_UTF8, "is empty", id="only a mark"),
    pytest.param("\u00a0\u200b\n".encode(), "is empty", id="only blanks of Unicode"),
    pytest.param(
        b"This is the story of the caf\xe9 and of the ferry in the port.\n",
        "holds no speech that can be read: neither a title nor a speaker's label was found on it",
        id="Latin-1",
    ),
    pytest.param(
        codecs.BOM_UTF8 + b"one\n\xff two",
        "begins as UTF-8 but is not from byte 7 on; save it as UTF-8",
        id="broken behind a mark",
    ),
    pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file, not text", id="PNG"),
    pytest.param(
        "Ministern talade om färjan och om priset på fisk i hamnen.",
        "fits no known layout: it is in none of their languages",
        id="Swedish",
    ),
    pytest.param(
        "This is the story of the ferry and of the fish in the port.",
        "holds no speech that can be read: neither a title nor a speaker's label was found on it",
        id="no speech",
    ),
    pytest.param(
        PAGE.split("\n\n")[1],
        "holds no speech that can be read: it has a head but nothing that was said",
        id="head alone",
    ),
    pytest.param(
        "Question:\n(The answer to the question is in the annex of the page.)\n",
        None,
        id="control: a question",
    ),
]


@pytest.mark.parametrize("raw, reason", UNREADABLE)
def test_what_cannot_be_read_is_set_aside_and_the_rest_is_read(
    tmp_path: Path, raw: str | bytes, reason: str | None
) -> None:
    write(tmp_path, good=PAGE, odd=raw)
    corpus = read_corpus(tmp_path)
    if reason is None:
        assert len(corpus) == 2
        return
    assert [m.meeting for m in corpus.meetings] == ["good"]
    assert [(a.source, a.reason) for a in corpus.set_aside] == [("odd.txt", reason)]
    assert corpus.table("set_aside").to_dict("list") == {"source": ["odd.txt"], "reason": [reason]}
    assert "1 file set aside" in corpus.summary()
    assert f"odd.txt {reason}" in refused(tmp_path, strict=True)
    (tmp_path / "good.txt").unlink()
    message = refused(tmp_path)
    assert "no file in" in message
    assert f"(1 file; odd.txt {reason})" in message


def test_two_files_that_would_be_one_meeting_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    (tmp_path / "a.md").write_text(PAGE, encoding="utf-8")
    assert "a.md and a.txt would both be the meeting 'a'" in refused(tmp_path)
    assert len(read_corpus(tmp_path, exclude="*.md")) == 1


def test_two_spellings_of_one_accent_are_one_meeting(tmp_path: Path) -> None:
    composed, parted = (unicodedata.normalize(form, "Zürich") for form in ("NFC", "NFD"))
    write(tmp_path, **{parted: PAGE})
    assert names(read_corpus(tmp_path)) == [composed]
    write(tmp_path, **{composed: PAGE})
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this file system takes both spellings for one name")
    assert "would both be the meeting" in refused(tmp_path)


def test_a_byte_order_mark_and_the_kind_of_line_end_change_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=PAGE,
        b=codecs.BOM_UTF8 + PAGE.encode(),
        c=PAGE.replace("\n", "\r\n"),
        d=PAGE.replace("\n", "\r"),
        e=PAGE.replace("\n", "\u2028"),
        f=PAGE.encode("utf-16"),
    )
    plain, *others = read_corpus(tmp_path).meetings
    assert [t.kind for t in plain.turns] == ["statement", "question", "answer"]
    for other in others:
        assert [(t.kind, t.speaker, t.text) for t in other.turns] == [
            (t.kind, t.speaker, t.text) for t in plain.turns
        ]
        assert (other.title, other.date, other.time) == (plain.title, plain.date, plain.time)
        assert other.languages == plain.languages
        assert other.sha256 != plain.sha256


def test_meetings_are_sorted_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, **dict.fromkeys(("b", "ä", "a-1", "a", "Z", "10", "9"), PAGE))
    (tmp_path / "a").mkdir()
    write(tmp_path / "a", z=PAGE)
    found = names(read_corpus(tmp_path))
    assert found == sorted(["10", "9", "Z", "a", "a-1", "a/z", "b", "ä"])


def test_settings_that_do_not_exist_or_have_a_wrong_kind_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    assert "did you mean 'strict'" in refused(tmp_path, strct=True)
    assert "strict" in refused(tmp_path, strict="yes")
    assert "metadata" in refused(tmp_path, metadata="meetings.docx")


def test_office_documents_beside_the_pages_are_set_aside(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    corpus = read_corpus(tmp_path)
    assert [(a.source, a.reason) for a in corpus.set_aside] == [
        ("b.pdf", "is a PDF document: save it as text")
    ]
    assert "b.pdf is a PDF document" in refused(tmp_path, strict=True)
    assert read_corpus(tmp_path, exclude="*.pdf", strict=True).set_aside == ()
    assert read_corpus(tmp_path, include="*.txt", strict=True).set_aside == ()


def test_patterns_that_fit_nothing_are_told(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE, b=PAGE)
    corpus = read_corpus(
        tmp_path, exclude=["drafts/*", "b.txt"], layout={"speeches/*": "speech", "a*": "generic_en"}
    )
    assert corpus.unmatched == (
        "exclude: nothing is left out by the pattern 'drafts/*'",
        "layout: no page fits the pattern 'speeches/*'",
    )
    assert read_corpus(tmp_path, layout="generic_en").unmatched == ()


def test_settings_of_tables_without_a_table_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    assert "metadata_key speaks of a table" in refused(tmp_path, metadata_key="{a}")
    columns = {"side": "Side"}
    assert "metadata_columns speaks of a table" in refused(tmp_path, metadata_columns=columns)
    assert "columns speaks of tables of texts" in refused(tmp_path, columns={"text": "body"})


# --- layouts ---------------------------------------------------------------------------------


def layouts_of(corpus: Corpus) -> dict[str, str]:
    return {meeting.meeting: meeting.layout for meeting in corpus.meetings}


def test_a_layout_is_chosen_for_all_files_or_for_some(tmp_path: Path) -> None:
    (tmp_path / "speeches").mkdir()
    write(tmp_path, a=PAGE)
    write(tmp_path / "speeches", b_2020=SPEECH)
    assert names(read_corpus(tmp_path)) == ["a"]
    corpus = read_corpus(tmp_path, layout={"speeches/*": "speech"})
    assert layouts_of(corpus) == {"a": "ministry_en", "speeches/b_2020": "speech"}
    speech = corpus.meetings[1]
    assert [(t.kind, t.text) for t in speech.turns] == [("statement", SPEECH.strip())]
    assert (speech.date, speech.event) == ("2020", "speech")
    assert set(layouts_of(read_corpus(tmp_path, layout="speech")).values()) == {"speech"}


def test_a_layout_that_does_not_exist_is_refused_before_any_page_is_read(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    for layout in ("speach", {"nothing/*": "speach"}):
        assert "'speach' is no layout; did you mean 'speech'" in refused(tmp_path, layout=layout)


OWN = """\
extends = "ministry_en"
host = "Ada Birch"
[add]
question = ["Reporter"]
"""


def test_layouts_beside_the_pages_are_known(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE.replace("Question", "Reporter"))
    assert [t.kind for t in read_corpus(tmp_path).meetings[0].turns] == ["statement"] * 2
    (tmp_path / "town_hall.layout.toml").write_text(OWN, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert layouts_of(corpus) == {"a": "town_hall"}
    assert [t.kind for t in corpus.meetings[0].turns] == ["statement", "question", "answer"]
    assert layouts_of(read_corpus(tmp_path, layout="town_hall")) == {"a": "town_hall"}
    assert layouts_of(read_corpus(tmp_path, layout="generic_en")) == {"a": "generic_en"}


def test_a_layout_beside_the_pages_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    own = tmp_path / "town_hall.layout.toml"
    own.write_text("furnture = []", encoding="utf-8")
    assert "town_hall.layout.toml: layout.furnture = []" in refused(tmp_path)
    own.write_bytes(b'host = "\xff"')
    assert "town_hall.layout.toml is not UTF-8" in refused(tmp_path)
    own.write_text("host = ", encoding="utf-8")
    assert "town_hall.layout.toml is no TOML file" in refused(tmp_path)


# --- the cache -------------------------------------------------------------------------------


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed, in a cache of the test's own."""
    monkeypatch.setenv("TOOLKIT_CACHE", str(tmp_path / "cache"))
    sources: list[str] = []
    read = Reader.read

    def spy(self: Reader, source: str, raw: bytes, name: str) -> Meeting | SetAside:
        sources.append(source)
        return read(self, source, raw, name)

    monkeypatch.setattr(Reader, "read", spy)
    return sources


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    return write(tmp_path / "pages", a=PAGE, b=PAGE.replace("2020", "2021"), empty="")


def test_a_second_reading_parses_nothing_and_gives_the_same(pages: Path, parsed: list[str]) -> None:
    first = read_corpus(pages)
    assert sorted(parsed) == ["a.txt", "b.txt", "empty.txt"]
    parsed.clear()
    second = read_corpus(pages)
    assert parsed == []
    for one, other in zip(first.meetings, second.meetings, strict=True):
        assert tuple(one.spans) == tuple(other.spans)
        assert (one.turns, one.notes, one.speakers) == (other.turns, other.notes, other.speakers)
    assert first.set_aside == second.set_aside
    assert first.table("turns").equals(second.table("turns"))
    assert first.table().equals(second.table())


def test_only_what_has_changed_is_parsed_again(pages: Path, parsed: list[str]) -> None:
    read_corpus(pages)
    parsed.clear()
    write(pages, b=PAGE.replace("spring", "autumn"))
    corpus = read_corpus(pages)
    assert parsed == ["b.txt"]
    assert "autumn" in corpus.meetings[1].turns[2].text
    parsed.clear()
    (pages / "own.layout.toml").write_text('extends = "ministry_en"', encoding="utf-8")
    assert layouts_of(read_corpus(pages)) == {"a": "own", "b": "own"}
    assert sorted(parsed) == ["a.txt", "b.txt", "empty.txt"]
    parsed.clear()
    read_corpus(pages, layout={"a.txt": "generic_en"})
    assert parsed == ["a.txt"]


def test_corrections_are_made_on_pages_from_the_cache(pages: Path, parsed: list[str]) -> None:
    read_corpus(pages)
    parsed.clear()
    rows = "meeting,position,column,value,reason\na,,date,2019-01-01,as heard\n"
    (pages / "corrections.csv").write_text(rows, encoding="utf-8")
    assert read_corpus(pages).meetings[0].date == "2019-01-01"
    (pages / "corrections.csv").unlink()
    assert read_corpus(pages).meetings[0].date == "2020-03-09"
    assert parsed == []


def test_a_set_aside_page_is_an_error_from_the_cache_as_well(
    pages: Path, parsed: list[str]
) -> None:
    read_corpus(pages)
    assert "empty.txt is empty; mend it" in refused(pages, strict=True)
