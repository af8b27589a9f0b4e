"""Planted topics and proportions: how near each engine of LDA comes, in matched Hellinger distance.

Texts are drawn from the model itself, each engine is told the priors they were drawn with, and
fitted by its own defaults else. No setting was chosen on these seeds.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec

import numpy as np
import pytest
from common.recovery import plant
from common.timing import full_size

from toolkit.topics import fit_lda

ALPHA, ETA = 0.1, 0.05
SIZES = {
    "short texts": {"n_topics": 10, "n_terms": 1000, "n_segments": 1000, "length": 50},
    "many texts": {"n_topics": 20, "n_terms": 2000, "n_segments": 5000, "length": 60},
}
PEERS = ("scikit-learn", "scikit-learn online", "gensim", "tomotopy")


def measure(size: str, engines: tuple[str, ...], seeds: range) -> dict[str, np.ndarray]:
    """Distances of topics and of proportions, (n_seeds, 2), by engine; absent ones are left out."""
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in seeds:
        planted = plant(seed, **SIZES[size], alpha=ALPHA, eta=ETA)
        for engine in engines:
            if engine == "tomotopy" and find_spec("tomotopy") is None:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fitted = fit_lda(
                    planted.counts, n_topics=SIZES[size]["n_topics"], engine=engine,
                    alpha=ALPHA, eta=ETA, seed=seed,
                )  # fmt: skip
            found.setdefault(engine, []).append(planted.distances(fitted))
    return {engine: np.array(rows) for engine, rows in found.items()}


def behind(ours: np.ndarray, theirs: np.ndarray) -> tuple[float, float]:
    """Mean of ours less theirs, seed by seed, and its standard error."""
    apart = ours - theirs
    return float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(len(apart)))


@full_size
@pytest.mark.parametrize("size", SIZES)
def test_planted_models_are_recovered_no_worse_than_by_the_best_peer(size):
    found = measure(size, ("cvb0", *PEERS), range(1, 11))
    print(f"\n{size}, {SIZES[size]}, 10 seeds: distance of topics, of proportions")
    for engine, rows in found.items():
        error = rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
        means = [f"{m:.3f} +- {e:.3f}" for m, e in zip(rows.mean(axis=0), error, strict=True)]
        print(f"{engine:24}{means[0]:>20}{means[1]:>20}")
    for column in (0, 1):
        best = min((rows for name, rows in found.items() if name != "cvb0"),
                   key=lambda rows: rows[:, column].mean())  # fmt: skip
        more, error = behind(found["cvb0"][:, column], best[:, column])
        assert more <= 2 * error


def test_planted_models_are_recovered_better_than_by_scikit_learn():
    found = measure("short texts", ("cvb0", "scikit-learn online"), range(1, 3))
    assert (found["cvb0"] < found["scikit-learn online"]).all()
