"""Names and ritual: each goes by its rule with its count, and what only looks like it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from common.named import OPEN, one_turn, said

from toolkit.corpus import read_corpus
from toolkit.counts import Counts, count_terms, number_tokens
from toolkit.counts.removal import fold
from toolkit.errors import SettingsError
from toolkit.segments import Segments, split


def out(segments: Segments, *kinds: str, **settings: object) -> Counts:
    return count_terms(segments, leave_out=kinds, **(OPEN | settings))


def gone(counts: Counts, rule: str) -> dict[str, int]:
    return {d.term: d.count for d in counts.dropped_terms if d.rule == rule}


def test_names_go_whole_and_in_parts_with_the_title_before_them() -> None:
    texts = ("Foreign Minister Ada Lind met Lind. Mr Marl fished; a minister fished.",)
    segments = one_turn(*texts, names=("Ada Lind", "Ivo Marl"), offices=("Foreign Minister",))
    counts = out(segments, "names")
    assert gone(counts, "name") == {"ada_lind": 1, "lind": 1, "marl": 1}
    assert gone(counts, "office") == {"foreign": 1, "minister": 1, "mr": 1}
    assert counts.terms == ("fished", "met", "minister")


def test_a_name_that_is_a_word_goes_only_beside_its_other_part() -> None:
    segments = one_turn("Mark Rutte will mark it. We mark it. Mark this.", names=("Mark Rutte",))
    counts = out(segments, "names")
    assert gone(counts, "name") == {"mark_rutte": 1}
    assert counts.trace("mark")["count"].tolist()[0] == 3


def test_accents_and_particles_are_no_hindrance() -> None:
    segments = one_turn(
        "Erdogan met Ursula von der Leyen.", names=("Tayyip Erdoğan", "Ursula von der Leyen")
    )
    assert out(segments, "names").terms == ("met",)


def test_a_body_printed_where_names_stand_does_not_take_its_words_along() -> None:
    segments = one_turn(
        "Russian fish of the Russian Academy of Sciences and its Academy.",
        names=("Russian Academy of Sciences", "Academy Chief"),
        offices=("President of the Academy",),
    )
    counts = out(segments, "names")
    assert gone(counts, "name") == {"russian_academy_of_sciences": 1}
    assert counts.terms == ("academy", "fish", "russian")


def test_offices_countries_places_and_outlets_go_each_by_its_rule() -> None:
    segments = one_turn(
        "The prime minister told Reuters in Sochi of Turkish fish; turkey is a bird.",
        offices=("Prime Minister",),
        countries=("Turkey", "Turkish"),
        places=("Sochi",),
        outlets=("Reuters",),
    )
    counts = out(segments, "offices", "countries", "places", "outlets")
    rules = {d.term: d.rule for d in counts.dropped_terms if d.rule != "stop word"}
    assert rules == {
        "prime_minister": "office", "turkish": "country", "sochi": "place", "reuters": "outlet",
    }  # fmt: skip
    assert "turkey" in counts.terms  # a bird, by its small letter
    assert counts.terms == out(segments, "outlets", "places", "countries", "offices").terms


def test_what_is_kept_stays() -> None:
    segments = one_turn("Serbia fished.", countries=("Serbia",))
    assert out(segments, "countries", keep="Serbia").terms == ("fished", "serbia")


def test_an_inflected_name_is_found_where_lemmas_are() -> None:
    segments = one_turn("Рыба России и рыбы Россия.", countries=("Россия",))
    assert "россия" not in out(segments, "countries", language="ru", lemmas=True).terms


def test_nothing_goes_unless_asked_for() -> None:
    segments = split(read_corpus("package:sample"), by="turn")
    plain = count_terms(replace(segments, named=type(segments.named)({})))
    assert count_terms(segments).terms == plain.terms


def test_every_token_is_counted_once_or_left_out_once() -> None:
    segments = one_turn(
        "Mr Lind of Norland fished. Norland fished.", names=("Ada Lind",), countries=("Norland",)
    )
    counts = out(segments, "names", "countries", function_words=True)
    assert counts.n_tokens + sum(d.count for d in counts.dropped_terms) == 7


def test_phrases_do_not_reach_over_what_is_left_out() -> None:
    texts = ["deep Norland water"] * 30
    counts = out(
        one_turn(*texts, countries=("Norland",)), "countries", phrases=1, phrase_min_count=5
    )
    assert counts.terms == ("deep", "water")
    assert gone(counts, "country") == {"norland": 30}


def test_trace_says_that_a_name_went_and_where_the_word_is() -> None:
    segments = one_turn("Minister Lind fished.", names=("Ada Lind",))
    fate = out(segments, "names").trace("Lind").iloc[0]
    assert (fate["fate"], fate["count"]) == ("name", 1)
    assert "leave_out" in fate["why"]


def test_ritual_and_introductions_go_from_questions() -> None:
    turns = []
    for i in range(6):
        turns += [
            (f"m{i}", "question", "Jan Oerlemans", "Jan Oerlemans, Dagblad. Thank you for this."),
            (f"m{i}", "answer", "Ada Lind", f"Thank you for this. Fish swim. Net{i} sank{i}."),
        ]
    segments = said(turns, outlets=("Dagblad",))
    counts = out(segments, "ritual", "introductions", keep="fish")
    assert gone(counts, "introduction") == {"jan": 6, "oerlemans": 6, "dagblad": 6}
    assert gone(counts, "ritual") == {"thank_you_for_this": 12, "fish_swim": 6}


def test_order_of_the_segments_changes_nothing() -> None:
    segments = split(read_corpus("package:sample"), by="paragraph")
    backwards = segments.keep(list(range(len(segments)))[::-1], "")
    kinds = ("names", "offices", "countries", "places", "introductions")
    one, two = out(segments, *kinds), out(backwards, *kinds)
    assert one.terms == two.terms
    assert one.dropped_terms == two.dropped_terms


def test_tokens_serve_as_well_as_segments() -> None:
    segments = split(read_corpus("package:sample"), by="turn")
    assert out(segments, "names").terms == out(number_tokens(segments), "names").terms  # type: ignore[arg-type]


def test_a_wrong_kind_is_named() -> None:
    with pytest.raises(SettingsError, match=r"leave_out item 1 = 'name' cannot be used.*'names'"):
        out(one_turn("fish"), "name")


def test_fold_takes_case_and_accents() -> None:
    assert fold("LÓPEZ") == fold("Lopez")


def test_tokens_that_are_counted_again_are_as_they_were() -> None:
    tokens = number_tokens(one_turn("Ada Lind of Norland left. Lind left.", names=("Ada Lind",)))
    before = tokens.ids.tolist()
    first, again = (
        count_terms(tokens, leave_out=("names", "ritual"), phrases=1, **OPEN) for _ in range(2)
    )
    assert tokens.ids.tolist() == before
    assert gone(first, "name") == gone(again, "name") == {"ada_lind": 1, "lind": 1}
