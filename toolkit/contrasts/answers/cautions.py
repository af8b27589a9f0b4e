"""What a reader must know before believing an uptake, and when there is none to believe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.answers.rounds import Rounds
from toolkit.contrasts.answers.shuffle import STUDENTISED, Orders
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
    rounds: Rounds, found: Mapping[str, NDArray[Any]], model: str, settings: Mapping[str, Any]
) -> list[str]:
    """Say what a reader must know before believing the result.

    Parameters
    ----------
    rounds, found, model, settings
        The rounds, the arrays computed from them, the kind of topic model, the settings.
    """
    said = [_unnamed(rounds, settings), _few_meetings(rounds, found)]
    said += [_lengths(found["tokens"], settings), _coarse(rounds, found, settings["alpha"])]
    if model == "nmf":
        said.append("proportions of NMF are rescaled weights and depend on the topics' scale")
    return [sentence for sentence in said if sentence]


def _unnamed(rounds: Rounds, settings: Mapping[str, Any]) -> str:
    asked, unnamed = (
        rounds.counted.get(name, 0) for name in ("questions", "questions of unnamed questioners")
    )
    if settings["follow_ups"] == "apart" or settings["shuffle"] == "shift" or 2 * unnamed <= asked:
        return ""
    return (
        f"{unnamed:,} of {asked:,} questions are by nobody named, so that follow-ups among them "
        "stand as questions of their own and neighbours may be alike; see whether shuffle = "
        "'shift' agrees"
    )


def _few_meetings(rounds: Rounds, found: Mapping[str, NDArray[Any]]) -> str:
    """Warn of tests that rest on shuffles alone, with no spread over meetings in them."""
    met = [len(np.unique(rounds.meeting[rounds.speaker == s])) for s in range(len(rounds.speakers))]
    tested = np.isfinite(found["speaker_p"][:, 0])
    few = [
        name
        for name, n, is_ in zip(rounds.speakers, met, tested, strict=True)
        if is_ and n < STUDENTISED
    ]
    if not few:
        return ""
    return (
        f"{len(few):,} of the speakers tested answer in fewer than {STUDENTISED} meetings "
        f"({_some(few)}); where their neighbouring questions, and answers, are alike, p may be too "
        "small, above all in shifts()"
    )


def _lengths(tokens: NDArray[np.int64], settings: Mapping[str, Any]) -> str:
    logs = np.log(tokens + 1.0)
    together = float(np.corrcoef(logs.T)[0, 1]) if logs.std(axis=0).min() > 0 else 0.0
    if settings["measure"] == "overlap" or together <= _LENGTHS_GO_TOGETHER:
        return ""
    return (
        f"long questions get long answers here (correlation of log lengths {together:.2f}), "
        f"which measure = {settings['measure']!r} takes for uptake; use 'overlap'"
    )


def _coarse(rounds: Rounds, found: Mapping[str, NDArray[Any]], alpha: float) -> str:
    """Say whose words show an uptake that the topics do not."""
    p = found["speaker_p"]
    unseen = [rounds.speakers[s] for s in np.flatnonzero((p[:, 1] <= alpha) & (p[:, 0] > alpha))]
    if not unseen:
        return ""
    return (
        f"words are taken up where topics are not found to be ({_some(unseen)}): the topics may "
        "be too coarse to tell the questions of one meeting apart"
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
