"""What several test folders need."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from common.commands import EXPERIMENT, PAGE

if TYPE_CHECKING:
    from toolkit.experiment import Run

SMALL = """\
name = "small"
seed = 3

[corpus]
folder = "transcripts"
metadata = "climate.csv"
speakers = "people.csv"

[segments]
by = "paragraph"
min_words = 20

[counts]
min_segments = 3

[topics.main]
model = "lda"
n_topics = 4
max_iter = 10
tolerance = 0.001

[topics.second]
model = "nmf"
n_topics = 4

[contrasts.words]
method = "keywords"
between = "role"

[contrasts.near]
method = "divergences"
topics = "second"
by = "speaker"
where = {kind = "answer"}

[contrasts.kinds]
topics = "main"
between = "kind"
groups = ["question", "answer"]
n_shuffles = 199

[contrasts.speakers]
topics = "second"
between = "speaker"
where = {kind = "answer"}
alpha = 0.2
n_shuffles = 199
"""


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Parsed pages are kept for this session alone, not among the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOOLKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real transcripts beside the repository; tests skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip(f"the real transcripts are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small experiment over the first fourteen meetings of the sample; do not change it."""
    from toolkit.corpus import write_sample

    home = tmp_path_factory.mktemp("small")
    write_sample(home / "transcripts")
    pages = sorted((home / "transcripts").iterdir())
    for page in pages[14:]:
        page.unlink()
    rows = [f"{page.stem},{'=warm' if i % 2 else ''},ü" for i, page in enumerate(pages[:13])]
    table = "\n".join(["meeting,climate,=odd", *rows, "nowhere,cold,x"])
    (home / "climate.csv").write_text(table, encoding="utf-8")
    (home / "people.csv").write_text("speaker,party\nNobody,none\n", encoding="utf-8")
    (home / "transcripts" / "empty.txt").touch()
    (home / "small.toml").write_text(SMALL, encoding="utf-8")
    return home / "small.toml"


@pytest.fixture(scope="session")
def small_run(small_file: Path) -> Path:
    """The folder of the kept run of the small experiment; do not change it.

    Figures take longer than all the rest, so one empty file stands for them.
    """
    module = importlib.import_module("toolkit.experiment.run")  # a function is named so, too

    def draw(_nouns: object, folder: Path, *_: object) -> list[str]:
        folder.mkdir()
        (folder / "terms-main.png").touch()
        return ["one figure was not drawn"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "draw_figures", draw)
        run: Run = module.run(small_file, results=small_file.parent / "results", workers=1)
    return run.folder


@pytest.fixture(scope="session")
def tasks() -> ModuleType:
    """Tasks in a module that workers can import."""
    return importlib.import_module("common.tasks")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one page and an experiment; commands are called from it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(EXPERIMENT, encoding="utf-8")
    return tmp_path
