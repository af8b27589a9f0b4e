"""The result of a global test, which shows itself and can be stored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.cautions import shuffled_through_time, unequal_lengths
from toolkit.contrasts.cells import Cells
from toolkit.contrasts.design import Design, pair_designs, unit_words
from toolkit.contrasts.dispersion import Dispersion
from toolkit.contrasts.global_rows import Rows
from toolkit.contrasts.permanova import Permanova
from toolkit.contrasts.result import where_words
from toolkit.parts import Parts, of_part
from toolkit.records import Record, plural

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_FEW = 10  # clusters in a group below which only large differences can be found
_MOST_NAMED = 4

_HOW: dict[Design, str] = {
    "between": "every {unit} holds one group: whole {units} were shuffled between groups{inside}",
    "within": "groups meet inside {units}: the groups' cells were shuffled inside every {unit}",
}


@dataclass(frozen=True, eq=False, repr=False)
class GlobalTest(Parts, Record):
    """All groups and topics tested at once: in location, and in spread beside it.

    Attributes
    ----------
    settings
        Every setting of `global_test` as it was used.
    design
        "between" or "within".
    groups
        Names of the groups compared, sorted, (n_groups,).
    clusters
        Clusters used of each group, (n_groups,).
    proportions
        Mean of each group's cells, (n_groups, n_topics).
    smallest_p
        The smallest p that could have been reached.
    cautions
        What a reader should know before believing the result, a sentence each.
    location, spread
        The two tests with their nulls.
    """

    settings: Mapping[str, Any]
    design: Design
    groups: tuple[str, ...]
    clusters: Ints
    proportions: Floats
    smallest_p: float
    cautions: tuple[str, ...]
    location: Permanova
    spread: Dispersion

    def table(self) -> pd.DataFrame:
        """Return one row for each of the two tests.

        ``r2`` is the share of the squared distances that lies between groups, ``r2_in_blocks``
        the same share of what strata (or, in a within design, clusters) leave; the test of spread
        has none. ``null_mean`` and ``null_95`` are of F.
        """
        import pandas as pd

        place, spread = self.location, self.spread
        return pd.DataFrame(
            {
                "test": name,
                "method": method,
                "f": test.f,
                "df": test.df,
                "df_residual": test.df_residual,
                "r2": r2,
                "r2_in_blocks": in_blocks,
                "p": test.p,
                "null_mean": float(test.null_f.mean()),
                "null_95": float(np.quantile(test.null_f, 0.95, method="higher")),
                "shuffles": len(test.null_f),
                "exhaustive": test.exhaustive,
            }
            for name, method, test, r2, in_blocks in (
                ("location", _kind(place), place, place.r2, place.r2_in_blocks),
                ("spread", "PERMDISP", spread, np.nan, np.nan),
            )
        )

    def spreads(self) -> pd.DataFrame:
        """Return one row for each group: how far its cells lie from its centre, on average."""
        import pandas as pd

        return pd.DataFrame(
            {
                "group": list(self.groups),
                "mean_distance": self.spread.means,
                "clusters": self.clusters,
            }
        )

    def summary(self) -> str:
        """Say what was tested, how, what came out, and what to be wary of."""
        settings, alpha = self.settings, self.settings["alpha"]
        unit, units = unit_words(settings["cluster"])
        strata = settings["strata"]
        words = {"unit": unit, "units": units, "inside": f" within {strata}" if strata else ""}
        compared = f"{settings['between']}: {', '.join(self.groups)}"
        if settings["where"]:
            compared += f"; only {where_words(settings)}"
        sizes = ", ".join(f"{n:,}" for n in self.clusters.tolist())
        metric = settings["metric"].capitalize()
        if settings["metric"] == "aitchison":
            metric += f" (shares below {settings['floor']:g} replaced by it)"
        topics = plural(self.proportions.shape[1], "topic")
        place = _verdict(self.location, alpha)
        lines = [
            f"{compared} ({sizes} {units}).",
            f"{topics} at once, {metric} distance, every cell counting once.",
            f"{self.design.capitalize()} design: {_HOW[self.design].format(**words)}.",
            f"Location ({_kind(self.location)}): {place}, R2 = {self._r2()}.",
            f"Spread (PERMDISP, {settings['centre']}): {_verdict(self.spread, alpha)}.",
        ]
        return "\n".join(lines + [f"Caution: {sentence}" for sentence in self.cautions])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return every array by name, those of a test behind its name."""
        tests = (("location", self.location), ("spread", self.spread))
        inside = {
            f"{name}_{k}": array for name, test in tests for k, array in test.arrays().items()
        }
        return super().arrays() | inside

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Self:
        """Put a test together again from `arrays()` and `meta()`."""
        place = Permanova.from_parts(of_part("location_", arrays), meta["location"])
        spread = Dispersion.from_parts(of_part("spread_", arrays), meta["spread"])
        return super().from_parts(arrays, {**meta, "location": place, "spread": spread})

    def _r2(self) -> str:
        place = self.location
        said = f"{place.r2:.3f}"
        if abs(place.r2 - place.r2_in_blocks) > 1e-9:
            of = "meetings" if self.design == "within" else "strata"
            units = unit_words(self.settings["cluster"])[1] if of == "meetings" else of
            said += f" ({place.r2_in_blocks:.3f} of what {units} leave)"
        return said


def cautions_of(
    cells: Cells,
    rows: Rows,
    location: Permanova,
    spread: Dispersion,
    *,
    alpha: float,
    unit: tuple[str, str],
) -> tuple[str, ...]:
    """List the cautions that apply, as sentences."""
    found = [
        _stretches(cells, rows, unit),
        _lengths(cells),
        _unequal(rows, location, spread, alpha, unit),
        _disconnected(rows, location),
        _few(rows, unit),
        _set_aside(cells, rows, unit),
    ]
    return tuple(sentence for sentence in found if sentence)


def _stretches(cells: Cells, rows: Rows, unit: tuple[str, str]) -> str:
    designs = [] if rows.design == "within" else pair_designs(cells)
    timed = [(d.a, d.b, d.autocorrelation) for d in designs if d.autocorrelation is not None]
    return f"{shuffled_through_time(timed, unit)}." if timed else ""


def _lengths(cells: Cells) -> str:
    sentence = unequal_lengths(cells)
    if not sentence:
        return ""
    if cells.estimated:
        return (
            f"{sentence}; pooled words were compared, on topics that were fitted to other words, "
            "but cells of fewer words scatter more, which reaches the test of spread."
        )
    return (
        f"{sentence}; pooled words were compared, but a test of all topics adds up what the topics "
        "owe to the very words that they were fitted to, and cells of fewer words scatter more. "
        "With 25 words against 250 and no difference PERMANOVA found one in 3 to 9 % of simulated "
        "corpora of 12 meetings at 5 %, in 18 % of those of 40, PERMDISP in 26 to 48 and in 76 to "
        "82 %. `contrast`, topic by topic, found any in 3 to 5 %."
    )


def _unequal(
    rows: Rows, location: Permanova, spread: Dispersion, alpha: float, unit: tuple[str, str]
) -> str:
    if spread.p > alpha:
        return ""
    wide, narrow = int(spread.means.argmax()), int(spread.means.argmin())
    sentence = (
        f"Groups differ in spread ({unit[1]} of {rows.groups[wide]} lie {spread.means[wide]:.3g} "
        f"from their centre on average, those of {rows.groups[narrow]} "
        f"{spread.means[narrow]:.3g})"
    )
    if location.equal_spread:
        return (
            f"{sentence}, and equal_spread = true finds too much where a small group varies more: "
            "with 5 clusters that varied 2.7 times as much as 15 a nominal 5 % became 35 % in "
            "simulations."
        )
    return (
        f"{sentence}; the means of roots and logarithms move with the spread of shares, so that "
        "the test of location may answer to it: a nominal 5 % became 10 to 13 % by Hellinger and "
        "7 % by Aitchison distances in simulations. Cells of fewer words scatter more."
    )


def _disconnected(rows: Rows, location: Permanova) -> str:
    if location.df == len(rows.groups) - 1:
        return ""
    return (
        f"Some of the {len(rows.groups)} groups never meet, directly or through others: only "
        f"{plural(location.df, 'difference')} between them could be tested."
    )


def _few(rows: Rows, unit: tuple[str, str]) -> str:
    sizes = np.bincount(rows.group).tolist()
    few = [f"{name} ({n})" for name, n in zip(rows.groups, sizes, strict=True) if n < _FEW]
    if not few:
        return ""
    more = f" and {len(few) - _MOST_NAMED} more" if len(few) > _MOST_NAMED else ""
    return (
        f"Fewer than {_FEW} {unit[1]}: {', '.join(few[:_MOST_NAMED])}{more}. Only large "
        "differences can be found."
    )


def _set_aside(cells: Cells, rows: Rows, unit: tuple[str, str]) -> str:
    parts = []
    if rows.n_set_aside:
        place = "of them" if rows.design == "within" else "of the groups in their stratum"
        parts.append(f"{plural(rows.n_set_aside, *unit)} with one {place} only")
    lost = sorted({cells.groups[g] for g in cells.group.tolist()} - set(rows.groups))
    if lost:
        named = ", ".join(lost[:_MOST_NAMED]) + (" and others" if len(lost) > _MOST_NAMED else "")
        parts.append(f"groups that are nowhere beside another: {named}")
    if cells.n_missing:
        parts.append(f"{plural(cells.n_missing, 'segment')} without a value in the columns used")
    if cells.n_empty:
        parts.append(f"{plural(cells.n_empty, 'cell')} without a counted word of any topic")
    return f"Set aside: {'; '.join(parts)}." if parts else ""


def _kind(test: Permanova) -> str:
    return "PERMANOVA" if test.equal_spread else "PERMANOVA, own spreads"


def _verdict(test: Permanova | Dispersion, alpha: float) -> str:
    found = "groups differ" if test.p <= alpha else "no difference found"
    how = "all" if test.exhaustive else "drawn"
    return (
        f"{found} at {alpha:.3g}: F({test.df}, {test.df_residual}) = {test.f:.3f}, p = "
        f"{test.p:.2g} by {len(test.null_f):,} shuffles ({how})"
    )
