"""Experiment files that cannot be used: each mistake in a sentence, all of them at once."""

from __future__ import annotations

from typing import Any

import pytest
from common.experiments import LEAST, Write, mistakes
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolkit.errors import SettingsError
from toolkit.experiment import read_experiment


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
metadata = "a.docx"
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
            "corpus.metadata = 'a.docx' cannot be used; it must be the path of a table (.csv, "
            ".tsv, .xlsx) with a column 'meeting'"
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
        (
            "topics.second.weight = 'tf' cannot be used: it must be 'counts', 'tfidf', 'bm25' or "
            "'log_entropy'"
        ),
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


@pytest.mark.parametrize("slip", ["foldr", "Folder", "folders"])
def test_a_misspelt_folder_is_one_mistake(write: Write, slip: str) -> None:
    (found,) = mistakes(write(LEAST.replace("folder =", f"{slip} =")))
    assert found == f"corpus.{slip} = 'pages' is no setting of corpus; did you mean 'folder'?"


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
        ('"lda"', '"lda"\n[contrasts.c]\nmethod = "divergance"\nby = "kind"',
         "contrasts.c.method = 'divergance' is unknown; did you mean 'divergences'?"),
        ('"lda"', '"lda"\n[contrasts.c]\nmethod = 3',
         "contrasts.c.method = 3 is unknown; known are contrast, "),
        ('"lda"', '"lda"\n[contrasts.c]\nmethod = ["contrast"]',
         "contrasts.c.method = ['contrast'] is unknown"),
        ('"lda"', '"lda"\n[contrasts.c]\nmethod = "keywords"\nbetween = "kind"\ntopics = "main"',
         "contrasts.c.topics: keywords compares counts, no topics; leave it out"),
        ('"lda"', '"lda"\n[contrasts.c]\nmethod = "profile"\nbetween = "kind"\ngroups = "answer"',
         "contrasts.c.groups = 'answer' is no setting of contrasts.c; did you mean 'group'?"),
        ('"lda"', '"lda"\n[contrasts.c]\nmethod = "meaning"\nbetween = "kind"\ntopics = "man"',
         "contrasts.c.topics = 'man' is no model of this file; did you mean 'main'?"),
    ],
)  # fmt: skip
def test_other_mistakes(write: Write, old: str, new: str, expected: str) -> None:
    assert any(expected in mistake for mistake in mistakes(write(LEAST.replace(old, new))))


def of_corpus(settings: str) -> str:
    return LEAST.replace('folder = "pages"', f'folder = "pages"\n{settings}')


def test_all_settings_of_the_corpus_are_checked_together(write: Write) -> None:
    found = mistakes(
        write(
            of_corpus("""
include = [3]
metadata_key = 3
drop_duplicates = "no"
layouts = "speech"
speakers = 4
[corpus.columns]
text = 3
[corpus.layout]
"a*" = 2
[corpus.periods]
war = "yesterday"
eras = {old = "1950..1940"}
twice = ["2020", "2020"]
[corpus.recode.region]
form = "countries"
values = {Germany = "Europe"}
[corpus.recode.side]
from = "countries"
""")
        )
    )
    assert [mistake.split(" = ")[0].split(" speaks")[0] for mistake in found] == [
        "corpus.speakers",
        "corpus.include item 1",
        "corpus.layout.'a*'",
        "corpus.columns.text",
        "corpus.metadata_key",
        "corpus.periods.war",
        "corpus.periods.eras",
        "corpus.periods.twice",
        "corpus.recode.region",
        "corpus.recode.side",
        "corpus.drop_duplicates",
        "corpus.layouts",
        "corpus.metadata_key",
    ]
    said = "\n".join(found)
    for expected in (
        "periods.war = 'yesterday' cannot be used: it must be an ISO date such as '2022-02-24'",
        "stretches that begin before they end; '1950..1940' does not",
        "dates in their order, each once",
        "'form' is no key of it, did you mean 'from'?",
        "a table with 'from' and 'values'",
        "corpus.layouts = 'speech' is no setting of corpus; did you mean 'layout'?",
    ):
        assert expected in said


@pytest.mark.parametrize(
    "settings, expected",
    [
        ('metadata_key = "{a}"', "corpus.metadata_key speaks of a table; name it"),
        ('metadata_columns = {a = "b"}', "corpus.metadata_columns speaks of a table; name it"),
        ('columns = {text = "body"}', "corpus.columns speaks of tables of texts, and none is"),
        ('columns = {text = "body"}\ninclude = "*.TXT"', "corpus.columns speaks"),
        ('columns = {text = "body"}\ninclude = ["*.md", "a.html"]', "corpus.columns speaks"),
    ],
)
def test_settings_of_what_is_not_read_are_refused(
    write: Write, settings: str, expected: str
) -> None:
    (found,) = mistakes(write(of_corpus(settings)))
    assert found.startswith(expected)


@pytest.mark.parametrize(
    "settings",
    [
        'metadata = "a.xlsx"\nmetadata_key = "{a}"\nmetadata_columns = {date = "b"}',
        'columns = {text = "body"}\ninclude = "*.csv"',
        'columns = {text = "body"}\ninclude = ["*.txt", "**/*"]',
    ],
)
def test_settings_of_what_is_read_are_not(write: Write, settings: str) -> None:
    read_experiment(write(of_corpus(settings)))


def test_columns_of_a_table_that_is_the_corpus(write: Write) -> None:
    read_experiment(write(of_corpus('columns = {text = "b"}').replace("pages", "speeches.Parquet")))


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
    ["name", "seed", "corpus", "folder", "metadata", "include", "layout", "columns", "periods",
     "recode", "from", "values", "segments", "by", "counts", "stop", "topics", "main", "model",
     "n_topics", "contrasts", "kinds", "between", "where", "groups", "alpha"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
ANYTHING = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.datetimes() | st.times()
    | st.sampled_from(["lda", "nmf", "kind", "main", "pages", "a.csv"]) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
@example({"contrasts": {"\n": False}})
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
