"""TEST ALL TOPICS AT ONCE: do the groups differ at all, in centre or in spread?"""  # noqa: D400

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.cells import Cells, make_cells
from toolkit.contrasts.design import unit_words
from toolkit.contrasts.dispersion import Centre, dispersion
from toolkit.contrasts.distance import log_ratios
from toolkit.contrasts.global_result import GlobalTest, cautions_of
from toolkit.contrasts.global_rows import Rows, choose_rows, refuse_unreachable
from toolkit.contrasts.permanova import permanova
from toolkit.contrasts.relabel import count_table, smallest_p
from toolkit.contrasts.result import plain_where
from toolkit.contrasts.rows import refuse_many
from toolkit.contrasts.unfitted import Unfitted
from toolkit.errors import ToolkitError
from toolkit.seeds import derive_seed
from toolkit.stages import Filters, Values, check_settings, stage
from toolkit.threads import one_thread

if TYPE_CHECKING:
    from toolkit.counts import Counts
    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Metric = Literal["hellinger", "aitchison"]

_MOST_GROUPS = 100


@stage
def global_test(
    topics: Topics,
    *,
    between: str,
    metric: Metric = "hellinger",
    floor: Annotated[float, Field(gt=0, lt=0.5)] = 0.001,
    equal_spread: bool = False,
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
    equal_spread
        Whether the test of location may take groups to be equally spread, which is Anderson's
        pseudo-F. If not, each group's own spread is the yardstick; see `permanova`.
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

    In simulations of shares with the same means and spread a nominal 5 % was 4 to 6 % for
    location (10 + 10, 5 + 15 and 6 + 8 + 12 clusters, in strata, inside 12 clusters) and 1 to 4 %
    for spread, whose centroids would have had 7 to 9 %. With 5 clusters that varied 2.7 times as
    much as 15, location became 11 % by Hellinger and 7 % by Aitchison distances; with
    `equal_spread` 33 and 20 %. Means of roots move with the spread, so that the former differ.

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
    cells, rows = _rows(
        topics,
        {
            "between": between,
            "cluster": cluster,
            "where": where,
            "groups": groups,
            "strata": strata,
            "n_shuffles": n_shuffles,
            "alpha": alpha,
        },
    )
    unit = unit_words(cluster)
    coordinates = embed(cells.proportions[rows.cells], metric, floor)
    location = permanova(
        coordinates,
        rows.group,
        rows.block,
        equal_spread=equal_spread,
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
        "equal_spread": equal_spread,
        "centre": centre,
        "cluster": cluster,
        "strata": strata,
        "where": plain_where(where),
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
        clusters=np.bincount(rows.group),
        proportions=np.array([used[rows.group == g].mean(axis=0) for g in rows.numbers]),
        smallest_p=smallest_p(count_table(rows.group, rows.block), n_shuffles),
        cautions=cautions_of(cells, rows, location, spread, alpha=alpha, unit=unit),
        location=location,
        spread=spread,
    )


def check_global_test(counts: Counts, **settings: Any) -> None:
    """Refuse a global test that could not be made, before any topics are fitted.

    Parameters
    ----------
    counts
        What the topics will be fitted to.
    **settings
        The settings of `global_test`.

    Raises
    ------
    ToolkitError
        As `global_test` would, for want of a column, a group or enough clusters.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> check_global_test(counts, between="kind")
    """
    _rows(Unfitted.of(counts), check_settings(global_test, settings))


def _rows(topics: Topics, settings: Mapping[str, Any]) -> tuple[Cells, Rows]:
    """Make the cells and choose those that can be compared; refuse what cannot be tested."""
    between, cluster = settings["between"], settings["cluster"]
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
        **{name: settings[name] for name in ("where", "groups", "strata")},
    )
    unit = unit_words(cluster)
    refuse_many(cells.groups, between, _MOST_GROUPS, "too many for one test")
    rows = choose_rows(cells, settings["strata"], between, unit)
    refuse_unreachable(rows, settings["n_shuffles"], settings["alpha"], unit)
    return cells, rows


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


def _less_strata(coordinates: Floats, rows: Rows) -> Floats:
    """Take the strata's own profiles out, beside the groups'."""
    explains = np.hstack(
        [numbers[:, None] == np.arange(numbers.max() + 1) for numbers in (rows.block, rows.group)]
    ).astype(np.float64)
    n_blocks = int(rows.block.max()) + 1
    with one_thread():
        effects = np.linalg.lstsq(explains, coordinates, rcond=None)[0]
    return np.asarray(coordinates - effects[:n_blocks][rows.block])
