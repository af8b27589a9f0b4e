"""Kept runs: found by part of their names, refused where damaged, opened without pickle."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment import Run, find_runs, load_run
from toolkit.experiment import runs as runs_module
from toolkit.store import MANIFEST, digest_file


@pytest.fixture
def copy(small_run: Path, tmp_path: Path) -> Path:
    """A copy of the kept run that may be changed."""
    return Path(shutil.copytree(small_run, tmp_path / "results" / small_run.name))


def reseal(folder: Path) -> None:
    """Make a manifest that fits whatever lies in the folder, as an attacker would."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): digest_file(path) for path in files}
    names.pop(MANIFEST, None)
    text = json.dumps(names, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def edit_record(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    record = change(record) or record
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    reseal(folder)


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
        run.topics["third"] = run.topics["main"]  # type: ignore[index]


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


def test_runs_are_listed_by_the_time_they_finished(copy: Path) -> None:
    results = copy.parent
    for name, when in (("b", "2020-01-01T00:00:00+00:00"), ("a", "2020-01-01T00:00:00+00:00")):
        shutil.copytree(copy, results / name)
        edit_record(results / name, lambda record, when=when: record.update(finished=when))
    table = find_runs(results)
    assert table["run"].tolist() == ["a", "b", copy.name]
    assert table.loc[2, "models"] == "main, second"
    assert table.loc[2, "contrasts"] == "words, near, kinds, speakers"
    assert table.loc[2, "meetings"] == 14
    assert find_runs(results / "nowhere").empty
    assert list(find_runs(results / "nowhere").columns) == list(table.columns)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', '{"format": 99}', "[" * 9999])
def test_one_record_that_cannot_be_read_does_not_hide_the_others(copy: Path, content: str) -> None:
    bad = copy.parent / "bad"
    shutil.copytree(copy, bad)
    (bad / "record.json").write_text(content, encoding="utf-8")
    with pytest.warns(ToolkitWarning, match="bad is not listed"):
        assert find_runs(copy.parent)["run"].tolist() == [copy.name]


# --- damage -----------------------------------------------------------------------------------


def test_every_damaged_file_is_refused_and_named(copy: Path) -> None:
    paths = [path for path in sorted(copy.rglob("*")) if path.is_file() and path.name != MANIFEST]
    assert len(paths) > 60
    for path in paths:
        raw = path.read_bytes()
        path.write_bytes(raw[:-1] if raw else b"x")
        with pytest.raises(ToolkitError, match="is not as it was made: .*; move it away") as caught:
            load_run(copy)
        assert path.relative_to(copy).as_posix() in str(caught.value)
        path.write_bytes(raw)
    assert load_run(copy).figures


def test_several_damages_are_counted(copy: Path) -> None:
    (copy / "record.json").unlink()
    (copy / "corpus" / "turns.csv").unlink()
    (copy / "new.txt").touch()
    with pytest.raises(ToolkitError, match=r"corpus/turns\.csv is missing and 2 more"):
        load_run(copy)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"../../x": "1"}'])
def test_a_spoilt_manifest_is_refused(copy: Path, manifest: str) -> None:
    (copy / MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(ToolkitError, match="is not as it was made"):
        load_run(copy)


def test_files_that_are_smuggled_in_are_refused(copy: Path) -> None:
    for name in ("topics/main/evil.pkl", "topics/main/by_evil/proportions.json", ".hidden"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes(b"cos\nsystem\n")
        with pytest.raises(ToolkitError, match=f"{name} was not there"):
            load_run(copy)
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
        with pytest.raises(ToolkitError, match=r"npz cannot be read"):
            load_run(copy)
        (copy / name).write_bytes(raw)
    assert not (tmp_path / "exploded").exists()


def test_another_format_says_what_to_do(copy: Path) -> None:
    edit_record(copy, lambda record: record.update(format=99))
    with pytest.raises(ToolkitError, match="has format 99, and this version reads 4; read it"):
        load_run(copy)
    edit_record(copy, lambda record: [])
    (copy / "record.json").write_text("[]", encoding="utf-8")
    reseal(copy)
    with pytest.raises(ToolkitError, match="has format None"):
        load_run(copy)
