"""Data sets in which nothing differs: proportions drawn, no model fitted, one builder a design.

Topics are common and rare, as topics are. Meetings scatter around the corpus' mean by a Dirichlet
distribution whose precision is their `likeness`, and segments around their meeting. A design is a
function from a generator of random numbers to cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cells import Cells

Floats = NDArray[np.float64]
Random = np.random.Generator
Draw = Callable[[Random], Cells]

N_TOPICS = 12


def dirichlet(random: Random, shapes: Floats) -> Floats:
    """Draw along the last axis; tiny shapes give tiny shares and never a row of zeros."""
    drawn = random.standard_gamma(shapes) + 1e-12
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def base(random: Random, n_topics: int = N_TOPICS) -> Floats:
    """Draw the corpus' mean proportions: some topics are common, some are rare."""
    return np.asarray(0.9 * random.dirichlet(np.ones(n_topics)) + 0.1 / n_topics)


def meetings(random: Random, n: int, mean: Floats, likeness: float, n_segments: int = 20) -> Floats:
    """Draw one cell a meeting, the mean of its segments; the likeness is the meetings' own."""
    centres = dirichlet(random, np.tile(likeness * mean, (n, 1)))
    segments = dirichlet(random, np.repeat(4 * centres[:, None], n_segments, axis=1))
    return np.asarray(segments.mean(axis=1))


def make_cells(
    values: Floats,
    group: Sequence[int],
    cluster: Sequence[int],
    strata: Sequence[int] | None = None,
    weights: Floats | None = None,
    *,
    dated: bool = False,
) -> Cells:
    """Give proportions their groups and clusters, whose number is that of strata if given."""
    n = len(strata) if strata is not None else max(cluster) + 1
    ones = np.ones(len(values))
    return Cells(
        groups=tuple("abcdef"[: max(group) + 1]),
        clusters=tuple(map(str, range(n))),
        group=np.array(group, dtype=np.intp),
        cluster=np.array(cluster, dtype=np.intp),
        proportions=values,
        weights=ones if weights is None else weights,
        segments=ones.astype(np.int64),
        tokens=ones.astype(np.int64),
        strata=np.array(strata if strata is not None else [0] * n, dtype=np.intp),
        dates=tuple(str(1000 + i) if dated else None for i in range(n)),
        lengths=np.ones(max(group) + 1),
        n_missing=0,
        n_empty=0,
    )


def lettered_cells(
    group: str,
    dates: Sequence[str | None],
    values: Floats | None = None,
    until: tuple[str, ...] = (),
) -> Cells:
    """Return one cluster a letter of `group`; cells stand in the order of their groups."""
    names = tuple(sorted(set(group)))
    numbers = np.array([names.index(letter) for letter in group])
    order = np.argsort(numbers, kind="stable")
    values = np.full((len(group), 2), 0.5) if values is None else values
    cells = make_cells(values[order], numbers[order].tolist(), order.tolist())
    return replace(cells, groups=names, dates=tuple(dates), until=until)


def between(sizes: Sequence[int], likeness: Sequence[float]) -> Draw:
    """Groups of whole meetings, each group with the likeness of its own meetings."""

    def draw(random: Random) -> Cells:
        mean = base(random)
        sides = [meetings(random, n, mean, k) for n, k in zip(sizes, likeness, strict=True)]
        group = np.repeat(np.arange(len(sizes)), sizes).tolist()
        return make_cells(np.vstack(sides), group, range(len(group)))

    return draw


def unequal_meetings(n_a: int, n_b: int) -> Draw:
    """Meetings of 2 to 60 segments, which weigh as much as they hold."""

    def draw(random: Random) -> Cells:
        mean, held = base(random), random.integers(2, 61, n_a + n_b)
        rows = [meetings(random, 1, mean, 15, int(n)) for n in held]
        group = [0] * n_a + [1] * n_b
        return make_cells(np.vstack(rows), group, range(n_a + n_b), weights=held.astype(np.float64))

    return draw


def stratified(*years: tuple[int, int]) -> Draw:
    """Years of unlike content, each with so many meetings of a and of b."""

    def draw(random: Random) -> Cells:
        rows = [meetings(random, a + b, base(random), 15) for a, b in years]
        group = np.concatenate([np.repeat([0, 1], sizes) for sizes in years])
        year = np.repeat(np.arange(len(years)), [a + b for a, b in years])
        order = np.argsort(group, kind="stable")
        values = np.vstack(rows)[order]
        return make_cells(values, group[order].tolist(), range(len(group)), year[order].tolist())

    return draw


def sequence(
    random: Random, n: int, autocorrelation: float | Floats, mean: Floats | None = None
) -> Floats:
    """Draw clusters that follow each other: the topics' logits are a first-order autoregression."""
    mean = base(random) if mean is None else mean
    logits = np.empty((n, len(mean)))
    logits[0] = random.normal(size=len(mean))
    step = np.sqrt(1 - np.square(autocorrelation))
    for t in range(1, n):
        logits[t] = autocorrelation * logits[t - 1] + step * random.normal(size=len(mean))
    shares = mean * np.exp(0.6 * logits)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def stretches(n_a: int, n_b: int, autocorrelation: float | Floats) -> Draw:
    """Two stretches of one sequence, in which no step lies between them."""

    def draw(random: Random) -> Cells:
        values = sequence(random, n_a + n_b, autocorrelation)
        return make_cells(values, [0] * n_a + [1] * n_b, range(n_a + n_b), dated=True)

    return draw


def within(n: int, n_segments: tuple[int, int] = (20, 20), likeness: float = 8) -> Draw:
    """Groups around the same proportions in each meeting; meetings differ much."""

    def draw(random: Random) -> Cells:
        centres = dirichlet(random, np.tile(likeness * base(random), (n, 1)))
        sides = [
            dirichlet(random, np.repeat(4 * centres[:, None], k, axis=1)).mean(axis=1)
            for k in n_segments
        ]
        return make_cells(np.vstack(sides), [0] * n + [1] * n, [*range(n), *range(n)])

    return draw


def uneven_effect(n: int) -> Draw:
    """Groups that differ in each meeting by an effect of its own, none on average."""

    def draw(random: Random) -> Cells:
        mean = base(random)
        sides = [meetings(random, n, mean, 15) for _ in "ab"]
        return make_cells(np.vstack(sides), [0] * n + [1] * n, [*range(n), *range(n)])

    return draw


def turns(*held: tuple[int, int], paragraphs: int = 1) -> Draw:
    """Turns inside meetings, so many of a and of b in each; a turn's paragraphs are alike."""

    def draw(random: Random) -> Cells:
        centres = dirichlet(random, np.tile(8 * base(random), (len(held), 1)))
        meeting = np.repeat(np.arange(len(held)), [a + b for a, b in held])
        own = dirichlet(random, 4 * centres[meeting])
        if paragraphs > 1:
            drawn = dirichlet(random, np.repeat(10 * own[:, None], paragraphs, axis=1))
            own = drawn.mean(axis=1)
        group = np.concatenate([np.repeat([0, 1], sizes) for sizes in held])
        order = np.argsort(group, kind="stable")
        return make_cells(own[order], group[order].tolist(), order.tolist(), meeting.tolist())

    return draw


def exchanges(n_meetings: int, each: int) -> Draw:
    """Questions and answers that share their exchange's proportions, exchanges their meeting's."""

    def draw(random: Random) -> Cells:
        centres = dirichlet(random, np.tile(8 * base(random), (n_meetings, 1)))
        meeting = np.repeat(np.arange(n_meetings), each)
        exchange = dirichlet(random, 8 * centres[meeting])
        sides = [dirichlet(random, 6 * exchange) for _ in "ab"]
        n = len(meeting)
        return make_cells(
            np.vstack(sides), [0] * n + [1] * n, [*range(n), *range(n)], meeting.tolist()
        )

    return draw


def three_within(n: int) -> Draw:
    """Three groups around the same proportions in each meeting; each is absent from two."""

    def draw(random: Random) -> Cells:
        centres = dirichlet(random, np.tile(8 * base(random), (n, 1)))
        rows = dirichlet(random, np.repeat(4 * centres[:, None], 3, axis=1))
        there = np.ones((n, 3), dtype=bool)
        there[[0, 1], 0] = there[[2, 3], 1] = there[[4, 5], 2] = False
        meeting, group = np.nonzero(there)
        order = np.argsort(group, kind="stable")
        values = rows[meeting, group][order]
        return make_cells(values, group[order].tolist(), meeting[order].tolist())

    return draw


def normal(sizes: Sequence[int], variances: Sequence[float]) -> Draw:
    """Whole meetings, unlike in spread alone: shares around their mean without any skewness."""

    def draw(random: Random) -> Cells:
        mean, group = base(random), np.repeat(np.arange(len(sizes)), sizes)
        noise = random.standard_normal((len(group), N_TOPICS))
        noise -= (noise @ mean)[:, None]  # so that shares sum to one
        values = mean * (1 + 0.1 * np.sqrt(np.array(variances)[group])[:, None] * noise)
        return make_cells(values, group.tolist(), range(len(group)))

    return draw
