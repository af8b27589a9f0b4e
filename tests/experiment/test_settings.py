"""Experiment files as people write them: every mistake said at once, every default written out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.errors import SettingsError, ToolkitError
from toolkit.experiment import Experiment, read_experiment

LEAST = """
name = "x"
[corpus]
folder = "pages"
[topics.main]
model = "lda"
"""
SAMPLE = Path(__file__).resolve().parents[2] / "experiments" / "sample.toml"

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "mine.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def mistakes(path: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_experiment(path)
    assert str(caught.value).startswith(f"{path}: ")
    return caught.value.mistakes


def refusal(path: Path) -> str:
    with pytest.raises(ToolkitError) as caught:
        read_experiment(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


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
            "model": "lda", "n_topics": 12, "alpha": None, "eta": None, "max_iter": 200,
            "tolerance": 0.1,
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


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write: Write) -> None:
    text = LEAST.replace("\n", "\r\n").encode()
    assert read_experiment(write(b"\xef\xbb\xbf" + text)) == read_experiment(write(LEAST))


def test_one_model_needs_not_be_named_by_a_contrast(write: Write) -> None:
    experiment = read_experiment(write(LEAST + '[contrasts.kinds]\nbetween = "kind"\n'))
    assert experiment.contrasts["kinds"]["topics"] == "main"
    assert experiment.contrasts["kinds"]["n_shuffles"] == 9999
    assert "seed" not in experiment.contrasts["kinds"]


def test_the_file_of_the_sample_is_in_order() -> None:
    assert set(read_experiment(SAMPLE).contrasts) == {"kinds", "speakers", "years", "places"}


# --- written back -----------------------------------------------------------------------------

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True).filter(
    lambda name: name.lower() not in {"con", "prn", "aux", "nul"} and name[:3].lower() not in
    {"com", "lpt"}
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
LISTS = st.lists(TEXTS, max_size=3)
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
    optional={"n_topics": st.integers(2, 1000), "weight": st.sampled_from(["tfidf", "counts"])},
)
CONTRAST = st.fixed_dictionaries(
    {"between": TEXTS},
    optional={
        "average": st.sampled_from(["meetings", "tokens", "segments"]),
        "cluster": TEXTS, "strata": TEXTS, "groups": LISTS | TEXTS,
        "where": st.dictionaries(TEXTS, LISTS | TEXTS, max_size=2),
        "n_shuffles": st.integers(1, 10**6), "alpha": st.floats(0.001, 0.9),
    },
)  # fmt: skip


@st.composite
def experiments(draw: st.DrawFn) -> dict[str, Any]:
    topics = draw(st.dictionaries(NAMES.map(str.lower), LDA | NMF, min_size=1, max_size=3))
    contrasts = draw(st.dictionaries(NAMES.map(str.lower), CONTRAST, max_size=3))
    for contrast in contrasts.values():
        contrast["topics"] = draw(st.sampled_from(sorted(topics)))
    corpus = {"folder": draw(TEXTS)}
    if draw(st.booleans()):
        corpus["metadata"] = draw(TEXTS) + ".csv"
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
    assert {"topics.main.alpha", "contrasts.kinds.where", "contrasts.kinds.groups"} <= unset
    assert "contrasts.speakers.where.kind" in written


# --- files that cannot be read ----------------------------------------------------------------


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nothing.toml")
    assert "Is a directory" in refusal(tmp_path)


@pytest.mark.parametrize(
    "content, expected",
    [
        ("name = \n", "not valid TOML: Invalid value (at line 1, column 8)"),
        ("name = 'x'\n[corpus\n", "at line 2"),
        ("name = 'x'\nname = 'y'\n", "Cannot overwrite a value (at line 2"),
        ("name = paragraph\n", "a text stands in quotes"),
        (b"name = 'x'\nplace = 'M\xfcnchen'", "not UTF-8 (byte 0xfc in line 2); save it as UTF-8"),
        ("name = 'x'".encode("utf-16"), "not UTF-8"),
        (b"\0\1\2", "not valid TOML"),
        ("x" * 2_000_000, "larger than 1 MB"),
        ("a = " + "[" * 5000, "too deeply"),
        (LEAST + "[contrasts.c]\nwhere." + ".".join("a" * 3000) + " = 1", "too deeply"),
        ("seed = " + "9" * 5000, "too many digits"),
    ],
)
def test_what_is_no_experiment_file(write: Write, content: str | bytes, expected: str) -> None:
    assert expected in refusal(write(content))


# --- mistakes ---------------------------------------------------------------------------------


def test_all_mistakes_of_a_file_are_said_at_once_in_the_order_of_the_headings(
    write: Write,
) -> None:
    found = mistakes(
        write("""
sed = 3
name = "../x"
seed = -1
[corpus]
strict = "yes"
metadata = "a.xlsx"
[segments]
by = "paragraf"
min_words = 0
[counts]
max_shar = 0.3
[topics.main]
model = "ldaa"
[topics.second]
model = "nmf"
n_topics = 1.5
weight = "tf"
seed = 4
[contrasts.kinds]
topics = "secnd"
[contrasts.years]
topics = "second"
between = "year"
alpha = 2
where = {kind = 2.5}
""")
    )
    assert found == (
        "'sed' is no heading of an experiment; did you mean 'seed'?",
        (
            "name = '../x' cannot be used; it must be letters, digits, '-' and '_', 64 at most, "
            "and becomes the name of the run"
        ),
        "seed = -1 cannot be used; it must be a whole number, 0 to 4,294,967,295",
        "corpus.folder is missing; name the folder of the transcripts, or 'package:sample'",
        (
            "corpus.metadata = 'a.xlsx' cannot be used; it must be the path of a CSV file with a "
            "column 'meeting'"
        ),
        "corpus.strict = 'yes' cannot be used: it must be true or false",
        (
            "segments.by = 'paragraf' cannot be used: it must be 'turn', 'paragraph', 'exchange', "
            "'meeting', 'speaker' or 'window'; did you mean 'paragraph'?"
        ),
        "segments.min_words = 0 cannot be used: it must be at least 1",
        "counts.max_shar = 0.3 is no setting of counts; did you mean 'max_share'?",
        "topics.main.model = 'ldaa' is unknown; did you mean 'lda'?",
        "topics.second.seed: the seed is set once, at the top of the file",
        "topics.second.n_topics = 1.5 cannot be used: it must be a whole number",
        "topics.second.weight = 'tf' cannot be used: it must be 'tfidf' or 'counts'",
        "contrasts.kinds.topics = 'secnd' is no model of this file; did you mean 'second'?",
        "contrasts.kinds.between is missing; it has no default",
        "contrasts.years.where.kind = 2.5 cannot be used: it must be a text or a list of texts",
        "contrasts.years.alpha = 2 cannot be used: it must be below 1",
    )


def test_an_empty_file_says_what_is_needed(write: Write) -> None:
    found = mistakes(write(""))
    assert [mistake.split(" is missing; ")[0] for mistake in found] == [
        "name", "corpus.folder", "topics"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["../x", "a/b", "a\\\\b", "", ".", "..", ".x", "-x", "a b", "a" * 65, "é", "x\\n", "a.b"],
)
def test_names_that_would_leave_the_results(write: Write, name: str) -> None:
    (found,) = mistakes(write(LEAST.replace('"x"', f'"{name}"')))
    assert found.startswith("name = ")


@pytest.mark.parametrize("seed", ["-1", "4294967296", "1.0", "true", "'1'", "nan", "[1]"])
def test_seeds_that_are_none(write: Write, seed: str) -> None:
    (found,) = mistakes(write(f"seed = {seed}\n" + LEAST))
    assert found.startswith("seed = ")


@pytest.mark.parametrize(
    "name, reason",
    [
        ("'a b'", "must be letters"),
        ("'../up'", "must be letters"),
        ("''", "must be letters"),
        ("CON", "Windows keeps it"),
        ("lpt1", "Windows keeps it"),
        ("MAIN", "it is taken"),
    ],
)
def test_names_of_models_and_contrasts_name_folders(write: Write, name: str, reason: str) -> None:
    (found,) = mistakes(write(LEAST + f'[topics.{name}]\nmodel = "lda"\n'))
    assert reason in found
    if name != "MAIN":
        table = f'[contrasts.{name}]\nbetween = "kind"\n'
        assert reason in mistakes(write(LEAST + table))[0]


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ('folder = "pages"', "folder = ''", "corpus.folder = ''"),
        ('folder = "pages"', "folder = ['a']", "corpus.folder = ['a']"),
        ('folder = "pages"', 'folder = "p"\nmetadata = 3', "corpus.metadata = 3"),
        ('folder = "pages"', 'folder = "p"\nspeakers = "s.CSV.gz"', "column 'speaker'"),
        ('folder = "pages"', 'folder = "p"\nspeakers = "a\\u0000.csv"', "corpus.speakers"),
        ("[topics.main]\n", "[topics]\n", "topics.model = 'lda' cannot be used; topics holds one"),
        ("[topics.main]\n", "[topic.main]\n", "'topic' is no heading"),
        ("[corpus]\n", "[corpora]\n", "did you mean 'corpus'?"),
        ("[corpus]\n", "corpus = 3\n[other]\n", "it must be a table [corpus]"),
        ('"lda"', '["lda"]', "topics.main.model = ['lda'] is unknown"),
        ('"lda"', "3", "topics.main.model = 3 is unknown; known are lda, nmf"),
        ('"lda"', '"lda"\nalpha = nan', "topics.main.alpha = nan"),
        ('"lda"', '"lda"\nweight = "tfidf"', "topics.main.weight = 'tfidf' is no setting"),
        ('"lda"', '"lda"\n[contrasts]\nc = 3', "contrasts.c = 3"),
        ('"lda"', '"lda"\n[contrasts.c]\nbetween = "kind"\ntopics = ["main"]', "no model of"),
        ('"lda"', '"lda"\n[contrasts.c]\nbetween = "kind"\ntopics = {a = 1}', "no model of"),
        ('"lda"', '"lda"\n[topics.b]\nmodel = "nmf"\n[contrasts.c]\nbetween = "kind"',
         "contrasts.c.topics is missing; known are main, b"),
        ('"lda"', '"lda"\n[contrasts.c]\nbetween = "kind"\nseed = 1', "contrasts.c.seed: the seed"),
    ],
)  # fmt: skip
def test_other_mistakes(write: Write, old: str, new: str, expected: str) -> None:
    assert any(expected in mistake for mistake in mistakes(write(LEAST.replace(old, new))))


def test_what_is_shown_of_a_long_value_is_short(write: Write) -> None:
    long = "x" * 100_000
    for text in (
        LEAST.replace('"x"', f'"{long}"'),
        LEAST.replace('"lda"', f'"{long}"'),
        LEAST + f'[contrasts.c]\nbetween = "kind"\ntopics = "{long}"\n',
        LEAST + f'["{long}"]\n',
        LEAST + f'[topics."{long}"]\n',
        LEAST + f'[topics]\nsecond = "{long}"\n',
    ):
        if "[topics]" in text:
            text = text.replace("[topics.main]", "[topics.third]")
        found = mistakes(write(text))
        assert all(len(mistake) < 300 and "\n" not in mistake for mistake in found)


KEYS = st.sampled_from(
    ["name", "seed", "corpus", "folder", "metadata", "segments", "by", "counts", "stop", "topics",
     "main", "model", "n_topics", "contrasts", "kinds", "between", "where", "groups", "alpha"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)  # fmt: skip
ANYTHING = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.datetimes() | st.times()
    | st.sampled_from(["lda", "nmf", "kind", "main", "pages", "a.csv"]) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
def test_whatever_a_file_says_the_answer_is_a_sentence(write: Write, raw: dict[str, Any]) -> None:
    import tomli_w

    try:
        read_experiment(write(tomli_w.dumps(raw)))
    except SettingsError as error:
        found = error.mistakes
    else:
        return
    assert all(mistake and "\n" not in mistake for mistake in found)
    assert len(set(found)) == len(found)


def test_an_experiment_is_frozen(write: Write) -> None:
    experiment = read_experiment(write(LEAST))
    assert isinstance(experiment, Experiment)
    with pytest.raises(AttributeError):
        experiment.seed = 2  # type: ignore[misc]
