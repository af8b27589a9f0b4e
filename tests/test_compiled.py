"""Compiled loops keep the order of their sums, and need no folder that can be written to."""

from typing import Any

import numba
import numpy as np
import pytest

from toolkit import compiled


def test_sums_keep_their_order() -> None:
    @compiled.compiled
    def added(values: Any) -> float:
        total = 0.0
        for value in values:
            total += value
        return total

    # Added up side by side, as a compiler may want to, these would be another number.
    values = np.array([1e17, 1.0, -1e17, 1.0] * 64)
    plain = 0.0
    for value in values.tolist():
        plain += value
    assert added(values) == plain == 1.0


def test_what_cannot_be_kept_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_cache(*, cache: bool = False, **flags: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return numba.njit(**flags)

    monkeypatch.setattr(compiled, "njit", without_cache)

    @compiled.compiled
    def twice(number: int) -> int:
        return 2 * number

    assert twice(21) == 42
    assert twice.signatures  # type: ignore[attr-defined]  # it was compiled
