"""Named things that are read when they are asked for, each once."""

from __future__ import annotations

import pytest

from toolkit.errors import ToolkitError
from toolkit.experiment.on_demand import OnDemand


def test_each_is_read_when_it_is_asked_for_and_once() -> None:
    read: list[str] = []

    def length(name: str) -> int:
        read.append(name)
        return len(name)

    found = OnDemand("length", ["bb", "a", "ccc"], length)
    assert list(found) == ["bb", "a", "ccc"]
    assert len(found) == 3
    assert "a" in found
    assert "x" not in found
    assert repr(found) == "OnDemand(length: bb, a, ccc)"
    assert read == []  # nothing of this looks at a value
    assert found["a"] == found["a"] == 1
    assert read == ["a"]
    assert dict(found) == {"bb": 2, "a": 1, "ccc": 3}
    assert read == ["a", "bb", "ccc"]


def test_an_unknown_name_is_a_key_error_that_says_the_likely_slip() -> None:
    found = OnDemand("topics", ["main", "second"], len)
    with pytest.raises(KeyError) as caught:
        found["mian"]
    assert isinstance(caught.value, ToolkitError)
    assert str(caught.value) == "the run has no topics 'mian'; did you mean 'main'?"
    assert found.get("mian") is None
    with pytest.raises(ToolkitError, match="no topics 'main'; there is none"):
        OnDemand("topics", [], len)["main"]


def test_what_could_not_be_read_is_tried_again() -> None:
    tries: list[str] = []

    def read(name: str) -> str:
        tries.append(name)
        if len(tries) == 1:
            raise OSError("not yet")
        return name

    found = OnDemand("thing", ["a"], read)
    with pytest.raises(OSError, match="not yet"):
        found["a"]
    assert found["a"] == "a"
