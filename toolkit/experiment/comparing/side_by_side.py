"""One comparison of two runs, topic by topic: which findings held."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from toolkit.contrasts import Contrast
from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.design import unit_words
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.result import INTERVAL_WORDS
from toolkit.records import plural
from toolkit.topics import Alignment

Row = dict[str, Any]

HELD, TURNED, LOST, ALONE, NEW, NEITHER = (
    "held", "turned", "lost", "no partner", "new", "neither",
)  # fmt: skip
_NUMBERS = ("difference_pp", "low_pp", "high_pp", "p_adjusted")


def why_not(first: Contrast, second: Contrast) -> str:
    """Say why two comparisons of one name cannot be set side by side; empty where they can.

    Parameters
    ----------
    first, second
        The comparison of either run.
    """
    sides = [(c.settings["between"], difference_words(c.settings)) for c in (first, second)]
    if sides[0][0] != sides[1][0]:
        return f"between {sides[0][0]} in the first and between {sides[1][0]} in the second"
    if sides[0][1] != sides[1][1]:
        words = [f"by the difference {inside}" if inside else "as they are" for _, inside in sides]
        return f"groups are compared {words[0]} in the first and {words[1]} in the second"
    if not _common(first, second):
        return f"other groups: {_groups(first)} in the first and {_groups(second)} in the second"
    return ""


def other_pairs(first: Contrast, second: Contrast) -> list[str]:
    """Name the pairs of groups that only one of two comparisons holds, a phrase each."""
    common = {names for names, _, _ in _common(first, second)}
    sides = (("first", first), ("second", second))
    return [
        f"{pair.a} against {pair.b} in the {which} only"
        for which, contrast in sides
        for pair in contrast.pairs
        if frozenset((pair.a, pair.b)) not in common
    ]


def side_by_side(name: str, first: Contrast, second: Contrast, topics: Alignment) -> list[Row]:
    """Set two comparisons side by side, through topics that were matched.

    Parameters
    ----------
    name
        What the comparison is called.
    first, second
        The comparison of either run, which `why_not` has nothing against.
    topics
        Their topics, matched.

    Returns
    -------
    list
        One row for each pair of groups and topic of either run, matched ones in one row; see
        `Comparison.table`. Differences are a minus b, where a is the first run's.
    """
    rows = []
    for _, one, other in _common(first, second):
        flip = -1 if one.a != other.a else 1
        sizes = {"clusters_first": _size(first, one), "clusters_second": _size(second, other)}
        for i, j in _matched(topics):
            row: Row = {"contrast": name, "group_a": one.a, "group_b": one.b}
            row |= _side("first", one, first, i, 1)
            row |= _side("second", other, second, j, flip)
            similarity = None if i is None or j is None else float(topics.similarity[i, j])
            row |= {"similarity": similarity, "outcome": _outcome(row), "agrees": _agrees(row)}
            row |= sizes
            rows.append({key: value for key, value in row.items() if not key.startswith("found")})
    return rows


def design_words(first: Contrast, second: Contrast) -> str:
    """Say what two comparisons average, what their intervals are and how p is adjusted."""
    one, other = (_design(contrast) for contrast in (first, second))
    return one if one == other else f"first: {one}; second: {other}"


def outcome_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say in a sentence what became of the findings.

    Examples
    --------
    >>> outcome_words(
    ...     [
    ...         {"outcome": "held"},
    ...         {"outcome": "lost", "agrees": True},
    ...         {"outcome": "new"},
    ...         {"outcome": "neither"},
    ...     ]
    ... )
    '2 differences found in the first: 1 held, 1 lost (1 within the interval of the second); 1 new'
    """
    count = {word: sum(row["outcome"] == word for row in rows) for word in _ALL}
    found = sum(count[word] for word in (HELD, TURNED, LOST, ALONE))
    words = [f"{count[HELD]:,} held"]
    if count[LOST]:
        near = sum(row["outcome"] == LOST and bool(row["agrees"]) for row in rows)
        words.append(f"{count[LOST]:,} lost ({near:,} within the interval of the second)")
    if count[TURNED]:
        words.append(f"{count[TURNED]:,} turned round")
    if count[ALONE]:
        words.append(f"{count[ALONE]:,} of topics without a partner")
    told = f"{plural(found, 'difference')} found in the first"
    return (f"{told}: {', '.join(words)}" if found else told) + f"; {count[NEW]:,} new"


_ALL = (HELD, TURNED, LOST, ALONE, NEW, NEITHER)


def _matched(topics: Alignment) -> Iterator[tuple[int | None, int | None]]:
    yield from ((int(i), int(j)) for i, j in topics.pairs)
    yield from ((k - 1, None) for k in topics.unmatched_first)
    yield from ((None, k - 1) for k in topics.unmatched_second)


def _side(which: str, pair: Pair, contrast: Contrast, topic: int | None, sign: int) -> Row:
    """Write the columns of one run: its topic, the difference, its interval and p."""
    if topic is None:
        numbers: Row = dict.fromkeys(_NUMBERS)
        return _named(which, {"topic": None, "label": "", **numbers, "found": 0})
    difference = sign * float(pair.difference[topic])
    none = np.full(len(contrast.labels), np.nan)
    ends = [sign * (none if end is None else end)[topic] for end in (pair.low, pair.high)]
    p = float(pair.p_adjusted[topic])
    found = int(np.sign(difference)) if p <= contrast.settings["alpha"] else 0
    side: Row = {
        "topic": topic + 1,
        "label": contrast.labels[topic],
        "difference_pp": 100 * difference,
        "low_pp": 100 * float(min(ends)),
        "high_pp": 100 * float(max(ends)),
        "p_adjusted": p,
        "found": found,
    }
    return _named(which, side)


def _named(which: str, side: Row) -> Row:
    """Name columns by the run; what is no number is missing."""
    ends = {name: name.replace("_pp", f"_{which}_pp") if name.endswith("_pp") else f"{name}_{which}"
            for name in side}  # fmt: skip
    return {
        ends[name]: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in side.items()
    }


def _outcome(row: Row) -> str:
    before, after = row["found_first"], row["found_second"]
    if not before:
        return NEW if after else NEITHER
    if row["topic_second"] is None:
        return ALONE
    if not after:
        return LOST
    return HELD if before == after else TURNED


def _agrees(row: Row) -> bool | None:
    """Whether the second's interval holds the first's difference; None without both."""
    numbers = [row[f"{name}_pp"] for name in ("difference_first", "low_second", "high_second")]
    if any(number is None for number in numbers):
        return None
    difference, low, high = numbers
    return bool(low <= difference <= high)


def _common(first: Contrast, second: Contrast) -> list[tuple[frozenset[str], Pair, Pair]]:
    """Return the pairs of groups that both hold, in the first's order."""
    others = {frozenset((pair.a, pair.b)): pair for pair in second.pairs}
    named = [(frozenset((pair.a, pair.b)), pair) for pair in first.pairs]
    return [(names, pair, others[names]) for names, pair in named if names in others]


def _design(contrast: Contrast) -> str:
    settings = contrast.settings
    method = INTERVAL_WORDS.get(settings.get("interval", ""), "none")
    return (
        f"average = {settings['average']}; intervals of {100 * (1 - settings['alpha']):.4g} % "
        f"({method}), each topic by itself; found at p <= {settings['alpha']:.3g} after adjustment "
        f"({settings.get('adjust', 'maxT')})"
    )


def _size(contrast: Contrast, pair: Pair) -> str:
    """Say how many clusters of either group there are."""
    several = unit_words(contrast.settings["cluster"])[1]
    if contrast.design == "within":
        return f"the same {pair.clusters_a:,} {several}"
    return f"{pair.clusters_a:,} and {pair.clusters_b:,} {several}"


def _groups(contrast: Contrast) -> str:
    return ", ".join(sorted({name for pair in contrast.pairs for name in (pair.a, pair.b)}))
