"""Matrices as compiled functions take them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_matrix


def rows_of(
    matrix: Any, dtype: DTypeLike = np.float32
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return where each row begins, the columns of its cells, and their values."""
    matrix = csr_matrix(matrix)
    return (
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(dtype),
    )
