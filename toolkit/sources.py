"""Which of the package's own files a function's result can depend on, and which packages."""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.store import digest

ENGINES = ("gensim", "tomotopy")
"""Engines that are packages of their own: their version counts where they are asked for."""

_ROOT = Path(__file__).resolve().parent
_NAME = _ROOT.name

# Packages that are called otherwise where they are installed, or bring what computes for them.
_INSTALLED = {"sklearn": ("scikit-learn",), "yaml": ("pyyaml",), "numba": ("numba", "llvmlite")}

# They check settings, show tables or find folders; no number goes through them.
_NO_NUMBERS = {"importlib", "matplotlib", "pandas", "platformdirs", "pydantic", "threadpoolctl"}


@dataclass(frozen=True, slots=True)
class Code:
    """What a function is made of.

    Attributes
    ----------
    digest
        Of every module of the package that it imports, however indirectly, with the files of
        data beside them.
    packages
        Names of the other packages that these modules import and that can change a number.
    """

    digest: str
    packages: tuple[str, ...]

    def versions(self) -> dict[str, str]:
        """Return the versions of the packages that are installed, and of Python."""
        return dict(_versions(self.packages))


def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of Python and of some packages, those that are installed.

    Examples
    --------
    >>> versions(("no-such-package",)).keys()
    dict_keys(['python'])
    """
    found = {"python": ".".join(map(str, sys.version_info[:2]))}
    for name in packages:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


_versions = functools.cache(versions)


def code_of(function: Callable[..., Any]) -> Code:
    """Find what a function of the package is made of.

    Imports are read from the sources wherever they stand: at the top of a file, in a function, or
    for types alone, since the methods of what a function is given run as well. A name that a
    folder only passes on leads to the file that defines it. So a changed figure is no change to
    a fit.

    Examples
    --------
    >>> from toolkit.records import plural
    >>> code_of(plural).packages
    ()
    """
    return _code(function.__module__)


@functools.cache
def _code(module: str) -> Code:
    modules = modules_of(module)
    digests = {
        path.relative_to(_ROOT).as_posix(): file_digest(path)
        for path in {path for name in modules for path in _files(name)}
    }
    packages = {other for name in modules for other in _imports(name)[1]} - _NO_NUMBERS
    installed = {name for other in packages for name in _INSTALLED.get(other, (other,))}
    return Code(digest(digests), tuple(sorted(installed)))


def modules_of(module: str) -> frozenset[str]:
    """Return the modules of the package that one imports, however indirectly, with itself."""
    found: set[str] = set()
    todo = [module]
    while todo:
        if (name := todo.pop()) not in found:
            found.add(name)
            todo += _imports(name)[0]
    return frozenset(found)


def file_digest(path: Path) -> str:
    """Digest a source file; Git may give a checkout the line ends of its system."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@functools.cache
def _imports(module: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the modules of the package and the other packages that a module imports."""
    own, others = set(), set()
    for node in ast.walk(_tree(module)):
        for place, name in _imported(node):
            top = place.partition(".")[0]
            if top == _NAME:
                own.add(_defining(place, name))
            elif top not in sys.stdlib_module_names:
                others.add(top)
    return frozenset(own), frozenset(others)


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Iterate over the imports of a node: a module and the name taken from it, if any."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((node.module or "", alias.name) for alias in node.names)


def _defining(module: str, name: str) -> str:
    """Return the module in which a name is defined, which a folder may only pass on."""
    if name and _path(f"{module}.{name}"):
        return f"{module}.{name}"
    path = _path(module)
    if name and path and path.name == "__init__.py":
        for node in _tree(module).body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return _defining(node.module or "", alias.name)
    return module


def _files(module: str) -> Iterator[Path]:
    """Iterate over the file of a module and the files of data beside it."""
    path = _path(module)
    if path:
        yield path
        yield from (beside for beside in path.parent.iterdir() if _is_data(beside))


def _is_data(path: Path) -> bool:
    return path.suffix in {".csv", ".toml", ".txt"} and path.is_file()


@functools.cache
def _path(module: str) -> Path | None:
    """Return the file of a module of the package, or None if there is none."""
    if module.partition(".")[0] != _NAME:
        return None
    stem = _ROOT.parent.joinpath(*module.split("."))
    for path in (stem / "__init__.py", stem.with_name(stem.name + ".py")):
        if path.is_file():
            return path
    return None


@functools.cache
def _tree(module: str) -> ast.Module:
    path = _path(module)
    return ast.parse(path.read_text(encoding="utf-8") if path else "")
