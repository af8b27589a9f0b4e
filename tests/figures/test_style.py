"""The style: it leaves no trace, and texts are cut to fit on one line."""

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.figures.style import COLOURS, MARKERS, house_style, shorten


def test_the_style_leaves_settings_as_they_were_even_after_a_mistake():
    with mpl.rc_context({"font.size": 31, "text.usetex": True}):
        before = dict(mpl.rcParams)
        with pytest.raises(ZeroDivisionError), house_style():
            _divide(mpl.rcParams["font.size"])
        with house_style():
            assert mpl.rcParams["font.size"] < 10
            assert not mpl.rcParams["text.usetex"]
            assert not mpl.rcParams["text.parse_math"]
        assert dict(mpl.rcParams) == before


def _divide(number: float) -> float:
    return number / 0


def test_every_colour_has_a_marker_of_its_own():
    assert len(set(COLOURS)) == len(set(MARKERS)) == len(COLOURS) == len(MARKERS)


@given(st.text(), st.integers(2, 50))
def test_a_shortened_text_is_one_printable_line_that_fits(text, length):
    short = shorten(text, length)
    assert len(short) <= length
    assert short == "" or short.isprintable()


def test_what_fits_is_kept_and_what_does_not_says_so():
    assert shorten("_a^b $5 and $x") == "_a^b $5 and $x"
    assert shorten("x" * 41) == "x" * 39 + "…"
    assert shorten("one\ntwo\x07three") == "one two three"
