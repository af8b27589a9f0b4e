"""Choosing a size: a planted one is named, what is stopped goes on, what fails is named."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics import Choice, choose_topics
from toolkit.topics import refit as module


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    return {"n_refits": 4, "n_folds": 6, "workers": 1, "folder": tmp_path_factory.mktemp("fits")}


@pytest.fixture(scope="module")
def found(counts, asked):
    return choose_topics(counts, n_topics=[5, 3, 9], **asked)


def test_the_planted_size_is_named_with_its_reason(found):
    assert found.sizes == (3, 5, 9)
    assert found.recommended == 5
    assert "Recommended: 5. Unseen meetings are foretold best by" in found.summary()
    table = found.table()
    assert table["held_out"].idxmin() in {1, 2}
    assert table["stability"].idxmax() == 1
    assert table["stability"][1] > 0.95
    assert table["held_out"].between(table["held_out_low"], table["held_out_high"]).all()
    assert table["behind_best"].min() == 0
    assert table["behind_best_low"][0] > 10
    assert table["refits"].tolist() == [4, 4, 4]


def test_every_meeting_is_held_out_once(found, counts):
    assert sorted(found.meetings) == sorted(set(counts.segments.column("meeting")))
    assert found.loss.shape == (3, 30)
    perplexity = np.exp(found.loss.sum(axis=1) / found.weight.sum())
    np.testing.assert_allclose(found.table()["held_out"], perplexity)
    without = np.exp(found.baseline.sum() / found.weight.sum())
    assert without > 1.5 * perplexity[1]


def test_counts_of_unknown_making_have_u_mass_alone(found):
    assert np.isnan(found.c_npmi).all()
    assert found.coherence_is == "u_mass"
    np.testing.assert_allclose(found.table()["coherence"], found.u_mass.mean(axis=1))


def test_what_is_kept_is_not_made_again(counts, asked, found, monkeypatch):
    said = []
    monkeypatch.setattr(module, "_fit", None)  # nothing may be fitted
    monkeypatch.setattr(module, "set_aside", None)
    again = choose_topics(counts, n_topics=[3, 5, 9], report=said.append, **asked)
    assert again.table().drop(columns="seconds").equals(found.table().drop(columns="seconds"))
    assert said[-1].startswith("30 of 30 fits in ")
    assert said[-1].endswith("30 kept already")


def test_more_refits_change_none_that_were_made(counts, asked, found):
    more = choose_topics(counts, n_topics=[5], **{**asked, "n_refits": 5})
    np.testing.assert_allclose(more.agreement[0, :4, :4], found.agreement[1], rtol=1e-12)
    assert more.u_mass[0, :4].tolist() == found.u_mass[1].tolist()
    assert more.recommended is None
    assert "Only 5 topics were fitted" in more.summary()


def test_a_fit_that_fails_is_named_and_the_others_go_on(counts, asked):
    found = choose_topics(counts, n_topics=[5, 101], **asked)
    assert len(found.failed) == 10
    assert "101 topics, refit 1: n_topics = 101 is more than there are" in found.summary()
    table = found.table()
    assert table["refits"].tolist() == [4, 0]
    assert np.isnan(table[["held_out", "stability", "coherence"]].to_numpy()[1]).all()
    with pytest.raises(ToolkitError, match="n_topics = 101 is more than there are"):
        choose_topics(counts, n_topics=101, **asked)


def test_a_call_that_was_stopped_goes_on(counts, tmp_path, monkeypatch):
    fit, made = module._fit, []

    def stopped(*args):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(args)
        return fit(*args)

    monkeypatch.setattr(module, "_fit", stopped)
    asked = {"n_topics": [3, 5], "n_refits": 2, "n_folds": 0, "workers": 1, "folder": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        choose_topics(counts, **asked)
    monkeypatch.setattr(module, "_fit", lambda *args: made.append(args) or fit(*args))
    found = choose_topics(counts, **asked)
    assert len(made) == 4
    assert not found.meetings
    assert "no meeting held out" in found.summary()


def test_nmf_needs_something_that_differs_between_refits(counts, asked):
    with pytest.raises(ToolkitError, match="refits of NMF from start = 'nndsvda' are all the same"):
        choose_topics(counts, model="nmf", **asked)
    random = {"model": "nmf", "start": "random"}
    found = choose_topics(counts, model=random, n_topics=[2, 5], **asked)
    assert found.recommended == 5
    assert not found.is_lda
    np.testing.assert_allclose(
        found.table()["held_out"], found.loss.sum(axis=1) / found.weight.sum()
    )
    drawn = choose_topics(counts, model="nmf", n_topics=[5], share=0.6, **asked)
    assert 0.5 < drawn.stability[0][0] < 1


def test_neither_names_nor_order_of_meetings_matter(make_counts, counts, found):
    order = np.random.default_rng(3).permutation(150)
    again = make_counts(
        counts.matrix.toarray()[order],
        texts=[counts.segments.texts[i] for i in order],
        meeting=tuple(f"z{99 - i // 5}" for i in order),
    )
    other = choose_topics(again, n_topics=[5], n_refits=2, n_folds=6, workers=1)
    assert other.agreement[0].tolist() == found.agreement[1][:2, :2].tolist()
    assert sorted(other.loss[0]) == sorted(found.loss[1])


def test_it_comes_back_from_its_parts(found):
    again = Choice.from_parts(found.arrays(), json.loads(json.dumps(found.meta())))
    assert again.summary() == found.summary()
    assert again.table().equals(found.table())
    assert again.recommended == 5


def test_late_fits_are_counted(found):
    late = replace(found, not_converged=np.array([1, 0, 2]))
    assert "3 refits did not meet the tolerance; raise max_iter" in late.summary()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"n_topics": []}, r"a number of topics or several, such as \[10, 20, 30\]"),
        ({"n_topics": [5, 1]}, "numbers of topics from 2 to 1000, and 1 is none"),
        ({"n_topics": "ten"}, "a number of topics or several"),
        ({"n_refits": 0}, r"choose_topics\.n_refits = 0"),
        ({"share": 0.0}, r"choose_topics\.share = 0\.0"),
    ],
)
def test_mistakes_are_one_sentence(counts, settings, sentence):
    with pytest.raises(SettingsError, match=sentence):
        choose_topics(counts, **settings)


def test_one_meeting_is_not_held_out(make_counts, planted):
    one = make_counts(planted.counts.matrix.toarray()[:40], meeting=("m",) * 40)
    found = choose_topics(one, n_topics=range(2, 4), n_refits=2, workers=1)
    assert found.sizes == (2, 3)
    assert not found.has_held_out
    assert "No meetings were held out" in found.advice.reason


def test_two_processes_find_the_same(counts, found, tmp_path):
    both = choose_topics(counts, n_topics=[5], n_refits=2, n_folds=0, workers=2, folder=tmp_path)
    assert both.agreement[0].tolist() == found.agreement[1][:2, :2].tolist()
    kept = {path.name.partition("-")[0] for path in Path(tmp_path).iterdir()}
    assert kept >= {"refits", "counts"}
