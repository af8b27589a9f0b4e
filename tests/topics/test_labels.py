"""Labels in a file: written, filled in, read, applied, carried to a refit, refused."""

import warnings
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from toolkit.contrasts import contrast, proportions
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.topics import TopicLabels, align, fit_lda, read_labels, relabel, write_labels


@pytest.fixture(scope="module")
def topics(planted):
    return fit_lda(planted.counts, n_topics=5)


def labels(names=None, junk=(), combine=None):
    return TopicLabels(MappingProxyType(names or {}), junk, MappingProxyType(combine or {}))


def fill_in(path, text):
    """Put a reader's lines in the place of the empty ones."""
    written = path.read_text(encoding="utf-8")
    head, tail = written.split("junk = []")
    path.write_text(f"{head}{text}\n[words]{tail.split('[words]')[1]}", encoding="utf-8")


def test_a_file_is_written_filled_in_and_applied(topics, tmp_path):
    path = write_labels(topics, tmp_path / "labels.toml")
    untouched = relabel(topics, path)
    assert untouched.labels == topics.labels
    fill_in(path, 'junk = [4]\n[names]\n1 = "Häfen, \\"ports\\""\n[combine]\neconomy = [5, 2]')
    named = relabel(topics, str(path))
    words = [label.partition(" ")[2] for label in topics.labels]
    assert named.labels == (
        '1 Häfen, "ports"', "2+5 economy", topics.labels[2], f"4 junk: {words[3]}",
    )  # fmt: skip
    assert named.numbers == (1, 2, 3, 4)


def test_what_is_there_is_not_written_over(topics, tmp_path):
    path = write_labels(topics, tmp_path / "labels.toml")
    with pytest.raises(ToolkitError, match="is there already and may hold names"):
        write_labels(topics, path)
    with pytest.raises(ToolkitError, match="cannot be written"):
        write_labels(topics, tmp_path / "nowhere" / "labels.toml")


def test_it_comes_back_from_its_parts():
    said = labels({2: "x"}, (1,), {"y": (3, 4)})
    again = TopicLabels.from_parts(said.meta())
    assert again.table().equals(said.table())
    assert said.summary() == "1 topic named, 1 junk, 2 combined to 1"


def test_labels_of_another_fit_are_refused_and_carried_ones_are_not(planted, topics, tmp_path):
    path = write_labels(topics, tmp_path / "labels.toml")
    fill_in(path, '[names]\n3 = "three"\n[combine]\nboth = [1, 4]')
    refit = fit_lda(planted.counts, n_topics=5, seed=9)
    # Other sizes, so that the numbers of the refit are not those of the first by luck.
    refit = replace(
        refit,
        doc_topic=refit.doc_topic[:, ::-1],
        topic_term=refit.topic_term[::-1],
        alpha=refit.alpha[::-1],
        labels=tuple(
            f"{k} {label.partition(' ')[2]}" for k, label in enumerate(refit.labels[::-1], 1)
        ),
    )
    with pytest.raises(ToolkitError, match="the labels are of other topics: they know topic 1 as"):
        relabel(refit, path)
    carried = relabel(align(topics, refit).carry(refit), path)
    first = relabel(topics, path)
    assert sorted(carried.labels) == sorted(first.labels)
    at = carried.labels.index("3 three")
    near = np.abs(carried.topic_term[at] - first.topic_term[first.labels.index("3 three")]).sum()
    assert near < 0.1


def test_a_topic_without_a_match_is_left_out_with_a_warning(planted, topics):
    fewer = fit_lda(planted.counts, n_topics=3, seed=2)
    carried = align(topics, fewer).carry(fewer)
    lost = sorted(set(topics.numbers) - set(carried.numbers))
    assert lost
    said = labels({number: f"name {number}" for number in topics.numbers})
    with pytest.warns(ToolkitWarning, match=f"no topic here has the number {lost[0]}"):
        named = relabel(carried, said)
    for number, label in zip(named.numbers, named.labels, strict=True):
        assert label == f"{number} name {number}" or number > 5
    with pytest.raises(ToolkitError, match="name 1 topic, none of which is here"):
        relabel(topics, labels({77: "x"}))


def test_junk_keeps_its_share(topics):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        marked = relabel(topics, labels(junk=(2, 3)))
    assert marked.doc_topic.tolist() == topics.doc_topic.tolist()
    table = proportions(marked, by="kind").table()
    assert table["percent"].sum() == pytest.approx(100)
    assert table["label"].str.contains("junk: ").sum() == 2


def test_tables_and_lookups_keep_numbers_with_gaps(topics):
    named = relabel(topics, labels(combine={"both": (1, 3)}))
    assert named.numbers == (1, 2, 4, 5)
    assert named.table()["topic"].tolist() == [1, 2, 4, 5]
    assert set(named.top_terms(3)["topic"]) == {1, 2, 4, 5}
    assert named.segments_of(5, 3).equals(topics.segments_of(5, 3))
    with pytest.raises(ToolkitError, match="there is no topic 3; topics are 1, 2, 4, 5"):
        named.segments_of(3)
    assert proportions(named, by="kind").table()["topic"].tolist() == [1, 2, 4, 5]


def test_a_contrast_adds_the_parts_up(planted, topics):
    groups = tuple("ab"[i % 2] for i in range(150))
    columns = MappingProxyType({**planted.counts.segments.columns, "group": groups})
    segments = replace(topics.counts.segments, columns=columns)
    topics = replace(topics, counts=replace(topics.counts, segments=segments))
    settings = {"between": "group", "n_shuffles": 99, "n_resamples": 99}
    whole = contrast(topics, **settings).table()["difference_pp"].to_numpy()
    both = contrast(relabel(topics, labels(combine={"x": (2, 4)})), **settings).table()
    assert both["topic"].tolist() == [1, 2, 3, 5]
    expected = [whole[0], whole[1] + whole[3], whole[2], whole[4]]
    np.testing.assert_allclose(both["difference_pp"], expected, atol=1e-10)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("junk = [1\n", "cannot be read as labels of topics"),
        ("junky = [1]", r"junky is no key of it; did you mean 'junk'\?"),
        ("junk = 4", r"junk = 4 must be a list of whole numbers"),
        ("junk = [true]", "must be a list of whole numbers"),
        ("names = 3", "names = 3 must be a table"),
        ('[names]\nports = "x"', r"names.ports = 'x'; a number takes a text"),
        ("[names]\n1 = 2", r"names.1 = 2; a number takes a text"),
        ('[names]\n1 = " "', "named by an empty text"),
        ("[combine]\nx = [1]", r"combine.x holds 1 topic; two or more make one"),
        ('junk = [1]\n[names]\n1 = "a"', "topic 1 is named twice among names, junk and combine"),
        ("junk = [3, 3]", "topic 3 is named twice"),
    ],
)
def test_mistakes_in_a_file_are_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "labels.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ToolkitError, match=rf"labels.toml.*{sentence}|{sentence}"):
        read_labels(path)


def test_a_file_that_is_not_there():
    with pytest.raises(ToolkitError, match="cannot be read as labels of topics"):
        read_labels("no such file.toml")
