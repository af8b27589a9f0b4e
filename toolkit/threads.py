"""One thread for what must give the same bits everywhere."""

from __future__ import annotations

import functools
import sys
from contextlib import AbstractContextManager
from typing import Any

# Packages that load libraries of linear algebra or of threads of their own.
_BRING = ("sklearn", "sklearn.decomposition", "sklearn.metrics", "gensim", "numba", "tomotopy")


def one_thread() -> AbstractContextManager[Any]:
    """Keep the libraries of linear algebra to one thread inside a ``with`` block.

    The last bits of a matrix product depend on how many threads it is shared out to, which is a
    matter of the machine.

    Examples
    --------
    >>> with one_thread():
    ...     1 + 1
    2
    """
    # Looking for the loaded libraries takes a millisecond, longer than many a product: it is done
    # once, and again when a package has been imported that may have brought another.
    libraries = _libraries(tuple(name in sys.modules for name in _BRING))
    limited: AbstractContextManager[Any] = libraries.limit(limits=1)
    return limited


@functools.cache
def _libraries(_imported: tuple[bool, ...]) -> Any:
    import scipy.linalg  # noqa: F401  # loads SciPy's own, which would be missed
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
