"""One model from many fits: what comes back, and how often."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.counts.weights import term_weights
from toolkit.errors import ToolkitError
from toolkit.kept import Kept
from toolkit.parallel import Task
from toolkit.records import plural, read_only
from toolkit.stages import stage
from toolkit.topics.agreement import Agreement, agree
from toolkit.topics.choose import Model, Say, refuse_same, run_all
from toolkit.topics.convergence import Convergence
from toolkit.topics.fit import check_counts
from toolkit.topics.numbers import make_labels
from toolkit.topics.refit import Refit, check_model, keep_counts, load_refit, refit
from toolkit.topics.topics import Floats, Topics
from toolkit.topics.transform import shares_in

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class ConsensusTopics(Topics):
    """Topics that many fits have found, each the mean of its copies.

    Attributes
    ----------
    support
        In how many refits each topic was found, (n_topics,).
    likeness
        How alike its copies are to the one in their middle, (n_topics,), 0 to 1: one less the
        squared Hellinger distance, in the mean.
    n_refits
        Refits that were made.
    n_left_out
        Topics of refits that were found too seldom, or as a second copy, in all.
    """

    support: Ints | None = None
    likeness: Floats | None = None
    n_refits: int = 0
    n_left_out: int = 0

    def __post_init__(self) -> None:
        """Check and freeze as other topics."""
        super().__post_init__()
        for name in ("support", "likeness"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def origin(self) -> str:
        """What fitted them, for captions."""
        model = f"{self.model.upper()} with {self.settings['n_topics']} topics"
        return f"{plural(self.n_topics, 'topic')} that {self.n_refits} refits of {model} agree on"

    def table(self) -> pd.DataFrame:
        """Return one row a topic: its size, in how many refits it was found, its first terms."""
        frame = super().table()
        frame.insert(1, "support", self.support)
        frame.insert(2, "likeness", self.likeness)
        return frame

    def summary(self) -> str:
        """Say how often the topics were found."""
        support = np.asarray(self.support)
        every = int((support == self.n_refits).sum())
        return (
            f"{self.origin}, {plural(len(self.counts.segments), 'segment')}: {every} found in all "
            f"of them, the others in {support.min()} or more; "
            f"{plural(self.n_left_out, 'topic')} of single refits left out"
        )


@stage
def consensus(
    counts: Counts,
    *,
    model: Model = "lda",
    n_topics: Annotated[int, Field(ge=2, le=1000)] = 12,
    n_refits: Annotated[int, Field(ge=2, le=1000)] = 50,
    min_support: Annotated[float, Field(gt=0, le=1)] = 0.5,
    share: Annotated[float, Field(gt=0, le=1)] = 1.0,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
    folder: str | Path | None = None,
    workers: Annotated[int, Field(ge=1)] | None = None,
    report: Say | None = None,
) -> ConsensusTopics:
    r"""Fit one size with many seeds, and make one model of the topics that come back.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    model
        As for `choose_topics`.
    n_topics, n_refits
        Size of each fit, and how many there are.
    min_support
        Share of the refits in which a topic must be found to be one of the model.
    share, seed, folder, workers, report
        As for `choose_topics`, whose refits are found again in the same folder.

    Returns
    -------
    ConsensusTopics
        Topics with their support, "found in 47 of 50 refits". They may be fewer than `n_topics`
        where some come back seldom, or more where fits choose among more than they have room for.

    Raises
    ------
    ToolkitError
        If fewer than two topics are found so often, or every fit fails.

    Notes
    -----
    Topics are matched between every two refits as `align` does, by one less their squared
    Hellinger distance, a topic without a counterpart to none. The topic with matches in the most
    refits and these matches are one topic; of the rest again, until none is found often enough.
    Its words are the mean of its copies'. The segments' shares are found anew on the topics, as
    `Topics.transform` does. Support tells what of a model is luck, and not what is true: a topic
    that every fit finds may be a way of speaking. The refits differ in their seeds alone; with
    ``share = 0.8`` in their meetings too.

    References
    ----------
    Belford, Mac Namee and Greene (2018), Stability of topic modeling via matrix factorization,
    Expert Systems with Applications 91. Rieger, Jentsch and Rahnenführer (2024), LDAPrototype,
    for choosing what lies in the middle of many fits. Hoyle, Goel, Sarkar and Resnik (2022), Are
    neural topic models broken?, for ensembles.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> found = consensus(counts, n_topics=8, n_refits=4, workers=1)
    >>> int(found.support.max())
    4
    """
    settings = check_model(model, n_topics, "consensus")
    refuse_same(settings, n_refits, share)
    with ExitStack() as stack:
        root = Path(folder or stack.enter_context(tempfile.TemporaryDirectory()))
        given = keep_counts(Kept(root, report or (lambda _: None)), counts)
        tasks = {
            number: Task(
                f"{n_topics} topics, refit {number + 1}",
                refit,
                (root, given, settings, n_topics, number),
                {"share": share, "seed": seed},
            )
            for number in range(n_refits)
        }
        made, failed = run_all(tasks, workers, report)
        refits = [load_refit(made[number]) for number in sorted(made)]
    for sentence in failed:
        if report:
            report(f"failed: {sentence}")
    rest = {"n_topics": n_topics, "n_refits": n_refits, "min_support": min_support, "share": share}
    return _put_together(counts, refits, min_support, {**settings, **rest}, seed)


def find_copies(agreement: Agreement, least: int) -> list[Ints]:
    """Gather the topics of many fits that are copies of one.

    Parameters
    ----------
    agreement
        Of the fits.
    least
        In how many of them a topic must be found.

    Returns
    -------
    list
        Of each topic the places of its copies, the one in their middle first, no two of one fit;
        topics that most fits have first.

    Examples
    --------
    >>> from toolkit.topics.agreement import agree
    >>> topics = np.array([[0.9, 0.1, 0], [0, 0.2, 0.8]], dtype=np.float32)
    >>> [copies.tolist() for copies in find_copies(agree([topics, topics[::-1]]), 2)]
    [[0, 3], [1, 2]]
    """
    partner, alike = agreement.partner, agreement.similarity
    free = np.ones(len(partner), dtype=bool)
    found: list[Ints] = []
    while True:
        there = (partner >= 0) & free[np.maximum(partner, 0)] & free[:, None]
        votes = there.sum(axis=1)
        # Among those that as many fits have, the one most like its copies is in their middle.
        score = votes + (alike * there).sum(axis=1) / (partner.shape[1] + 1)
        middle = int(score.argmax())
        if votes[middle] < least:
            return found
        copies = partner[middle][there[middle]]
        found.append(np.concatenate([[middle], copies[copies != middle]]))
        free[copies] = False


def _put_together(
    counts: Counts, refits: list[Refit], min_support: float, settings: dict[str, Any], seed: int
) -> ConsensusTopics:
    agreement = agree([one.topic_term for one in refits])
    least = max(2, int(np.ceil(min_support * len(refits) - 1e-9)))
    copies = find_copies(agreement, least)
    if len(copies) < 2:
        raise ToolkitError(
            f"{plural(len(copies), 'topic')} came back in {least} or more of {len(refits)} "
            f"refits; lower min_support = {min_support:g}, or fit fewer topics"
        )
    every = np.concatenate([one.topic_term for one in refits]).astype(np.float64)
    topic_term = np.array([every[of].mean(axis=0) for of in copies])
    topic_term /= topic_term.sum(axis=1, keepdims=True)
    alphas = [one.alpha for one in refits if one.alpha is not None]
    alpha = None
    if alphas:
        priors = np.concatenate(alphas)
        alpha = np.array([priors[of].mean() for of in copies])
    counts = check_counts(counts, len(copies))
    fit_of = np.repeat(np.arange(len(refits)), [len(one.topic_term) for one in refits])
    likeness = [
        agreement.similarity[of[0], fit_of[of[1:]]].mean() if len(of) > 1 else np.nan
        for of in copies
    ]
    weight = settings.get("weight", "counts")
    rows = np.array(counts.segments.canonical_order, dtype=np.intp)
    matrix = csr_matrix(counts.matrix[rows])
    weights = None if weight == "counts" else term_weights(matrix, weight)
    draft = ConsensusTopics(
        model=settings.pop("model"),
        counts=counts,
        doc_topic=np.full((len(counts.segments), len(copies)), 1 / len(copies)),
        topic_term=topic_term,
        labels=make_labels(topic_term, counts.terms),
        settings=MappingProxyType(settings),
        seed=seed,
        convergence=Convergence(
            converged=all(one.converged for one in refits),
            n_iter=len(refits),
            objective=float(np.mean([len(of) for of in copies])),
            measure="mean support",
        ),
        term_weights=None if weights is None else weights.term,
        mean_length=None if weights is None else weights.mean_length,
        alpha=alpha,
        support=np.array([len(of) for of in copies]),
        likeness=np.array(likeness),
        n_refits=len(refits),
        n_left_out=len(every) - sum(map(len, copies)),
    )
    return _by_size(draft)


def _by_size(draft: ConsensusTopics) -> ConsensusTopics:
    """Find the segments' shares, and number the topics by falling size."""
    shares = shares_in(draft, draft.counts.matrix)
    counts, some = draft.counts, np.flatnonzero(~np.isnan(shares[:, 0]))
    if len(some) < len(shares):
        counts, shares = counts.keep(some.tolist(), "without any topic"), shares[some]
    tokens = np.asarray(counts.matrix.sum(axis=1)).ravel()
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    mass = np.sort(shares * tokens[:, None], axis=0).sum(axis=0)
    order = np.argsort(-mass, kind="stable")
    topic_term = draft.topic_term[order]
    ordered = replace(
        draft,
        counts=counts,
        doc_topic=shares[:, order],
        topic_term=topic_term,
        labels=make_labels(topic_term, counts.terms),
        alpha=None if draft.alpha is None else draft.alpha[order],
        support=np.asarray(draft.support)[order],
        likeness=np.asarray(draft.likeness)[order],
    )
    # Found anew in this order, so that they are what `transform` finds, to the last bit.
    return replace(ordered, doc_topic=shares_in(ordered, counts.matrix))
