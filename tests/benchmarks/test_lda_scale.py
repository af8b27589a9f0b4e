"""Many synthetic segments with sharp topics: time against Gibbs sampling, and the memory it takes.

Sharp topics are the case that favours a sparse sampler. In full (``dev.py bench``): 200,000
segments of 40 words, and a million of 80 with a hundred topics; the suite fits a few.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from common.completion import halves
from common.race import Case, passes, settings, sweeps
from common.timing import full_size, tell
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.topics.lda_cvb0 import learn_topics

N_TERMS, SHARP, MIXED = 20_000, 0.02, 0.05  # priors of the planted topics and proportions
LOOKS = [25, 50, 100]  # sweeps of tomotopy; the first at which it has learnt anything counts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def planted(n_segments: int, n_topics: int, length: int, seed: int) -> csr_matrix:
    """Draw segments from sharp topics, a block at a time."""
    draw = np.random.default_rng(seed)
    frequency = 1 / (np.arange(N_TERMS) + 10.0)  # as of words
    topics = draw.dirichlet(SHARP * N_TERMS * frequency / frequency.sum() + 1e-4, n_topics)
    up_to = np.cumsum(topics, axis=1)
    blocks = [
        _block(min(10_000, n_segments - first), length, up_to, draw)
        for first in range(0, n_segments, 10_000)
    ]
    data, indices = (np.concatenate([getattr(b, part) for b in blocks]) for part in
                     ("data", "indices"))  # fmt: skip
    held = np.concatenate([np.diff(b.indptr) for b in blocks])
    return csr_matrix((data, indices, np.append(0, np.cumsum(held))), (n_segments, N_TERMS))


def _block(
    n: int, length: int, up_to: NDArray[np.float64], draw: np.random.Generator
) -> csr_matrix:
    n_topics = len(up_to)
    each = draw.multinomial(length, draw.dirichlet(np.full(n_topics, MIXED), n))
    topic = np.repeat(np.tile(np.arange(n_topics), n), each.ravel())
    term = np.empty(n * length, np.int32)
    for k in range(n_topics):
        at = np.flatnonzero(topic == k)
        term[at] = np.minimum(np.searchsorted(up_to[k], draw.random(len(at))), N_TERMS - 1)
    row = np.repeat(np.arange(n), length)
    matrix = csr_matrix((np.ones(len(term), np.int64), (row, term)), (n, N_TERMS))
    matrix.sum_duplicates()
    return matrix


@full_size
@pytest.mark.filterwarnings("ignore:The training result may differ:RuntimeWarning")
@pytest.mark.parametrize("seed", [81, 82, 83])
def test_sharp_topics_of_many_segments(seed: int) -> None:
    n, held = 200_000, 2_000
    matrix = planted(n + held, 50, 40, seed)
    case = Case(csr_matrix(matrix[:n]), *halves(csr_matrix(matrix[n:]), seed))
    learn_topics(case.train[:50], settings(2, 1, 1))  # compiled
    share = np.asarray(case.train.sum(axis=0), dtype=np.float64) + 0.01
    without_topics = case.perplexity(share / share.sum())
    theirs = sweeps(case, 50, seed, LOOKS)
    ratios = {}
    for look, (took, reached) in theirs.items():
        mine, n_passes, got = passes(case, 50, seed, 1.005 * reached, most=12)
        ours = f"ours, {n_passes} passes ({got:,.0f})"
        tell(
            f"{n:,} segments of 50 sharp topics, split {seed}: to perplexity {1.005 * reached:,.0f}"
            f", {without_topics:,.0f} without topics",
            {ours: mine, f"tomotopy, {look} sweeps ({reached:,.0f})": took},
            of=ours,
        )
        ratios[look] = mine / took
    first = next(look for look, (_, reached) in theirs.items() if reached < without_topics)
    assert ratios[first] <= 1.5


_MEMORY = """
import pathlib, resource, sys, time, warnings
sys.path[:0] = [sys.argv[1], str(pathlib.Path(sys.argv[1]).parent)]
warnings.simplefilter("ignore")
from common.themes import counts_of
from test_lda_scale import planted
from toolkit.topics import fit_lda
n, n_topics, n_passes = map(int, sys.argv[2:])
matrix = planted(n, n_topics, 80, 1)
counts = counts_of(matrix, tuple(map(str, range(matrix.shape[1]))))
del matrix
began = time.process_time()
topics = fit_lda(counts, n_topics=n_topics, max_iter=n_passes)
took, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(counts.n_tokens, peak // 1024, topics.convergence.n_iter, round(took))
"""


def peak(n: int, n_topics: int, n_passes: int) -> int:
    """Fit planted segments in a process of their own; return the megabytes it took at most.

    The segments have short names and no text: what is measured is the fit, with its counts.
    """
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", _MEMORY, here, str(n), str(n_topics), str(n_passes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    tokens, megabytes, passed, took = map(int, done.stdout.split())
    print(f"\n{n:,} segments, {tokens:,} tokens, {n_topics} topics: {megabytes:,} MB at most, "
          f"{passed} passes, {took} s of CPU time")  # fmt: skip
    return megabytes


@full_size
def test_a_hundred_topics_of_a_million_segments_in_four_gigabytes() -> None:
    # Two passes take as much memory as any number of them, and minutes less.
    assert peak(1_000_000, 100, 2) < 4096


def test_a_fit_grows_by_some_kilobytes_a_segment() -> None:
    # Eighty tokens with their counts, twice, and a hundred shares, three times.
    less, more = peak(10_000, 100, 1), peak(30_000, 100, 1)
    assert (more - less) * 2**20 < 20_000 * 5_000
