import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.spatial.distance import cosine, jensenshannon

from toolkit.contrasts.answers.likeness import likeness, ranks, term_weights, word_likeness

RANDOM = np.random.default_rng(1)
ASKED, ANSWERED = RANDOM.dirichlet(np.ones(6), 4), RANDOM.dirichlet(np.ones(6), 5)


@pytest.mark.parametrize(
    ("measure", "reference"),
    [
        ("overlap", lambda q, a: sum(x * y for x, y in zip(q, a, strict=True))),
        ("cosine", lambda q, a: 1 - cosine(q, a)),
        ("affinity", lambda q, a: sum((x * y) ** 0.5 for x, y in zip(q, a, strict=True))),
        ("jsd", lambda q, a: 1 - jensenshannon(q, a, base=2) ** 2),
    ],
)
def test_against_scipy_and_loops(measure, reference):
    by_loops = [[reference(q, a) for a in ANSWERED] for q in ASKED]
    np.testing.assert_allclose(likeness(ASKED, ANSWERED, measure), by_loops, atol=1e-12)


def test_overlap_alone_does_not_see_length():
    """Short and long samples of independent texts: only a linear likeness has one mean."""
    random = np.random.default_rng(3)
    mean = np.array([0.5, 0.3, 0.15, 0.05])
    short, long = (random.multinomial(n, mean, 20_000) / n for n in (4, 100))
    for measure, bends in (("overlap", False), ("cosine", True), ("affinity", True)):
        both_long, mixed = (
            np.mean(
                [
                    likeness(q[None], a[None], measure)
                    for q, a in zip(x[:4000], long[4000:8000], strict=True)
                ]
            )
            for x in (long, short)
        )
        assert (abs(both_long - mixed) > 0.05) == bends


def test_words_are_tf_idf():
    counts = RANDOM.integers(0, 3, (8, 12))
    weights = term_weights(csr_matrix(counts))
    spread = (counts > 0).sum(axis=0)
    np.testing.assert_allclose(weights, np.log(8 / spread))
    by_loops = [
        [
            sum(w * w * x / sum(q) * y / sum(a) for w, x, y in zip(weights, q, a, strict=True))
            for a in counts[4:]
        ]
        for q in counts[:4]
    ]
    found = word_likeness(csr_matrix(counts[:4]), csr_matrix(counts[4:]), weights)
    np.testing.assert_allclose(found, by_loops, atol=1e-12)


def test_ranks_are_those_of_loops():
    alike = RANDOM.integers(0, 4, (6, 6)) / 10
    for i, row in enumerate(ranks(alike)):
        for j, rank in enumerate(row):
            others = np.delete(alike[i], j)
            assert rank == pytest.approx(
                ((others < alike[i, j]).sum() + (others == alike[i, j]).sum() / 2) / 5
            )
    np.testing.assert_allclose(ranks(alike).mean(axis=1), 0.5)
