"""What a sweep costs beside its bare fits, and what a second worker gains.

Processor time, which other work on the machine does not change much, says what the harness adds.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

import pytest
from common.faults import EXPERIMENT
from common.timing import full_size

from toolkit.corpus import write_sample
from toolkit.experiment import read_experiment
from toolkit.experiment.chain import Chain
from toolkit.experiment.record import input_digests
from toolkit.experiment.settings import MODELS, stage_settings
from toolkit.experiment.steps import steps_of
from toolkit.experiment.sweep import Cells
from toolkit.kept import Kept
from toolkit.parallel import run_each
from toolkit.topics import quality

SWEEP = """
[vary]
n_refits = 40
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An experiment on the sample whose fits take about a second each."""
    home = tmp_path_factory.mktemp("sweep")
    write_sample(home / "pages")
    text = EXPERIMENT.replace('"turn"', '"paragraph"').replace('"nmf"', '"lda"')
    text = text.replace("n_topics = 2\nmax_iter = 5\ntolerance = 0.5", "n_topics = 45")
    (home / "tiny.toml").write_text(text + SWEEP, encoding="utf-8")
    return home / "tiny.toml"


def sweep(file: Path, place: Path, workers: int) -> tuple[float, float, Chain, Cells]:
    """Make a sweep whose first cell is made already; return its seconds, of wall and processor."""
    experiment = read_experiment(file)
    chain = Chain(experiment, input_digests(experiment), Kept(place))
    for step in steps_of(experiment):
        chain.make(step)

    def each(tasks: Any, ended: Any) -> Any:
        return run_each(tasks, workers=workers, ended=ended)

    cells = Cells(chain, each, lambda _: None)
    wall, processor = time.perf_counter(), time.process_time()
    cells.make()
    return time.perf_counter() - wall, time.process_time() - processor, chain, cells


@full_size
def test_the_harness_costs_little_beside_the_fits(file: Path, tmp_path: Path) -> None:
    _, with_harness, chain, cells = sweep(file, tmp_path / "kept", 1)
    fit: Any = MODELS[chain.experiment.topics["main"]["model"]]
    start = time.process_time()
    for cell in list(cells.chains.values())[1:]:
        own = stage_settings(cell.experiment.topics["main"], fit)
        quality(fit(chain.counts, **own, seed=cell.seed("topics.main")))
    bare = time.process_time() - start
    n = len(cells.chains) - 1
    print(f"\n{n} fits of {bare / n:.2f} s: {100 * (with_harness / bare - 1):.1f} % on top")
    assert with_harness < 1.05 * bare


@full_size
def test_a_second_worker_gains(file: Path, tmp_path: Path) -> None:
    importlib.import_module("toolkit.topics.cvb0")
    one, *_ = sweep(file, tmp_path / "one", 1)
    two, *_ = sweep(file, tmp_path / "two", 2)
    print(f"\n1 worker {one:.1f} s, 2 workers {two:.1f} s: {one / two:.2f} times as fast")
    assert one > 1.7 * two
