"""One fit among many: kept once, the same as alone, damaged ones made anew."""

from pathlib import Path

import numpy as np
import pytest

from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import SettingsError, ToolkitError
from toolkit.kept import Kept
from toolkit.seeds import derive_seed
from toolkit.segments import split
from toolkit.topics import fit_lda, held_out, held_out_cells, quality, unseen
from toolkit.topics.refit import (
    check_model,
    digest_of,
    keep_counts,
    load_refit,
    load_scores,
    refit,
    score_fold,
)
from toolkit.topics.unseen import deal_folds

SEED = {"seed": 5}


@pytest.fixture(scope="module")
def counts():
    return count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)


@pytest.fixture
def given(counts, tmp_path):
    return keep_counts(Kept(tmp_path), counts)


@pytest.fixture(scope="module")
def model():
    return check_model("lda", 8, "choose_topics")


def test_a_refit_is_the_fit_of_its_seed_with_its_measures(counts, given, model, tmp_path):
    kept = refit(tmp_path, given, model, 8, 2, share=1.0, **SEED)
    found = load_refit(kept)
    alone = fit_lda(counts, n_topics=8, seed=derive_seed(5, "refits.2"))
    assert found.topic_term.tolist() == alone.topic_term.astype(np.float32).tolist()
    assert found.alpha.tolist() == alone.alpha.tolist()
    measured = quality(alone)
    np.testing.assert_allclose(found.of_topics["c_npmi"], measured.of("c_npmi_exact"), atol=1e-12)
    for name in ("u_mass", "exclusivity"):
        np.testing.assert_allclose(found.of_topics[name], measured.of(name), atol=1e-12)
    np.testing.assert_allclose(found.of_topics["size"], measured.of("share_of_tokens"))
    assert found.converged


def test_it_is_made_once_and_again_where_it_is_damaged(given, model, tmp_path):
    first = refit(tmp_path, given, model, 4, 0, share=1.0, **SEED)
    assert first.is_new
    assert not refit(tmp_path, given, model, 4, 0, share=1.0, **SEED).is_new
    Path(first.folder, "refit.npz").write_bytes(b"nothing")
    again = refit(tmp_path, given, model, 4, 0, share=1.0, **SEED)
    assert again.is_new
    assert again.content == first.content
    for other in ({"share": 0.8, "seed": 5}, {"share": 1.0, "seed": 6}):
        assert refit(tmp_path, given, model, 4, 0, **other).key != first.key


def test_a_share_of_meetings_is_drawn_and_measured_on_all(counts, given, model, tmp_path):
    half = load_refit(refit(tmp_path, given, model, 8, 1, share=0.5, **SEED))
    other = load_refit(refit(tmp_path, given, model, 8, 2, share=0.5, **SEED))
    assert half.topic_term.shape == (8, len(counts.terms))
    assert half.topic_term.tolist() != other.topic_term.tolist()
    assert not np.isnan(half.of_topics["u_mass"]).any()


def test_folds_are_scored_as_held_out_scores(counts, given, monkeypatch, tmp_path):
    for name, stage in (("lda", held_out), ("nmf", held_out_cells)):
        model = check_model(name, 6, "x")
        fold = deal_folds(counts, 6, 5)[3]
        found = load_scores(score_fold(tmp_path, given, model, 6, 3, n_folds=6, **SEED))
        monkeypatch.setattr(unseen, "draw_meetings", lambda *_, held=fold: (held, 60))
        seed = derive_seed(5, "folds.3")
        alone = stage(counts, model={"n_topics": 6, "seed": seed}, seed=5)
        assert set(found) == set(fold)
        for i, meeting in enumerate(alone.meetings):
            assert found[meeting][:2] == (alone.loss[i], alone.baseline[i])


def test_counts_are_known_by_their_content(counts, given, tmp_path):
    assert not keep_counts(Kept(tmp_path), counts).is_new
    fewer = counts.keep(range(800), "x")
    assert digest_of(fewer) != digest_of(counts)
    assert digest_of(counts.keep(range(len(counts.segments)), "x")) == digest_of(counts)


def test_a_model_is_checked_and_written_out():
    settings = check_model({"model": "nmf", "start": "random"}, 5, "choose_topics")
    assert settings["start"] == "random"
    assert settings["loss"] == "frobenius"
    assert not {"n_topics", "seed"} & set(settings)
    with pytest.raises(ToolkitError, match=r"model = 'ldaa' is no model; did you mean 'lda'\?"):
        check_model("ldaa", 5, "choose_topics")
    with pytest.raises(ToolkitError, match="model holds seed = 3; it is given beside the model"):
        check_model({"seed": 3}, 5, "choose_topics")
    with pytest.raises(SettingsError, match=r"choose_topics\.model\.alfa"):
        check_model({"alfa": 0.1}, 5, "choose_topics")
