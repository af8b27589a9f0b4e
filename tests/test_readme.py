"""What the README and the guide show is what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import typer
from common.commands import call

from toolkit.cli import app
from toolkit.experiment import read_experiment
from toolkit.stages import settings_model

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "from-my-folder-to-a-table.md").read_text(encoding="utf-8")


def test_the_session_has_its_real_output() -> None:
    flags = doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testfile(str(ROOT / "README.md"), False, optionflags=flags)
    assert tried > 5
    assert failed == 0


def test_it_opens_with_one_sentence_and_the_two_commands() -> None:
    first, second, *_ = re.findall(r"^    (\S.*)$", README, re.MULTILINE)
    assert first == "python3 dev.py demo"
    assert second == "python3 dev.py test"
    opening = README.split("\n\n")[1]
    assert opening.count(".") == 1
    assert README.index(opening) < README.index(first)


def test_every_command_is_named() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert commands == {
        "parse", "try", "layouts", "settings", "check", "run", "runs", "show", "compare", "verify",
        "export", "doctor", "sample",
    }  # fmt: skip
    for command in commands:
        assert f"toolkit {command}" in README


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):  # those of docs: see test_docs.py
        assert (ROOT / target).exists(), target


def test_the_guides_experiment_is_in_order(tmp_path: Path) -> None:
    toml = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "mine.toml").write_text("\n".join(toml), encoding="utf-8")
    experiment = read_experiment(tmp_path / "mine.toml")
    assert experiment.folder == "transcripts"
    assert experiment.contrasts["speakers"]["where"] == {"kind": ["answer"]}
    methods = [own["method"] for own in experiment.contrasts.values()]
    assert methods == ["contrast", "divergences", "keywords"]
    assert experiment.robustness["contrasts"] == ["speakers"]
    assert len(experiment.cells) == 1 + 3 * 2 * 2


def test_the_commands_the_guide_shows_are_taken(home: Path) -> None:
    shown = re.findall(r"^    toolkit (run mine.toml --dry-run|check mine.toml)$", GUIDE, re.M)
    assert sorted(shown) == ["check mine.toml", "run mine.toml --dry-run"]
    result = call("run", "mine.toml", "--dry-run")
    assert result.exit_code == 0
    assert "would make" in result.stdout
    assert not (home / "results").exists()


def test_the_guides_methods_are_those_there_are() -> None:
    from toolkit.experiment.methods import METHODS

    lines = [line for line in GUIDE.splitlines() if line.startswith('| `"')]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    assert sorted(name for name, *_ in rows) == sorted(f'`"{name}"`' for name in METHODS)
    for quoted, _, taken, tables in rows:
        name = quoted.strip('`"')
        needed = [
            setting
            for setting, field in settings_model(METHODS[name].function).model_fields.items()
            if field.is_required()
        ]
        assert re.findall(r"`(\w+)`", taken) == needed
        assert re.findall(r"`(\w+)\.csv`", tables) == list(METHODS[name].tables)


def test_the_guides_columns_are_the_tables() -> None:
    from toolkit.contrasts.result import Contrast

    named = set(re.findall(r"`(\w+)`", GUIDE))
    assert set(Contrast.shown_columns) - {"group_a", "group_b", "label"} <= named
