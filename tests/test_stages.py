"""Settings are declared once, in a signature; each mistake reads as one sentence."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from toolkit.contrasts import contrast
from toolkit.errors import SettingsError
from toolkit.stages import (
    Filters,
    Names,
    Values,
    check_settings,
    did_you_mean,
    find_mistakes,
    settings_model,
    stage,
)


@stage
def brew(
    leaves: list[str],
    *,
    minutes: Annotated[int, Field(ge=1, lt=60)],
    heat: Annotated[float, Field(gt=0, le=1)] = 0.5,
    with_milk: bool = False,
    cup: Literal["small", "large", "pot"] = "small",
    guests: Names = (),
    where: Filters | None = None,
    label: str | None = None,
    list_of: Annotated[str, Field(pattern=r"\.csv$")] | Path | None = None,
):
    """Return what came in."""
    return leaves, minutes, heat, with_milk, cup, guests, where, label, list_of


def one_mistake(**settings):
    values, mistakes = find_mistakes(brew, {"minutes": 3, **settings}, place="tea")
    assert values == {}
    (mistake,) = mistakes
    return mistake


CANNOT_BE_USED = [
    # a wrong type
    ({"minutes": "5"}, "minutes = '5'", "a whole number"),
    ({"minutes": 5.0}, "minutes = 5.0", "a whole number"),
    ({"minutes": True}, "minutes = True", "a whole number"),
    ({"minutes": None}, "minutes = None", "a whole number"),
    ({"minutes": [5]}, "minutes = [5]", "a whole number"),
    ({"heat": "hot"}, "heat = 'hot'", "a number"),
    ({"heat": True}, "heat = True", "a number"),
    ({"with_milk": 1}, "with_milk = 1", "true or false"),
    ({"with_milk": "yes"}, "with_milk = 'yes'", "true or false"),
    ({"label": 3}, "label = 3", "a text"),
    # out of range
    ({"minutes": 0}, "minutes = 0", "at least 1"),
    ({"minutes": 60}, "minutes = 60", "below 60"),
    ({"heat": 0}, "heat = 0", "above 0"),
    ({"heat": 1.5}, "heat = 1.5", "at most 1"),
    ({"heat": float("nan")}, "heat = nan", "a finite number"),
    ({"heat": float("inf")}, "heat = inf", "a finite number"),
    # one of several
    ({"cup": "smal"}, "cup = 'smal'", "'small', 'large' or 'pot'; did you mean 'small'?"),
    ({"cup": 3}, "cup = 3", "'small', 'large' or 'pot'"),
    # lists and tables
    ({"guests": 3}, "guests = 3", "a text or a list of texts"),
    ({"guests": ["a", 3]}, "guests item 2 = 3", "a text"),
    ({"where": "kind"}, "where = 'kind'", "a table of keys and values, such as {kind = 'answer'}"),
    ({"where": {"kind": 2.5}}, "where.kind = 2.5", "a text or a list of texts"),
    ({"where": {"kind": ["a", True]}}, "where.kind item 2 = True", "a text"),
    # two types allowed, one sentence
    ({"list_of": 3}, "list_of = 3", "a text or a Path"),
    ({"list_of": "x"}, "list_of = 'x'", r"a text that fits the pattern '\.csv$' or a Path"),
]


@pytest.mark.parametrize("settings, came, allowed", CANNOT_BE_USED, ids=lambda x: str(x)[:30])
def test_a_mistake_reads_as_a_sentence(settings, came, allowed):
    assert one_mistake(**settings) == f"tea.{came} cannot be used: it must be {allowed}"


def test_an_unknown_setting_is_no_setting_and_its_likely_slip_is_named():
    sentence = "tea.minuts = 5 is no setting of tea; did you mean 'minutes'?"
    assert one_mistake(minuts=5) == sentence
    known = "minutes, heat, with_milk, cup, guests, where, label, list_of"
    assert one_mistake(zzz=5) == f"tea.zzz = 5 is no setting of tea; known are {known}"


def test_a_missing_setting_is_named():
    assert find_mistakes(brew, {}, place="tea") == (
        {},
        ["tea.minutes is missing; it has no default"],
    )


def test_all_mistakes_come_in_one_error():
    with pytest.raises(SettingsError) as raised:
        check_settings(brew, {"heat": 7, "cup": "jug", "sugar": 2}, place="tea")
    assert [mistake.split()[0] for mistake in raised.value.mistakes] == [
        "tea.minutes",
        "tea.heat",
        "tea.cup",
        "tea.sugar",
    ]
    assert str(raised.value).startswith("4 settings cannot be used:\n  tea.minutes is missing")


def test_a_call_in_a_notebook_is_checked_and_names_the_function():
    with pytest.raises(SettingsError, match="^brew.heat = 3 cannot be used: it must be at most 1$"):
        brew([], minutes=3, heat=3)
    with pytest.raises(SettingsError, match="^brew.minute = 3 is no setting of brew"):
        brew([], minutes=3, minute=3)


def test_every_default_is_written_out():
    assert check_settings(brew, {"minutes": 3}) == {
        "minutes": 3,
        "heat": 0.5,
        "with_milk": False,
        "cup": "small",
        "guests": (),
        "where": None,
        "label": None,
        "list_of": None,
    }


def test_the_model_is_built_from_the_signature_alone():
    model = settings_model(brew)
    assert list(model.model_fields) == list(check_settings(brew, {"minutes": 3}))
    assert "leaves" not in model.model_fields  # a record, not a setting
    assert model.model_fields["minutes"].is_required()


def test_a_record_may_be_named_in_the_call():
    assert brew(leaves=["a"], minutes=3)[:2] == (["a"], 3)
    with pytest.raises(TypeError, match="leaves"):
        brew(minutes=3)


def test_a_bad_default_is_found():
    def wrong(*, n: Annotated[int, Field(ge=2)] = 1): ...

    assert find_mistakes(wrong, {}, place="wrong")[1] == [
        "wrong.n = 1 cannot be used: it must be at least 2"
    ]


@pytest.mark.parametrize(
    "number", [np.int64(7), np.int32(7), np.uint8(7), np.array([7])[0], np.array(7)]
)
def test_whole_numbers_of_numpy_become_python_s(number):
    minutes = check_settings(brew, {"minutes": number})["minutes"]
    assert minutes == 7
    assert type(minutes) is int


def test_other_scalars_of_numpy_become_python_s():
    settings = {"heat": np.float32(0.25), "with_milk": np.bool_(True), "label": np.str_("Assam")}
    values = check_settings(brew, {"minutes": 1, **settings})
    got = {k: values[k] for k in settings}
    assert got == {"heat": 0.25, "with_milk": True, "label": "Assam"}
    assert [type(v) for v in got.values()] == [float, bool, str]


def test_an_array_where_a_number_belongs_is_a_mistake_not_a_crash():
    sentence = "tea.minutes = [1, 2] cannot be used: it must be a whole number"
    assert one_mistake(minutes=np.array([1, 2])) == sentence
    assert "must be a finite number" in one_mistake(heat=np.float64("nan"))


@given(st.integers(1, 59), st.floats(0, 1, exclude_min=True))
def test_what_is_allowed_comes_back_unchanged(minutes, heat):
    values = check_settings(brew, {"minutes": minutes, "heat": heat})
    assert (values["minutes"], values["heat"]) == (minutes, heat)


@given(st.integers().filter(lambda n: not 1 <= n < 60))
def test_what_is_out_of_range_never_passes(minutes):
    assert one_mistake(minutes=minutes).startswith(f"tea.minutes = {minutes} cannot be used")


def test_a_whole_number_is_a_number():
    heat = check_settings(brew, {"minutes": 3, "heat": 1})["heat"]
    assert heat == 1.0
    assert type(heat) is float


@pytest.mark.parametrize(
    "guests",
    [["a", "b"], ("a", "b"), {"b", "a"}, frozenset("ba"), np.array(["a", "b"]),
     pd.Series(["a", "b"]), pd.Index(["a", "b"])],
    ids=lambda g: type(g).__name__,
)  # fmt: skip
def test_names_come_in_any_kind_of_list(guests):
    assert check_settings(brew, {"minutes": 3, "guests": guests})["guests"] == ("a", "b")
    filters = check_settings(brew, {"minutes": 3, "where": {"kind": guests}})["where"]
    assert filters == {"kind": ("a", "b")}


def test_one_name_is_a_list_of_one_and_not_of_letters():
    values = check_settings(brew, {"minutes": 3, "guests": "Ann", "where": {"kind": "answer"}})
    assert (values["guests"], values["where"]) == (("Ann",), {"kind": ("answer",)})


def test_the_order_of_a_set_does_not_reach_the_settings():
    names = "{'alpha', 'beta', 'gamma', 'delta', 'epsilon'}"
    code = (
        "from toolkit.stages import Names, check_settings\n"
        f"def f(*, names: Names = ()): ...\nprint(check_settings(f, {{'names': {names}}}))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "012"
    }
    assert printed == {"{'names': ('alpha', 'beta', 'delta', 'epsilon', 'gamma')}\n"}


def test_a_long_value_is_cut_and_stays_on_one_line():
    sentence = one_mistake(guests=pd.DataFrame({"a": ["x" * 200] * 30}))
    assert "\n" not in sentence
    assert len(sentence) < 150


def test_did_you_mean_names_all_where_none_is_close():
    assert did_you_mean("xyz", ["min_words", "by"]) == "known are min_words, by"
    assert did_you_mean("min_word", (name for name in ["min_words", "by"])) == (
        "did you mean 'min_words'?"
    )
    assert did_you_mean("x", []) == "none is known here"


def test_the_stage_keeps_its_name_and_its_account():
    assert (brew.__name__, brew.__doc__) == ("brew", "Return what came in.")


def test_whole_numbers_in_filters_are_values_of_columns():
    for given_year in (2021, [2021], np.int64(2021), np.array([2021]), ("2021",)):
        settings = check_settings(contrast, {"between": "kind", "where": {"year": given_year}})
        assert settings["where"] == {"year": ("2021",)}


def test_of_many_known_words_some_are_named() -> None:
    said = did_you_mean("xyz", [f"word{i}" for i in range(1000)])
    assert said.startswith("known are word0, word1, ")
    assert said.endswith(", word39 and 960 more")


def test_no_value_at_all_is_refused() -> None:
    @stage
    def keep(*, groups: Values) -> int:
        return len(groups)

    assert keep(groups="one") == 1  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=r"groups = \[\] cannot be used: it must be one value"):
        keep(groups=[])  # type: ignore[arg-type]
