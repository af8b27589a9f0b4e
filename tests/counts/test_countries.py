"""Countries of the heads go from texts in German, Spanish, French and Russian."""

from __future__ import annotations

import pytest
from common.named import OPEN, one_turn

from toolkit.counts import Counts, count_terms
from toolkit.counts.countries import country_passages
from toolkit.counts.removal import fold


def out(text: str, language: str, *named: str, **settings: object) -> Counts:
    chosen: dict[str, object] = OPEN | {"leave_out": "countries"} | settings
    return count_terms(one_turn(text, countries=named), language=language, **chosen)  # type: ignore[arg-type]


def gone(counts: Counts) -> set[str]:
    return {d.term for d in counts.dropped_terms if d.rule == "country"}


@pytest.mark.parametrize(
    "language, text, named, left",
    [
        (
            "ru",
            "Рыба России и российские рыбаки; с Россией ловят россияне и Соединённых Штатов шхуны.",
            ["Russia", "United States"],
            {"рыба", "рыбаки", "ловят", "шхуны"},
        ),
        (
            "de",
            "Russlands Fische, russische Netze, die Russen und die Vereinigten Staaten fischen.",
            ["Russia", "Russian", "United States"],
            {"fische", "netze", "fischen"},
        ),
        (
            "fr",
            "La mer de l'Allemagne, la flotte allemande et les États-Unis d'Amérique nagent.",
            ["Germany", "United States"],
            {"mer", "flotte", "nagent"},
        ),
        (
            "es",
            "Los pescadores alemanes de Alemania pescan con Estados Unidos y estadounidenses.",
            ["German", "United States"],
            {"pescadores", "pescan"},
        ),
    ],
)
@pytest.mark.parametrize("lemmas", [False, True])
def test_names_adjectives_and_peoples_go_in_all_their_forms(
    language: str, text: str, named: list[str], left: set[str], lemmas: bool
) -> None:
    counts = out(text, language, *named, lemmas=lemmas)
    assert len(counts.terms) == len(left)
    if not lemmas:
        assert set(counts.terms) == left


def test_a_country_of_no_head_stays() -> None:
    assert "франция" in out("Франция и Россия ловят рыбу.", "ru", "Russia").terms


def test_a_word_that_is_a_country_by_its_capital_alone_stays_when_small() -> None:
    counts = out("El chile es verde. En Chile hay mar.", "es", "Chile")
    assert "chile" in counts.terms
    assert gone(counts) == {"chile"}
    assert "того" not in gone(out("Того не знаю, рыба того моря.", "ru", "Togo"))


def test_an_english_adjective_is_no_name_elsewhere() -> None:
    assert "germán" in out("Germán pesca en el mar.", "es", "Germany", "German").terms


def test_what_is_kept_stays() -> None:
    counts = out("Рыба России и Китая.", "ru", "Russia", "China", keep="России")
    assert gone(counts) == {"китая"}
    assert "россии" in counts.terms


def test_each_segment_is_read_in_its_language() -> None:
    segments = one_turn(
        "Wir haben mit den russischen Fischern und mit Russland über das Netz gesprochen.",
        "We have spoken with the Russian fishers and they have a china plate from Russia.",
        countries=("Russia", "Russian", "China"),
    )
    counts = count_terms(segments, language="each", leave_out="countries", **OPEN)  # type: ignore[arg-type]
    assert gone(counts) == {"russischen", "russland", "russian", "russia"}
    assert "china" in counts.terms  # Spanish for a Chinese woman, and here a plate


def test_tokens_are_counted_once_or_left_out_once() -> None:
    text = "Рыба Саудовской Аравии и российская рыба."
    counts = out(text, "ru", "Russia", "Saudi Arabia", function_words=True)
    assert gone(counts) == {"саудовская_аравия", "российская"}
    assert counts.n_tokens + sum(d.count for d in counts.dropped_terms) == 5


def test_the_american_us_is_a_country_and_us_is_not() -> None:
    counts = out("The U.S. told us that the US fishes.", "en", "United States", "US")
    assert {d.term: d.count for d in counts.dropped_terms} | {} == {
        "US": 2, "the": 2, "that": 1, "us": 1,
    }  # fmt: skip


def test_nothing_is_found_for_what_the_table_does_not_know() -> None:
    found = country_passages(["Norland", "Wasser"], ["Norland"], "de", fold)
    assert not found.is_single.any()
    assert not found.passages
