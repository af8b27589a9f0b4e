"""The command line: one sentence and a status for every mistake, tables apart from progress."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from common.commands import EXPERIMENT, call, process
from typer.testing import Result


def refused(result: Result) -> str:
    """The one sentence on stderr of a command that ended with status 1."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    *_, last = result.stderr.splitlines()
    assert last.startswith("toolkit: ")
    assert "Traceback" not in result.stderr
    return last.removeprefix("toolkit: ")


# --- usage ------------------------------------------------------------------------------------


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom toolkit.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = {'numpy', 'pandas', 'sklearn', 'matplotlib', 'scipy', 'pyarrow'}\n"
        "    print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"], check=True, capture_output=True, text=True
    )
    assert "HEAVY []" in done.stdout
    for command in "parse try layouts settings check run runs show sample".split():
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["pars"], ["parse"], ["parse", "a", "b"], ["run"], ["run", "x.toml", "--workers", "0"],
        ["run", "x.toml", "--workers", "two"], ["run", "x.toml", "--seed", "1"], ["show"],
        ["runs", "extra"], ["try"], ["try", "a", "b"], ["layouts", "a", "b"],
    ],
)  # fmt: skip
def test_usage_errors_have_status_2(arguments: list[str]) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr + result.stdout
    assert "Traceback" not in result.output


def test_the_version_is_printed() -> None:
    result = call("--version")
    assert result.exit_code == 0
    assert result.stdout == version("toolkit") + "\n"


# --- sample, and folders that cannot be read: for the rest of parse see test_cli_parse.py -------


def test_sample_is_written_once_and_parsed(home: Path) -> None:
    result = call("sample", "new/pages")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "wrote 60 transcripts to new/pages\n"
    written, embedded = call("parse", "new/pages"), call("parse", "package:sample")
    assert written.stdout == embedded.stdout
    assert written.stdout.startswith("60 meetings, 2021-")
    assert "is not empty" in refused(call("sample", "new/pages"))
    assert "is a file" in refused(call("sample", "mine.toml"))
    assert "Not a directory" in refused(call("sample", "mine.toml/below"))


@pytest.mark.parametrize(
    "name, content, expected",
    [
        (None, b"", "does not exist"),
        ("x.pdf", b"text", "holds no page (a file that ends in .txt, .md, .html, .htm)"),
        ("x.csv", b"text", "to read a table of texts, write include = ['x.csv']"),
        ("x.md", b"text", "holds speech that can be read (1 file; x.md fits no known layout"),
        ("x.txt", b"%PDF-1.7", "is a PDF document, not text; save it as UTF-8 text"),
        ("x.txt", b"", "is empty"),
        ("x.txt", bytes(range(256)), "binary file"),
        ("x.txt", b"just some words\n", "holds speech that can be read (1 file; x.txt "),
    ],
)
@pytest.mark.parametrize("command", [["parse", "bad"], ["run", "bad.toml"]])
def test_folders_without_speech(
    home: Path, command: list[str], name: str | None, content: bytes, expected: str
) -> None:
    (home / "bad.toml").write_text(EXPERIMENT.replace("pages", "bad"), encoding="utf-8")
    if name:
        (home / "bad").mkdir()
        (home / "bad" / name).write_bytes(content)
    message = refused(call(*command))
    assert expected in message
    assert "bad" in message
    assert not list(Path("results").glob("[!.]*"))


# --- check and run ----------------------------------------------------------------------------


def test_check_prints_every_default_and_the_name_of_the_run(home: Path) -> None:
    result = call("check", "mine.toml")
    assert result.exit_code == 0
    assert 'by = "paragraph"' in result.stdout
    assert "# topics.main.alpha is not set" in result.stdout
    assert result.stderr.startswith(
        "mine.toml is in order: 1 meeting, 3 segments, 9 terms; its run is mine-"
    )
    assert not Path("results").exists()
    Path("again.toml").write_text(result.stdout, encoding="utf-8")
    again = call("check", "again.toml")
    assert again.stdout == result.stdout
    assert again.stderr.split()[-1] == result.stderr.split()[-1]


def test_check_tells_the_parts_of_divided_meetings(home: Path) -> None:
    shutil.copyfile("pages/a.txt", "pages/b.txt")
    Path("mine.toml").write_text(EXPERIMENT + "[discovery]\n", encoding="utf-8")
    result = call("check", "mine.toml")
    assert result.stderr.splitlines()[-1].startswith(
        "mine.toml is in order: topics are found in 1 meeting and 3 segments and compared in "
        "1 meeting and 3 segments, by 9 terms; its run is mine-"
    ), result.stderr


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("[topics.main]", "[topics.main", "mine.toml is not valid TOML"),
        ("n_topics", "n_topic", "topics.main.n_topic = 2 is no setting of topics.main; did you"),
        ("n_topics = 2", "n_topics = 50", "topics.main: n_topics = 50 is more than there are"),
        ("min_segments = 1", "min_segments = 50", "no term is left"),
        ('"pages"', '"nowhere"', "nowhere does not exist"),
        ("n_topics = 2", 'n_topics = 2\n[contrasts.c]\nbetween = "place"', "one group only"),
        ("n_topics = 2", 'n_topics = 2\n[contrasts.c]\nbetween = "kind"', "contrasts.c: "),
        ('"pages"', '"pages"\nmetadata = "no.csv"', "no.csv' cannot be read"),
    ],
)
def test_mistakes_in_an_experiment(home: Path, old: str, new: str, expected: str) -> None:
    Path("mine.toml").write_text(EXPERIMENT.replace(old, new), encoding="utf-8")
    assert expected in refused(call("run", "mine.toml"))
    assert not list(Path("results").glob("[!.]*"))


def test_several_mistakes_are_printed_a_line_each(home: Path) -> None:
    Path("mine.toml").write_text("sed = 1", encoding="utf-8")
    result = call("check", "mine.toml")
    assert result.exit_code == 1
    assert result.stderr.startswith("toolkit: mine.toml: 4 settings cannot be used:\n  'sed' is")
    assert result.stderr.count("\n  ") == 4


def test_a_run_from_beginning_to_end(home: Path) -> None:
    first = call("run", "mine.toml", "--results", "kept", "--workers", "1")
    assert first.exit_code == 0, first.output
    (folder,) = (path for path in Path("kept").iterdir() if not path.name.startswith("."))
    assert first.stdout == f"{folder}\n"
    assert "corpus: 1 meeting, 0 set aside" in first.stderr
    assert f"kept as {folder} after" in first.stderr
    assert sorted(path.name for path in (folder / "figures").glob("terms*")) == [
        "terms-main.pdf", "terms-main.png"
    ]  # fmt: skip
    second = call("run", "mine.toml", "--results", "kept")
    assert (second.exit_code, second.stdout) == (0, f"{folder}\n")
    assert second.stderr.startswith(f"already kept: {folder}\n`toolkit show {folder}` prints ")
    listed = call("runs", "--results", "kept")
    assert listed.stdout.split()[:2] == ["run", "status"]
    assert folder.name in listed.stdout
    shown = call("show", "mine", "--results", "kept")
    assert shown.exit_code == 0
    assert f"run {folder.name}, digest " in shown.stdout
    assert "\ntopics.main\n" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize("results", ["mine.toml", "mine.toml/below"])
def test_a_results_folder_that_cannot_be_written_to(home: Path, results: str) -> None:
    message = refused(call("run", "mine.toml", "--results", results))
    assert message.startswith(f"the folder {results} cannot be written to")


def test_settings_are_listed_with_range_and_default() -> None:
    listed = call("settings")
    assert listed.exit_code == 0
    assert "\ncontrast     [contrasts.NAME]\n" in listed.stdout
    assert '\nkeywords     [contrasts.NAME] method = "keywords"\n' in listed.stdout
    shown = call("settings", "segments")
    assert shown.stdout.startswith("[segments]\n\nby = ")
    assert "\nmin_words = 1    (a whole number, at least 1)\n    Shorter" in shown.stdout
    assert refused(call("settings", "segmnts")) == (
        "'segmnts' is no stage; did you mean 'segments'?"
    )


# --- runs and show ----------------------------------------------------------------------------


def test_show_prints_every_topic_and_the_differences_found(small_run: Path) -> None:
    result = call("show", small_run)
    assert result.exit_code == 0
    for heading in (
        "topics.main", "topics.second", "contrasts.kinds (contrast): differences at 0.05 after",
        "contrasts.near (divergences)\n",
        "contrasts.words (keywords): the first 40 of 60 rows of table.csv\n",
    ):  # fmt: skip
        assert f"\n{heading}" in result.stdout
    assert "share_of_tokens" in result.stdout


def test_unknown_ambiguous_and_damaged_runs(small_run: Path, home: Path) -> None:
    assert refused(call("show", "x")) == "there is no run 'x' in results; no run is kept there"
    assert call("runs").stdout == "(none)\n"
    assert call("runs").stderr.startswith("no run is kept in results; name the folder")
    assert not call("runs", "--status", "unfinished").stderr
    for name in ("small-1", "small-2"):
        shutil.copytree(small_run, home / "results" / name)
    several = refused(call("show", "small"))
    assert several.startswith("several runs are called 'small': small-1, small-2; ask for one of")
    assert "did you mean 'small-1'" in refused(call("show", "smal-1"))
    turns = home / "results" / "small-1" / "corpus" / "turns.parquet"
    turns.write_bytes(turns.read_bytes()[:-1])
    assert "corpus/turns.parquet has changed since it was made" in refused(call("show", "small-1"))
    (home / "results" / "small-1" / "record.json").write_text("[]", encoding="utf-8")
    listed = process("runs", "--sort", "run", cwd=home)
    assert (listed.returncode, listed.stderr) == (0, b"")
    _, first, second = listed.stdout.decode().splitlines()
    assert first.split()[:2] == ["small-1", "damaged"]
    assert "record.json has changed since it was made" in first
    assert second.split()[:2] == ["small-2", "finished"]
    assert "small-2" in call("runs", "--experiment", "small", "--model", "nmf").stdout
    assert call("runs", "--status", "unfinished").stdout == "(none)\n"
    assert "status = 'x' cannot be used" in refused(call("runs", "--status", "x"))


def test_two_runs_are_set_side_by_side(small_run: Path, home: Path) -> None:
    for name in ("small-1", "small-2"):
        shutil.copytree(small_run, home / "results" / name)
    told = call("compare", "small-1", "small-2", "--out", "beside")
    assert told.exit_code == 0
    for words in ("First: small-1; second: small-2.", "The same numbers", "\ntopics.main\n"):
        assert words in told.stdout
    assert {path.stem for path in (home / "beside").glob("*.csv")} == {
        "settings", "made", "inputs", "topics", "contrasts",
    }  # fmt: skip
    assert refused(call("compare", "small-1", "x")).startswith("there is no run 'x' in results")
