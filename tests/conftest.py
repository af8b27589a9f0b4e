"""What several test folders need."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

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

    def draw(_nouns: object, folder: Path) -> list[str]:
        folder.mkdir()
        (folder / "terms-main.png").touch()
        return ["one figure was not drawn"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "draw_figures", draw)
        run: Run = module.run(small_file, results=small_file.parent / "results", workers=1)
    return run.folder


@pytest.fixture(scope="module")
def tasks() -> Iterator[ModuleType]:
    """Tasks in a module of their own, on the path from which workers import."""
    folder = str(Path(__file__).parent)
    sys.path.append(folder)
    yield importlib.import_module("tasks_of_the_tests")
    sys.path.remove(folder)
    del sys.modules["tasks_of_the_tests"]
