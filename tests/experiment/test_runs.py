"""Kept runs: found by part of their names, refused where damaged, opened without pickle."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
from common.runs import edit_record, reseal

from toolkit.errors import ToolkitError
from toolkit.experiment import Run, load_run
from toolkit.experiment import runs as runs_module
from toolkit.experiment.runs import refuse_damage
from toolkit.store import MANIFEST, Store


@pytest.fixture
def copy(small_run: Path, tmp_path: Path) -> Path:
    """A copy of the kept run that may be changed."""
    return Path(shutil.copytree(small_run, tmp_path / "results" / small_run.name))


# --- reading back -----------------------------------------------------------------------------


def test_a_run_reads_back_with_all_six_nouns(small_run: Path) -> None:
    run = load_run(small_run)
    assert isinstance(run, Run)
    assert len(run.corpus) == 14
    assert len(run.corpus.set_aside) == 1
    assert run.counts.segments.by == "paragraph"
    assert list(run.topics) == ["main", "second"]
    assert list(run.contrasts) == ["words", "near", "kinds", "speakers"]
    assert set(run.proportions["second"]) == {"kind", "speaker", "meeting"}
    assert run.figures == (small_run / "figures" / "terms-main.png",)
    assert run.record["sizes"]["segments"] == len(run.counts.segments)
    with pytest.raises(TypeError):
        run.topics["third"] = run.topics["main"]


def test_a_run_shows_itself(small_run: Path) -> None:
    run = load_run(small_run)
    summary = run.summary()
    for text in (
        small_run.name, "corpus: 14 meetings", "segments: ", "counts: ", "topics.main: LDA",
        "topics.second: NMF", "contrasts.kinds (contrast): kind",
        "contrasts.speakers (contrast): speaker",
        "contrasts.words (keywords): Words by role", "contrasts.near (divergences): ",
        "Warning: topics.main: the LDA fit did not", "Warning: one figure",
    ):  # fmt: skip
        assert text in summary
    table = run.table().set_index("step")
    assert {"corpus", "segments", "counts", "topics.main", "contrasts.kinds"} <= set(table.index)
    assert table.loc["topics.main", "seed"] == run.record["seeds"]["topics.main"]
    assert run._repr_html_()


def test_no_pickle_is_opened(small_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        pytest.fail("a pickle was opened")

    for name in ("load", "loads", "Unpickler", "_Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    monkeypatch.setattr("_pickle.Unpickler", refuse)
    assert load_run(small_run).summary()


def test_the_code_that_reads_runs_imports_no_pickle() -> None:
    folder = Path(runs_module.__file__).parent
    for path in (*folder.glob("*.py"), folder.parent / "store.py"):
        assert "import pickle" not in path.read_text(encoding="utf-8")


# --- finding ----------------------------------------------------------------------------------


def test_a_run_is_found_by_folder_name_and_beginning(small_run: Path) -> None:
    results = small_run.parent
    for name in (small_run, str(small_run), f"{small_run}/"):
        assert load_run(name, results="nowhere").folder == small_run
    for name in (small_run.name, small_run.name[:8], "small"):
        assert load_run(name, results=results).folder == small_run
    for name in ("", "s", "smal", "small-"):  # the beginning of another experiment's name
        with pytest.raises(ToolkitError, match="there is no run"):
            load_run(name, results=results)


def test_unknown_and_ambiguous_names(copy: Path) -> None:
    results = copy.parent
    with pytest.raises(ToolkitError, match=r"no run 'smal1-.*' in .*; did you mean 'small-"):
        load_run("smal1" + copy.name[5:], results=results)
    with pytest.raises(ToolkitError, match=r"no run 'x' in .*nowhere; no run is kept there"):
        load_run("x", results=results / "nowhere")
    shutil.copytree(copy, results / "small-00000000")
    with pytest.raises(ToolkitError, match="several runs are called 'small': small-00000000, "):
        load_run("small", results=results)
    shutil.copytree(copy, results / "small")
    assert load_run("small", results=results).folder == results / "small"  # a whole name wins


@pytest.mark.parametrize("name", ["..", ".", "../results", "/", "~", "*", "a/b", "\n"])
def test_names_that_lead_elsewhere(copy: Path, name: str) -> None:
    with pytest.raises(ToolkitError, match="there is no run"):
        load_run(name, results=copy.parent)


# --- damage -----------------------------------------------------------------------------------


def look_at_everything(run: Run) -> None:
    """Read all that a run holds."""
    assert run.summary()
    for read in (*run.quality.values(), *run.robustness.values()):
        assert len(read.table())
    for by_column in run.proportions.values():
        assert all(len(read.table()) for read in by_column.values())


FOR_PEOPLE = {".csv", ".png", ".pdf", ".toml", ".md"}  # written, and never read back


def test_every_damaged_file_is_refused_by_name_when_it_is_looked_at(copy: Path) -> None:
    paths = [path for path in sorted(copy.rglob("*")) if path.is_file() and path.name != MANIFEST]
    assert len(paths) > 60
    refused = set()
    for path in paths:
        name = path.relative_to(copy).as_posix()
        raw = path.read_bytes()
        path.write_bytes(raw[:-1] if raw else b"x")
        try:
            look_at_everything(load_run(copy))
        except ToolkitError as error:
            assert f"is not as it was made: {name} has changed since it was made; " in str(error)  # noqa: PT017
            refused.add(name)
        with pytest.raises(ToolkitError, match="is not as it was made: .*; move it away") as caught:
            refuse_damage(Store(copy.parent), copy.name)
        assert name in str(caught.value)
        path.write_bytes(raw)
    unread = {path.relative_to(copy).as_posix() for path in paths} - refused
    # Tables of records are made anew from their arrays.
    tables = {name for name in unread if name.endswith(".parquet")}
    assert {Path(name).suffix for name in unread - tables} <= FOR_PEOPLE
    for needed in ("corpus/turns", "corpus/spans", "segments/segments", "counts/vocabulary"):
        assert f"{needed}.parquet" in refused
    look_at_everything(load_run(copy))


def test_what_is_whole_can_be_used_beside_what_is_damaged(copy: Path) -> None:
    (copy / "corpus" / "turns.parquet").unlink()
    run = load_run(copy)
    assert len(run.contrasts["kinds"].table()) == 4
    with pytest.raises(ToolkitError, match=r"corpus/turns\.parquet is missing"):
        _ = run.corpus
    assert run.damage() == ["corpus/turns.parquet is missing"]


def test_several_damages_are_counted(copy: Path) -> None:
    (copy / "methods.md").unlink()
    (copy / "corpus" / "turns.csv").unlink()
    (copy / "new.txt").touch()
    assert len(load_run(copy).damage()) == 3
    with pytest.raises(ToolkitError, match=r"corpus/turns\.csv is missing and 2 more"):
        refuse_damage(Store(copy.parent), copy.name)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"../../x": "1"}'])
def test_a_spoilt_manifest_is_refused(copy: Path, manifest: str) -> None:
    (copy / MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(ToolkitError, match="is not as it was made"):
        load_run(copy)


def test_files_that_are_smuggled_in_are_named_and_never_opened(copy: Path) -> None:
    for name in ("topics/main/evil.pkl", "topics/main/by_evil/proportions.json", ".hidden"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes(b"cos\nsystem\n")
        run = load_run(copy)
        assert run.damage() == [f"{name} was not there when it was made"]
        assert set(run.proportions["main"]) == {"kind", "speaker", "meeting"}
        (copy / name).unlink()


def test_hostile_arrays_run_nothing_even_under_a_manifest_that_fits(
    copy: Path, tmp_path: Path
) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "exploded",)

    for name in ("counts/matrix.npz", "topics/main/topics.npz", "contrasts/kinds/contrast.npz"):
        raw = (copy / name).read_bytes()
        bomb = np.array([Bomb()], dtype=object)
        np.savez(copy / name, data=bomb, doc_topic=bomb, rows=bomb, pair0_t=bomb)
        reseal(copy)
        with pytest.raises(ToolkitError, match=r"npz cannot be read.*holds object"):
            load_run(copy).summary()
        (copy / name).write_bytes(raw)
    assert not (tmp_path / "exploded").exists()


def test_numbers_that_lead_past_the_end_are_refused(copy: Path) -> None:
    path = copy / "counts" / "matrix.npz"
    with np.load(path) as kept:
        arrays = dict(kept)
    for name, wrong, words in (
        ("indices", arrays["indices"] + 10**6, "indices"),
        ("indices", arrays["indices"] - 10**6, "indices"),
        ("rows", arrays["rows"] + 10**6, "index out of range"),
        ("indptr", arrays["indptr"][:-1], "index pointer"),
    ):
        np.savez(path, **{**arrays, name: wrong})
        reseal(copy)
        with pytest.raises(ToolkitError, match=f"counts does not hold what a run keeps.*{words}"):
            _ = load_run(copy).counts
    np.savez(path, data=arrays["data"])
    reseal(copy)
    with pytest.raises(ToolkitError, match="counts does not hold what a run keeps there") as caught:
        _ = load_run(copy).counts
    assert "other sources" not in str(caught.value)
    edit_record(copy, lambda record: record["code"].update(sources="0"))
    with pytest.raises(ToolkitError, match="made by other sources of toolkit .* experiment.toml"):
        _ = load_run(copy).counts


def test_links_and_names_that_lead_out_of_the_folder_are_refused(
    copy: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    path = copy / "contrasts" / "kinds" / "contrast.json"
    path.unlink()
    path.symlink_to(tmp_path / "secret.json")
    reseal(copy)
    run = load_run(copy)
    with pytest.raises(ToolkitError, match=r"contrasts/kinds/contrast\.json leads elsewhere"):
        run.contrasts["kinds"]
    assert run.damage() == ["contrasts/kinds/contrast.json leads elsewhere"]
    edit_record(copy, lambda record: record["settings"]["topics"].update({"../x": {}}))
    with pytest.raises(ToolkitError, match=r"names a model or contrast '\.\./x'"):
        load_run(copy)
    (copy / MANIFEST).rename(tmp_path / "manifest.json")
    (copy / MANIFEST).symlink_to(tmp_path / "manifest.json")
    with pytest.raises(ToolkitError, match=r"manifest\.json cannot be read \(it leads elsewhere"):
        load_run(copy)


def test_a_method_of_the_future_is_named(copy: Path) -> None:
    change = {"kinds": {"method": "telepathy"}}
    edit_record(copy, lambda record: record["settings"]["contrasts"].update(change))
    with pytest.raises(ToolkitError, match="made by 'telepathy', which this version does not know"):
        load_run(copy)
