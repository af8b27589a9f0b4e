"""Ten thousand permutations of twenty groups against the loops one would write without us.

20,000 segments of 400 meetings, 20 groups of 20 meetings each, 50 topics: 190 pairs, and for each
10,000 times the meetings of both groups are dealt out anew and 50 values of t computed. The loops
do the same for the same deals, on some of the pairs and permutations, and are scaled up; ours runs
some pairs in full and is scaled up likewise, with all it makes besides (divergences, p, max-T).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from common import nulls
from common.timing import calls, fastest, full_size, tell
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.contrasts.compare import compare
from toolkit.contrasts.contrast import contrast
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.plan import Plan, make_plan
from toolkit.contrasts.shuffle import deal_clusters
from toolkit.counts import Counts
from toolkit.seeds import derive_seed
from toolkit.segments import Segments
from toolkit.stages import check_settings
from toolkit.topics import Convergence, Topics

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Size:
    segments: int
    meetings: int
    groups: int
    topics: int
    shuffles: int


FULL_SIZE = Size(20_000, 400, 20, 50, 10_000)
SMALL = Size(240, 24, 3, 5, 60)


def build(size: Size) -> Topics:
    """Topics as fitted, without any text; shares differ by meeting and segment."""
    random = np.random.default_rng(1)
    meeting = np.repeat(np.arange(size.meetings), size.segments // size.meetings)
    group = meeting * size.groups // size.meetings
    mean = nulls.base(random, size.topics)
    centres = nulls.dirichlet(random, np.tile(15 * mean, (size.meetings, 1)))
    doc_topic = nulls.dirichlet(random, 4 * centres[meeting])
    names = [f"m{i:03d}" for i in range(size.meetings)]
    segments = Segments(
        by="turn",
        texts=tuple(f"text {i}" for i in range(size.segments)),
        columns=MappingProxyType(
            {
                "segment": tuple(f"{names[m]}#{i}" for i, m in enumerate(meeting)),
                "meeting": tuple(names[m] for m in meeting),
                "country": tuple(f"g{g:02d}" for g in group),
            }
        ),
        dropped=MappingProxyType({}),
    )
    ones = csr_matrix(np.ones((size.segments, size.topics), dtype=np.int64))
    terms = tuple(f"t{k:02d}" for k in range(size.topics))
    counts = Counts(segments, ones, terms, (), MappingProxyType({}))
    ended = Convergence(True, 1, 0.0, "nothing")
    settings: MappingProxyType[str, object] = MappingProxyType({})
    eye = np.eye(size.topics)
    return Topics("lda", counts, doc_topic, eye, terms, settings, 1, ended, None)


def settings_of(size: Size) -> dict[str, Any]:
    own = {"between": "country", "average": "segments", "n_shuffles": size.shuffles}
    full = check_settings(contrast, own)
    defaults = {"adjust": "maxT", "alpha": 0.05, "seed": 1, "cluster": "meeting", "time": "blocks"}
    nothing = dict.fromkeys(("strata", "block_length", "within", "where", "groups"))
    return nothing | defaults | full


def ours(plan: Plan, number: int, size: Size) -> Pair:
    design = plan.designs[number]
    seed = derive_seed(1, f"{design.a} | {design.b}")
    return compare(
        plan.cells, design, n_shuffles=size.shuffles, n_pairs=len(plan.designs), seed=seed
    )


@dataclass(frozen=True)
class Given:
    """What a loop starts from: the segments of one pair, and who is dealt to group a."""

    theta: Floats
    meeting: NDArray[np.intp]
    deals: Bools


def given(topics: Topics, plan: Plan, number: int, size: Size) -> Given:
    design = plan.designs[number]
    use = plan.cells.cluster[np.concatenate([design.cells_a, design.cells_b])]
    names = [plan.cells.clusters[cluster] for cluster in use]
    place = {name: at for at, name in enumerate(names)}
    column = topics.counts.segments.column("meeting")
    rows = [row for row, name in enumerate(column) if name in place]
    in_a = np.arange(len(names)) < len(design.cells_a)
    deals = deal_clusters(
        in_a,
        np.zeros(len(names), dtype=np.intp),
        n_shuffles=size.shuffles,
        seed=derive_seed(1, f"{design.a} | {design.b}"),
    )
    meeting = np.array([place[str(column[row])] for row in rows])
    return Given(topics.doc_topic[rows], meeting, deals.rows)


def pandas_loop(data: Given, n: int) -> Floats:
    """Label the segments, average them by meeting, then compare the meetings: the plain loop."""
    frame, found = pd.DataFrame(data.theta), []
    for in_a in data.deals[:n]:
        label = np.where(in_a[data.meeting], "a", "b")
        cells = frame.groupby([label, data.meeting]).mean()
        a, b = cells.loc["a"], cells.loc["b"]
        found.append((a.mean() - b.mean()) / np.sqrt(a.var() / len(a) + b.var() / len(b)))
    return np.array(found)


def numpy_loop(data: Given, n: int) -> Floats:
    """The same without pandas: a mask for every meeting of either group."""
    found = []
    for in_a in data.deals[:n]:
        a, b = (
            np.array([data.theta[data.meeting == m].mean(axis=0) for m in np.flatnonzero(side)])
            for side in (in_a, ~in_a)
        )
        error = np.sqrt(a.var(axis=0, ddof=1) / len(a) + b.var(axis=0, ddof=1) / len(b))
        found.append((a.mean(axis=0) - b.mean(axis=0)) / error)
    return np.array(found)


def careful_loop(data: Given, n: int) -> Floats:
    """A loop whose author saw that the means of meetings never change."""
    cells = np.array([data.theta[data.meeting == m].mean(axis=0) for m in np.unique(data.meeting)])
    found = []
    for in_a in data.deals[:n]:
        a, b = cells[in_a], cells[~in_a]
        error = np.sqrt(a.var(axis=0, ddof=1) / len(a) + b.var(axis=0, ddof=1) / len(b))
        found.append((a.mean(axis=0) - b.mean(axis=0)) / error)
    return np.array(found)


LOOPS = {"pandas": pandas_loop, "numpy": numpy_loop, "careful": careful_loop}


def test_the_loops_give_what_we_give() -> None:
    topics, size = build(SMALL), SMALL
    plan = make_plan(topics, settings_of(size))
    assert len(plan.designs) == 3
    for number in range(len(plan.designs)):
        null_t = ours(plan, number, size).null_t
        data = given(topics, plan, number, size)
        for loop in LOOPS.values():
            np.testing.assert_allclose(loop(data, size.shuffles), null_t, rtol=1e-12, atol=1e-12)


def test_more_permutations_ask_for_no_more_calls() -> None:
    """The cause of the speed, on any machine: Python does not go round once a permutation."""
    few, many = Size(240, 24, 2, 5, 100), Size(240, 24, 2, 5, 2000)
    made = []
    for size in (few, many):
        plan = make_plan(build(size), settings_of(size))
        ours(plan, 0, size)  # whatever is done once only
        made.append(calls(lambda plan=plan, size=size: ours(plan, 0, size)))  # type: ignore[misc]
    assert made[1] <= made[0] + 10


@full_size
def test_ten_thousand_permutations() -> None:
    size, n_pairs = FULL_SIZE, 190
    topics, settings = build(size), settings_of(FULL_SIZE)
    plan = make_plan(topics, settings)
    assert len(plan.designs) == n_pairs
    data, null_t = given(topics, plan, 0, size), ours(plan, 0, size).null_t
    n = {"pandas": 40, "numpy": 100, "careful": 1000}
    for name, loop in LOOPS.items():
        np.testing.assert_allclose(loop(data, n[name]), null_t[: n[name]], rtol=1e-12, atol=1e-12)

    seconds = fastest(
        {"cells": lambda: make_plan(topics, settings), "ours": lambda: ours(plan, 7, size)}
        | {name: lambda name=name: LOOPS[name](data, n[name]) for name in LOOPS},  # type: ignore[misc]
        repeats=5,
    )
    table = {"ours, from segments to p": seconds["cells"] + n_pairs * seconds["ours"]}
    table |= {f"{name} loop": n_pairs * size.shuffles / n[name] * seconds[name] for name in LOOPS}
    tell("10,000 permutations, 190 pairs of 20 groups, 50 topics", table, next(iter(table)))
    assert table["ours, from segments to p"] <= 0.02 * table["pandas loop"]
    assert table["ours, from segments to p"] <= 0.02 * table["numpy loop"]
