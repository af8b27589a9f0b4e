"""What goes from real transcripts as a name, an office, a country: and what does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from common.named import OPEN
from common.real import read_real

from toolkit.counts import count_terms
from toolkit.segments import Segments, split

KINDS = ("names", "offices", "outlets", "countries", "places")


def gone(
    segments: Segments, language: Any, kinds: tuple[str, ...] = KINDS
) -> dict[str, dict[str, int]]:
    counts = count_terms(segments, language=language, leave_out=kinds, **OPEN)  # type: ignore[arg-type]
    rules = {d.rule for d in counts.dropped_terms}
    return {r: {d.term: d.count for d in counts.dropped_terms if d.rule == r} for r in rules}


@pytest.mark.slow
def test_of_the_kremlin_words_stay_that_only_look_like_names(corpora: Path) -> None:
    found = gone(split(read_real(corpora / "kremlin_en")), "en")
    assert {"president", "prime_minister", "president_of_russia"} <= found["office"].keys()
    assert {"moscow", "st_petersburg", "sochi"} <= found["place"].keys()
    assert {"russia", "russian", "kyrgyzstan", "turkish"} <= found["country"].keys()
    assert {"putin", "xi_jinping", "medvedev"} <= found["name"].keys()
    assert {"kommersant", "interfax", "ministry_of_ideas_tv"} <= found["outlet"].keys()
    assert found["office"].keys().isdisjoint({"russia", "turkey", "iran"})
    # "Head Ramzan Kadyrov", "Moscow Mayor Sergei Sobyanin"; elsewhere neither is an office.
    assert max(found["office"].get(word, 0) for word in ("head", "moscow")) < 5
    assert (
        found["outlet"]
        .keys()
        .isdisjoint({"ministry", "state", "state_duma", "editor-in-chief", "i"})
    )


@pytest.mark.parametrize(
    "folder, language, named, expected",
    [
        (
            "mexico_es", "es", ["Mexico", "United States", "Germany"],
            {"méxico", "mexicanos", "mexicana", "estados_unidos", "estadounidense", "alemana"},
        ),
        (
            "kremlin_ru", "ru", ["Russia", "Ukraine", "United States"],
            {"россии", "россией", "российская_федерация", "украинские", "соединенные_штаты", "сша"},
        ),
        (
            "mid_ru", "each", ["Russia", "China", "United States", "Russian"],
            {"russlands", "russische", "vereinigte_staaten", "amerikaner", "united_states"},
        ),
    ],
)  # fmt: skip
def test_countries_go_in_other_languages(
    corpora: Path, folder: str, language: str, named: list[str], expected: set[str]
) -> None:
    segments = split(read_real(corpora / folder))
    segments = replace(segments, named=MappingProxyType({"countries": tuple(named)}))
    assert expected <= gone(segments, language, ("countries",))["country"].keys()
