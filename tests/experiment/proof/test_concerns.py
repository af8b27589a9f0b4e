"""What could make results differ is said, and what is in order is not."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import filelock
import pytest

from toolkit.experiment.proof import concerns
from toolkit.experiment.proof.concerns import find_concerns

NOTHING: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which there is nothing to say."""
    for name in concerns._KERNELS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(concerns, "_ENGINES", {})
    monkeypatch.setattr(concerns, "lock_file", lambda: None)
    monkeypatch.setattr(concerns.shutil, "disk_usage", lambda _: SimpleNamespace(free=10**12))


def test_nothing_is_said_where_all_is_in_order(tmp_path: Path) -> None:
    assert find_concerns(tmp_path / "results", NOTHING) == []
    assert list(tmp_path.iterdir()) == []


def test_the_newest_run_is_set_beside_this_machine(small_run: Path) -> None:
    record = json.loads((small_run / "record.json").read_text(encoding="utf-8"))
    here = {part: record[part] for part in ("code", "versions", "machine")}
    assert find_concerns(small_run.parent, here) == []
    other = here | {
        "machine": record["machine"] | {"blas": "openblas 9.9 Newest"},
        "versions": record["versions"] | {"scipy": "99.0"},
    }
    version, kernel = find_concerns(small_run.parent, other)
    assert version.startswith(
        f"the newest run, {small_run.name}, was made with another version of scipy: it was "
    )
    assert version.endswith(f"`toolkit verify {small_run.name}` shows whether its numbers differ")
    assert "another kernel of linear algebra" in kernel
    assert "it is openblas 9.9 Newest" in kernel


def test_unlocked_versions_are_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    versions = {name: importlib.metadata.version(name) for name in concerns.needed()}
    text = "".join(f"{name}=={version}\n" for name, version in versions.items())
    lock.write_text(text, encoding="utf-8")
    monkeypatch.setattr(concerns, "lock_file", lambda: lock)
    assert find_concerns(tmp_path, NOTHING) == []
    lock.write_text(text.replace(f"scipy=={versions['scipy']}", "scipy==1.0"), encoding="utf-8")
    (said,) = find_concerns(tmp_path, NOTHING)
    assert f"scipy {versions['scipy']} for 1.0; install those: pip install" in said


def test_engines_that_are_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concerns, "_ENGINES", {"no-such-engine": "pip install it"})
    (said,) = find_concerns(tmp_path, NOTHING)
    assert said.startswith("models with engine = 'no-such-engine' cannot be fitted")


def test_variables_that_choose_kernels_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    (said,) = find_concerns(tmp_path, NOTHING)
    assert said.startswith("OPENBLAS_CORETYPE=Nehalem chooses how this CPU calculates")


def test_compiled_loops_that_cannot_be_kept_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from numba import njit

    from toolkit.counts import tally

    monkeypatch.setattr(tally, "another", njit(lambda x: x), raising=False)
    (said,) = find_concerns(tmp_path, NOTHING)
    assert said.startswith("compiled loops cannot be kept")
    assert "NUMBA_CACHE_DIR" in said


def test_a_folder_in_which_no_run_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    (said,) = find_concerns(tmp_path / "file", NOTHING)
    assert said.endswith("is no folder, and no run can be kept there; name another with --results")

    def no_locks(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(filelock.FileLock, "acquire", no_locks)
    (said,) = find_concerns(tmp_path, NOTHING)
    assert "no run can be kept in" in said
    assert "(Operation not supported); name another folder" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_a_disk_that_is_nearly_full_and_a_cache_that_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concerns.shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    monkeypatch.setenv("TOOLKIT_CACHE", str(tmp_path / "file" / "below"))
    (tmp_path / "file").touch()
    full, parsed = find_concerns(tmp_path, NOTHING)
    assert full.startswith("only 5 MB are free where")
    assert parsed.startswith("pages are parsed anew each time (")
    monkeypatch.setenv("TOOLKIT_CACHE", "off")  # as the user wants it
    assert len(find_concerns(tmp_path, NOTHING)) == 1
