"""A sweep of forty fits, ended at random moments and gone on with: nothing is computed twice.

One sweep takes too long for the suite: ``TOOLKIT_FAULTS=1`` ends it a hundred times, or as often
as ``TOOLKIT_FAULTS_KILLS`` says. The sources must not change meanwhile, for they name the results.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from common.faults import (
    LONG,
    STAGES,
    SWEEP,
    assert_nothing_lost,
    assert_whole,
    command,
    contents,
    inodes,
    one_sentence,
    write_tiny,
)

KILLS = int(os.environ.get("TOOLKIT_FAULTS_KILLS", "100"))
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
STATUS = {signal.SIGKILL: {-9}, signal.SIGTERM: {143, -15}, signal.SIGINT: {130, -2}}

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="it signals process groups"),
    pytest.mark.skipif(not LONG, reason="TOOLKIT_FAULTS=1 (dev.py faults) runs it"),
    pytest.mark.slow,
    pytest.mark.timeout(0),
]


def phase(said: str) -> str:
    """Say what was being done when the last line was printed."""
    last = said.splitlines()[-1] if said else ""
    if found := re.search(r"\((\d+) of (\d+)", last):
        return "tables" if found[1] == found[2] else "the sweep"
    step = last.partition(":")[0].partition(".")[0]
    after = {"": "the start", "corpus": "texts", "segments": "texts", "counts": "the first fit",
             "topics": "the first fit", "quality": "the sweep",
             "proportions": "the sweep", "sweep": "the sweep"}  # fmt: skip
    return after.get(step, "tables")


class Sweeper:
    """Runs one sweep in one folder, again and again."""

    def __init__(self, file: Path, results: Path) -> None:
        self.results, self.log = results, results.with_suffix(".log")
        self.command = command("run", file, "--results", results, "--workers", "2")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the sweep as the head of a process group of its own."""
        with self.log.open("wb") as log:
            return subprocess.Popen(
                self.command, stdout=log, stderr=log, cwd=self.results.parent, process_group=0
            )

    def said(self) -> str:
        """Return what the last start has said by now."""
        return self.log.read_text(encoding="utf-8")

    def fits(self) -> int:
        """Count the fits that are kept with what is measured of them."""
        return sum(1 for key in inodes(self.results) if "/quality-" in key)

    def end(self, process: subprocess.Popen[bytes], how: signal.Signals) -> int:
        """Signal the group; return the status of its head."""
        os.killpg(process.pid, how)
        return process.wait(timeout=60)


def workers_left(results: Path) -> list[str]:
    """List processes that still write to a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(place.readlink())
        except OSError:
            continue
        found += [str(place)] * target.startswith(f"{results}/")
    return found


def test_what_is_finished_is_never_made_again(tmp_path: Path) -> None:
    chance = random.Random(7)
    file = write_tiny(tmp_path / "home", SWEEP)
    began = time.monotonic()
    undisturbed = Sweeper(file, tmp_path / "undisturbed")
    assert undisturbed.start().wait() == 0, undisturbed.said()
    longest = time.monotonic() - began
    expected = contents(undisturbed.results)
    assert sum(key.startswith("topics-") for key in expected) == 40

    sweeper = Sweeper(file, tmp_path / "1")
    hit: Counter[str] = Counter()
    killed, rounds, known = 0, 1, {}
    while killed < KILLS:
        before = sweeper.fits()
        process = sweeper.start()
        how, wait = chance.choice(SIGNALS), chance.uniform(0, longest)
        # Half of the moments are counted from a line of progress: starting takes the most time.
        marks = [b"corpus:", b"counts:", b" of ", b"robustness:", b"tables:"]
        if killed % 2:
            mark, wait = chance.choice(marks), chance.uniform(0, 0.4 * longest)
            while mark not in sweeper.log.read_bytes() and process.poll() is None:
                time.sleep(0.01)
        try:
            status = process.wait(timeout=wait)
        except subprocess.TimeoutExpired:
            said = sweeper.said()
            status = sweeper.end(process, how)
            killed += status in STATUS[how]
            hit[f"{phase(said)}, {how.name}"] += 1
            assert status in {*STATUS[how], 0}, (status, sweeper.said())
        # A worker hears of it at once, and may still be ending.
        while workers_left(sweeper.results):
            time.sleep(0.01)
        said = sweeper.said()
        assert "Traceback" not in said, said
        if status == 130:
            assert "goes on from what was finished" in one_sentence(said)
        assert_whole(sweeper.results)
        now = inodes(sweeper.results)
        assert_nothing_lost(known, now)
        known = now
        assert contents(sweeper.results).items() <= expected.items()
        if found := re.search(r"\(1 of (\d+)", said):  # as many as were not there, and no more
            assert int(found[1]) <= 40 - before
        if status == 0:
            assert contents(sweeper.results) == expected
            rounds += 1
            sweeper, known = Sweeper(file, tmp_path / str(rounds)), {}
    if sweeper.results.exists():
        process = sweeper.start()
        assert process.wait() == 0, sweeper.said()
        assert_nothing_lost(known, inodes(sweeper.results))
        assert contents(sweeper.results) == expected
        drafts = (sweeper.results / STAGES / ".building").iterdir()
        assert [path.name for path in drafts if path.suffix != ".lock"] == []
    print(f"\n{killed} times ended in {rounds} sweeps of {longest:.0f} s: {dict(hit)}")
