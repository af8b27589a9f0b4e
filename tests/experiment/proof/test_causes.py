"""What was otherwise, in the order in which it is to be suspected."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.experiment.proof.causes import conditions

RECORD: dict[str, Any] = {
    "inputs": {"a.txt": "1", "b.txt": "2"},
    "code": {"toolkit": "0.1.0", "sources": "x", "commit": "0123456789abcdef"},
    "versions": {"numpy": "2.4.6", "python": "3.11", "scipy": "1.17.1"},
    "machine": {"system": "Linux", "python": "3.11.7", "blas": "openblas 0.3 Haswell"},
    "environment": {"OMP_NUM_THREADS": "2"},
    "workers": 2,
}


def test_nothing_is_said_where_nothing_differs() -> None:
    assert conditions(RECORD, RECORD) == []


@pytest.mark.parametrize(
    "part, now, said",
    [
        ("inputs", {"a.txt": "9", "b.txt": "2"}, "another text: a.txt has changed"),
        ("inputs", {"b.txt": "2"}, "another text: a.txt is gone"),
        ("inputs", {"a.txt": "1", "b.txt": "2", "c.txt": "3"}, "another text: c.txt is new"),
        (
            "code", {"toolkit": "0.2.0", "sources": "y", "commit": None},
            "other sources of toolkit: it was 0.1.0 (commit 0123456789), it is 0.2.0",
        ),
        (
            "versions", {"numpy": "2.4.6", "python": "3.11", "scipy": "1.18.0"},
            "another version of scipy: it was 1.17.1, it is 1.18.0",
        ),
        (
            "versions", {"numpy": "2.4.6", "python": "3.11"},
            "another version of scipy: it was 1.17.1, it is not installed",
        ),
        (
            "machine", {"system": "Linux", "python": "3.11.7", "blas": "openblas 0.3 Nehalem"},
            (
                "another kernel of linear algebra, as another kind of CPU has: "
                "it was openblas 0.3 Haswell, it is openblas 0.3 Nehalem"
            ),
        ),
        ("environment", {}, "OMP_NUM_THREADS was 2, it is not set"),
        ("workers", 1, "workers were 2, they are 1"),
    ],
)  # fmt: skip
def test_each_difference_is_named(part: str, now: object, said: str) -> None:
    assert conditions(RECORD, RECORD | {part: now}) == [said]


def test_another_commit_of_the_same_sources_is_no_difference() -> None:
    code = RECORD["code"] | {"commit": "fedcba9876543210", "uncommitted_changes": True}
    assert conditions(RECORD, RECORD | {"code": code}) == []


def test_the_weightiest_comes_first_and_many_texts_are_counted() -> None:
    texts = {f"{i}.txt": "new" for i in range(20)}
    now = RECORD | {"inputs": RECORD["inputs"] | texts, "workers": 1}
    said = conditions(now | {"versions": {}}, RECORD)
    assert [line.split(":")[0] for line in said[:6]] == ["another text"] * 5 + ["other texts"]
    assert said[5] == "other texts: 15 more files"
    assert said[-1].startswith("workers")


def test_what_an_older_record_does_not_say_is_no_difference() -> None:
    now = RECORD | {"machine": RECORD["machine"] | {"cpu": "a fast one"}}
    assert conditions(RECORD, now) == []
