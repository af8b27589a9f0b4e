"""What a run is named after: everything that can change a number, and nothing else."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.corpus import write_sample
from toolkit.errors import ToolkitError
from toolkit.experiment import read_experiment
from toolkit.experiment import record as records
from toolkit.experiment.record import (
    all_versions,
    code_state,
    input_digests,
    machine,
    run_key,
    sources_digest,
)

LEAST = """
name = "x"
[corpus]
folder = "pages"
[topics.main]
model = "lda"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    write_sample(tmp_path / "home" / "pages")
    for page in sorted((tmp_path / "home" / "pages").iterdir())[3:]:
        page.unlink()
    (tmp_path / "home" / "x.toml").write_text(LEAST, encoding="utf-8")
    return tmp_path / "home"


def key(home: Path, change: Callable[[str], str] = lambda text: text) -> str:
    text = (home / "x.toml").read_text(encoding="utf-8")
    (home / "changed.toml").write_text(change(text), encoding="utf-8")
    experiment = read_experiment(home / "changed.toml")
    return run_key(experiment, input_digests(experiment))


def test_a_key_is_the_name_and_eight_hexadecimal_digits(home: Path) -> None:
    name, digits = key(home).rsplit("-", 1)
    assert name == "x"
    assert len(digits) == 8
    assert set(digits) <= set("0123456789abcdef")
    assert key(home) == key(home)


@pytest.mark.parametrize(
    "old, new",
    [
        ('"x"', '"y"'),
        ('name = "x"', 'name = "x"\nseed = 2'),
        ('"lda"', '"nmf"'),
        ("topics.main", "topics.other"),
        ('"lda"', '"lda"\nn_topics = 13'),
        ('"lda"', '"lda"\nalpha = 0.1'),
        ('"lda"', '"lda"\n[segments]\nmin_words = 2'),
        ('"lda"', '"lda"\n[counts]\nstop = ["peace"]'),
        ('"lda"', '"lda"\n[contrasts.k]\nbetween = "kind"'),
        ('"pages"', '"pages"\nstrict = true'),
        ('"pages"', '"pages"\ninclude = "**/*.txt"'),
        ('"pages"', '"pages"\nlayout = "speech"'),
        ('"pages"', '"pages"\nperiods = {half = "2021-07"}'),
    ],
)
def test_every_setting_changes_the_key(home: Path, old: str, new: str) -> None:
    assert key(home, lambda text: text.replace(old, new)) != key(home)


@pytest.mark.parametrize(
    "old, new",
    [
        ('"lda"', '"lda"\nn_topics = 12'),  # a default, written out
        ('name = "x"', 'seed = 1\nname = "x" # a comment'),
        ('"pages"', '"./pages"'),
        ('"pages"', '"pages"\nexclude = []'),
    ],
)
def test_what_says_the_same_gives_the_same_key(home: Path, old: str, new: str) -> None:
    assert key(home, lambda text: text.replace(old, new)) == key(home)


@pytest.mark.parametrize(
    "one, other",
    [
        # Of the patterns that fit a file the first one counts.
        (
            'layout = {"a*" = "speech", "*" = "mid_en"}',
            'layout = {"*" = "mid_en", "a*" = "speech"}',
        ),
        # A column is made from what stands before it.
        ('periods = {a = "2020", b = "2021"}', 'periods = {b = "2021", a = "2020"}'),
    ],
)
def test_the_order_of_what_is_done_in_turn_changes_the_key(
    home: Path, one: str, other: str
) -> None:
    keys = [
        key(home, lambda text, more=more: text.replace('"pages"', f'"pages"\n{more}'))
        for more in (one, other, one)
    ]
    assert keys[0] == keys[2] != keys[1]


def test_what_lies_beside_the_pages_changes_the_key(home: Path) -> None:
    keys = {key(home)}
    for name in ("corrections.csv", "aliases.csv", "mine.layout.toml"):
        for content in ("a", "b"):
            (home / "pages" / name).write_text(content, encoding="utf-8")
            keys.add(key(home))
    assert len(keys) == 7
    (home / "pages" / "others.csv").touch()
    (home / "pages" / "mine.toml").touch()
    (home / "pages" / "deeper").mkdir()
    (home / "pages" / "deeper" / "aliases.csv").touch()  # nobody reads it there
    assert key(home) in keys
    found = input_digests(read_experiment(home / "x.toml"))
    assert set(found) >= {"corrections.csv", "aliases.csv", "mine.layout.toml"}
    assert found["aliases.csv"] == hashlib.sha256(b"b").hexdigest()


def test_texts_change_the_key_and_places_and_times_do_not(home: Path) -> None:
    before = key(home)
    moved = home.parent / "elsewhere" / "ü b"
    shutil.copytree(home, moved, copy_function=shutil.copyfile)  # with new times
    assert key(moved) == before
    (moved / "pages").rename(moved / "renamed")
    assert key(moved, lambda text: text.replace("pages", "renamed")) == before
    (moved / "renamed").rename(moved / "pages")
    page = sorted((moved / "pages").iterdir())[0]
    page.write_bytes(page.read_bytes() + b" ")
    assert key(moved) != before
    shutil.copyfile(home / "pages" / page.name, page)
    assert key(moved) == before
    page.rename(page.with_name("renamed.txt"))
    assert key(moved) != before
    (moved / "pages" / "renamed.txt").rename(page)
    (moved / "pages" / "more.txt").touch()
    assert key(moved) != before


def test_the_users_own_tables_change_the_key_by_what_they_hold(home: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (home / name).write_text("meeting,climate\nx,warm\n", encoding="utf-8")

    def with_table(name: str) -> str:
        return key(home, lambda text: text.replace('"pages"', f'"pages"\nmetadata = "{name}"'))

    before = with_table("a.csv")
    assert before != key(home)
    assert with_table("b.csv") == before
    (home / "b.csv").write_text("meeting,climate\nx,cold\n", encoding="utf-8")
    assert with_table("b.csv") != before
    with pytest.raises(ToolkitError, match=r"corpus\.metadata = '.*no\.csv' cannot be read"):
        with_table("no.csv")


def test_a_version_or_a_source_changes_the_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {key(home)}
    version = records.importlib.metadata.version  # type: ignore[attr-defined]
    for package in ("numpy", "scipy", "scikit-learn"):
        with monkeypatch.context() as patch:
            patch.setattr(
                "importlib.metadata.version",
                lambda name, newer=package: "99" if name == newer else version(name),
            )
            keys.add(key(home))
    with monkeypatch.context() as patch:
        patch.setattr("importlib.metadata.version", lambda name: f"{version(name)}"[:99])
        assert key(home) in keys
    for place, value in (("sources_digest", lambda: "0" * 64), ("FORMAT", 99)):
        with monkeypatch.context() as patch:
            patch.setattr(records, place, value)
            keys.add(key(home))
    with monkeypatch.context() as patch:
        patch.setattr("sys.version_info", (3, 99, 0, "final", 0))
        keys.add(key(home))
    assert len(keys) == 7


@pytest.mark.parametrize(
    "file, library",
    [
        ("pages/a.html", "selectolax"),
        ("pages/A.HTM", "selectolax"),
        ("pages/a.md", "pyyaml"),
        ("pages/a.txt", "charset-normalizer"),
        ("pages/a.parquet", "pyarrow"),
        ("table.xlsx", "openpyxl"),
    ],
)
def test_a_library_that_reads_changes_the_key_of_what_it_reads(
    home: Path, monkeypatch: pytest.MonkeyPatch, file: str, library: str
) -> None:
    version = records.importlib.metadata.version  # type: ignore[attr-defined]
    (home / "table.xlsx").touch()
    text = LEAST.replace('"pages"', f'"pages"\ninclude = "{Path(file).name}"')
    if file == "table.xlsx":
        text = LEAST.replace('"pages"', '"pages"\nmetadata = "table.xlsx"')
    (home / file).touch()
    (home / "x.toml").write_text(text, encoding="utf-8")
    before = key(home)
    names = ["selectolax", "pyyaml", "charset-normalizer", "pyarrow", "openpyxl"]
    changed = set()
    for one in names:
        monkeypatch.setattr(
            "importlib.metadata.version",
            lambda name, newer=one: "99" if name == newer else version(name),
        )
        if key(home) != before:
            changed.add(one)
    pages = {"charset-normalizer"} - ({"charset-normalizer"} if "parquet" in file else set())
    assert changed == {library} | pages


def test_what_only_shows_numbers_does_not_change_the_key(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(home)
    version = records.importlib.metadata.version  # type: ignore[attr-defined]
    monkeypatch.setattr(
        "importlib.metadata.version",
        lambda name: "99" if name in ("matplotlib", "pandas", "toolkit") else version(name),
    )
    assert key(home) == before


# --- inputs -----------------------------------------------------------------------------------


def test_inputs_are_the_digests_of_the_files_that_are_read(home: Path) -> None:
    pages = sorted((home / "pages").iterdir())
    (home / "pages" / "notes.csv").touch()
    (home / "pages" / ".hidden.txt").touch()
    found = input_digests(read_experiment(home / "x.toml"))
    assert found == {page.name: hashlib.sha256(page.read_bytes()).hexdigest() for page in pages}


def test_the_embedded_sample_has_the_same_inputs_as_its_files(home: Path) -> None:
    write_sample(home / "whole")
    inputs = []
    for folder in ("whole", "package:sample"):
        text = LEAST.replace("pages", folder)
        (home / "x.toml").write_text(text, encoding="utf-8")
        inputs.append(input_digests(read_experiment(home / "x.toml")))
    assert inputs[0] == inputs[1]
    assert len(inputs[0]) == 60


@pytest.mark.parametrize("folder", ["nothing", "x.toml", "empty", "a\\u0000b"])
def test_a_folder_that_holds_nothing(home: Path, folder: str) -> None:
    (home / "empty").mkdir()
    with pytest.raises(ToolkitError) as caught:
        key(home, lambda text: text.replace("pages", folder))
    assert "\n" not in str(caught.value)


# --- code and machine -------------------------------------------------------------------------


def test_sources_are_digested_without_regard_to_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def digest_of(**files: bytes) -> str:
        shutil.rmtree(tmp_path / "toolkit", ignore_errors=True)
        (tmp_path / "toolkit" / "deep").mkdir(parents=True)
        for name, raw in files.items():
            (tmp_path / "toolkit" / "deep" / name.replace("_", ".")).write_bytes(raw)
        return sources_digest.__wrapped__()

    monkeypatch.setattr(records.resources, "files", lambda name: tmp_path / name)
    one = digest_of(a_py=b"x = 1\ny = 2\n", b_csv=b"1\n")
    assert digest_of(a_py=b"x = 1\r\ny = 2\r\n", b_csv=b"1\r\n") == one
    assert digest_of(a_py=b"x = 1\ny = 2\n", b_csv=b"1\n", c_pyc=b"compiled") == one
    assert digest_of(a_py=b"x = 1\ny = 3\n", b_csv=b"1\n") != one
    assert digest_of(a_py=b"x = 1\ny = 2\n", b_csv=b"2\n") != one
    assert digest_of(a_py=b"x = 1\ny = 2\n", b_toml=b"1\n") != one


def test_versions_name_python_and_every_package_asked_for() -> None:
    found = all_versions()
    assert found["python"].startswith("3.")
    assert {"numpy", "scipy", "scikit-learn", "pandas", "pyarrow", "matplotlib"} <= set(found)
    assert {"selectolax", "charset-normalizer", "pyyaml", "openpyxl"} <= set(found)


def test_code_state_of_a_checkout_and_of_a_plain_installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    state = code_state()
    assert state["sources"] == sources_digest()
    assert state["commit"] is None or len(state["commit"]) == 40
    with monkeypatch.context() as patch:
        patch.setattr(records.resources, "files", lambda name: tmp_path / name)
        assert code_state()["commit"] is None
        assert code_state()["uncommitted_changes"] is None
        (tmp_path / ".git").touch()  # no repository behind it
        assert code_state()["commit"] is None

    def no_git(*_args: object, **_kwargs: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", no_git)
    assert code_state()["commit"] is None


def test_the_kind_of_machine_names_the_kernels_of_linear_algebra() -> None:
    import numpy as np

    assert np.ones(1).sum() == 1
    found = machine()
    assert set(found) == {"system", "machine", "python", "implementation", "cpu", "blas"}
    assert found["python"].count(".") == 2
