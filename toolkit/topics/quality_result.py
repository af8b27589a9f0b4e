"""The record of the quality of topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.topics.measures import MEASURES
from toolkit.topics.numbers import topic_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

# A topic is called one speaker's where that speaker has half of it and twice what is usual.
_HALF = 0.5
_TWICE = 2.0


@dataclass(frozen=True, eq=False, repr=False)
class Quality(Parts, Record):
    """Measures of each topic, one row a topic.

    `measures` says of each its range, which way is better, and its source.

    Attributes
    ----------
    settings
        The settings of `quality`.
    origin
        What fitted the topics.
    labels
        The topics' labels.
    words
        The first words of each topic, by which coherence, exclusivity and overlap are measured.
    values
        (n_topics, n_measures): the measures in the order of `MEASURES`. NaN where there is no
        answer; `notes` says why.
    overlap_with
        (n_topics,): the number of the topic with the most alike first words, 0 where no
        other topic shares any.
    speaker, meeting
        The largest of each topic.
    diversity
        Share of distinct words among the first words of all topics, 1 / n_topics to 1; higher is
        better (Dieng, Ruiz and Blei 2020, who take 25 words a topic).
    dispersion
        How far the counts scatter about what the model expects, by `residual_dispersion`: 1 where
        it is right, and above it where more topics would explain more (Taddy 2012). NaN for NMF,
        and for topics without their terms.
    n_segments
        Segments in which coherence was counted.
    notes
        What could not be measured, and how many segments name no speaker.
    """

    shown_columns = (
        "topic", "label", "share_of_tokens", "c_v", "c_npmi", "u_mass", "exclusivity",
        "unique_words", "speaker", "speaker_share", "speaker_share_overall",
    )  # fmt: skip
    kept_as_arrays = ("dispersion",)

    settings: MappingProxyType[str, Any]
    origin: str
    labels: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    values: Floats
    overlap_with: NDArray[np.int64]
    speaker: tuple[str, ...]
    meeting: tuple[str, ...]
    diversity: float
    dispersion: float = field(default=np.nan, kw_only=True)  # not in the oldest runs
    n_segments: int
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a table of another shape, and freeze the arrays."""
        if self.values.shape != (len(self.labels), len(MEASURES)):
            raise ValueError(f"values of shape {self.values.shape} for {len(self.labels)} topics")
        super().__post_init__()

    def of(self, measure: str) -> Floats:
        """Return one measure of all topics, (n_topics,).

        Raises
        ------
        KeyError
            If there is no such measure.
        """
        return np.asarray(self.values[:, list(MEASURES).index(measure)])

    @property
    def one_speaker(self) -> tuple[int, ...]:
        """Topics of which one speaker holds half, and twice of what that speaker holds of all."""
        share, overall = self.of("speaker_share"), self.of("speaker_share_overall")
        return self._numbers((share >= _HALF) & (share >= _TWICE * overall))

    @property
    def one_meeting(self) -> tuple[int, ...]:
        """Topics of which one meeting holds half, and twice of what that meeting holds of all."""
        share, overall = self.of("meeting_share"), self.of("meeting_share_overall")
        return self._numbers((share >= _HALF) & (share >= _TWICE * overall))

    def _numbers(self, is_so: NDArray[np.bool_]) -> tuple[int, ...]:
        numbers = topic_numbers(self.labels)
        return tuple(numbers[k] for k in np.flatnonzero(is_so))

    def table(self) -> pd.DataFrame:
        """Return one row a topic: its number and label, every measure, its first words."""
        import pandas as pd

        beside: dict[str, dict[str, Any]] = {
            "overlap": {"overlap_with": self.overlap_with, "speaker": self.speaker},
            "speakers": {"meeting": self.meeting},
        }
        columns: dict[str, Any] = {"topic": topic_numbers(self.labels), "label": self.labels}
        for name in MEASURES:
            columns |= {name: self.of(name)} | beside.get(name, {})
        return pd.DataFrame(columns | {"words": [", ".join(words) for words in self.words]})

    def measures(self) -> pd.DataFrame:
        """Return one row a measure: its mean over topics, range, better way, words and source."""
        import pandas as pd

        frame = pd.DataFrame([about._asdict() for about in MEASURES.values()])
        frame.insert(0, "measure", list(MEASURES))
        known = ~np.isnan(self.values)
        total = np.where(known, self.values, 0).sum(axis=0)
        n = known.sum(axis=0)
        frame.insert(1, "mean", np.where(n > 0, total / np.maximum(n, 1), np.nan))
        return frame.assign(topics=n)

    def summary(self) -> str:
        """Say what was measured, the means over topics, and which topics one speaker bears."""
        n = self.settings["n_terms"]
        means = self.measures().set_index("measure")["mean"]
        what = ", ".join(
            f"{name} {means[name]:.3f}"
            for name in ("c_v", "c_npmi", "u_mass", "exclusivity", "frex")
            if not np.isnan(means[name])
        )
        how = (
            f"Quality of {self.origin}, by the first {plural(n, 'word')} of each topic; coherence "
            f"counted in {plural(self.n_segments, 'segment')}."
        )
        found = (
            f"Means over topics: {what}; {100 * self.diversity:.0f} % of the first words of all "
            "topics are distinct."
        )
        if not np.isnan(self.dispersion):
            found += f" Residual dispersion {self.dispersion:.3f} (1: as the model says)."
        caution = (
            "Compare models of one vocabulary; coherence alone does not choose between them "
            "(Hoyle and others 2021)."
        )
        lines = [how, found, caution]
        for name, topics in (("speaker", self.one_speaker), ("meeting", self.one_meeting)):
            if topics:
                which = ", ".join(map(str, topics))
                lines.append(
                    f"Borne by one {name} for half or more, and twice its share of the corpus: "
                    f"{'topic' if len(topics) == 1 else 'topics'} {which}."
                )
        return "\n".join([*lines, *self.notes])

    def meta(self) -> dict[str, Any]:
        """Return what is no array, ready for JSON, with the names of the measures."""
        rest = super().meta()
        first = {name: rest.pop(name) for name in ("settings", "origin", "labels", "words")}
        return {**first, "measures": list(MEASURES), **rest}
