"""A zoo of bad inputs: each is refused in one sentence or set aside, and good files are read."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import random
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from common.mutate import BAITS

from toolkit.corpus import Corpus, read_corpus
from toolkit.errors import ToolkitError

PAGE = """\
9 March 202011:05

Foreign Minister Ada Birch’s statement and answer to a media question at a joint news conference \
following talks with Foreign Minister of Ostervale Ivo Marlin, Harbourtown, March 9, 2020

We have spoken about the ferry and about the price of fish in the two ports.

Question: When will the ferry sail again?

Ada Birch: It will sail in the spring, and this is what we agreed on.
"""
P = PAGE.encode()
READ = ""  # a control, or odd and yet a page


def zipped(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def workbook(*rows: list[object]) -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def parquet(**columns: list[object]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


BINARY, LANGUAGE = "is a binary file, not text", "fits no known layout"
SILENT, DEEP = "holds no speech that can be read", "nests its elements deeper than 500 levels"
PAGES: list[tuple[str, bytes, str]] = [
    ("a.txt", b"", "is empty"),
    ("a.txt", b" \n\t\r\n", "is empty"),
    ("a.txt", codecs.BOM_UTF8, "is empty"),
    ("a.txt", codecs.BOM_UTF16_LE, "is empty"),
    ("a.txt", "\u00a0\u200b\ufeff\n".encode(), "is empty"),
    ("a.txt", codecs.BOM_UTF16_LE + b"a", "begins as UTF-16-LE but is not from byte 2 on"),
    ("a.txt", codecs.BOM_UTF32_BE + P, "begins as UTF-32-BE but is not from byte 4 on"),
    ("a.txt", codecs.BOM_UTF8 + P + b"\xff", "begins as UTF-8 but is not from byte"),
    ("a.txt", codecs.BOM_UTF16_LE + P, LANGUAGE),
    ("a.txt", b"%PDF-1.7\nx", "is a PDF document, not text"),
    ("a.txt", b"PK\x03\x04xx", "is a zip archive or an office document"),
    ("a.txt", b"{\\rtf1 x}", "is an RTF document"),
    ("a.txt", b"\0" * 5000, BINARY),
    ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", BINARY),
    ("a.txt", b"GIF89a\x01\x00\x01\x00", BINARY),
    ("a.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF\0", BINARY),
    ("a.txt", gzip.compress(P, mtime=0), BINARY),
    ("a.txt", b"\x7fELF\x02\x01\x01\0", BINARY),
    ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, BINARY),
    ("a.txt", random.Random(1).randbytes(5000), BINARY),
    ("a.txt", P.replace(b" ", b"\0"), BINARY),
    ("a.txt", P + PAGE.encode("utf-16"), BINARY),
    ("a.txt", PAGE.encode("utf-16-be")[1:], BINARY),
    ("a.txt", b"\x7f" * 99, BINARY),
    ("a.txt", b"a" * 1_000_001, "has a line of more than 1,000,000 characters"),
    ("a.txt", b"\xed\xa0\x80" * 50, LANGUAGE),
    ("a.txt", PAGE.encode("cp037", "ignore"), LANGUAGE),
    ("a.txt", b"Question:\n\nAda Birch:\n", LANGUAGE),
    ("a.txt", b"(Laughter.)\n" * 20, LANGUAGE),
    ("a.txt", b"This is the story of the ferry and of the fish in the port.", SILENT),
    ("a.txt", PAGE.split("\n\n")[1].encode(), SILENT),
    ("a.txt", P, READ),
    ("a.TXT", P, READ),
    ("a.txt", P.replace(b"\n", b"\x0b"), READ),
    ("a.txt", b"\x1b$B" + P, READ),
    ("a.txt", b"<html><body>" + P, READ),
    ("a.html", b"<html></html>", "is empty"),
    ("a.html", b"<script>" + P + b"</script>", "is empty"),
    ("a.html", b"<!--" + P, "is empty"),
    ("a.html", b"<p hidden>" + P, "is empty"),
    ("a.html", b"<" * 2000, LANGUAGE),
    ("a.html", b"<div>" * 600 + P, DEEP),
    ("a.html", b"<div>" * 100_000, DEEP),
    ("a.html", b"<b>" * 5000 + b"<p>x" * 3000, DEEP),
    ("a.html", b"<meta charset=utf-16>" + P + b"\xff", LANGUAGE),
    ("a.html", b"<meta charset=x-nothing>caf\xe9", LANGUAGE),
    ("a.html", b"<meta charset=../../etc>caf\xe9", LANGUAGE),
    ("a.html", b"&#0;&#x110000;&#xD800;", LANGUAGE),
    ("a.html", b"\0" * 9 + P, BINARY),
    ("a.md", b"---\n" + b"a: [\n" * 3000 + b"---\n", LANGUAGE),
    ("a.md", b"---\n!!python/object/apply:os.system [x]\n---\n", LANGUAGE),
    ("a.md", b"---\na: &a [*a]\n---\nx", LANGUAGE),
    ("a.md", b"---\n" + b"[" * 15_000 + b"\n---\n", LANGUAGE),
    ("a.md", b"---\ndate: 2020-99-99\n---\n", LANGUAGE),
    ("a.md", b"**" * 9000, LANGUAGE),
    ("a.md", b"![" * 9000, LANGUAGE),
]

G = parquet(meeting=["a"], text=["Yes."])
X = workbook(["meeting", "text"], ["a", "Yes."])
NO_TEXT = "it has no column 'text'"
LINE_2_OR_MORE = "t.csv: 3 mistakes:\n  line 2: 3 cells, but the header has 2"
OBJECT = "cannot be read as a JSON object"
PARQUET, EXCEL = "cannot be read as a Parquet file", "cannot be read as an Excel workbook"
TABLES: list[tuple[str, bytes, str]] = [
    ("t.csv", b"meeting,text\na,Yes.\n", READ),
    ("t.csv", b"\xef\xbb\xbfmeeting,text\na,Yes.\n", READ),
    ("t.csv", "meeting,text\na,Yes.\n".encode("utf-16"), READ),
    ("t.csv", b"meeting,text\na," + b"x" * 10_000_000 + b"\n", READ),
    ("t.csv", b"", NO_TEXT),
    ("t.csv", b"\n\n", NO_TEXT),
    ("t.csv", b"meeting\na\n", NO_TEXT),
    ("t.csv", b"," * 100_000 + b"\n" + b"," * 100_000, NO_TEXT),
    ("t.csv", b"meeting,text\na\n", "t.csv, line 2: 1 cell"),
    ("t.csv", b"meeting,text\na,b,c\nd\ne,f,g\n", LINE_2_OR_MORE),
    ("t.csv", b'meeting,text\na,"open\nb,c\n', "cannot be read as a table, line"),
    ("t.csv", b'meeting,text\na,"' + b"\n" * 100_000, "cannot be read as a table, line"),
    ("t.csv", b'meeting,text\na,"x"y\n', "cannot be read as a table, line 2"),
    ("t.csv", b"meeting,text\na,x\0y\n", "t.csv holds a zero byte in line 2"),
    ("t.csv", "meeting,text\na,Yes.\n".encode("utf-16-le"), "holds a zero byte in line 1"),
    ("t.csv", b"text,text\na,b\n", "the column 'text' is there twice"),
    ("t.csv", b"meeting,text\na,caf\xe9\n", "t.csv is not UTF-8 (byte 0xe9 in line 2)"),
    ("t.csv", codecs.BOM_UTF16_LE + b"a", "t.csv is not UTF-8"),
    ("t.csv", b"text,date\nx,yesterday\ny,2020-02-30\n", "line 3: the date '2020-02-30'"),
    ("t.csv", b"text,kind\nx,shout\ny,answr\n", "did you mean 'answer'?"),
    ("t.csv", b"meeting,text,position\na,x,1\na,y,1\n", "line 3: the position 1 of 'a'"),
    ("t.csv", b"text,position\nx,-1\n", "line 2: the position '-1' is no whole number"),
    ("t.csv", "text,position\nx,²\n".encode(), "line 2: the position '²' is no whole number"),
    ("t.csv", b"text,exchange\nx,9999999999999\n", "is no whole number"),
    ("t.csv", b"text,time\nx,25:00\n", "line 2: the time '25:00' is no time of day"),
    ("t.csv", b"meeting,text\n,x\n", "t.csv, line 2 names no meeting"),
    ("t.csv", b"meeting,text,title\na,x,1\na,y,2\n", "line 3: the title of 'a' is '2' here"),
    ("t.csv", b"meeting,text\ngood,y\n", "good.txt and t.csv would both be the meeting 'good'"),
    ("t.csv", b"meeting;text\na;x;y\n", "line 2: 3 cells"),
    ("t.tsv", b"meeting\ttext\na\tx\ty\n", "line 2: 3 cells"),
    ("t.tsv", b"meeting,text\na,x\n", NO_TEXT),
    ("t.jsonl", b"", NO_TEXT),
    ("t.jsonl", b"[1,2]\n", f"t.jsonl, line 1 {OBJECT}: it holds a list"),
    ("t.jsonl", b'"x"\n3\nnull\n', f"line 3 {OBJECT}"),
    ("t.jsonl", b'{"meeting":"a"\n', f"line 1 {OBJECT}"),
    ("t.jsonl", b'{"text":"\\ud800"}\n', f"line 1 {OBJECT}"),
    ("t.jsonl", b"[" * 100_000 + b"\n", f"line 1 {OBJECT}"),
    ("t.jsonl", b'{"a":' * 100_000 + b"\n", f"line 1 {OBJECT}"),
    ("t.jsonl", b'{"text":"x"} {"text":"y"}\n', f"line 1 {OBJECT}"),
    ("t.jsonl", b"\xff\xfe{}\n", f"line 1 {OBJECT}"),
    ("t.jsonl", b'{"text":' + b"9" * 5000 + b"}\n", f"line 1 {OBJECT}"),
    ("t.jsonl", b'{"text":"a","text ":"b"}\n', "the column 'text' is there twice"),
    ("t.jsonl", b'{"meeting":"a","text":{"a":{"b":"c"}}}\n', NO_TEXT),
    ("t.jsonl", b'{"text":"x"}\n{"text":["x","y"]}\n{"text":[1,[2]]}\n', READ),
    ("t.parquet", b"", PARQUET),
    ("t.parquet", b"PAR1", PARQUET),
    ("t.parquet", G[:-1], PARQUET),
    ("t.parquet", G[: len(G) // 2], PARQUET),
    ("t.parquet", b"PAR1" + b"\xff" * 200 + b"PAR1", PARQUET),
    ("t.parquet", G[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1", PARQUET),
    ("t.parquet", parquet(x=[1]), NO_TEXT),
    ("t.parquet", parquet(text=[b"\xff"]), NO_TEXT),
    ("t.xlsx", b"", EXCEL),
    ("t.xlsx", b"PK\x03\x04", EXCEL),
    ("t.xlsx", X[:-30], EXCEL),
    ("t.xlsx", X[: len(X) // 2], EXCEL),
    ("t.xlsx", zipped(a="b"), EXCEL),
    ("t.xlsx", zipped(xl__worksheets__sheet1="0" * 60_000_000), "would unfold from"),
    ("t.xlsx", workbook(["text", "text"]), "the column 'text' is there twice"),
    ("t.pdf", b"%PDF-", READ),  # set aside: only tables are refused
]

ROW = b"meeting,position,column,value,reason\n"
LIST = "cannot be read as a UTF-8 CSV file, line"
OURS = b'extends = "generic_en"\nevidence = ["ferry", "fish", "spring"]\n'
BESIDE: list[tuple[str, bytes, str]] = [
    ("corrections.csv", ROW, READ),
    ("corrections.csv", ROW + b"nobody,1,kind,answer,r\n", READ),  # listed as unmatched
    ("corrections.csv", b"\0", f"{LIST} 1: it holds a zero byte"),
    ("corrections.csv", b"a,b\n1,2\n", "the first line must be meeting,position"),
    ("corrections.csv", ROW + b"good,1\n", "line 2: 2 cells, not 5"),
    ("corrections.csv", ROW + b"good,1,kind,answer,r,x\n", "line 2: 6 cells, not 5"),
    ("corrections.csv", ROW + b"good,x,kind,answer,r\n,1,knd,answer,\n", "line 3: 'knd'"),
    ("corrections.csv", ROW + b"good,99,kind,answer,r\n", "'good' has 3 turns, no turn 99"),
    ("corrections.csv", ROW + b'good,1,kind,"answer,r\n', f"{LIST} 2: unexpected end"),
    ("corrections.csv", ROW + b"good,1,kind,caf\xe9,r\n", f"{LIST} 2: byte 0xe9"),
    ("corrections.csv", ROW.decode().encode("utf-16"), f"{LIST} 1: byte 0xff"),
    ("corrections.csv", ROW + b"good,,date,32.13.2020,r\n", "line 2: date = '32.13.2020'"),
    ("corrections.csv", ROW + b"good,,time,25:61,r\n", "line 2: time = '25:61'"),
    ("corrections.csv", ROW + b"good,,host,((,r\n", "line 2: host = '(('"),
    ("corrections.csv", ROW + b"good,1,text,x,r\n", "line 2: text cannot be corrected here"),
    ("corrections.csv", ROW + b"good,1,kind,answer,r\n" * 2, "line 3: line 2 sets the kind"),
    ("corrections.csv", ROW + "good,²,kind,answer,r\n".encode(), "line 2: position = '²'"),
    ("corrections.csv", ROW + b"good,,title," + b"x" * 200_000 + b",r\n", f"{LIST} 2: field"),
    ("aliases.csv", b"name\nx\n", "the first line must name a column 'canonical'"),
    ("aliases.csv", b"name,canonical\n,x\ny,\n", "line 3: the canonical is empty"),
    ("aliases.csv", b"name,canonical\na,b\nb,a\n", "line 2: the names go in a circle, a > b > a"),
    ("aliases.csv", b"name,canonical,role\na,b,king\n", "line 2: there is no role 'king'"),
    ("aliases.csv", b"name,canonical\na,b\na,c\n", "line 3: 'a' has a row already, line 2"),
    ("aliases.csv", b"name,canonical,colour\na,b,c\n", "there is no column 'colour'"),
    ("aliases.csv", b"name,name,canonical\na,b,c\n", "the column 'name' is there twice"),
    ("aliases.csv", b"name,canonical\na,b,c\nd\n", "line 3: 1 cell"),
    ("aliases.csv", b'name,canonical\n"a,b\n', f"{LIST} 2: unexpected end of data"),
    ("aliases.csv", b"name,canonical\na,b\xff\n", f"{LIST} 2: byte 0xff"),
    ("aliases.csv", b"name,canonical\na\0,b\n", f"{LIST} 2: it holds a zero byte"),
    ("a.layout.toml", OURS, READ),
    ("a.layout.toml", b"\xff", "a.layout.toml is not UTF-8"),
    ("a.layout.toml", b"extends = ", "a.layout.toml is no TOML file"),
    ("a.layout.toml", b"a = 1\na = 2", "is no TOML file"),
    ("a.layout.toml", b"a = " + b"[" * 50_000, "is no TOML file"),
    ("a.layout.toml", b'extends = "generic_em"', "extends = 'generic_em' is no built-in layout"),
    ("a.layout.toml", b"extends = [1]", "extends = [1] is no built-in layout"),
    ("a.layout.toml", b"add = 3", "add = 3 is no table"),
    ("a.layout.toml", b"add.labels = 3", "add.labels = 3 is no list"),
    ("a.layout.toml", b'labls = ["x"]\nlines = "waved"', "2 settings cannot be used"),
    ("a.layout.toml", b'labels = ["("]', "is no regular expression"),
    ("a.layout.toml", b'labels = ["{nme}:"]', "the unknown gap {nme}"),
    ("a.layout.toml", b'labels = ["x"]', "write {name} or {question}"),
    ("a.layout.toml", b'labels = ["{name}{name}:"]', "is no regular expression"),
    ("a.layout.toml", b'evidence = ["(a+)+"]', "can take for ever"),
    ("a.layout.toml", b'people = {"a" = 3}', "layout.people.a = 3"),
    ("a.layout.toml", b'roles = {"a" = "king"}', "layout.roles.a = 'king'"),
    ("a.layout.toml", b'furniture = ["(?i)a"]', "cannot be joined with others"),
    ("a.layout.toml", b'furniture = ["(?P<x>a)"]', "names the group 'x'; write (?:...)"),
    ("a.layout.toml", b'host_offices = ["(?P<office>a)"]', "names the group 'office'"),
    ("a.layout.toml", b'principals = "Foreign"', "lacks the group (?P<names>...)"),
    ("a.layout.toml", b'addressing = ["ferry"]', "lacks the group (?P<name>...)"),
    ("a.layout.toml", b'addressed = "ferry"', "lacks the group (?P<name>...)"),
    ("a.layout.toml", b'file_date = "(?P<month>g)"', "lacks the group (?P<year>...)"),
    ("a.layout.toml", OURS + b'file_date = "(?P<year>g)(?P<month>o)(?P<day>o)"', READ),
    ("a.layout.toml", OURS + b'add.stamps = ["(?P<hour>9) March.*"]', READ),
    ("a.layout.toml", OURS + b'labels = ["(?P<name>)Question:"]', READ),
    ("a.layout.toml", OURS + b'inner_labels = ["(?P<name>)"]', READ),
    ("a.layout.toml", OURS + b'inner_furniture = [""]', READ),
]

JOINED: list[tuple[str, str, bytes, str]] = [
    ("metadata", "m.csv", b"", "m.csv: the first line must name a column 'meeting'"),
    ("metadata", "m.csv", b"x,y\n1,2\n", "must name a column 'meeting', not x, y"),
    ("metadata", "m.csv", b"meeting,date\ngood,1\n", "'date' is one of the corpus's own"),
    ("metadata", "m.csv", b"meeting,x\ngood,1\ngood,2\n", "m.csv, line 3: the meeting 'good'"),
    ("metadata", "m.csv", b"meeting,\ngood,1\n", "a column has no name, and line 2"),
    ("metadata", "m.csv", b"meeting,x\ngood\n", "m.csv, line 2: 1 cell"),
    ("metadata", "m.csv", b'meeting,x\ngood,"1\n', "cannot be read as a table, line"),
    ("metadata", "m.csv", b"meeting,x\ngood,\xff\n", "m.csv is not UTF-8 (byte 0xff in line 2)"),
    ("metadata", "m.csv", b"meeting,x\0\ngood,1\n", "m.csv holds a zero byte in line 1"),
    ("metadata", "m.csv", b"meeting,x\nq,1\n", READ),  # listed as unmatched
    ("metadata", "m.xlsx", b"meeting,x\ngood,1\n", EXCEL),
    ("metadata", "m.xlsx", zipped(a="0" * 60_000_000), "would unfold from"),
    ("metadata", "m.tsv", b"meeting,x\ngood,1\n", "must name a column 'meeting'"),
    ("metadata", "m.txt", b"meeting,x\ngood,1\n", "m.txt is no table"),
    ("speakers", "m.csv", b"speaker,kind\nA,b\n", "'kind' is one of the corpus's own"),
    ("speakers", "m.csv", b"speaker,x\nAda Birch,a\nAda Birch,b\n", "m.csv, line 3: the speaker"),
]


def outcome(folder: Path, **settings: object) -> Corpus | str:
    """Read a folder; return the corpus, or the sentence that refuses it."""
    try:
        return read_corpus(folder, **settings)
    except ToolkitError as error:
        said = str(error)
        assert "Traceback" not in said
        assert all(line.startswith("  ") for line in said.splitlines()[1:])
        return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_bytes(P)
    return tmp_path


def _ids(cases: list[tuple[str, bytes, str]]) -> list[str]:
    return [f"{i} {name}" for i, (name, *_) in enumerate(cases)]


@pytest.mark.parametrize("name, raw, reason", PAGES, ids=_ids(PAGES))
def test_a_bad_page_is_set_aside_and_the_good_one_read(
    folder: Path, name: str, raw: bytes, reason: str
) -> None:
    (folder / name).write_bytes(raw)
    corpus = read_corpus(folder)
    assert "good" in [meeting.meeting for meeting in corpus.meetings]
    if reason == READ:
        assert (len(corpus), corpus.set_aside) == (2, ())
    else:
        assert [aside.source for aside in corpus.set_aside] == [name]
        assert reason in corpus.set_aside[0].reason
        assert "\n" not in corpus.set_aside[0].reason


@pytest.mark.parametrize("name, raw, said", TABLES, ids=_ids(TABLES))
def test_a_bad_table_is_refused_with_its_name(
    folder: Path, name: str, raw: bytes, said: str
) -> None:
    (folder / name).write_bytes(raw)
    found = outcome(folder, include=["*.txt", name])
    if said == READ:
        assert isinstance(found, Corpus)
        assert "good" in [meeting.meeting for meeting in found.meetings]
    else:
        assert isinstance(found, str)
        assert name in found
        assert said in found


@pytest.mark.parametrize("name, raw, said", BESIDE, ids=_ids(BESIDE))
def test_a_bad_file_beside_the_pages_is_refused_with_its_name(
    folder: Path, name: str, raw: bytes, said: str
) -> None:
    (folder / name).write_bytes(raw)
    found = outcome(folder)
    if said == READ:
        assert isinstance(found, Corpus)
        assert [meeting.meeting for meeting in found.meetings] == ["good"]
    else:
        assert isinstance(found, str)
        assert found.startswith(name)
        assert said in found


@pytest.mark.parametrize("setting, name, raw, said", JOINED)
def test_a_bad_table_to_join_is_refused_with_its_name(
    folder: Path, setting: str, name: str, raw: bytes, said: str
) -> None:
    (folder / name).write_bytes(raw)
    found = outcome(folder, include="good.txt", **{setting: folder / name})
    if said == READ:
        assert isinstance(found, Corpus)
        assert found.unmatched
    else:
        assert isinstance(found, str)
        assert name in found
        assert said in found


# --- what is no plain file ------------------------------------------------------------------


def test_a_folder_named_as_a_page_is_none(folder: Path) -> None:
    for name in ("x.txt", "corrections.csv", "aliases.csv", "x.layout.toml"):
        (folder / name).mkdir()
    assert [m.meeting for m in read_corpus(folder).meetings] == ["good"]


@pytest.mark.parametrize("name", ["x.txt", "corrections.csv", "aliases.csv"])
def test_a_link_that_leads_nowhere_is_refused(folder: Path, name: str) -> None:
    (folder / name).symlink_to(folder / "gone.txt")
    assert f"{name} is a link that leads nowhere" in str(outcome(folder))


def test_links_to_oneself_do_not_hang(folder: Path) -> None:
    (folder / "below").symlink_to(folder, target_is_directory=True)
    assert [m.meeting for m in read_corpus(folder).meetings] == ["good"]
    (folder / "self.txt").symlink_to(folder / "self.txt")
    assert "self.txt is a link that leads nowhere" in str(outcome(folder))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
@pytest.mark.parametrize("name", ["x.txt", "corrections.csv", "x.layout.toml", "x.csv"])
def test_a_pipe_is_not_waited_for(folder: Path, name: str) -> None:
    os.mkfifo(folder / name)
    assert [m.meeting for m in read_corpus(folder).meetings] == ["good"]
    if name == "x.csv":
        assert "x.csv cannot be read: it is no file" in str(outcome(folder, metadata=folder / name))
    assert "does not exist" in str(outcome(folder / name)) or name == "corrections.csv"


def test_a_page_that_vanishes_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "zebra.txt").write_bytes(P)
    read = Path.read_bytes

    def vanish(path: Path) -> bytes:
        (folder / "zebra.txt").unlink(missing_ok=True)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    assert "zebra.txt cannot be read: No such file or directory" in str(outcome(folder))


HOSTILE = ["=1+1", "-rf", "a'b", 'a"b', "<script>", "%s", "{0}", "con", "a;b", "~", "$HOME", "a,b"]


def test_hostile_names_are_names(folder: Path) -> None:
    for name in HOSTILE:
        (folder / f"{name}.txt").write_bytes(P)
    assert {m.meeting for m in read_corpus(folder).meetings} == {"good", *HOSTILE}


@pytest.mark.parametrize("name", [b"a\nb.txt", b"a\x1b[31m.txt", b"caf\xe9.txt", b"a\x7f.txt"])
def test_names_that_cannot_be_printed_are_refused(folder: Path, name: bytes) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(P)
    except OSError:
        pytest.skip("this file system refuses the name itself")
    said = str(outcome(folder))
    assert "cannot be printed; rename it" in said
    assert said.isascii()


# --- memory ---------------------------------------------------------------------------------

_LIMITED = """
import resource, sys
limit = {limit}
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
from toolkit.corpus import read_corpus
from toolkit.errors import ToolkitError
try:
    print(len(read_corpus(sys.argv[1], include=sys.argv[2:] or ())))
except ToolkitError as error:
    print(error)
"""


def read_with_little_memory(folder: Path, *include: str, limit: int = 1_000_000_000) -> str:
    """Read a folder in another process that has one GB of addresses, libraries among them."""
    environment: Mapping[str, str] = os.environ | {
        "TOOLKIT_CACHE": "off", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED.format(limit=limit), str(folder), *include],
        capture_output=True, text=True, timeout=60, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_000_000
    return done.stdout


WORST = ["other labels.txt", "short lines.txt", "bold.md", "sides.html", "cells.html", "typed.html"]


@pytest.mark.parametrize("name", WORST)
def test_a_long_page_takes_less_than_a_gigabyte(folder: Path, name: str) -> None:
    (folder / name.replace(" ", "_")).write_bytes(BAITS[name](300_000).encode())
    assert read_with_little_memory(folder).strip() in ("1", "2")


@pytest.mark.parametrize(
    "name, raw, said",
    [
        ("t.xlsx", zipped(xl__worksheets__sheet1="0" * 60_000_000), "would unfold"),
        ("t.csv", b"meeting,text\na," + b"x" * 10_000_000 + b"\n", "2"),
        ("t.jsonl", b'{"a":' * 100_000 + b"\n", OBJECT),
        ("t.html", b"<div>" * 400_000, "1"),
        ("t.html", b"<b>" * 5000 + b"<p>x" * 300_000, "1"),
    ],
)
def test_a_bad_file_takes_less_than_a_gigabyte(
    folder: Path, name: str, raw: bytes, said: str
) -> None:
    (folder / name).write_bytes(raw)
    assert said in read_with_little_memory(folder, "*.txt", name)


def test_the_zoo_is_large() -> None:
    assert sum(map(len, (PAGES, TABLES, BESIDE, JOINED))) >= 120
