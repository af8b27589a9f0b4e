"""What the guide to reading transcripts shows is what happens."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer
from common.commands import call
from common.guides import blocks_of, rows_of

from toolkit.cli import app
from toolkit.corpus import read_corpus
from toolkit.corpus.audit.report import audit
from toolkit.corpus.audit.trial import try_page
from toolkit.corpus.changes.corrections import read_corrections
from toolkit.corpus.layouts import Html, Layout, layouts, read_layout
from toolkit.corpus.layouts.forms import GAPS
from toolkit.corpus.people.aliases import read_aliases
from toolkit.errors import SettingsError
from toolkit.experiment import read_experiment

ROOT = Path(__file__).parents[1]
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").iterdir())}
GUIDE = TEXTS["reading-transcripts.md"]
PAGE, OWN = "mayor_2024-05-14.txt", "town_hall.layout.toml"
EXPERIMENT = 'name = "x"\ntopics.main.model = "lda"\n'


def blocks(kind: str, opens: str) -> list[str]:
    """Return the fenced blocks of a kind that open with a text."""
    return [text for of, text in blocks_of(GUIDE) if of == kind and text.startswith(opens)]


def code(cell: str) -> str:
    """Return what stands between the back quotes of a cell."""
    assert re.fullmatch("`[^`]+`", cell), cell
    return cell[1:-1]


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page of the town hall and its layout, as the guide prints them."""
    (page,) = blocks("text", "Willowmere Town Hall")
    (layout,) = blocks("toml", "# The town hall")
    (tmp_path / PAGE).write_text(page, encoding="utf-8")
    (tmp_path / OWN).write_text(layout, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_block_is_one_that_is_proved_here() -> None:
    shown = re.findall(r"```(\w+)\n(\S+)", GUIDE)
    assert shown == [
        ("toml", "[corpus]"), ("text", PAGE), ("csv", "name,canonical,role,reason,meeting"),
        ("csv", "meeting,position,column,value,reason,was"), ("toml", "[corpus]"),
        ("toml", "[corpus]"), ("toml", "[corpus]"), ("text", "Willowmere"), ("toml", "#"),
        ("text", "evidence"), ("text", "toolkit:"), ("toml", "extends"),
    ]  # fmt: skip


# --- the town hall ----------------------------------------------------------------------------


def test_the_layout_of_ones_own_reads_the_page_as_shown(hall: Path) -> None:
    (shown,) = blocks("text", "evidence of town_hall")
    assert try_page(PAGE, OWN).text + "\n" == shown


def test_without_it_the_page_is_refused_as_the_guide_says(hall: Path) -> None:
    assert f"`toolkit try {PAGE}` says that neither a\ntitle nor a label was found" in GUIDE
    (hall / OWN).unlink()
    result = call("try", PAGE)
    assert result.exit_code == 1
    assert "neither a title nor a speaker's label was found" in result.stderr


def test_beside_the_page_its_evidence_chooses_it_and_the_audit_is_as_shown(hall: Path) -> None:
    (shown,) = blocks("text", PAGE)
    assert shown in audit(read_corpus(hall)) + "\n"


def test_the_corrections_shown_fit_the_page(hall: Path) -> None:
    (table,) = blocks("csv", "meeting,position")
    (hall / "corrections.csv").write_text(table, encoding="utf-8")
    corpus = read_corpus(hall)
    (meeting,) = corpus.meetings
    assert corpus.unmatched == ()
    assert len(read_corrections(table.encode())) == 4
    assert meeting.event == "briefing"
    assert [(p.name, p.country) for p in meeting.counterparts] == [("Ivo Marlin", "Serbia")]
    assert meeting.turns[6].kind == "remark"
    assert meeting.turns[2].speaker == "Tom Bell"


def test_the_columns_that_can_be_corrected_are_named() -> None:
    from toolkit.corpus.changes.corrections import _OF_MEETING, _OF_TURN

    (said,) = re.findall(r"Without a position a row corrects(.+?)Lists are", GUIDE, re.DOTALL)
    assert re.findall(r"`(\w+)`", said) == [*_OF_MEETING, *_OF_TURN]


def test_the_aliases_shown_are_in_order() -> None:
    (table,) = blocks("csv", "name,canonical")
    bell, finch, aunt = read_aliases(table.encode())
    assert (bell.canonical, bell.role) == ("Tom Bell", "journalist")
    assert (finch.canonical, finch.meeting) == ("Orla Finch", "mayor_2024-05-14")
    assert aunt.is_settling


# --- experiments ------------------------------------------------------------------------------


@pytest.mark.parametrize("toml", blocks("toml", "[corpus]"))
def test_the_snippets_of_experiments_are_in_order(tmp_path: Path, toml: str) -> None:
    (tmp_path / "x.toml").write_text(EXPERIMENT + toml, encoding="utf-8")
    experiment = read_experiment(tmp_path / "x.toml")
    places = experiment.table_places()
    for key in tomllib.loads(toml)["corpus"].keys() - {"folder"}:
        assert experiment.corpus.get(key) or places.get(key), key


def test_the_words_for_columns_are_named() -> None:
    from toolkit.corpus.tables.columns import WORDS

    (said,) = re.findall(r"Our words are(.+?); a missing", GUIDE, re.DOTALL)
    assert re.findall(r"`(\w+)`", said) == list(WORDS)


# --- layouts ----------------------------------------------------------------------------------


def test_the_table_of_layouts_is_theirs() -> None:
    shown = [
        (code(name), "" if language == "any" else language, "unverified" not in written)
        for name, language, _, written in rows_of(GUIDE, "layout")
    ]
    known = [(layout.name, layout.language, layout.verified) for layout in layouts()]
    assert sorted(shown) == sorted(known)


def test_every_key_is_explained_in_the_order_of_the_record() -> None:
    assert [code(row[0]) for row in rows_of(GUIDE, "key")] == list(Layout.model_fields)
    (said,) = re.findall(r"The keys of `html`:(.+?)see\.\n", GUIDE, re.DOTALL)
    assert re.findall(r"`(\w+)`", said) == list(Html.model_fields)


@pytest.mark.parametrize("row", rows_of(GUIDE, "key"), ids=lambda row: row[0])
def test_every_example_of_a_key_can_be_written_so(row: list[str]) -> None:
    key, _, example = map(str, row)
    if code(key) == "name":
        assert read_layout('extends = "speech"', code(example)).name == "town_hall"
        return
    value = tomllib.loads(f"x = {code(example)}")["x"]
    read = read_layout(f"{code(key)} = {code(example)}", "own")
    assert value
    found = getattr(read, code(key))
    assert found == (Html(**value) if key == "`html`" else value)


def test_the_keys_that_are_searched_for_are_those_of_the_record() -> None:
    assert Layout.__doc__
    (said,) = re.findall(r"except\n(.+?), which are searched", Layout.__doc__, re.DOTALL)
    searched = {code(key) for key, what, _ in rows_of(GUIDE, "key") if what.startswith("searched")}
    listed = set(re.findall(r"`(\w+)`", said))
    assert listed <= searched <= listed | {"principals", "recording_begins", "recording_ends"}


def test_every_gap_of_a_form_is_explained() -> None:
    named = {gap for row in rows_of(GUIDE, "gap") for gap in re.findall(r"\{(\w+)\}", row[0])}
    assert named == {*GAPS, "question", "answer", "moderator", "voice"}


def test_the_errors_shown_are_those_of_the_slips_shown() -> None:
    (shown,) = blocks("text", "toolkit: slips")
    (toml,) = blocks("toml", "extends")
    with pytest.raises(SettingsError) as raised:
        read_layout(toml, "slips", "slips.layout.toml")
    assert f"toolkit: {raised.value}\n" == shown
    with pytest.raises(SettingsError, match="repeats what is repeated already"):
        read_layout(r"headings = ['(\w+ ?)*']", "slips")


# --- what is judged ---------------------------------------------------------------------------


def test_the_reasons_for_roles_are_those_of_the_code() -> None:
    files = ("parsing/roles.py", "people/aliases.py")
    source = "".join((ROOT / "toolkit/corpus" / f).read_text(encoding="utf-8") for f in files)
    shown = {row[0] for row in rows_of(GUIDE, "the reason says")}
    for reason in shown - {"as aliases.csv says"}:
        assert reason.removesuffix("'...'") in source
    given = set(re.findall(r'"(?:principal|journalist|moderator|other)", "([^"]+)"', source))
    given |= set(re.findall(r'^[A-Z]+ = "(\w+[ ,][^"]+)"', source, re.MULTILINE))
    assert len(given) > 6
    assert given <= shown


def test_the_subjects_of_notes_are_those_of_the_code() -> None:
    (said,) = re.findall(r"what a note is about:(.+?)Behind the files", GUIDE, re.DOTALL)
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "toolkit").rglob("*.py"))
    used = set(re.findall(r'\bNote\(\s*"(\w+)"', source))
    assert set(re.findall(r"`(\w+)`", said)) == used - {"layout"}


# --- all pages of docs ------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_commands_shown_exist_with_their_options(name: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    shown = re.findall(r"(?:^    |`)toolkit ([^`\n]+)", TEXTS[name], re.MULTILINE)
    assert shown
    for line in shown:
        command, *words = line.split()
        options = {option for given in commands[command].params for option in given.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


@pytest.mark.parametrize("name", [*(f"docs/{name}" for name in TEXTS), "README.md"])
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = r"\]\((?!https:)([^)#]*)#?([^)]*)\)"
    for target, heading in re.findall(links, page.read_text(encoding="utf-8")):
        to = page.parent / target if target else page
        assert to.exists(), target
        text = to.read_text(encoding="utf-8") if heading else ""
        titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
        assert not heading or heading in anchors, heading


def test_every_file_of_docs_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in TEXTS if f"docs/{name}" not in readme} == set()
