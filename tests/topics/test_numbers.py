"""Numbers that stand in labels, and places where there are none."""

import pytest

from toolkit.errors import ToolkitError
from toolkit.topics.numbers import numbered, place_of, split_label, topic_numbers


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (("1 a, b", "2 c, d"), (1, 2)),
        (("1 a", "3+17 economy", "18 tax"), (1, 3, 18)),
        (("17+3 economy", "4 tax"), (17, 4)),
        (("4 a", "1 b"), (4, 1)),
        (("ports", "2 tax"), (1, 2)),  # one has none: places
        (("2 ports", "2 tax"), (1, 2)),  # twice the same: places
        (("3+4 ports", "4 tax"), (1, 2)),
        (("0 ports", "1 tax"), (1, 2)),  # no topic is number 0
        (("2021", "2022"), (1, 2)),  # a number alone is a name
        ((), ()),
    ],
)
def test_numbers_of_labels(labels, numbers):
    assert topic_numbers(labels) == numbers
    assert numbered(labels) == list(zip(numbers, labels, strict=True))


def test_a_label_is_parted_and_keeps_its_lines():
    assert split_label("12 a\nb") == ((12,), "a\nb")
    assert split_label("12") == ((), "12")


def test_a_topic_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ToolkitError, match=r"there is no topic 17; topics are 1, 3, 18"):
        place_of(("1 a", "3+17 economy", "18 tax"), 17)
    with pytest.raises(ToolkitError, match=r"there is no topic 0; topics are 1 to 2"):
        place_of(("1 a", "2 b"), 0)
