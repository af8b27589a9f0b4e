"""CONTRASTS: set groups of segments against each other, honestly.

A group's words in one meeting are pooled (`cells`), their topic proportions compared pair by pair
(`design`, `pair`) with whole meetings shuffled (`shuffle`, `studentise`) and drawn anew for
intervals (`resample`, `intervals`), and the distance of two groups is shown beside what chance
alone would give (`distance`, `apart`). A group is described by its
words (`keywords`) and by what is typical of it (`profiles`), a topic by the words that each group
fills it with (`meaning`). `trend` follows topics through time, `slopes` tests a straight one.
Answers are set beside their questions (`uptake`), questions beside the statement before them
(`follows`).
"""

from toolkit.contrasts.answers.follows import follows
from toolkit.contrasts.answers.follows_result import Follows
from toolkit.contrasts.answers.result import Uptake
from toolkit.contrasts.answers.uptake import uptake
from toolkit.contrasts.contrast import check_contrast, contrast
from toolkit.contrasts.distance import aitchison, hellinger, jsd, total_variation
from toolkit.contrasts.divergences import Divergences, divergences
from toolkit.contrasts.failed import FailedSpecification
from toolkit.contrasts.global_result import GlobalTest
from toolkit.contrasts.global_test import check_global_test, global_test
from toolkit.contrasts.keywords import Keywords, keywords
from toolkit.contrasts.meaning import check_meaning, meaning
from toolkit.contrasts.meaning_result import Meaning
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.profiles import Profile, check_profile, profile
from toolkit.contrasts.proportions import Proportions, proportions
from toolkit.contrasts.result import Contrast
from toolkit.contrasts.robustness import Specification, robustness
from toolkit.contrasts.robustness_result import Robustness
from toolkit.contrasts.trends.result import Trend
from toolkit.contrasts.trends.slopes import Slopes, slopes
from toolkit.contrasts.trends.trend import trend
from toolkit.contrasts.unfitted import check_groups

__all__ = [
    "Contrast", "Divergences", "FailedSpecification", "Follows", "GlobalTest", "Keywords",
    "Meaning", "Pair", "Profile", "Proportions", "Robustness", "Slopes", "Specification", "Trend",
    "Uptake", "aitchison",
    "check_contrast", "check_global_test", "check_groups", "check_meaning", "check_profile",
    "contrast", "divergences", "follows", "global_test", "hellinger", "jsd", "keywords", "meaning",
    "profile", "proportions", "robustness", "slopes", "total_variation", "trend", "uptake",
]  # fmt: skip
