"""How findings hold over many fits: the record and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.failed import FailedSpecification
from toolkit.contrasts.hangs_on import Hangs, hangs_on, in_words, values_of
from toolkit.contrasts.robustness_words import summary
from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_SHARE = 0.95  # of the fits, at least, held by the range that is reported


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Parts, Record):
    """The findings of one comparison, followed through other fits.

    The first fit is the base: the comparison that is reported. A *finding* is a topic in which
    two groups differ there at alpha after adjustment.

    Attributes
    ----------
    settings
        Those of the base's contrast, its ``design`` and its ``interval_words``, and ``level``,
        that of the matching.
    labels
        The base's topics, (n_topics,).
    pairs
        The groups of each pair, (n_pairs, 2).
    names, choices
        What each fit is called, and its choices by setting, (n_fits,).
    failed
        The fits that were asked for and could not be made, with the reason; none is among the
        fits, and they stand in no array.
    matched
        (n_fits, n_topics): the row of the topic's counterpart in the fit, from 0; -1 where it has
        none.
    similarity
        (n_fits, n_topics): how alike the counterpart is, 0 to 1; NaN where there is none.
    difference, low, high
        (n_fits, n_pairs, n_topics): difference of proportions a minus b, -1 to 1, and its own
        interval in that fit; NaN where the topic has no counterpart or the groups were not
        compared.
    p_adjusted
        (n_fits, n_pairs, n_topics): p after the adjustment within the fit.
    clusters, segments
        Of a and b in the base, (n_pairs, 2); in a within design the clusters are the same.
    """

    shown_columns = (
        "group_a", "group_b", "label", "difference_pp", "p_adjusted", "holds", "fits",
        "same_topic", "median_pp", "fits_low_pp", "fits_high_pp", "hangs_on",
    )  # fmt: skip

    settings: MappingProxyType[str, Any]
    labels: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    choices: tuple[MappingProxyType[str, str], ...]
    matched: NDArray[np.int64]
    similarity: Floats
    difference: Floats
    p_adjusted: Floats
    low: Floats
    high: Floats
    clusters: NDArray[np.int64]
    segments: NDArray[np.int64]
    failed: tuple[FailedSpecification, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit the names, and freeze them."""
        n_fits, n_pairs, n_topics = len(self.names), len(self.pairs), len(self.labels)
        flat, sizes = ("matched", "similarity"), ("clusters", "segments")
        for name, array in self.arrays().items():
            shape: tuple[int, ...] = (n_fits, n_pairs, n_topics)
            shape = (n_fits, n_topics) if name in flat else shape
            shape = (n_pairs, 2) if name in sizes else shape
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, not {shape}")
        super().__post_init__()

    @property
    def n_fits(self) -> int:
        """Number of fits, the base among them; those that failed are not."""
        return len(self.names)

    @property
    def found(self) -> NDArray[np.int64]:
        """What each fit finds at alpha after adjustment, shaped as `difference`.

        1 where a is higher, -1 where b is, 0 where it finds neither or has no such topic.
        """
        with np.errstate(invalid="ignore"):
            at_alpha = self.p_adjusted <= self.settings["alpha"]
            return np.where(at_alpha, np.nan_to_num(np.sign(self.difference)), 0).astype(np.int64)

    @property
    def same_direction(self) -> NDArray[np.bool_]:
        """Where the difference has the base's sign; nowhere if the base's is zero or missing."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.difference * np.sign(self.difference[0]) > 0)

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Where a fit finds at alpha what has the base's sign, shaped as `difference`."""
        return np.asarray((self.found != 0) & self.same_direction)

    def place(self, a: str, b: str) -> int:
        """Return the place of a pair of groups, from 0, in either order of their names."""
        for i, pair in enumerate(self.pairs):
            if set(pair) == {a, b}:
                return i
        known = ", ".join(f"{a} | {b}" for a, b in self.pairs)
        raise ToolkitError(f"there is no pair of {a!r} and {b!r}; compared were {known}")

    def findings(self) -> list[tuple[int, int]]:
        """Return the pair and the topic, from 0, of everything the base found at alpha."""
        return [(int(i), int(k)) for i, k in np.argwhere(self.found[0] != 0)]

    def range_over_fits(self, pair: int, topic: int) -> tuple[float, float, float]:
        """Return the median of the differences over fits, and the range that holds most of them.

        Parameters
        ----------
        pair, topic
            Their places, from 0.

        Returns
        -------
        tuple of float
            Median, low and high end, -1 to 1, over the fits that have the topic: the ends are
            differences of two fits between which at least 95 % of the fits lie, so all of them
            where there are fewer than 41. No confidence interval: it knows nothing of the texts
            that could have been others. NaN where no fit has the topic.
        """
        values = self.difference[:, pair, topic]
        values = values[~np.isnan(values)]
        if not len(values):
            return np.nan, np.nan, np.nan
        low, high = (1 - _SHARE) / 2, (1 + _SHARE) / 2
        return (
            float(np.median(values)),
            float(np.quantile(values, low, method="lower")),
            float(np.quantile(values, high, method="higher")),
        )

    def hangs_on(self, pair: int, topic: int) -> tuple[Hangs, ...]:
        """Find the choices by which a finding of the base is lost, the worst first.

        Parameters
        ----------
        pair, topic
            Their places, from 0.

        Returns
        -------
        tuple of Hangs
            As `hangs_on.hangs_on` says; empty if the base does not find it.
        """
        if self.found[0, pair, topic] == 0:
            return ()
        return hangs_on(self.holds[:, pair, topic], self.choices)

    def table(self) -> pd.DataFrame:
        """Return one row for each pair and topic of the base.

        ``difference_pp`` (percentage points, a minus b), its interval ``low_pp`` to ``high_pp``
        and ``p_adjusted`` are the base's. ``fits`` counts the fits that could be made, and
        ``failed`` those that could not; ``same_topic`` counts those in which
        the topic has a counterpart, ``same_direction`` those in which it differs with the base's
        sign (missing if the base's difference is zero), ``holds`` those in which it also does so
        at alpha after adjustment; all with the base. ``similarity``: how alike the counterparts
        are, 0 to 1, in the median without the base. ``opposite`` counts fits that find the
        opposite at alpha. ``median_pp``, ``fits_low_pp`` and ``fits_high_pp``: the median of the
        differences over the fits that have the topic, and the range that holds at least 95 % of
        them, which is no confidence interval. ``hangs_on``: for a finding of the base the choices
        by which it is lost, with their counts; empty where there is none.
        """
        import pandas as pd

        signs = np.nan_to_num(np.sign(self.difference[0])).astype(np.int64)
        rows = []
        for i, (a, b) in enumerate(self.pairs):
            for k, label in enumerate(self.labels):
                median, least, most = self.range_over_fits(i, k)
                same = int(self.same_direction[:, i, k].sum()) if signs[i, k] else None
                rows.append(
                    {
                        "group_a": a,
                        "group_b": b,
                        "topic": k + 1,
                        "label": label,
                        "difference_pp": 100 * self.difference[0, i, k],
                        "low_pp": 100 * self.low[0, i, k],
                        "high_pp": 100 * self.high[0, i, k],
                        "p_adjusted": self.p_adjusted[0, i, k],
                        "fits": self.n_fits,
                        "failed": len(self.failed),
                        "same_topic": int((self.matched[:, k] >= 0).sum()),
                        "similarity": self._likeness(k),
                        "same_direction": same,
                        "holds": int(self.holds[:, i, k].sum()),
                        "opposite": int((self.found[:, i, k] * signs[i, k] < 0).sum()),
                        "median_pp": 100 * median,
                        "fits_low_pp": 100 * least,
                        "fits_high_pp": 100 * most,
                        "hangs_on": in_words(self.hangs_on(i, k)),
                    }
                )
        return pd.DataFrame(rows).astype({"same_direction": "Int64"})

    def _likeness(self, topic: int) -> float:
        alike = self.similarity[1:, topic]
        alike = alike[~np.isnan(alike)]
        return float(np.median(alike)) if len(alike) else np.nan

    def fits(self) -> pd.DataFrame:
        """Return one row for each fit, pair and topic: the specification curve as a table.

        fit, then a column a choice, group_a, group_b, topic and label of the base, counterpart
        (the topic's number in this fit, missing without one), similarity, difference_pp, low_pp,
        high_pp (the fit's own interval), p_adjusted, holds.
        """
        import pandas as pd

        holds = self.holds
        rows = []
        for f, name in enumerate(self.names):
            for i, (a, b) in enumerate(self.pairs):
                for k, label in enumerate(self.labels):
                    place = int(self.matched[f, k])
                    rows.append(
                        {
                            "fit": name,
                            **self.choices[f],
                            "group_a": a,
                            "group_b": b,
                            "topic": k + 1,
                            "label": label,
                            "counterpart": place + 1 if place >= 0 else None,
                            "similarity": self.similarity[f, k],
                            "difference_pp": 100 * self.difference[f, i, k],
                            "low_pp": 100 * self.low[f, i, k],
                            "high_pp": 100 * self.high[f, i, k],
                            "p_adjusted": self.p_adjusted[f, i, k],
                            "holds": bool(holds[f, i, k]),
                        }
                    )
        return pd.DataFrame(rows).astype({"counterpart": "Int64"})

    def by_choice(self) -> pd.DataFrame:
        """Return in how many fits each finding of the base holds, by every value of every choice.

        group_a, group_b, topic, label, choice, value, fits, failed, same_topic, holds. Fits with
        one value differ in the other choices; those that failed are not among ``fits``.
        """
        import pandas as pd

        columns = [
            "group_a", "group_b", "topic", "label", "choice", "value", "fits", "failed",
            "same_topic", "holds",
        ]  # fmt: skip
        holds, rows = self.holds, []
        lost = [one.choices for one in self.failed]
        for i, k in self.findings():
            for choice in self.choices[0]:
                for value in values_of(choice, [*self.choices, *lost]):
                    failed = sum(choices[choice] == value for choices in lost)
                    of = np.array([choices[choice] == value for choices in self.choices])
                    has, held = self.matched[of, k] >= 0, holds[of, i, k]
                    counted = (int(of.sum()), failed, int(has.sum()), int(held.sum()))
                    rows.append((*self.pairs[i], k + 1, self.labels[k], choice, value, *counted))
        return pd.DataFrame(rows, columns=columns)

    def varied(self) -> dict[str, list[str]]:
        """Return the values of every choice that has more than one, also those that failed."""
        asked = [*self.choices, *(one.choices for one in self.failed)]
        values = {choice: values_of(choice, asked) for choice in self.choices[0]}
        return {choice: some for choice, some in values.items() if len(some) > 1}

    def summary(self) -> str:
        """Say of each finding of the base in how many fits it holds."""
        return summary(self)

    def meta(self) -> dict[str, Any]:
        """Return everything that is no array, ready for JSON; choices as names and values."""
        choices = [[list(choice) for choice in of.items()] for of in self.choices]
        return super().meta() | {"choices": choices}
