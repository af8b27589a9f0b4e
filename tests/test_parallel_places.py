"""Tasks from scripts, notebooks and odd folders, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from toolkit.parallel import Task, run_tasks

TASKS = (Path(__file__).parent / "common" / "tasks.py").read_text(encoding="utf-8")

pytestmark = pytest.mark.timeout(60)


def make(function: Any, *args: Any) -> list[Task]:
    return [Task(f"task {i}", function, (arg,)) for i, arg in enumerate(args)]


def alive(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"


def wait_until(condition: Any, seconds: float = 10) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited too long"
        time.sleep(0.01)
    return time.monotonic() - began


# --- where it is called from ------------------------------------------------------------------


def test_a_script_without_a_guard_in_another_folder_beside_a_file_named_like_one_of_pythons(
    tasks: ModuleType, tmp_path: Path
) -> None:
    work, scripts = tmp_path / "a folder with späces", tmp_path / "scripts"
    work.mkdir()
    scripts.mkdir()
    for name in ("statistics", "queue", "pickle", "token", "numpy", "typing"):
        (work / f"{name}.py").write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    (scripts / "mine.py").write_text(TASKS, encoding="utf-8")
    (scripts / "statistics.py").write_text("raise SystemExit('wrong')", encoding="utf-8")
    (scripts / "script.py").write_text(
        "import mine\nfrom toolkit.parallel import Task, run_tasks\n"
        "print(run_tasks([Task(str(i), mine.where, (i,)) for i in range(3)], workers=2)[2])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, scripts / "script.py"],
        check=False,
        cwd=work,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    there = (str(work), str(Path(os.__file__).parent / "statistics.py"), str(scripts / "mine.py"))
    assert done.stdout == f"{there}\n"


def test_from_a_notebook(tmp_path: Path) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    (tmp_path / "mine.py").write_text(TASKS, encoding="utf-8")
    (tmp_path / "statistics.py").write_text("def median(x): return x", encoding="utf-8")
    cells = [
        "import mine\nfrom toolkit.parallel import Task, run_tasks",
        "run_tasks([Task(str(i), mine.square, (i,)) for i in range(4)], workers=2)",
        "run_tasks([Task(str(i), mine.where, (i,)) for i in range(2)], workers=2)[0][1]",
        (
            "def own(x):\n    return x\n"
            "try:\n    run_tasks([Task(str(i), own, (i,)) for i in range(4)], workers=2)\n"
            "except ValueError as error:\n    print(error)"
        ),
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Jupyter's own
        client = nbclient.NotebookClient(
            book, timeout=60, resources={"metadata": {"path": str(tmp_path)}}
        )
        done = client.execute()
    outputs = [cell.outputs for cell in done.cells]
    assert outputs[1][0]["data"]["text/plain"] == "[0, 1, 4, 9]"
    assert "lib" in outputs[2][0]["data"]["text/plain"]
    assert "own cannot run on several processes" in outputs[3][0]["text"]


# --- ending -----------------------------------------------------------------------------------

PARENT = """
import sys
sys.path.append({tasks!r})
from common import tasks
from toolkit.parallel import Task, run_tasks
run_tasks([Task(str(i), tasks.note_pid, ({folder!r}, 30)) for i in range(4)], workers=2)
"""


def start_parent(tasks: ModuleType, folder: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """Start a process with two workers, and wait until both are busy."""
    script = PARENT.format(tasks=str(Path(str(tasks.__file__)).parents[1]), folder=str(folder))
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: len(list(folder.iterdir())) == 2)
    return parent, [int(path.name) for path in folder.iterdir()]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
def test_ctrl_c_ends_everything_at_once(tasks: ModuleType, tmp_path: Path) -> None:
    parent, workers = start_parent(tasks, tmp_path)
    # Even a worker that has only just been started is not hit by the signal.
    assert all(os.getpgid(pid) != parent.pid for pid in workers)
    began = time.monotonic()
    os.killpg(parent.pid, signal.SIGINT)
    _, said = parent.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert said.count("Traceback") == 1  # the parent's own; the workers are silent
    assert "KeyboardInterrupt" in said
    wait_until(lambda: not any(map(alive, workers)), 2)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_when_their_parent_is_killed(
    tasks: ModuleType, tmp_path: Path, how: signal.Signals
) -> None:
    parent, workers = start_parent(tasks, tmp_path)
    parent.send_signal(how)
    parent.communicate(timeout=10)
    wait_until(lambda: not any(map(alive, workers)), 3)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
def test_no_process_is_left_after_work(tasks: ModuleType) -> None:
    ours = Path(f"/proc/self/task/{os.getpid()}/children")
    if not ours.exists():
        pytest.skip("the system does not list children")
    before = ours.read_text(encoding="utf-8").split()
    run_tasks(make(tasks.square, 1, 2, 3, 4), workers=3)
    assert ours.read_text(encoding="utf-8").split() == before
