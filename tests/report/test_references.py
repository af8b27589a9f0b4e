"""The works that methods rest on."""

from __future__ import annotations

import re

from toolkit.report.references import WORKS, references


def test_works_stand_by_the_alphabet_with_their_year() -> None:
    assert list(WORKS) == sorted(WORKS)
    for key, work in WORKS.items():
        name, year = re.fullmatch(r"([a-z]+)(\d{4})", key).groups()  # type: ignore[union-attr]
        assert work.lower().replace("ü", "u").startswith(name)
        assert f"({year})" in work


def test_each_is_named_once() -> None:
    assert len(references(["lin1991", "blei2003", "lin1991", "blei2003"])) == 2
