"""Which topics differ, and whether their words are the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.experiment.proof.topics_apart import topics_apart
from toolkit.formats import write_arrays, write_table

TERMS = [f"w{i:02}" for i in range(30)]


@pytest.fixture
def fit() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    return rng.dirichlet([0.3] * 30, 4), rng.dirichlet([0.5] * 4, 9)


def save(run: Path, topic_term: np.ndarray, doc_topic: np.ndarray) -> Path:
    write_arrays(
        {"topic_term": topic_term, "doc_topic": doc_topic}, run / "topics" / "main" / "topics.npz"
    )
    write_table(pd.DataFrame({"term": TERMS}), run / "counts" / "vocabulary")
    return run


def test_topics_are_counted_that_differ_by_more_than_the_tolerance(
    tmp_path: Path, fit: tuple[np.ndarray, np.ndarray]
) -> None:
    phi, theta = fit
    before = save(tmp_path / "a", phi, theta)
    other_phi, other_theta = phi + 1e-9, theta.copy()
    other_phi[1, 3] += 0.01
    other_theta[5, 3] += 0.25
    found = topics_apart("main", before, save(tmp_path / "b", other_phi, other_theta))
    assert found is not None
    assert (found.n_topics, found.affected) == (4, (2, 4))
    assert found.largest == pytest.approx(0.25)


def test_other_words_are_seen_and_ties_are_none(
    tmp_path: Path, fit: tuple[np.ndarray, np.ndarray]
) -> None:
    phi, theta = fit
    order = np.argsort(-phi[2])
    phi[2, order[9]] = phi[2, order[8]]  # two words with one share
    before = save(tmp_path / "a", phi, theta)
    other = phi.copy()
    other[0, np.argsort(-phi[0])[[0, 1]]] = phi[0, np.argsort(-phi[0])[[1, 0]]]
    other[2, order[9]] += 1e-12
    other[2, order[8]] -= 1e-12
    found = topics_apart("main", before, save(tmp_path / "b", other, theta))
    assert found is not None
    assert found.affected == found.other_words == (1,)


def test_fits_of_another_size_or_of_other_terms_are_not_compared(
    tmp_path: Path, fit: tuple[np.ndarray, np.ndarray]
) -> None:
    phi, theta = fit
    before = save(tmp_path / "a", phi, theta)
    assert topics_apart("main", before, save(tmp_path / "b", phi[:3], theta[:, :3])) is None
    save(tmp_path / "c", phi, theta)
    write_table(pd.DataFrame({"term": TERMS[::-1]}), tmp_path / "c" / "counts" / "vocabulary")
    assert topics_apart("main", before, tmp_path / "c") is None
