"""Terms that one speaker says too often are thinned to what the others' rate allows."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from common.named import OPEN, said
from scipy.sparse import csr_matrix
from scipy.stats import chisquare, poisson

from toolkit.counts import Counts, count_terms
from toolkit.counts.overuse import find_excess, thin_overused
from toolkit.errors import ToolkitError
from toolkit.segments import Segments
from toolkit.topics import Topics, fit_lda, fit_nmf

NONE: frozenset[str] = frozenset()


def counts_of(matrix: Any, speakers: list[str | None], texts: Any = None) -> Counts:
    matrix = csr_matrix(np.asarray(matrix, np.int64))
    n_segments, n_terms = matrix.shape
    named = {
        "segment": tuple(f"s{i}" for i in range(n_segments)),
        "speaker": tuple(speakers),
    }
    texts = tuple(texts or (f"{row.tolist()}" for row in matrix.toarray()))
    segments = Segments("turn", texts, MappingProxyType(named), MappingProxyType({}))
    terms = tuple(f"t{v:03d}" for v in range(n_terms))
    return Counts(segments, matrix, terms, (), MappingProxyType({}))


def test_what_is_too_often_against_brute_force() -> None:
    random = np.random.default_rng(1)
    table = random.negative_binomial(0.3, 0.02, (6, 40))
    total = table.sum(axis=0) + random.poisson(3, 40)  # some tokens of nobody
    found = find_excess(csr_matrix(table), 2.0, total)
    expected = []
    for g in range(6):
        for v in range(40):
            others, rest = total[v] - table[g, v], total.sum() - table[g].sum()
            mean = 2 * others * table[g].sum() / rest
            most = poisson.ppf(0.999, mean) if mean else 0
            if table[g, v] > most:
                expected.append((g, v, int(most)))
    assert list(zip(found.group, found.term, found.allowed, strict=True)) == expected
    assert len(expected) > 10


def test_only_the_speaker_s_own_tokens_go_down_to_what_is_allowed() -> None:
    random = np.random.default_rng(2)
    matrix = random.poisson(2, (40, 12))
    matrix[:10, 0] += 30
    who: list[str | None] = ["Ada"] * 10 + ["Ben"] * 15 + [None] * 15
    counts = counts_of(matrix, who)
    thinned = thin_overused(counts, "speaker", 2.0, NONE).matrix.toarray()
    assert (thinned[10:] == matrix[10:]).all()
    assert (thinned[:, 1:] == matrix[:, 1:]).all()
    assert (thinned[:10, 0] <= matrix[:10, 0]).all()
    n, rest = matrix[:10].sum(), matrix[10:].sum()
    assert thinned[:10, 0].sum() == poisson.ppf(0.999, 2 * matrix[10:, 0].sum() * n / rest)
    assert (counts.matrix.toarray() == matrix).all()


def test_who_says_little_is_not_thinned_for_saying_it() -> None:
    # 200 journalists of 20 tokens over 400 terms, alike: a term said once is often said.
    random = np.random.default_rng(3)
    matrix = random.multinomial(20, np.full(400, 1 / 400), 200)
    counts = counts_of(matrix, [f"j{i:03d}" for i in range(200)])
    lost = counts.n_tokens - thin_overused(counts, "speaker", 3.0, NONE).n_tokens
    assert lost < 0.005 * counts.n_tokens


def test_neither_order_nor_names_have_a_part() -> None:
    random = np.random.default_rng(4)
    matrix = random.poisson(1.0, (60, 30))
    matrix[:20, :8] += random.poisson(6, (20, 8))
    matrix[3] = matrix[4]  # word for word the same
    who = ["Ada"] * 20 + ["Ben"] * 20 + ["Cy"] * 20
    one = thin_overused(counts_of(matrix, list(who)), "speaker", 1.5, NONE)
    order = random.permutation(60)
    new = {"Ada": "x", "Ben": "w", "Cy": "y"}
    turned = counts_of(matrix[order], [new[who[i]] for i in order])
    other = thin_overused(turned, "speaker", 1.5, NONE)
    assert one.n_tokens < matrix.sum()
    rows = other.matrix.toarray().tolist()
    there = dict(zip(other.segments.texts, rows, strict=True))
    for i, text in enumerate(one.segments.texts):
        if i not in (3, 4):
            assert there[text] == one.matrix.toarray()[i].tolist()
    assert one.matrix.sum(axis=0).tolist() == other.matrix.sum(axis=0).tolist()


def test_tokens_go_from_all_segments_alike() -> None:
    matrix = np.ones((60, 300), np.int64)
    matrix[:20] = 10
    matrix[:20, 150:] = 1
    who: list[str | None] = ["Ada"] * 20 + ["Ben"] * 40
    counts = counts_of(matrix, who, texts=[f"segment {i}" for i in range(60)])
    thinned = thin_overused(counts, "speaker", 1.0, NONE)
    lost = (matrix - thinned.matrix.toarray())[:20, :150]
    assert lost.sum() > 5000
    # Draws without putting back scatter less than the chi-squared says: no lump may be seen.
    assert chisquare(lost.sum(axis=1)).pvalue > 0.01
    # Each term by a draw of its own.
    assert abs(np.corrcoef(lost.T)[np.triu_indices(150, 1)].mean() + 1 / 149) < 0.02


def test_a_term_is_thinned_listed_and_traced() -> None:
    talk = said(
        [("a", "answer", "Ada", "fish " * 90 + "ropes nets " * 20)]
        + [("b", "answer", "Ben", "fish ropes nets ropes nets")] * 8
    )
    counts = count_terms(talk, max_speaker_rate=2, **OPEN)
    (gone,) = counts.dropped_terms
    left = int(counts.matrix[:, counts.terms.index("fish")].sum())
    assert (gone.term, gone.rule, gone.segments) == ("fish", "max_speaker_rate", 1)
    assert gone.count == 98 - left
    traced = counts.trace("fish")
    assert traced["fate"].tolist() == ["kept", "max_speaker_rate"]
    assert traced["count"].tolist() == [left, gone.count]
    assert "max_speaker_rate = 2" in traced["why"][1]
    assert "left out by max_speaker_rate: 1 term" in counts.summary()
    assert count_terms(talk, max_speaker_rate=2, keep="fish", **OPEN).n_tokens == 170
    by_meeting = count_terms(talk, max_meeting_rate=2, **OPEN)
    assert [d.rule for d in by_meeting.dropped_terms] == ["max_meeting_rate"]


def test_what_nobody_else_says_goes_altogether() -> None:
    talk = said([("a", "answer", "Ada", "fish fish ropes"), ("a", "answer", "Ben", "ropes ropes")])
    counts = count_terms(talk, max_speaker_rate=3, **OPEN)
    assert counts.terms == ("ropes",)
    assert [(d.term, d.count) for d in counts.dropped_terms] == [("fish", 2)]
    apart = said([("a", "answer", "Ada", "fish"), ("a", "answer", "Ben", "nets")])
    with pytest.raises(ToolkitError, match="no term is left: each of 2 terms is of one speaker"):
        count_terms(apart, max_speaker_rate=3, **OPEN)


def test_one_speaker_has_nobody_beside_him() -> None:
    with pytest.raises(ToolkitError, match="max_speaker_rate = 3 .* segments name 1 speaker"):
        count_terms(said([("a", "answer", "Ada", "fish")]), max_speaker_rate=3, **OPEN)


# --- planted: six speakers on four subjects; one of them has manners of speech of his own ------


def _talk() -> tuple[Counts, np.ndarray]:
    random = np.random.default_rng(5)
    n_own, subjects = 15, 0.002 + np.kron(np.eye(4), np.full(20, 0.045))
    speakers, rows = [], []
    for speaker in range(6):
        for _ in range(40):
            theta = random.dirichlet(np.full(4, 0.3))
            p = np.concatenate([0.98 * (theta @ subjects), np.full(n_own, 0.02 / n_own)])
            if speaker == 0:  # every third word is his own
                p = np.concatenate([0.65 * (theta @ subjects), np.full(n_own, 0.35 / n_own)])
            rows.append(random.multinomial(60, p / p.sum()))
            speakers.append(f"speaker {speaker}")
    return counts_of(rows, list(speakers)), subjects


def _largest_part(topics: Topics) -> float:
    """Of each topic's tokens the part that its top speaker has; the largest of them."""
    tokens = np.asarray(topics.counts.matrix.sum(axis=1)).ravel()
    who = np.array(topics.counts.segments.column("speaker"))
    mass = np.array([(topics.doc_topic * tokens[:, None])[who == s].sum(axis=0) for s in set(who)])
    return float((mass / mass.sum(axis=0)).max())


@pytest.mark.filterwarnings("ignore:.*not meet its tolerance")
@pytest.mark.parametrize("fit", [fit_lda, fit_nmf])
def test_a_speaker_s_own_words_make_no_topic_of_his_any_more(fit: Any) -> None:
    counts, subjects = _talk()
    thinned = thin_overused(counts, "speaker", 1.5, NONE)
    assert _largest_part(fit(counts, n_topics=5)) > 0.6
    topics = fit(thinned, n_topics=4)
    assert _largest_part(topics) < 0.3
    found = topics.topic_term[:, :80] @ subjects.T
    assert sorted(found.argmax(axis=1)) == [0, 1, 2, 3]
    assert _largest_part(fit(thinned, n_topics=5)) < 0.45
