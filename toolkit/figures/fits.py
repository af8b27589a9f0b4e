"""The words of captions about many fits of one comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrasts.crossed import difference_words
from toolkit.contrasts.result import INTERVAL_WORDS
from toolkit.figures.caption import units
from toolkit.records import plural

if TYPE_CHECKING:
    from toolkit.contrasts import Robustness

_ADJUSTED = {"maxT": "max-T", "holm": "Holm", "fdr_bh": "Benjamini-Hochberg"}


def compared(robustness: Robustness) -> str:
    """Say what difference was followed."""
    settings = robustness.settings
    between, inside = settings["between"], difference_words(settings)
    if not inside:
        return f"difference in mean proportion by {between}"
    return (
        f"difference by {between} in the mean difference of proportions {inside} inside each "
        f"{units(settings)[0]} (difference in differences)"
    )


def holding(robustness: Robustness) -> str:
    """Say what it takes to be found by a fit, and to hold."""
    settings = robustness.settings
    adjusted = _ADJUSTED[settings.get("adjust", "maxT")]
    return (
        f"Found: p ≤ {settings['alpha']:g}, two-sided, adjusted within the fit ({adjusted}); "
        "what is found in the base's direction holds."
    )


def failed(robustness: Robustness) -> str:
    """Say how many fits could not be made, as a sentence with a space before it."""
    n, made = len(robustness.failed), robustness.n_fits
    return f" {n:,} of {n + made:,} fits failed and are in no count." if n else ""


def bars(robustness: Robustness, which: str) -> str:
    """Say what the intervals are, as a sentence with a space after it; nothing without any."""
    settings = robustness.settings
    if not settings["interval_words"]:
        return ""
    return (
        f"{which}: intervals of {100 * (1 - settings['alpha']):.4g} % within the fit "
        f"({INTERVAL_WORDS[settings['interval']]}), each topic by itself. "
    )


def sizes(robustness: Robustness, pair: int) -> str:
    """Say how many clusters and segments of a pair the base compares."""
    settings, (a, b) = robustness.settings, robustness.clusters[pair].tolist()
    unit, several = units(settings)
    n_a, n_b = robustness.segments[pair].tolist()
    clusters = (
        f"{plural(a, unit, several)} with both"
        if settings["design"] == "within"
        else f"{a:,} and {plural(b, unit, several)}"
    )
    return f"Base: n = {clusters}, {n_a:,} and {n_b:,} segments."
