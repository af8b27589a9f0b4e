"""Struck at every system call that writes: nothing half-written is seen and nothing kept is lost.

The suite strikes some calls of three results of two files each. ``TOOLKIT_FAULTS=1`` strikes every
call of those, and those of a whole experiment, where of the calls that write one file the first,
the middle and the last stand for the others.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from common.faults import (
    LONG,
    Struck,
    assert_nothing_lost,
    assert_tidy,
    assert_whole,
    contents,
    inodes,
    no_tracing,
    one_sentence,
    strike_options,
    write_tiny,
)

pytestmark = pytest.mark.skipif(bool(no_tracing()), reason=no_tracing())

CALLS = ("write", "pwrite64", "openat", "mkdir", "rename", "fsync", "unlink", "unlinkat", "rmdir")
EFFECTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
STRIDE = int(os.environ.get("TOOLKIT_FAULTS_STRIDE", "1"))


def points(trace: str) -> Iterator[tuple[str, int]]:
    """Number the calls of the traced process itself that can change something, each by its kind."""
    lines = [line.split(maxsplit=1) for line in trace.splitlines()]
    first = lines[0][0]
    number: Counter[str] = Counter()
    by_file: dict[tuple[str, str], list[int]] = defaultdict(list)
    for process, text in lines:
        found = re.match(rf"({'|'.join(CALLS)})\((.*)", text)
        if process != first or not found:
            continue
        call, arguments = found.groups()
        number[call] += 1
        if call == "write" and re.match(r"[12]<", arguments):
            continue  # what is told to the user
        if call == "openat" and "O_CREAT" not in arguments:
            continue
        place = re.match(r"\d+<(.*?)>", arguments) if "write" in call else None
        by_file[call, place[1] if place else str(number[call])].append(number[call])
    for (call, _), numbers in by_file.items():
        some = {numbers[0], numbers[len(numbers) // 2], numbers[-1]}
        yield from ((call, n) for n in sorted(some))


class Case:
    """Work that is struck, and what becomes of it undisturbed."""

    def __init__(self, struck: Struck, work: str, folder: Path, *arguments: object) -> None:
        self.struck, self.work, self.folder, self.arguments = struck, work, folder, arguments
        self.results = 0
        calls = ["-e", f"trace={','.join(CALLS)}"]
        answer, whole = self.do(strace=calls)
        assert answer["status"] == 0, answer["said"]
        self.undisturbed, self.points = contents(whole), list(points(answer["trace"]))
        assert_whole(whole)
        assert self.undisturbed

    def do(self, results: Path | None = None, **more: object) -> tuple[dict[str, object], Path]:
        """Do the work in a folder, by default in a new one."""
        self.results += results is None
        results = results or self.folder / f"{self.results}"
        cache = {"TOOLKIT_CACHE": str(self.folder / f"cache {results.name}")}
        arguments = [results if each == "RESULTS" else each for each in self.arguments]
        return self.struck.ask(self.work, *arguments, environment=cache, **more), results

    def strike(self, call: str, n: int, effect: str) -> str:
        """Strike one call; return how the work ended."""
        answer, results = self.do(strace=strike_options(call, effect, n))
        said = str(answer["said"])
        assert_whole(results)
        before = inodes(results)
        assert contents(results).items() <= self.undisturbed.items()
        if effect == "signal=KILL":
            assert answer["status"] == -9, (answer["status"], said)
        else:
            assert_tidy(results)
            if answer["status"] == 0:  # the call was none that the result needs
                assert contents(results) == self.undisturbed, said
            else:
                assert answer["status"] == 1, said
                one_sentence(said)
        again, _ = self.do(results)
        assert again["status"] == 0, again["said"]
        assert_whole(results)
        assert_tidy(results)
        assert_nothing_lost(before, inodes(results))
        assert contents(results) == self.undisturbed
        return {-9: "killed", 0: "no matter", 1: "refused"}[int(str(answer["status"]))]

    def strike_all(self, effect: str, stride: int) -> Counter[str]:
        """Strike calls; return how often the work ended how."""
        ended: Counter[str] = Counter()
        failed = []
        for call, n in self.points[::stride]:
            try:
                ended[self.strike(call, n, effect)] += 1
            except AssertionError as error:
                failed.append(f"{call} {n}: {error}"[:1500])
        print(f"\n{self.work}, {effect}: {len(self.points):,} calls, {dict(ended)}")
        assert not failed, f"{len(failed)} of {len(self.points)}\n" + "\n".join(failed[:20])
        return ended


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    struck = Struck("toolkit.kept", cwd=tmp_path_factory.mktemp("cwd"))
    yield Case(struck, "keep_some", tmp_path_factory.mktemp("kept"), "RESULTS")
    struck.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    home = tmp_path_factory.mktemp("home")
    file = write_tiny(home / "tiny")
    struck = Struck("toolkit.cli", "toolkit.experiment.run", cwd=home)
    arguments = ("run", file, "--results", "RESULTS", "--workers", "1")
    first = [home / "first" if each == "RESULTS" else each for each in arguments]
    struck.ask("command", *first, here=True)
    yield Case(struck, "command", tmp_path_factory.mktemp("runs"), *arguments)
    struck.close()


@pytest.mark.parametrize("effect", EFFECTS)
def test_results_of_stages(few: Case, effect: str) -> None:
    ended = few.strike_all(effect, STRIDE if LONG else 7)
    assert ended["killed" if effect == "signal=KILL" else "refused"] > 5


def test_files_reach_the_disk_before_their_folder_gets_its_name(few: Case) -> None:
    """Each file is flushed, then its folders, then the name is given, and that is flushed."""
    answer, results = few.do(strace=["-e", "trace=write,fsync,rename"])
    calls = re.findall(r"(write|fsync|rename)\((?:\d+<([^>]*)>|\"([^\"]*)\", \"([^\"]*)\")",
                       str(answer["trace"]))  # fmt: skip
    flushed: set[str] = set()
    named = 0
    for i, (call, path, draft, target) in enumerate(calls):
        if call == "write":
            flushed.discard(path)
        elif call == "fsync":
            flushed.add(path)
        else:
            place = Path(target)
            below = [path.relative_to(place) for path in place.rglob("*")]
            assert {str(draft / path) for path in [Path(), *below]} <= flushed
            assert calls[i + 1][:2] == ("fsync", str(results))
            assert str(results.parent) in flushed  # where the store itself has its name
            named += 1
    assert named == 3


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="TOOLKIT_FAULTS=1 (dev.py faults) runs it")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("effect", EFFECTS)
def test_a_whole_experiment(whole: Case, effect: str) -> None:
    ended = whole.strike_all(effect, STRIDE)
    assert ended["killed" if effect == "signal=KILL" else "refused"]
