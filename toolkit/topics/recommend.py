"""Which number of topics the evidence speaks for, and why; or that it speaks for none."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.topics.unseen import ratio_error

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Evidence(NamedTuple):
    """What speaks for each size.

    Attributes
    ----------
    sizes
        Numbers of topics, rising.
    loss
        Of each size and meeting held out, (n_sizes, n_meetings); NaN where there is none.
    weight
        What losses are divided by, (n_meetings,).
    fold
        (n_meetings,): with which others each was held out, from one fit.
    stability, error
        Of each size, (n_sizes,), and its standard error; NaN where there is none.
    n_refits
        Over which these were found.
    """

    sizes: tuple[int, ...]
    loss: Floats
    weight: Floats
    fold: Ints
    stability: Floats
    error: Floats
    n_refits: int


class Advice(NamedTuple):
    """A number of topics, or None, and the reason in plain words."""

    n_topics: int | None
    reason: str


def behind_best(
    loss: Floats, weight: Floats, fold: Ints, level: float = 0.95
) -> tuple[int, Floats, Floats]:
    """Compare each size with the one of least loss, fold by fold.

    Meetings of one fold are foretold by one fit, whose luck they share: the folds are what
    repeats.

    Returns
    -------
    tuple
        Row of the best; by how much the others lose more, per unit of weight, (n_sizes,); and half
        the width of the interval of that, by Student's t over folds. NaN where a size has no loss.
    """
    folds = np.unique(fold)
    in_fold = (fold == folds[:, None]).astype(np.float64)
    losses, weights = loss @ in_fold.T, in_fold @ weight
    mean = np.array([math.fsum(row) for row in losses]) / math.fsum(weights)
    best = int(np.nanargmin(mean))  # NaN where a meeting has no loss
    width = stdtrit(max(len(folds) - 1, 1), (1 + level) / 2)
    reach = np.array([width * ratio_error(row - losses[best], weights) for row in losses])
    reach[best] = 0
    return best, mean - mean[best], reach


def recommend(evidence: Evidence) -> Advice:
    """Choose by unseen meetings, then by stability, then the fewest topics.

    Sizes are dropped whose loss on unseen meetings is above the least beyond chance (95 % interval
    of the difference, over folds); of those left the ones less stable than the most stable
    beyond chance; of these the smallest is named. Where nothing was dropped nothing is named.
    Coherence and exclusivity have no vote: the one does not tell what people find good, the other
    falls with the number of topics by itself.

    Parameters
    ----------
    evidence
        Sizes with their losses and stabilities.

    Returns
    -------
    Advice
    """
    sizes = evidence.sizes
    if len(sizes) == 1:
        return Advice(None, f"Only {sizes[0]} topics were fitted; there is nothing to choose.")
    left = list(range(len(sizes)))
    said = []
    if evidence.loss.size and not np.isnan(evidence.loss).any(axis=1).all():
        best, behind, reach = behind_best(evidence.loss, evidence.weight, evidence.fold)
        left = [k for k in left if k == best or behind[k] <= reach[k]]
        said.append(_by_loss(sizes, best, left))
    else:
        said.append("No meetings were held out; stability alone leans to few topics.")
    stable = [k for k in left if not np.isnan(evidence.stability[k])]
    if len(stable) > 1:
        kept = _most_stable(evidence, stable)
        said.append(_by_stability(evidence, stable, kept))
        left = kept
    elif evidence.n_refits < 2:
        said.append("One fit of each size says nothing of stability.")
    if len(left) == len(sizes):
        said.append(
            "Nothing separates these sizes: choose by reading the topics, and report what you "
            "compare for several."
        )
        return Advice(None, " ".join(said))
    chosen = sizes[left[0]]
    if len(left) > 1:
        said.append(f"{chosen} is the smallest of {_list([sizes[k] for k in left])}.")
    said += _disagreement(evidence, left[0])
    if left[0] == len(sizes) - 1:
        said.append("It is the largest that was asked for: try larger ones, too.")
    if left[0] == 0:
        said.append("It is the smallest that was asked for: try smaller ones, too.")
    return Advice(chosen, " ".join(said))


def _by_loss(sizes: tuple[int, ...], best: int, left: list[int]) -> str:
    others = [sizes[k] for k in left if k != best]
    found = f"Unseen meetings are foretold best by {sizes[best]} topics"
    if len(left) == len(sizes):
        return f"{found}, and no size differs from it beyond chance."
    if not others:
        return f"{found}, and worse by every other size."
    return f"{found}; {_list(others)} cannot be told from it, the other sizes do worse."


def _most_stable(evidence: Evidence, rows: list[int]) -> list[int]:
    top = max(rows, key=lambda k: evidence.stability[k])
    width = stdtrit(max(evidence.n_refits - 1, 1), 0.975)
    kept = []
    for k in rows:
        gap = evidence.stability[top] - evidence.stability[k]
        reach = width * math.hypot(evidence.error[top], evidence.error[k])
        if k == top or not gap > reach:  # without an error nothing is told apart
            kept.append(k)
    return kept


def _by_stability(evidence: Evidence, rows: list[int], kept: list[int]) -> str:
    top = max(rows, key=lambda k: evidence.stability[k])
    among = "all" if len(rows) == len(evidence.sizes) else "these"
    found = (
        f"Of {among}, {evidence.sizes[top]} topics come back most alike from other seeds "
        f"(stability {evidence.stability[top]:.2f})"
    )
    if len(kept) == len(rows):
        return f"{found}, none of the others less beyond chance."
    return f"{found}; {_list([evidence.sizes[k] for k in rows if k not in kept])} less so."


def _disagreement(evidence: Evidence, chosen: int) -> list[str]:
    """Say so where the size chosen is less stable than another beyond chance."""
    known = [k for k in range(len(evidence.sizes)) if not np.isnan(evidence.stability[k])]
    if chosen not in known or chosen in _most_stable(evidence, known):
        return []
    top = max(known, key=lambda k: evidence.stability[k])
    said = (
        f"Stability speaks for {evidence.sizes[top]} topics ({evidence.stability[top]:.2f}; "
        f"{evidence.stability[chosen]:.2f} at {evidence.sizes[chosen]}): see by a consensus which "
        "topics come back."
    )
    return [said]


def _list(sizes: list[int]) -> str:
    names = [str(size) for size in sizes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
