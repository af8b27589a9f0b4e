"""One page tried by a layout: what is printed of it, and where it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.corpus.audit.trial import try_page
from toolkit.corpus.layouts import find_layout
from toolkit.errors import SettingsError, ToolkitError

PAGE = """\
Anchor Bay Council
News conference of Mayor Ada Lind, Anchor Bay, May 4, 2021

Good morning. The tide mill will be open to everybody from the first day of the summer on.

Question (for Ada Lind): When is the ferry back?

Ada Lind: In the autumn, and not a day before the harvest is in. (Laughter.)

Tom Reed, correspondent: And what will it cost?

To conclude: it is too early to say.
"""
OWN = """\
extends = "generic_en"
evidence = ["Anchor Bay Council", "no such words"]
[add]
furniture = ["Anchor Bay Council"]
host_offices = ["Mayor"]
labels = ["{name}, (?P<office>correspondent):"]
"""


def tried(folder: Path, layout: str = "", page: str = PAGE, name: str = "page.txt") -> list[str]:
    (folder / name).write_text(page, encoding="utf-8")
    return try_page(folder / name, layout).text.splitlines()


def test_the_head_is_told_line_by_line_and_what_it_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "own.layout.toml").write_text(OWN, encoding="utf-8")
    lines = tried(tmp_path, str(tmp_path / "own.layout.toml"))
    for line in (
        "title: News conference of Mayor Ada Lind, Anchor Bay, May 4, 2021",
        "date: 2021-05-04", "date_from: title", "time: (not said)", "place: Anchor Bay",
        "event: news conference", "encoding: utf-8", "host: Ada Lind (Mayor)",
        "counterparts: (not said)",
    ):  # fmt: skip
        assert line in lines


def test_turns_have_their_line_exchange_kind_speaker_label_and_first_words(tmp_path: Path) -> None:
    (tmp_path / "own.layout.toml").write_text(OWN, encoding="utf-8")
    lines = tried(tmp_path, str(tmp_path / "own.layout.toml"))
    first, second, third, fourth = (line for line in lines if line.startswith("turn "))
    assert first == (
        "turn 1, line 4, exchange -: statement of Ada Lind []: "
        "Good morning. The tide mill will be open to everybody from the first …"
    )
    assert second == (
        "turn 2, line 6, exchange 1: question of (journalist) [Question]: When is the ferry back?"
    )
    assert third == (
        "turn 3, line 8, exchange 1: answer of Ada Lind [Ada Lind]: "
        "In the autumn, and not a day before the harvest is in."
    )
    assert fourth == (
        "turn 4, line 10, exchange 2: question of Tom Reed [Tom Reed, correspondent]: "
        "And what will it cost? To conclude: it is too early to say."
    )


def test_a_long_turn_is_cut_at_seventy_characters(tmp_path: Path) -> None:
    for n, shown in ((70, "x" * 70), (71, "x" * 69 + "…")):
        page = PAGE.replace("When is the ferry back?", "x" * n)
        (line,) = (x for x in tried(tmp_path, "generic_en", page) if x.startswith("turn 2,"))
        assert line.endswith(f": {shown}")


def test_evidence_of_a_layout_of_ones_own_is_counted_with_that_of_ours(tmp_path: Path) -> None:
    (tmp_path / "own.layout.toml").write_text(OWN, encoding="utf-8")
    lines = tried(tmp_path, str(tmp_path / "own.layout.toml"))
    assert "evidence of own: 1 of 2: 'Anchor Bay Council'" in lines
    assert "layout: own, as you chose" in lines
    named = [line for line in tried(tmp_path, page=f"{PAGE}\nen-GB1\n") if "ministry_en" in line]
    of = len(find_layout("ministry_en").evidence)
    assert f"evidence of ministry_en: 1 of {of}: 'en-GB1'" in named


def test_without_evidence_the_language_alone_chooses(tmp_path: Path) -> None:
    lines = tried(tmp_path)
    assert "layout: generic_en, by its language alone" in lines
    assert not [line for line in lines if line.startswith("evidence")]


def test_an_unverified_layout_says_so(tmp_path: Path) -> None:
    lines = tried(tmp_path, "mid_fr")
    (line,) = (line for line in lines if line.startswith("layout: "))
    assert line == (
        "layout: mid_fr, as you chose; unverified, no page of its publisher was at hand"
    )


def test_speakers_have_their_role_and_the_reason_for_it(tmp_path: Path) -> None:
    (tmp_path / "own.layout.toml").write_text(OWN, encoding="utf-8")
    lines = tried(tmp_path, str(tmp_path / "own.layout.toml"))
    assert "speaker: Ada Lind: principal (named in the head)" in lines
    assert "speaker: Tom Reed: journalist (the label says 'correspondent')" in lines


def test_every_doubt_is_told_behind_what_it_is_about(tmp_path: Path) -> None:
    lines = tried(tmp_path, "generic_en")
    assert any(
        line.startswith("label: ") and "'To conclude:' opens a line but was read as text" in line
        for line in lines
    )
    assert not [line for line in lines if line.startswith("layout: ") and "chose" not in line]


def test_the_page_in_colours_holds_its_words_and_runs_none_of_them(tmp_path: Path) -> None:
    page = PAGE.replace("tide mill", "tide <script>mill</script>")
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    html = try_page(tmp_path / "page.txt", "generic_en").html
    assert "In the autumn" in html
    assert "<script>mill" not in html
    assert "&lt;script&gt;mill" in html


@pytest.mark.parametrize("name", ["page.md", "page.html"])
def test_other_kinds_of_pages_are_tried_by_their_ending(tmp_path: Path, name: str) -> None:
    page = PAGE
    if name.endswith("html"):
        lines = "".join(f"<p>{line}</p>" for line in PAGE.split("\n") if line)
        page = f"<html><body>{lines}</body></html>"
    lines_of = tried(tmp_path, "generic_en", page, name)
    (answer,) = (line for line in lines_of if line.startswith("turn 3, "))
    assert ": answer of Ada Lind [Ada Lind]: In the autumn" in answer


@pytest.mark.parametrize("name", ["own.layout.toml", "own.toml"])
def test_a_layout_is_named_for_its_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("\ufeff" + OWN, encoding="utf-8")
    assert "layout: own, as you chose" in tried(tmp_path, str(tmp_path / name))


def test_what_cannot_be_tried_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"page\.txt is empty"):
        tried(tmp_path, page=" \n")
    with pytest.raises(ToolkitError, match=r"none\.txt cannot be read: No such file"):
        try_page(tmp_path / "none.txt")
    with pytest.raises(ToolkitError, match=r"did you mean 'generic_en'\?"):
        tried(tmp_path, "generic_eng")
    with pytest.raises(ToolkitError, match=r"none\.toml cannot be read: No such file"):
        tried(tmp_path, str(tmp_path / "none.toml"))
    (tmp_path / "bad.layout.toml").write_text('titel = "first"', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"did you mean 'title'\?"):
        tried(tmp_path, str(tmp_path / "bad.layout.toml"))
    (tmp_path / "bad.layout.toml").write_bytes(b"# \xff")
    with pytest.raises(ToolkitError, match="is not UTF-8"):
        tried(tmp_path, str(tmp_path / "bad.layout.toml"))
