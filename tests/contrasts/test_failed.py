"""What is said of fits that failed."""

from __future__ import annotations

from toolkit.contrasts.failed import FailedSpecification, failed_words, reasons


def of(*whys: str) -> list[FailedSpecification]:
    return [FailedSpecification(f"fit {i}", {}, why) for i, why in enumerate(whys, 1)]


def test_they_are_counted_among_all_that_were_asked_for():
    assert failed_words(49, 1) == "1 of 50 failed"
    assert failed_words(1_000, 234) == "234 of 1,234 failed"
    assert failed_words(50, 0) == ""


def test_the_most_frequent_reason_comes_first_and_each_is_said_once():
    found = reasons(of("no words.", "too many", "too many", "too many"))
    assert found == "fit 2 and 2 more: too many; fit 1: no words"


def test_of_many_reasons_the_first_are_named():
    assert (
        reasons(of("a", "b", "c", "d", "e")) == "fit 1: a; fit 2: b; fit 3: c; and 2 other reasons"
    )
