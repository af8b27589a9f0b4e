"""The longer tables of an uptake: single rounds to read, what is gained, what is turned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.studentise import mean_and_error
from toolkit.errors import ToolkitError
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.contrasts.answers.result import Uptake

Floats = NDArray[np.float64]


def round_table(uptake: Uptake, n: int | None) -> pd.DataFrame:
    """Return one row a round, the largest excess in topics first; see `Uptake.rounds`."""
    import pandas as pd

    if n is not None and n < 1:
        raise ToolkitError(f"n = {n} asks for nothing; it must be at least 1")
    frame = pd.DataFrame(
        {
            "meeting": [uptake.meetings[m] for m in uptake.meeting],
            "exchange": list(uptake.exchanges),
            "speaker": [uptake.speakers[s] for s in uptake.speaker],
            "asked_by": list(uptake.asked_by),
            "uptake": uptake.alike[0],
            "excess": uptake.alike[0] - uptake.others[0],
            "rank": uptake.rank[0],
            "p": uptake.p_round[0],
            "words_rank": uptake.rank[1],
            "asked_topic": [uptake.labels[k] for k in uptake.asked.argmax(axis=1)],
            "answered_topic": [uptake.labels[k] for k in uptake.answered.argmax(axis=1)],
            "tokens_asked": uptake.tokens[:, 0],
            "tokens_answered": uptake.tokens[:, 1],
            "question": list(uptake.questions),
            "answer": list(uptake.answers),
        }
    )
    frame = frame.sort_values(["excess", "exchange", "speaker"], ascending=[False, True, True])
    if n is not None and 2 * n < len(frame):
        frame = pd.concat([frame.head(n), frame.tail(n)])
    return frame.reset_index(drop=True)


def gain_table(uptake: Uptake) -> pd.DataFrame:
    """Return one row for each speaker and topic; see `Uptake.gains`."""
    import pandas as pd

    frames = []
    for number, name in enumerate(uptake.speakers):
        of = uptake.speaker == number
        _, at = np.unique(uptake.meeting[of], return_inverse=True)
        size = np.bincount(at).astype(np.float64)
        asked, answered = (
            _meeting_means(side[of], at, size) for side in (uptake.asked, uptake.answered)
        )
        weights = size if uptake.settings["average"] == "exchanges" else np.ones(len(size))
        gained, error = mean_and_error(answered - asked, weights)
        frames.append(
            pd.DataFrame(
                {
                    "speaker": name,
                    "topic": topic_numbers(uptake.labels),
                    "label": list(uptake.labels),
                    "percent_asked": 100 * mean_and_error(asked, weights)[0],
                    "percent_answered": 100 * mean_and_error(answered, weights)[0],
                    "gained_pp": 100 * gained,
                    "standard_error_pp": 100 * error,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def shift_table(uptake: Uptake) -> pd.DataFrame:
    """Return one row for each speaker, topic asked and topic answered; see `Uptake.shifts`."""
    import pandas as pd

    who, y, k = np.nonzero(np.isfinite(uptake.shift_t))
    at = (who, y, k)
    frame = pd.DataFrame(
        {
            "speaker": [uptake.speakers[s] for s in who],
            "asked": [uptake.labels[i] for i in y],
            "answered": [uptake.labels[i] for i in k],
            "same": y == k,
            "meetings": [len(np.unique(uptake.meeting[uptake.speaker == s])) for s in who],
            "rounds_asked": uptake.shift_asked[who, y],
            "percent_answered": 100 * uptake.shift_answered[at],
            "percent_expected": 100 * uptake.shift_expected[at],
            "difference_pp": 100 * (uptake.shift_answered - uptake.shift_expected)[at],
            "t": uptake.shift_t[at],
            "p_adjusted": uptake.shift_p[at],
        }
    )
    return frame.sort_values("t", ascending=False, kind="stable", ignore_index=True)


def _meeting_means(rows: Floats, meeting: NDArray[np.intp], size: Floats) -> Floats:
    summed = np.zeros((len(size), rows.shape[1]))
    np.add.at(summed, meeting, rows)
    return np.asarray(summed / size[:, None])
