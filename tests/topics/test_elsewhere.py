import csv
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.contrasts import contrast, proportions
from toolkit.corpus import read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.segments import split
from toolkit.topics import Topics, fit_lda
from toolkit.topics.elsewhere import GivenTopics, topics_from


@pytest.fixture(scope="module")
def fitted() -> Topics:
    segments = split(read_corpus("package:sample"), by="turn")
    return fit_lda(count_terms(segments, min_segments=5), n_topics=5)


def write_csv(path: Path, first: str, rows, columns, values) -> Path:  # type: ignore[no-untyped-def]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([first, *columns])
        for name, row in zip(rows, values.tolist(), strict=True):
            writer.writerow([name, *map(repr, row)])
    return path


def as_csv(topics: Topics, folder: Path) -> GivenTopics:
    names = [f"T{k}" for k in range(topics.n_topics)]
    ids = topics.counts.segments.ids
    # Rows and topics in another order than here: names say which is which.
    theta = write_csv(folder / "theta.csv", "id", ids[::-1], names, topics.doc_topic[::-1])
    phi = write_csv(folder / "phi.csv", "", names[::-1], topics.terms, topics.topic_term[::-1])
    return topics_from(theta, phi, counts=topics.counts, tool="stm")


def as_npz(topics: Topics, folder: Path) -> GivenTopics:
    np.savez(
        folder / "model.npz",
        theta=topics.doc_topic,
        phi=topics.topic_term,
        ids=np.array(topics.counts.segments.ids),
        vocab=np.array(topics.terms),
    )
    return topics_from(str(folder / "model.npz"), counts=topics.counts)


def as_pandas(topics: Topics, folder: Path) -> GivenTopics:
    theta = pd.DataFrame(topics.doc_topic, index=topics.counts.segments.ids)
    phi = pd.DataFrame(topics.topic_term, columns=topics.terms)
    phi.to_csv(folder / "phi.csv", sep=";")
    return topics_from(theta, folder / "phi.csv", counts=topics.counts, ids=list(theta.index))


@pytest.mark.parametrize("there_and_back", [as_csv, as_npz, as_pandas])
def test_the_same_contrast_comes_back(fitted: Topics, there_and_back, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    given = there_and_back(fitted, tmp_path)
    np.testing.assert_array_equal(given.doc_topic, fitted.doc_topic)
    assert given.labels == fitted.labels
    assert given.unmatched == given.missing_terms == ()
    for average in ("meetings", "segments"):
        settings = {
            "between": "kind", "groups": ["question", "answer"], "n_shuffles": 199,
            "average": average,
        }  # fmt: skip
        first, second = (contrast(topics, **settings).table() for topics in (fitted, given))
        pd.testing.assert_frame_equal(first, second, rtol=1e-12, atol=1e-12)


def test_without_terms_only_segments_are_compared(fitted: Topics) -> None:
    given = topics_from(
        fitted.doc_topic, counts=fitted.counts, ids=fitted.counts.segments.ids, tool="BERTopic"
    )
    for function, settings in ((contrast, {"between": "kind"}), (proportions, {"by": "kind"})):
        with pytest.raises(ToolkitError, match="BERTopic came without topic_term, so that pooled"):
            function(given, **settings)  # type: ignore[operator]
    kinds = {"between": "kind", "groups": ["answer", "question"], "average": "segments"}
    first, second = (contrast(topics, **kinds, n_shuffles=99) for topics in (fitted, given))
    np.testing.assert_array_equal(first.pairs[0].p, second.pairs[0].p)
    assert any("short segments are pulled" in caution for caution in second.cautions)
    # Its words are those of the segments, weighted.
    weights = fitted.doc_topic.T @ fitted.counts.matrix.toarray()
    np.testing.assert_allclose(
        given.topic_term, weights / weights.sum(axis=1, keepdims=True), rtol=1e-9
    )
    assert "without their terms" in given.summary()


def small(make_counts) -> Counts:  # type: ignore[no-untyped-def]
    return make_counts(  # type: ignore[no-any-return]
        [[3, 1, 0], [0, 2, 2], [1, 1, 5], [4, 0, 1]], terms=("fish", "gas", "sea")
    )


def test_what_does_not_match_is_listed(make_counts) -> None:  # type: ignore[no-untyped-def]
    counts = small(make_counts)
    ids = ["m002#1.1", "elsewhere", "m000#1.1"]
    with pytest.warns(ToolkitWarning, match="1 row whose name is no segment.*'elsewhere'"):
        given = topics_from(
            [[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]],
            [[0.5, 0.5, 0.0], [0.0, 0.4, 0.6]],
            counts=counts, ids=ids, terms=["fish", "port", "sea"], tool="MALLET",
        )  # fmt: skip
    assert given.counts.segments.ids == ("m000#1.1", "m002#1.1")
    assert given.doc_topic.tolist() == [[0.9, 0.1], [0.2, 0.8]]
    assert given.counts.segments.dropped == {"without topics from elsewhere": 2}
    assert given.unmatched == ("elsewhere",)
    assert given.missing_terms == ("gas",)
    assert given.known_mass == (0.5, 0.6)
    assert given.topic_term.tolist() == [[1, 0, 0], [0, 0, 1]]
    said = given.summary()
    assert "2 topics of MALLET on 2 segments" in said
    assert "left out: 2 segments without topics from elsewhere" in said
    assert "rows that are no segment: 1: 'elsewhere'" in said
    assert "terms unknown to the topics: 1 of 3, 18.2 % of the tokens: 'gas'" in said
    assert "55.0 % of a topic in the mean, least 50.0 % (topic 1)" in said


def test_mallet_weights_are_rescaled_on_request(make_counts, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    counts = small(make_counts)
    theta = "".join(f"{i}\tm{i:03d}#1.1\t0.25\t0.75\n" for i in range(4))
    (tmp_path / "doc-topics.txt").write_text(theta)
    (tmp_path / "weights.txt").write_text("0\tfish\t3\n0\tsea\t1\n1\tgas\t5\n")
    files = tmp_path / "doc-topics.txt", tmp_path / "weights.txt"
    with pytest.raises(ToolkitError, match=r"weights.txt, row 2 \('1'\).*sum to 5.*rescale = True"):
        topics_from(*files, counts=counts)
    given = topics_from(*files, counts=counts, rescale=True)
    assert given.topic_term.tolist() == [[0.75, 0, 0.25], [0, 1, 0]]
    assert given.labels == ("1 fish, sea", "2 gas")


def test_labels_are_the_users(make_counts) -> None:  # type: ignore[no-untyped-def]
    counts = small(make_counts)
    theta, ids = np.full((4, 2), 0.5), counts.segments.ids
    given = topics_from(theta, counts=counts, ids=ids, labels=["Fish", "Fuel"])
    assert given.labels == ("Fish", "Fuel")
    with pytest.raises(ToolkitError, match="1 labels came for 2 topics"):
        topics_from(theta, counts=counts, ids=ids, labels=["Fish"])


def test_it_shows_itself_and_travels(fitted: Topics) -> None:
    given = topics_from(
        fitted.doc_topic, fitted.topic_term,
        counts=fitted.counts, ids=fitted.counts.segments.ids, terms=fitted.terms, tool="stm",
    )  # fmt: skip
    assert repr(given).startswith("5 topics of stm on")
    again = pickle.loads(pickle.dumps(given))
    assert (again.tool, again.has_terms, again.labels) == ("stm", True, given.labels)
    rows = fitted.counts.matrix[:3]
    np.testing.assert_array_equal(given.fold_in(rows), fitted.fold_in(rows))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"ids": None}, "doc_topic does not name its rows; give ids"),
        ({"ids": ["a"] * 4}, "doc_topic names a row twice: 'a'"),
        ({"ids": list("abcd")}, "names no segment of the counts: its rows are called 'a', 'b'"),
        ({"doc_topic": np.ones((4, 2))}, "sum to 2 and not to one"),
        ({"doc_topic": [["a", "b"]]}, "doc_topic is no array of numbers"),
        ({"doc_topic": np.array([[1.0, 0]] * 4)}, "topic 2 of doc_topic has no share in any"),
        ({"topic_term": np.eye(3)}, "doc_topic has 2 topics and topic_term 3"),
        ({"topic_term": np.eye(3)[:2]}, "topic_term does not name its columns; give terms"),
        ({"topic_term": "phi.npz"}, "an npz file is given as doc_topic alone"),
        ({"doc_topic": "absent.csv"}, "absent.csv cannot be read"),
    ],
)
def test_bad_input_is_one_sentence(make_counts, arguments: dict, said: str) -> None:  # type: ignore[no-untyped-def, type-arg]
    counts = small(make_counts)
    given = {"doc_topic": np.full((4, 2), 0.5), "ids": counts.segments.ids, **arguments}
    with pytest.raises(ToolkitError, match=said):
        topics_from(**given, counts=counts)


def test_names_may_come_beside_an_npz(make_counts, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    counts = small(make_counts)
    np.savez(tmp_path / "m.npz", doc_topic=np.full((4, 2), 0.5), topic_term=np.eye(3)[:2])
    ids, terms = counts.segments.ids, ["sea", "gas", "fish"]
    given = topics_from(tmp_path / "m.npz", counts=counts, ids=ids, terms=terms)
    assert given.topic_term.tolist() == [[0, 0, 1], [0, 1, 0]]


def test_an_npz_without_theta(make_counts, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    np.savez(tmp_path / "m.npz", beta=np.eye(2))
    with pytest.raises(ToolkitError, match="no array named doc_topic or theta; it holds beta"):
        topics_from(tmp_path / "m.npz", counts=small(make_counts))
