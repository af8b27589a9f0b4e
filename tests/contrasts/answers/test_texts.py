from dataclasses import replace

from common.exchanges import topics_of
from scipy.sparse import csr_matrix

from toolkit.contrasts.answers.texts import first_words, nameless


def test_the_own_name_alone_is_taken_out():
    questions = csr_matrix([[1, 2, 3], [4, 5, 6]])
    bare = nameless(questions, ["Ann-Marie LEE", "Bob Tax"], ("ann", "lee", "tax"))
    assert bare.toarray().tolist() == [[0, 0, 3], [4, 5, 0]]
    assert questions.toarray().tolist() == [[1, 2, 3], [4, 5, 6]]


def test_first_words_of_several_segments():
    segments = topics_of(
        [("a", 1, "question", "X", [1, 1]), ("a", 1, "answer", "Y", [1, 1])]
    ).counts.segments
    segments = replace(segments, texts=("one two", " ".join(["three"] * 40)))
    assert first_words(segments, (0,)) == "one two"
    assert first_words(segments, (0, 1)) == "one two " + "three " * 28 + "…"
