"""What the tests of faults share: a small experiment, and what must hold wherever it is struck.

The suite strikes a few times; ``TOOLKIT_FAULTS=1`` (``dev.py faults``) strikes everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.store import Store

LONG = os.environ.get("TOOLKIT_FAULTS") == "1"

STAGES = ".stages"

EXPERIMENT = """\
name = "tiny"
seed = 5
[corpus]
folder = "pages"
[segments]
by = "turn"
[counts]
min_segments = 1
max_share = 1.0
[topics.main]
model = "nmf"
n_topics = 2
max_iter = 5
tolerance = 0.5
"""

SWEEP = """\
[vary]
n_refits = 10
topics.main.n_topics = [2, 3, 4, 5]
"""

WORDS = (
    "ferry harbour price fish border treaty railway grain school market winter spring "
    "bridge river letter border council theatre season minister harvest island tariff port"
).split()


def page(day: int) -> str:
    """One short transcript; the words of each day are others."""
    words = [WORDS[(day * 5 + i * (1 + day % 3)) % len(WORDS)] for i in range(48)]
    said, asked, answered = (" ".join(words[i : i + 16]) for i in (0, 16, 32))
    title = "Foreign Minister Ada Birch’s statement and answer to a media question at a joint news"
    return (
        f"{day} March 202011:05\n\n{title} conference following talks with Foreign Minister of "
        f"Serbia Ivo Marlin, Harbourtown, March {day}, 2020\n\n  • de-DE1 en-GB1\n\n"
        f"We have spoken about the {said} and this is what we agreed on.\n\n"
        f"Question: When will the {asked} be with us again?\n\n"
        f"Ada Birch: It will be with the {answered}, and this is what we agreed on.\n"
    )


def write_tiny(home: Path, more: str = "", pages: int = 4) -> Path:
    """Write a tiny corpus and its experiment; return the file."""
    (home / "pages").mkdir(parents=True)
    for day in range(1, pages + 1):
        (home / "pages" / f"{day}.txt").write_text(page(day), encoding="utf-8")
    (home / "tiny.toml").write_text(EXPERIMENT + more, encoding="utf-8")
    return home / "tiny.toml"


@cache
def no_tracing() -> str:
    """Why processes cannot be traced here, or nothing if they can."""
    if sys.platform != "linux" or not (strace := shutil.which("strace")):
        return "strace, which strikes system calls, is not here"
    tried = subprocess.run(
        [strace, "-qq", "-o", os.devnull, "-e", "inject=fsync:error=EIO", "true"],
        check=False, capture_output=True,
    )  # fmt: skip
    return "strace may not trace processes here" if tried.returncode else ""


@cache
def no_mounting() -> str:
    """Why no file system can be mounted here, or nothing if one can."""
    if sys.platform != "linux" or os.geteuid() or not shutil.which("mount"):
        return "mounting needs Linux and root"
    tried = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True
    )
    return "file systems may not be mounted here" if tried.returncode else ""


class Struck:
    """The other end of `struck.py`."""

    def __init__(self, *modules: str, cwd: Path) -> None:
        script = Path(__file__).with_name("struck.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), *modules],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]),
                 "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def ask(self, work: str, *arguments: object, **more: Any) -> dict[str, Any]:
        """Have work done in a fork; return its status, what it said and what was traced."""
        request = {"work": work, "arguments": [str(each) for each in arguments], **more}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def stores(results: Path) -> tuple[Store, Store]:
    """Return the store of the runs and that of their stages."""
    return Store(results), Store(results / STAGES)


def inodes(results: Path) -> dict[str, int]:
    """Tell kept artefacts from others of the same key that were made later."""
    return {f"{s.root}/{key}": (s.root / key / "manifest.json").stat().st_ino
            for s in stores(results) for key in s}  # fmt: skip


def contents(results: Path) -> dict[str, object]:
    """Digests of all that is kept, without what tells of time and place."""
    found: dict[str, object] = {}
    for store in stores(results):
        for key in store:
            digests = store.digests(key)
            if "record.json" in digests:
                text = (store.root / key / "record.json").read_text(encoding="utf-8")
                found[key] = json.loads(text)["digest"]
            else:
                found[key] = {n: of for n, of in digests.items() if n != "stage.json"}
    return found


def assert_whole(results: Path) -> None:
    """Whatever can be seen is as it was made, and nothing else lies beside it."""
    for store in stores(results):
        for key in store:
            assert store.damage(key) == [], key
        visible = {p.name for p in store.root.iterdir()} if store.root.is_dir() else set()
        assert visible - set(store) <= {".building", STAGES}


def assert_nothing_lost(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """What was kept is kept, and is no other than it was."""
    assert before.items() <= after.items()


def assert_tidy(results: Path) -> None:
    """No draft is left behind."""
    for store in stores(results):
        place = store.root / ".building"
        left = [p.name for p in place.iterdir() if p.suffix != ".lock"] if place.is_dir() else []
        assert left == []


def one_sentence(said: str) -> str:
    """Return the one line in which a command says why it failed."""
    lines = [line for line in said.splitlines() if line.startswith("toolkit: ")]
    assert len(lines) == 1, said
    assert "Traceback" not in said, said
    return lines[0]


def command(*arguments: object, figures: bool = False) -> list[str]:
    """Return a command line that calls the toolkit, without figures unless they are asked for."""
    # In place of the module that draws, so that nothing is imported before the command begins.
    script = (
        "import sys, types; none = types.ModuleType('toolkit.experiment.draw')\n"
        "none.draw_figures = lambda *_: []\n"
        "none.draw_each = None\n"
        "sys.modules[none.__name__] = none\n"
        "from toolkit.cli import main; main()"
    )
    plain = "from toolkit.cli import main; main()"
    return [sys.executable, "-c", plain if figures else script, *map(str, arguments)]


def strike_options(call: str, effect: str, n: int) -> Sequence[str]:
    """Return the options by which strace strikes the n-th call of a name."""
    return ["-e", f"trace={call}", "-e", f"inject={call}:{effect}:when={n}"]
