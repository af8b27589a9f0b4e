"""One thread for what must give the same bits everywhere."""

from __future__ import annotations

import functools
import sys
from contextlib import AbstractContextManager
from typing import Any


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
    # once, and again when anything has been imported, for that may have brought another.
    libraries = _libraries(len(sys.modules))
    limited: AbstractContextManager[Any] = libraries.limit(limits=1)
    return limited


@functools.lru_cache(maxsize=1)
def _libraries(_n_imported: int) -> Any:
    import scipy.linalg  # noqa: F401  # loads SciPy's own, which would be missed
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
