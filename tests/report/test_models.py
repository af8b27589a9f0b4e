"""Words on models: a setting that changes changes them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from toolkit.experiment import Run
from toolkit.report.models import topics_words
from toolkit.topics import Topics

VERSIONS = {"scikit-learn": "9.8", "numba": "8.7"}
CHANGED: dict[str, dict[str, Any]] = {
    "main": {"n_topics": 5, "engine": "gensim", "alpha": 0.7, "eta": 0.6, "max_iter": 77,
             "tolerance": 0.007},
    "second": {"n_topics": 5, "engine": "scikit-learn mu", "loss": "kullback-leibler",
               "weight": "counts", "start": "random", "max_iter": 77, "tolerance": 0.007,
               "new": 3},
}  # fmt: skip
WEIGHED = {
    "bm25": ("by BM25 (k = 1.2, b = 0.75), and the row", "robertson2009"),
    "log_entropy": ("by log-entropy: the logarithm of", "dumais1991"),
}


def words(topics: Topics, **settings: Any) -> str:
    changed = MappingProxyType({**topics.settings, **settings})
    return topics_words("main", replace(topics, settings=changed), 11, VERSIONS)[0]


@pytest.mark.parametrize(
    "model, setting", [(model, name) for model, names in CHANGED.items() for name in names]
)
def test_every_setting_is_told(kept: Run, model: str, setting: str) -> None:
    topics = replace(kept.topics[model], convergence=replace(
        kept.topics[model].convergence, converged=True))  # fmt: skip
    assert words(topics, **{setting: CHANGED[model][setting]}) != words(topics)


def test_how_the_fit_ended_is_told(kept: Run) -> None:
    lda, nmf = kept.topics["main"], kept.topics["second"]
    assert not lda.convergence.converged
    text = words(lda)
    tolerance = "(a relative change of 0.001 in training perplexity)"
    assert f"did not meet its tolerance {tolerance} in 10" in text
    assert "(numba 8.7)" in text
    assert "least squares (numba 8.7)" in words(nmf)
    assert "coordinate descent (scikit-learn 9.8)" in words(nmf, engine="scikit-learn")
    assert "The seed was 11." in text
    n = nmf.convergence.n_iter
    tolerance = "(a relative change of 1e-06 in the loss)"
    assert f"met its tolerance {tolerance} after {n} of" in words(nmf)


def test_works_are_those_of_the_model(kept: Run) -> None:
    assert topics_words("a", kept.topics["main"], 1, {})[1] == [
        "blei2003", "asuncion2009", "foulds2013",
    ]  # fmt: skip
    assert "boutsidis2008" in topics_words("a", kept.topics["second"], 1, {})[1]


@pytest.mark.parametrize("weight", WEIGHED)
def test_weights_are_told_with_their_works(kept: Run, weight: str) -> None:
    said, work = WEIGHED[weight]
    settings = MappingProxyType({**kept.topics["second"].settings, "weight": weight})
    text, works = topics_words("a", replace(kept.topics["second"], settings=settings), 1, {})
    assert f"Counts were weighted {said}" in text
    assert work in works


def test_topics_from_elsewhere_are_said_to_be_so(kept: Run) -> None:
    given = replace(kept.topics["main"], model="elsewhere", settings=MappingProxyType({}))  # type: ignore[arg-type]
    text, works = topics_words("stm", given, None, {})
    assert "taken from another tool; how they were fitted is not known here" in text
    assert "seed" not in text
    assert works == []


def test_seed_words_are_told(kept: Run) -> None:
    names = ("arms", *("",) * 3)
    own: dict[str, Any] = {"seed_words": {"arms": ["missile*", "treaty"]}}
    lda = replace(kept.topics["main"], seeded=names)
    nmf = replace(kept.topics["second"], seeded=names)
    text = words(lda, **own, seed_strength=0.5)
    assert "1 topic had seed words (arms: missile\\* and treaty)" in text
    assert "raised by 0.5 times the word's tokens" in text
    assert "first values of 1 topic were seed words (arms:" in words(nmf, **own)
    assert "Further settings" not in text
