"""How well topics foretell meetings that they have not seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.counts import Counts
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.seeds import derive_seed
from toolkit.stages import check_settings, stage
from toolkit.topics.completion import deal_halves, log_likelihood
from toolkit.topics.lda import fit_lda
from toolkit.topics.unseen import Scores, Unseen, foretell, ratio_error, unknown_words

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class HeldOut(Parts, Record):
    """How well the halves of unseen segments were foretold.

    Attributes
    ----------
    settings
        The settings of `held_out`; `model` holds those of the fit, every default written out.
    meetings
        The meetings held out.
    loss
        Minus the log-likelihood of the held tokens of each, natural logarithm, (n_meetings,).
    baseline
        The same by the shares of the terms in the other meetings, without topics.
    tokens
        Held tokens of each, (n_meetings,).
    n_trained, n_unknown
        Meetings that the topics were fitted to; and tokens of the held-out meetings of terms that
        those do not hold, which are left out.
    """

    shown_columns = ("meeting", "tokens", "perplexity", "without_topics")

    settings: MappingProxyType[str, Any]
    meetings: tuple[str, ...]
    loss: Floats
    baseline: Floats
    tokens: Floats
    n_trained: int
    n_unknown: int

    @property
    def perplexity(self) -> float:
        """Of a held token: as unsure as a choice between so many terms alike; lower is better."""
        return math.exp(math.fsum(self.loss) / math.fsum(self.tokens))

    @property
    def without_topics(self) -> float:
        """The perplexity by the shares of the terms in the other meetings alone."""
        return math.exp(math.fsum(self.baseline) / math.fsum(self.tokens))

    @property
    def standard_error(self) -> float:
        """Of the logarithm of the perplexity, over meetings, as of a ratio of two means.

        Speaks of other meetings, not of other fits. Two models on the same split share most of
        it: compare them meeting by meeting. NaN for one meeting.
        """
        return ratio_error(self.loss, self.tokens)

    def table(self) -> pd.DataFrame:
        """Return one row a meeting held out: held tokens, perplexity, the same without topics."""
        import pandas as pd

        return pd.DataFrame(
            {
                "meeting": self.meetings,
                "tokens": self.tokens.astype(np.int64),
                "perplexity": np.exp(self.loss / self.tokens),
                "without_topics": np.exp(self.baseline / self.tokens),
            }
        )

    def summary(self) -> str:
        """Say how well unseen halves were foretold, and beside what."""
        n = self.settings["model"]["n_topics"]
        how = (
            f"LDA with {n} topics fitted to {plural(self.n_trained, 'meeting')}; halves of the "
            f"segments of {plural(len(self.meetings), 'other')} foretold by the other halves "
            f"({plural(int(self.tokens.sum()), 'token')})."
        )
        found = (
            f"Perplexity {self.perplexity:,.1f} (standard error over meetings "
            f"{100 * self.standard_error:.1f} %); without topics {self.without_topics:,.1f}."
        )
        return "\n".join([how, found, *unknown_words(self.n_unknown)])


@stage
def held_out(
    counts: Counts,
    *,
    model: dict[str, Any] | None = None,
    share: Annotated[float, Field(gt=0, lt=1)] = 0.1,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> HeldOut:
    r"""Fit LDA to most meetings, and let halves of the other meetings' segments foretell the rest.

    Whole meetings are held out, since segments of one meeting repeat each other and topics that
    know a meeting foretell it too well. Which meetings, and which tokens of them are observed,
    depends on the counts and `seed` alone: models of any size, engine and seed of their own are
    scored on the same tokens and may be compared, on one vocabulary.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    model
        The settings of `fit_lda`, such as ``{"n_topics": 20}``.
    share
        Share of the meetings held out; one at least.
    seed
        Seed of the split. The fit has a seed of its own in `model`.

    Returns
    -------
    HeldOut
        Perplexity over the held tokens, lower is better: from 1 to the number of terms for a
        guess, and above it for worse ones; beside it the same without topics.

    Raises
    ------
    ToolkitError
        If there are fewer than two meetings, or nothing is left to score.

    Notes
    -----
    Terms that the fitted meetings do not hold are left out and counted. Limits of `count_terms`,
    such as `min_segments`, have looked at all meetings: the vocabulary is thus one for all models,
    and not quite unseen. Not for NMF, whose weights are no probabilities. Perplexities of unequal
    vocabularies are no comparison.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), Evaluation methods for topic models, ICML.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> found = held_out(counts, model={"n_topics": 8})
    >>> found.perplexity < 0.7 * found.without_topics
    True
    """
    settings = check_settings(fit_lda, model or {}, place="held_out.model")
    found = foretell(
        counts, lambda unseen: score_lda(unseen, settings, seed), share=share, seed=seed
    )
    return HeldOut(
        settings=MappingProxyType({"model": settings, "share": share, "seed": seed}),
        meetings=found.meetings,
        loss=found.scores.loss,
        baseline=found.scores.baseline,
        tokens=found.scores.size,
        n_trained=found.n_trained,
        n_unknown=found.n_unknown,
    )


def score_lda(unseen: Unseen, settings: Mapping[str, Any], seed: int) -> Scores:
    """Fit LDA to the meetings that are seen, and complete the segments of the others.

    Returns
    -------
    Scores
        Minus log-likelihoods of the held tokens, natural logarithm, and their number; nothing is
        fitted where no token is left to score.
    """
    observed, asked = deal_halves(unseen.rows, derive_seed(seed, "held_out.halves"))
    if not asked.nnz:
        nothing = np.zeros(len(unseen.meetings))
        return Scores(nothing, nothing, nothing)
    topics = fit_lda(unseen.train, **settings)
    if topics.alpha is None:
        raise ValueError("every engine of LDA says its prior")
    plain = np.asarray(unseen.train.matrix.sum(axis=0), dtype=np.float64).ravel()
    return Scores(
        loss=unseen.by_meeting(-log_likelihood(topics.topic_term, topics.alpha, observed, asked)),
        baseline=unseen.by_meeting(-(asked @ np.log(plain / plain.sum()))),
        size=unseen.by_meeting(np.asarray(asked.sum(axis=1), dtype=np.float64).ravel()),
    )
