"""Records made by hand, so that every number in a figure is known beforehand."""

from collections.abc import Callable, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from toolkit.contrasts import Contrast, Pair, Proportions
from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import Convergence, Topics

NASTY = ("$5 and $x", "_a^b", "x\ny\x07z", "a term that goes on and on and does not end")


def make_labels(n_topics: int, words: str = "port, fleet, gas") -> tuple[str, ...]:
    return tuple(f"{k} {words}" for k in range(1, n_topics + 1))


def make_topics(n_topics: int = 3, n_terms: int = 12, terms: Sequence[str] = ()) -> Topics:
    """Topics on eight segments of four meetings, term i weighing i + 1 in topic 1 and so on."""
    rng = np.random.default_rng(1)
    names = (*terms, *(f"t{i:02d}" for i in range(len(terms), n_terms)))
    matrix = rng.integers(1, 9, size=(8, n_terms))
    columns = {"meeting": [f"m{i // 2}" for i in range(8)], "segment": list("abcdefgh")}
    segments = Segments(
        by="turn",
        texts=("",) * 8,
        columns=MappingProxyType({name: tuple(values) for name, values in columns.items()}),
        dropped=MappingProxyType({}),
    )
    counts = Counts(segments, csr_matrix(matrix), names, (), MappingProxyType({}))
    return Topics(
        model="lda",
        counts=counts,
        doc_topic=rng.dirichlet(np.ones(n_topics), size=8),
        topic_term=rng.dirichlet(np.ones(n_terms) / 2, size=n_topics),
        labels=make_labels(n_topics),
        settings=MappingProxyType({}),
        seed=7,
        convergence=Convergence(True, 1, 0.0, "nothing"),
    )


def make_proportions(
    groups: Sequence[str] = ("answer", "question"),
    n_topics: int = 3,
    labels: Sequence[str] = (),
    **settings: Any,
) -> Proportions:
    """Proportions in which the last group has one cluster, and so no standard error."""
    rng = np.random.default_rng(2)
    n = len(groups)
    clusters = np.arange(n, 0, -1)
    errors = rng.uniform(0.01, 0.05, size=(n, n_topics))
    errors[clusters == 1] = np.nan
    given = {"by": "kind", "average": "meetings", "cluster": "meeting", "where": None}
    return Proportions(
        settings=MappingProxyType(given | settings),
        labels=tuple(labels) or make_labels(n_topics),
        groups=tuple(groups),
        proportions=rng.dirichlet(np.ones(n_topics), size=n),
        standard_error=errors,
        clusters=clusters,
        segments=10 * np.arange(1, n + 1),
        tokens=1000 * np.arange(1, n + 1),
        n_missing=0,
        n_empty=0,
    )


def make_pair(
    a: str, b: str, n_topics: int, n_pairs: int, *, exhaustive: bool = False, n_null: int = 199
) -> Pair:
    """A pair with t of 0, 1, 2, ..., its p counted from a null of normal numbers."""
    rng = np.random.default_rng(3)
    t = np.arange(n_topics, dtype=float) * np.where(np.arange(n_topics) % 2, 1, -1)
    null = rng.standard_normal((n_null, n_topics))
    if exhaustive:
        null[0] = t
    biggest = np.abs(null).max(axis=1)
    more = (biggest[:, None] >= np.abs(t)).sum(axis=0)
    p = more / n_null if exhaustive else (more + 1) / (n_null + 1)
    error = np.full(n_topics, 0.01)
    error[0] = np.nan
    return Pair(
        a=a,
        b=b,
        clusters_a=6,
        clusters_b=5,
        clusters_set_aside=0,
        segments=np.array([60, 50]),
        tokens=np.array([6000, 5000]),
        proportions=rng.dirichlet(np.ones(n_topics), size=2),
        difference=t * 0.01,
        standard_error=error,
        t=t,
        p=p,
        p_adjusted=np.minimum(1, p * n_pairs),
        null_t=null,
        null_max_t=biggest,
        distances=np.array([0.3, 0.5, 0.4, 2.0]),
        distances_p=np.full(4, 0.01),
        distances_corrected=np.array([0.2, 0.4, 0.3, -0.5]),
        null_distances=rng.uniform(0, 0.2, size=(4, n_null)),
        exhaustive=exhaustive,
        n_arrangements=n_null if exhaustive else 10**6,
        smallest_p=0.005,
        autocorrelation=None,
        low=t * 0.01 - np.where(np.isnan(error), np.nan, 0.03),
        high=t * 0.01 + np.where(np.isnan(error), np.nan, 0.02),
        n_flat=np.zeros(n_topics, dtype=int),
    )


def make_contrast(
    groups: Sequence[str] = ("answer", "question"),
    n_topics: int = 6,
    labels: Sequence[str] = (),
    *,
    design: str = "between",
    exhaustive: bool = False,
    n_null: int = 199,
    **settings: Any,
) -> Contrast:
    """A contrast of every two of the groups."""
    names = list(combinations(groups, 2))
    given = {"between": "kind", "average": "meetings", "cluster": "meeting", "alpha": 0.05}
    given |= {"interval": "bca", "n_resamples": 1999}
    return Contrast(
        settings=MappingProxyType(given | settings),
        labels=tuple(labels) or make_labels(n_topics),
        design=design,  # type: ignore[arg-type]
        design_words="whole meetings were shuffled",
        generalises_to="other meetings of the same groups",
        cautions=("Beware.",),
        pairs=tuple(
            make_pair(a, b, n_topics, len(names), exhaustive=exhaustive, n_null=n_null)
            for a, b in names
        ),
        interval_words="whole meetings inside each group",
    )


@pytest.fixture
def topics() -> Topics:
    return make_topics()


@pytest.fixture
def proportions() -> Proportions:
    return make_proportions()


@pytest.fixture
def contrast() -> Contrast:
    return make_contrast()


@pytest.fixture(name="make_topics")
def _make_topics() -> Callable[..., Topics]:
    return make_topics


@pytest.fixture(name="make_proportions")
def _make_proportions() -> Callable[..., Proportions]:
    return make_proportions


@pytest.fixture(name="make_contrast")
def _make_contrast() -> Callable[..., Contrast]:
    return make_contrast
