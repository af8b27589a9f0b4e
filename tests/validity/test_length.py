"""Short questions against long answers about the same things: length alone must find nothing.

Words are drawn from known topics, 25 for a question and 250 for an answer. First the topics are
taken as known, then a model is fitted to every corpus, as a user would. The suite fits 8 corpora;
``TOOLKIT_VALIDITY=4000`` fits 200.
"""

from __future__ import annotations

import numpy as np
import pytest
from common import nulls
from common.nulls import Random, dirichlet
from common.rates import LEVEL, band, by_clusters, by_turns, count, judge, keep, n_sets
from common.spoken import N_EACH, N_MEETINGS, as_counts, spoken, spoken_topics
from scipy.sparse import csr_matrix

from toolkit.contrasts import contrast
from toolkit.contrasts.cells import Cells
from toolkit.contrasts.thin import thin_exchanges
from toolkit.seeds import derive_seed
from toolkit.topics import fit_lda, fold_in_lda

N_SETS = n_sets(160)
N_FITS = N_SETS // 20
PROMISED = 0.08  # with topics estimated from words, 5 % exactly is promised of nothing

TOPICS = spoken_topics(np.random.default_rng(0))
GROUP = [0] * N_MEETINGS + [1] * N_MEETINGS
CLUSTER = [*range(N_MEETINGS), *range(N_MEETINGS)]


# --- topics as known --------------------------------------------------------------------------


def _pooled(random: Random) -> Cells:
    """Fold each kind's words of a meeting in on the true topics, as `contrast` does."""
    words = spoken(random, TOPICS).sum(axis=2).reshape(2 * N_MEETINGS, -1)
    return nulls.make_cells(fold_in_lda(csr_matrix(words), TOPICS), GROUP, CLUSTER)


def test_pooled_words_do_not_fake_findings() -> None:
    rates = count("25 against 250 words, pooled, topics known", _pooled, by_clusters(), N_SETS)
    judge(rates, 0.05, test="length")
    assert rates.any_topic <= band(PROMISED, N_SETS)[1]
    assert rates.divergence <= band(PROMISED, N_SETS)[1]


def test_the_mean_of_segments_does() -> None:
    """The reason for pooling: LDA's own proportions of short segments lean to the prior."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(len(TOPICS), doc_topic_prior=1 / len(TOPICS))
    model.fit(np.ones((1, TOPICS.shape[1])))
    model.components_, model.exp_dirichlet_component_ = 1e6 * TOPICS, TOPICS

    def draw(random: Random) -> Cells:
        words = spoken(random, TOPICS).reshape(2 * N_MEETINGS * N_EACH, -1)
        segments = model.transform(words).reshape(2 * N_MEETINGS, N_EACH, -1)
        return nulls.make_cells(segments.mean(axis=1), GROUP, CLUSTER)

    name = "25 against 250 words, mean of segments, topics known"
    rates = count(name, draw, by_clusters(), max(40, N_SETS // 10))
    judge(rates, 0.05, test="length, what goes wrong")
    assert rates.any_topic > 0.1


def _hundred_exchanges(*, thinned: bool) -> nulls.Draw:
    """100 exchanges of one question and one answer each, in five meetings."""

    def draw(random: Random) -> Cells:
        meeting = np.repeat(np.arange(5), 20)
        centres = dirichlet(random, np.tile(8 * nulls.base(random, len(TOPICS)), (5, 1)))
        exchange = dirichlet(random, 8 * centres[meeting])
        sides = [
            random.multinomial(length, dirichlet(random, 6 * exchange) @ TOPICS)
            for length in (25, 250)
        ]
        counts = csr_matrix(np.vstack(sides))
        if thinned:
            pairs = [(str(i), ([i], [100 + i])) for i in range(100)]
            counts = thin_exchanges(counts, pairs, int(random.integers(2**31)))
        values = fold_in_lda(counts, TOPICS)
        group, unit = [0] * 100 + [1] * 100, [*range(100), *range(100)]
        return nulls.make_cells(values, group, unit, meeting.tolist())

    return draw


def test_exchanges_are_thinned() -> None:
    n = max(40, N_SETS // 10)
    thinned = count("100 exchanges, thinned", _hundred_exchanges(thinned=True), by_turns, n)
    as_they_are = count(
        "100 exchanges, as they are", _hundred_exchanges(thinned=False), by_turns, n
    )
    judge(thinned, 0.05, test="length")
    judge(as_they_are, 0.05, test="length, what goes wrong")
    assert max(thinned.any_topic, thinned.divergence) <= band(0.06, n)[1]
    assert as_they_are.any_topic > 0.1


# --- with the model in the loop ---------------------------------------------------------------

VOCABULARIES = [150] if N_FITS < 200 else [150, 400]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*not converge")
@pytest.mark.parametrize("n_terms", VOCABULARIES)
def test_with_the_model_in_the_loop(n_terms: int) -> None:
    name = f"25 against 250 words, LDA fitted, {n_terms} terms"
    seed, found = derive_seed(1, name), np.zeros(4)
    for number in range(N_FITS):
        random = np.random.default_rng([seed, number])
        counts = as_counts(spoken(random, spoken_topics(random, n_terms=n_terms)))
        topics = fit_lda(counts, n_topics=8, seed=number)
        for at, average in enumerate(("meetings", "segments")):
            (pair,) = contrast(
                topics,
                between="kind",
                average=average,  # type: ignore[arg-type]
                n_shuffles=999,
                seed=number,
            ).pairs
            found[2 * at : 2 * at + 2] += (pair.p_adjusted.min() <= LEVEL, pair.jsd_p <= LEVEL)
    pooled, pooled_jsd, plain, plain_jsd = (found / N_FITS).tolist()
    shared = {"data_sets": N_FITS, "seed": seed, "level": PROMISED, "high": PROMISED}
    for what, any_topic, divergence in (
        ("pooled", pooled, pooled_jsd),
        ("mean of segments", plain, plain_jsd),
    ):
        keep(
            test="length, model in the loop",
            design=f"{name}, {what}",
            any_topic=any_topic,
            divergence=divergence,
            verdict="met" if any_topic <= PROMISED else "above: any_topic",
            **shared,
        )
    assert pooled <= (PROMISED if N_FITS >= 200 else band(PROMISED, N_FITS)[1])
    # What is cautioned about: topics fit the words they were fitted to, most of all the many of
    # the answers, and the divergence adds up what that does to every topic. Folding in fresh words
    # it was found in 3 % of 100 corpora (150 terms) and 9 % of 80 (400 terms).
    assert pooled_jsd <= band(0.4, N_FITS)[1]
