"""Seed words: read as the texts are, all slips named, priors by hand, topics drawn to them."""

import numpy as np
import pytest
from common.themes import themes

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import SettingsError, ToolkitError
from toolkit.segments import split
from toolkit.topics import fit_lda, fit_nmf
from toolkit.topics.seed_words import find_seeds


@pytest.fixture(scope="module")
def sample():
    segments = split(read_corpus("package:sample"), min_words=20)
    return count_terms(segments, min_segments=5, phrases=2)


@pytest.fixture(scope="module")
def drawn():
    return themes(101, together=0.6)


def terms_of(counts, seeds, name):
    return [counts.terms[v] for v in seeds.columns[seeds.names.index(name)]]


def test_words_are_read_as_the_texts_are(sample):
    phrase = next(term for term in sample.terms if "_" in term)
    given = {"arms": ["Treaty", "missiles*", phrase.title().replace("_", " ")], "sea": ["FISH"]}
    seeds = find_seeds(sample, given, 3)
    assert terms_of(sample, seeds, "arms") == sorted(["missiles", phrase, "treaty"])
    assert terms_of(sample, seeds, "sea") == ["fish"]


def test_every_slip_is_named_with_where_the_word_went(sample):
    given = {"arms": ["misile", "the", "zz*"], "b": ["..."], " ": ["treaty"], "c": ["weapons"]}
    with pytest.raises(SettingsError) as error:
        find_seeds(sample, given, 3)
    said = error.value.mistakes
    assert len(said) == 6
    assert "seed_words has a name without a letter, ' '" in said[0]
    assert "close to it are missile" in said[1]
    assert "stop word (a function word; function_words = true keeps them)" in said[2]
    assert said[3] == "seed_words.arms: 'zz*' fits no term of the counts"
    assert "seed_words.b: '...' holds no word" in said[4]
    assert "seed_words names 4 topics and n_topics = 3" in said[5]


def test_a_word_that_stands_in_phrases_alone_names_them(make_counts):
    counts = make_counts([[1, 2], [3, 1]], terms=["nuclear_weapons", "treaty"])
    with pytest.raises(SettingsError, match="'nuclear' is no term .* are 'nuclear_weapons'"):
        find_seeds(counts, {"arms": ["nuclear"]}, 2)


def test_no_names_are_refused(sample):
    with pytest.raises(SettingsError, match="seed_words is empty; name a topic and its words"):
        fit_lda(sample, seed_words={})


def test_a_seed_word_is_given_its_own_tokens_times_the_strength(make_counts):
    counts = make_counts([[3, 1, 0, 5], [1, 0, 2, 5]], terms=["a", "b", "c", "d"])
    seeds = find_seeds(counts, {"y": ["c", "a"], "x": ["a"]}, 2)
    assert seeds.names == ("x", "y")
    priors = seeds.priors(np.array([4.0, 1.0, 2.0, 10.0]), 3, 0.5)
    assert priors.columns.tolist() == [0, 2]
    assert priors.extra.tolist() == [[2, 2, 0], [0, 1, 0]]


FITS = {
    "cvb0": fit_lda,
    "nmf": fit_nmf,
    "divergence": lambda counts, **own: fit_nmf(
        counts, **own, loss="kullback-leibler", weight="counts"
    ),
    "random": lambda counts, **own: fit_nmf(counts, **own, start="random"),
    "scikit-learn": lambda counts, **own: fit_nmf(counts, **own, engine="scikit-learn"),
}


@pytest.mark.parametrize("fit", FITS)
def test_the_order_of_names_and_words_changes_nothing(drawn, fit):
    a, b = list(drawn.words[:3]), list(drawn.apart[:2])
    one = FITS[fit](drawn.counts, n_topics=5, seed_words={"first": a, "second": b})
    two = FITS[fit](drawn.counts, n_topics=5, seed_words={"second": b[::-1], "first": a[::-1]})
    assert np.array_equal(one.topic_term, two.topic_term)
    assert one.seeded == two.seeded
    assert sorted(one.seeded) == ["", "", "", "first", "second"]


@pytest.mark.parametrize("fit", FITS)
def test_a_seeded_topic_carries_its_name_wherever_its_size_puts_it(drawn, fit):
    topics = FITS[fit](drawn.counts, n_topics=8, seed_words={"the rare": drawn.words})
    k = topics.seeded.index("the rare")
    assert topics.labels[k].startswith(f"{k + 1} the rare: t")
    assert sum(": " in label for label in topics.labels) == 1
    tokens = drawn.counts.matrix.toarray().sum(axis=1)
    if fit in ("cvb0", "divergence"):  # by squared error two topics may share a segment alike
        assert (np.diff(tokens[: len(topics.doc_topic)] @ topics.doc_topic) <= 1e-6).all()
    assert topics.settings["seed_words"] == {"the rare": list(drawn.words)}


@pytest.mark.parametrize("engine", ["cvb0", "gensim"])
def test_a_theme_that_an_unseeded_fit_merges_is_found(drawn, engine):
    how = {"n_topics": 8, "engine": engine, "alpha": 0.1, "eta": 0.01}
    plain = fit_lda(drawn.counts, **how)
    assert min(drawn.distance(plain, k) for k in range(8)) > 0.6
    seeded = fit_lda(drawn.counts, **how, seed_words={"rare": drawn.words})
    k = seeded.seeded.index("rare")
    assert drawn.distance(seeded, k) < 0.4
    assert np.corrcoef(drawn.doc_topic[:, 0], seeded.doc_topic[:, k])[0, 1] > 0.95


def test_tomotopy_is_guided_too(drawn):
    pytest.importorskip("tomotopy")
    seeded = fit_lda(drawn.counts, n_topics=8, engine="tomotopy", seed_words={"a": drawn.words})
    assert drawn.distance(seeded, seeded.seeded.index("a")) < 0.4


def test_topics_are_of_the_tokens_and_not_of_the_priors(drawn):
    """However strong the prior, a seed word has no more of a topic than it has of its tokens."""
    term = drawn.counts.terms.index(drawn.words[0])
    tokens = drawn.counts.matrix.toarray()
    for engine in ("cvb0", "gensim"):
        topics = fit_lda(
            drawn.counts, n_topics=4, engine=engine, seed_words={"a": [drawn.words[0]]},
            seed_strength=50,
        )  # fmt: skip
        k = topics.seeded.index("a")
        held = topics.topic_term[k, term] * (tokens.sum(axis=1) @ topics.doc_topic[:, k])
        assert held < 3 * tokens[:, term].sum()  # and not fifty times as many


def test_strength_without_words_and_engines_without_seeds_are_refused(drawn):
    with pytest.raises(ToolkitError, match="seed_strength = 3 speaks of seed_words"):
        fit_lda(drawn.counts, seed_strength=3.0)
    with pytest.raises(ToolkitError, match="are not for engine = 'scikit-learn online'"):
        fit_lda(drawn.counts, engine="scikit-learn online", seed_words={"a": drawn.words})


def test_the_settings_of_a_fit_without_seeds_are_as_ever(drawn):
    assert "seed_words" not in fit_lda(drawn.counts, n_topics=3).settings
    assert fit_nmf(drawn.counts, n_topics=3).seeded == ()
