"""Words where they are said."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from toolkit.corpus import read_corpus
from toolkit.counts import Kwic, kwic, number_tokens, tokenize
from toolkit.errors import ToolkitError
from toolkit.segments import Segments, split


def segments_of(*texts: str) -> Segments:
    columns = {
        "segment": tuple(f"m#{i}" for i in range(len(texts))),
        "meeting": ("m",) * len(texts),
        "speaker": ("Ada Lind", None, *("Ivo Marl",) * len(texts))[: len(texts)],
    }
    return Segments("turn", texts, MappingProxyType(columns), MappingProxyType({}))


TEXTS = segments_of(
    "We met, and “the U.S.’s new\nsanctions” ended. Sanctions!",
    "",
    "Sanctioned goods: the Security Council met us.",
)


def lines(pattern: str, **settings: object) -> list[tuple[str, str, str]]:
    found = kwic(TEXTS, pattern, **settings)  # type: ignore[arg-type]
    return [(line.left, line.match, line.right) for line in found.lines]


def test_a_word_stands_between_its_neighbours() -> None:
    assert lines("sanctions", window=2) == [
        ("U.S.'s new", "sanctions", "” ended. Sanctions"),
        ("sanctions” ended.", "Sanctions", ""),
    ]
    assert lines("sanction*", window=1)[2] == ("", "Sanctioned", "goods")
    assert lines("SECURITY council", window=0) == [("", "Security Council", "")]
    assert lines("us", window=1) == [("the", "U.S.", "'s new"), ("met", "us", "")]
    assert lines("US", match_case=True, window=0) == [("", "U.S.", "")]
    assert lines("* ended", window=0) == [("", "sanctions” ended", "")]


def test_a_phrase_does_not_cross_segments() -> None:
    assert lines("sanctions sanctioned") == []
    assert lines("ended sanctions", window=0) == [("", "ended. Sanctions", "")]
    assert lines(" ".join("abcdefghijklmnopqrstuvwxyz")) == []


def test_where_it_stands_is_said() -> None:
    found = kwic(TEXTS, "goods")
    (line,) = found.lines
    assert line[:5] == ("m#2", "m", "Ivo Marl", "", 2)
    assert found.summary() == "'goods': 1 place in 1 of 3 segments\ngoods (1)"
    assert kwic(TEXTS, "nowhere").summary() == "'nowhere': 0 places in 0 of 3 segments"
    assert list(found.table()["right"]) == [": the Security Council met us"]
    assert Kwic.from_parts(found.meta()).lines == found.lines


def test_html_is_escaped() -> None:
    page = kwic(segments_of("a <script>alert(1)</script> b"), "alert")._repr_html_()
    assert "<script>" not in page
    assert "alert" in page


@pytest.mark.parametrize("pattern", ["", "  ", "—", "fish —"])
def test_a_pattern_without_a_word_is_refused(pattern: str) -> None:
    with pytest.raises(ToolkitError, match=f"the pattern '{pattern}' holds no word"):
        kwic(TEXTS, pattern)


def test_every_token_of_the_sample_is_found_where_it_stands() -> None:
    corpus = read_corpus("package:sample")
    segments = split(corpus, by="turn")
    found = kwic(number_tokens(segments), "minister*", window=3)
    said = sum(t.lower().startswith("minister") for x in segments.texts for t in tokenize(x))
    assert len(found) == said > 10
    assert found.lines == kwic(corpus, "minister*", window=3).lines
    for line in found.lines:
        assert tokenize(line.match)[0].lower().startswith("minister")
        assert len(tokenize(line.left)) <= 3
