"""Specifications made by hand: topics are single words, differences and p values are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.contrasts import Contrast, Pair, Specification
from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import Convergence, Topics

WORDS = ("war", "gas", "law", "art", "sea", "tax")


def make_specification(
    name: str,
    choices: Mapping[str, Any],
    topics: Sequence[str],
    values: Sequence[float],
    p: Sequence[float],
    *,
    groups: Sequence[str] = ("a", "b"),
    words: Sequence[str] = WORDS,
    reach: float | None = 0.01,
    **settings: Any,
) -> Specification:
    """A fit whose topics are one word each, and a contrast of each two groups with these values.

    The interval of every difference reaches as far as `reach` below it, and twice as far above.
    """
    of = tuple(words)
    counts = Counts(
        Segments("turn", ("", ""), MappingProxyType({"segment": ("s", "t")}), MappingProxyType({})),
        csr_matrix(np.ones((2, len(of)), dtype=int)), of, (), MappingProxyType({}),
    )  # fmt: skip
    labels = tuple(f"{k} {word}" for k, word in enumerate(topics, 1))
    fitted = Topics(
        model="lda",
        counts=counts,
        doc_topic=np.full((2, len(topics)), 1 / len(topics)),
        topic_term=np.array([[float(word == topic) for word in of] for topic in topics]),
        labels=labels,
        settings=MappingProxyType({}),
        seed=1,
        convergence=Convergence(True, 1, 0.0, "nothing"),
    )
    given = {
        "between": "kind", "alpha": 0.05, "average": "meetings", "cluster": "meeting",
        "where": None, "difference": None, "interval": "studentised", "n_resamples": 1999,
    }  # fmt: skip
    pairs = [
        make_pair(a, b, np.asarray(values, dtype=float), np.asarray(p, dtype=float), reach)
        for i, a in enumerate(groups)
        for b in groups[i + 1 :]
    ]
    compared = Contrast(
        settings=MappingProxyType(given | settings),
        labels=labels,
        design="between",
        design_words="whole meetings were shuffled",
        generalises_to="other meetings",
        cautions=(),
        pairs=tuple(pairs),
        interval_words="" if reach is None else "whole meetings inside each group",
    )
    return Specification(name, choices, fitted, compared)


def make_pair(a: str, b: str, difference: Any, p: Any, reach: float | None) -> Pair:
    ones = np.ones(len(difference))
    return Pair(
        a=a, b=b, clusters_a=12, clusters_b=10, clusters_set_aside=0,
        segments=np.array([60, 50]), tokens=np.array([6000, 5000]),
        proportions=np.stack([ones, ones]) / len(ones),
        difference=difference, standard_error=0.005 * ones, t=difference / 0.005,
        p=p, p_adjusted=p, null_t=np.zeros((9, len(ones))), null_max_t=np.zeros(9),
        distances=np.zeros(4), distances_p=np.ones(4), distances_corrected=np.zeros(4),
        null_distances=np.zeros((4, 9)), exhaustive=False, n_arrangements=10**6,
        smallest_p=0.001, autocorrelation=None,
        low=None if reach is None else difference - reach,
        high=None if reach is None else difference + 2 * reach,
    )  # fmt: skip
