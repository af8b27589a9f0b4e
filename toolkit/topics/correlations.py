"""Which topics go together: correlations of their log shares, free of what sharing forces."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.special import stdtrit

from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import stage
from toolkit.topics.numbers import topic_numbers
from toolkit.topics.topics import Topics

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_FEWEST_TOPICS, _FEWEST_UNITS = 4, 10
_STRONG, _MOST_APART = 0.3, 20  # pairs that are not counted among the unrelated
_HALF = 0.5  # tokens added to each topic of a unit, so that none has a share of zero


@dataclass(frozen=True, eq=False, repr=False)
class Correlations(Parts, Record):
    """Which topics rise and fall together.

    Attributes
    ----------
    settings
        The settings of `correlations`.
    origin
        What fitted the topics.
    labels
        The topics' labels.
    correlation
        (n_topics, n_topics), -1 to 1, 1 on the diagonal; NaN where a topic hardly varies of its
        own, so that there is no answer.
    low, high
        Ends of the interval of each, not adjusted for many pairs.
    n_units
        Units among which topics rise and fall.
    n_missing
        Segments without one.
    """

    shown_columns = ("first", "second", "correlation", "low", "high", "label_first", "label_second")

    settings: MappingProxyType[str, Any]
    origin: str
    labels: tuple[str, ...]
    correlation: Floats
    low: Floats
    high: Floats
    n_units: int
    n_missing: int

    def __post_init__(self) -> None:
        """Refuse tables of another shape, and freeze the arrays."""
        for name, array in self.arrays().items():
            if array.shape != (len(self.labels),) * 2:
                raise ValueError(f"{name} has shape {array.shape} for {len(self.labels)} topics")
        super().__post_init__()

    def table(self) -> pd.DataFrame:
        """Return one row a pair of topics, the strongest first; those without an answer last."""
        import pandas as pd

        numbers = topic_numbers(self.labels)
        rows = [
            (numbers[i], numbers[j], self.correlation[i, j], self.low[i, j], self.high[i, j],
             self.labels[i], self.labels[j])
            for i, j in itertools.combinations(range(len(self.labels)), 2)
        ]  # fmt: skip
        rows.sort(key=lambda row: (np.isnan(row[2]), -abs(row[2])))
        return pd.DataFrame(
            rows,
            columns=[
                "first", "second", "correlation", "low", "high", "label_first", "label_second",
            ],
        )  # fmt: skip

    def summary(self) -> str:
        """Say of what, over what, and what it does not say."""
        table = self.table()
        clear = int(((table["low"] > 0) | (table["high"] < 0)).sum())
        level = 100 * self.settings["level"]
        found = (
            f"{self.origin}: correlations of log shares over {plural(self.n_units, 'unit')} "
            f"(by {self.settings['by']}); {clear} of {plural(len(table), 'pair')} with a "
            f"{level:g} % interval beyond 0, where {(100 - level) / 100 * len(table):.1f} would be "
            "by chance."
        )
        caution = (
            "Taken as if most pairs went their own ways: what all shares lose where one rises is "
            "taken out by that (Friedman and Alm 2012). They say nothing of causes, and are of one "
            "fit."
        )
        lines = [found, caution]
        if self.n_missing:
            lines.append(
                f"{plural(self.n_missing, 'segment')} without a {self.settings['by']} left out."
            )
        none = int(table["correlation"].isna().sum())
        if none:
            lines.append(f"{plural(none, 'pair')} without an answer: a topic hardly varies.")
        return "\n".join(lines)


@stage
def correlations(
    topics: Topics,
    *,
    by: str = "meeting",
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95,
) -> Correlations:
    r"""Measure which topics rise and fall together from one unit to the next.

    Shares cannot all rise: where one topic takes more of a meeting the others have less, and plain
    correlations of shares are negative by that alone. Here shares are taken for parts of amounts
    that nobody has seen, and the correlations are those of the logarithms of the amounts,
    estimated from the variances of log ratios.

    Parameters
    ----------
    topics
        Fitted topics.
    by
        The column whose values are the units: shares of a topic are pooled in each, weighted by
        tokens. Meetings by default; whole meetings hold most topics, single segments one or two,
        whose logarithms say what is absent rather than what goes together.
    level
        Of the intervals, which are of one pair each.

    Returns
    -------
    Correlations
        -1 to 1; near 0 for topics that go their own ways.

    Raises
    ------
    ToolkitError
        If there are fewer than 4 topics or 10 units, or no such column.

    Notes
    -----
    With half a token added to each topic of a unit, and :math:`t_{ij}` the variance of
    :math:`\ln(x_i / x_j)` over units, the variances of the amounts solve
    :math:`\sum_j t_{ij} = \sum_j (\omega_i^2 + \omega_j^2)`, which holds where the correlations of
    a topic with the others add up to nearly nothing; then
    :math:`r_{ij} = (\omega_i^2 + \omega_j^2 - t_{ij}) / (2 \omega_i \omega_j)`. The strongest pair
    is left out of the sums and all is solved anew, until none is stronger than 0.3. If most topics
    go together this is wrong, and the more so the fewer topics there are. In simulations of 60
    units of unrelated amounts the mean was 0.00 for 5 to 20 topics (that of centred log ratios
    -0.25 to -0.05), and 93 to 95 % of the 95 % intervals held 0 for ten topics or more, 83 to 94 %
    for five; planted correlations of 0.7 and -0.6 among 12 topics came back as 0.70 and -0.62, in
    96 % of the intervals. Intervals: Fisher's z with
    a standard error by the jackknife over units. Proportions of LDA in short units are pulled to
    the prior and their correlations to zero. For NMF the shares are rescaled weights.

    References
    ----------
    Aitchison (1986), The statistical analysis of compositional data. Friedman and Alm (2012),
    Inferring correlation networks from genomic survey data, PLoS Computational Biology 8, the
    first step of its method.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_lda
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> found = correlations(fit_lda(counts, n_topics=8))
    >>> found.correlation.shape, found.n_units
    ((8, 8), 60)
    """
    if topics.n_topics < _FEWEST_TOPICS:
        raise ToolkitError(
            f"there are {plural(topics.n_topics, 'topic')}; of fewer than {_FEWEST_TOPICS} shares "
            "each is bound to the others, and no correlation is their own"
        )
    column = topics.counts.segments.column(by)
    shares, n_missing = _pooled(topics, column)
    if len(shares) < _FEWEST_UNITS:
        raise ToolkitError(
            f"by = {by!r} has {plural(len(shares), 'unit')}; correlations take {_FEWEST_UNITS} or "
            "more: choose a column with more values"
        )
    logs = np.log(shares)
    covariance = np.cov(logs, rowvar=False)
    apart = related_pairs(covariance)
    found = basis_correlation(covariance, apart)
    low, high = jackknife_intervals(logs, found, apart, level)
    return Correlations(
        settings=MappingProxyType({"by": by, "level": level}),
        origin=topics.origin,
        labels=topics.labels,
        correlation=found,
        low=low,
        high=high,
        n_units=len(shares),
        n_missing=n_missing,
    )


def basis_correlation(covariance: Floats, apart: NDArray[np.bool_] | None = None) -> Floats:
    """Return the correlations of the amounts from the covariance of the logarithms of shares.

    Only differences of the logarithms are used, so that what all shares lose together has no part
    in it.

    Parameters
    ----------
    covariance
        (..., n, n).
    apart
        (n, n), the pairs that are not taken to be unrelated on average; none if None.

    Returns
    -------
    ndarray
        (..., n, n), cut to -1 and 1; NaN where a variance comes out at or below zero.

    Examples
    --------
    >>> basis_correlation(np.diag([1.0, 2.0, 3.0, 4.0])).round(6)[0].tolist()
    [1.0, 0.0, 0.0, 0.0]
    """
    n = covariance.shape[-1]
    others = ~np.eye(n, dtype=bool) if apart is None else ~(apart | np.eye(n, dtype=bool))
    own = np.diagonal(covariance, axis1=-2, axis2=-1)
    ratios = own[..., :, None] + own[..., None, :] - 2 * covariance
    system = others.astype(float) + np.diag(others.sum(axis=1))
    variance = np.asarray((ratios * others).sum(axis=-1) @ np.linalg.inv(system))
    variance = np.where(variance > 0, variance, np.nan)
    scale = np.sqrt(variance[..., :, None] * variance[..., None, :])
    found = (variance[..., :, None] + variance[..., None, :] - ratios) / (2 * scale)
    return np.asarray(np.clip(found, -1, 1))


def related_pairs(covariance: Floats) -> NDArray[np.bool_]:
    """Find the pairs too strongly related to be taken for unrelated: the strongest, one by one.

    Every topic keeps three others at least, by which its variance is found.
    """
    n = len(covariance)
    apart = np.zeros((n, n), dtype=bool)
    for _ in range(_MOST_APART):
        found = np.abs(basis_correlation(covariance, apart))
        found[apart | np.eye(n, dtype=bool) | np.isnan(found)] = 0
        full = apart.sum(axis=1) >= n - _FEWEST_TOPICS
        found[full] = 0
        found[:, full] = 0
        i, j = np.unravel_index(found.argmax(), found.shape)
        if found[i, j] < _STRONG:
            break
        apart[i, j] = apart[j, i] = True
    return apart


def _pooled(topics: Topics, column: Sequence[str | None]) -> tuple[Floats, int]:
    """Return the shares in each unit, half a token of each topic added, and what has no unit."""
    order = [row for row in topics.counts.segments.canonical_order if column[row]]
    units: dict[str | None, int] = {}
    unit = np.array([units.setdefault(column[row], len(units)) for row in order], dtype=np.intp)
    tokens = np.asarray(topics.counts.matrix.sum(axis=1), dtype=np.float64).ravel()[order]
    pooled = [
        np.bincount(unit, shares * tokens, minlength=len(units))
        for shares in topics.doc_topic[order].T
    ]
    amounts = np.column_stack(pooled).astype(np.float64) + _HALF
    return amounts / amounts.sum(axis=1, keepdims=True), len(column) - len(order)


def jackknife_intervals(
    logs: Floats, found: Floats, apart: NDArray[np.bool_], level: float
) -> tuple[Floats, Floats]:
    """Return intervals by Fisher's z and the jackknife over units."""
    n = len(logs)
    centred = logs - logs.mean(axis=0)
    products = centred.T @ centred
    inside = np.clip(found, -1 + 1e-9, 1 - 1e-9)
    left = np.empty((n, *found.shape))
    for i, row in enumerate(centred):
        # The covariance without one unit, from that with all.
        rest = (products - np.outer(row, row) * n / (n - 1)) / (n - 2)
        left[i] = np.arctanh(np.clip(basis_correlation(rest, apart), -1 + 1e-9, 1 - 1e-9))
    spread = left - left.mean(axis=0)
    error = np.sqrt((n - 1) / n * (spread**2).sum(axis=0))
    reach = stdtrit(n - 1, (1 + level) / 2) * error
    low, high = np.tanh(np.arctanh(inside) - reach), np.tanh(np.arctanh(inside) + reach)
    own = np.eye(len(found), dtype=bool)
    return np.where(own, 1.0, low), np.where(own, 1.0, high)
