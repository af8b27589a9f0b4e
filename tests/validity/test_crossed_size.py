"""How often a difference inside meetings is found to differ between groups that differ otherwise.

Kinds differ strongly, so do the groups of meetings, and the two add up: there is no interaction.
The suite draws two hundred data sets for each design; ``TOOLKIT_VALIDITY=4000`` draws as many as
that says. Rates are printed (``pytest -s``).
"""

import os
from dataclasses import replace

import numpy as np
import pytest
from common.nulls import make_cells
from numpy.typing import NDArray
from scipy import stats

from toolkit.contrasts.cells import Inside
from toolkit.contrasts.compare import compare
from toolkit.contrasts.design import pair_designs
from toolkit.contrasts.pair import Pair

Floats = NDArray[np.float64]
Random = np.random.Generator

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "200"))
N_TOPICS = 12
N_SHUFFLES = 199  # p of 0.05 is one of the values it can give
LEVEL = 0.05 + 1e-12


def _dirichlet(random: Random, shapes: Floats) -> Floats:
    drawn = random.standard_gamma(shapes) + 1e-12
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def _profile(random: Random) -> Floats:
    return np.asarray(0.9 * random.dirichlet(np.ones(N_TOPICS)) + 0.1 / N_TOPICS)


def _sides(random: Random, sizes: tuple[int, int], interaction: float = 0.0) -> list[Floats]:
    """Draw answers and questions, (2, n_meetings, n_topics), as mixtures that add up exactly.

    Two fifths of what is said belongs to the meeting, shared by both kinds; three tenths to the
    kind; three tenths to the group of meetings. Questions scatter twice as much as answers. An
    interaction moves that share of the first group's answers to one topic.
    """
    base, kinds, groups = (
        _profile(random), [_profile(random) for _ in "aq"], [_profile(random) for _ in "ab"]
    )  # fmt: skip
    meetings = _dirichlet(random, np.tile(8 * base, (sum(sizes), 1)))
    group = np.repeat([0, 1], sizes)
    common = 0.4 * meetings + 0.3 * np.array(groups)[group]
    theta = [common + 0.3 * kind for kind in kinds]
    moved = np.where(group == 0, interaction, 0.0)[:, None]
    theta[0] = (1 - moved) * theta[0] + moved * np.eye(N_TOPICS)[np.argsort(base)[N_TOPICS // 2]]
    return [_dirichlet(random, scale * mean) for scale, mean in zip((60, 30), theta, strict=True)]


def _compared(sides: list[Floats], sizes: tuple[int, int], seed: int) -> Pair:
    n = sum(sizes)
    cells = replace(
        make_cells(sides[0] - sides[1], np.repeat([0, 1], sizes).tolist(), range(n)),
        inside=Inside("kind", "answer", "question", (0, 0)),
    )
    (design,) = pair_designs(cells)
    return compare(cells, design, n_shuffles=N_SHUFFLES, n_pairs=1, seed=seed)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("sizes", [(10, 10), (20, 20), (5, 15)], ids=str)
def test_main_effects_are_not_taken_for_an_interaction(sizes: tuple[int, int]) -> None:
    found = single = naive = 0
    for number in range(N_SETS):
        sides = _sides(np.random.default_rng([number, 31]), sizes)
        pair = _compared(sides, sizes, seed=number)
        found += bool(pair.p_adjusted.min() <= LEVEL)
        single += int((pair.p <= LEVEL).sum())
        in_a = np.repeat([True, False], sizes)
        naive += bool(stats.ttest_ind(sides[0][in_a], sides[0][~in_a]).pvalue.min() < 0.05 / 12)
    low, high = stats.binom.ppf([0.0005, 0.9995], N_SETS, 0.05) / N_SETS
    print(
        f"\n{sizes}: any topic {found / N_SETS:.4f}, band {low:.4f} {high:.4f}; one topic alone "
        f"{single / N_SETS / N_TOPICS:.4f}; answers alone {naive / N_SETS:.3f}"
    )
    assert low <= found / N_SETS <= high
    assert naive > 0.5 * N_SETS  # the main effect of the group is strong indeed


def test_a_planted_interaction_is_found() -> None:
    ours = theirs = 0
    for number in range(N_SETS // 2):
        sides = _sides(np.random.default_rng([number, 32]), (12, 12), interaction=0.15)
        d = sides[0] - sides[1]
        ours += _compared(sides, (12, 12), seed=number).p_adjusted.min() <= LEVEL
        p = stats.ttest_ind(d[:12], d[12:], equal_var=False).pvalue
        theirs += p.min() * N_TOPICS <= 0.05
    print(f"\n15 points planted: shuffles {ours / (N_SETS // 2)}, Welch {theirs / (N_SETS // 2)}")
    assert ours >= theirs - 0.02 * N_SETS
    assert ours > 0.4 * N_SETS
