"""Workers of a sweep killed in its midst: a fit has one more try, then the others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from common.faults import (
    LONG,
    SWEEP,
    assert_nothing_lost,
    assert_tidy,
    assert_whole,
    command,
    contents,
    inodes,
    one_sentence,
    write_tiny,
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="it finds the workers in /proc"),
    pytest.mark.slow,
    pytest.mark.timeout(0 if LONG else 120),
]


def workers_of(parent: int) -> Iterator[int]:
    """Iterate over the worker processes of a process."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes()
            ancestor = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        except OSError:  # it has ended meanwhile
            continue
        if b"toolkit.worker" in line and int(ancestor) == parent:
            yield int(place.name)


def run_and_kill(file: Path, results: Path, most: int) -> tuple[int, str, int]:
    """Run a sweep, kill its workers up to a number; return its status, its words, the killed."""
    process = subprocess.Popen(
        command("run", file, "--results", results, "--workers", "2"),
        cwd=file.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(process.communicate()[0]))
    reader.start()
    killed: set[int] = set()
    while process.poll() is None:
        for pid in {*workers_of(process.pid)} - killed:
            if len(killed) < most:
                time.sleep(0.5)  # in the midst of its work
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        time.sleep(0.01)
    reader.join()
    return process.returncode, b"".join(said).decode(), len(killed)


def test_a_worker_that_dies_once_changes_nothing(tmp_path: Path) -> None:
    file = write_tiny(tmp_path / "home", SWEEP.replace("10", "3"))
    undisturbed = subprocess.run(
        command("run", file, "--results", tmp_path / "1", "--workers", "2"),
        check=False,
        cwd=tmp_path,
    )
    assert undisturbed.returncode == 0
    status, said, killed = run_and_kill(file, tmp_path / "2", most=1)
    assert (status, killed) == (0, 1), said
    assert contents(tmp_path / "2") == contents(tmp_path / "1")
    assert_whole(tmp_path / "2")
    assert_tidy(tmp_path / "2")


@pytest.mark.skipif(not LONG, reason="TOOLKIT_FAULTS=1 (dev.py faults) runs it")
def test_a_fit_whose_workers_always_die_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    file = write_tiny(tmp_path / "home", SWEEP.replace("10", "1").replace("2, 3, 4, 5", "2, 3, 4"))
    results = tmp_path / "results"
    status, said, killed = run_and_kill(file, results, most=100)
    assert status == 1, said
    assert killed >= 4, said  # two tries a fit
    assert "2 of 2 fits could not be made" in one_sentence(said)
    assert "the same command goes on from there" in said
    assert_whole(results)
    before = inodes(results)
    done = subprocess.run(
        command("run", file, "--results", results, "--workers", "2"), check=False, cwd=tmp_path
    )
    assert done.returncode == 0
    assert_nothing_lost(before, inodes(results))
    assert_whole(results)
