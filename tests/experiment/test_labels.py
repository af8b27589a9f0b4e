"""Names of topics in an experiment file: they fit nothing anew and stand everywhere."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from common.corpora import assert_same
from common.experiments import LEAST, Write, mistakes

from toolkit.errors import ToolkitError
from toolkit.experiment import Run, load_run, read_experiment, run
from toolkit.experiment.outlook import outlook
from toolkit.experiment.proof.verify import verify
from toolkit.topics import relabel, write_labels

module: Any = importlib.import_module("toolkit.experiment.run")  # a function is named so, too

TEXT = """
name = "named"
[corpus]
folder = "package:sample"
[segments]
min_words = 20
[counts]
min_segments = 5
[topics.main]
model = "nmf"
n_topics = 5
[contrasts.kinds]
between = "kind"
groups = ["question", "answer"]
n_shuffles = 99
[contrasts.words]
method = "keywords"
between = "kind"
"""
FILLED = 'junk = [2]\n\n[names]\n1 = "Häfen"\n\n[combine]\ntrade = [3, 5]\n'


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """A run, and the run of the same file with names for its topics."""
    home = tmp_path_factory.mktemp("named")
    file = home / "named.toml"
    file.write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "draw_figures", lambda *_: [])
        before = run(file, results=home / "results", workers=1)
        labels = write_labels(before.topics["main"], home / "labels.toml")
        written = labels.read_text(encoding="utf-8")
        words = written[written.index("# The first terms") :]
        labels.write_text(FILLED + words, encoding="utf-8")
        file.write_text(
            TEXT.replace("n_topics = 5\n", 'n_topics = 5\nlabels = "labels.toml"\n'),
            encoding="utf-8",
        )
        new = {step for step, is_new, _ in outlook(file, results=home / "results").steps if is_new}
        assert new == {"quality.main", "contrasts.kinds"}, "no fit is made again"
        after = run(file, results=home / "results", workers=1)
    return before, after


@pytest.fixture
def home(ran: tuple[Run, Run], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the named run's file, in which further runs draw no figures."""
    monkeypatch.setattr(module, "draw_figures", lambda *_: [])
    return ran[1].folder.parents[1]


def test_topics_tables_and_methods_bear_the_names(ran: tuple[Run, Run]) -> None:
    before, after = ran
    expected = relabel(before.topics["main"], after.folder.parents[1] / "labels.toml")
    topics = after.topics["main"]
    assert topics.labels == expected.labels
    assert topics.labels[0] == "1 Häfen"
    assert topics.labels[1].startswith("2 junk: ")
    assert "3+5 trade" in topics.labels
    assert_same(topics, expected)
    for table in (
        after.contrasts["kinds"].table(), after.quality["main"].table(),
        after.proportions["main"]["kind"].table(),
    ):  # fmt: skip
        assert {"1 Häfen", "3+5 trade"} <= set(table["label"])
    shares = (after.folder / "topics" / "main" / "doc_topic.csv").read_text(encoding="utf-8")
    assert "3+5 trade" in shares.splitlines()[0]
    assert "3+5 trade" in after.summary()
    methods = after.methods()
    assert "A reader marked 1 topic as junk (2), which kept its share" in methods
    assert "took for one were added up: 3+5 trade." in methods
    assert "A reader" not in before.methods()


def test_a_combined_topic_is_the_sum_of_its_parts_after_reading_too(
    ran: tuple[Run, Run],
) -> None:
    before, after = ran
    parts, named = before.topics["main"], load_run(after.folder).topics["main"]
    row = named.labels.index("3+5 trade")
    assert np.array_equal(named.doc_topic[:, row], parts.doc_topic[:, 2] + parts.doc_topic[:, 4])
    folded = named.fold_in(named.counts.matrix[:3], pooled=True)
    assert folded[:, row] == pytest.approx(
        parts.fold_in(parts.counts.matrix[:3], pooled=True)[:, [2, 4]].sum(axis=1)
    )


def test_it_follows_from_what_the_file_says_and_not_from_the_file(ran: tuple[Run, Run]) -> None:
    before, after = ran
    assert before.folder.name != after.folder.name
    labels = after.folder.parents[1] / "labels.toml"
    kept = labels.read_bytes()
    labels.unlink()  # what it says is in the run's own settings
    try:
        assert verify(after.folder, quiet=True).verdict == "equal"
    finally:
        labels.write_bytes(kept)
    again = read_experiment(after.folder / "experiment.toml")
    assert again.topics["main"]["labels"]["combine"] == {"trade": [3, 5]}


def test_labels_of_another_fit_are_refused(home: Path) -> None:
    text = (home / "named.toml").read_text(encoding="utf-8")
    (home / "other.toml").write_text(text.replace("n_topics = 5", "n_topics = 6"), encoding="utf-8")
    (found,) = mistakes(home / "other.toml")
    assert "topics.main.labels know 5 topics, and the model has 6" in found
    other = text.replace("min_segments = 5", 'min_segments = 5\nstop = ["sea", "gas", "trade"]')
    (home / "other.toml").write_text(other, encoding="utf-8")
    with pytest.raises(ToolkitError, match=r"topics\.main\.labels: the labels are of other topics"):
        run(home / "other.toml", results=home / "results", workers=1)


def test_in_a_sweep_only_the_files_own_fit_bears_names(home: Path) -> None:
    sweep = "[vary]\ntopics.main.n_topics = [4]\n[robustness]\n"
    text = (home / "named.toml").read_text(encoding="utf-8")
    (home / "sweep.toml").write_text(text + sweep, encoding="utf-8")
    (found,) = mistakes(home / "sweep.toml")
    assert "topics.main.labels combines topics" in found
    labels = (home / "labels.toml").read_text(encoding="utf-8")
    (home / "names.toml").write_text(labels.replace("trade = [3, 5]", ""), encoding="utf-8")
    (home / "sweep.toml").write_text(
        text.replace("labels.toml", "names.toml") + sweep, encoding="utf-8"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = run(home / "sweep.toml", results=home / "results", workers=1)
    followed = made.robustness["kinds"]
    assert followed.n_fits == 2
    assert followed.labels[0] == "1 Häfen"


def test_a_cell_that_leaves_a_named_model_as_it_is_has_no_row_of_it(
    ran: tuple[Run, Run], home: Path
) -> None:
    sweep = '[topics.other]\nmodel = "nmf"\nn_topics = 3\n[vary]\ntopics.other.n_topics = [3, 4]\n'
    text = (home / "named.toml").read_text(encoding="utf-8")
    text = text.replace("[contrasts.kinds]", '[contrasts.kinds]\ntopics = "main"')
    (home / "other_model.toml").write_text(text + sweep, encoding="utf-8")
    made = run(home / "other_model.toml", results=home / "results", workers=1)
    assert made.sweep is not None
    table = made.sweep.table()
    assert table["model"].tolist() == ["main", "other", "other"]
    assert (table["same_as"] == "").all()
    # Fits are set side by side as they were fitted, whatever a reader makes of one of them.
    as_fitted = ran[0].quality["main"].table()
    assert table["c_npmi"][0] == pytest.approx(as_fitted["c_npmi"].mean())
    assert as_fitted["c_npmi"].mean() != pytest.approx(
        made.quality["main"].table()["c_npmi"].mean()
    )


@pytest.mark.parametrize(
    "line, expected",
    [
        ("labels = 3", "topics.main.labels = 3 cannot be used; it must be the path of a file"),
        ('labels = "none.toml"', "topics.main.labels: "),
        ("labels = {junk = [1], name = 3}", "name is no key of it; did you mean 'names'?"),
        ("labels = {junk = [1, 1]}", "topic 1 is named twice"),
        ('labels = {words = {1 = "sea", 2 = "gas"}}', "topics.main.labels know 2 topics, and the"),
        ("labels = {junk = [0]}", "topics.main.labels: there is no topic 0; they are numbered 1"),
        ('labels = {names = {99 = "x"}}', "topics.main.labels: there is no topic 99"),
        ("labels = {combine = {x = [1, 98]}}", "topics.main.labels: there is no topic 98"),
    ],
)
def test_mistakes_are_sentences(write: Write, line: str, expected: str) -> None:
    (found,) = mistakes(write(f"{LEAST}{line}\n"))
    assert expected in found
    assert "topics.main.labels" in found


def test_names_are_not_varied(write: Write) -> None:
    (found,) = mistakes(write(LEAST + '[vary]\ntopics.main.labels = ["a.toml"]\n'))
    assert "vary.topics.main.labels: names are those of one fit" in found
