"""Divergences made by hand, so that every distance is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from toolkit.contrasts import Divergences


def make_divergences(
    n_groups: int = 5,
    *,
    shift: float = 0.05,
    single: Sequence[int] = (),
    seed: int = 1,
    **settings: Any,
) -> Divergences:
    """Divergences of points in space; corrected they are less by `shift`, NaN beside `single`."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 0.4, size=(n_groups, 3))
    apart = ((points[:, None] - points) ** 2).sum(axis=2)
    values = np.stack([apart, np.sqrt(apart), apart, np.sqrt(apart)])
    corrected = values - shift
    clusters = np.arange(n_groups, 0, -1) + 1
    for one in single:
        corrected[:, one] = corrected[:, :, one] = np.nan
        clusters[one] = 1
    corrected[:, range(n_groups), range(n_groups)] = 0
    given = {"by": "speaker", "average": "meetings", "cluster": "meeting", "where": None,
             "groups": None, "floor": 0.001}  # fmt: skip
    return Divergences(
        settings=MappingProxyType(given | settings),
        groups=tuple(f"group {i:03d}" for i in range(n_groups)),
        proportions=rng.dirichlet(np.ones(4), size=n_groups),
        values=values,
        corrected=corrected,
        clusters=clusters,
        segments=10 * clusters,
        tokens=1000 * clusters,
        n_missing=0,
        n_empty=0,
    )
