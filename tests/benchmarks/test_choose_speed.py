"""What a second core brings to many refits: seconds on the clock with one worker and with two.

In full (``dev.py bench``): 50 refits of five sizes on 5,000 segments of the United Nations' general
debate, on a machine that does nothing else; at least 1.7 times sooner. It takes a quarter of an
hour; ``TOOLKIT_REFITS=10`` makes it three minutes. The suite refits a few and measures no time,
but that both find the same.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from common.timing import FULL

from toolkit.corpus import read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.segments import split
from toolkit.topics import Choice, choose_topics

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

SIZES = [10, 20, 30, 40, 50] if FULL else [3, 4]
N_REFITS, LEAST = (int(os.environ.get("TOOLKIT_REFITS", "50")), 1.7) if FULL else (2, None)


@pytest.fixture(scope="module")
def counts(corpora: Path) -> Counts:
    folder = corpora / "un_general_debate"
    segments = split(read_corpus(folder, layout="speech"), min_words=20)
    every = range(0, len(segments), len(segments) // (5_000 if FULL else 300))
    return count_terms(segments.keep(every, "not drawn"), min_segments=5)


def refits(counts: Counts, folder: Path, workers: int) -> tuple[float, Choice]:
    began = time.perf_counter()
    found = choose_topics(
        counts, n_topics=SIZES, n_refits=N_REFITS, n_folds=0, folder=folder, workers=workers
    )
    return time.perf_counter() - began, found


def test_two_cores_are_worth_it(counts: Counts, tmp_path: Path) -> None:
    one, first = refits(counts, tmp_path / "one", 1)
    two, second = refits(counts, tmp_path / "two", 2)
    print(
        f"\n{N_REFITS} refits of {len(SIZES)} sizes on {len(counts.segments):,} segments: "
        f"{one:.1f} s with one worker, {two:.1f} s with two, {one / two:.2f} times sooner"
    )
    assert second.agreement.tolist() == first.agreement.tolist()
    assert LEAST is None or one / two >= LEAST
