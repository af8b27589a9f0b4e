"""COMPARE: set groups against each other, topic by topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.contrasts.cautions import find_cautions, neighbour_likeness
from toolkit.contrasts.cells import Average, Cells, make_cells
from toolkit.contrasts.design import (
    DESIGN_WORDS,
    GENERALISES_TO,
    PairDesign,
    find_design,
    pair_designs,
    refuse_unreachable,
    unit_words,
)
from toolkit.contrasts.pair import compare
from toolkit.contrasts.result import Contrast
from toolkit.errors import ToolkitError
from toolkit.seeds import derive_seed
from toolkit.stages import Filters, Values, check_settings, stage

if TYPE_CHECKING:
    from toolkit.counts import Counts
    from toolkit.topics import Topics


@stage
def contrast(
    topics: Topics,
    *,
    between: str,
    average: Average = "meetings",
    cluster: str = "meeting",
    strata: str | None = None,
    where: Filters | None = None,
    groups: Values | None = None,
    n_shuffles: Annotated[int, Field(ge=1, le=1_000_000)] = 9999,
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> Contrast:
    r"""Compare groups of segments topic by topic, with whole clusters as the unit of inference.

    The words of one group in one cluster are pooled to a *cell*, and the cell's proportions are
    compared, never single segments: segments of one meeting are alike, and tests that take them
    for independent find differences that are not there.

    - **between** design, where every cluster holds one group: the difference of the groups'
      means over Welch's standard error; whole clusters are shuffled between the groups.
    - **within** design, where some cluster holds two groups: the mean difference inside the
      clusters that hold both, over its standard error; the signs of whole clusters are flipped.
      Clusters with one of the two groups are set aside and counted.

    Every shuffle is studentised anew and serves all topics. Where there are at most
    `n_shuffles` + 1 arrangements all are taken and p = b / N; else p = (b + 1) / (B + 1). p
    values are two-sided. They are adjusted over the topics of a pair by max-T (single step) and
    over several pairs, each of which shuffles only its own clusters by its own seed, by
    Bonferroni.

    Parameters
    ----------
    topics
        Fitted topics.
    between
        Column of the segments that names the groups, such as "kind" or "country".
    average
        "meetings": every cell counts once, whatever its length. "tokens": cells weighted by their
        counted tokens. "segments": the mean of the segments' own proportions, cells weighted by
        their segments: a description of segments as they were fitted, in which short segments are
        pulled to the prior; do not compare groups of unequal segment length by it. In a within
        design a cluster's weight is the harmonic mean of its two cells' weights. The standard
        error of a weighted mean with weights w of sum W is the root of
        sum (w/W)^2 (x - mean)^2 / (1 - w/W), which for equal weights is s / sqrt(n).
    cluster
        Column of the highest unit that repeats, such as "meeting" or "country".
    strata
        Column that is constant within clusters; shuffles stay within its values, and the
        difference is the mean of the strata's differences weighted by W_a W_b / (W_a + W_b).
        Strata without one of the groups are set aside and counted. Refused in a within design,
        where clusters are strata already.
    where
        Segments to keep: a column and its value, or values. Where a column holds a list, such as
        "Luxembourg; Germany", each of its members is a value of it.
    groups
        Groups to compare; all that occur if None. A list is a group of its own.
    n_shuffles
        Shuffles drawn where there are too many arrangements to take them all.
    alpha
        Level of the test. It refuses levels that cannot be reached and is used in the summary.
    seed
        Seed of the shuffles.

    Returns
    -------
    Contrast
        With ``table()`` by pair and topic, ``distances()`` by pair, and every null distribution.

    Raises
    ------
    ToolkitError
        If there is one group only, a column or group is unknown, nothing is left to compare,
        `strata` are given in a within design, or some pair has too few clusters to reach `alpha`
        after adjustment: then the whole contrast is refused, with the clusters it would take and
        the groups that can be compared.

    Notes
    -----
    A p value speaks of topics as they are: that they were fitted, with which seed and how many,
    is not in it. Groups that are stretches of time need more care; see ``cautions``.

    A shuffle is exact where the clusters of both groups come from one distribution, a flip of
    signs where the differences are as likely to be above zero as below. Where only the means are
    equal both hold approximately, the better the more clusters there are and the less the
    proportions are skewed. In simulations of skewed proportions a nominal 5 % became 25 % with 5
    clusters against 15 of which the 5 varied 2.7 times as much (3 % where the 15 did), 12 % with
    10 against 10, and 8 % inside 12 or 40 clusters whose one group had an eighth of the text.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, for max-T; Chung and Romano
    (2013), Annals of Statistics 41, for studentised permutation tests.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> topics = fit_nmf(counts, n_topics=6)
    >>> result = contrast(topics, between="kind", groups=["question", "answer"])
    >>> result.design, result.pairs[0].null_t.shape
    ('within', (9999, 6))
    >>> list(result.table().columns[:7])  # doctest: +NORMALIZE_WHITESPACE
    ['group_a', 'group_b', 'topic', 'label', 'percent_a', 'percent_b', 'difference_pp']
    """
    settings = {
        "between": between,
        "average": average,
        "cluster": cluster,
        "strata": strata,
        "where": None if where is None else {name: list(where[name]) for name in sorted(where)},
        "groups": None if groups is None else sorted(set(groups)),
        "n_shuffles": n_shuffles,
        "alpha": alpha,
        "seed": seed,
    }
    return _compare_all(_cells(topics, settings), settings, tuple(topics.labels))


def check_contrast(counts: Counts, **settings: Any) -> None:
    """Refuse a contrast that could not be made, before any topics are fitted.

    Parameters
    ----------
    counts
        What the topics will be fitted to.
    **settings
        The settings of `contrast`.

    Raises
    ------
    ToolkitError
        As `contrast` would, for want of a column, a group or enough clusters.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> check_contrast(counts, between="kind")
    """
    settings = check_settings(contrast, settings)
    unfitted: Any = _Unfitted(counts, np.ones((len(counts.segments), 1)))
    cells = _cells(unfitted, settings)
    _refuse(cells, pair_designs(cells), settings)


@dataclass(frozen=True)
class _Unfitted:
    """Stands in for topics where only the groups and clusters of a comparison matter."""

    counts: Counts
    doc_topic: NDArray[np.float64]

    def fold_in(self, matrix: csr_matrix) -> NDArray[np.float64]:
        return np.ones((matrix.shape[0], 1))


def _cells(topics: Topics, settings: Mapping[str, Any]) -> Cells:
    between, cluster = settings["between"], settings["cluster"]
    if between == cluster:
        raise ToolkitError(
            f"between and cluster are both {between!r}, so that each group is one cluster and "
            f"nothing can be tested; proportions(by = {between!r}) describes them"
        )
    cells = make_cells(
        topics,
        group=between,
        cluster=cluster,
        **{name: settings[name] for name in ("average", "where", "groups", "strata")},
    )
    if len(cells.groups) < 2:
        raise ToolkitError(
            f"{between} has one group only among the segments used, {cells.groups[0]!r}; "
            "a contrast needs two"
        )
    return cells


def _refuse(cells: Cells, designs: list[PairDesign], settings: Mapping[str, Any]) -> None:
    unit, units = unit_words(settings["cluster"])
    if settings["strata"] and find_design(cells) == "within":
        raise ToolkitError(
            f"strata = {settings['strata']!r} cannot be used where groups meet inside {units}, "
            f"since every {unit} is a stratum already; leave strata out"
        )
    refuse_unreachable(
        designs,
        n_shuffles=settings["n_shuffles"],
        alpha=settings["alpha"],
        unit=(unit, units),
    )


def _compare_all(cells: Cells, settings: dict[str, Any], labels: tuple[str, ...]) -> Contrast:
    unit = unit_words(settings["cluster"])
    designs, kind = pair_designs(cells), find_design(cells)
    _refuse(cells, designs, settings)
    pairs = [
        compare(
            cells,
            design,
            n_shuffles=settings["n_shuffles"],
            n_pairs=len(designs),
            seed=derive_seed(settings["seed"], f"{design.a} | {design.b}"),
            autocorrelation=neighbour_likeness(cells, design),
        )
        for design in designs
    ]
    words = {"unit": unit[0], "units": unit[1]}
    strata = settings["strata"]
    words["in_s"] = f" within {strata}" if strata else ""
    return Contrast(
        settings=MappingProxyType(settings),
        labels=labels,
        design=kind,
        design_words=DESIGN_WORDS[kind].format(**words),
        generalises_to=GENERALISES_TO[kind].format(**words),
        cautions=find_cautions(cells, designs, pairs, average=settings["average"], unit=unit),
        pairs=tuple(pairs),
    )
