"""What could make results differ here, or keep them from being made: a sentence each."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock

from toolkit.corpus.files.cache import ParseCache
from toolkit.errors import ToolkitError
from toolkit.experiment.catalogue import find_runs
from toolkit.experiment.proof.causes import conditions
from toolkit.experiment.proof.installed import LOCK, lock_file, locked, needed, unlocked
from toolkit.experiment.read_record import read_record

_ROOM = 1_000_000_000  # bytes; a run with its steps rarely takes as much
_NAMED = 4
_ENGINES = {"gensim": "pip install gensim", "tomotopy": "pip install 'toolkit[tomotopy]'"}
_KERNELS = ("OPENBLAS_CORETYPE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "NPY_DISABLE_CPU_FEATURES")


def find_concerns(results: Path, here: Mapping[str, Any]) -> list[str]:
    """Say what could make results differ here, and what to do about each.

    Parameters
    ----------
    results
        The folder of the runs.
    here
        Versions, code and machine as a record has them.

    Returns
    -------
    list of str
        One sentence each; none where all is in order.
    """
    return [
        *_newest(results, here),
        *_versions(),
        *_engines(),
        *_kernels(),
        *_compiled(),
        *_folder(results),
        *_parsed(),
    ]


def _newest(results: Path, here: Mapping[str, Any]) -> Iterator[str]:
    """Compare this machine with the one of the newest run."""
    runs = find_runs(results, status="finished")
    if not len(runs):
        return
    run = runs["run"].iloc[-1]
    try:
        record = read_record(results / run)
    except ToolkitError as error:
        yield f"the newest run cannot be read: {error}"
        return
    parts = ("code", "versions", "machine")
    for condition in conditions({part: record[part] for part in parts}, here):
        yield (
            f"the newest run, {run}, was made with {condition}; "
            f"`toolkit verify {run}` shows whether its numbers differ"
        )


def _versions() -> Iterator[str]:
    """Compare what is installed with the lock file of the checkout, where this is one."""
    if path := lock_file():
        others = unlocked(needed(), locked(path.read_text(encoding="utf-8")))
        named = [f"{n} {came} for {known}" for n, (known, came) in list(others.items())[:_NAMED]]
        more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
        if named:
            yield (
                f"other versions are installed than {LOCK} names: {', '.join(named)}{more}; "
                f"install those: pip install --require-hashes -r {LOCK}"
            )


def _engines() -> Iterator[str]:
    for package, install in _ENGINES.items():
        try:
            importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            yield f"models with engine = '{package}' cannot be fitted, for it is missing: {install}"


def _kernels() -> Iterator[str]:
    for name in _KERNELS:
        if value := os.environ.get(name):
            yield (
                f"{name}={value} chooses how this CPU calculates, which changes last digits; "
                "unset it, or keep it so for all runs"
            )


def _compiled() -> Iterator[str]:
    """Say so where what is compiled cannot be kept for the next process."""
    from numba.core.registry import CPUDispatcher

    from toolkit.counts import tally

    made = [value for value in vars(tally).values() if isinstance(value, CPUDispatcher)]
    if any(type(getattr(loop, "_cache", None)).__name__ == "NullCache" for loop in made):
        yield (
            "compiled loops cannot be kept, and are compiled anew in every process, in some "
            "seconds; name a folder that can be written to in NUMBA_CACHE_DIR"
        )


def _folder(results: Path) -> Iterator[str]:
    """Try to write and to lock a file where runs are kept, or would be."""
    place = results
    while not place.is_dir() and place != place.parent:
        place = place.parent
    if results.exists() and not results.is_dir():
        yield f"{results} is no folder, and no run can be kept there; name another with --results"
        return
    try:
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=place) as home:
            lock = filelock.FileLock(Path(home, "lock"))
            lock.acquire(timeout=0)
            lock.release()
    except (OSError, NotImplementedError) as error:
        yield (
            f"no run can be kept in {results} ({getattr(error, 'strerror', None) or error}); "
            "name another folder with --results"
        )
        return
    free = shutil.disk_usage(place).free
    if free < _ROOM:
        yield (
            f"only {free / 1e6:,.0f} MB are free where {results} lies; make room, for a run of a "
            "large corpus takes more"
        )


def _parsed() -> Iterator[str]:
    with ParseCache.open() as cache:
        state = cache.state
    if state.startswith("off:"):
        yield f"pages are parsed anew each time ({state[5:]}); name a folder in TOOLKIT_CACHE"
