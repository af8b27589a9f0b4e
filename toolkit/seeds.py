"""Seeds that derive from names, so that adding one step never shifts another's draws."""

from __future__ import annotations

import hashlib


def derive_seed(seed: int, step: str) -> int:
    """Derive the seed of one step from the seed of the whole experiment.

    Parameters
    ----------
    seed
        The experiment's seed.
    step
        The step's name, such as ``"topics.main"``.

    Returns
    -------
    int
        A whole number in [0, 2**32), the first four bytes of the SHA-256 of both.

    Examples
    --------
    >>> derive_seed(1, "topics.main") == derive_seed(1, "topics.main")
    True
    >>> derive_seed(1, "topics.main") == derive_seed(1, "topics.second")
    False
    """
    digest = hashlib.sha256(f"{seed}/{step}".encode()).digest()
    return int.from_bytes(digest[:4], "big")
