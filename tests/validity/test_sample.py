"""What is planted in the sample is found, what is not is not: twenty samples, whole pipeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toolkit.contrasts import Contrast, contrast
from toolkit.corpus import read_corpus, write_sample
from toolkit.corpus.sample_design import PLANTED, Difference
from toolkit.counts import count_terms
from toolkit.segments import split
from toolkit.topics import Topics, fit_lda

SEEDS = range(1, 21)
# The settings of experiments/sample.toml.
N_TOPICS, MIN_WORDS, MIN_SEGMENTS = 12, 20, 5
COUNTRY, OTHERS = "Harbourland", "elsewhere"


def fit(seed: int, folder: Path) -> Topics:
    """Fit one sample; a column of our own sets one country against all others together."""
    write_sample(folder / "pages", seed)
    rows = [
        f"{m.meeting},{COUNTRY if m.countries == (COUNTRY,) else OTHERS}"
        for m in read_corpus(folder / "pages").meetings
    ]
    (folder / "guests.csv").write_text("\n".join(["meeting,guest", *rows]), encoding="utf-8")
    corpus = read_corpus(folder / "pages", metadata=folder / "guests.csv")
    segments = split(corpus, min_words=MIN_WORDS)
    counts = count_terms(segments, min_segments=MIN_SEGMENTS)
    return fit_lda(counts, n_topics=N_TOPICS, seed=seed)


def compare(topics: Topics, column: str, groups: tuple[str, ...], within: str) -> Contrast:
    where = {"kind": (within,)} if within else None
    return contrast(topics, between=column, groups=groups, where=where)


def topic_of(topics: Topics, planted: Difference) -> int:
    """The topic that gives the theme's own terms the largest share."""
    place = {term: i for i, term in enumerate(topics.terms)}
    columns = [place[term] for term in planted.terms if term in place]
    return int(np.argmax(topics.topic_term[:, columns].sum(axis=1)))


def is_found(topics: Topics, planted: Difference) -> bool:
    """Whether the theme's topic is larger in the group than in each of the others."""
    column, others = planted.column, planted.others
    if column == "countries":
        column, others = "guest", (OTHERS,)
    made = compare(topics, column, (planted.group, *others), planted.within)
    k = topic_of(topics, planted)
    for other in others:
        pair = made.pair(planted.group, other)
        sign = 1 if pair.a == planted.group else -1
        if not (sign * pair.difference[k] > 0 and pair.p_adjusted[k] <= 0.05):
            return False
    return True


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_samples(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = dict.fromkeys((d.name for d in PLANTED.differences), 0)
    false = dict.fromkeys((a.name for a in PLANTED.alike), 0)
    for seed in SEEDS:
        topics = fit(seed, tmp_path_factory.mktemp("sample"))
        for planted in PLANTED.differences:
            found[planted.name] += is_found(topics, planted)
        for alike in PLANTED.alike:
            made = compare(topics, alike.column, alike.groups, alike.within)
            false[alike.name] += bool((made.pairs[0].p_adjusted <= 0.05).any())
    print(found, false)
    assert {d.column for d in PLANTED.differences} == {"speaker", "kind", "year", "countries"}
    assert min(found.values()) >= 19, found
    assert max(false.values()) <= 4, false
