"""Packages that only some engines need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from toolkit.errors import ToolkitError


@contextmanager
def needs(package: str, setting: str) -> Iterator[None]:
    """Say in one sentence how to get a package that a setting asks for.

    Examples
    --------
    >>> with needs("tomotopy", "engine = 'tomotopy'"):
    ...     import no_such_package
    Traceback (most recent call last):
    toolkit.errors.ToolkitError: engine = 'tomotopy' needs the package tomotopy, which is not \
installed; pip install tomotopy
    """
    try:
        yield
    except ImportError as error:
        raise ToolkitError(
            f"{setting} needs the package {package}, which is not installed; pip install {package}"
        ) from error
