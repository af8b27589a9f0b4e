"""Fits on the workers of a Dask cluster: the same bits, also when a worker dies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.cluster import run_on_cluster
from toolkit.errors import ToolkitError
from toolkit.parallel import Task

distributed = pytest.importorskip("distributed")

SWEEP = "[vary]\nn_refits = 4\ntopics.main.n_topics = [3, 4]\n[robustness]\ncontrasts = ['kinds']\n"


@dataclass
class Cluster:
    """A scheduler and its workers, each a process."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def start(command: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{command}", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    file = tmp_path / "scheduler.json"
    where = ("--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
    scheduler = start("scheduler", *where, "--scheduler-file", str(file))
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(300):
            if file.exists():
                break
            time.sleep(0.1)
        of = ("--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard")
        places = [("--local-directory", str(tmp_path / f"w{i}")) for i in range(2)]
        workers += [start("worker", *of, "--no-nanny", *place) for place in places]
        with distributed.Client(scheduler_file=str(file), timeout="30s") as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield Cluster(address, workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def slow(seconds: float, value: int) -> tuple[int, int]:
    time.sleep(seconds)
    return value, os.getpid()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_killed_worker_loses_no_task(cluster: Cluster, tmp_path: Path) -> None:
    tasks = [Task(f"t{i}", divmod, (i, 3)) for i in range(20)]
    tasks += [Task("wait", time.sleep, (1.0,)) for _ in range(4)]
    ended: list[int] = []

    def kill_one(place: int, _outcome: object) -> None:
        ended.append(place)
        if len(ended) == 5:
            cluster.workers[0].send_signal(signal.SIGKILL)

    outcomes = run_on_cluster(
        tasks, scheduler=cluster.address, folder=tmp_path / "r", ended=kill_one
    )
    assert [outcome.error for outcome in outcomes] == [None] * 24
    assert [outcome.value for outcome in outcomes[:20]] == [divmod(i, 3) for i in range(20)]
    assert sorted(ended) == list(range(24))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_sweep_gives_the_same_bits_though_a_worker_dies(
    cluster: Cluster, small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    from toolkit.experiment import run

    module = importlib.import_module("toolkit.experiment.run")
    monkeypatch.setattr(module, "draw_figures", lambda *_: [])
    home = tmp_path / "ein Ort"
    shutil.copytree(small_file.parent, home, ignore=shutil.ignore_patterns("results"))
    with (home / "small.toml").open("a", encoding="utf-8") as file:
        file.write(SWEEP)
    said: list[str] = []

    def report(line: str) -> None:
        said.append(line)
        if "(2 of" in line:
            cluster.workers[0].send_signal(signal.SIGKILL)

    there = run(
        home / "small.toml", results=home / "there", scheduler=cluster.address, report=report
    )
    here = run(home / "small.toml", results=home / "here", workers=1)
    assert any("(2 of" in line for line in said)
    assert there.record["digest"] == here.record["digest"]
    assert there.record["steps"] == here.record["steps"]


def test_without_a_scheduler_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="no scheduler answers at tcp://127.0.0.1:9"):
        run_on_cluster([], scheduler="tcp://127.0.0.1:9", folder=tmp_path)
    with pytest.raises(ToolkitError, match="no scheduler answers at nonsense"):
        run_on_cluster([], scheduler="nonsense://x", folder=tmp_path)
