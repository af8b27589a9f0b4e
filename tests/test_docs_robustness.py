"""The guide to robustness: its experiment, Python, columns and sentences are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from common.guides import BEFORE, blocks_of, read_guide, rows_of
from common.specifications import make_specification as spec

import toolkit as tk
from toolkit.contrasts.hangs_on import Hangs
from toolkit.experiment import read_experiment

PAGE = read_guide("robustness.md")
BLOCKS = blocks_of(PAGE)


@pytest.fixture(scope="module")
def found() -> tk.Robustness:
    fits = [spec(str(s), {"seed": s}, ["war"], [0.1], [0.01]) for s in range(41)]
    return tk.robustness(fits[0], fits[1:])


def test_the_blocks_are_those_proved_here() -> None:
    assert [kind for kind, _ in BLOCKS] == ["toml", "python", "toml"]


def test_the_experiment_shown_is_in_order_and_makes_as_many_fits_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(BEFORE + BLOCKS[0][1], encoding="utf-8")
    experiment = read_experiment(tmp_path / "x.toml")
    choices = [tuple(cell.choices.values()) for cell in experiment.cells]
    (said,) = re.findall(r"every value with every other, (\d+) here", PAGE)
    own = 1  # as in the file: twelve topics, which is none of those tried
    assert len(set(choices)) == len(choices) == int(said) + own
    assert experiment.robustness["contrasts"] == ["kinds"]


def test_a_division_is_in_order_and_can_be_varied(tmp_path: Path) -> None:
    (varied,) = re.findall(r"`(discovery\.draw = .+?)` under `\[vary\]`", PAGE)
    text = f"{BEFORE}{BLOCKS[2][1]}[vary]\n{varied}\n"
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    experiment = read_experiment(tmp_path / "x.toml")
    assert experiment.discovery == {"share": 0.5, "draw": 1}
    assert [cell.experiment.discovery["draw"] for cell in experiment.cells] == [1, 2, 3]


def test_what_is_read_of_a_folder_can_be_varied(tmp_path: Path) -> None:
    (varied,) = re.findall(r"`(corpus\.exclude = .+?)` under `\[vary\]`", PAGE)
    (tmp_path / "x.toml").write_text(f"{BEFORE}[vary]\n{varied}\n", encoding="utf-8")
    cells = read_experiment(tmp_path / "x.toml").cells
    assert [cell.experiment.corpus["exclude"] for cell in cells] == [[], ["2020/*"], ["2021/*"]]
    assert cells[1].name == "exclude=2020/*"


def test_the_python_shown_runs() -> None:
    known: dict[str, Any] = {}
    exec(compile(BLOCKS[1][1], "robustness.md", "exec"), known)  # noqa: S102 - our own page
    assert known["found"].n_fits == 4


def test_every_column_explained_is_one_of_the_table(found: tk.Robustness) -> None:
    named = re.findall(r"`(\w+)`", " ".join(row[0] for row in rows_of(PAGE, "column")))
    own = {"group_a", "group_b", "topic", "label", "difference_pp", "low_pp", "high_pp"}
    assert set(named) == set(found.table().columns) - own - {"p_adjusted"}


def test_what_it_says_of_the_range_is_so(found: tk.Robustness) -> None:
    assert "all of them if there are 40 or fewer" in PAGE
    steps = [spec(str(i), {"seed": i}, ["war"], [i / 1000], [0.5]) for i in range(41)]
    for n, whole in ((40, True), (41, False)):
        _, low, high = tk.robustness(steps[0], steps[1:n]).range_over_fits(0, 0)
        assert ((low, high) == (0, (n - 1) / 1000)) is whole


def test_what_a_finding_hangs_on_is_written_so() -> None:
    for one in (Hangs("n_topics", "20", 2, 10, 9, 10, "12"), Hangs("seed", "", 2, 9)):
        assert f"`{one}`" in PAGE
