"""Correlations as shades: the numbers of the record, below the diagonal, signs that can be read."""

from types import MappingProxyType

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures import plot_correlations
from toolkit.topics import Correlations


def make(n, labels=()):
    random = np.random.default_rng(1)
    found = random.uniform(-0.9, 0.9, (n, n))
    found = (found + found.T) / 2
    np.fill_diagonal(found, 1)
    if n > 3:
        found[3, 1] = found[1, 3] = np.nan
    return Correlations(
        settings=MappingProxyType({"by": "meeting", "level": 0.95}),
        origin="LDA with topics, seed 1",
        labels=labels or tuple(f"{k} port, fleet, gas" for k in range(1, n + 1)),
        correlation=found,
        low=found - 0.3,
        high=found + 0.3,
        n_units=60,
        n_missing=0,
    )


def test_shades_are_the_correlations_below_the_diagonal():
    record = make(5)
    drawn = plot_correlations(record)
    (image,) = drawn.images
    shown = image.get_array()
    for i in range(4):
        for j in range(4):
            value = record.correlation[i + 1, j]
            if j > i or np.isnan(value):
                assert shown.mask[i, j]
            else:
                assert shown[i, j] == value
    assert image.get_clim() == (-1, 1)
    assert [t.get_text() for t in drawn.get_yticklabels()] == [
        f"{k} port, fleet, gas" for k in range(2, 6)
    ]


def test_cells_say_their_number_and_bold_is_beyond_nothing():
    record = make(5)
    drawn = plot_correlations(record)
    texts = {(round(t.get_position()[1]) + 1, round(t.get_position()[0])): t for t in drawn.texts}
    assert len(texts) == 9  # ten pairs, one without an answer
    for (i, j), text in texts.items():
        value = record.correlation[i, j]
        assert float(text.get_text().replace("\N{MINUS SIGN}", "-")) == pytest.approx(
            value, abs=5e-3
        )
        assert (text.get_fontweight() == "bold") == (abs(value) > 0.3)


def test_many_topics_have_signs():
    record = make(20)
    drawn = plot_correlations(record)
    signs = {text.get_text() for text in drawn.texts}
    assert signs == {"+", "\N{MINUS SIGN}", ""}
    assert "Plus or minus: the 95 % interval" in drawn.figure.get_supxlabel().replace("\n", " ")


def test_the_caption_states_unit_n_and_uncertainty():
    words = plot_correlations(make(5)).figure.get_supxlabel().replace("\n", " ")
    for part in ("n = 60 meetings", "average = tokens", "jackknife over units", "not adjusted",
                 "One fit"):  # fmt: skip
        assert part in words


def test_too_many_topics_are_refused():
    with pytest.raises(ToolkitError, match="61 topics are 1,830 pairs, more than can be seen"):
        plot_correlations(make(61))
