"""First terms by three orders, and sentences that speak of a topic."""

import numpy as np
import pytest

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import ToolkitError
from toolkit.segments import split
from toolkit.topics import fit_lda, topics_from
from toolkit.topics.exclusivity import frex, relevance
from toolkit.topics.reading import sentences_of, term_scores


@pytest.fixture(scope="module")
def segments():
    return split(read_corpus("package:sample"), min_words=20)


@pytest.fixture(scope="module")
def topics(segments):
    return fit_lda(count_terms(segments, min_segments=5, phrases=1), n_topics=8)


def test_each_order_is_that_of_its_measure(topics):
    count = np.asarray(topics.counts.matrix.sum(axis=0)).ravel()
    wanted = {
        "probability": topics.topic_term,
        "relevance": relevance(topics.topic_term, count / count.sum(), weight=0.3),
        "frex": frex(topics.topic_term, weight=0.3),
    }
    lists = {}
    for by, score in wanted.items():
        table = topics.top_terms(6, by=by, weight=None if by == "probability" else 0.3)
        assert (by in table) == (by != "probability")
        for k in range(8):
            own = table[table["topic"] == k + 1]
            places = [topics.terms.index(term) for term in own["term"]]
            assert places == np.argsort(-score[k], kind="stable")[:6].tolist()
            assert own["share"].tolist() == topics.topic_term[k, places].tolist()
        lists[by] = table["term"].tolist()
    assert lists["probability"] != lists["relevance"]


def test_relevance_of_one_is_probability(topics):
    one = topics.top_terms(9, by="relevance", weight=1.0)
    assert one["term"].tolist() == topics.top_terms(9)["term"].tolist()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"by": "frexx"}, "is no order of terms; did you mean 'frex'"),
        ({"weight": 0.5}, "has no use for by = 'probability'"),
        ({"by": "frex", "weight": 2.0}, "weight = 2; it must lie between 0 and 1"),
        ({"n": 0}, "n = 0 asks for nothing"),
    ],
)
def test_mistakes_in_an_order_are_one_sentence(topics, asked, sentence):
    with pytest.raises(ToolkitError, match=sentence):
        topics.top_terms(**asked)


def by_hand(topics, topic, row, text):
    """The share of a topic in a sentence, from its words as printed."""
    words = text.lower().replace(",", "").replace(".", "").split()
    columns = [topics.terms.index(w) for w in words if w in topics.terms]
    joint = topics.doc_topic[row][:, None] * topics.topic_term[:, columns]
    return (joint[topic - 1] / joint.sum(axis=0)).mean(), len(columns)


def test_sentences_are_whole_and_their_shares_are_those_of_their_words(segments):
    topics = fit_lda(count_terms(segments, min_segments=5), n_topics=8)
    found = sentences_of(topics, 3, 10, context=1)
    assert len(found) == 10
    for line in found.itertuples():
        row = topics.counts.segments.ids.index(line.segment)
        text = " ".join(topics.counts.segments.texts[row].split())
        around = " ".join(part for part in (line.before, line.sentence, line.after) if part)
        assert around in text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        assert line.sentence[0].isupper()
        assert line.sentence[-1] in '.?!"'
        if set("-'") & set(line.sentence):
            continue
        share, tokens = by_hand(topics, 3, row, line.sentence)
        assert (line.share, line.tokens) == (pytest.approx(share), tokens)
    score = found["share"] * found["tokens"] / (found["tokens"] + 5)
    assert (score.diff().dropna() <= 1e-12).all()
    assert found["share"].min() > 0.5


def test_context_may_be_none_and_phrases_are_read(topics):
    found = topics.sentences_of(1, 3, context=0)
    assert found["before"].tolist() == found["after"].tolist() == [""] * 3
    assert any("_" in term for term in topics.terms)


def test_a_quotation_mark_goes_with_what_it_opens(make_counts):
    text = 'The sea is wide. "The port is small," he said. Gas (and oil) is dear!'
    counts = count_terms(
        split(read_corpus("package:sample"), by="turn").keep([0, 1], "x"), min_segments=1
    )
    from dataclasses import replace

    texts = (text, counts.segments.texts[1])
    segments = replace(counts.segments, texts=texts)
    counts = count_terms(segments, min_segments=1)
    theta = np.array([[0.9, 0.1], [0.1, 0.9]])
    phi = np.ones((2, len(counts.terms))) / len(counts.terms)
    given = topics_from(theta, phi, counts=counts, ids=counts.segments.ids, terms=counts.terms)
    found = sentences_of(given, 1, 3)
    assert '"The port is small," he said.' in set(found["sentence"])


def test_what_cannot_be_read_is_said(planted, topics):
    ids, terms = planted.counts.segments.ids, planted.counts.terms
    given = topics_from(
        planted.doc_topic, planted.topic_term, counts=planted.counts, ids=ids, terms=terms
    )
    with pytest.raises(ToolkitError, match="how the counts were made is not known"):
        given.sentences_of(1)
    with pytest.raises(ToolkitError, match="there is no topic 9; topics are 1 to 8"):
        topics.sentences_of(9)
    with pytest.raises(ToolkitError, match="n = 0, context = 1"):
        topics.sentences_of(1, 0)


def test_scores_know_their_orders(topics):
    assert term_scores(topics, "probability") is topics.topic_term


def test_what_was_left_out_of_the_counts_is_no_part_of_a_sentence(segments):
    kinds = ["names", "ritual"]
    topics = fit_lda(count_terms(segments, min_segments=5, leave_out=kinds), n_topics=8)
    found = topics.sentences_of(2, 10)
    for line in found.itertuples():
        row = topics.counts.segments.ids.index(line.segment)
        if set("-'") & set(line.sentence):
            continue
        share, tokens = by_hand(topics, 2, row, line.sentence)
        assert (line.share, line.tokens) == (pytest.approx(share), tokens)
