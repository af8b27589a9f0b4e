"""What is said of findings that were followed through other fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.failed import failed_words, reasons
from toolkit.contrasts.hangs_on import is_seed
from toolkit.records import plural

if TYPE_CHECKING:
    from toolkit.contrasts.robustness_result import Robustness

_MOST_LINES = 20
_MOST_VALUES = 4


def summary(found: Robustness) -> str:
    """Say of each finding of the base in how many fits it holds, and what the base missed."""
    table, findings = found.table(), found.findings()
    lines = [_head(found)]
    for i, k in findings[:_MOST_LINES]:
        lines.append(_line(found, table.iloc[i * len(found.labels) + k], i, k))
    if len(findings) > _MOST_LINES:
        lines.append(f"  And {len(findings) - _MOST_LINES:,} more: see the table.")
    if not findings:
        lines.append("  The base finds no difference, so that there is nothing to hold.")
    missed = list(_missed(found))
    lines += [f"Not found by the base but by most fits: {'; '.join(missed)}."] if missed else []
    return "\n".join([*lines, *_not_compared(found)])


def varied_words(found: Robustness) -> str:
    """Say what differs between the fits, and by how many values, or which where they are few.

    Seeds are counted, not named: they are nobody's choice.
    """
    return (
        ", ".join(
            f"{choice} ({len(some):,} values)"
            if is_seed(choice) or len(some) > _MOST_VALUES
            else f"{choice} ({', '.join(some)})"
            for choice, some in found.varied().items()
        )
        or "nothing that was named"
    )


def direction_words(found: Robustness, pair: int, difference: float) -> str:
    """Say which group of a pair is higher, or has the larger difference inside clusters."""
    one, other = found.pairs[pair] if difference > 0 else found.pairs[pair][::-1]
    inside = difference_words(found.settings)
    larger = f"{inside} larger" if inside else "higher"
    return f"{larger} in {one} than in {other}"


def _head(found: Robustness) -> str:
    alpha, varied = found.settings["alpha"], found.varied()
    failed = failed_words(found.n_fits, len(found.failed))
    head = (
        f"{plural(found.n_fits, 'fit')}, the base among them; "
        f"{failed}{failed and '; '}varied: {varied_words(found)}. A "
        "finding holds in a fit where its topic has a counterpart that differs in the same "
        f"direction at {alpha:.3g} after adjustment. The range over fits is no confidence interval."
    )
    if found.failed:
        head += f" Failed: {reasons(found.failed)}."
    if varied and all(is_seed(choice) for choice in varied):
        head += " Only seeds differ: what other choices would find is not known."
    return head


def _line(found: Robustness, row: Any, i: int, k: int) -> str:
    not_compared = (found.matched[:, k] >= 0) & np.isnan(found.difference[:, i, k])
    counted = {
        "no such topic in": row.fits - row.same_topic,
        "not compared in": int(not_compared.sum()),
        "the opposite in": row.opposite,
    }
    said = [f"{words} {n:,}" for words, n in counted.items() if n]
    but = "; ".join([*said, *filter(None, [failed_words(found.n_fits, len(found.failed))])])
    own = "" if np.isnan(row.low_pp) else f" [{row.low_pp:+.1f}, {row.high_pp:+.1f}]"
    hangs = f"; hangs on {row.hangs_on}" if row.hangs_on else ""
    return (
        f"  {row.label}: {direction_words(found, i, row.difference_pp)} in {row.holds:,} of "
        f"{row.fits:,} fits{f' ({but})' if but else ''}; base {row.difference_pp:+.1f} points"
        f"{own}, fits {row.median_pp:+.1f} in the median, {row.fits_low_pp:+.1f} to "
        f"{row.fits_high_pp:+.1f}{hangs}."
    )


def _missed(found: Robustness) -> Iterator[str]:
    """Iterate over what the base does not find and most of the fits do, in one direction."""
    for i, k in np.argwhere(found.found[0] == 0).tolist():
        for sign in (1, -1):
            n = int((found.found[:, i, k] == sign).sum())
            if 2 * n > found.n_fits:
                words = direction_words(found, i, sign)
                yield f"{found.labels[k]}, {words} ({n:,} of {found.n_fits:,})"


def _not_compared(found: Robustness) -> list[str]:
    """Say which groups were not compared in some fits, though these have topics of the base."""
    has = np.asarray((found.matched >= 0).any(axis=1))
    never = np.isnan(found.difference).all(axis=2) & has[:, None]
    return [
        f"{a} and {b} were not compared in {plural(int(n), 'fit')}."
        for (a, b), n in zip(found.pairs, never.sum(axis=0), strict=True)
        if n
    ]
