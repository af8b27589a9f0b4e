"""The words of captions: how many, averaged how, with what uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.design import unit_words
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.result import Contrast, where_words
from toolkit.records import plural


def units(settings: Mapping[str, Any]) -> tuple[str, str]:
    """Say what the clusters of a record are called, one and several.

    Examples
    --------
    >>> units({"cluster": "country"})
    ('cluster (country)', 'clusters (country)')
    """
    unit, several = unit_words(settings["cluster"])
    if settings["cluster"] == "meeting":
        return unit, several
    return f"{unit} ({settings['cluster']})", f"{several} ({settings['cluster']})"


def average_words(settings: Mapping[str, Any]) -> str:
    """Say of which segments the mean was taken, and how.

    Examples
    --------
    >>> average_words({"average": "meetings", "cluster": "meeting", "where": {"kind": ["answer"]}})
    'only kind = answer; average = meetings (each meeting counts once)'
    """
    unit, several = units(settings)
    meaning = {
        "meetings": f"each {unit} counts once",
        "tokens": f"{several} weighted by their tokens",
        "segments": "mean over segments",
    }[settings["average"]]
    only = f"only {where_words(settings)}; " if settings.get("where") else ""
    return f"{only}average = {settings['average']} ({meaning})"


def error_words(settings: Mapping[str, Any]) -> str:
    """Say what the bars are."""
    return (
        f"95 % intervals by Student's t over {units(settings)[1]} (degrees of freedom: one fewer "
        "than a group has), not adjusted for many topics"
    )


def interval_words(contrast: Contrast) -> str:
    """Say what the bars of a contrast are, as a sentence; nothing where it has no intervals."""
    if not contrast.interval_words:
        return ""
    sentence = contrast.interval_sentence()
    return f"Bars: {sentence[0].lower()}{sentence[1:]}, not adjusted for many topics. "


def cluster_counts(contrast: Contrast, pair: Pair) -> str:
    """Say how many clusters were compared."""
    unit, several = units(contrast.settings)
    if contrast.design == "within":
        return f"{plural(pair.clusters_a, unit, several)} with both"
    inside = f" with both; {inside_words(contrast)}" if inside_words(contrast) else ""
    return f"{pair.clusters_a:,} and {plural(pair.clusters_b, unit, several)}{inside}"


def inside_words(contrast: Contrast) -> str:
    """Say what difference inside clusters was compared; empty where groups were, as they are."""
    words = difference_words(contrast.settings)
    return f"{words} inside each {units(contrast.settings)[0]}" if words else ""


def shuffle_words(pair: Pair) -> str:
    """Say how many arrangements the p values rest on."""
    if pair.exhaustive:
        return f"all {pair.n_arrangements:,} arrangements"
    return plural(len(pair.null_max_t), "shuffle")


def design_words(contrast: Contrast) -> str:
    """Name the design, the average, the test and what it was adjusted for."""
    several = units(contrast.settings)[1]
    tests = " and ".join(dict.fromkeys(_test_words(contrast, pair) for pair in contrast.pairs))
    over = plural(len(contrast.labels), "topic")
    pairs = f" and {len(contrast.pairs)} pairs" if len(contrast.pairs) > 1 else ""
    adjusted = {
        "maxT": f"max-T over {over}" + pairs.replace(" and", " and Bonferroni over"),
        "holm": f"Holm over {over}{pairs}",
        "fdr_bh": f"Benjamini-Hochberg (false discovery rate) over {over}{pairs}",
    }[contrast.settings.get("adjust", "maxT")]
    return (
        f"{contrast.design} design; average = {contrast.settings['average']}; "
        f"{tests.format(several=several)}, p adjusted by {adjusted}"
    )


def _test_words(contrast: Contrast, pair: Pair) -> str:
    if pair.unit == "exchange":
        return "sign-flip test on whole exchanges"
    if pair.unit == "turn":
        return "permutation test on turns inside {several}"
    if contrast.design == "within":
        return "sign-flip test on whole {several}"
    if pair.time == "blocks" and pair.block_length != 1:
        return "permutation test on blocks of neighbouring {several}"
    if pair.time == "shift":
        return "shifts of the sequence of {several}"
    return "permutation test on whole {several}"


def p_words(p: float) -> str:
    """Write a p value.

    Examples
    --------
    >>> [p_words(p) for p in (0.00004, 0.0123, 0.32, 1.0)]
    ['<0.001', '0.012', '0.32', '1.00']
    """
    if not p >= 0.001:
        return "<0.001" if p < 0.001 else "–"
    return f"{p:.3f}" if p < 0.0995 else f"{p:.2f}"
