"""The result of a contrast, which shows itself and can be stored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.design import Design, unit_words
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.tables import difference_rows, distance_rows
from toolkit.errors import ToolkitError
from toolkit.parts import Parts, of_part
from toolkit.records import Record, plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.stages import Filters

Floats = NDArray[np.float64]

INTERVAL_WORDS = {
    "studentised": "studentised bootstrap",
    "percentile": "percentile bootstrap",
    "bca": "BCa bootstrap",
}


@dataclass(frozen=True, eq=False, repr=False)
class Contrast(Parts, Record):
    """Groups compared: differences by topic, distances, p values, and the shuffles behind them.

    Attributes
    ----------
    settings
        Every setting of `contrast` as it was used.
    labels
        The topics' labels, (n_topics,).
    design
        "between" or "within".
    design_words
        What was shuffled, in words.
    generalises_to
        What the p values speak of, in words.
    cautions
        What a reader should know before believing the result, a sentence each.
    pairs
        One `Pair` for every two groups, in the groups' order.
    interval_words
        What was resampled for the intervals, in words; empty where there are none.
    """

    shown_columns = (
        "group_a",
        "group_b",
        "label",
        "percent_a",
        "percent_b",
        "inside_a_pp",
        "inside_b_pp",
        "difference_pp",
        "low_pp",
        "high_pp",
        "detectable_pp",
        "p_adjusted",
    )

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    design: Design
    design_words: str
    generalises_to: str
    cautions: tuple[str, ...]
    pairs: tuple[Pair, ...]
    interval_words: str = ""

    def pair(self, a: str, b: str) -> Pair:
        """Return the pair of two groups, in either order of their names."""
        for pair in self.pairs:
            if {pair.a, pair.b} == {a, b}:
                return pair
        known = ", ".join(f"{pair.a} | {pair.b}" for pair in self.pairs)
        raise ToolkitError(f"there is no pair of {a!r} and {b!r}; compared were {known}")

    def table(self) -> pd.DataFrame:
        """Return one row for each pair and topic.

        Percentages and percentage points throughout: ``percent_a``, ``percent_b``,
        ``difference_pp`` (a minus b), ``standard_error_pp``, and the interval of the topic by
        itself at the level 1 - alpha, ``low_pp`` to ``high_pp`` (missing where there is none).
        ``low_all_pp`` to ``high_all_pp`` holds all topics and pairs at once: the difference plus
        and minus its standard error times the quantile of the resamples' largest |t|; topics
        found in few clusters make it wide for all. ``p`` is the topic's own, ``p_adjusted`` the
        one to judge by, as the setting `adjust` says. ``detectable_pp`` is the smallest true
        difference that would have been found with 80 % power: what a topic that is not
        significant may still differ by (see `detectable.smallest_detectable`).

        Where a difference inside clusters was compared, ``inside_a_pp`` and ``inside_b_pp`` stand
        in the place of the percentages: its mean in each group, in percentage points, which may
        be negative. ``difference_pp`` is then the difference of these differences.
        """
        import pandas as pd

        inside = bool(difference_words(self.settings))
        parts = [
            difference_rows(pair, self.labels, self.detectable(pair), inside=inside)
            for pair in self.pairs
        ]
        return pd.concat(parts, ignore_index=True)

    def distances(self) -> pd.DataFrame:
        """Return four rows for each pair: each distance beside its null, and what it rests on.

        ``observed`` is the distance of the two mean proportions, by ``measure``: jsd (bits, 0 to
        1), hellinger, total_variation (both 0 to 1) and aitchison (natural logarithms, shares
        below 0.001 taken for that, see `apart.floor_of`). ``null_mean`` and ``null_95`` are what
        the shuffles give, ``excess`` the observed less that mean, and ``corrected`` the observed
        less what the jackknife, leaving out one cluster at a time, holds for chance; both may be
        negative. Means of shuffles speak of equal groups, the jackknife of these; it serves jsd
        and hellinger well, total_variation by half, and aitchison badly where topics are absent
        from many clusters (see `divergences`). It is missing where strata leave a cluster alone.
        All are where a difference inside clusters was compared: it is no distribution.
        There is no interval: resamples of a distance lie above it by its bias.

        ``p`` is one-sided, ``p_adjusted`` Bonferroni's over the pairs, of each measure by itself:
        choose one measure beforehand. Distances are not studentised: they react to unequal spread
        as well as to unequal means, most of all where the smaller group varies more, so that the
        p values of the topics are the ones to judge by.
        """
        import pandas as pd

        parts = [distance_rows(pair, n_pairs=len(self.pairs)) for pair in self.pairs]
        return pd.concat(parts, ignore_index=True)

    def summary(self) -> str:
        """Say what was compared, how, what came out, and what to be wary of."""
        level, average = f"{self.settings['alpha']:.3g}", self.settings["average"]
        groups = sorted({name for pair in self.pairs for name in (pair.a, pair.b)})
        compared = f"{self.settings['between']}: {', '.join(groups)}"
        if inside := difference_words(self.settings):
            unit = unit_words(self.settings["cluster"])[0]
            compared += (
                f", compared by the difference {inside} inside each {unit} (difference in "
                "differences)"
            )
        if self.settings["where"]:
            compared += f"; only {where_words(self.settings)}"
        design = f"{self.design.capitalize()} design: {self.design_words}"
        lines = [
            f"{compared}; {plural(len(self.labels), 'topic')}, average = {average}.",
            f"{design}. It speaks of {self.generalises_to}.",
            f"Differences at {level} after adjustment ({self._adjusted()}):",
        ]
        lines += [self._pair_line(pair) for pair in self.pairs]
        lines += [f"{self.interval_sentence()}."] if self.interval_words else []
        return "\n".join(lines + [f"Caution: {sentence}" for sentence in self.cautions])

    def interval_sentence(self) -> str:
        """Say what the intervals are: level, method, and what was resampled."""
        settings = self.settings
        level = f"{100 * (1 - settings['alpha']):.4g} %"
        return (
            f"Intervals of {level} ({INTERVAL_WORDS[settings['interval']]}, "
            f"{settings['n_resamples']:,} resamples: {self.interval_words}), each topic by itself"
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return every array under a name such as ``pair0_null_t``."""
        return {
            f"pair{number}_{name}": array
            for number, pair in enumerate(self.pairs)
            for name, array in pair.arrays().items()
        }

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Self:
        """Put a contrast together again from `arrays()` and `meta()`."""
        pairs = [
            Pair.from_parts(of_part(f"pair{number}_", arrays), part)
            for number, part in enumerate(meta["pairs"])
        ]
        return super().from_parts({}, {**meta, "pairs": pairs})

    def detectable(self, pair: Pair) -> Floats:
        """Find the smallest difference of each topic that is found with 80 % power, 0 to 1."""
        n_pairs = len(self.pairs)
        in_steps = self.settings.get("adjust", "maxT") != "maxT"
        tests = n_pairs * len(self.labels) if in_steps else None
        return pair.detectable(alpha=self.settings["alpha"], n_pairs=n_pairs, tests=tests)

    def _adjusted(self) -> str:
        tests = f"{plural(len(self.labels), 'topic')} and {plural(len(self.pairs), 'pair')}"
        adjust = self.settings.get("adjust", "maxT")
        if adjust == "holm":
            return f"Holm over {tests}"
        if adjust == "fdr_bh":
            return (
                f"Benjamini and Hochberg over {tests}: the expected share of false ones among "
                "the findings, not the chance of any"
            )
        over = f" and Bonferroni over {len(self.pairs):,} pairs" if len(self.pairs) > 1 else ""
        return f"max-T over topics{over}"

    def _pair_line(self, pair: Pair) -> str:
        differ = pair.p_adjusted <= self.settings["alpha"]
        found = f"{int(differ.sum())} of {plural(len(self.labels), 'topic')}"
        apart = (
            ""
            if np.isnan(pair.jsd)
            else f"; jsd {pair.jsd:.4f} bits, {pair.jsd_null_mean:.4f} expected by chance, "
            f"{_less_chance(pair)}"
        )
        return (
            f"  {pair.a} against {pair.b} ({self._size(pair)}, {_how(pair)}): {found}"
            f"{self._missed(pair, differ)}{apart}."
        )

    def _size(self, pair: Pair) -> str:
        _, nouns = unit_words(self.settings["cluster"])
        if self.design == "within":
            inside = f"the same {pair.clusters_a:,} {nouns}"
            if pair.unit == "exchange":
                return f"{pair.units_a:,} exchanges of {inside}"
            if pair.unit == "turn":
                return f"{pair.units_a:,} and {pair.units_b:,} turns of {inside}"
            return inside
        size = f"{pair.clusters_a:,} and {pair.clusters_b:,} {nouns}"
        if pair.autocorrelation is not None:
            size += f", autocorrelation of neighbours {pair.autocorrelation:.2f}"
        if pair.block_length is not None and pair.block_length > 1:
            size += f", {pair.units_a:,} and {pair.units_b:,} blocks of {pair.block_length:,}"
        return size

    def _missed(self, pair: Pair, differ: NDArray[np.bool_]) -> str:
        """Say what the topics that were not found to differ might still differ by."""
        sizes = 100 * self.detectable(pair)[~differ]
        if not len(sizes) or np.isnan(sizes).any():
            return ""
        if np.isinf(sizes).any():
            return " (no difference could have been found in some of the others)"
        low, high = f"{sizes.min():.2g}", f"{sizes.max():.2g}"
        between = low if low == high else f"{low} to {high}"
        return f" (in the others {between} points, by topic, would be found with 80 % power)"


def _less_chance(pair: Pair) -> str:
    less = pair.distances_corrected[0]
    if np.isnan(less):
        stratum = "meeting" if pair.unit == "turn" else "stratum"
        return f"not corrected, since a group has one {pair.unit} only in some {stratum}"
    return f"{less:.4f} with chance taken off"


def _how(pair: Pair) -> str:
    if pair.time == "shift":
        return f"all {pair.n_arrangements:,} shifts"
    if pair.exhaustive:
        return f"all {pair.n_arrangements:,} arrangements"
    return f"{len(pair.null_max_t):,} shuffles"


def plain_where(where: Filters | None) -> dict[str, list[str]] | None:
    """Write which segments were kept as a record's settings hold it, in one order.

    Examples
    --------
    >>> plain_where({"year": ("2021",), "kind": ("answer", "statement")})
    {'kind': ['answer', 'statement'], 'year': ['2021']}
    """
    return None if where is None else {name: list(where[name]) for name in sorted(where)}


def set_aside_lines(n_missing: int, n_empty: int = 0) -> list[str]:
    """Say how many segments and cells were not used, a sentence for each that are any.

    Examples
    --------
    >>> set_aside_lines(2)
    ['Set aside: 2 segments without a value.']
    """
    lost = {
        f"{plural(n_missing, 'segment')} without a value": n_missing,
        f"{plural(n_empty, 'cell')} without a counted word": n_empty,
    }
    return [f"Set aside: {words}." for words, n in lost.items() if n]


def where_words(settings: Mapping[str, Any]) -> str:
    """Say which segments were kept.

    Examples
    --------
    >>> where_words({"where": {"kind": ["answer", "statement"], "year": ["2021"]}})
    'kind = answer or statement, year = 2021'
    """
    kept = settings["where"] or {}
    return ", ".join(f"{name} = {' or '.join(values)}" for name, values in kept.items())
