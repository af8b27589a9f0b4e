"""The result of `follows`, which shows itself and can be stored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.result import where_words
from toolkit.contrasts.studentise import mean_and_error
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Follows(Parts, Record):
    """Whether questions follow the opening statements, and what is asked beside them.

    What holds for two measures has them along an axis: topics, then words.

    Attributes
    ----------
    settings
        Every setting of `follows` as it was used.
    counted
        How many were set aside.
    exhaustive
        Whether all arrangements were taken.
    labels, meetings, principals, dates
        The topics' labels; of each meeting its name, whose statements it is compared with, and
        its date, those of one principal together and by date.
    said, asked
        Topic proportions of statements and questions, (n_meetings, n_topics).
    alike, others, neighbours
        Likeness of a meeting's questions to its own statements, its mean likeness to the
        principal's statements of other meetings, and of the one before and the one after,
        (2, n_meetings).
    rank
        Share of those others that are less like the questions, (2, n_meetings).
    excess, mean_rank, p
        Means over meetings, and the one-sided p of the excess, (2,).
    null_excess, null_rank
        The same in every shuffle, (2, n_shuffles).
    topic_z, topic_p
        Whether a topic is asked about more where it was said, (n_topics,); p two-sided, by max-T.
    cautions
        What a reader should know before believing the result, a sentence each.
    """

    shown_columns = ("meeting", "principal", "likeness", "others", "neighbours", "rank")

    settings: Mapping[str, Any]
    counted: Mapping[str, int]
    exhaustive: bool
    labels: tuple[str, ...]
    meetings: tuple[str, ...]
    principals: tuple[str, ...]
    dates: tuple[str, ...]
    said: Floats
    asked: Floats
    alike: Floats
    others: Floats
    neighbours: Floats
    rank: Floats
    excess: Floats
    mean_rank: Floats
    p: Floats
    null_excess: Floats
    null_rank: Floats
    topic_z: Floats
    topic_p: Floats
    cautions: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return one row a meeting, by principal and date.

        ``unsaid_percent`` is the share of the questions' words that would have to move to other
        topics to be spread as the statements are: the total variation distance.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "meeting": list(self.meetings),
                "principal": list(self.principals),
                "date": list(self.dates),
                "likeness": self.alike[0],
                "others": self.others[0],
                "neighbours": self.neighbours[0],
                "rank": self.rank[0],
                "words_rank": self.rank[1],
                "unsaid_percent": 50 * np.abs(self.asked - self.said).sum(axis=1),
            }
        )

    def topics_asked(self) -> pd.DataFrame:
        """Return one row a topic: what is asked beside what is said.

        Means over meetings in per cent, their difference in percentage points with its standard
        error over meetings; ``z`` and ``p_adjusted`` say whether the topic is asked about more in
        the meetings whose statements hold it.
        """
        import pandas as pd

        weights = np.ones(len(self.said))
        beyond, error = mean_and_error(self.asked - self.said, weights)
        return pd.DataFrame(
            {
                "topic": topic_numbers(self.labels),
                "label": list(self.labels),
                "percent_said": 100 * self.said.mean(axis=0),
                "percent_asked": 100 * self.asked.mean(axis=0),
                "beyond_pp": 100 * beyond,
                "standard_error_pp": 100 * error,
                "z": self.topic_z,
                "p_adjusted": self.topic_p,
            }
        )

    def summary(self) -> str:
        """Say what was compared, what came out and what was set aside."""
        only = f"; only {where_words(self.settings)}" if self.settings["where"] else ""
        among = "all meetings"
        if self.settings["within"] == "principal":
            among = f"meetings of the same of {plural(len(set(self.principals)), 'principal')}"
        what = "all arrangements" if self.exhaustive else f"{len(self.null_rank[0]):,} shuffles"
        of = plural(len(self.meetings), "meeting")
        measure = f"measure = {self.settings['measure']}"
        lines = [
            f"Questions beside opening statements in {of}; {measure}{only}.",
            f"Statements dealt out among {among} ({what}).",
        ]
        for m, name in enumerate(("topics", "words")):
            low, high = np.quantile(self.null_rank[m], [0.025, 0.975])
            lines.append(
                f"In {name}: likeness {self.alike[m].mean():.3f} to the own statements, "
                f"{self.neighbours[m].mean():.3f} to those of the meetings before and after, "
                f"{self.others[m].mean():.3f} to the others; the own rank at "
                f"{self.mean_rank[m]:.2f} (shuffles {low:.2f} to {high:.2f}); "
                f"p = {self.p[m]:.3g}, one-sided."
            )
        lines += [f"Counted: {n:,} {what}." for what, n in self.counted.items()]
        return "\n".join(lines + [f"Caution: {sentence}" for sentence in self.cautions])
