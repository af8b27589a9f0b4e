"""Meetings held out of a fit, and what a score of them adds up to."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.errors import ToolkitError
from toolkit.records import plural
from toolkit.seeds import derive_seed

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Unseen:
    """Counts parted by meetings.

    Attributes
    ----------
    train
        The meetings to fit to, on the terms that they hold.
    rows
        Counts of the segments of the others on these terms, (n_rows, n_terms), in an order that
        does not depend on files.
    meetings, meeting
        The meetings held out, and of each row its number among them.
    n_unknown
        Tokens of the meetings held out of terms that the others do not hold.
    """

    train: Counts
    rows: csr_matrix
    meetings: tuple[str, ...]
    meeting: NDArray[np.intp]
    n_unknown: int

    def by_meeting(self, values: Floats) -> Floats:
        """Add values of the rows up by meeting."""
        return np.bincount(self.meeting, values, minlength=len(self.meetings)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Scores:
    """How well meetings were foretold that the topics have not seen.

    Attributes
    ----------
    loss, baseline
        Of each meeting, (n_meetings,): with topics and without; lower is better.
    size
        What these are to be divided by: tokens, or squares.
    """

    loss: Floats
    baseline: Floats
    size: Floats


@dataclass(frozen=True, eq=False)
class Foretold:
    """The meetings held out that have something to score, sorted by name, and their scores.

    Attributes
    ----------
    meetings, scores
        Those with a size above zero.
    n_trained, n_unknown
        Meetings fitted to; tokens of the meetings held out of terms that those do not hold.
    """

    meetings: tuple[str, ...]
    scores: Scores
    n_trained: int
    n_unknown: int


def foretell(
    counts: Counts, score: Callable[[Unseen], Scores], *, share: float, seed: int
) -> Foretold:
    """Hold a share of the meetings out, and score how well the others foretell them.

    Raises
    ------
    ToolkitError
        If there are fewer than two meetings, or nothing is left to score.
    """
    held, n_meetings = draw_meetings(counts, share, seed)
    unseen = set_aside(counts, held)
    found = score(unseen)
    shown = sorted(np.flatnonzero(found.size > 0).tolist(), key=unseen.meetings.__getitem__)
    if not shown:
        raise ToolkitError(
            f"share = {share:g} holds out {plural(len(held), 'meeting')} with "
            f"{plural(int(unseen.rows.sum()), 'token')} of terms that the others hold, none of "
            "which is left to score; hold out more"
        )
    return Foretold(
        meetings=tuple(unseen.meetings[i] for i in shown),
        scores=Scores(found.loss[shown], found.baseline[shown], found.size[shown]),
        n_trained=n_meetings - len(held),
        n_unknown=unseen.n_unknown,
    )


def unknown_words(n_unknown: int) -> list[str]:
    """Say how many tokens of unseen meetings were left out, if any were."""
    if not n_unknown:
        return []
    return [f"{plural(n_unknown, 'token')} of terms that the fitted meetings do not hold left out."]


def set_aside(counts: Counts, held: Collection[str]) -> Unseen:
    """Part counts into meetings to fit to and meetings held out."""
    column = counts.segments.column("meeting")
    is_held = np.array([name in held for name in column])
    train = counts.keep(np.flatnonzero(~is_held).tolist(), "held out")
    known = np.flatnonzero(train.matrix.getnnz(axis=0))
    train = replace(
        train,
        matrix=csr_matrix(train.matrix[:, known]),
        terms=tuple(counts.terms[v] for v in known),
    )
    order = np.array(counts.segments.canonical_order, dtype=np.intp)
    places = order[is_held[order]]
    rows = csr_matrix(counts.matrix[places])
    unknown = int(rows.sum())
    rows = csr_matrix(rows[:, known])
    names = tuple(name for name in meeting_names(counts) if name in held)
    number = {name: i for i, name in enumerate(names)}
    return Unseen(
        train=train,
        rows=rows,
        meetings=names,
        meeting=np.array([number[str(column[place])] for place in places], dtype=np.intp),
        n_unknown=unknown - int(rows.sum()),
    )


def meeting_names(counts: Counts) -> list[str]:
    """Return the meetings by what they say, and not by what they are called.

    Raises
    ------
    ToolkitError
        If a segment has none.
    """
    column = counts.segments.column("meeting")
    missing = sum(not name for name in column)
    if missing:
        raise ToolkitError(
            f"{plural(missing, 'segment')} without a meeting: meetings cannot be held out; leave "
            "such segments out"
        )
    return list(dict.fromkeys(str(column[row]) for row in counts.segments.canonical_order))


def draw_meetings(counts: Counts, share: float, seed: int) -> tuple[tuple[str, ...], int]:
    """Draw the meetings held out; return them and the number of all.

    Raises
    ------
    ToolkitError
        If there are fewer than two meetings.
    """
    names = _two_or_more(counts)
    n_held = min(max(1, round(share * len(names))), len(names) - 1)
    random = np.random.default_rng(derive_seed(seed, "held_out.meetings"))
    drawn = random.permutation(len(names))[:n_held].tolist()
    return tuple(names[i] for i in sorted(drawn)), len(names)


def deal_folds(counts: Counts, n_folds: int, seed: int) -> tuple[tuple[str, ...], ...]:
    """Deal the meetings to folds of near-equal number, so that each is held out once.

    Raises
    ------
    ToolkitError
        If there are fewer than two meetings.
    """
    names = _two_or_more(counts)
    n_folds = min(n_folds, len(names))
    random = np.random.default_rng(derive_seed(seed, "held_out.folds"))
    order = random.permutation(len(names)).tolist()
    return tuple(tuple(names[i] for i in sorted(order[fold::n_folds])) for fold in range(n_folds))


def ratio_error(loss: Floats, size: Floats) -> float:
    """Return the standard error over meetings of the sum of losses by the sum of sizes.

    As of a ratio of two means; NaN for one meeting.
    """
    n = len(loss)
    if n < 2:
        return float("nan")
    total = math.fsum(size)
    rest = loss - size * (math.fsum(loss) / total)
    return math.sqrt(n / (n - 1) * math.fsum(rest**2)) / total


def _two_or_more(counts: Counts) -> list[str]:
    names = meeting_names(counts)
    if len(names) < 2:
        raise ToolkitError(
            f"there is {plural(len(names), 'meeting')}; one must be held out and one be fitted to"
        )
    return names
