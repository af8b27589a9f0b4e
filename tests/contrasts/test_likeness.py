import math

import numpy as np
import pytest

from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.likeness import affinity, nearest_clusters, typical_segments


def test_affinity_by_hand() -> None:
    p = np.array([[0.36, 0.64], [1.0, 0.0]])
    # sqrt(.36 * .25) + sqrt(.64 * .75) and sqrt(1 * .25)
    expected = [0.3 + math.sqrt(0.48), 0.5]
    np.testing.assert_allclose(affinity(p, np.array([0.25, 0.75])), expected, rtol=1e-14)
    assert affinity(np.array([0.5, 0.5, 0]), np.array([0, 0, 1.0])) == 0


def test_affinity_is_one_less_half_the_squared_distance_of_roots() -> None:
    random = np.random.default_rng(5)
    p, q = random.dirichlet(np.ones(6), 2)
    distance = np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / math.sqrt(2)
    assert float(affinity(p, q)) == pytest.approx(1 - distance**2, rel=1e-12)


def test_the_most_typical_segment_comes_first(make_topics) -> None:  # type: ignore[no-untyped-def]
    doc_topic = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8], [0.5, 0.5]])
    columns = {"meeting": ["a", "b", "b", "c"]}
    topics = make_topics(columns, np.array([[3, 1], [2, 2], [1, 9], [7, 7]]), doc_topic=doc_topic)
    means = np.array([0.45, 0.55]), np.array([1.0, 0.0])
    found = typical_segments(topics, np.array([3, 2, 1]), means, "meeting")
    assert [s.segment for s in found] == ["3", "1", "2"]  # equal ones stay as they came
    assert [s.cluster for s in found] == ["c", "b", "b"]
    assert [s.tokens for s in found] == [14, 4, 10]
    assert found[0].affinity == pytest.approx(math.sqrt(0.225) + math.sqrt(0.275))
    assert found[0].affinity_rest == pytest.approx(math.sqrt(0.5))


def test_nearest_are_clusters_without_the_group(make_topics) -> None:  # type: ignore[no-untyped-def]
    columns = {"meeting": ["a", "a", "b", "c", "d"], "side": ["0", "1", "0", "0", "1"]}
    matrix = np.array([[1, 9], [5, 5], [0, 4], [3, 5], [9, 1]])
    cells = make_cells(
        make_topics(columns, matrix), group="side", cluster="meeting", average="meetings"
    )
    found = nearest_clusters(cells, np.array([0.5, 0.5]))
    assert [near.cluster for near in found] == ["c", "b"]
    assert [near.tokens for near in found] == [8, 4]
    root = math.sqrt(3 / 16) + math.sqrt(5 / 16)
    assert found[0].distance == pytest.approx(math.sqrt(1 - root), rel=1e-6)
    assert found[1].distance == pytest.approx(math.sqrt(1 - math.sqrt(0.5)), rel=1e-6)
