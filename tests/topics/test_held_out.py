"""Unseen meetings: the split is fixed, by meeting, and planted topics foretell them."""

import json
import sys
from collections import Counter
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from toolkit.errors import SettingsError, ToolkitError
from toolkit.topics.held_out import HeldOut, held_out


@pytest.fixture(scope="module")
def found(counts):
    return held_out(counts, model={"n_topics": 5}, share=0.2)


def test_topics_foretell_as_well_as_the_planted_ones(found, planted):
    # The least perplexity there can be is that of the probabilities the tokens were drawn from.
    joint = planted.doc_topic @ planted.topic_term
    matrix = planted.counts.matrix.toarray()
    best = np.exp(-(matrix * np.log(joint)).sum() / matrix.sum())
    assert 0.95 * best < found.perplexity < 1.1 * best
    assert found.perplexity < 0.7 * found.without_topics
    assert (len(found.meetings), found.n_trained) == (6, 24)


def test_more_topics_than_there_are_do_not_foretell_much_better_and_fewer_much_worse(counts, found):
    by_size = {n: held_out(counts, model={"n_topics": n}, share=0.2) for n in (2, 5, 10)}
    assert by_size[2].perplexity > 1.1 * by_size[5].perplexity
    assert by_size[10].perplexity > 0.97 * by_size[5].perplexity
    # One split and one mask for all.
    for other in by_size.values():
        assert other.meetings == found.meetings
        assert other.tokens.tolist() == found.tokens.tolist()
        assert other.baseline.tolist() == found.baseline.tolist()


def test_no_segment_of_a_meeting_held_out_is_fitted(counts, monkeypatch):
    seen = []

    def spy(train, **settings):
        seen.append(train)
        return fit(train, **settings)

    module = sys.modules["toolkit.topics.held_out"]  # the function has its name
    fit = module.fit_lda
    monkeypatch.setattr(module, "check_settings", lambda *_, **__: {"n_topics": 3})
    monkeypatch.setattr(module, "fit_lda", spy)
    found = held_out(counts, share=0.3)
    trained = Counter(seen[0].segments.column("meeting"))
    assert set(trained).isdisjoint(found.meetings)
    assert len(trained) + len(found.meetings) == 30
    assert set(trained.values()) == {5}


def test_other_seeds_hold_out_other_meetings(counts, found):
    other = held_out(counts, model={"n_topics": 5}, share=0.2, seed=2)
    assert set(other.meetings) != set(found.meetings)
    assert other.perplexity == pytest.approx(found.perplexity, rel=0.1)


def test_neither_names_nor_order_of_meetings_matter(make_counts, counts, found):
    order = np.random.default_rng(3).permutation(150)
    names = [f"z{99 - i // 5}" for i in range(150)]
    again = make_counts(
        counts.matrix.toarray()[order],
        texts=[counts.segments.texts[i] for i in order],
        meeting=tuple(names[i] for i in order),
    )
    other = held_out(again, model={"n_topics": 5}, share=0.2)
    renamed = {f"z{99 - int(name.split()[1])}" for name in found.meetings}
    assert set(other.meetings) == renamed
    assert other.perplexity == found.perplexity
    assert other.standard_error == found.standard_error


def test_the_standard_error_is_that_of_a_ratio(found):
    # By the jackknife over meetings, which estimates the same.
    loss, tokens = found.loss, found.tokens
    n = len(loss)
    left = [(loss.sum() - loss[i]) / (tokens.sum() - tokens[i]) for i in range(n)]
    expected = np.sqrt((n - 1) / n * ((left - np.mean(left)) ** 2).sum())
    assert found.standard_error == pytest.approx(expected, rel=0.05)


def test_terms_that_are_not_fitted_are_left_out_and_counted(make_counts, counts, found):
    matrix = counts.matrix.toarray()
    meeting = np.array(counts.segments.column("meeting"))
    mine = meeting == found.meetings[0]
    extra = np.where(mine, 3, 0)[:, None]
    wider = make_counts(np.hstack([matrix, extra]), meeting=tuple(meeting.tolist()))
    other = held_out(wider, model={"n_topics": 5}, share=0.2)
    assert other.n_unknown == 15
    assert "15 tokens of terms" in other.summary()
    assert other.perplexity == found.perplexity


def test_what_cannot_be_held_out_is_said(make_counts, counts):
    one = make_counts(np.ones((4, 4)), meeting=("m",) * 4)
    with pytest.raises(ToolkitError, match="there is 1 meeting"):
        held_out(one)
    none = make_counts(np.ones((4, 4)), meeting=("m", None, "n", "n"))
    with pytest.raises(ToolkitError, match="1 segment without a meeting"):
        held_out(none)
    apart = make_counts(np.kron(np.eye(2), np.ones((2, 3))), meeting=("m", "m", "n", "n"))
    with pytest.raises(ToolkitError, match="1 meeting with 0 tokens of terms that the others hold"):
        held_out(apart, model={"n_topics": 2})
    with pytest.raises(SettingsError, match=r"held_out\.model\.n_topic "):
        held_out(counts, model={"n_topic": 5})
    with pytest.raises(SettingsError, match=r"held_out\.share = 1\.0"):
        held_out(counts, share=1.0)


def test_it_comes_back_from_its_parts(found):
    again = HeldOut.from_parts(found.arrays(), json.loads(json.dumps(found.meta())))
    assert again.table().equals(found.table())
    assert again.summary() == found.summary()
    assert isinstance(again.settings, MappingProxyType)
    one = replace(found, meetings=("a",), loss=found.loss[:1], tokens=found.tokens[:1])
    assert np.isnan(one.standard_error)
