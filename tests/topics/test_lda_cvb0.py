"""Our engine: planted topics and priors are found, the same bits come back, rows stand alone."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from toolkit.store import digest
from toolkit.topics import fit_lda
from toolkit.topics.engine import LdaSettings
from toolkit.topics.lda_cvb0 import fit_cvb0, infer_cvb0


def settings(**other):
    plain = {
        "n_topics": 5, "alpha": 0.15, "eta": 0.05, "asymmetric": False, "max_iter": 1000,
        "tolerance": 0.001, "seed": 3,
    }  # fmt: skip
    return LdaSettings(**(plain | other))


def corpus(n_segments=120, seed=0):
    """Draw short segments from eight topics."""
    rng = np.random.default_rng(seed)
    topics = rng.dirichlet(np.full(200, 0.1), 8)
    theta = rng.dirichlet(np.full(8, 0.2), n_segments)
    return csr_matrix(np.array([rng.multinomial(40, t @ topics) for t in theta]))


def bits():
    fitted = fit_cvb0(corpus(), settings(n_topics=8, max_iter=20))
    return digest([fitted.doc_topic.tobytes().hex(), fitted.topic_term.tobytes().hex()])


def matched(planted, found):
    """Hellinger distances of planted topics to the found ones that are theirs."""
    overlap = np.sqrt(planted) @ np.sqrt(found).T
    rows, columns = linear_sum_assignment(-overlap)
    return np.sqrt(np.maximum(0, 1 - overlap[rows, columns]))


@pytest.mark.parametrize("seed", range(5))
def test_planted_topics_are_found_from_any_seed(planted, seed):
    fitted = fit_cvb0(planted.counts.matrix, settings(seed=seed))
    assert matched(planted.topic_term, fitted.topic_term).max() < 0.2


def test_it_ends_near_what_another_engine_finds(planted):
    how = {"n_topics": 5, "alpha": 0.15, "eta": 0.05, "tolerance": 1e-4, "seed": 3}
    ours = fit_lda(planted.counts, **how)
    theirs = fit_lda(planted.counts, **how, engine="scikit-learn")
    apart = np.abs(ours.topic_term - theirs.topic_term).sum(axis=1) / 2  # total variation
    assert apart.max() < 0.1
    assert np.abs(ours.doc_topic - theirs.doc_topic).mean() < 0.02


def test_the_posterior_holds_the_prior_and_every_token(planted):
    fitted = fit_cvb0(planted.counts.matrix, settings())
    assert fitted.alpha.tolist() == [pytest.approx(0.15)] * 5
    np.testing.assert_allclose(fitted.doc_topic.sum(axis=1), 400 + 5 * 0.15, rtol=1e-5)
    assert (fitted.doc_topic > 0).all()


def test_rows_are_inferred_one_by_one_as_together():
    matrix = corpus()
    fitted = fit_cvb0(matrix, settings(n_topics=8))
    together = infer_cvb0(matrix, fitted.topic_term, fitted.alpha)
    assert np.array_equal(together, fitted.doc_topic)
    singly = [infer_cvb0(csr_matrix(row), fitted.topic_term, fitted.alpha)[0] for row in matrix]
    assert np.array_equal(together, singly)


def test_a_row_without_a_token_keeps_the_prior():
    topics = np.array([[0.5, 0.5], [0.9, 0.1]])
    found = infer_cvb0(csr_matrix((1, 2), dtype=np.int64), topics, np.array([0.1, 0.4]))
    np.testing.assert_allclose(found, [[0.1, 0.4]], rtol=1e-6)


def test_unequal_priors_are_learnt(planted):
    fitted = fit_cvb0(planted.counts.matrix, settings(asymmetric=True, tolerance=1e-4))
    overlap = np.sqrt(planted.topic_term) @ np.sqrt(fitted.topic_term).T
    _, place = linear_sum_assignment(-overlap)
    learnt = fitted.alpha[place]
    assert (np.diff(learnt) < 0).all()  # planted 0.75, 0.60, 0.45, 0.30, 0.15
    np.testing.assert_allclose(learnt, 0.15 * np.array([5, 4, 3, 2, 1]), rtol=0.9)


def test_it_converges_by_its_tolerance_and_says_so(planted):
    ends = [fit_cvb0(planted.counts.matrix, settings(tolerance=t)) for t in (0.1, 1e-4)]
    assert [end.converged for end in ends] == [True, True]
    assert ends[0].n_iter < ends[1].n_iter
    cut = fit_cvb0(planted.counts.matrix, settings(max_iter=2))
    assert (cut.converged, cut.n_iter) == (False, 2)


@pytest.mark.parametrize("hash_seed, threads", [("0", "1"), ("1", "2")])
def test_the_same_bits_in_a_fresh_process(hash_seed, threads):
    names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]
    run = subprocess.run(
        [sys.executable, __file__],
        env={**os.environ, **dict.fromkeys(names, threads), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == bits()


if __name__ == "__main__":  # what the fresh processes run
    print(json.dumps(bits()))
