"""The result of `uptake`, which shows itself and can be stored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.answers.tables import gain_table, round_table, shift_table
from toolkit.contrasts.result import where_words
from toolkit.parts import Parts
from toolkit.records import Record, plural

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MEASURES = ("topics", "words")
_ALL = "(all)"


@dataclass(frozen=True, eq=False, repr=False)
class Uptake(Parts, Record):
    """Whether answers take up the topics of their questions, and the shuffles that say so.

    What holds for two measures has them along an axis: topics, then words. A round is a question
    with its follow-ups and what one speaker answers to them.

    Attributes
    ----------
    settings
        Every setting of `uptake` as it was used.
    counted
        How many of what were met or set aside.
    labels, meetings, speakers
        The topics' labels, and the names of meetings and speakers.
    exchanges, asked_by, questions, answers
        Of each round its exchanges, its questioner, empty where not named, and the first words
        of both sides, (n_rounds,).
    meeting, speaker
        Of each round the number of its meeting and its speaker, (n_rounds,).
    asked, answered
        Topic proportions of both sides, (n_rounds, n_topics), rows summing to one.
    tokens
        Counted tokens of both sides, (n_rounds, 2).
    alike, others
        Likeness of a question to its answer, and its mean likeness to the speaker's other answers
        in the meeting, (2, n_rounds).
    rank, p_round
        Share of those other answers that are less like the question, 0 to 1, and the share of
        all, its own among them, that are as like, (2, n_rounds).
    excess, mean_rank
        Means over meetings of `alike` less `others`, and of `rank`, (2,).
    t, p
        The excess over its standard error and its one-sided p, (2,).
    null_excess, null_rank, null_t
        The same in every shuffle, (2, n_shuffles).
    speaker_excess, speaker_rank, speaker_p
        As above by speaker, (n_speakers, 2); p adjusted by min-P over speakers, NaN for those of
        too few rounds.
    band_excess, band_rank
        2.5 and 97.5 % quantiles of a speaker's shuffles, (n_speakers, 2, 2).
    shift_asked, shift_answered, shift_expected, shift_t, shift_p
        What each speaker answers to what is asked, see `shifts`.
    cautions
        What a reader should know before believing the result, a sentence each.
    exhaustive, n_arrangements
        Whether all arrangements of answers were taken, and how many there are; None for more than
        10^15.
    generalises_to
        What the p values speak of, in words.
    """

    shown_columns = (
        "speaker", "meetings", "rounds", "uptake", "others", "excess", "rank", "rank_low",
        "rank_high", "p_adjusted", "words_rank", "words_p_adjusted",
    )  # fmt: skip

    settings: Mapping[str, Any]
    counted: Mapping[str, int]
    labels: tuple[str, ...]
    meetings: tuple[str, ...]
    speakers: tuple[str, ...]
    exchanges: tuple[str, ...]
    asked_by: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    meeting: Ints
    speaker: Ints
    asked: Floats
    answered: Floats
    tokens: NDArray[np.int64]
    alike: Floats
    others: Floats
    rank: Floats
    p_round: Floats
    excess: Floats
    mean_rank: Floats
    t: Floats
    p: Floats
    null_excess: Floats
    null_rank: Floats
    null_t: Floats
    speaker_excess: Floats
    speaker_rank: Floats
    speaker_p: Floats
    band_excess: Floats
    band_rank: Floats
    shift_asked: Floats
    shift_answered: Floats
    shift_expected: Floats
    shift_t: Floats
    shift_p: Floats
    cautions: tuple[str, ...]
    exhaustive: bool
    n_arrangements: int | None
    generalises_to: str

    def mean(self, values: Floats, rounds: NDArray[Any]) -> float:
        """Average a value of some rounds over their meetings, weighed as the setting says."""
        if self.settings["average"] == "exchanges":
            return float(values[rounds].mean())
        _, at = np.unique(self.meeting[rounds], return_inverse=True)
        return float((np.bincount(at, values[rounds]) / np.bincount(at)).mean())

    def table(self) -> pd.DataFrame:
        """Return one row a speaker, below one for all of them.

        ``uptake`` is the mean likeness of questions and their answers, ``others`` that of
        questions and the same speaker's other answers of the meeting, both in topics; ``rank`` is
        0.5 where answers have nothing to do with their questions. ``rank_low`` and ``rank_high``
        hold 95 % of the shuffles, not adjusted for many speakers; ``p_adjusted`` is.
        """
        import pandas as pd

        whole = [self._row(_ALL, np.arange(len(self.meeting)), None)]
        rows = [
            self._row(name, np.flatnonzero(self.speaker == s), s)
            for s, name in enumerate(self.speakers)
        ]
        rows.sort(key=lambda row: -row["rounds"])
        return pd.DataFrame(whole + rows if len(rows) > 1 else rows)

    def by_meeting(self) -> pd.DataFrame:
        """Return one row a meeting, a description without test."""
        import pandas as pd

        rows = []
        for number, name in enumerate(self.meetings):
            of = np.flatnonzero(self.meeting == number)
            rows.append(
                {
                    "meeting": name,
                    "rounds": len(of),
                    "speakers": len(np.unique(self.speaker[of])),
                    "uptake": self.alike[0, of].mean(),
                    "others": self.others[0, of].mean(),
                    "rank": self.rank[0, of].mean(),
                    "words_rank": self.rank[1, of].mean(),
                }
            )
        return pd.DataFrame(rows).sort_values("meeting", ignore_index=True)

    def rounds(self, n: int | None = None) -> pd.DataFrame:
        """Return single rounds to read, those that take up most first.

        Parameters
        ----------
        n
            How many of the highest and as many of the lowest excess in topics; all if None. A
            single round proves nothing: ``p`` is the share of the speaker's answers of the
            meeting, its own among them, that are as like the question.
        """
        return round_table(self, n)

    def gains(self) -> pd.DataFrame:
        """Return by speaker and topic what is answered beyond what is asked, whatever is asked.

        Means over meetings in per cent and percentage points, with the standard error over
        meetings, NaN where there is one. No shuffle of answers changes these numbers: they say
        what a speaker always talks about. `contrast` of kinds tests them; `shifts` says what a
        speaker turns to when asked about something.
        """
        return gain_table(self)

    def shifts(self) -> pd.DataFrame:
        """Return what each speaker answers more, or less, when asked about something.

        One row for each speaker, topic asked and topic answered on which enough was said.
        ``percent_answered`` is the topic's share of the answers to questions on the topic asked,
        ``percent_expected`` its share of the same speaker's other answers in those meetings.
        Where both topics are one, a positive difference is uptake; where they are two it is a
        turn to the other that is more than what this speaker always says. ``p_adjusted`` is
        two-sided, by max-T over all rows of one topic, or of two; largest t first.
        """
        return shift_table(self)

    def summary(self) -> str:
        """Say what was compared, what came out, what was set aside and what to be wary of."""
        only = f"; only {where_words(self.settings)}" if self.settings["where"] else ""
        many = plural(len(self.meeting), "round")
        of = f"{plural(len(self.speakers), 'speaker')} in {plural(len(self.meetings), 'meeting')}"
        order = "in any order" if self.settings["shuffle"] == "answers" else "shifted along"
        how = f"{len(self.null_t[0]):,} shuffles"
        if self.exhaustive:
            how = f"all {self.n_arrangements:,} arrangements"
        settings = f"measure = {self.settings['measure']}, average = {self.settings['average']}"
        dealt = "Answers dealt to other questions to the same speaker in the same meeting"
        lines = [
            f"Uptake in {many} of question and answer, {of}; {settings}{only}.",
            f"{dealt}, {order} ({how}). It speaks of {self.generalises_to}.",
        ]
        every = np.arange(len(self.meeting))
        for m, name in enumerate(MEASURES):
            low, high = np.quantile(self.null_rank[m], [0.025, 0.975])
            lines.append(
                f"In {name}: likeness {self.mean(self.alike[m], every):.3f} to the own answer, "
                f"{self.mean(self.others[m], every):.3f} to the speaker's others; the own ranks "
                f"at {self.mean_rank[m]:.2f} (shuffles {low:.2f} to {high:.2f}); "
                f"p = {self.p[m]:.3g}, one-sided."
            )
        found = (self.speaker_p <= self.settings["alpha"]).sum(axis=0)
        tested = np.isfinite(self.speaker_p[:, 0]).sum()
        lines.append(
            f"By speaker: of {plural(int(tested), 'speaker')} tested {found[0]:,} take up topics "
            f"and {found[1]:,} words at {self.settings['alpha']:g} after adjustment (min-P)."
        )
        lines += [f"Counted: {n:,} {what}." for what, n in self.counted.items()]
        return "\n".join(lines + [f"Caution: {sentence}" for sentence in self.cautions])

    def _row(self, name: str, rounds: NDArray[np.intp], speaker: int | None) -> dict[str, Any]:
        if speaker is None:
            excess, rank, p = self.excess, self.mean_rank, self.p
            nulls = zip(self.null_excess, self.null_rank, strict=True)
            bands = np.array([[np.quantile(x, (0.025, 0.975)) for x in two] for two in nulls])
            band_excess, band_rank = bands[:, 0], bands[:, 1]
        else:
            excess, rank = self.speaker_excess[speaker], self.speaker_rank[speaker]
            p = self.speaker_p[speaker]
            band_excess, band_rank = self.band_excess[speaker], self.band_rank[speaker]
        row: dict[str, Any] = {
            "speaker": name,
            "meetings": len(np.unique(self.meeting[rounds])),
            "rounds": len(rounds),
        }
        for m, prefix in enumerate(("", "words_")):
            row |= {
                f"{prefix}uptake": self.mean(self.alike[m], rounds),
                f"{prefix}others": self.mean(self.others[m], rounds),
                f"{prefix}excess": excess[m],
                f"{prefix}excess_low": band_excess[m, 0],
                f"{prefix}excess_high": band_excess[m, 1],
                f"{prefix}rank": rank[m],
                f"{prefix}rank_low": band_rank[m, 0],
                f"{prefix}rank_high": band_rank[m, 1],
                f"{prefix}p_adjusted": p[m],
            }
        return row
