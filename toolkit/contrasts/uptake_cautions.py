"""What a reader must know before believing an uptake, and when there is none to believe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.uptake_rounds import Rounds
from toolkit.contrasts.uptake_shuffle import STUDENTISED, Orders
from toolkit.errors import ToolkitError

_LENGTHS_GO_TOGETHER = 0.3  # correlation of log lengths


def refuse_unreachable(orders: Orders, alpha: float) -> None:
    """Raise if even the most extreme arrangement would not reach the level."""
    smallest = 1 / (orders.n_shuffles + (not orders.exhaustive))
    if smallest <= alpha * (1 + 1e-12):
        return
    if orders.exhaustive:
        raise ToolkitError(
            f"the answers can be dealt out in {orders.n_arrangements:,} ways only, so that p "
            f"cannot fall below {smallest:.2g}, and alpha = {alpha:g}; it takes more rounds of "
            f"one speaker in one meeting, such as four with {24:,} ways"
        )
    raise ToolkitError(
        f"n_shuffles = {orders.n_shuffles:,} cannot give a p below {smallest:.2g}, and alpha = "
        f"{alpha:g}; it takes n_shuffles = {int(np.ceil(1 / alpha - 1e-9)) - 1:,} or more"
    )


def generalises(n_meetings: int) -> str:
    """Say what the p values speak of."""
    if n_meetings >= STUDENTISED:
        return "these meetings, and, as their spread is in the test, of others like them"
    return f"these {n_meetings:,} meetings alone" if n_meetings > 1 else "this meeting alone"


def cautions(
    rounds: Rounds, tokens: NDArray[np.int64], model: str, settings: Mapping[str, Any]
) -> list[str]:
    """Say what a reader must know before believing the result."""
    said = []
    asked, unnamed = (
        rounds.counted.get(name, 0) for name in ("questions", "questions of unnamed questioners")
    )
    if (
        settings["follow_ups"] == "together"
        and settings["shuffle"] != "shift"
        and 2 * unnamed > asked
    ):
        said.append(
            f"{unnamed:,} of {asked:,} questions are by nobody named, so that follow-ups among "
            "them stand as questions of their own and neighbours may be alike; see whether "
            "shuffle = 'shift' agrees"
        )
    logs = np.log(tokens + 1.0)
    spread = logs.std(axis=0)
    together = float(np.corrcoef(logs.T)[0, 1]) if spread.min() > 0 else 0.0
    if settings["measure"] != "overlap" and together > _LENGTHS_GO_TOGETHER:
        said.append(
            f"long questions get long answers here (correlation of log lengths {together:.2f}), "
            f"which measure = {settings['measure']!r} takes for uptake; use 'overlap'"
        )
    if model == "nmf":
        said.append("proportions of NMF are rescaled weights and depend on the topics' scale")
    return said
