"""How a fit ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convergence:
    """How a fit ended.

    Attributes
    ----------
    converged
        Whether it met its tolerance before its last allowed iteration.
    n_iter
        Iterations done.
    objective
        What was minimised, at the end.
    measure
        What that is.
    """

    converged: bool
    n_iter: int
    objective: float
    measure: str
