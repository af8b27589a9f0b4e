"""Files for other tools hold the counts to the last one, and come back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from common.corpora import assert_same
from common.named import OPEN, one_turn

from toolkit.counts import Counts, count_terms
from toolkit.counts.handover import read_counts, write_counts
from toolkit.errors import ToolkitError

COUNTS = count_terms(one_turn("fish nets fish", "ropes", "nets ropes ropes"), **OPEN)


def test_files_come_back(tmp_path: Path) -> None:
    again = read_counts(write_counts(COUNTS, tmp_path / "a"), COUNTS)
    assert_same(again.matrix.toarray(), COUNTS.matrix.toarray())
    assert again.terms == COUNTS.terms
    assert again.segments is COUNTS.segments


def test_columns_in_another_order_come_back_sorted(tmp_path: Path) -> None:
    turned = Counts(
        COUNTS.segments, COUNTS.matrix[:, ::-1], COUNTS.terms[::-1], (), COUNTS.settings
    )
    again = read_counts(write_counts(turned, tmp_path), COUNTS)
    assert again.terms == COUNTS.terms
    assert (again.matrix != COUNTS.matrix).nnz == 0


def test_mallet_reads_every_token(tmp_path: Path) -> None:
    write_counts(COUNTS, tmp_path)
    lines = (tmp_path / "mallet.txt").read_text(encoding="utf-8").splitlines()
    names, _, texts = zip(*(line.split("\t") for line in lines), strict=True)
    assert names == COUNTS.segments.ids
    assert [Counter(text.split()) for text in texts] == [
        {"fish": 2, "nets": 1}, {"ropes": 1}, {"nets": 1, "ropes": 2},
    ]  # fmt: skip


def test_gensim_and_scipy_are_given_the_same_numbers() -> None:
    corpus, terms = COUNTS.to_gensim()
    assert [[(terms[i], n) for i, n in row] for row in corpus] == [
        [("fish", 2), ("nets", 1)], [("ropes", 1)], [("nets", 1), ("ropes", 2)],
    ]  # fmt: skip
    matrix = COUNTS.to_scipy()
    matrix.data[:] = 0
    assert COUNTS.n_tokens == 7


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    write_counts(COUNTS, tmp_path)
    with pytest.raises(ToolkitError, match="3 rows and 3 columns, for 2 segments"):
        read_counts(tmp_path, COUNTS.keep([0, 1], "gone"))
    (tmp_path / "terms.txt").write_text("fish\nfish\nropes\n")
    with pytest.raises(ToolkitError, match="2 distinct terms"):
        read_counts(tmp_path, COUNTS)
    with pytest.raises(ToolkitError, match="cannot be read"):
        read_counts(tmp_path / "none", COUNTS)
