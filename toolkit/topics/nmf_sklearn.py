"""NMF by coordinate descent or by multiplicative updates: scikit-learn's."""

from __future__ import annotations

import warnings

from scipy.sparse import csr_matrix

from toolkit.topics.engine import MEASURES, Factors, NmfSettings


def factorise_sklearn(matrix: csr_matrix, settings: NmfSettings, *, solver: str) -> Factors:
    """Fit by scikit-learn; `solver` is ``"cd"`` or ``"mu"``."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    engine = NMF(
        n_components=settings.n_topics,
        init=settings.start,
        solver=solver,
        beta_loss=settings.loss,
        max_iter=settings.max_iter,
        tol=settings.tolerance,
        random_state=settings.seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # `finish` says it in our words
        weights = engine.fit_transform(matrix)
    return Factors(
        weights=weights,
        components=engine.components_,
        n_iter=int(engine.n_iter_),
        converged=engine.n_iter_ < settings.max_iter,
        objective=float(engine.reconstruction_err_),
        measure=MEASURES[settings.loss],
    )
