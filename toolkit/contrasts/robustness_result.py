"""How findings hold over many fits: the record, its tables and its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.records import Record, plural, read_only

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_ARRAYS = ("matched", "similarity", "difference", "p_adjusted", "low", "high")
_SHARE = 0.95  # of the fits, held by the range that is reported
_SEED = "seed"  # no choice of anyone, and so none that a finding hangs on


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Record):
    """The findings of one comparison, followed through other fits.

    The first fit is the base: the comparison that is reported.

    Attributes
    ----------
    settings
        ``level`` of the matching, ``alpha`` of the comparison.
    labels
        The base's topics, (n_topics,).
    pairs
        The groups of each pair, (n_pairs, 2).
    names, choices
        What each fit is called, and its choices by setting, (n_fits,).
    matched
        (n_fits, n_topics): the row of the topic's counterpart in the fit, from 0; -1 where it has
        none.
    similarity
        (n_fits, n_topics): how alike the counterpart is, 0 to 1; NaN where there is none.
    difference, low, high
        (n_fits, n_pairs, n_topics): difference of proportions and its interval, 0 to 1; NaN where
        the topic has no counterpart or the groups were not compared.
    p_adjusted
        (n_fits, n_pairs, n_topics): p after the adjustment within the fit.
    """

    shown_columns = (
        "group_a", "group_b", "label", "difference_pp", "p_adjusted", "fits", "same_topic",
        "same_direction", "holds", "median_pp", "low_pp", "high_pp", "hangs_on",
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

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit the names, and freeze them."""
        flat = (len(self.names), len(self.labels))
        for name in _ARRAYS:
            array = getattr(self, name)
            shape = flat if array.ndim == 2 else (flat[0], len(self.pairs), flat[1])
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, not {shape}")
            object.__setattr__(self, name, read_only(array))

    @property
    def n_fits(self) -> int:
        """Number of fits, the base among them."""
        return len(self.names)

    @property
    def same_direction(self) -> NDArray[np.bool_]:
        """Where the difference has the sign that it has in the base, as `difference`."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.difference * np.sign(self.difference[0]) > 0)

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Where it has the base's sign and is found at alpha after adjustment."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.same_direction & (self.p_adjusted <= self.settings["alpha"]))

    def table(self) -> pd.DataFrame:
        """Return one row for each pair and topic of the base.

        ``difference_pp`` (percentage points, a minus b) and ``p_adjusted`` are the base's.
        ``fits`` counts the fits, ``same_topic`` those in which the topic has a counterpart,
        ``same_direction`` those in which it differs with the same sign, ``holds`` those in which
        it also does so at alpha after adjustment; all with the base. ``opposite`` counts fits
        that find the opposite at alpha. ``median_pp``, ``low_pp`` and ``high_pp``: the median of
        the differences over the fits that have the topic, and the range that holds 95 % of them.
        ``hangs_on``: for a finding of the base the choice with which it is least often found, and
        how often it is with that choice and with the others; empty where it always holds, and
        where only seeds differ.
        """
        import pandas as pd

        alpha = self.settings["alpha"]
        rows = []
        for i, (a, b) in enumerate(self.pairs):
            for k, label in enumerate(self.labels):
                found = self.difference[:, i, k]
                has = found[~np.isnan(found)]
                away = ~self.same_direction[:, i, k] & (self.p_adjusted[:, i, k] <= alpha)
                ends = (1 - _SHARE) / 2, (1 + _SHARE) / 2
                rows.append(
                    {
                        "group_a": a,
                        "group_b": b,
                        "topic": k + 1,
                        "label": label,
                        "difference_pp": 100 * found[0],
                        "p_adjusted": self.p_adjusted[0, i, k],
                        "fits": self.n_fits,
                        "same_topic": int((self.matched[:, k] >= 0).sum()),
                        "same_direction": int(self.same_direction[:, i, k].sum()),
                        "holds": int(self.holds[:, i, k].sum()),
                        "opposite": int(away.sum()),
                        "median_pp": 100 * np.median(has) if len(has) else np.nan,
                        "low_pp": 100 * np.quantile(has, ends[0]) if len(has) else np.nan,
                        "high_pp": 100 * np.quantile(has, ends[1]) if len(has) else np.nan,
                        "hangs_on": self.hangs_on(i, k),
                    }
                )
        return pd.DataFrame(rows)

    def fits(self) -> pd.DataFrame:
        """Return one row for each fit, pair and topic: the specification curve as a table.

        fit, then a column a choice, group_a, group_b, topic and label of the base, counterpart
        (the topic's number in this fit, missing without one), similarity, difference_pp, low_pp,
        high_pp, p_adjusted.
        """
        import pandas as pd

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
                        }
                    )
        return pd.DataFrame(rows).astype({"counterpart": "Int64"})

    def by_choice(self) -> pd.DataFrame:
        """Return in how many fits each finding of the base holds, by every value of every choice.

        group_a, group_b, topic, label, choice, value, fits, holds. Fits with one value differ in
        the other choices.
        """
        import pandas as pd

        columns = ["group_a", "group_b", "topic", "label", "choice", "value", "fits", "holds"]
        rows = [
            (*self.pairs[i], k + 1, self.labels[k], choice, value, int(of.sum()), held)
            for i, k in self.findings()
            for choice, value, of in self._values()
            for held in [int(self.holds[of, i, k].sum())]
        ]
        return pd.DataFrame(rows, columns=columns)

    def findings(self) -> list[tuple[int, int]]:
        """Return the pair and the topic, from 0, of everything the base found at alpha."""
        found = self.p_adjusted[0] <= self.settings["alpha"]
        return [(int(i), int(k)) for i, k in zip(*np.nonzero(found), strict=True)]

    def hangs_on(self, pair: int, topic: int) -> str:
        """Name the choice with which a finding of the base is least often found, if any.

        Parameters
        ----------
        pair, topic
            Their places, from 0.

        Returns
        -------
        str
            Such as ``"n_topics = 20 (2 of 10; others 38 of 40)"``. Of all values of all choices
            but the seed, it is the one whose share of fits lies farthest below that of the
            others. Empty if the base does not find it, if it holds in every fit, or if no value
            has a smaller share than the others.
        """
        held = self.holds[:, pair, topic]
        if not held[0] or held.all():
            return ""
        worst, most = "", 0.0
        for choice, value, of in self._values():
            if choice == _SEED or of.all():
                continue
            below = float(held[~of].mean() - held[of].mean())
            if below > most + 1e-12:
                most = below
                worst = (
                    f"{choice} = {value} ({held[of].sum()} of {of.sum()}; "
                    f"others {held[~of].sum()} of {(~of).sum()})"
                )
        return worst

    def _values(self) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
        """Iterate over every value of every choice, with the fits that have it."""
        for choice in self.choices[0]:
            of = [choices[choice] for choices in self.choices]
            for value in dict.fromkeys(of):
                yield choice, value, np.array([other == value for other in of])

    def summary(self) -> str:
        """Say of each finding of the base in how many fits it holds."""
        alpha = self.settings["alpha"]
        varied = ", ".join(self.choices[0]) or "nothing"
        head = (
            f"{plural(self.n_fits, 'fit')}, the base among them; varied: {varied}. A finding holds "
            f"where its topic has a counterpart and differs in the same direction at {alpha:.3g} "
            "after adjustment."
        )
        lines = [head]
        table = self.table()
        for i, k in self.findings():
            row = table.iloc[i * len(self.labels) + k]
            higher, other = (row.group_a, row.group_b)[:: 1 if row.difference_pp > 0 else -1]
            lines.append(
                f"  {row.label}: higher in {higher} than in {other} in {row.holds} of {row.fits} "
                f"fits, {row.median_pp:+.1f} points [{row.low_pp:+.1f}, {row.high_pp:+.1f}]"
                + _but(row.same_topic, row.fits, row.opposite)
                + (f"; it hangs on {row.hangs_on}" if row.hangs_on else "")
                + "."
            )
        if not self.findings():
            lines.append("  The base finds no difference, so that there is nothing to hold.")
        missed = self._missed(table)
        return "\n".join(lines + ([missed] if missed else []))

    def _missed(self, table: pd.DataFrame) -> str:
        """Name what the base does not find and most of the fits do."""
        alpha = self.settings["alpha"]
        most = table[(table.p_adjusted > alpha) & (table.holds > table.fits / 2)]
        named = [f"{row.label} ({row.holds} of {row.fits})" for row in most.itertuples()]
        return f"Not found by the base but by most fits: {', '.join(named)}." if named else ""

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return every array under its name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    def meta(self) -> dict[str, Any]:
        """Return everything that is no array, ready for JSON."""
        return {
            "settings": dict(self.settings),
            "labels": list(self.labels),
            "pairs": [list(pair) for pair in self.pairs],
            "names": list(self.names),
            "choices": [dict(choices) for choices in self.choices],
        }

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Robustness:
        """Put it together again from `arrays()` and `meta()`."""
        return cls(
            settings=MappingProxyType(dict(meta["settings"])),
            labels=tuple(meta["labels"]),
            pairs=tuple((a, b) for a, b in meta["pairs"]),
            names=tuple(meta["names"]),
            choices=tuple(MappingProxyType(dict(choices)) for choices in meta["choices"]),
            **{name: arrays[name] for name in _ARRAYS},
        )


def _but(same_topic: int, fits: int, opposite: int) -> str:
    """Say what else became of a finding."""
    said = f"; no such topic in {fits - same_topic}" if same_topic < fits else ""
    return said + (f"; the opposite in {opposite}" if opposite else "")
