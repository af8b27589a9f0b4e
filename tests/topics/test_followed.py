"""How far texts followed seed words: shares by hand, planted themes, words that are no theme."""

import json

import numpy as np
import pytest
from common.themes import themes

from toolkit.errors import ToolkitError
from toolkit.topics import SeedsFollowed, fit_lda, fit_nmf, seeds_followed


@pytest.fixture(scope="module")
def drawn():
    return themes(101, together=0.6)


@pytest.fixture(scope="module")
def topics(drawn):
    words = {"rare": drawn.words, "apart": drawn.apart}
    return fit_lda(drawn.counts, n_topics=9, seed_words=words)


@pytest.fixture(scope="module")
def followed(topics):
    return seeds_followed(topics)


def test_a_theme_is_followed_and_words_of_five_themes_are_not(followed):
    rows = followed.table().set_index("name")
    assert rows["followed"].to_dict() == {"apart": False, "rare": True}
    assert rows.loc["rare", "share"] > 0.5
    assert rows.loc["apart", "share"] < 0.25
    assert "apart: NOT FOLLOWED, 0 of 5 words" in followed.summary()


def test_shares_are_expected_assignments_of_tokens(drawn, topics, followed):
    counts = drawn.counts.matrix.toarray()
    words = followed.words_table()
    for row in words.itertuples():
        v = drawn.counts.terms.index(row.word)
        held = 0.0
        for d in np.flatnonzero(counts[:, v]):
            weights = topics.doc_topic[d] * topics.topic_term[:, v]
            held += counts[d, v] * weights[row.topic - 1] / weights.sum()
        assert row.share == pytest.approx(held / counts[:, v].sum())
        above = (topics.topic_term[row.topic - 1] > topics.topic_term[row.topic - 1, v]).sum()
        assert row.rank == above + 1
    sizes = counts.sum(axis=1) @ topics.doc_topic / counts.sum()
    table = followed.table()
    assert table["size"].to_numpy() == pytest.approx(sizes[table["topic"] - 1])
    held = table["share"] * table["tokens"] / (table["size"] * counts.sum())
    assert table["within"].to_numpy() == pytest.approx(held.to_numpy())


def test_beside_it_stands_the_fit_without_seeds(drawn, followed):
    plain = fit_lda(drawn.counts, n_topics=9)
    counts = drawn.counts.matrix.toarray()
    at = [drawn.counts.terms.index(word) for word in drawn.words]
    held = np.zeros((5, 9))
    for row, v in enumerate(at):
        weights = plain.doc_topic * plain.topic_term[:, v]
        held[row] = counts[:, v] @ (weights / weights.sum(axis=1, keepdims=True))
    most = held.sum(axis=0).max() / counts[:, at].sum()
    rows = followed.table().set_index("name")
    assert rows.loc["rare", "share_unseeded"] == pytest.approx(most)


def test_factorisations_are_measured_too(drawn):
    fitted = fit_nmf(drawn.counts, n_topics=10, seed_words={"a": drawn.words, "b": drawn.apart})
    assert seeds_followed(fitted).table()["followed"].tolist() == [True, False]


def test_what_is_kept_comes_back(followed):
    meta = json.loads(json.dumps(followed.meta()))
    back = SeedsFollowed.from_parts(followed.arrays(), meta)
    assert back.table().equals(followed.table())
    assert back.words_table().equals(followed.words_table())
    assert back.summary() == followed.summary()


def test_without_seed_words_there_is_nothing_to_follow(drawn):
    with pytest.raises(ToolkitError, match="fitted without seed words"):
        seeds_followed(fit_lda(drawn.counts, n_topics=3))
