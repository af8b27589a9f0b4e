"""Repeat a run from its own record, in a fresh process and an empty folder."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.corpus.files.places import PACKAGE
from toolkit.errors import ToolkitError
from toolkit.experiment.read import read_experiment
from toolkit.experiment.run import make_apart
from toolkit.experiment.settings import Experiment
from toolkit.parallel import Task, run_apart
from toolkit.records import printable
from toolkit.worker import Outcome

EXPERIMENT = "experiment.toml"


@dataclass(frozen=True, slots=True)
class Texts:
    """Where the texts of a run lie now.

    Attributes
    ----------
    folder
        The corpus: a folder or one file.
    tables
        The user's own tables of columns, by setting, where they do not lie where they lay.
    """

    folder: Path
    tables: Mapping[str, Path]


def kept_experiment(run: Path, record: Mapping[str, Any], texts: Texts | None) -> Experiment:
    """Read the experiment of a kept run, its texts where they lie now.

    Parameters
    ----------
    run
        The run's folder.
    record
        What its ``record.json`` says.
    texts
        Where the texts lie; None for where they lay when the run was made, as seen from the
        run's folder.

    Raises
    ------
    ToolkitError
        If the texts are not there, or the experiment is not the one that the record tells of.
    """
    experiment = read_experiment(run / EXPERIMENT)
    if json.loads(json.dumps(experiment.resolved())) != record["settings"]:
        raise ToolkitError(
            f"{run}/{EXPERIMENT} has other settings than record.json beside it; "
            "one of the two was changed after the run"
        )
    home = run / record["home"] if "home" in record else None
    if texts is None and home is None and _has_paths(experiment):
        raise ToolkitError(
            f"{run}/record.json does not say where its texts lie, for an older version made it; "
            "name their folder with --texts"
        )
    found = _moved(experiment, (home or run).resolve(), texts)
    for what, place in _paths(found):
        if not place.exists():
            raise ToolkitError(
                f"{what} of {run.name} is not at {place} any more; "
                "name the folder of the texts with --texts"
            )
    return found


def _moved(experiment: Experiment, home: Path, texts: Texts | None) -> Experiment:
    """Let an experiment, and every cell of its sweep, find the texts where they lie."""
    folder, tables = experiment.folder, dict(experiment.tables)
    if texts:
        tables |= {k: str(p.resolve()) for k, p in texts.tables.items() if k in tables}
        folder = folder if folder.startswith(PACKAGE) else str(texts.folder.resolve())
    cells = tuple(
        replace(cell, experiment=_moved(cell.experiment, home, texts)) for cell in experiment.cells
    )
    return replace(experiment, home=home, folder=folder, tables=tables, cells=cells)


def moved_texts(run: Path, record: Mapping[str, Any], folder: Path) -> Texts:
    """Find the texts of a run in another folder, tables of columns that were moved with them."""
    experiment = read_experiment(run / EXPERIMENT)
    home = run / record.get("home", "")
    tables = {
        setting: folder / Path(path).name
        for setting, path in experiment.tables.items()
        if not path.startswith(PACKAGE) and not (home / path).is_file()
    }
    return Texts(folder, tables)


def repeat(
    experiment: Experiment,
    file: Path,
    folder: Path,
    *,
    workers: int | None,
    environment: Mapping[str, str],
    quiet: bool,
) -> Outcome:
    """Make a run anew in a fresh process; what was kept or parsed before is not used.

    Parameters
    ----------
    experiment
        Every setting.
    file
        Its file.
    folder
        An empty folder; the run is made in ``run`` below it.
    workers
        Processes that fit models; by default as many as there are cores.
    environment
        Variables that the process has beside those of this one.
    quiet
        Whether to keep the progress from standard error.

    Returns
    -------
    Outcome
        Nothing, or the error that ended it.
    """
    task = Task(
        f"the repetition of {experiment.name}",
        _make,
        (experiment, file, folder),
        {"workers": workers, "quiet": quiet},
    )
    return run_apart(task, {"TOOLKIT_CACHE": "off", **environment})


def other_environment(record: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return variables that should have no part in the numbers, set as they were not set before.

    Compiled loops are compiled anew, in an empty folder.
    """
    before = record.get("environment", {})
    return {
        "PYTHONHASHSEED": "2" if before.get("PYTHONHASHSEED") == "1" else "1",
        "OMP_NUM_THREADS": "1" if before.get("OMP_NUM_THREADS") == "2" else "2",
        "OPENBLAS_NUM_THREADS": "2",
        "NUMBA_CACHE_DIR": str(folder / "compiled"),
        "TZ": "Asia/Kathmandu",
    }


def other_workers(record: Mapping[str, Any]) -> int:
    """Return another number of processes than a run was made with."""
    return 2 if record.get("workers") == 1 else 1


def _make(
    experiment: Experiment, file: Path, folder: Path, *, workers: int | None, quiet: bool
) -> None:
    """Make a run, in the fresh process."""
    make_apart(experiment, file, folder, workers=workers, report=_silent if quiet else _say)


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody follows the progress any more
        sys.stderr.write(printable(line) + "\n")
        sys.stderr.flush()


def _silent(_line: str) -> None:
    pass


def _has_paths(experiment: Experiment) -> bool:
    return any(not path.startswith(PACKAGE) for path in _named(experiment).values())


def _named(experiment: Experiment) -> dict[str, str]:
    tables = {f"corpus.{setting}": path for setting, path in experiment.tables.items()}
    return {"corpus.folder": experiment.folder, **tables}


def _paths(experiment: Experiment) -> list[tuple[str, Path]]:
    """List what the experiment reads from the disk, but for what lies within packages."""
    return [
        (what, experiment.home / path)
        for what, path in _named(experiment).items()
        if not path.startswith(PACKAGE)
    ]
