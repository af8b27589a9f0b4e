"""The notebooks run from top to bottom, open with a question and define nothing."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_one() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_opens_with_a_question(self, path: Path) -> None:
        first = nbformat.read(path, as_version=4).cells[0]
        assert first.cell_type == "markdown"
        heading = first.source.splitlines()[0]
        assert heading.startswith("# ")
        assert heading.endswith("?")

    def test_defines_nothing_and_is_kept_without_output(self, path: Path) -> None:
        notebook = nbformat.read(path, as_version=4)
        defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        for source in code_of(notebook):
            assert not any(isinstance(node, defining) for node in ast.walk(ast.parse(source)))
        assert not any(cell.outputs for cell in notebook.cells if cell.cell_type == "code")

    @pytest.mark.filterwarnings("default")  # the kernel's own, in its own process
    def test_runs_from_top_to_bottom(self, path: Path, tmp_path: Path) -> None:
        for name in ("notebooks", "experiments"):
            shutil.copytree(ROOT / name, tmp_path / name)
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=240, resources={"metadata": {"path": str(tmp_path / "notebooks")}}
        )
        client.execute()
        shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        assert not [output for output in shown if output.output_type == "error"]
        assert not [output for output in shown if output.get("name") == "stderr"]
        images = [output for output in shown if "image/png" in output.get("data", {})]
        assert len(images) == sum("tk.plot_" in source for source in code_of(notebook))
