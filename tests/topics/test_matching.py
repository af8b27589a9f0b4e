import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.topics.matching import check_shares, in_order, match_segments, match_terms
from toolkit.topics.named import NamedMatrix


def named(values, rows=None, columns=None) -> NamedMatrix:  # type: ignore[no-untyped-def]
    return NamedMatrix("theta.csv", np.array(values, dtype=float), rows, columns)


def test_rows_that_are_shares_stay_as_they_are() -> None:
    values = np.random.default_rng(3).dirichlet(np.ones(9), 40)
    assert check_shares(named(values), False, 1e-6).tobytes() == values.tobytes()
    rounded = np.array([[0.3333333, 0.6666666]])
    found = check_shares(named(rounded), False, 1e-6)
    assert found.sum() == pytest.approx(1, abs=1e-15)
    np.testing.assert_allclose(found, rounded, rtol=1e-6)


@pytest.mark.parametrize(
    ("values", "rescale", "said"),
    [
        ([[0.5, 0.5], [3.0, 1.0]], False, r"row 2 \('b'\): the numbers sum to 4 and not to one; "),
        ([[0.5, 0.5], [1.2, -0.2]], True, r"row 2 \('b'\): -0.2 is below zero"),
        ([[-0.5, -0.7], [-1, -2]], False, "take exp\\(\\) of log probabilities first"),
        ([[0.5, 0.5], [0.0, 0.0]], False, r"row 2 \('b'\): every number is 0"),
        ([[5, 5], [0.0, 0.0]], True, "leave such rows out"),
    ],
)
def test_rows_that_are_none_are_refused(values: list, rescale: bool, said: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ToolkitError, match=said):
        check_shares(named(values, ("a", "b")), rescale, 1e-6)


def test_topics_go_by_name_where_both_are_named_alike() -> None:
    theta = named([[1, 0]], ("s",), ("B", "A"))
    phi = named([[0.1, 0.9], [0.6, 0.4]], ("A", "B"), ("x", "y"))
    assert in_order(theta, phi).values.tolist() == [[0.6, 0.4], [0.1, 0.9]]
    other = named([[0.1, 0.9], [0.6, 0.4]], ("1", "2"), ("x", "y"))
    assert in_order(theta, other) is other
    with pytest.raises(ToolkitError, match=r"theta.csv has 2 topics and theta.csv 1"):
        in_order(theta, named([[1.0]]))


def test_segments_go_by_name(make_counts) -> None:  # type: ignore[no-untyped-def]
    counts = make_counts(np.ones((3, 2)), segment=("-a#1", "b#1", "c#1"))
    theta = named([[1], [1], [1]], ("c#1", "'-a#1", "zzz"))
    assert match_segments(theta, counts) == ({2: 0, 0: 1}, ("zzz",))
    with pytest.raises(ToolkitError, match=r"rows are called '1', the segments '-a#1', 'b#1'"):
        match_segments(named([[1]], ("1",)), counts)
    with pytest.raises(ToolkitError, match="does not name its rows; give ids"):
        match_segments(named([[1]]), counts)


def test_terms_go_by_name(make_counts) -> None:  # type: ignore[no-untyped-def]
    counts = make_counts(np.ones((2, 3)), terms=("fish", "gas", "sea"))
    phi = named([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0]], None, ("sea", "fish", "port"))
    words, missing, mass = match_terms(phi, counts, False, 1e-6)
    np.testing.assert_allclose(words, [[1 / 3, 0, 2 / 3], [1, 0, 0]], rtol=1e-15)
    assert missing == ("gas",)
    assert mass == (0.75, 1.0)
    with pytest.raises(ToolkitError, match=r"topic 2 of theta.csv has no weight on any term"):
        match_terms(named([[1.0, 0], [0, 1.0]], None, ("sea", "port")), counts, False, 1e-6)
    with pytest.raises(ToolkitError, match="columns are called 'Sea', the terms 'fish', 'gas'"):
        match_terms(named([[1.0]], None, ("Sea",)), counts, False, 1e-6)
    with pytest.raises(ToolkitError, match="does not name its columns; give terms"):
        match_terms(named([[1.0]]), counts, False, 1e-6)
