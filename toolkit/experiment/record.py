"""What a run was made of: inputs, versions, code; and the name that follows from it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from toolkit.corpus.files.folder import PAGES, input_files, own_files
from toolkit.errors import ToolkitError
from toolkit.experiment.settings import Experiment
from toolkit.sources import ENGINES, file_digest, versions
from toolkit.store import digest

FORMAT = 4
"""Version of the layout of a run folder."""

# What can change a number; pandas and matplotlib only show them.
_NUMBERS = ("llvmlite", "numba", "numpy", "scipy", "scikit-learn", "simplemma")
_OTHERS = ("matplotlib", "pandas", "pyarrow", "pydantic", "threadpoolctl")

_ENVIRONMENT = (
    "PYTHONHASHSEED", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS", "OPENBLAS_CORETYPE", "MKL_CBWR",
)  # fmt: skip

# What can change what is read, and the endings of the files that it reads.
_READERS = {
    "charset-normalizer": PAGES,  # guesses the encoding of those that are not UTF-8
    "selectolax": (".html", ".htm"),
    "pyyaml": (".md",),
    "pyarrow": (".parquet",),
    "openpyxl": (".xlsx",),
}


def all_versions() -> dict[str, str]:
    """Return the versions of Python and of every package that a run may use."""
    return versions((*_NUMBERS, *_OTHERS, *_READERS, *ENGINES))


def input_digests(experiment: Experiment, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the SHA-256 of every file that goes into a run.

    Parameters
    ----------
    experiment
        The experiment.
    own
        Those of the experiment without its sweep, where they are known.

    Returns
    -------
    dict
        By their paths below the corpus: the texts, and beside them corrections, aliases and the
        user's own layouts; those, too, that some cell of a sweep alone reads. By setting, such as
        ``corpus.metadata``: the user's own tables.

    Raises
    ------
    ToolkitError
        If the corpus or a table cannot be read.
    """
    digests = dict(own or corpus_digests(experiment))
    seen = [experiment.corpus]
    for cell in experiment.cells:
        if cell.experiment.corpus not in seen:
            seen.append(cell.experiment.corpus)
            digests |= corpus_digests(cell.experiment)
    return digests


def own_inputs(experiment: Experiment, inputs: dict[str, str]) -> dict[str, str]:
    """Return the inputs of an experiment without its sweep, of those of the whole."""
    alone = all(cell.experiment.corpus == experiment.corpus for cell in experiment.cells)
    return inputs if alone else corpus_digests(experiment)


def corpus_digests(experiment: Experiment) -> dict[str, str]:
    """Return what `input_digests` does, of an experiment alone without its sweep."""
    files = input_files(
        experiment.place,
        include=tuple(experiment.corpus["include"]),
        exclude=tuple(experiment.corpus["exclude"]),
    )
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in files}
    for name, raw in own_files(experiment.place).named():
        digests[name] = hashlib.sha256(raw).hexdigest()
    for setting, path in experiment.table_places().items():
        try:
            digests[f"corpus.{setting}"] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ToolkitError(
                f"corpus.{setting} = '{path}' cannot be read: {error.strerror}"
            ) from error
    return digests


def run_key(experiment: Experiment, inputs: Mapping[str, str]) -> str:
    """Name a run: the experiment and eight hexadecimal digits.

    They digest the settings without paths, the contents of the inputs, the versions that can
    change a number or what is read, and the package's sources; not the commit, the time or the
    place.
    """
    settings = experiment.resolved()
    parts = {
        "format": FORMAT,
        "settings": settings | {"corpus": in_order(settings["corpus"])},
        "inputs": dict(inputs),
        "versions": versions(_NUMBERS + readers(experiment, inputs) + engines(experiment)),
        "sources": sources_digest(),
    }
    return f"{experiment.name}-{digest(parts)[:8]}"


def in_order(value: object) -> object:
    """Write tables as lists: of layouts the first that fits counts, and columns build on others."""
    if isinstance(value, dict):
        return [[key, in_order(inner)] for key, inner in value.items()]
    return value


def readers(experiment: Experiment, inputs: Iterable[str]) -> tuple[str, ...]:
    """Return the packages whose version can change what is read from these files."""
    files = [name.lower() for name in (*inputs, *experiment.tables.values())]
    return tuple(
        package
        for package, endings in _READERS.items()
        if any(file.endswith(endings) for file in files)
    )


def engines(experiment: Experiment) -> tuple[str, ...]:
    """Return the packages of the engines that fit the models, where they are of their own."""
    asked = {settings.get("engine") for settings in experiment.topics.values()}
    return tuple(engine for engine in ENGINES if engine in asked)


@functools.cache
def sources_digest() -> str:
    """Digest the package's own files: code, layouts, lists and sample."""
    root = Path(str(resources.files("toolkit")))
    endings = {".py", ".toml", ".txt", ".csv"}
    files = sorted(path for path in root.rglob("*") if path.suffix in endings)
    return digest({path.relative_to(root).as_posix(): file_digest(path) for path in files})


def code_state() -> dict[str, Any]:
    """Return the package's version and sources, and the commit where it is a git checkout."""
    root = Path(str(resources.files("toolkit"))).parent
    commit = _git(root, "rev-parse", "HEAD") if (root / ".git").exists() else None
    changed = _git(root, "status", "--porcelain", "--", "toolkit") if commit else None
    return {
        "toolkit": importlib.metadata.version("toolkit"),
        "sources": sources_digest(),
        "commit": commit,
        "uncommitted_changes": None if changed is None else bool(changed),
    }


def machine() -> dict[str, str]:
    """Return the kind of machine: bits are promised on one kind of CPU only.

    ``blas`` names the kernels that linear algebra chose for this CPU; others give other last
    bits. ``cpu`` is the name that its maker gave it.
    """
    from threadpoolctl import threadpool_info

    blas = {
        f"{library['internal_api']} {library['version']} {library.get('architecture', '')}".strip()
        for library in threadpool_info()
        if library["user_api"] == "blas"
    }
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "cpu": _cpu(),
        "blas": "; ".join(sorted(blas)),
    }


def environment() -> dict[str, str]:
    """Return the variables that are set and that ask for threads, hashes or kernels.

    The numbers are not to depend on them; where they do, it helps to know how they were set.
    """
    return {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}


@functools.cache
def _cpu() -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):  # Linux tells it in a file
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            # Killed, git must not leave a lock behind that stops the user's own git.
            ["git", "--no-optional-locks", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None  # no git, or no repository: the digest of the sources still says what ran
    return done.stdout.strip()
