"""Folders as people have them, and everything that can be wrong with them."""

from __future__ import annotations

import codecs
import os
import unicodedata
from pathlib import Path

import pytest

from toolkit.corpus import read_corpus
from toolkit.errors import ToolkitError

PAGE = """\
9 March 202011:05

Foreign Minister Ada Birch’s statement and answer to a media question at a joint news conference \
following talks with Foreign Minister of Ostervale Ivo Marlin, Harbourtown, March 9, 2020

  • de-DE1 en-GB1

We have spoken about the ferry and about the price of fish in the two ports.

Question: When will the ferry sail again?

Ada Birch: It will sail in the spring, and this is what we agreed on.
"""


def write(folder: Path, **pages: str | bytes) -> Path:
    for name, page in pages.items():
        raw = page.encode() if isinstance(page, str) else page
        (folder / f"{name}.txt").write_bytes(raw)
    return folder


def refused(folder: Path | str, **settings: object) -> str:
    """The one sentence with which a folder is refused."""
    with pytest.raises(ToolkitError) as caught:
        read_corpus(folder, **settings)
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


# --- folders that cannot be used ------------------------------------------------------------


def test_a_missing_folder_a_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    assert "nowhere does not exist" in refused(tmp_path / "nowhere")
    write(tmp_path, a=PAGE)
    assert "a.txt is a file, not a folder" in refused(tmp_path / "a.txt")
    (tmp_path / "empty").mkdir()
    assert "holds no file that fits one of **/*.txt" in refused(tmp_path / "empty")
    assert "name is empty" in refused("")


def test_a_folder_named_like_a_page_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    assert "holds no file" in refused(tmp_path)
    write(tmp_path / "x.txt", a=PAGE)
    assert [m.meeting for m in read_corpus(tmp_path).meetings] == ["x.txt/a"]


UNREADABLE = [
    pytest.param(b"", "is empty", id="empty"),
    pytest.param(b" \r\n\t\n", "is empty", id="white"),
    pytest.param(codecs.BOM_UTF8, "is empty", id="only a mark"),
    pytest.param("\u00a0\u200b\n".encode(), "is empty", id="only blanks of Unicode"),
    pytest.param(
        b"first\r\nsecond\rthe caf\xe9 of the town\n",
        "is not UTF-8 (byte 0xe9 in line 3); save it as UTF-8",
        id="Latin-1",
    ),
    pytest.param(
        codecs.BOM_UTF8 + b"one\n\xff two",
        "is not UTF-8 (byte 0xff in line 2); save it as UTF-8",
        id="broken behind a mark",
    ),
    pytest.param(
        PAGE.encode("utf-16"), "is UTF-16, not UTF-8; save it as UTF-8", id="UTF-16 with mark"
    ),
    pytest.param(PAGE.encode("utf-16-be"), "is a binary file, not text", id="UTF-16 without"),
    pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file, not text", id="PNG"),
    pytest.param(
        "Der Minister sprach über die Fähre und den Preis der Fische im Hafen.",
        "fits no known layout: its text is not English",
        id="German",
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


def test_a_file_that_is_too_large_or_cannot_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a=PAGE)
    monkeypatch.setattr("toolkit.corpus.read._MAX_BYTES", 100)
    assert "a.txt is larger than" in refused(tmp_path)
    monkeypatch.undo()

    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert "a.txt cannot be read: Permission denied" in refused(tmp_path)


def test_two_files_that_would_be_one_meeting_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    (tmp_path / "a.text").write_text(PAGE, encoding="utf-8")
    message = refused(tmp_path, include=["*.txt", "*.text"])
    assert "a.text and a.txt would both be the meeting 'a'" in message
    assert len(read_corpus(tmp_path)) == 1


def test_two_spellings_of_one_accent_are_one_meeting(tmp_path: Path) -> None:
    composed, parted = (unicodedata.normalize(form, "Zürich") for form in ("NFC", "NFD"))
    write(tmp_path, **{parted: PAGE})
    assert [m.meeting for m in read_corpus(tmp_path).meetings] == [composed]
    write(tmp_path, **{composed: PAGE})
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this file system takes both spellings for one name")
    assert "would both be the meeting" in refused(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such file names")
@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"two\nlines.txt", b"\x1b[31m.txt"])
def test_a_file_name_that_cannot_be_printed_is_refused(tmp_path: Path, name: bytes) -> None:
    try:
        (tmp_path / os.fsdecode(name)).write_text(PAGE, encoding="utf-8")
    except OSError:
        pytest.skip("this file system refuses the name itself")
    write(tmp_path, **{"no-break\u00a0space": PAGE})
    message = refused(tmp_path)
    assert "cannot be printed; rename it" in message
    assert message.isascii()


@pytest.mark.parametrize("setting", ["include", "exclude"])
@pytest.mark.parametrize(
    "pattern", ["../*.txt", "a/../../*.txt", "..", "/etc/*", "..\\*.txt", "C:\\*.txt", "\\x"]
)
def test_a_pattern_that_leads_out_of_the_folder_is_refused(
    tmp_path: Path, setting: str, pattern: str
) -> None:
    write(tmp_path, secret=PAGE)
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", a=PAGE)
    assert f"the pattern '{pattern}' leads out of" in refused(
        tmp_path / "in", **{setting: [pattern]}
    )


@pytest.mark.parametrize("pattern", ["", "a**b/*.txt"])
def test_a_pattern_that_is_none_is_refused(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, a=PAGE)
    assert "is no glob pattern" in refused(tmp_path, include=[pattern])
    assert "no pattern at all" in refused(tmp_path, include=[])


def test_patterns_choose_files_and_folders(tmp_path: Path) -> None:
    for sub in ("2019", "2020", "2020/drafts"):
        (tmp_path / sub).mkdir()
        write(tmp_path / sub, a=PAGE)
    write(tmp_path, b=PAGE)

    def names(**settings: object) -> list[str]:
        return [m.meeting for m in read_corpus(tmp_path, **settings).meetings]

    every = ["2019/a", "2020/a", "2020/drafts/a", "b"]
    assert names() == every
    assert names(include="2020/*.txt") == ["2020/a"]
    assert names(include=["2020/**", "b.txt", "*.txt"]) == ["2020/a", "2020/drafts/a", "b"]
    for pattern in ("2020/drafts", "2020/drafts/**", "**/drafts/*", "**/drafts"):
        assert names(exclude=pattern) == ["2019/a", "2020/a", "b"]
    assert "none of **" in refused(tmp_path, exclude="**")


def test_blanks_and_accents_in_file_names_are_kept(tmp_path: Path) -> None:
    names = ["Ünïcode ferry", "no-break\u00a0space", "2020.03.09 talks", "встреча", "会議"]
    write(tmp_path, **dict.fromkeys(names, PAGE))
    assert [m.meeting for m in read_corpus(tmp_path).meetings] == sorted(names)


def test_hidden_files_and_folders_are_not_read(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".git", a=PAGE)
    write(tmp_path, **{".b": PAGE, "._c": PAGE})
    assert "holds no file" in refused(tmp_path)
    write(tmp_path, d=PAGE)
    corpus = read_corpus(tmp_path)
    assert [m.meeting for m in corpus.meetings] == ["d"]
    assert corpus.set_aside == ()


def test_a_byte_order_mark_and_the_kind_of_line_end_change_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=PAGE,
        b=codecs.BOM_UTF8 + PAGE.encode(),
        c=PAGE.replace("\n", "\r\n"),
        d=PAGE.replace("\n", "\r"),
        e=PAGE.replace("\n", "\u2028"),
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


def test_meetings_are_sorted_whatever_the_order_of_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, **dict.fromkeys(("b", "ä", "a-1", "a", "Z", "10", "9"), PAGE))
    (tmp_path / "a").mkdir()
    write(tmp_path / "a", z=PAGE)
    names = [m.meeting for m in read_corpus(tmp_path).meetings]
    assert names == sorted(names)
    assert len(names) == 8
    scandir = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            with scandir(path) as entries:
                self.entries = sorted(entries, key=lambda e: e.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *args: object) -> None:
            return None

    monkeypatch.setattr(os, "scandir", Reversed)
    assert [m.meeting for m in read_corpus(tmp_path).meetings] == names


def test_settings_that_do_not_exist_or_have_a_wrong_kind_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    assert "did you mean 'strict'" in refused(tmp_path, strct=True)
    assert "strict" in refused(tmp_path, strict="yes")


# --- the user's own columns -----------------------------------------------------------------


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


def test_a_table_that_is_no_csv_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a=PAGE)
    with pytest.raises(ToolkitError, match="metadata"):
        read_corpus(tmp_path, metadata="meetings.xlsx")
    assert "cannot be read as a UTF-8 CSV file" in refused(tmp_path, metadata="nowhere.csv")
