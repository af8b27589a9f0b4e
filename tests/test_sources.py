"""What a function is made of: every module it imports, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import sources
from toolkit.contrasts import contrast
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.segments import split
from toolkit.sources import code_of, modules_of, versions
from toolkit.topics import fit_lda, fit_nmf, quality


@pytest.mark.parametrize("stage", [read_corpus, split, count_terms, fit_lda, fit_nmf, contrast])
def test_no_stage_depends_on_figures_the_harness_or_the_command_line(stage) -> None:
    layers = {name.split(".")[1] for name in modules_of(stage.__module__)}
    assert not layers & {"figures", "experiment", "report", "cli", "parallel", "store"}


def test_a_stage_depends_on_what_it_calls_however_indirectly() -> None:
    assert "toolkit.topics.cvb0" in modules_of(fit_lda.__module__)  # imported in a function
    assert "toolkit.topics.hals" not in modules_of(fit_lda.__module__)
    assert "toolkit.corpus.read" not in modules_of(fit_lda.__module__)
    assert "toolkit.topics.foldin" in modules_of(contrast.__module__)  # a method of what it takes
    assert "toolkit.corpus.layouts" in modules_of(read_corpus.__module__)


def test_packages_are_those_that_change_numbers() -> None:
    assert set(code_of(quality).packages) >= {"numba", "llvmlite", "numpy", "scipy"}
    assert not set(code_of(quality).packages) & {"pandas", "pydantic", "matplotlib", "sklearn"}
    assert "scikit-learn" in code_of(fit_nmf).packages
    assert code_of(quality).versions()["python"].startswith("3.")
    assert "no-such-package" not in versions(("no-such-package", "numpy"))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package under the name of ours."""
    root = tmp_path / "toolkit"
    files = {
        "__init__.py": "",
        "a.py": "import numpy.linalg\nfrom toolkit.b import make\n",
        "b/__init__.py": "from toolkit.b.c import make as make\nfrom toolkit.b.d import other\n",
        "b/c.py": "if TYPE_CHECKING:\n    from toolkit.e import E\n",
        "b/d.py": "import yaml\n",
        "b/words.txt": "and\n",
        "e.py": "def f():\n    import sklearn\n",
        "f.py": "import os\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(sources, "_ROOT", root)
    forget()
    yield root
    forget()


def forget() -> None:
    for cached in (sources._code, sources._imports, sources._path, sources._tree):
        cached.cache_clear()


def test_a_name_that_a_folder_passes_on_leads_to_its_file(package: Path) -> None:
    assert modules_of("toolkit.a") == {"toolkit.a", "toolkit.b.c", "toolkit.e"}
    assert sources._code("toolkit.a").packages == ("numpy", "scikit-learn")
    assert modules_of("json") == {"json"}


@pytest.mark.parametrize(
    "file, changes",
    [
        ("a.py", True), ("b/c.py", True), ("e.py", True), ("b/words.txt", True),
        ("b/d.py", False), ("f.py", False), ("b/__init__.py", False),
    ],
)  # fmt: skip
def test_the_digest_changes_with_what_is_imported_alone(
    package: Path, file: str, changes: bool
) -> None:
    before = sources._code("toolkit.a").digest
    with (package / file).open("a", encoding="utf-8") as opened:
        opened.write("# more\n")
    forget()
    assert (sources._code("toolkit.a").digest != before) == changes


def test_line_ends_of_a_checkout_do_not_matter(package: Path) -> None:
    before = sources._code("toolkit.a").digest
    for path in package.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    forget()
    assert sources._code("toolkit.a").digest == before
