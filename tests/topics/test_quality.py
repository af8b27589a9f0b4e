"""Quality as a table: the sample's topics, gensim beside them, other counts, what is missing."""

import json
from dataclasses import replace

import numpy as np
import pytest

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms, tokenize
from toolkit.errors import SettingsError
from toolkit.segments import split
from toolkit.topics import fit_lda, fit_nmf, topics_from
from toolkit.topics.measures import MEASURES
from toolkit.topics.quality import quality
from toolkit.topics.quality_result import Quality


@pytest.fixture(scope="module")
def segments():
    return split(read_corpus("package:sample"), min_words=20)


@pytest.fixture(scope="module")
def topics(segments):
    return fit_lda(count_terms(segments, min_segments=5), n_topics=8)


@pytest.fixture(scope="module")
def found(topics):
    return quality(topics)


def by_gensim(topics, measure, texts):
    corpora = pytest.importorskip("gensim.corpora")
    models = pytest.importorskip("gensim.models")
    words = topics.top_terms(10).groupby("topic")["term"].agg(list).tolist()
    dictionary = corpora.Dictionary(texts)
    model = models.CoherenceModel(
        topics=words, texts=texts, dictionary=dictionary, coherence=measure, topn=10, processes=1
    )
    return model.get_coherence_per_topic()


@pytest.mark.parametrize("measure", ["c_v", "c_npmi", "c_uci", "u_mass"])
@pytest.mark.parametrize("windows", ["tokens", "terms"])
def test_coherence_is_that_of_gensim_for_the_same_tokens(topics, measure, windows):
    texts = [[t.lower() for t in tokenize(x)] for x in topics.counts.segments.texts]
    if windows == "terms":
        texts = [[t for t in text if t in set(topics.terms)] for text in texts]
    assert {"the", "of"} <= set(texts[0]) or windows == "terms"
    ours = quality(topics, windows=windows).of(measure)
    np.testing.assert_allclose(ours, by_gensim(topics, measure, texts), atol=1e-9)


def test_the_table_holds_every_measure_within_its_range(found, topics):
    table = found.table()
    assert set(MEASURES) <= set(table)
    assert table["label"].tolist() == list(topics.labels)
    np.testing.assert_allclose(
        table["share_of_tokens"], topics.table()["share_of_tokens"], rtol=1e-12
    )
    lowest = {"exclusivity": 1 / 8, "c_v": -1, "c_npmi": -1, "speakers": 1, "meetings": 1}
    bounded = [n for n, about in MEASURES.items() if about.range.endswith("to 1")]
    for name in bounded:
        assert table[name].between(lowest.get(name, -1 if "c_" in name else 0), 1).all(), name
    assert (table["u_mass"] <= 0).all()
    assert table["entropy"].between(0, np.log2(len(topics.terms))).all()
    np.testing.assert_allclose(table["entropy"][3], -(p := topics.topic_term[3]) @ np.log2(p))
    assert found.measures()["measure"].tolist() == list(MEASURES)


def test_words_that_topics_share_are_seen(topics):
    twins = topics.topic_term.copy()
    twins[5] = twins[2]
    found = quality(replace(topics, topic_term=twins))
    assert found.overlap_with[[2, 5]].tolist() == [6, 3]
    assert found.of("overlap")[[2, 5]].tolist() == [1, 1]
    assert found.of("unique_words")[[2, 5]].tolist() == [0, 0]
    assert found.diversity == pytest.approx(70 / 80)


def test_a_topic_of_one_speaker_is_named(topics):
    names = np.array(topics.counts.segments.column("speaker"), dtype=object)
    theta = topics.doc_topic.copy()
    theta[:, 3] = np.where(names == "Ilsa Marrovane", 0.2, 1e-3)
    theta /= theta.sum(axis=1, keepdims=True)
    found = quality(replace(topics, doc_topic=theta))
    assert found.speaker[3] == "Ilsa Marrovane"
    assert found.one_speaker == (4,)
    assert "one speaker for half or more, and twice its share of the corpus: topic 4." in (
        found.summary()
    )
    untouched = quality(topics)
    assert untouched.one_meeting == untouched.one_speaker == ()


def test_random_words_cohere_less_than_topics(topics, found):
    shuffled = np.random.default_rng(1).permuted(topics.topic_term, axis=1)
    mixed = quality(replace(topics, topic_term=shuffled))
    for name in ("c_v", "c_npmi", "c_uci", "u_mass"):
        assert mixed.of(name).mean() < found.of(name).min()


def test_other_counts_ask_whether_the_topics_hold_there(segments, topics, found):
    half = segments.keep(range(0, len(segments), 2), "odd")
    there = quality(topics, count_terms(half))
    assert there.n_segments < found.n_segments
    assert there.of("exclusivity").tolist() == found.of("exclusivity").tolist()
    assert there.of("c_npmi").tolist() != found.of("c_npmi").tolist()
    assert there.of("c_npmi").min() > 0


def test_no_coherence_where_a_first_word_is_not_held(segments, topics):
    word = topics.top_terms(1)["term"][2]
    found = quality(topics, count_terms(segments, stop=word))
    for name in ("c_v", "c_npmi_exact", "u_mass"):
        assert np.flatnonzero(np.isnan(found.of(name))).tolist() == [2]
    assert f"1 topic with first words that the counts do not hold, such as '{word}'" in (
        found.summary()
    )
    assert found.measures().set_index("measure")["topics"]["c_v"] == 7


def test_counts_of_unknown_making_give_documents_alone(planted):
    theta, phi = planted.doc_topic, planted.topic_term
    ids, terms = planted.counts.segments.ids, planted.counts.terms
    found = quality(topics_from(theta, phi, counts=planted.counts, ids=ids, terms=terms))
    assert np.isnan(found.of("c_v")).all()
    assert not np.isnan(found.of("u_mass")).any()
    assert "how the counts were made is not known" in found.summary()
    assert found.speaker == ("Ann",) * 5
    assert found.one_speaker == ()  # Ann holds all of everything


@pytest.mark.parametrize("asked", [{"lemmas": True, "phrases": 2}, {"language": "each"}])
def test_lemmas_phrases_and_languages_are_read_as_they_were_counted(segments, asked):
    found = quality(fit_nmf(count_terms(segments, min_segments=5, **asked), n_topics=8))
    assert not np.isnan(found.values).any()
    assert found.of("c_npmi").min() > 0


def test_thinned_tokens_stand_in_the_text_and_are_no_slip(segments):
    plain = count_terms(segments, min_segments=5)
    thinned = count_terms(segments, min_segments=5, max_speaker_rate=1.5)
    assert thinned.n_tokens < plain.n_tokens
    quality(fit_nmf(thinned, n_topics=4))  # a warning would be an error


def test_two_subjects_merged_into_one_topic_cohere_least(topics, found):
    merged = topics.topic_term.copy()
    merged[0] = (merged[0] + merged[6]) / 2
    one = quality(replace(topics, topic_term=merged))
    for name in ("c_v", "c_npmi", "c_uci", "u_mass"):
        assert one.of(name).argmin() == 0
        assert one.of(name)[0] < found.of(name)[0]


def test_files_in_another_order_give_the_same_bits(segments, found):
    back = segments.keep(range(len(segments))[::-1], "none")
    assert quality(fit_lda(count_terms(back, min_segments=5), n_topics=8)).values.tolist() == (
        found.values.tolist()
    )


def test_it_comes_back_from_its_parts(found):
    again = Quality.from_parts(found.arrays(), json.loads(json.dumps(found.meta())))
    assert again.table().equals(found.table())
    assert again.summary() == found.summary()
    assert again.dispersion == found.dispersion
    older = {name: array for name, array in found.arrays().items() if name != "dispersion"}
    assert np.isnan(Quality.from_parts(older, found.meta()).dispersion)
    with pytest.raises(ValueError, match="read-only"):
        again.values[0, 0] = 1
    with pytest.raises(ValueError, match="8 topics"):
        replace(found, values=np.zeros((8, 2)))


def test_settings_are_checked(topics):
    with pytest.raises(SettingsError, match="quality.n_terms = 1"):
        quality(topics, n_terms=1)
