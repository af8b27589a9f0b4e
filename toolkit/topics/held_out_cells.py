"""How well factors foretell cells of meetings that they have not seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.counts.weights import weigh
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.seeds import derive_seed
from toolkit.stages import check_settings, stage
from toolkit.threads import one_thread
from toolkit.topics.nmf import fit_nmf, rows_of_length_one
from toolkit.topics.unseen import Scores, Unseen, foretell, ratio_error, unknown_words

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_FOLDS = 5  # of the terms; each is foretold by the other four fifths


@dataclass(frozen=True, eq=False, repr=False)
class HeldOutCells(Parts, Record):
    """How well cells of unseen segments were foretold by the other cells.

    Attributes
    ----------
    settings
        The settings of `held_out_cells`; `model` holds those of the fit, every default written
        out.
    meetings
        The meetings held out.
    loss
        Squared error over the cells of each, (n_meetings,).
    baseline
        The same by the best multiple of the mean row of the other meetings, without topics.
    squares
        Sum of the squares of the cells, (n_meetings,): the error of foretelling nothing.
    n_trained, n_unknown
        As in `HeldOut`.
    """

    shown_columns = ("meeting", "error", "without_topics")

    settings: MappingProxyType[str, Any]
    meetings: tuple[str, ...]
    loss: Floats
    baseline: Floats
    squares: Floats
    n_trained: int
    n_unknown: int

    @property
    def error(self) -> float:
        """Squared error as a share of the squares; 0 is perfect, 1 as good as nothing."""
        return math.fsum(self.loss) / math.fsum(self.squares)

    @property
    def without_topics(self) -> float:
        """The same by the mean row of the other meetings alone."""
        return math.fsum(self.baseline) / math.fsum(self.squares)

    @property
    def standard_error(self) -> float:
        """Of the error, over meetings; it speaks of other meetings, not of other fits."""
        return ratio_error(self.loss, self.squares)

    def table(self) -> pd.DataFrame:
        """Return one row a meeting held out: its error, and that without topics."""
        import pandas as pd

        return pd.DataFrame(
            {
                "meeting": self.meetings,
                "error": self.loss / self.squares,
                "without_topics": self.baseline / self.squares,
            }
        )

    def summary(self) -> str:
        """Say how well unseen cells were foretold, and beside what."""
        n = self.settings["model"]["n_topics"]
        how = (
            f"NMF with {n} topics fitted to {plural(self.n_trained, 'meeting')}; in the segments "
            f"of {plural(len(self.meetings), 'other')} each fifth of the terms foretold by the "
            "others."
        )
        found = (
            f"Squared error {100 * self.error:.1f} % of the squares (standard error over meetings "
            f"{100 * self.standard_error:.1f}); without topics {100 * self.without_topics:.1f} %."
        )
        return "\n".join([how, found, *unknown_words(self.n_unknown)])


@stage
def held_out_cells(
    counts: Counts,
    *,
    model: dict[str, Any] | None = None,
    share: Annotated[float, Field(gt=0, lt=1)] = 0.1,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> HeldOutCells:
    r"""Fit NMF to most meetings, and let cells of the others' segments foretell the other cells.

    The score of NMF that `held_out` is of LDA. Whole meetings are held out, the same ones by the
    same seed. The terms are dealt to five parts; the cells of each part are foretold by weights
    that least squares finds on the other four, on the topics as fitted. A model with more topics
    than the text bears fits the observed cells better and foretells the others worse.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    model
        The settings of `fit_nmf`, such as ``{"n_topics": 20}``.
    share
        Share of the meetings held out; one at least.
    seed
        Seed of the split. The fit has a seed of its own in `model`.

    Returns
    -------
    HeldOutCells
        Squared error as a share of the squares, lower is better, beside that without topics.
        Compare models of one weight, vocabulary and split: the cells are the weighted ones.

    Raises
    ------
    ToolkitError
        If there are fewer than two meetings, or nothing is left to score.

    Notes
    -----
    A cell is the weighted count, the segment scaled to length one; inverse document frequencies
    are those of the fitted meetings. Topics fitted by divergence are scored by squared error too.
    Not comparable with the perplexity of LDA. A paragraph says little of its other words: on 23
    news conferences by paragraph the least error, at four topics, was 93 % where no topics leave
    94, and above forty topics leave more than that. It tells too many topics from enough, and
    seldom enough from good.

    References
    ----------
    Owen and Perry (2009), Bi-cross-validation of the SVD and the nonnegative matrix factorization,
    Annals of Applied Statistics 3; here the topics are learnt on whole rows of other meetings.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> found = held_out_cells(counts, model={"n_topics": 8})
    >>> found.error < found.without_topics
    True
    """
    settings = check_settings(fit_nmf, model or {}, place="held_out_cells.model")
    found = foretell(
        counts, lambda unseen: score_nmf(unseen, settings, seed), share=share, seed=seed
    )
    return HeldOutCells(
        settings=MappingProxyType({"model": settings, "share": share, "seed": seed}),
        meetings=found.meetings,
        loss=found.scores.loss,
        baseline=found.scores.baseline,
        squares=found.scores.size,
        n_trained=found.n_trained,
        n_unknown=found.n_unknown,
    )


def score_nmf(unseen: Unseen, settings: Mapping[str, Any], seed: int) -> Scores:
    """Fit NMF to the meetings that are seen, and foretell cells of the others' segments."""
    topics = fit_nmf(unseen.train, **settings)
    order = np.array(unseen.train.segments.canonical_order)
    rows, train = unseen.rows, csr_matrix(unseen.train.matrix[order])
    if topics.weights is not None:
        rows, train = (weigh(matrix, topics.weights) for matrix in (rows, train))
    rows, train = rows_of_length_one(rows), rows_of_length_one(train)
    mean = np.asarray(train.mean(axis=0)).reshape(1, -1)
    random = np.random.default_rng(derive_seed(seed, "held_out.terms"))
    fold = random.permutation(rows.shape[1]) % _FOLDS
    squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    return Scores(
        loss=unseen.by_meeting(cell_error(rows, topics.topic_term, fold)),
        baseline=unseen.by_meeting(cell_error(rows, mean, fold)),
        size=unseen.by_meeting(squares),
    )


def cell_error(rows: csr_matrix, components: Floats, fold: NDArray[np.intp]) -> Floats:
    """Return the squared error of each row, each part of its cells foretold by the others.

    Parameters
    ----------
    rows
        (n_rows, n_terms).
    components
        Topics, (n_topics, n_terms), on any scale: the weights of a row make up for it.
    fold
        (n_terms,): the part that each term belongs to.

    Returns
    -------
    ndarray
        (n_rows,).

    Examples
    --------
    >>> cell_error(csr_matrix([[2.0, 2.0]]), np.array([[1.0, 1.0]]), np.array([0, 1]))
    array([0.])
    """
    from scipy.optimize import nnls

    error = np.zeros(rows.shape[0])
    with one_thread():
        for part in range(int(fold.max()) + 1):
            hidden = np.flatnonzero(fold == part)
            seen = np.flatnonzero(fold != part)
            # min |x - wH| = min |Q'x - Rw'| + a constant: one small problem a row.
            q, r = np.linalg.qr(components[:, seen].T)
            asked = np.asarray(rows[:, seen] @ q)
            found = np.array([nnls(r, row)[0] for row in asked])
            there = rows[:, hidden]
            squares = np.asarray(there.multiply(there).sum(axis=1)).ravel()
            cross = (np.asarray(there @ components[:, hidden].T) * found).sum(axis=1)
            gram = components[:, hidden] @ components[:, hidden].T
            error += squares - 2 * cross + ((found @ gram) * found).sum(axis=1)
    return error
