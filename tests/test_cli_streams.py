"""The command line on odd streams, under signals and with hostile texts."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from common.commands import COMMAND, EXPERIMENT, PAGE, call, process
from typer.testing import Result

from toolkit import cli
from toolkit.errors import ToolkitWarning

# --- streams, signals, terminals --------------------------------------------------------------


def test_a_reader_that_has_enough(home: Path) -> None:
    whole = process("parse", "package:sample").stdout
    assert len(whole) > 5000
    reader = subprocess.Popen(
        [*COMMAND, "parse", "package:sample"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reader.stdout is not None
    assert reader.stderr is not None
    reader.stdout.close()
    assert reader.stderr.read() == b""
    reader.stderr.close()
    assert reader.wait() == 0


def test_nobody_follows_the_progress(home: Path) -> None:
    """The work goes on when stderr is closed by its reader."""
    run = subprocess.Popen(
        [*COMMAND, "sample", "new"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stderr is not None
    run.stderr.close()
    run.communicate()
    assert run.returncode == 0
    assert len(list((home / "new").iterdir())) == 60


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C", "LC_ALL": "C"}],
)
def test_a_terminal_that_is_not_utf8(home: Path, environment: dict[str, str]) -> None:
    (home / "pages" / "Жук.txt").write_text(PAGE.replace("Ivo", "Ivö"), encoding="utf-8")
    done = process("parse", "pages", env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    assert "Ivö Marlin".encode() in done.stdout
    done = process("show", "Ж", env={**os.environ, **environment})
    assert "no run 'Ж'".encode() in done.stderr


def assert_harmless(result: Result) -> None:
    """Check that a terminal would obey nothing of what was printed."""
    printed = result.stdout + result.stderr
    assert not [c for c in printed if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160]


EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\x08"


def test_control_characters_of_a_transcript_do_not_reach_the_terminal(home: Path) -> None:
    page = PAGE.replace("Ada Birch", f"Ada {EVIL}Birch").replace("ferry", f"fer{EVIL}ry")
    page = page.replace("Harbourtown", f"Har{EVIL}bour")
    # A page of which more than one character in a hundred is of these is no text.
    page += "We came to terms about the harbour as well. " * 60
    (home / "pages" / "a.txt").write_bytes(page.encode())
    parsed = call("parse", "pages")
    assert "\N{REPLACEMENT CHARACTER}" in parsed.stdout
    for result in (
        parsed,
        call("run", "mine.toml", "--workers", "1"),
        call("show", "mine"),
        call("runs"),
    ):
        assert result.exit_code == 0, result.output
        assert_harmless(result)


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be written there")
def test_control_characters_of_names_do_not_reach_the_terminal(home: Path) -> None:
    (home / "pages" / f"e{EVIL}vil\nname.txt").write_text(PAGE, encoding="utf-8")
    text = EXPERIMENT.replace("pages", "a\\u001b[31m")
    Path("evil.toml").write_text(text, encoding="utf-8")
    Path(f"{EVIL}.toml").write_text("x", encoding="utf-8")
    for arguments in (
        ["parse", "pages"], ["check", "mine.toml"], ["check", "evil.toml"],
        ["check", f"{EVIL}.toml"], ["show", EVIL], ["parse", EVIL],
    ):  # fmt: skip
        assert_harmless(call(*arguments))


def test_our_warnings_are_one_line_and_others_say_where(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = importlib.import_module("toolkit.corpus")
    read = corpus.read_corpus

    def warning(*args: object) -> object:
        warnings.warn("mind the gap", ToolkitWarning, stacklevel=1)
        warnings.warn("old", FutureWarning, stacklevel=1)
        return read(*args)

    monkeypatch.setattr(corpus, "read_corpus", warning)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        result = call("parse", "pages")
    ours, others, wrote = result.stderr.splitlines()
    assert ours == "warning: mind the gap"
    assert others.endswith("FutureWarning: old")
    assert __file__ in others
    assert wrote.startswith("wrote ")


INTERRUPTED = (
    "toolkit: interrupted; nothing unfinished was kept, and the same command goes on from what was "
    "finished\n"
)


@pytest.mark.parametrize(
    "error, status, said",
    [
        (KeyboardInterrupt(), 130, INTERRUPTED),
        (OSError(28, "No space left on device", "x.csv"), 1,
         "toolkit: x.csv: No space left on device\n"),
        (OSError("odd"), 1, "toolkit: a file: odd\n"),
    ],
)  # fmt: skip
def test_what_comes_from_outside_ends_in_a_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, said: str
) -> None:
    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(importlib.import_module("toolkit.corpus"), "read_corpus", fail)
    result = call("parse", "pages")
    assert (result.exit_code, result.stdout, result.stderr) == (status, "", said)


def test_a_fault_of_ours_is_not_hidden(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise KeyError("a fault")

    monkeypatch.setattr(importlib.import_module("toolkit.corpus"), "read_corpus", fail)
    result = call("parse", "pages")
    assert isinstance(result.exception, KeyError)


@pytest.mark.skipif(os.name == "nt", reason="ends processes by signal")
@pytest.mark.parametrize("how, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(home: Path, how: signal.Signals, status: int) -> None:
    fifo = home / "slow.toml"
    os.mkfifo(fifo)  # reading it waits until somebody writes
    reader = subprocess.Popen([*COMMAND, "check", str(fifo)], stderr=subprocess.PIPE)
    writer = os.open(fifo, os.O_WRONLY)  # returns when the command has opened it
    time.sleep(0.1)
    reader.send_signal(how)
    _, said = reader.communicate(timeout=10)
    os.close(writer)
    assert reader.returncode == status
    assert b"Traceback" not in said


def test_main_is_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[Callable[..., object]] = []
    monkeypatch.setattr(sys, "argv", ["toolkit", "runs", "--results", "nowhere"])
    monkeypatch.setattr(signal, "signal", lambda _, handler: handled.append(handler))
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code in (0, None)
    with pytest.raises(SystemExit) as caught:
        handled[0](signal.SIGTERM, None)
    assert caught.value.code == 143
