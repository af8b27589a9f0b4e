"""CONTRASTS: set groups of segments against each other, honestly.

A group's words in one meeting are pooled (`cells`), their topic proportions compared pair by pair
(`design`, `pair`) with whole meetings shuffled (`shuffle`, `studentise`), and the distance of two
groups is shown beside what chance alone would give (`distance`).
"""

from toolkit.contrasts.contrast import check_contrast, contrast
from toolkit.contrasts.distance import jsd
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.proportions import Proportions, proportions
from toolkit.contrasts.result import Contrast

__all__ = [
    "Contrast", "Pair", "Proportions", "check_contrast", "contrast", "jsd", "proportions",
]  # fmt: skip
