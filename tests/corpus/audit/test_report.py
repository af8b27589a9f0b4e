"""What the audit of a folder says, file by file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from common.commands import PAGE

from toolkit.corpus import read_corpus, write_sample
from toolkit.corpus.audit.report import audit, write_report
from toolkit.corpus.meeting import Note


def lines_of(folder: Path, **tables: Path) -> list[str]:
    return audit(read_corpus(folder, **tables)).splitlines()


def test_a_meeting_is_one_line_with_what_its_head_says(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text(PAGE, encoding="utf-8")
    (line,) = [line for line in lines_of(tmp_path) if line.startswith("deep/a.txt")]
    for part in (
        "1 statement, 1 question, 1 answer", "2020-03-09", "11:05", "Harbourtown",
        "news conference", "Ada Birch", "Ivo Marlin (Serbia)", "de-DE; en-GB",
    ):  # fmt: skip
        assert part in line
    assert "not said" not in line


def test_what_a_page_does_not_say_is_said(tmp_path: Path) -> None:
    page = PAGE.replace("9 March 202011:05\n", "").replace("  • de-DE1 en-GB1\n", "")
    (tmp_path / "a.txt").write_text(page, encoding="utf-8")
    (line,) = [line for line in lines_of(tmp_path) if line.startswith("a.txt")]
    assert line.endswith("; not said: time, languages")


def test_speakers_are_listed_with_their_turns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE + "\nIvo Marlin: So it is.\n", encoding="utf-8")
    (line,) = [line for line in lines_of(tmp_path) if line.startswith("a.txt")]
    assert "2 answers; speakers: Ada Birch 2, Ivo Marlin 1; 2020-03-09, 11:05" in line
    letters = "ABCDEFGH"
    crowd = "".join(f"\nQuestion: Why?\n\n{x}da {x}irch: So.\n" for x in letters)
    (tmp_path / "a.txt").write_text(PAGE + crowd, encoding="utf-8")
    (line,) = [line for line in lines_of(tmp_path) if line.startswith("a.txt")]
    assert "speakers: Ada Birch 2, Ada Airch 1, Bda Birch 1," in line
    assert "Eda Eirch 1 and 3 more; 2020" in line


def test_a_page_without_a_head_shows_no_empty_stretch(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Question: Why is it so that we are here?", encoding="utf-8")
    (line,) = [line for line in lines_of(tmp_path) if line.startswith("a.txt")]
    told = "a.txt [generic_en, by its language alone]: 1 question; not said: date, time"
    assert line.startswith(told)


def test_files_set_aside_and_rows_without_partner_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(b"\0\1")
    (tmp_path / "m.csv").write_text("meeting,climate\nb,warm\n", encoding="utf-8")
    lines = lines_of(tmp_path, metadata=tmp_path / "m.csv")
    at = lines.index("set aside:")
    assert lines[at + 1 : at + 3] == [
        "  binary.txt is a binary file, not text",
        "  empty.txt is empty",
    ]
    at = lines.index("unmatched:")
    assert any("'b'" in line for line in lines[at + 1 : at + 3])
    assert any("'a'" in line for line in lines[at + 1 : at + 3])


def test_without_any_there_is_no_such_heading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    text = "\n".join(lines_of(tmp_path))
    assert "set aside" not in text
    assert "unmatched" not in text


def test_what_the_parser_had_to_judge_stands_under_its_meeting(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    notes = (Note("date", "the date is odd"), Note("head", "so is the place", line=3))
    noted = replace(corpus.meetings[0], notes=notes)
    lines = audit(replace(corpus, meetings=(noted,))).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("a.txt"))
    assert lines[at + 1 : at + 3] == [
        "    date: the date is odd",
        "    head: line 3: so is the place",
    ]


def test_the_evidence_for_a_layout_stands_behind_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    (line,) = [line for line in lines_of(tmp_path) if line.startswith("a.txt")]
    assert line.startswith("a.txt [ministry_en, by 'de-DE1', ")
    page = "Вопрос: Когда пойдёт паром?\n\nС.В.Лавров: Весной."
    (tmp_path / "a.txt").write_text(page, encoding="utf-8")
    lines = audit(read_corpus(tmp_path, layout="mid_ru")).splitlines()
    (line,) = [line for line in lines if line.startswith("a.txt")]
    assert line.startswith("a.txt [mid_ru, as you chose; unverified, no page of its publisher")


def test_merged_names_suggestions_and_copies_have_lists_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    corpus = replace(read_corpus(tmp_path), merges=("one",), suggestions=("two",))
    lines = audit(corpus, ["three"]).splitlines()
    for heading, sentence in (
        ("taken for one person:", "  one"),
        ("perhaps one person; say so in aliases.csv:", "  two"),
        ("copies:", "  three"),
    ):
        assert lines[lines.index(heading) + 1] == sentence


def test_the_report_is_text_tables_and_a_page_a_transcript(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(PAGE, encoding="utf-8")
    (pages / "b.html").write_text("<p>" + PAGE.replace("\n\n", "</p><p>"), encoding="utf-8")
    (pages / "c.csv").write_text("doc_id,text\nx,We met and spoke.\n", encoding="utf-8")
    corpus = read_corpus(pages, include=["*.txt", "*.html", "*.csv"])
    index = write_report(corpus, pages, tmp_path / "out")
    assert index == tmp_path / "out" / "index.html"
    told = (tmp_path / "out" / "audit.txt").read_text(encoding="utf-8")
    assert "a.txt [" in told
    assert "copies:" in told  # b says what a says
    assert len(list((tmp_path / "out" / "pages").iterdir())) == 3


def test_every_character_is_counted_once(tmp_path: Path) -> None:
    write_sample(tmp_path / "pages")
    corpus = read_corpus(tmp_path / "pages")
    *_, last = audit(corpus).splitlines()
    assert last.startswith("characters: text ")
    counted = [int(part.rsplit(" ", 1)[1].replace(",", "")) for part in last[12:].split(", ")]
    written = [len(p.read_bytes().decode()) for p in (tmp_path / "pages").iterdir()]
    assert sum(counted) == sum(written)
    assert counted == sorted(counted, reverse=True)


def test_a_line_a_meeting_for_the_whole_sample() -> None:
    corpus = read_corpus("package:sample")
    lines = audit(corpus).splitlines()
    assert lines[: len(corpus.summary().splitlines())] == corpus.summary().splitlines()
    assert sum(" [" in line and "]: " in line for line in lines) == 60
