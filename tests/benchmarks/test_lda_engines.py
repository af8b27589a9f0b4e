"""The engines of LDA side by side: time, memory, held-out perplexity and coherence.

18,000 lines of the general debate, fifty topics, every engine by its own defaults and in a process
of its own. Nothing was tuned on this split. Memory is what the fit takes beside the counts, at
most; Linux tells it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from common.timing import full_size

ENGINES = ("cvb0", "scikit-learn", "scikit-learn online", "gensim", "tomotopy")
LINES, N_TOPICS, SEED = 18_000, 50, 74

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

_FIT = """
import gc, json, pathlib, re, sys, time, warnings
sys.path[:0] = [sys.argv[1], str(pathlib.Path(sys.argv[1]).parent)]
warnings.simplefilter("ignore")
import numpy as np
from common.completion import halves, perplexity
from common.real import read_real
from scipy.sparse import csr_matrix
from toolkit.counts import count_terms
from toolkit.segments import split
from toolkit.topics import fit_lda, quality

engine, (n, n_topics, seed) = sys.argv[3], map(int, sys.argv[4:])
every = split(read_real(pathlib.Path(sys.argv[2])), min_words=20)
drawn = np.random.default_rng(seed).permutation(len(every))[: n + n // 10]
counts = count_terms(every.keep(np.sort(drawn).tolist(), "not drawn"), min_segments=5)
row = np.random.default_rng(seed).permutation(len(counts.segments))
train = counts.keep(np.sort(row[:n]).tolist(), "held out")
observed, held = halves(csr_matrix(counts.matrix[np.sort(row[n:])]), seed)


def megabytes(name):
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(rf"{name}:\\s*(\\d+)", status)[1]) // 1024


few = train.keep(range(60), "to compile and import")
fit_lda(few, n_topics=2, engine=engine, max_iter=1)
del every
gc.collect()
pathlib.Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
before, began = megabytes("VmRSS"), time.process_time()
topics = fit_lda(train, n_topics=n_topics, engine=engine, seed=seed)
took, after = time.process_time() - began, megabytes("VmHWM")
print(json.dumps({
    "seconds": took,
    "megabytes": after - before,
    "perplexity": perplexity(topics.topic_term, observed, held, alpha=0.1),
    **quality(topics).table()[["c_npmi", "c_v", "exclusivity"]].mean().to_dict(),
}))
"""


def measured(engine: str, corpora: Path) -> dict[str, float]:
    here, folder = Path(__file__).parent, corpora / "un_general_debate"
    sizes = map(str, (LINES, N_TOPICS, SEED))
    command = [sys.executable, "-c", _FIT, str(here), str(folder), engine, *sizes]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@full_size
def test_engines_side_by_side(corpora: Path) -> None:
    found = {
        engine: measured(engine, corpora)
        for engine in ENGINES
        if engine != "tomotopy" or find_spec("tomotopy") is not None
    }
    print(f"\n{LINES:,} lines, {N_TOPICS} topics, seed {SEED}\n{'':20}{'CPU s':>10}"
          f"{'MB more':>10}{'perplexity':>12}{'c_npmi':>9}{'c_v':>9}{'exclusive':>11}")  # fmt: skip
    for engine, row in found.items():
        print(f"{engine:20}{row['seconds']:10.2f}{row['megabytes']:10,.0f}"
              f"{row['perplexity']:12,.0f}{row['c_npmi']:9.3f}{row['c_v']:9.3f}"
              f"{row['exclusivity']:11.3f}")  # fmt: skip
    ours, *peers = found.values()
    assert ours["perplexity"] <= 1.01 * min(row["perplexity"] for row in peers)
    assert ours["seconds"] <= min(row["seconds"] for row in peers)
