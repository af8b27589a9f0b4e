"""Sweeps: every fit is what it would be alone, kept one by one, and failures are named."""

from __future__ import annotations

import importlib
import zipfile
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from common.corpora import assert_same

from toolkit.contrasts import Specification, robustness
from toolkit.errors import ToolkitError
from toolkit.experiment import Run, export_run, load_run, read_experiment, run
from toolkit.experiment.chain import Chain
from toolkit.experiment.record import input_digests, run_key
from toolkit.experiment.sweep_result import Sweep
from toolkit.kept import Kept
from toolkit.topics import Topics

sweeping: Any = importlib.import_module("toolkit.experiment.sweep")
module: Any = importlib.import_module("toolkit.experiment.run")
chain: Any = importlib.import_module("toolkit.experiment.chain")

SWEEP = """
[vary]
n_refits = 2
topics.main.n_topics = [3, 4]

[robustness]
contrasts = ["kinds"]
"""


def with_sweep(home: Path, sweep: str = SWEEP) -> Path:
    with (home / "small.toml").open("a", encoding="utf-8") as file:
        file.write(sweep)
    return home / "small.toml"


@pytest.fixture(scope="module")
def made(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    import shutil

    home = tmp_path_factory.mktemp("sweep") / "home"
    shutil.copytree(small_file.parent, home, ignore=shutil.ignore_patterns("results"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "draw_figures", lambda *_: [])
        return run(with_sweep(home), results=home / "results", workers=2)


def test_every_fit_has_a_row(made: Run) -> None:
    assert made.sweep is not None
    table = made.sweep.table()
    main, second = table[table.model == "main"], table[table.model == "second"]
    assert main["fit"].tolist()[0] == "as in the file"
    assert sorted(main["n_topics"]) == [3, 3, 4, 4]
    assert len(second) == 2  # its size is not varied, its seed is
    assert (table["status"] == "").all()
    assert main["stability"].iloc[0] == pytest.approx(1)
    assert (main["stability"].iloc[1:] < 1).all()
    assert "4" not in made.sweep.summary().split(";")[1]


def test_a_cell_is_the_experiment_with_other_settings(made: Run) -> None:
    home = made.folder.parents[1]
    text = (home / "small.toml").read_text(encoding="utf-8").replace(SWEEP, "")
    (home / "alone.toml").write_text(text.replace("n_topics = 4\nmax", "n_topics = 3\nmax"))
    experiment = read_experiment(home / "alone.toml")
    alone = Chain(experiment, input_digests(experiment), Kept(home / "elsewhere"))
    found = made.robustness["kinds"]
    place = found.names.index("n_topics=3, seed=3")
    contrast = alone.record("contrasts.kinds")
    matched = found.matched[place]
    has = matched >= 0
    assert has.any()
    assert_same(found.difference[place, 0, has], contrast.pairs[0].difference[matched[has]])


def test_the_base_is_what_the_run_reports(made: Run) -> None:
    found = made.robustness["kinds"]
    assert np.array_equal(found.difference[0, 0], made.contrasts["kinds"].pairs[0].difference)
    assert found.n_fits == 4
    assert found.choices[0] == {"n_topics": "4", "seed": "3"}


def test_workers_make_no_difference(made: Run, home: Path, no_figures: None) -> None:
    again = run(with_sweep(home), results=home / "results", workers=1)
    assert again.record["digest"] == made.record["digest"]


def test_what_is_kept_is_not_made_again(
    home: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(with_sweep(home), results=home / "results", workers=1)
    calls: list[int] = []
    fit_lda = chain.MODELS["lda"]

    def counted(*args: Any, **kwargs: Any) -> Any:
        calls.append(kwargs["n_topics"])
        return fit_lda(*args, **kwargs)

    counted.__module__, counted.__name__ = fit_lda.__module__, fit_lda.__name__
    counted.__wrapped__ = fit_lda  # type: ignore[attr-defined]
    monkeypatch.setitem(chain.MODELS, "lda", counted)
    text = (home / "small.toml").read_text(encoding="utf-8")
    (home / "small.toml").write_text(text.replace("[3, 4]", "[3, 4, 5]"), encoding="utf-8")
    more = run(home / "small.toml", results=home / "results", workers=1)
    assert calls == [5, 5]
    assert more.robustness["kinds"].n_fits == 6


def test_a_failed_fit_is_named_and_the_rest_goes_on(home: Path, no_figures: None) -> None:
    said: list[str] = []
    sweep = "[vary]\ncounts.min_segments = [3, 60]\ntopics.main.n_topics = [3, 4]\n[robustness]\n"
    made = run(with_sweep(home, sweep), results=home / "results", workers=1, report=said.append)
    assert made.sweep is not None
    failed = made.sweep.table().query("status != ''")
    assert set(failed["fit"]) == {"min_segments=60, n_topics=3", "min_segments=60, n_topics=4"}
    assert "no term is left" in failed["status"].iloc[0]
    assert "Failed: main, min_segments=60, n_topics=3: counts: no term" in made.sweep.summary()
    followed = made.robustness["kinds"]
    assert followed.n_fits == 2
    assert {one.name for one in followed.failed} == set(failed["fit"])
    assert "2 of 4 failed" in followed.summary().splitlines()[0]
    assert "no term is left" in made.methods()
    assert_same(load_run(made.folder).sweep, made.sweep)


def test_a_fit_that_several_cells_share_fails_once(home: Path, no_figures: None) -> None:
    # Cells that choose another second model have the same first one, and it cannot be fitted.
    sweep = (
        "[vary]\ntopics.main.n_topics = [3, 900]\ntopics.second.n_topics = [3, 4]\n[robustness]\n"
    )
    made = run(with_sweep(home, sweep), results=home / "results", workers=1)
    assert made.sweep is not None
    of_main = made.sweep.table().query("model == 'main'")
    assert (of_main["status"] != "").tolist() == [False, False, True]
    followed = made.robustness["kinds"]
    assert (followed.n_fits, len(followed.failed)) == (2, 1)
    assert "n_topics = 900 is more than" in followed.failed[0].reason


def test_a_fit_of_divided_meetings_may_fail_alone(home: Path, no_figures: None) -> None:
    # Such a fit is a step of its own, made with the others and not before them.
    said: list[str] = []
    sweep = "[discovery]\n[vary]\ntopics.main.n_topics = [3, 900]\n[robustness]\n"
    made = run(with_sweep(home, sweep), results=home / "results", workers=1, report=said.append)
    assert made.sweep is not None
    table = made.sweep.table().set_index("fit")
    assert table.loc["n_topics=900", "status"] != ""
    assert table.loc["n_topics=3", "status"] == ""
    assert any(line.startswith("sweep: 3 cells, 2 fits") for line in said)


def test_a_fit_that_dies_is_tried_again_by_the_next_run(
    home: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit_lda = chain.MODELS["lda"]

    def dies(*args: Any, **kwargs: Any) -> Any:
        if kwargs["n_topics"] == 3:
            raise MemoryError
        return fit_lda(*args, **kwargs)

    dies.__module__, dies.__name__ = fit_lda.__module__, fit_lda.__name__
    dies.__wrapped__ = fit_lda  # type: ignore[attr-defined]
    file = with_sweep(home)
    with monkeypatch.context() as patch:
        patch.setitem(chain.MODELS, "lda", dies)
        with pytest.raises(
            ToolkitError, match=r"2 of 4 fits could not be made \(MemoryError.* goes on"
        ):
            run(file, results=home / "results", workers=1)
    said: list[str] = []
    made = run(file, results=home / "results", workers=1, report=said.append)
    assert any("2 fits to make" in line for line in said)
    assert made.sweep is not None
    assert (made.sweep.table()["status"] == "").all()


@pytest.mark.parametrize("level, n_alignments", [(0.05, 1), (0.3, 2)])
def test_a_fit_is_read_and_aligned_once_for_the_table_and_all_contrasts(
    home: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch, level: float, n_alignments: int
) -> None:
    aligned: list[str] = []
    loaded: list[str] = []

    def counted(first: Topics, second: Topics, **settings: Any) -> Any:
        aligned.append(second.model)
        return align(first, second, **settings)

    def load(self: Chain, step: str) -> Any:
        loaded.append(step)
        return read(self, step)

    align, read = sweeping.align, Chain.load
    monkeypatch.setattr(sweeping, "align", counted)
    monkeypatch.setattr(Chain, "load", load)
    more = """
[contrasts.speakers_of_main]
topics = "main"
between = "speaker"
alpha = 0.2
n_shuffles = 199
"""
    sweep = f"{more}[vary]\nn_refits = 3\n[robustness]\nlevel = {level}\n"
    made = run(with_sweep(home, sweep), results=home / "results", workers=1)
    names = {n for n, own in read_experiment(home / "small.toml").contrasts.items()
             if own["method"] == "contrast"}  # fmt: skip
    assert set(made.robustness) == names >= {"kinds", "speakers_of_main"}
    assert aligned.count("lda") == 3 * n_alignments
    assert loaded.count("topics.main") == loaded.count("contrasts.kinds") == 3
    # What was followed is what `robustness` makes of the same fits, each matched anew.
    chains = [cell_of(made, home, seed) for seed in made.sweep.table()["seed"].unique()]
    fits = [
        Specification(name, choices, one.record("topics.main"), one.record("contrasts.kinds"))
        for one, name, choices in zip(
            chains, made.robustness["kinds"].names, made.robustness["kinds"].choices, strict=True
        )
    ]
    assert_same(robustness(fits[0], fits[1:], level=level), made.robustness["kinds"])


def cell_of(made: Run, home: Path, seed: int) -> Chain:
    """One cell of a sweep over seeds, as an experiment of its own."""
    experiment = read_experiment(home / "small.toml")
    (cell,) = [cell for cell in experiment.cells if cell.experiment.seed == seed]
    return Chain(cell.experiment, input_digests(experiment), Kept(home / "results" / ".stages"))


def test_a_sweep_comes_back_from_its_parts(made: Run) -> None:
    assert made.sweep is not None
    assert_same(Sweep.from_parts(made.sweep.arrays(), made.sweep.meta()), made.sweep)


def test_choices_that_change_no_number_count_once(home: Path, no_figures: None) -> None:
    text = (home / "small.toml").read_text(encoding="utf-8")
    text = text.replace('topics = "main"', 'topics = "second"')
    (home / "small.toml").write_text(text, encoding="utf-8")
    sweep = "[vary]\ncounts.stop = [['nosuchword'], ['neitherthis']]\n[robustness]\n"
    made = run(with_sweep(home, sweep), results=home / "results", workers=1)
    assert made.sweep is not None
    table = made.sweep.table()
    assert table[table.model == "second"]["same_as"].tolist() == ["", *["as in the file"] * 2]
    assert made.robustness["kinds"].n_fits == 1
    assert "Equal to another fit" in made.sweep.summary()


OTHER_TEXTS = """
name = "texts"
[corpus]
folder = "transcripts"
exclude = ["*-b.txt", "empty.txt"]
[segments]
min_words = 20
[counts]
min_segments = 3
[topics.main]
model = "nmf"
n_topics = 3
[contrasts.kinds]
between = "kind"
groups = ["question", "answer"]
n_shuffles = 99
[vary]
corpus.exclude = [["empty.txt"]]
segments.by = ["paragraph", "turn"]
[robustness]
"""


def test_what_is_read_of_a_folder_can_be_varied(home: Path, no_figures: None) -> None:
    transcripts = home / "transcripts"
    page, *_, last = sorted(page for page in transcripts.iterdir() if page.stat().st_size)
    moved = last.rename(last.with_name("last-b.txt"))
    (home / "texts.toml").write_text(OTHER_TEXTS, encoding="utf-8")
    made = run(home / "texts.toml", results=home / "results", workers=1)
    assert made.sweep is not None
    table = made.sweep.table()
    assert table["fit"].tolist()[1:] == [
        "exclude=empty.txt, by=paragraph", "exclude=empty.txt, by=turn",
    ]  # fmt: skip
    assert (table["status"] == "").all()
    assert table["segments"].iloc[1] > table["segments"].iloc[0] > table["segments"].iloc[2]
    assert made.robustness["kinds"].n_fits == 3
    # What one cell alone reads goes into the name of the run, its record and its archive.
    assert "last-b.txt" in made.record["inputs"]
    assert "last-b.txt" not in {meeting.source for meeting in made.corpus.meetings}
    archive = export_run(made.folder, out=home / "it.zip")
    with zipfile.ZipFile(archive) as packed:
        assert any(name.endswith("texts/last-b.txt") for name in packed.namelist())
    moved.write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    experiment = read_experiment(home / "texts.toml")
    assert run_key(experiment, input_digests(experiment)) != made.folder.name
    with pytest.raises(ToolkitError, match=r"last-b\.txt"):
        export_run(made.folder, out=home / "other.zip")


def test_choices_stand_in_the_table_as_in_a_file() -> None:
    row = {"fit": "numbers=true, alpha=not set", "numbers": True, "alpha": None, "k": 8}
    row |= {"model": "main", "status": "", "converged": True}
    table = Sweep(("numbers", "alpha", "k"), (MappingProxyType(row),)).table()
    assert table.loc[0, ["numbers", "alpha", "k"]].tolist() == ["true", "not set", 8]
    assert table.loc[0, "converged"]
