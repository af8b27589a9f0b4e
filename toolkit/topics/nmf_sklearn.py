"""NMF by coordinate descent or by multiplicative updates: scikit-learn's."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.topics.engine import MEASURES, Factors, NmfSettings
from toolkit.topics.nmf_start import start_factors


def factorise_sklearn(matrix: csr_matrix, settings: NmfSettings, *, solver: str) -> Factors:
    """Fit by scikit-learn; `solver` is ``"cd"`` or ``"mu"``."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    engine = NMF(
        n_components=settings.n_topics,
        init="custom" if settings.seeded else settings.start,
        solver=solver,
        beta_loss=settings.loss,
        max_iter=settings.max_iter,
        tol=settings.tolerance,
        random_state=settings.seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # `finish` says it in our words
        weights = engine.fit_transform(matrix, **_start(matrix, settings))
    return Factors(
        weights=weights,
        components=engine.components_,
        n_iter=int(engine.n_iter_),
        converged=engine.n_iter_ < settings.max_iter,
        objective=float(engine.reconstruction_err_),
        measure=MEASURES[settings.loss],
    )


def _start(matrix: csr_matrix, settings: NmfSettings) -> dict[str, NDArray[np.float64]]:
    """Give starting values where seed words begin topics; scikit-learn finds its own else."""
    if not settings.seeded:
        return {}
    w, h = start_factors(matrix, settings.n_topics, settings.start, settings.seed, settings.seeded)
    return {"W": w, "H": h}
