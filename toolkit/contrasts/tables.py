"""Rows of a contrast's tables: the differences of one pair, and its distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.jackknife import MEASURES
from toolkit.contrasts.pair import Pair
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def difference_rows(
    pair: Pair, labels: tuple[str, ...], detectable: Floats, *, inside: bool = False
) -> pd.DataFrame:
    """Return one row a topic, in percentage points; see `Contrast.table`.

    Where `inside`, the means are those of differences and no percentages.
    """
    import pandas as pd

    names = ("inside_a_pp", "inside_b_pp") if inside else ("percent_a", "percent_b")
    none = np.full(len(labels), np.nan)
    low, high = (none if end is None else end for end in (pair.low, pair.high))
    low_all, high_all = pair.simultaneous()
    return pd.DataFrame(
        {
            "group_a": pair.a,
            "group_b": pair.b,
            "topic": topic_numbers(labels),
            "label": list(labels),
            names[0]: 100 * pair.proportions[0],
            names[1]: 100 * pair.proportions[1],
            "difference_pp": 100 * pair.difference,
            "standard_error_pp": 100 * pair.standard_error,
            "low_pp": 100 * low,
            "high_pp": 100 * high,
            "low_all_pp": 100 * low_all,
            "high_all_pp": 100 * high_all,
            "t": pair.t,
            "p": pair.p,
            "p_adjusted": pair.p_adjusted,
            "detectable_pp": 100 * detectable,
            "clusters_a": pair.clusters_a,
            "clusters_b": pair.clusters_b,
        }
    )


def distance_rows(pair: Pair, *, n_pairs: int) -> pd.DataFrame:
    """Return one row a measure; see `Contrast.distances`."""
    import pandas as pd

    return pd.DataFrame(
        {
            "group_a": pair.a,
            "group_b": pair.b,
            "measure": list(MEASURES),
            "observed": pair.distances,
            "null_mean": pair.null_mean,
            "null_95": pair.null_95,
            "excess": pair.distances - pair.null_mean,
            "corrected": pair.distances_corrected,
            "p": pair.distances_p,
            "p_adjusted": np.minimum(1.0, pair.distances_p * n_pairs),
            "clusters_a": pair.clusters_a,
            "clusters_b": pair.clusters_b,
            "clusters_set_aside": pair.clusters_set_aside,
            "segments_a": int(pair.segments[0]),
            "segments_b": int(pair.segments[1]),
            "tokens_a": int(pair.tokens[0]),
            "tokens_b": int(pair.tokens[1]),
            "shuffles": pair.null_distances.shape[1],
            "exhaustive": pair.exhaustive,
        }
    )
