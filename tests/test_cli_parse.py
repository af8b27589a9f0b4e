"""Commands that read pages: parse, try and layouts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from common.commands import EXPERIMENT, PAGE, call
from typer.testing import Result

from toolkit.corpus.layouts import layout_source, layouts

OWN = """\
extends = "generic_en"
evidence = ["Harbour Office"]
[add]
labels = ["{question} –", "{NAME} –"]
"""
OWN_PAGE = """\
Harbour Office
News conference on the ferry, March 9, 2020

Question – When will the ferry sail again?

BIRCH – It will sail in the spring, and this is what we have agreed on with the two ports.
"""


SILENT = "holds no speech that can be read: neither a title nor a speaker's label was found on it"


def refused(result: Result) -> str:
    """All that a command says that ends with status 1, without the program's name."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("toolkit: ")
    assert "Traceback" not in result.stderr
    return result.stderr.removeprefix("toolkit: ").rstrip("\n")


# --- parse ------------------------------------------------------------------------------------


def test_parse_prints_the_audit_and_writes_it_with_pages_and_tables(home: Path) -> None:
    (home / "pages" / "empty.txt").touch()
    result = call("parse", "pages", "--out", "deep/tables")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 meeting, 2020-03-09 to 2020-03-09: 3 turns, ")
    assert "  empty.txt is empty" in result.stdout
    out = Path("deep/tables")
    assert result.stderr == (
        f"wrote audit.txt and the tables as CSV and parquet to {out}; "
        f"look at {out / 'index.html'}\n"
    )
    assert (out / "audit.txt").read_text(encoding="utf-8") == result.stdout
    (page,) = (out / "pages").iterdir()
    assert f"pages/{page.name}" in (out / "index.html").read_text(encoding="utf-8")
    assert "the price of fish" in page.read_text(encoding="utf-8")
    turns = pd.read_csv(out / "turns.csv")
    assert turns["kind"].tolist() == ["statement", "question", "answer"]
    assert pd.read_parquet(out / "set_aside.parquet").shape == (1, 2)
    assert pd.read_csv(out / "meetings.csv")["countries"].tolist() == ["Serbia"]
    speakers = pd.read_csv(out / "speakers.csv")
    named = speakers.dropna(subset="speaker")
    assert named[["speaker", "role", "reason"]].to_numpy().tolist() == [
        ["Ada Birch", "principal", "named in the head"]
    ]
    assert speakers["turns"].sum() == len(turns)
    notes = pd.read_csv(out / "notes.csv")
    assert "layout" in notes["about"].tolist()


def test_parse_takes_an_experiment_file_with_all_it_says_of_the_corpus(home: Path) -> None:
    (home / "pages" / "draft.txt").write_text(PAGE.replace("ferry", "boat"), encoding="utf-8")
    (home / "own.csv").write_text("meeting,mood\na,calm\n", encoding="utf-8")
    own = EXPERIMENT.replace(
        "[counts]",
        'exclude = ["draft*"]\nmetadata = "own.csv"\nperiods = {half = "2020-03-10"}\n[counts]',
    )
    (home / "own.toml").write_text(own, encoding="utf-8")
    (home / "pages" / "a.txt").write_text(PAGE, encoding="utf-8")
    result = call("parse", "own.toml")
    assert result.exit_code == 0, result.output
    assert "draft" not in result.stdout
    table = pd.read_csv(home / "audit" / "own" / "meetings.csv").set_index("meeting")
    assert table.loc["a", "mood"] == "calm"
    assert table.loc["a", "half"] == "before 2020-03-10"
    (home / "own.toml").write_text(own.replace("exclude", "exclud"), encoding="utf-8")
    assert "did you mean 'exclude'?" in refused(call("parse", "own.toml"))
    assert "cannot be read: No such file" in refused(call("parse", "none.toml"))


@pytest.mark.parametrize(
    "folder, out",
    [
        ("package:sample", "sample"), ("pages/", "pages"), ("deep/../pages", "pages"),
        ("pages/../pages/.", "pages"),
    ],
)  # fmt: skip
def test_what_it_writes_is_named_for_the_folder(home: Path, folder: str, out: str) -> None:
    (home / "deep").mkdir()
    result = call("parse", folder)
    assert result.exit_code == 0, result.output
    assert [path.name for path in (home / "audit").iterdir()] == [out]
    assert (home / "audit" / out / "audit.txt").is_file()


def test_the_audit_may_lie_beside_the_pages_that_an_experiment_includes(home: Path) -> None:
    own = EXPERIMENT.replace('"pages"', '"."\ninclude = ["pages/*"]')
    (home / "own.toml").write_text(own, encoding="utf-8")
    for _ in range(2):
        result = call("parse", "own.toml")
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("1 meeting, ")
    assert (home / "audit" / "own" / "index.html").is_file()


@pytest.mark.parametrize("where, out", [("pages", "audit"), (".", "pages"), (".", "pages/deep")])
def test_the_audit_is_not_written_among_the_pages_it_would_then_be_one_of(
    home: Path, monkeypatch: pytest.MonkeyPatch, where: str, out: str
) -> None:
    monkeypatch.chdir(home / where)
    folder = "." if where == "pages" else "pages"
    message = refused(call("parse", folder, "--out", out))
    assert message.startswith(f"{out} lies among the pages of {folder}, ")
    assert [path.name for path in (home / "pages").iterdir()] == ["a.txt"]
    if folder == ".":
        assert "audit/pages lies among the pages" in refused(call("parse", "."))


def test_a_second_reading_replaces_the_first_and_is_the_same(home: Path) -> None:
    first = call("parse", "pages")
    before = (home / "audit" / "pages" / "turns.csv").read_bytes()
    second = call("parse", "pages")
    assert second.stdout == first.stdout
    assert (home / "audit" / "pages" / "turns.csv").read_bytes() == before


def test_copies_and_an_own_layout_are_in_what_it_prints(home: Path) -> None:
    (home / "pages" / "z.txt").write_text(OWN_PAGE, encoding="utf-8")
    (home / "pages" / "zz.txt").write_text(OWN_PAGE, encoding="utf-8")
    (home / "pages" / "harbour.layout.toml").write_text(OWN, encoding="utf-8")
    stdout = call("parse", "pages").stdout
    assert "z.txt [harbour, by 'Harbour Office']: 1 question, 1 answer" in stdout
    assert "\ncopies:\n  'zz' is a copy of 'z'\n" in stdout


@pytest.mark.parametrize("out", ["mine.toml", "mine.toml/below"])
def test_a_folder_for_the_audit_that_cannot_be_written_to(home: Path, out: str) -> None:
    message = refused(call("parse", "pages", "--out", out))
    assert message.startswith(f"{out} cannot be written to: ")
    assert (home / "mine.toml").read_text(encoding="utf-8") == EXPERIMENT


# --- try --------------------------------------------------------------------------------------


def test_try_reads_a_page_by_its_evidence(home: Path) -> None:
    (home / "page.txt").write_text(PAGE, encoding="utf-8")
    result = call("try", "page.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\nevidence of ministry_en: 2 of 4: 'de-DE1', " in result.stdout
    assert "\nlayout: ministry_en, by 'de-DE1', " in result.stdout
    assert "\ncounterparts: Ivo Marlin (Foreign Minister of Serbia, Serbia)\n" in result.stdout
    assert "exchange 1: answer of Ada Birch [Ada Birch]: It will sail" in result.stdout


def test_try_reads_a_page_by_a_layout_that_is_named(home: Path) -> None:
    (home / "page.txt").write_text(PAGE, encoding="utf-8")
    result = call("try", "page.txt", "--layout", "generic_en")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\nlayout: generic_en, as you chose\n" in result.stdout


def test_try_reads_a_page_by_a_layout_of_ones_own_and_writes_it_in_colours(home: Path) -> None:
    (home / "page.txt").write_text(OWN_PAGE, encoding="utf-8")
    (home / "harbour.layout.toml").write_text(OWN, encoding="utf-8")
    result = call(
        "try", "page.txt", "--layout", "harbour.layout.toml", "--html", home / "page.html"
    )
    assert result.exit_code == 0, result.output
    assert result.stderr == f"wrote {home / 'page.html'}\n"
    assert "evidence of harbour: 1 of 1: 'Harbour Office'\n" in result.stdout
    assert "layout: harbour, as you chose\n" in result.stdout
    assert "\nhost: Birch\n" in result.stdout  # and no empty brackets behind the name
    assert "question of (journalist) [Question]: When will" in result.stdout
    assert "answer of Birch [BIRCH]: It will sail" in result.stdout
    assert "It will sail in the spring" in (home / "page.html").read_text(encoding="utf-8")


def test_all_mistakes_of_a_layout_are_told_at_once(home: Path) -> None:
    (home / "page.txt").write_text(PAGE, encoding="utf-8")
    (home / "own.layout.toml").write_text(
        'label = ["{name}:"]\nlabels = ["{nmae}:"]\nlines = "wraped"\nmin_evidence = 0\n'
        "stamps = ['(?P<day>']\n",
        encoding="utf-8",
    )
    first, *lines = refused(call("try", "page.txt", "--layout", "own.layout.toml")).splitlines()
    assert first == "own.layout.toml: 5 settings cannot be used:"
    told = "\n".join(lines)
    assert len(lines) == 5
    for said in (
        "layout.label = ['{name}:'] is no setting of layout; did you mean 'labels'?",
        "unknown gap {nmae}", "did you mean 'wrapped'?", "it must be at least 1",
        "is no regular expression",
    ):  # fmt: skip
        assert said in told


@pytest.mark.parametrize(
    "text, said",
    [
        (b'extends = "generic_eng"', "did you mean 'generic_en'?"),
        (b"language = ", "own.layout.toml is no TOML file: "),
        (b"add = 3", "own.layout.toml: add = 3 is no table"),
        (b"add.question = 3", "add.question = 3 is no list or table"),
        (b"# caf\xe9", "own.layout.toml is not UTF-8: "),
        (None, "own.layout.toml cannot be read: No such file or directory"),
    ],
)
def test_layout_files_that_cannot_be_read(home: Path, text: bytes | None, said: str) -> None:
    (home / "page.txt").write_text(PAGE, encoding="utf-8")
    if text is not None:
        (home / "own.layout.toml").write_bytes(text)
    message = refused(call("try", "page.txt", "--layout", "own.layout.toml"))
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "page, text, said",
    [
        ("none.txt", None, "none.txt cannot be read: No such file or directory"),
        ("pages", None, "pages cannot be read: Is a directory"),
        ("x.txt", b"", "x.txt is empty"),
        ("x.txt", b"%PDF-1.7", "x.txt is a PDF document, not text; save it as UTF-8 text"),
        ("x.txt", b"some words", "x.txt fits no known layout: it is in none of their languages"),
        ("x.txt", b"We go to the market of the town, and to the sea.", f"x.txt {SILENT}"),
    ],
)  # fmt: skip
def test_pages_that_cannot_be_tried(home: Path, page: str, text: bytes | None, said: str) -> None:
    if text is not None:
        (home / page).write_bytes(text)
    assert refused(call("try", page)) == said


def test_colours_that_cannot_be_written(home: Path) -> None:
    (home / "page.txt").write_text(PAGE, encoding="utf-8")
    result = call("try", "page.txt", "--html", "none/page.html")
    assert result.exit_code == 1
    assert result.stderr == "toolkit: none/page.html: No such file or directory\n"


# --- layouts ----------------------------------------------------------------------------------


def test_layouts_are_listed_with_what_is_unverified() -> None:
    result = call("layouts")
    assert result.exit_code == 0
    listed = [line.split() for line in result.stdout.splitlines()]
    assert [row[0] for row in listed] == [layout.name for layout in layouts()]
    assert {row[0] for row in listed if row[2:] == ["unverified"]} == {"mid_es", "mid_fr", "mid_ru"}
    assert ["speech", "any"] in listed


def test_a_layout_is_printed_to_copy_from() -> None:
    result = call("layouts", "nato_en")
    assert result.exit_code == 0
    assert result.stdout.rstrip() == layout_source("nato_en").rstrip()


def test_an_unknown_layout_names_the_likely_slip(home: Path) -> None:
    said = refused(call("layouts", "kremlin_ne"))
    assert said == "'kremlin_ne' is no layout; did you mean 'kremlin_en'?"
    (home / "page.txt").write_text(PAGE, encoding="utf-8")
    assert "did you mean 'nato_en'?" in refused(call("try", "page.txt", "--layout", "nato"))
    assert "known are china_mfa_en, " in refused(call("layouts", "x"))
