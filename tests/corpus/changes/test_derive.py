"""Columns made from columns: stretches of time, groups of values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toolkit.corpus.changes.derive import Periods, Recode, derive
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.meeting import Meeting, Person, Turn
from toolkit.errors import SettingsError
from toolkit.stages import check_settings

EUROPE = {"Germany": "Europe", "France": "Europe", "Japan": "Asia"}


def meeting(name: str, date: str, *countries: str) -> Meeting:
    turns = tuple(
        Turn(i, "remark", who, who, "principal", "", "", 0, 0, 0, "Some words.")
        for i, who in enumerate(("Ada Birch", "", "Ivo Marlin"), 1)
    )
    guests = tuple(Person(f"Guest of {country}", "", country) for country in countries)
    host = Person("Ada Birch", "", "")
    return Meeting(
        name, "", date, "", "", "Bonn", "", host, guests, (), "", f"{name}.txt", "", turns, ()
    )  # fmt: skip


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(
        meetings=(
            meeting("a", "2014-03-01", "Germany", "Japan"),
            meeting("b", "2022-02-24", "France", "Germany"),
            meeting("c", "2022", "Peru"),
            meeting("d", ""),
        ),
        metadata={"a": {"theme": "fish"}, "b": {"theme": ""}},
        speakers={"Ada Birch": {"party": "Green"}},
        unmatched=("own.csv: the meeting 'c' has no row",),
    )


def column(corpus: Corpus, name: str) -> dict[str, str | None]:
    return {m.meeting: corpus.columns_of(m, m.turns[0])[name] for m in corpus.meetings}


def region(**more: Any) -> dict[str, Any]:
    return {"region": {"from": "countries", "values": EUROPE, **more}}


def test_a_period_is_a_column_and_what_has_none_is_listed(corpus: Corpus) -> None:
    made = derive(corpus, periods={"war": "2022-02-24"})
    assert column(made, "war") == {
        "a": "before 2022-02-24",
        "b": "from 2022-02-24",
        "c": None,
        "d": None,
    }
    coarse = "a date too coarse for these stretches"
    assert made.unmatched == (
        "own.csv: the meeting 'c' has no row",
        f"periods.war: 1 meeting with {coarse}, and so without a value: 'c'",
        "periods.war: 1 meeting with no date, and so without a value: 'd'",
    )
    assert made.metadata["a"]["theme"] == "fish"
    assert len(made.where(war="from 2022-02-24")) == 1
    assert "war" not in corpus.column_names


def test_stretches_may_have_names(corpus: Corpus) -> None:
    made = derive(corpus, periods={"era": {"old": "..2021", "new": "2022.."}})
    assert column(made, "era") == {"a": "old", "b": "new", "c": "new", "d": None}


def test_a_cell_of_several_values_is_recoded_one_by_one_and_each_group_named_once(
    corpus: Corpus,
) -> None:
    made = derive(corpus, recode=region())
    assert column(made, "region") == {"a": "Europe; Asia", "b": "Europe", "c": None, "d": None}
    assert made.unmatched[1:] == ("recode.region: no group for countries 'Peru' (1 meeting)",)
    assert len(made.where(region="Asia")) == 1


def test_other_takes_what_the_table_does_not_hold_but_not_what_is_missing(corpus: Corpus) -> None:
    made = derive(corpus, recode=region(other="elsewhere"))
    assert column(made, "region")["c"] == "elsewhere"
    assert column(made, "region")["d"] is None
    assert made.unmatched == corpus.unmatched


def test_a_cell_as_a_whole_comes_before_its_values(corpus: Corpus) -> None:
    values = {**EUROPE, "Germany; Japan": "both", "Peru": ""}
    made = derive(corpus, recode={"region": {"from": "countries", "values": values}})
    assert column(made, "region") == {"a": "both", "b": "Europe", "c": None, "d": None}
    assert (
        made.unmatched[1:] == ("recode.region: no meeting of the corpus has 'Japan' as countries",)
        or made.unmatched == corpus.unmatched
    )


def test_values_of_the_table_that_nobody_has_are_listed(corpus: Corpus) -> None:
    values = {"Germny": "Europe", "France": "Europe"}
    made = derive(corpus, recode={"region": {"from": "countries", "values": values}})
    found = "'Germany' (2 meetings), 'Japan' (1 meeting), 'Peru' (1 meeting)"
    assert made.unmatched[1:] == (
        f"recode.region: no group for countries {found}",
        "recode.region: no meeting has countries 'Germny'",
    )


def test_long_lists_are_cut_and_counted() -> None:
    many = Corpus(tuple(meeting(f"m{i:02}", "", f"Land {i:02}") for i in range(25)))
    made = derive(many, periods={"war": "2022"}, recode=region())
    assert made.unmatched[0].endswith("'m08', 'm09' and 15 more")
    assert made.unmatched[1].endswith("'Land 09' (1 meeting) and 15 more")


def test_columns_are_made_from_columns_that_were_made_before(corpus: Corpus) -> None:
    made = derive(
        corpus,
        periods={"era": {"old": "..2021", "new": "2022.."}},
        recode={
            "decade": {"from": "year", "values": {2014: "2010s", "2022": "2020s"}},
            "short": {"from": "decade", "values": {"2010s": "10s", "2020s": "20s"}},
            "age": {"from": "era", "values": {"old": "o", "new": "n"}},
            "subject": {"from": "theme", "values": {"fish": "food"}},
        },
    )
    assert column(made, "short") == {"a": "10s", "b": "20s", "c": "20s", "d": None}
    assert column(made, "age") == {"a": "o", "b": "n", "c": "n", "d": None}
    assert column(made, "subject") == {"a": "food", "b": None, "c": None, "d": None}


def test_columns_of_speakers_stay_with_speakers(corpus: Corpus) -> None:
    made = derive(
        corpus,
        recode={
            "side": {"from": "party", "values": {"Green": "left"}},
            "who": {"from": "speaker", "values": {"Ada Birch": "she", "Ivo Marlin": "he"}},
            "initial": {"from": "who", "values": {"she": "s"}},
        },
    )
    assert made.speakers == {
        "Ada Birch": {"party": "Green", "side": "left", "who": "she", "initial": "s"},
        "Ivo Marlin": {"side": "", "who": "he", "initial": ""},
    }
    assert made.metadata == corpus.metadata
    assert made.unmatched[1:] == ("recode.initial: no group for who 'he' (1 speaker)",)
    assert {t.speaker for _, t in made.where(side="left").turns()} == {"Ada Birch"}


def test_a_corpus_without_named_speakers_has_nothing_to_recode() -> None:
    one = meeting("a", "")
    silent = Corpus((replace(one, turns=one.turns[1:2]),))
    made = derive(
        silent,
        recode={
            "who": {"from": "speaker", "values": {"Ada Birch": "she"}},
            "initial": {"from": "who", "values": {"she": "s"}},
        },
    )
    assert made.columns_of(one, one.turns[1])["initial"] is None


def test_a_column_that_nobody_has_a_value_of_is_known_all_the_same() -> None:
    made = derive(Corpus((meeting("a", ""),)), periods={"war": "2022"})
    assert "war" in made.column_names


def test_names_and_sources_that_cannot_be_used_are_named_together(corpus: Corpus) -> None:
    with pytest.raises(SettingsError) as caught:
        derive(
            corpus,
            periods={"year": "2022", "era": "2022", "segment": "2022"},
            recode={
                "era": {"from": "date", "values": {"x": "y"}},
                "theme": {"from": "contries", "values": {"x": "y"}},
                "first": {"from": "second", "values": {"x": "y"}},
                "second": {"from": "kind", "values": {"x": "y"}},
                " ": {"from": "era", "values": {"x": "y"}},
            },
        )
    assert caught.value.mistakes == (
        "periods.year: the corpus has a column 'year' already; rename one",
        "periods.segment: the corpus has a column 'segment' already; rename one",
        "recode.era: the corpus has a column 'era' already; rename one",
        "recode.theme: the corpus has a column 'theme' already; rename one",
        "recode. : the column has no name; give it one",
        "recode.theme.from = 'contries' is no column of this corpus; did you mean 'countries'?",
        "recode.first.from = 'second' is no column of this corpus; it is made further down",
        "recode.second.from = 'kind' is a column of turns; name one of meetings or of speakers",
    )


def _stage(*, periods: Periods | None = None, recode: Recode | None = None) -> None:
    """Stand for the stage whose settings these are."""


@pytest.mark.parametrize(
    "settings, said",
    [
        ({"periods": {"war": "soon"}}, "corpus.periods.war = 'soon' cannot be used: it must be"),
        ({"periods": "2022"}, "corpus.periods = '2022' cannot be used"),
        ({"periods": {"war": {"a": "2020..", "b": "2021.."}}}, "that do not overlap, as 'a' and"),
        ({"recode": {"r": "countries"}}, "corpus.recode.r = 'countries' cannot be used"),
        ({"recode": {"r": {"from": "x", "vales": {"a": "b"}}}}, "no key of it, did you mean 'val"),
        ({"recode": {"r": {"values": {"a": "b"}}}}, "a table with 'from' and 'values'"),
        ({"recode": {"r": {"from": "x", "values": {}}}}, "a table with 'from' and 'values'"),
        ({"recode": {"r": {"from": ["x"], "values": {"a": "b"}}}}, "a table with 'from' and"),
        ({"recode": {"r": {"from": "x", "values": {"a": ["b"]}}}}, "must be a table of texts"),
        ({"recode": {"r": {"from": "x", "values": {"a": "b"}, "other": 0.5}}}, "table of texts"),
    ],
)
def test_an_experiment_file_hears_what_is_wrong_with_it(
    settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        check_settings(_stage, settings, place="corpus")
    (mistake,) = caught.value.mistakes
    assert said in mistake


def test_checked_settings_are_plain_and_stay_as_they_are() -> None:
    given = {"periods": {"war": "2022"}, "recode": region(other="elsewhere")}
    once = check_settings(_stage, given)
    assert once["periods"] == {
        "war": {"before 2022-01-01": "..2021-12-31", "from 2022-01-01": "2022-01-01.."}
    }
    assert once["recode"] == given["recode"]
    assert check_settings(_stage, once) == once
    assert list(once["recode"]["region"]["values"]) == list(EUROPE)
