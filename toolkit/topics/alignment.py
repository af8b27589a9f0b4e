"""The record of topics matched between two fits."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.topics.numbers import split_label, topic_numbers
from toolkit.topics.topics import Topics

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Alignment(Parts, Record):
    """Which topics of two fits are the same, and which have no match.

    Attributes
    ----------
    settings
        The settings of `align`.
    origins
        What fitted the first and the second.
    labels_first, labels_second
        The labels of their topics.
    similarity
        (n_first, n_second), 0 to 1: how alike each pair of topics is.
    null
        (n_first + n_second,): how alike each topic is to the most alike other one of its own fit.
    threshold
        What the similarity of a match exceeds.
    pairs
        (n_matches, 2): rows of the matched topics, from 0, by rising row of the first.
    n_common_terms
        Terms that both fits hold, on which topics were compared.
    mass_first, mass_second
        Share of each topic on these terms, (n_first,) and (n_second,).
    """

    shown_columns = ("first", "second", "similarity", "next_best", "label_first", "label_second")

    settings: MappingProxyType[str, Any]
    origins: tuple[str, str]
    labels_first: tuple[str, ...]
    labels_second: tuple[str, ...]
    similarity: Floats
    null: Floats
    threshold: float
    pairs: NDArray[np.int64]
    n_common_terms: int
    mass_first: Floats
    mass_second: Floats

    def __post_init__(self) -> None:
        """Refuse a table that does not fit the labels, and freeze the arrays."""
        shape = (len(self.labels_first), len(self.labels_second))
        if self.similarity.shape != shape:
            raise ValueError(f"similarity has shape {self.similarity.shape}, not {shape}")
        super().__post_init__()

    @property
    def stability(self) -> float:
        """Mean similarity of the matched topics, those without a match counted as 0.

        0 to 1, higher is more alike; the mean is over the topics of the smaller fit. For two fits
        of one size this is the agreement of Greene and others (2014), with a "no match".
        """
        rows, columns = self.pairs.T
        return float(self.similarity[rows, columns].sum() / min(self.similarity.shape))

    @property
    def unmatched_first(self) -> tuple[int, ...]:
        """Numbers of the first fit's topics without a match."""
        return _others(self.pairs[:, 0], topic_numbers(self.labels_first))

    @property
    def unmatched_second(self) -> tuple[int, ...]:
        """Numbers of the second fit's topics without a match."""
        return _others(self.pairs[:, 1], topic_numbers(self.labels_second))

    @property
    def carried(self) -> tuple[str, ...]:
        """Labels for the second fit's topics: those of their matches, with their numbers.

        A topic without a match has a number that the first fit does not have, counted on from its
        last, and "new" before its own words.
        """
        of = {int(j): int(i) for i, j in self.pairs}
        used = [k for label in self.labels_first for k in split_label(label)[0]]
        following = itertools.count(max(used, default=0) + 1)
        return tuple(
            self.labels_first[of[j]] if j in of
            else f"{next(following)} new: {split_label(label)[1]}" if used
            else f"new {label}"
            for j, label in enumerate(self.labels_second)
        )  # fmt: skip

    def carry(self, second: Topics) -> Topics:
        """Return the second fit with the labels of the first; its topics keep their places.

        Raises
        ------
        ToolkitError
            If these are not the topics that were matched.
        """
        if second.labels != self.labels_second or second.origin != self.origins[1]:
            raise ToolkitError(
                f"these topics ({second.origin}) are not those that were matched "
                f"({self.origins[1]}); give the second of the two"
            )
        return replace(second, labels=self.carried)

    def table(self) -> pd.DataFrame:
        """Return one row a topic of either fit; matched ones share a row.

        first, second (numbers; missing where there is no match), similarity, next_best
        (the largest similarity to any other topic of the other fit), nearest (for a topic without
        a match: the number of the most alike topic of the other fit, as when one topic was split
        in two), label_first, label_second.
        """
        import pandas as pd

        rows = [(i, j) for i, j in self.pairs.tolist()]
        n_first, n_second = self.similarity.shape
        rows += [(i, None) for i in range(n_first) if i not in self.pairs[:, 0]]
        rows += [(None, j) for j in range(n_second) if j not in self.pairs[:, 1]]
        frame = pd.DataFrame(
            [self._row(i, j) for i, j in rows],
            columns=[
                "first", "second", "similarity", "next_best", "nearest",
                "label_first", "label_second",
            ],
        )  # fmt: skip
        whole = ["first", "second", "nearest"]
        return frame.astype(dict.fromkeys(whole, "Int64"))

    def _row(self, i: int | None, j: int | None) -> tuple[object, ...]:
        label_first = "" if i is None else self.labels_first[i]
        label_second = "" if j is None else self.labels_second[j]
        firsts, seconds = topic_numbers(self.labels_first), topic_numbers(self.labels_second)
        if i is not None and j is not None:
            others = np.concatenate(
                [np.delete(self.similarity[i], j), np.delete(self.similarity[:, j], i), [0.0]]
            )
            numbers = (firsts[i], seconds[j], self.similarity[i, j], others.max(), None)
            return (*numbers, label_first, label_second)
        of = self.similarity[i] if i is not None else self.similarity[:, j]
        first = None if i is None else firsts[i]
        second = None if j is None else seconds[j]
        nearest = (firsts if i is None else seconds)[int(of.argmax())]
        return (first, second, np.nan, of.max(), nearest, label_first, label_second)

    def summary(self) -> str:
        """Say how many topics were matched, by what, and which have no match."""
        n_first, n_second = self.similarity.shape
        measure = {
            "jsd": "1 - jsd in bits",
            "hellinger": "1 - squared Hellinger distance",
            "overlap": "rank-biased overlap of first words",
        }
        found = (
            f"{self.origins[0]}, and {self.origins[1]}: {plural(len(self.pairs), 'topic')} matched "
            f"of {n_first} and {n_second}, by {measure[self.settings['by']]} on "
            f"{plural(self.n_common_terms, 'common term')}; stability {self.stability:.3f}."
        )
        lines = [found]
        if self.settings["threshold"] is None:
            lines.append(
                f"A match is above {self.threshold:.3f}, which at most "
                f"{100 * self.settings['level']:g} % of the topics exceed with the most alike "
                f"other topic of their own fit ({plural(len(self.null), 'topic')}; fewer than "
                "that allows: the largest)."
            )
        else:
            lines.append(f"A match is above {self.threshold:g}, as asked.")
        for name, numbers in (("first", self.unmatched_first), ("second", self.unmatched_second)):
            if numbers:
                lines.append(f"Without a match in the {name}: {', '.join(map(str, numbers))}.")
        least = min(float(self.mass_first.min()), float(self.mass_second.min()))
        if least < 1 - 1e-9:
            lines.append(f"The topic least on common terms has {100 * least:.1f} % on them.")
        return "\n".join(lines)


def _others(rows: NDArray[np.int64], numbers: tuple[int, ...]) -> tuple[int, ...]:
    taken = set(rows.tolist())
    return tuple(number for k, number in enumerate(numbers) if k not in taken)
