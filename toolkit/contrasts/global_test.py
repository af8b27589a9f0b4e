"""TEST ALL TOPICS AT ONCE: do the groups differ at all, in centre or in spread?"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.cells import Cells, make_cells
from toolkit.contrasts.design import Design, find_design, unit_words
from toolkit.contrasts.dispersion import Centre, dispersion
from toolkit.contrasts.distance import log_ratios
from toolkit.contrasts.global_result import GlobalTest, Rows, cautions_of
from toolkit.contrasts.permanova import permanova
from toolkit.contrasts.relabel import count_table, smallest_p
from toolkit.contrasts.rows import listed
from toolkit.errors import ToolkitError
from toolkit.records import plural, read_only
from toolkit.seeds import derive_seed
from toolkit.stages import Filters, Values, stage
from toolkit.threads import one_thread

if TYPE_CHECKING:
    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Metric = Literal["hellinger", "aitchison"]

_MOST_ADDED = 1000  # clusters beyond which nobody will go to look for more
_MOST_NAMED = 6


@stage
def global_test(
    topics: Topics,
    *,
    between: str,
    metric: Metric = "hellinger",
    floor: Annotated[float, Field(gt=0, lt=0.5)] = 0.001,
    centre: Centre = "median",
    cluster: str = "meeting",
    strata: str | None = None,
    where: Filters | None = None,
    groups: Values | None = None,
    n_shuffles: Annotated[int, Field(ge=1, le=1_000_000)] = 9999,
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> GlobalTest:
    """Test all groups and all topics at once, with whole clusters as the unit of inference.

    It stands beside `contrast` and is no gate to it: a difference in one rare topic can be real
    and lost in the whole, and small differences in many topics can add up to one that no topic
    shows. The rows are cells, one group's words in one cluster, each counting once.

    - **location** (PERMANOVA): do the groups' centres differ? See `permanova` for the formula.
    - **spread** (PERMDISP): do the groups differ in how far their cells lie from the centre? See
      `dispersion`. Where they do, the test of location reacts to that too, most of all with
      groups of unequal size.

    In a **between** design, where every cluster holds one group, whole clusters are shuffled
    between the groups, inside `strata` if given. In a **within** design, where some cluster holds
    two groups, the groups' cells are shuffled inside every cluster, whose own profile is taken
    out; the test of spread keeps it in, since cells scatter with their clusters.

    Parameters
    ----------
    topics
        Fitted topics.
    between
        Column of the segments that names the groups.
    metric
        "hellinger": roots of the shares, so that zeros are fine and rare topics count, though
        not as much as common ones; between 0 and 1. "aitchison": centred log-ratios, so that a
        rare topic counts as much as a common one.
    floor
        Shares below it are replaced by it before log-ratios are taken (see `replace_small`); not
        used by "hellinger". Where topics are absent the result depends on it: try another.
    centre
        What the test of spread measures from: the spatial "median" of a group, or its "centroid".
    cluster
        Column of the highest unit that repeats, such as "meeting" or "country".
    strata
        Column that is constant within clusters; shuffles stay within its values, whose own
        profiles are taken out. Strata with one group only are set aside and counted.
    where, groups
        Segments and groups to keep, as in `contrast`.
    n_shuffles
        Shuffles drawn where there are too many relabellings to take them all.
    alpha
        Level of the test. It refuses levels that cannot be reached and is used in the summary.
    seed
        Seed of the shuffles.

    Returns
    -------
    GlobalTest
        With both tests, their nulls, and the mean distance to the centre in each group.

    Raises
    ------
    ToolkitError
        If there is one group only, a column or group is unknown, nothing is left to compare,
        `strata` are given in a within design, or `alpha` cannot be reached.

    Notes
    -----
    Groups that are stretches of time are shuffled freely here, which finds too much where
    neighbouring clusters are alike; the cautions say so.

    References
    ----------
    Anderson (2001), Austral Ecology 26; Anderson (2006), Biometrics 62.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> topics = fit_nmf(counts, n_topics=6)
    >>> result = global_test(topics, between="kind", groups=["question", "answer"])
    >>> result.design, result.location.df, result.location.p <= 0.05
    ('within', 1, True)
    >>> result.table()["test"].tolist()
    ['location', 'spread']
    """
    if between == cluster:
        raise ToolkitError(
            f"between and cluster are both {between!r}, so that each group is one cluster and "
            "nothing can be tested"
        )
    cells = make_cells(
        topics,
        group=between,
        cluster=cluster,
        average="meetings",
        where=where,
        groups=groups,
        strata=strata,
    )
    unit = unit_words(cluster)
    rows = choose_rows(cells, strata, between, unit)
    _refuse_unreachable(rows, n_shuffles, alpha, unit)
    coordinates = embed(cells.proportions[rows.cells], metric, floor)
    location = permanova(
        coordinates,
        rows.group,
        rows.block,
        n_shuffles=n_shuffles,
        seed=derive_seed(seed, f"location | {between}"),
    )
    spread = dispersion(
        _less_strata(coordinates, rows) if strata else coordinates,
        rows.group,
        rows.block,
        centre=centre,
        n_shuffles=n_shuffles,
        seed=derive_seed(seed, f"spread | {between}"),
    )
    settings = {
        "between": between,
        "metric": metric,
        "floor": floor,
        "centre": centre,
        "cluster": cluster,
        "strata": strata,
        "where": None if where is None else {name: list(where[name]) for name in sorted(where)},
        "groups": None if groups is None else sorted(set(groups)),
        "n_shuffles": n_shuffles,
        "alpha": alpha,
        "seed": seed,
    }
    used = cells.proportions[rows.cells]
    return GlobalTest(
        settings=MappingProxyType(settings),
        design=rows.design,
        groups=rows.groups,
        clusters=read_only(np.bincount(rows.group)),
        proportions=read_only(np.array([used[rows.group == g].mean(axis=0) for g in rows.numbers])),
        smallest_p=smallest_p(count_table(rows.group, rows.block), n_shuffles),
        cautions=cautions_of(cells, rows, location, spread, alpha=alpha, unit=unit),
        location=location,
        spread=spread,
    )


def embed(proportions: Floats, metric: Metric, floor: float) -> Floats:
    """Turn proportions into coordinates whose Euclidean distance is the metric.

    Examples
    --------
    >>> embed(np.array([[0.5, 0.5]]), "hellinger", 0.001).tolist()
    [[0.5, 0.5]]
    """
    if metric == "aitchison":
        return log_ratios(proportions, floor=floor)
    return np.asarray(np.sqrt(proportions / 2))


def choose_rows(cells: Cells, strata: str | None, between: str, unit: tuple[str, str]) -> Rows:
    """Choose the cells that can be compared, and the blocks in which groups are shuffled.

    Raises
    ------
    ToolkitError
        If a group has fewer than two cells left, naming the groups that can be compared, or
        strata are given where groups meet inside clusters.
    """
    design = find_design(cells)
    if strata and design == "within":
        raise ToolkitError(
            f"strata = {strata!r} cannot be used where groups meet inside {unit[1]}, since every "
            f"{unit[0]} is a stratum already; leave strata out"
        )
    block = cells.cluster if design == "within" else cells.strata[cells.cluster]
    kept = _in_shared_blocks(cells.group, block, np.ones(len(block), dtype=bool))
    left = kept
    while (few := _groups_of_one(cells, left)).any():
        left = _in_shared_blocks(cells.group, block, left & ~few[cells.group])
    if left.sum() < kept.sum() or not kept.any() or len(np.unique(cells.group[kept])) < 2:
        raise ToolkitError(_too_few(cells, kept, left, between, unit))
    chosen = np.flatnonzero(kept)
    present, group = np.unique(cells.group[chosen], return_inverse=True)
    return Rows(
        design=design,
        groups=tuple(cells.groups[number] for number in present),
        cells=chosen,
        group=group,
        block=np.unique(block[chosen], return_inverse=True)[1],
        n_set_aside=len(np.unique(cells.cluster)) - len(np.unique(cells.cluster[chosen])),
    )


def _in_shared_blocks(group: Ints, block: Ints, kept: Bools) -> Bools:
    """Keep the rows of blocks that hold two groups or more."""
    if not kept.any():
        return kept
    table = np.zeros((block.max() + 1, group.max() + 1), dtype=bool)
    table[block[kept], group[kept]] = True
    return np.asarray(kept & (table.sum(axis=1) > 1)[block])


def _groups_of_one(cells: Cells, kept: Bools) -> Bools:
    return np.bincount(cells.group[kept], minlength=len(cells.groups)) == 1


def _too_few(cells: Cells, kept: Bools, left: Bools, between: str, unit: tuple[str, str]) -> str:
    if len(cells.groups) < 2:
        return (
            f"{between} has one group only among the segments used, {cells.groups[0]!r}; a test "
            "needs two"
        )
    if not kept.any():
        return (
            f"no stratum holds two groups of {between}, so that nothing can be shuffled inside "
            "strata; choose a coarser column or leave strata out"
        )
    alone = [cells.groups[g] for g in np.flatnonzero(_groups_of_one(cells, kept))]
    named = listed(alone[:_MOST_NAMED]) + (" and others" if len(alone) > _MOST_NAMED else "")
    can = [cells.groups[g] for g in np.unique(cells.group[left])]
    way_out = f"; groups = {can} can be tested" if len(can) > 1 else ""
    return (
        f"{named} {'has' if len(alone) == 1 else 'have'} one {unit[0]} that can be compared, and "
        f"one {unit[0]} does not show how {unit[1]} differ{way_out}"
    )


def _less_strata(coordinates: Floats, rows: Rows) -> Floats:
    """Take the strata's own profiles out, beside the groups'."""
    explains = np.hstack(
        [numbers[:, None] == np.arange(numbers.max() + 1) for numbers in (rows.block, rows.group)]
    ).astype(np.float64)
    n_blocks = int(rows.block.max()) + 1
    with one_thread():
        effects = np.linalg.lstsq(explains, coordinates, rcond=None)[0]
    return np.asarray(coordinates - effects[:n_blocks][rows.block])


def _refuse_unreachable(rows: Rows, n_shuffles: int, alpha: float, unit: tuple[str, str]) -> None:
    if 1 / (n_shuffles + 1) > alpha * (1 + 1e-12):
        raise ToolkitError(
            f"n_shuffles = {n_shuffles} cannot give a p below {1 / (n_shuffles + 1):.2g}, above "
            f"alpha = {alpha:g}; it takes n_shuffles = {math.ceil(1 / alpha - 1e-9) - 1} or more"
        )
    table = count_table(rows.group, rows.block)
    lowest = smallest_p(table, n_shuffles)
    if lowest <= alpha * (1 + 1e-12):
        return
    sizes = dict(zip(rows.groups, np.bincount(rows.group).tolist(), strict=True))
    held = ", ".join(f"{name!r} {n:,}" for name, n in list(sizes.items())[:_MOST_NAMED])
    raise ToolkitError(
        f"{unit[1]} to compare: {held}; p cannot fall below {lowest:.2g}, above alpha = "
        f"{alpha:g}: it takes {_needed(table, rows.design, n_shuffles, alpha, unit)}"
    )


def _needed(
    table: Ints, design: Design, n_shuffles: int, alpha: float, unit: tuple[str, str]
) -> str:
    for added in range(1, _MOST_ADDED):
        if design == "within":
            more = np.vstack([table, np.ones((added, table.shape[1]), dtype=np.intp)])
            words = f"{plural(added, *unit)} more that hold{'s' if added == 1 else ''} every group"
        else:
            more = np.where(table > 0, table + added, 0)
            where = " in every stratum" if len(table) > 1 else ""
            words = f"{plural(added, *unit)} more of each group{where}"
        if smallest_p(more, n_shuffles) <= alpha * (1 + 1e-12):
            return words
    return f"more than {_MOST_ADDED:,} {unit[1]} more"
