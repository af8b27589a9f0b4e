"""The words of captions about many fits."""

from __future__ import annotations

from typing import Any

import pytest
from common.specifications import make_specification

from toolkit.contrasts import Robustness, robustness
from toolkit.figures.fits import bars, compared, holding, sizes


def found(**settings: Any) -> Robustness:
    return robustness(make_specification("x", {}, ["war"], [0.1], [0.01], **settings), [])


def test_what_was_compared() -> None:
    assert compared(found()) == "difference in mean proportion by kind"
    assert compared(found(difference={"kind": ["answer", "question"]}, between="year")) == (
        "difference by year in the mean difference of proportions answer minus question inside "
        "each meeting (difference in differences)"
    )


@pytest.mark.parametrize(("adjust", "words"), [("holm", "Holm"), ("fdr_bh", "Benjamini-Hochberg")])
def test_what_it_takes_to_hold(adjust: str, words: str) -> None:
    assert holding(found(adjust=adjust, alpha=0.1)) == (
        f"Found: p ≤ 0.1, two-sided, adjusted within the fit ({words}); what is found in the "
        "base's direction holds."
    )


def test_what_bars_are() -> None:
    assert bars(found(alpha=0.1, interval="bca"), "Bars") == (
        "Bars: intervals of 90 % within the fit (BCa bootstrap), each topic by itself. "
    )
    assert bars(found(reach=None), "Bars") == ""


def test_how_many_were_compared() -> None:
    assert sizes(found(), 0) == "Base: n = 12 and 10 meetings, 60 and 50 segments."
    both = found(cluster="country")
    within = type(both.settings)(dict(both.settings) | {"design": "within"})
    object.__setattr__(both, "settings", within)
    assert sizes(both, 0).startswith("Base: n = 12 clusters (country) with both, 60 and 50")
