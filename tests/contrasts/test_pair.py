"""One pair's evidence: the critical value agrees with the p values it stands for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.contrasts.pair import Pair
from toolkit.contrasts.shuffle import p_values


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=60),
    st.lists(st.integers(0, 13), min_size=1, max_size=5),
    st.sampled_from([0.05, 0.1, 0.25, 0.5]),
    st.integers(1, 3),
    st.booleans(),
)
def test_topics_beyond_the_critical_value_are_those_with_small_p(null, t, alpha, n_pairs, every):
    biggest, observed = np.array(null, dtype=float), np.array(t, dtype=float)
    p = p_values(observed, biggest[:, None], exhaustive=every) * n_pairs
    pair: Any = SimpleNamespace(null_max_t=biggest, exhaustive=every)
    critical = Pair.critical_t(pair, alpha=alpha, n_pairs=n_pairs)
    assert (observed > critical).tolist() == (p <= alpha).tolist()
