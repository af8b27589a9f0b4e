"""COMPARE: set groups against each other, topic by topic."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from toolkit.contrasts.adjust import fdr_bh, holm
from toolkit.contrasts.cautions import find_cautions
from toolkit.contrasts.cells import Average
from toolkit.contrasts.compare import compare
from toolkit.contrasts.crossed import Difference, plain_difference
from toolkit.contrasts.describe import describe_designs, describe_reach, describe_resamples
from toolkit.contrasts.design import Time, unit_words
from toolkit.contrasts.intervals import Asked, IntervalKind
from toolkit.contrasts.level import Adjust
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.plan import Plan, make_plan
from toolkit.contrasts.result import Contrast, plain_where
from toolkit.contrasts.unfitted import Unfitted
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
    difference: Difference | None = None,
    average: Average = "meetings",
    cluster: str = "meeting",
    strata: str | None = None,
    time: Time = "blocks",
    block_length: Annotated[int, Field(ge=1)] | None = None,
    within: Literal["clusters", "turns"] | None = None,
    where: Filters | None = None,
    groups: Values | None = None,
    n_shuffles: Annotated[int, Field(ge=1, le=1_000_000)] = 9999,
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05,
    adjust: Adjust = "maxT",
    interval: IntervalKind = "studentised",
    n_resamples: Annotated[int, Field(ge=1, le=1_000_000)] = 1999,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> Contrast:
    r"""Compare groups of segments topic by topic, with whole clusters as the unit of inference.

    The words of one group in one cluster are pooled to a *cell*, and the cell's proportions are
    compared, never single segments: segments of one meeting are alike, and tests that take them
    for independent find differences that are not there.

    - **between** design, where every cluster holds one group: the difference of the groups'
      means over Welch's standard error; whole clusters are shuffled between the groups. Groups
      that are **stretches of time**, one ending before the other begins by the clusters' dates
      (years, before and after), are shuffled in blocks of neighbours or shifted along the
      sequence, and each difference is divided by the standard error that the neighbours'
      measured likeness gives it.
    - **within** design, where some cluster holds two groups: the mean difference inside the
      clusters that hold both, over its standard error; the signs of whole clusters are flipped.
      Clusters with one of the two groups are set aside and counted. With fewer than six meetings
      for every pair, **turns** are shuffled between the groups inside meetings instead (two
      kinds: exchanged in whole exchanges), and the result speaks of these meetings only.

    Every shuffle is studentised anew and serves all topics. Where there are at most
    `n_shuffles` + 1 arrangements all are taken and p = b / N; else p = (b + 1) / (B + 1). p
    values are two-sided. Each pair shuffles only its own clusters by its own seed.

    Parameters
    ----------
    topics
        Fitted topics.
    between
        Column of the segments that names the groups, such as "kind" or "country".
    difference
        Compares a difference instead: a column and two of its values, such as
        ``{"kind": ["answer", "question"]}``. Inside every cluster that holds both, the second's
        proportions are subtracted from the first's, and the groups of `between`, of which every
        cluster then holds one, are compared by these: does the difference between answers and
        questions differ between years? It is a difference in differences, or the interaction
        of the two columns, in percentage points: where a topic doubles on both sides, their
        difference doubles too. Clusters with one of the two values are set aside and counted; a
        cluster's weight is the harmonic mean of its two cells' weights. No divergence belongs to
        it, since differences are no distributions.
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
        where clusters are strata already. Stretches of time are shuffled freely within them.
    time
        What becomes of groups that are stretches of time. "blocks": each group is cut into blocks
        of neighbouring clusters, whose means are compared and shuffled. "shift": the sequence of
        clusters is shifted, its end joined to its beginning, in all its n ways; less is supposed
        and less is found (a step that blocks find in 83 % of data sets of 20 + 20 unlike
        neighbours is found in 60 %, with an autocorrelation of 0.5 in 29 against 24 %), and no
        p is below 1 / n, 2 / n for groups of one size. "free": clusters are shuffled as if their
        order meant nothing. Clusters without a date are set aside and counted, save by "free".
    block_length
        Clusters in a block. None: the shortest for which a first-order autoregression with the
        topics' average autocorrelation correlates neighbouring blocks by 0.3 at most, so 1 up to
        an autocorrelation of 0.3, 3 at 0.5, 6 at 0.7; less where too few blocks would be left to
        reach the level.
    within
        "clusters" or "turns": what is shuffled where groups meet inside clusters. None: turns
        where every pair has fewer than six meetings with both groups, else clusters.
    where
        Segments to keep: a column and its value, or values. Where a column holds a list, such as
        "Luxembourg; Germany", each of its members is a value of it.
    groups
        Groups to compare; all that occur if None. A list is a group of its own.
    n_shuffles
        Shuffles drawn where there are too many arrangements to take them all. All are kept, 8
        bytes a topic: for the 190 pairs of 20 groups with 50 topics 9,999 took 30 s and 1 GB.
    alpha
        Level of the test. It refuses levels that cannot be reached and is used in the summary.
        Intervals have the confidence level 1 - alpha.
    adjust
        "maxT": p over the topics of a pair by the largest |t| of each shuffle (single step), over
        pairs by Bonferroni; the chance of any false finding is at most `alpha`. "holm": by steps
        over all topics and pairs, with the same promise and less power; sampled p values need
        (`n_shuffles` + 1) >= 20 tests / `alpha`. "fdr_bh": by Benjamini and Hochberg over all
        topics and pairs; the expected share of false ones among the findings is at most `alpha`,
        the chance of any may be larger.
    interval
        How the intervals of the differences are found, each topic by itself, from resamples of
        what is compared: whole clusters inside each group (in a within design the clusters that
        hold both), blocks in time, turns inside meetings, exchanges. "studentised": the
        difference plus and minus its standard error times the quantile of the resamples' |t|.
        "percentile" and "bca": quantiles of the resamples' differences. See the notes for what
        they hold, and `intervals.find_intervals` for the formulas.
    n_resamples
        Resamples drawn for the intervals: 1,999 place the end of an interval to some 2 % of its
        length, 9,999 to 1 %.
    seed
        Seed of the shuffles and resamples.

    Returns
    -------
    Contrast
        With ``table()`` by pair and topic, ``distances()`` by pair, and every null distribution.

    Raises
    ------
    ToolkitError
        If there is one group only, a column or group is unknown, nothing is left to compare,
        the groups vary within clusters though a `difference` inside them is to be compared (that
        takes a regression), `strata` are given in a within design, `block_length` or `within` do
        not fit the design, `n_resamples` are too few for intervals of 1 - `alpha`, or some pair
        has too few clusters to reach `alpha` after adjustment: then the whole contrast is refused,
        with the clusters it would take and the groups that can be compared.

    Notes
    -----
    Intervals, measured: share of 95 % intervals that held the planted difference, in per cent, of
    even / skewed shares of 12 topics (skewed: next to nothing of a rare topic in most clusters).
    400 data sets, standard error about 0.5; the last column, how often ``low_all_pp`` to
    ``high_all_pp`` held all topics at once, from 200 data sets, standard error about 1.5.

    ===================  ============  ============  ============  =============
    clusters             studentised   percentile    bca           all at once
    ===================  ============  ============  ============  =============
    between 20 + 20      95.1 / 96.1   93.3 / 91.3   92.7 / 88.2   96.5 / 100
    between 20 + 60      94.7 / 94.1   93.0 / 91.0   92.6 / 89.2   94.0 / 97.5
    20 + 20 in 3 strata  94.7 / 95.7   91.7 / 89.9   91.0 / 86.9   95.5 / 100
    within 20            95.6 / 96.9   92.8 / 90.3   92.1 / 87.0   96.0 / 99.0
    within 40            95.1 / 95.9   93.6 / 92.2   93.3 / 90.0   96.5 / 100
    between 10 + 10      96.5 / 97.4   91.4 / 89.2   90.7 / 85.5   96.5 / 99.5
    between 5 + 15       94.8 / 95.1   87.9 / 82.4   87.5 / 79.4   99.5 / 99.5
    within 12            95.9 / 97.4   89.7 / 88.2   88.9 / 84.6   98.0 / 99.0
    blocks, 20 + 20      97.5 / 98.6   95.4 / 94.6   94.1 / 90.8   100 / 100
    ===================  ============  ============  ============  =============

    Studentised ones fell to 91 (20 + 60) and 86 (5 + 15) where shares were skewed and the
    smaller group had 3.6 times the variance. A topic found in few clusters has a wide interval,
    or none: it may hold zero though a test, which takes the spread for equal or symmetric,
    finds the topic.

    A p value speaks of topics as they are: that they were fitted, with which seed and how many,
    is not in it.

    Measured at a nominal 5 % for 12 topics together (share of data sets with any finding): a
    sequence of 20 + 20 clusters with autocorrelation 0, 0.3, 0.5 and 0.7 gave 3, 4,
    6 and 4 % by blocks, 5, 5, 6 and 5 % by shifts, and from 0.3 on 30,
    63 and 92 % freely. Topics that differ much in their autocorrelation (0 to 0.8) gave 8 to 10 %
    by blocks, their divergence 9 to 12 %. Without any autocorrelation blocks are a little cautious.

    A difference inside meetings that does not differ, in groups that differ strongly otherwise,
    gave 5 to 6 % (12 topics; 10 + 10, 20 + 20 and 5 + 15 meetings).

    A shuffle is exact where the clusters of both groups come from one distribution, a flip of
    signs where the differences are as likely to be above zero as below. Where only the means are
    equal both hold approximately, the better the more clusters there are and the less the
    proportions are skewed. In simulations of skewed proportions a nominal 5 % became 25 % with 5
    clusters against 15 of which the 5 varied 2.7 times as much (3 % where the 15 did), 13 % with
    10 against 10, and 8 % inside 12 or 40 clusters whose one group had an eighth of the text.
    Skewness is the greater part of it: shares that varied as unequally but were not skewed gave
    13, 3 and 7 %.

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
        "difference": plain_difference(difference),
        "average": average,
        "cluster": cluster,
        "strata": strata,
        "time": time,
        "block_length": block_length,
        "within": within,
        "where": plain_where(where),
        "groups": None if groups is None else sorted(set(groups)),
        "n_shuffles": n_shuffles,
        "alpha": alpha,
        "adjust": adjust,
        "interval": interval,
        "n_resamples": n_resamples,
        "seed": seed,
    }
    _asked(settings)
    return _compare_all(make_plan(topics, settings), settings, tuple(topics.labels))


def check_contrast(counts: Counts, *, n_topics: int | None = None, **settings: Any) -> None:
    """Refuse a contrast that could not be made, before any topics are fitted.

    Parameters
    ----------
    counts
        What the topics will be fitted to.
    n_topics
        How many topics there will be, where that is known: Holm's adjustment asks for more
        shuffles the more there are.
    **settings
        The settings of `contrast`.

    Raises
    ------
    ToolkitError
        As `contrast` would, for want of a column, a group, enough clusters or enough shuffles.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> check_contrast(counts, between="kind")
    """
    settings = check_settings(contrast, settings)
    _asked(settings)
    make_plan(Unfitted.of(counts, n_topics or 1), settings)


def _compare_all(plan: Plan, settings: dict[str, Any], labels: tuple[str, ...]) -> Contrast:
    unit, cells, designs = unit_words(settings["cluster"]), plan.cells, plan.designs
    asked = replace(_asked(settings), n_pairs=len(designs))
    pairs = [
        compare(
            cells,
            design,
            n_shuffles=settings["n_shuffles"],
            n_pairs=len(designs),
            seed=derive_seed(settings["seed"], f"{design.a} | {design.b}"),
            n_clusters=n_clusters,
            interval=asked,
        )
        for design, n_clusters in zip(designs, plan.n_clusters, strict=True)
    ]
    pairs = _adjusted(pairs, settings["adjust"])
    inside, thinned = any(plan.n_clusters), settings["average"] != "segments"
    return Contrast(
        settings=MappingProxyType(settings),
        labels=labels,
        design="within" if inside else designs[0].design,
        design_words=describe_designs(
            designs, unit, settings["strata"], cells.inside, thinned=thinned
        ),
        generalises_to=describe_reach(
            designs, unit, max(pair.clusters_a for pair in pairs), cells.inside
        ),
        cautions=find_cautions(
            cells,
            designs,
            pairs,
            average=settings["average"],
            unit=unit,
            interval=settings["interval"],
        )
        + plan.cautions,
        pairs=tuple(pairs),
        interval_words=describe_resamples(designs, unit, settings["strata"]),
    )


def _asked(settings: dict[str, Any]) -> Asked:
    asked = Asked(settings["interval"], 1 - settings["alpha"], settings["n_resamples"])
    asked.refuse_coarse()
    return asked


def _adjusted(pairs: list[Pair], adjust: Adjust) -> list[Pair]:
    """Adjust in steps over all topics and pairs; max-T was made with each pair."""
    if adjust == "maxT":
        return pairs
    step = holm if adjust == "holm" else fdr_bh
    p = step(np.array([pair.p for pair in pairs]))
    times = p.size if adjust == "holm" else 1
    return [
        replace(
            pair,
            p_adjusted=own,
            smallest_p=min(1.0, pair.smallest_p / len(pairs) * times),
        )
        for pair, own in zip(pairs, p, strict=True)
    ]
