"""Who bears a topic, by hand, with a topic planted on one speaker."""

import numpy as np
import pytest
from scipy.stats import entropy

from toolkit.topics.bearers import bearers


def test_by_hand():
    theta = np.array([[0.8, 0.2], [0.5, 0.5], [0.0, 1.0], [1.0, 0.0]])
    tokens = np.array([10.0, 20.0, 10.0, 50.0])
    found = bearers(theta, tokens, ["Ann", "Ben", "Cem", None])
    assert found.largest == ("Ben", "Ben")  # 10 of 18, and 10 of 22 before 10 of Cem
    assert found.share.tolist() == pytest.approx([10 / 18, 10 / 22])
    assert found.share_overall.tolist() == [0.5, 0.5]
    assert found.n_missing == 1
    expected = [entropy([8, 10], base=2), entropy([2, 10, 10], base=2)]
    np.testing.assert_allclose(found.effective, 2 ** np.array(expected))


def test_a_planted_topic_is_found_to_be_one_speakers():
    rng = np.random.default_rng(1)
    speakers = [["Ann", "Ben", "Cem", "Dua"][i] for i in rng.integers(4, size=200)]
    theta = rng.dirichlet(np.ones(3), 200)
    theta[:, 2] = np.where([name == "Cem" for name in speakers], 3.0, 0.01)
    theta /= theta.sum(axis=1, keepdims=True)
    found = bearers(theta, np.full(200, 30.0), speakers)
    assert found.largest[2] == "Cem"
    assert found.share[2] > 0.9
    assert found.share[:2].max() < 0.5
    assert found.effective[2] < 1.5
    assert found.effective[:2].min() > 2.5


def test_the_order_of_segments_does_not_change_a_bit():
    rng = np.random.default_rng(5)
    theta, tokens = rng.dirichlet(np.ones(4), 300), rng.integers(1, 90, 300).astype(float)
    names = [f"s{i}" for i in rng.integers(7, size=300)]
    order = rng.permutation(300)
    one = bearers(theta, tokens, names)
    other = bearers(theta[order], tokens[order], [names[i] for i in order])
    assert one.share.tolist() == other.share.tolist()
    assert one.effective.tolist() == other.effective.tolist()


def test_there_is_no_share_where_no_one_is_named():
    found = bearers(np.array([[0.5, 0.5]]), np.array([3.0]), [None])
    assert found.largest == ("", "")
    assert np.isnan(found.share).all()
    assert found.n_missing == 1
    apart = bearers(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([3.0, 3.0]), ["Ann", ""])
    assert apart.largest == ("Ann", "")
    assert np.isnan(apart.share[1])
    assert np.isnan(apart.effective[1])
