"""Does a topic mean the same in two groups: the result, which shows itself and can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.design import unit_words
from toolkit.contrasts.information import word_information
from toolkit.contrasts.result import set_aside_lines
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.topics.numbers import numbered, place_of, topic_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Meaning(Parts, Record):
    """The words of every topic in two groups, and whether they differ more than by chance.

    Attributes
    ----------
    settings
        Every setting of `meaning` as it was used.
    labels
        The topics' labels, (n_topics,).
    groups
        The two groups' names, sorted.
    design
        "between" or "within".
    clusters
        Clusters of each group, (2,); in a within design those that hold both.
    cell_tokens
        Median counted tokens of each group's cells, as thinned, (2,).
    words
        Of each topic the terms looked at, by falling weight, n_topics tuples.
    counts
        Expected tokens of these terms that belong to the topic, by group,
        (2, n_topics, n_terms); 0 beyond a topic's own terms.
    z
        Deviation of each term towards the first group over its spread among the shuffles,
        (n_topics, n_terms).
    information
        Mutual information of word and group within each topic, in bits, (n_topics,).
    null_information
        The same for every shuffle, (n_shuffles, n_topics).
    p, p_adjusted
        One-sided p of each topic alone, and by max-T over the topics, (n_topics,).
    exhaustive, n_arrangements
        Whether all arrangements were taken, and how many there are.
    n_missing, n_empty
        Segments set aside because a column used is missing; cells without a counted word.
    n_set_aside
        Clusters set aside since they hold one of the groups only, in a within design.
    in_time
        What is wrong with free shuffles where the groups are stretches of time; else empty.
    """

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    groups: tuple[str, str]
    design: str
    clusters: tuple[int, int]
    cell_tokens: tuple[float, float]
    words: tuple[tuple[str, ...], ...]
    counts: Floats
    z: Floats
    information: Floats
    null_information: Floats
    p: Floats
    p_adjusted: Floats
    exhaustive: bool
    n_arrangements: int
    n_missing: int = 0
    n_empty: int = 0
    n_set_aside: int = 0
    in_time: str = ""

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader should know before believing the result, a sentence each."""
        found = [self.in_time] if self.in_time else []
        times = max(self.cell_tokens) / max(min(self.cell_tokens), 1)
        if times >= 2:
            found.append(
                f"The groups' cells are of unequal length (median {self.cell_tokens[0]:g} "
                f"and {self.cell_tokens[1]:g} counted tokens). Topics of short cells are less "
                "surely known: with eight times the text in one group some topic was found to "
                "differ in 11 to 22 % of simulations without a difference, with twice in 6 %; "
                "thin = true draws as many words from the longer."
            )
        return tuple(found)

    def table(self) -> pd.DataFrame:
        """Return one row a topic: its tokens in each group, information beside its null, p."""
        import pandas as pd

        return pd.DataFrame(
            {
                "topic": topic_numbers(self.labels),
                "label": list(self.labels),
                "tokens_a": self.counts[0].sum(axis=1),
                "tokens_b": self.counts[1].sum(axis=1),
                "information_bits": self.information,
                "null_mean": self.null_information.mean(axis=0),
                "excess": self.information - self.null_information.mean(axis=0),
                "p": self.p,
                "p_adjusted": self.p_adjusted,
            }
        )

    def of_topic(self, topic: int) -> pd.DataFrame:
        """Return the words of one topic, those that deviate most first.

        Parameters
        ----------
        topic
            Its number.

        Returns
        -------
        DataFrame
            term; per_thousand_a and per_thousand_b of the topic's tokens in each group;
            information_bits, the word's instantaneous mutual information with the group; z, above
            zero where the first group uses the word more within the topic. z ranks; it has no p.
        """
        import pandas as pd

        k = place_of(self.labels, topic)
        n = len(self.words[k])
        counts = self.counts[:, k]
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        frame = pd.DataFrame(
            {
                "term": list(self.words[k]),
                "per_thousand_a": 1000 * shares[0, :n],
                "per_thousand_b": 1000 * shares[1, :n],
                "information_bits": word_information(counts)[:n],
                "z": self.z[k, :n],
            }
        )
        order = np.argsort(-np.abs(self.z[k, :n]), kind="stable")
        return frame.iloc[order].reset_index(drop=True)

    def by_term(self) -> pd.DataFrame:
        """Return the words of every topic: topic and label before what `of_topic` says of each."""
        import pandas as pd

        parts = []
        for number, label in numbered(self.labels):
            part = self.of_topic(number)
            part.insert(0, "topic", number)
            part.insert(1, "label", label)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

    def summary(self) -> str:
        """Say what was compared, how, and in how many topics the words differ."""
        unit, units = unit_words(self.settings["cluster"])
        a, b = self.groups
        differ = int((self.p_adjusted <= 0.05).sum())
        size = (
            f"inside {plural(self.clusters[0], unit, units)} that hold both, groups exchanged"
            if self.design == "within"
            else f"{self.clusters[0]:,} and {plural(self.clusters[1], unit, units)}, dealt anew"
        )
        how = (
            f"all {self.n_arrangements:,} arrangements"
            if self.exhaustive
            else f"{len(self.null_information):,} shuffles"
        )
        most = f"at most {self.settings['n_terms']:,} terms a topic"
        if self.settings.get("thin"):
            most += "; longer cells thinned to the length of the shorter"
        found = f"They differ in {differ} of {plural(len(self.labels), 'topic')}"
        lines = [
            f"Words within each topic, {a} against {b} ({size}; {how}); {most}.",
            f"{found} (adjusted p at most 0.05, max-T over topics).",
        ]
        if differ:
            lines[-1] += (
                " There one number stands for different words, and the topic's share in the two "
                "groups is no comparison of like with like."
            )
        lines += [f"Caution: {sentence}" for sentence in self.cautions]
        if self.n_set_aside:
            aside = plural(self.n_set_aside, unit, units)
            lines.append(f"Set aside: {aside} with one of the two groups only.")
        return "\n".join([*lines, *set_aside_lines(self.n_missing, self.n_empty)])
