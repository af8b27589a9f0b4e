"""A kept run: read when it is looked at, shown without being read, drawn again."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment import Run, load_run
from toolkit.experiment import result as result_module

OLD = Path(__file__).parent / "kept" / "old-21c13a60.zip"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which parts of a run are read."""
    found: list[str] = []
    for name in ("load_corpus", "load_segments", "load_counts", "load_topics", "load_contrast"):
        load = getattr(result_module, name)

        def noted(*args: object, _name: str = name, _load: object = load) -> object:
            found.append(_name.removeprefix("load_"))
            return _load(*args)  # type: ignore[operator]

        monkeypatch.setattr(result_module, name, noted)
    return found


def test_nothing_is_read_before_it_is_looked_at_and_each_once(
    small_run: Path, opened: list[str]
) -> None:
    run = load_run(small_run)
    assert small_run.name in repr(run)
    assert "speakers (contrast between speaker, of second)" in run._repr_html_()
    assert len(run.figures) == 1
    assert opened == []
    assert run.contrasts["kinds"] is run.contrasts["kinds"]
    assert opened == ["contrast"]
    assert run.topics["second"].counts is run.counts
    assert run.segments is run.segments
    assert opened == ["contrast", "segments", "counts", "topics"]


def test_what_is_shown_holds_every_noun(small_run: Path) -> None:
    shown = repr(load_run(small_run))
    for line in (
        "corpus: 14 meetings, 1 set aside", "segments: ", "counts: ",
        "topics: main (lda, 4 topics)",
        "contrasts: near (divergences by speaker, of second)", "figures: figures/terms-main.png",
        "warnings: one figure was not drawn",
    ):  # fmt: skip
        assert line in shown


def test_a_slip_in_a_name_is_told(small_run: Path) -> None:
    run = load_run(small_run)
    with pytest.raises(ToolkitError, match="no contrast 'kind'; did you mean 'kinds'"):
        run.contrasts["kind"]
    with pytest.raises(ToolkitError, match="no proportions of main by 'speakers'; did you mean"):
        run.proportions["main"]["speakers"]


def test_a_run_travels_between_processes(small_run: Path) -> None:
    run = load_run(small_run)
    assert len(run.segments) > 0
    again = pickle.loads(pickle.dumps(run))
    assert isinstance(again, Run)
    assert again.contrasts["kinds"].labels == run.contrasts["kinds"].labels


def test_figures_are_drawn_again_from_what_is_kept(
    small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(_nouns: object, folder: Path) -> object:
        folder.mkdir()
        yield folder / "terms-main.png"
        yield "one figure was not drawn"

    run = load_run(small_run)
    monkeypatch.setattr(result_module, "draw_each", draw)
    (tmp_path / "stray.png").touch()
    with pytest.warns(ToolkitWarning, match="one figure was not drawn"):
        assert run.draw(tmp_path / "new") == (tmp_path / "new" / "terms-main.png",)
    for inside in (run.folder, run.folder / "figures"):
        with pytest.raises(ToolkitError, match="lies within the run, which stays as it is"):
            run.draw(inside)


# --- a run of an older format -----------------------------------------------------------------


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run that the version with format 3 made, without its figures and CSV files."""
    place = tmp_path_factory.mktemp("old")
    with zipfile.ZipFile(OLD) as archive:
        archive.extractall(place)
    return load_run("old", results=place)


def test_a_run_of_format_3_is_read_with_all_that_it_has(old: Run) -> None:
    assert old.record["format"] == 3
    assert old.damage() == []
    summary = old.summary()
    for words in ("10 meetings", "142 segments x 183 terms", "NMF with 3 topics",
                  "2 of 3 topics", "contrasts.words (keywords)"):  # fmt: skip
        assert words in summary
    assert old.topics["main"].doc_topic.shape == (142, 3)
    assert set(old.proportions["main"]) == {"kind", "speaker", "meeting"}
    assert len(old.proportions["main"]["kind"].table())
    assert old.sweep is None


def test_what_came_later_is_missing_and_said_so(old: Run) -> None:
    assert len(old.quality) == 0
    assert len(old.robustness) == 0
    with pytest.raises(ToolkitError, match="no quality of topics 'main'; there is none"):
        old.quality["main"]


def test_looking_at_a_comparison_imports_no_engine(small_run: Path) -> None:
    code = (
        "import sys; import toolkit as tk\n"
        f"run = tk.load_run({str(small_run)!r})\n"
        "run._repr_html_(), run.contrasts['kinds']._repr_html_()\n"
        "heavy = {'sklearn', 'matplotlib', 'numba', 'gensim', 'scipy.stats', 'scipy.cluster'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_copy_of_a_run_is_the_run(small_run: Path, tmp_path: Path) -> None:
    place = tmp_path / "ein Ort – там"
    copy = Path(shutil.copytree(small_run, place / small_run.name))
    assert load_run(copy).contrasts["kinds"].table().equals(
        load_run(small_run).contrasts["kinds"].table()
    )  # fmt: skip
