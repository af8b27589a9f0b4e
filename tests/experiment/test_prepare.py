"""What is read, cut, counted and refused before anything is fitted."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.corpus import Corpus, SetAside
from toolkit.errors import SettingsError, ToolkitError
from toolkit.experiment import read_experiment
from toolkit.experiment.prepare import crowded, left_out, prepare, sizes_in_words
from toolkit.segments import divide

BASE = """
name = "mine"
[corpus]
folder = "package:sample"
[segments]
min_words = 20
[counts]
min_segments = 5
[topics.main]
model = "nmf"
n_topics = 4
"""


def write(folder: Path, more: str = "", base: str = BASE) -> Path:
    path = folder / "mine.toml"
    path.write_text(base + more, encoding="utf-8")
    return path


def test_texts_are_what_the_stages_make(tmp_path: Path) -> None:
    texts = prepare(read_experiment(write(tmp_path)))
    assert len(texts.corpus) == 60
    assert texts.segments.by == "paragraph"
    assert texts.counts.matrix.shape == (len(texts.counts.segments), len(texts.counts.terms))
    assert left_out(texts.corpus) == []


def test_of_divided_meetings_both_parts_are_told(tmp_path: Path) -> None:
    whole = prepare(read_experiment(write(tmp_path)))
    assert sizes_in_words(whole) == "60 meetings, 838 segments, 1,036 terms"
    assert whole.counts.matrix.shape == (838, 1036)
    texts = prepare(read_experiment(write(tmp_path, "[discovery]\nshare = 0.4\n")))
    parts = divide(whole.segments, share=0.4)
    assert [len(part) for part in parts] == [
        len(texts.record("discovery").segments), len(texts.counts.segments)
    ]  # fmt: skip
    assert sizes_in_words(texts) == (
        f"topics are found in 24 meetings and {len(parts[0])} segments and compared in 36 meetings "
        f"and {len(parts[1])} segments, by {len(texts.counts.terms)} terms"
    )


def test_all_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    more = """
[topics.many]
model = "lda"
n_topics = 1000
[contrasts.a]
topics = "main"
between = "speakr"
[contrasts.b]
topics = "main"
between = "kind"
where = {kind = "anwser"}
[contrasts.c]
topics = "main"
between = "countries"
cluster = "countries"
[contrasts.good]
topics = "main"
between = "kind"
[contrasts.d]
method = "global_test"
topics = "main"
between = "kind"
n_shuffles = 9
[contrasts.e]
method = "divergences"
topics = "main"
by = "kind"
groups = ["answer"]
[contrasts.f]
method = "keywords"
between = "knd"
[contrasts.g]
method = "profile"
topics = "main"
between = "kind"
group = "anser"
[contrasts.h]
method = "meaning"
topics = "many"
between = "kind"
[contrasts.i]
method = "meaning"
topics = "main"
between = "kind"
groups = ["answer", "question"]
[contrasts.j]
method = "proportions"
topics = "main"
by = "sort"
"""
    with pytest.raises(SettingsError) as caught:
        prepare(read_experiment(write(tmp_path, more)))
    said = dict(mistake.split(": ", 1) for mistake in caught.value.mistakes)
    assert list(said) == ["topics.many", *(f"contrasts.{letter}" for letter in "abcdefghij")]
    for letter, words in {
        "d": "n_shuffles = 9 cannot give a p below", "e": "kind has one group only",
        "f": "'knd'", "g": "did you mean 'answer'?", "h": "words of two groups",
        "i": "NMF topics are no",
        "j": "'sort'",
    }.items():  # fmt: skip
        assert words in said[f"contrasts.{letter}"]


def test_shuffles_too_few_for_the_topics_to_come_are_refused_before_any_fit(
    tmp_path: Path,
) -> None:
    more = """
[contrasts.kinds]
between = "kind"
groups = ["answer", "question"]
adjust = "holm"
n_shuffles = 1598
"""
    with pytest.raises(SettingsError, match=r"contrasts.kinds: .* over 4 tests .* = 1599 or more"):
        prepare(read_experiment(write(tmp_path, more)))
    prepare(read_experiment(write(tmp_path, more.replace("1598", "1599"))))


def test_a_difference_inside_meetings_is_written_in_one_line(tmp_path: Path) -> None:
    more = """
[contrasts.kinds_by_year]
between = "year"
difference = {kind = ["answer", "question"]}
"""
    experiment = read_experiment(write(tmp_path, more))
    assert experiment.contrasts["kinds_by_year"]["difference"] == {"kind": ["answer", "question"]}
    prepare(experiment)
    with pytest.raises(SettingsError, match="difference names 'qestion'"):
        prepare(read_experiment(write(tmp_path, more.replace("question", "qestion"))))


@pytest.mark.parametrize(
    "old, new, heading",
    [
        ("package:sample", "nowhere", "corpus: the folder "),
        ("min_words = 20", "min_words = 2000", "segments: no segment has min_words"),
        ("min_segments = 5", "min_segments = 5000", "counts: no term is left"),
    ],
)
def test_an_error_names_its_heading(tmp_path: Path, old: str, new: str, heading: str) -> None:
    path = write(tmp_path, base=BASE.replace(old, new))
    with pytest.raises(ToolkitError, match=f"^{heading}"):
        prepare(read_experiment(path))


TABLE = "id,who,body\n" + "".join(
    f"{i},{'Ada' if i % 2 else 'Ivo'},{'The fleet and the trade of the bay. ' * 3}\n"
    for i in range(6)
)
OF_TABLE = """
name = "mine"
[corpus]
folder = "."
include = "speeches.csv"
[corpus.columns]
meeting = "id"
speaker = "who"
text = "body"
[corpus.recode.side]
from = "speaker"
values = {Ada = "left", Ivo = "right"}
[counts]
min_segments = 1
max_share = 1.0
[topics.main]
model = "nmf"
n_topics = 2
"""


def test_a_table_of_texts_is_read_as_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "speeches.csv").write_text(TABLE + "9,Ada,\n", encoding="utf-8")
    texts = prepare(read_experiment(write(tmp_path, base=OF_TABLE)))
    assert len(texts.corpus) == 6
    assert texts.segments.table()["side"].tolist() == ["right", "left"] * 3
    assert left_out(texts.corpus) == ["speeches.csv, line 8 was set aside: it holds no text"]


def test_a_layout_is_looked_for_among_the_users_own_before_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(
        "The fleet and the trade of the bay and the harbour.\n\n" * 9, encoding="utf-8"
    )
    base = OF_TABLE[: OF_TABLE.index("[corpus]")] + OF_TABLE[OF_TABLE.index("[counts]") :]
    base += '[corpus]\nfolder = "pages"\nlayout = {"*" = "%s"}\n'
    with pytest.raises(
        ToolkitError, match=r"^corpus: 'speach' is no layout; did you mean 'speech'"
    ):
        prepare(read_experiment(write(tmp_path, base=base % "speach")))
    own = tmp_path / "pages" / "speach.layout.toml"
    own.write_text('extends = "speech"\n', encoding="utf-8")
    texts = prepare(read_experiment(write(tmp_path, base=base % "speach")))
    assert texts.corpus.table()["layout"].tolist() == ["speach"]


def test_a_package_that_is_not_installed_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, base=BASE.replace("package:sample", "package:no_such_texts/pages"))
    with pytest.raises(ToolkitError, match="^corpus: package 'no_such_texts' is not installed"):
        prepare(read_experiment(path))


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(
        "News conference, Sundreach, May 4, 2021\n\nAda Lind: We trade in the bay and on the sea.\n"
        "Question: When will the boats of the fleet be back in the bay?\n"
        "Ada Lind: In the autumn, with the fish of the sea and the trade of the bay.\n",
        encoding="utf-8",
    )
    (tmp_path / "pages" / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "more.csv").write_text("meeting,side\na,left\nzz,right\n", encoding="utf-8")
    base = """
name = "mine"
[corpus]
folder = "pages"
metadata = "more.csv"
[counts]
max_share = 1.0
min_segments = 1
[topics.main]
model = "nmf"
n_topics = 2
"""
    texts = prepare(read_experiment(write(tmp_path, base=base)))
    aside, row = left_out(texts.corpus)
    assert aside == "b.txt was set aside: it is a binary file, not text"
    assert "no meeting 'zz'" in row


def test_of_many_files_the_first_are_named() -> None:
    aside = tuple(SetAside(f"{i}.txt", "is empty") for i in range(9))
    said = left_out(Corpus((), aside))
    assert said[0] == "0.txt was set aside: it is empty"
    assert said[-1] == "and 4 more files or rows: corpus/set_aside.csv of the run lists all"
    assert len(said) == 6


def test_seed_words_that_are_no_terms_are_named_before_any_fit(tmp_path: Path) -> None:
    more = '[topics.main.seed_words]\narms = ["misile", "treaty"]\nsea = ["the"]\n'
    with pytest.raises(SettingsError) as error:
        prepare(read_experiment(write(tmp_path, more)))
    first, second = error.value.mistakes
    assert first.startswith("topics.main.seed_words.arms: 'misile' is no term of the counts")
    assert second.startswith("topics.main.seed_words.sea: 'the' is no term of the counts: stop")


def test_more_topics_than_a_rule_of_thumb_are_warned_of(tmp_path: Path) -> None:
    sweep = "[vary]\ntopics.main.n_topics = [5, 400]\nsegments.min_words = [20, 30]\n"
    experiment = read_experiment(write(tmp_path, sweep))
    chain = prepare(experiment)
    n = len(chain.counts.segments)
    (sentence,) = crowded(chain)
    assert sentence.startswith(f"topics.main: 400 topics on {n} segments leave {n / 400:.1f} ")
    assert sentence.endswith(f"so ask for {n // 5} at most")
    assert list(crowded(prepare(read_experiment(write(tmp_path))))) == []
