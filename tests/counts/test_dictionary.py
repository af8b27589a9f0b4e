"""Categories against a count by hand, and through a contrast's own record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from common.named import OPEN, one_turn
from scipy.sparse import csr_matrix

from toolkit.counts import count_terms
from toolkit.counts.dictionary import count_categories, read_dictionary
from toolkit.errors import ToolkitError
from toolkit.topics import topics_from

COUNTS = count_terms(
    one_turn("fish fishing ropes", "ferry ropes ropes", "talks on fish"),
    function_words=True,
    **OPEN,
)
SEA = {"sea": ["fish*", "ferry"], "gear": ["ropes"]}


def test_categories_by_hand() -> None:
    counted = count_categories(COUNTS, SEA)
    assert counted.terms == ("gear", "other words", "sea")
    assert counted.matrix.toarray().tolist() == [[1, 0, 2], [2, 0, 1], [0, 2, 1]]
    assert counted.n_tokens == COUNTS.n_tokens


def test_categories_are_topics_that_groups_can_be_compared_by() -> None:
    counted = count_categories(COUNTS, SEA)
    dense = counted.matrix.toarray()
    shares = dense / dense.sum(axis=1, keepdims=True)
    topics = topics_from(
        shares, np.eye(3), counts=counted, ids=counted.segments.ids, terms=counted.terms
    )
    pooled = topics.fold_in(csr_matrix(counted.matrix[:2].sum(axis=0)))
    np.testing.assert_allclose(np.asarray(pooled).ravel(), [0.5, 0, 0.5], atol=1e-6)


def test_words_are_read_as_the_terms_were() -> None:
    counts = count_terms(one_turn("many ferries", "fish"), lemmas=True, **OPEN)
    assert count_categories(counts, {"sea": ["Ferry"]}).matrix.sum(axis=0).tolist()[0][1] == 1


def test_a_dictionary_of_liwc_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.dic"
    file.write_text("%\n1\twar\n2\tpeace\n%\nattack*\t1\ntruce\t2\ntroops\t1\n", encoding="utf-8")
    assert read_dictionary(file) == {"war": ("attack*", "troops"), "peace": ("truce",)}
    file.write_text("%\n1\twar\n%\nattack*\t7\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match="'attack\\*' is of category 7"):
        read_dictionary(file)


def test_what_cannot_be_counted_is_said(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="'ropes' is a word of a and of b"):
        count_categories(COUNTS, {"a": ["ropes"], "b": ["rope*"]})
    with pytest.raises(ToolkitError, match="none of the words of a is a term"):
        count_categories(COUNTS, {"a": ["whale"]})
    with pytest.raises(ToolkitError, match="rename it"):
        count_categories(COUNTS, {"other words": ["fish"]})
    with pytest.raises(ToolkitError, match=r"'\*', which is no word"):
        count_categories(COUNTS, {"a": ["*"]})
    file = tmp_path / "a.toml"
    file.write_text("war = 3\n")
    with pytest.raises(ToolkitError, match="war = 3 cannot be used"):
        read_dictionary(file)
    file.write_text("")
    with pytest.raises(ToolkitError, match="holds no category"):
        read_dictionary(file)
