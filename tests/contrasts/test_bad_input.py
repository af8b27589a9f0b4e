"""Every comparison says in one sentence what is wrong with its input, or counts what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from toolkit.contrasts import (
    contrast,
    divergences,
    follows,
    global_test,
    keywords,
    meaning,
    profile,
    proportions,
    slopes,
    trend,
    uptake,
)
from toolkit.errors import ToolkitError
from toolkit.topics import Topics

# Each compares countries, or describes them; settings are called alike here.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "contrast": lambda t, **s: contrast(t, n_shuffles=199, **s),
    "difference": lambda t, **s: contrast(
        t, n_shuffles=199, difference={"kind": ["answer", "question"]}, **s
    ),
    "global_test": lambda t, **s: global_test(t, n_shuffles=199, **s),
    "divergences": lambda t, between, **s: divergences(t, by=between, **s),
    "keywords": lambda t, **s: keywords(t.counts, **s),
    "profile": lambda t, groups=("France",), **s: profile(t, group=next(iter(groups), ""), **s),
    "meaning": lambda t, **s: meaning(t, n_shuffles=199, **s),
    "proportions": lambda t, between, groups=None, **s: proportions(t, by=between, **s),
}
N = 14  # meetings: a question and two answers each

Columns = Mapping[str, list[str | None]]


def each(values: list[str | None]) -> list[str | None]:
    """Give every meeting's value to its three segments."""
    return [value for value in values for _ in "qaa"]


COUNTRIES: list[str | None] = ["France" if i % 2 else "Spain" for i in range(N)]


@pytest.fixture
def build(make_topics: Callable[..., Topics]) -> Callable[..., Topics]:
    def built(**columns: list[Any]) -> Topics:
        known = {
            "meeting": each([f"m{i:02d}" for i in range(N)]),
            "kind": ["question", "answer", "answer"] * N,
            "country": each(COUNTRIES),
            "year": each(["2021" if i < N // 2 else "2022" for i in range(N)]),
        }
        counts = np.random.default_rng(1).multinomial(60, [0.4, 0.3, 0.2, 0.1], size=3 * N)
        return make_topics({**known, **columns}, counts)

    return built


# What is wrong: columns, settings, what is said, and by which functions it is said otherwise; an
# empty text for those that are right to describe it.
ONE = "country has one group only among the segments used, 'France'"
REFUSED: dict[str, tuple[Columns, dict[str, Any], str, dict[str, str]]] = {
    "one group in the column": (
        {"country": each(["France"] * N)}, {}, ONE,
        {"profile": "every segment used has country = 'France'", "proportions": "",
         "meaning": "country has 1 among the segments used: 'France'; it takes another"},
    ),
    "one group named": (
        {}, {"groups": ["France"]}, ONE,
        {"profile": "", "proportions": "",
         "meaning": "country has 1 among the segments used: 'France'; it takes another"},
    ),
    "no group named": (
        {}, {"groups": []}, r"groups = \[\] cannot be used: it must be one value or more",
        {"profile": "no segment used has country = ''; known are France, Spain", "proportions": ""},
    ),
    "a group that does not occur": (
        {}, {"groups": ["Frence", "Spain"]}, "'Frence'.*did you mean 'France'",
        {"proportions": ""},
    ),
    "an unknown column": ({}, {"between": "contry"}, "'contry' is no column.*'country'", {}),
    "an unknown cluster": ({}, {"cluster": "meting"}, "'meting' is no column.*'meeting'", {}),
    "an unknown column to keep by": (
        {}, {"where": {"knd": "answer"}}, "'knd' is no column of the segments; did you mean 'kind'",
        {},
    ),
    "an unknown value to keep": (
        {}, {"where": {"kind": "anser"}}, "where kind = 'anser': no segment has that.*'answer'", {},
    ),
    "no value to keep": (
        {}, {"where": {"kind": []}}, r"where.kind = \[\] cannot be used: it must be one value", {},
    ),
    "nothing is left": (
        {}, {"where": {"meeting": "m00", "year": "2022"}},
        "no segment is left where meeting = m00; year = 2022", {},
    ),
    "a column without any value": (
        {"country": [None] * 3 * N}, {}, "none of 42 segments has a value in 'country': join", {},
    ),
    "a cluster without any value": (
        {"host": [None] * 3 * N}, {"cluster": "host"}, "none of 42 segments has a value in 'host'",
        {},
    ),
    "NaN of pandas": (
        {"country": [float("nan"), *each(COUNTRIES)[1:]]}, {},  # type: ignore[list-item]
        "column 'country' of the segments holds nan, which is no text; .* as None", {},
    ),
    "numbers of pandas": (
        {"country": [2021] * 20 + [2022] * 22}, {},  # type: ignore[list-item]
        "column 'country' of the segments holds 2021, which is no text", {},
    ),
    "a group of one cluster": (
        {"country": each(["France"] + ["Spain"] * (N - 1))}, {}, "'France' has (1|one) meeting",
        dict.fromkeys(("divergences", "keywords", "profile", "proportions"), ""),
    ),
    "groups that are the clusters": (
        {}, {"cluster": "country"}, "between and cluster are both 'country'",
        dict.fromkeys(("divergences", "keywords", "profile", "proportions"), ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_a_sentence(build: Callable[..., Topics], case: str, name: str) -> None:
    columns, settings, usual, others = REFUSED[case]
    said = others.get(name, usual)
    asked = {"between": "country", **settings}
    if not said:
        assert FUNCTIONS[name](build(**columns), **asked).summary()
        return
    with pytest.raises(ToolkitError, match=said) as raised:
        FUNCTIONS[name](build(**columns), **asked)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("name", FUNCTIONS)
def test_segments_without_a_group_are_counted(build: Callable[..., Topics], name: str) -> None:
    topics = build(country=[None, None, None, "", "", "", *each(COUNTRIES)[6:]])
    result = FUNCTIONS[name](topics, between="country")
    assert "Set aside: 6 segments without a value" in result.summary()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_segments_without_a_cluster_are_counted(build: Callable[..., Topics], name: str) -> None:
    hosts = each([None, *(f"h{i}" for i in range(1, N))])
    result = FUNCTIONS[name](build(host=hosts), between="country", cluster="host")
    assert "Set aside: 3 segments without a value" in result.summary()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_column_of_a_thousand_values(make_topics: Callable[..., Topics], name: str) -> None:
    n = 2000
    columns = {
        "meeting": [f"m{i // 2}" for i in range(n)],
        "kind": ["answer", "question"] * (n // 2),
        "who": [f"w{i // 2:04d}" for i in range(n)],
    }
    topics = make_topics(columns, np.full((n, 3), 5))
    if name in ("divergences", "keywords", "proportions", "profile"):
        settings = {"groups": ["w0007"]} if name == "profile" else {}
        assert FUNCTIONS[name](topics, between="who", **settings).summary()
        return
    with pytest.raises(ToolkitError, match="who has 1,000.*among the segments used") as raised:
        FUNCTIONS[name](topics, between="who")
    assert "groups = ['w0000', 'w0001']" in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("name", ["contrast", "difference", "global_test"])
def test_a_level_that_shuffles_cannot_reach(build: Callable[..., Topics], name: str) -> None:
    with pytest.raises(ToolkitError, match="n_shuffles = 199 cannot give a p below 0.005, above"):
        FUNCTIONS[name](build(), between="country", alpha=0.001)


# Of answers and of trends: what they are asked has other names.
@pytest.fixture
def meetings(build: Callable[..., Topics]) -> Callable[..., Topics]:
    """Four meetings of seven questions with an answer each by one principal, and a statement."""

    def built(**columns: list[Any]) -> Topics:
        number = [row // 3 for row in range(3 * N)]
        known: dict[str, list[Any]] = {
            "meeting": [f"m{i // 4}" for i in number],
            "exchange": [f"m{i // 4}#exchange {i % 4 + 1}" for i in number],
            "kind": ["question", "answer", "statement"] * N,
            "speaker": ["", "Ann", "Ann"] * N,
            "role": ["journalist", "principal", "principal"] * N,
            "date": [f"20{10 + i // 4}-03-01" for i in number],
        }
        return build(**{**known, **columns})

    return built


def straight(topics: Topics, *, n_shuffles: int = 199, **settings: Any) -> Any:
    return slopes(trend(topics, **settings), n_shuffles=n_shuffles)


ASKED: dict[str, Callable[..., Any]] = {
    "trend": trend,
    "slopes": straight,
    "uptake": lambda t, **s: uptake(t, **{"n_shuffles": 199, **s}),
    "follows": lambda t, **s: follows(t, **{"n_shuffles": 199, **s}),
}
NONE: list[str | None] = [None] * 3 * N
WRONG: dict[str, tuple[str, Columns, dict[str, Any], str]] = {
    "an unknown column to keep by": (
        "trend slopes uptake follows", {}, {"where": {"knd": "answer"}},
        "'knd' is no column of the segments; did you mean 'kind'",
    ),
    "an unknown value to keep": (
        "trend slopes uptake follows", {}, {"where": {"kind": "anser"}},
        "where kind = 'anser': no segment has that.*'answer'",
    ),
    "no value to keep": (
        "trend uptake follows", {}, {"where": {"kind": []}},
        r"where.kind = \[\] cannot be used: it must be one value",
    ),
    "an unknown column of groups": (
        "trend slopes", {}, {"by": "contry"}, "'contry' is no column.*'country'",
    ),
    "an unknown column of clusters": (
        "trend slopes", {}, {"cluster": "meting"}, "'meting' is no column.*'meeting'",
    ),
    "an unknown column of periods": (
        "trend slopes", {}, {"per": "contry"}, "'contry'.*'country'",
    ),
    "groups of no column": ("trend", {}, {"groups": ["France"]}, "name it in by"),
    "a group that does not occur": (
        "trend", {}, {"by": "country", "groups": ["Frence"]}, "'Frence'.*did you mean 'France'",
    ),
    "no dates": (
        "trend slopes", {"date": NONE}, {},
        "no segment can be put into a period: none of them has a date",
    ),
    "a date that cannot be read": (
        "trend slopes", {"date": ["the third of May"] * 3 * N}, {}, "'the third of May'",
    ),
    "meetings of several dates": (
        "slopes",
        {"date": [f"20{10 + row // 3}-03-01" for row in range(3 * N)]},
        {},
        "cluster = 'meeting': some .* give all segments of a meeting one date",
    ),
    "groups without any value": (
        "trend", {"country": NONE}, {"by": "country"},
        "none of 42 segments has a value in 'country'",
    ),
    "numbers of pandas": (
        "trend", {"country": [2021] * 3 * N}, {"by": "country"},  # type: ignore[list-item]
        "column 'country' of the segments holds 2021, which is no text",
    ),
    "a seed below zero": (
        "uptake follows", {}, {"seed": -1}, "seed = -1 cannot be used: it must be at least 0",
    ),
    "a speaker who does not answer": ("uptake", {}, {"speakers": ["An"]}, "'An'"),
    "exchanges are not known": (
        "uptake", {"exchange": NONE}, {}, "none of 42 segments has a value in 'exchange'",
    ),
    "nobody answers": ("uptake", {"kind": ["question"] * 3 * N}, {}, "answers?"),
    "no statement": ("follows", {"kind": ["question", "answer", "answer"] * N}, {}, "statement"),
    "meetings that are too small": (
        "uptake", {}, {"min_exchanges": 50}, "no speaker answers two questions in a meeting of 50",
    ),
    "words that are too few": ("uptake follows", {}, {"min_tokens": 1000}, "lower min_.*tokens"),
    "a level that shuffles cannot reach": (
        "uptake follows", {}, {"alpha": 0.001}, "n_shuffles = 199|alpha = 0.001",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "case, name", [(case, name) for case, (names, *_) in WRONG.items() for name in names.split()]
)
def test_answers_and_trends_are_refused_in_a_sentence(
    meetings: Callable[..., Topics], case: str, name: str
) -> None:
    _, columns, settings, said = WRONG[case]
    with pytest.raises(ToolkitError, match=said) as raised:
        ASKED[name](meetings(**columns), **settings)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("name", ASKED)
def test_answers_and_trends_of_what_is_fine(meetings: Callable[..., Topics], name: str) -> None:
    one_each = {
        "meeting": each([f"m{i:02d}" for i in range(N)]),
        "date": each([f"20{10 + i}-03-01" for i in range(N)]),
    }
    assert ASKED[name](meetings(**one_each if name == "slopes" else {})).summary()


def test_what_a_trend_leaves_out_is_counted(meetings: Callable[..., Topics]) -> None:
    dates = [None, None, None, *(f"20{10 + i // 3}-03-01" for i in range(3, 3 * N))]
    made = trend(meetings(date=dates, country=[*each(COUNTRIES)[:-2], None, None]), by="country")
    assert (made.n_undated, made.n_missing) == (3, 2)
    assert made.segments.sum() == 3 * N - 5


def test_keywords_of_many_groups_name_the_first(make_topics: Callable[..., Topics]) -> None:
    who = [f"w{i:04d}" for i in range(1000)]
    found = keywords(
        make_topics({"meeting": who, "who": who}, np.full((1000, 3), 5)).counts, between="who"
    )
    said = found.summary()
    assert "w0019 and 980 more; " in said
    assert "w0020" not in said
    assert len(said) < 5000
    assert len(found.table().group.unique()) <= 1000
