"""Which packages are installed here, to the last one, and whether a lock file names them so."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from toolkit.errors import ToolkitError

LOCK = "requirements.lock"

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def normal(name: str) -> str:
    """Write the name of a package in the one way in which two spellings are the same.

    Examples
    --------
    >>> normal("Scikit_Learn")
    'scikit-learn'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(extra: Iterable[str] = ()) -> dict[str, str]:
    """Return the versions of all packages that this one needs, however indirectly.

    Parameters
    ----------
    extra
        Further packages that are used, such as an engine or one that holds a corpus.

    Returns
    -------
    dict
        Versions by name, sorted; of what is installed here. What others need for their own extras
        is no part of it.

    Examples
    --------
    >>> {"numpy", "scipy", "numba", "llvmlite"} - needed().keys()
    set()
    """
    found: dict[str, str] = {}
    todo = [*_names(own_requirements()), *map(normal, extra)]
    while todo:
        name = todo.pop()
        if name in found or name == "toolkit":
            continue
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or another Python than this
        todo += _names(importlib.metadata.requires(name) or [])
    return dict(sorted(found.items()))


def own_requirements() -> list[str]:
    """Return what this package requires, as its project file or its installed metadata has it.

    In a checkout the project file counts: the metadata may be of the day it was installed.
    """
    project = _checkout() / "pyproject.toml"
    if project.is_file():
        lines: list[str] = tomllib.loads(project.read_text(encoding="utf-8"))["project"][
            "dependencies"
        ]
        return lines
    try:
        return importlib.metadata.requires("toolkit") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise ToolkitError(
            "toolkit is not installed, only its sources lie here; install it: pip install ."
        ) from error


def _names(requirements: Iterable[str]) -> list[str]:
    """Name the packages of some requirements, those of extras apart."""
    plain = [line for line in requirements if "extra" not in line.partition(";")[2]]
    return [normal(found[1]) for line in plain if (found := _NAME.match(line))]


def locked(lock: str) -> dict[str, list[str]]:
    r"""Read the versions that a lock file names, by package; several for several Pythons.

    Examples
    --------
    >>> locked("numpy==2.4.6 \\\n --hash=sha256:00\ntyper==0.20.0 ; python_version > '3'")
    {'numpy': ['2.4.6'], 'typer': ['0.20.0']}
    """
    found: dict[str, list[str]] = {}
    for name, version in _PINNED.findall(lock):
        found.setdefault(normal(name), []).append(version)
    return found


def lock_file() -> Path | None:
    """Return the lock file of the checkout that this package is run from, if it is one."""
    path = _checkout() / LOCK
    return path if path.is_file() else None


def _checkout() -> Path:
    return Path(__file__).resolve().parents[3]


def unlocked(
    installed: Mapping[str, str], lock: Mapping[str, list[str]]
) -> dict[str, tuple[str, str]]:
    """Return the packages whose version is not a locked one: name, (locked, installed).

    Examples
    --------
    >>> unlocked({"a": "1", "b": "2", "c": "3"}, {"a": ["1", "2"], "b": ["1"]})
    {'b': ('1', '2'), 'c': ('none', '3')}
    """
    return {
        name: (" or ".join(lock.get(name, ["none"])), version)
        for name, version in installed.items()
        if version not in lock.get(name, ())
    }
