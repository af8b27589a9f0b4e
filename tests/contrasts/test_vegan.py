"""The global tests agree with R's vegan; left out where R or vegan is missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.dispersion import dispersion
from toolkit.contrasts.global_test import embed, global_test
from toolkit.contrasts.permanova import permanova

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

RSCRIPT = shutil.which("Rscript")
N_SHUFFLES = 1999

SCRIPT = """
suppressPackageStartupMessages({library(vegan); library(permute)})
options(digits = 17, warn = 2)
args <- commandArgs(trailingOnly = TRUE)
read <- function(name) as.matrix(read.csv(file.path(args[1], name), header = FALSE))
x <- read("values.csv")
design <- read("design.csv")
group <- factor(design[, 1])
block <- factor(design[, 2])
n <- as.integer(args[2])
set.seed(1)
D <- dist(x)
say <- function(name, ...) cat(name, format(c(...), digits = 17), "\\n")
if (nlevels(block) > 1) {
  made <- adonis2(D ~ block + group, strata = block, by = "terms", permutations = n)
  row <- 2
} else {
  made <- adonis2(D ~ group, permutations = n)
  row <- 1
}
say("permanova", made$F[row], made$R2[row], made$Df[row], made$Df[row + 1], made$"Pr(>F)"[row])
for (type in c("centroid", "median")) for (adjust in c(FALSE, TRUE)) {
  found <- betadisper(D, group, type = type, bias.adjust = adjust)
  test <- permutest(found, permutations = n)$tab
  say(paste0(type, adjust), test$F[1], test$"Pr(>F)"[1], found$distances)
}
"""

# From the proportions of cells to F, vegan finding the distances itself.
WHOLE = """
suppressPackageStartupMessages(library(vegan))
args <- commandArgs(trailingOnly = TRUE)
x <- as.matrix(read.csv(file.path(args[1], "values.csv"), header = FALSE))
design <- read.csv(file.path(args[1], "design.csv"), header = FALSE, colClasses = "character")
group <- factor(design[, 1])
meeting <- factor(design[, 2])
set.seed(2)
D <- vegdist(x, method = "hellinger")
if (args[3] == "within") {
  made <- adonis2(
    D ~ meeting + group, strata = meeting, by = "terms", permutations = as.integer(args[2])
  )
} else {
  made <- adonis2(D ~ group, by = "terms", permutations = as.integer(args[2]))
}
row <- which(rownames(made) == "group")
spread <- betadisper(D, group, type = "centroid", bias.adjust = TRUE)
cat("whole", format(c(made$F[row], made$"Pr(>F)"[row]), digits = 17), "\\n")
cat("spread", format(spread$distances, digits = 17), "\\n")
"""


class Case(NamedTuple):
    values: Floats
    group: Ints
    block: Ints


def _shares(n: int, seed: int, n_topics: int = 7) -> Floats:
    return np.random.default_rng(seed).dirichlet(np.full(n_topics, 0.8), n)


def _cases() -> dict[str, Case]:
    three = np.repeat([0, 1, 2], [5, 9, 14])
    crossed = np.tile([0, 1, 2], 9)
    gaps = np.delete(np.arange(27), [1, 5, 6, 20])
    year = np.random.default_rng(5).integers(0, 3, 28)
    one = np.zeros(28, dtype=np.intp)
    shares = _shares(28, 1)
    shifted = _shares(27, 2) + 0.15 * np.eye(7)[crossed] * (np.arange(27) % 2)[:, None]
    shifted /= shifted.sum(axis=1, keepdims=True)
    return {
        "between": Case(embed(shares, "hellinger", 0.001), three, one),
        "aitchison": Case(embed(shares, "aitchison", 0.01), three, one),
        "strata": Case(embed(shares, "hellinger", 0.001), three, year),
        "within": Case(embed(shifted, "hellinger", 0.001), crossed, np.repeat(np.arange(9), 3)),
        "gaps": Case(
            embed(shifted, "hellinger", 0.001)[gaps],
            crossed[gaps],
            (np.repeat(np.arange(9), 3))[gaps],
        ),
    }


CASES = _cases()


def _has_vegan() -> bool:
    if RSCRIPT is None:
        return False
    asked = [RSCRIPT, "-e", "q(status = !requireNamespace('vegan', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def vegan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[float]]]:
    """What vegan makes of each case: lines of numbers by name."""
    if RSCRIPT is None or not _has_vegan():
        pytest.skip("R with vegan is not installed")
    found = {}
    for name, case in CASES.items():
        folder = tmp_path_factory.mktemp(name)
        np.savetxt(folder / "values.csv", case.values, fmt="%.17g", delimiter=",")
        np.savetxt(folder / "design.csv", np.c_[case.group, case.block], fmt="%d", delimiter=",")
        found[name] = _run(folder)
    return found


def _run(folder: Path, source: str = SCRIPT, *further: str) -> dict[str, list[float]]:
    script = folder / "run.R"
    script.write_text(source, encoding="utf-8")
    asked = [str(RSCRIPT), "--vanilla", str(script), str(folder), str(N_SHUFFLES), *further]
    said = subprocess.run(asked, capture_output=True, check=False, text=True)
    assert said.returncode == 0, said.stderr
    lines = [line.split() for line in said.stdout.splitlines()]
    return {line[0]: [float(number) for number in line[1:]] for line in lines}


def _same_p(p: float, theirs: float) -> None:
    mean = (p + theirs) / 2
    assert abs(p - theirs) <= 4 * np.sqrt(2 * mean * (1 - mean) / N_SHUFFLES) + 2 / N_SHUFFLES


@pytest.mark.parametrize("name", CASES)
def test_permanova(name: str, vegan: dict[str, dict[str, list[float]]]) -> None:
    f, r2, df, df_residual, p = vegan[name]["permanova"]
    made = permanova(*CASES[name], equal_spread=True, n_shuffles=N_SHUFFLES, seed=3)
    assert made.f == pytest.approx(f, rel=1e-8)
    assert made.r2 == pytest.approx(r2, rel=1e-8)
    assert (made.df, made.df_residual) == (df, df_residual)
    _same_p(made.p, p)


@pytest.mark.parametrize("adjust", [False, True])
@pytest.mark.parametrize("name", ["between", "aitchison", "gaps"])
def test_dispersion(name: str, adjust: bool, vegan: dict[str, dict[str, list[float]]]) -> None:
    case = CASES[name]._replace(block=np.zeros_like(CASES[name].group))
    for centre, close in (("centroid", 1e-8), ("median", 1e-4)):
        f, p, *distances = vegan[name][f"{centre}{str(adjust).upper()}"]
        made = dispersion(
            *case,
            centre=centre,  # type: ignore[arg-type]
            adjust_size=adjust,
            n_shuffles=N_SHUFFLES,
            seed=4,
        )
        assert made.f == pytest.approx(f, rel=close)
        np.testing.assert_allclose(made.distances, distances, rtol=close, atol=close)
        _same_p(made.p, p)


@pytest.mark.parametrize("design", ["between", "within"])
def test_from_cells_to_f(
    design: str, request: pytest.FixtureRequest, tmp_path: Path, vegan: dict[str, object]
) -> None:
    """One row a meeting; or a row for each group in a meeting, shuffled inside meetings."""
    topics = request.getfixturevalue(f"{design}_topics")
    column = "country" if design == "between" else "kind"
    made = global_test(
        topics, between=column, equal_spread=True, centre="centroid", n_shuffles=N_SHUFFLES
    )
    cells = make_cells(topics, group=column, cluster="meeting", average="meetings")
    alone = np.bincount(cells.cluster)[cells.cluster] == 1
    used = np.flatnonzero(~alone) if design == "within" else np.arange(len(alone))
    np.savetxt(tmp_path / "values.csv", cells.proportions[used], fmt="%.17g", delimiter=",")
    np.savetxt(
        tmp_path / "design.csv",
        np.c_[cells.group[used], cells.cluster[used]],
        fmt="%d",
        delimiter=",",
    )
    said = _run(tmp_path, WHOLE, design)
    assert made.design == design
    f, p = said["whole"]
    assert made.location.f == pytest.approx(f, rel=1e-8)
    _same_p(made.location.p, p)
    # vegan's Hellinger distance lacks the root of one half that keeps ours below one.
    np.testing.assert_allclose(
        made.spread.distances * np.sqrt(2), said["spread"], rtol=1e-8, atol=1e-8
    )
