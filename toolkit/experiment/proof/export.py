"""Pack a run with all it takes to repeat it elsewhere: texts, settings, versions, sources."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from toolkit.corpus.files.folder import input_files, own_files, passed_over
from toolkit.corpus.files.places import PACKAGE as WITHIN
from toolkit.corpus.files.places import resolve
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment.proof.archive import ABOUT, FORMAT, PACKAGE, RUN, TABLES, TEXTS, pack
from toolkit.experiment.proof.installed import (
    LOCK,
    lock_file,
    locked,
    needed,
    normal,
    own_requirements,
    unlocked,
)
from toolkit.experiment.proof.repeat import kept_experiment, moved_texts
from toolkit.experiment.read_record import read_record
from toolkit.experiment.record import sources_digest
from toolkit.experiment.runs import find_run, refuse_damage
from toolkit.experiment.settings import Experiment
from toolkit.records import plural
from toolkit.store import Store

Files = dict[str, Path | bytes]

_SAMPLE = "package:sample"


@dataclass(frozen=True, slots=True)
class _Export:
    """A kept run and what is known of it."""

    run: Path
    record: Mapping[str, Any]
    experiment: Experiment


def export_run(
    run: str | Path,
    out: str | Path,
    *,
    results: str | Path = "results",
    texts: str | Path | None = None,
) -> Path:
    """Pack a kept run into one archive from which another machine repeats and verifies it.

    It holds the run; the texts and tables that it was made from, those alone; the versions of all
    packages, with their hashes where they are those of the lock file; the sources of this package;
    and ``rebuild.py``, which makes the environment and verifies the run in it. A corpus that lies
    within an installed package is only named. The same run gives the same bytes.

    Parameters
    ----------
    run
        As in `load_run`.
    out
        The archive to write, a file that ends in ``.zip``.
    results
        The folder of the runs.
    texts
        The folder of the texts where they were moved.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    ToolkitError
        If the run is damaged, its texts are not to be found or not what they were, the archive is
        there already, or a name cannot stand in it.

    Warns
    -----
    ToolkitWarning
        If the sources here are not those that the run was made with.

    Examples
    --------
    >>> export_run("sample", "sample.zip")  # doctest: +SKIP
    """
    place = Path(out)
    if place.suffix != ".zip":
        raise ToolkitError(f"the archive {place} must end in .zip")
    if place.exists():
        raise ToolkitError(f"{place} is there already; name another file, or remove it")
    folder = find_run(run, results)
    refuse_damage(Store(folder.parent), folder.name)
    record = read_record(folder)
    moved = moved_texts(folder, record, Path(texts)) if texts is not None else None
    export = _Export(folder, record, kept_experiment(folder, record, moved))
    files, corpus, tables = _inputs(export)
    files |= _below(folder, f"{RUN}/{folder.name}") | _sources(record) | _environment(export)
    about = {
        "format": FORMAT,
        "run": folder.name,
        "corpus": corpus,
        "tables": tables,
        "python": ".".join(record["machine"]["python"].split(".")[:2]),
    }
    files["rebuild.py"] = Path(__file__).with_name("rebuild.py")
    files["README.md"] = _readme(export).encode()
    digests = {name: _digest(file) for name, file in sorted(files.items())}
    files[ABOUT] = (json.dumps(about | {"files": digests}, indent=1, ensure_ascii=False)).encode()
    pack(files, folder.name, place)
    return place


def _inputs(export: _Export) -> tuple[Files, str, dict[str, str]]:
    """Collect the texts and tables of a run, and say where they are in the archive."""
    experiment, made = export.experiment, export.record["inputs"]
    files: Files = {}
    tables = {}
    for setting, path in experiment.table_places().items():
        if not experiment.tables[setting].startswith(WITHIN):
            # Under its own name, which a run speaks of where rows have no meeting.
            tables[setting] = f"{TABLES}/{setting}/{path.name}"
            files[tables[setting]] = _unchanged(
                f"corpus.{setting}", path.read_bytes(), made.get(f"corpus.{setting}")
            )
    if experiment.folder.startswith(WITHIN):
        return files, TEXTS, tables
    for name, raw in _pages(experiment).items():
        files[f"{TEXTS}/{name}"] = _unchanged(name, raw, made.get(name))
    aside = _passed_over(experiment)
    for cell in experiment.cells:  # some may read other pages than the file itself
        if cell.experiment.corpus != experiment.corpus:
            for name, raw in _pages(cell.experiment).items():
                files[f"{TEXTS}/{name}"] = _unchanged(name, raw, made.get(name))
            aside |= _passed_over(cell.experiment)
    for name in made:
        if f"{TEXTS}/{name}" not in files and not name.startswith("corpus."):
            raise ToolkitError(_other(name, "is gone"))
    beside: Files = {f"{TEXTS}/{name}": raw for name, raw in aside.items()}
    files = beside | files
    one = resolve(experiment.place)
    return files, f"{TEXTS}/{one.name}" if one.is_file() else TEXTS, tables


def _pages(experiment: Experiment) -> dict[str, bytes]:
    """Read what a corpus is made of."""
    include, exclude = (tuple(experiment.corpus[name]) for name in ("include", "exclude"))
    found = dict(input_files(experiment.place, include=include, exclude=exclude))
    found |= dict(own_files(experiment.place).named())
    return found


def _passed_over(experiment: Experiment) -> dict[str, bytes]:
    """Name what lay among the pages and was not read: the run names it, too."""
    include, exclude = (tuple(experiment.corpus[name]) for name in ("include", "exclude"))
    names = {}
    for page in passed_over(experiment.place, include=include, exclude=exclude):
        place = resolve(experiment.place) / page.source
        if place.is_symlink() and place.is_dir():
            raise ToolkitError(
                f"{page.source} is a link to a folder, which no archive can hold; remove it, or "
                "exclude it, and run the experiment again"
            )
        names[page.source] = b""
    return names


def _unchanged(name: str, raw: bytes, made: str | None) -> bytes:
    if hashlib.sha256(raw).hexdigest() != made:
        raise ToolkitError(_other(name, "has changed" if made else "is new"))
    return raw


def _other(name: str, what: str) -> str:
    return f"{name} {what} since the run was made, and so the run could not be repeated from it"


def _sources(record: Mapping[str, Any]) -> Files:
    """Collect this package's own files, and what tells other Pythons that it is installed."""
    if record["code"]["sources"] != sources_digest():
        warnings.warn(
            "the sources of toolkit here are not those that the run was made with "
            f"(commit {record['code'].get('commit') or 'unknown'}); the archive holds those here, "
            "and its run may not be equal when it is repeated",
            ToolkitWarning,
            stacklevel=3,
        )
    version = record["code"]["toolkit"]
    head = ["Metadata-Version: 2.1", "Name: toolkit", f"Version: {version}"]
    lines = [*head, *(f"Requires-Dist: {line}" for line in own_requirements()), ""]
    found = _below(Path(str(resources.files("toolkit"))), f"{PACKAGE}/toolkit")
    return {
        **{name: path for name, path in found.items() if "/__pycache__/" not in name},
        f"{PACKAGE}/toolkit-{version}.dist-info/METADATA": "\n".join(lines).encode(),
    }


def _environment(export: _Export) -> Files:
    """Write down the packages that the run was made with, with hashes where they are locked."""
    made: dict[str, str] = export.record["versions"]
    engines = [name for name in ("tomotopy",) if name in made]
    installed = needed([*engines, *_packages_of_texts(export.experiment)])
    versions = installed | {normal(k): v for k, v in made.items() if normal(k) in installed}
    path = lock_file()
    raw = path.read_bytes() if path else b""
    others = unlocked(versions, locked(raw.decode()))
    further = {name: version for name, (known, version) in others.items() if known == "none"}
    if path and others == {name: others[name] for name in further}:
        return {LOCK: raw, "requirements.txt": _pins(further)}
    return {"requirements.txt": _pins(versions)}


def _pins(versions: Mapping[str, str]) -> bytes:
    return "".join(f"{name}=={version}\n" for name, version in versions.items()).encode()


def _packages_of_texts(experiment: Experiment) -> list[str]:
    """Name the installed packages that texts or tables of columns lie in."""
    places = [experiment.folder, *experiment.tables.values()]
    within = {
        place.removeprefix(WITHIN).partition("/")[0]
        for place in places
        if place.startswith(WITHIN) and place != _SAMPLE
    }
    known = importlib.metadata.packages_distributions()
    return sorted({name for module in within for name in known.get(module, ())} - {"toolkit"})


def _below(folder: Path, name: str) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"{name}/{path.relative_to(folder).as_posix()}": path for path in paths}


def _digest(file: Path | bytes) -> str:
    return hashlib.sha256(file if isinstance(file, bytes) else file.read_bytes()).hexdigest()


def _readme(export: _Export) -> str:
    """Say what an archive is and what to do with it."""
    record, sizes = export.record, export.record["sizes"]
    within = export.experiment.folder.startswith(WITHIN)
    texts = (
        f"the texts are part of an installed package, `{export.experiment.folder}`"
        if within
        else "`texts/` and `tables/`: the transcripts and tables that it was made from"
    )
    return f"""\
# {export.run.name}

A run of the experiment "{record["name"]}", made {record["finished"]} from \
{plural(sizes["meetings"], "meeting")}, and all it takes to repeat it.

    python3 rebuild.py

makes an environment with the versions that the run was made with, repeats the run from its texts
in a temporary folder, and compares every file of numbers and texts. It ends by saying whether the
two are equal; on another kind of CPU, equal within 1e-6 with the same top words. It needs Python
{".".join(record["machine"]["python"].split(".")[:2])} and access to a package index.

Where toolkit is installed already, `toolkit verify` takes this folder, or the archive as it came.

- `run/`: the run: its settings, record, tables, arrays and figures
- {texts}
- `requirements.txt`, and `requirements.lock` where it is there: the versions of all packages
- `package/`: the sources of toolkit
- `{ABOUT}`: the digest of every file here
"""
