"""The record of a fitted topic model, whatever fitted it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.counts.weights import WEIGHT_NAMES, TermWeights, Weight, weigh
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only
from toolkit.topics.convergence import Convergence
from toolkit.topics.foldin import fold_in_lda, fold_in_nmf
from toolkit.topics.numbers import topic_numbers
from toolkit.topics.ranked import largest

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
TermOrder = Literal["probability", "relevance", "frex"]


@dataclass(frozen=True, eq=False, repr=False)
class Topics(Record):
    """A fitted topic model.

    Attributes
    ----------
    model
        ``"lda"``, ``"nmf"``, or ``"elsewhere"`` for topics that another tool has fitted.
    counts
        The counts it was fitted to; its segments are the rows of `doc_topic`.
    doc_topic
        (n_segments, n_topics), theta: share of each topic in each segment. Rows sum to one. For
        NMF these are rescaled weights, not probabilities.
    topic_term
        (n_topics, n_terms), phi: share of each term in each topic. Rows sum to one. For NMF
        rescaled weights likewise.
    labels
        One label a topic: its number, counted from 1 by falling size, and its first terms.
        `relabel` and `align` change the words and keep the numbers.
    settings, seed
        The settings of the fit, every default written out, and its seed.
    convergence
        How the fit ended.
    term_weights
        (n_terms,) weights of the terms by which the counts were weighed before the fit (NMF; the
        formula is ``settings["weight"]``), or None for counts as they are.
    alpha
        (n_topics,) Dirichlet prior of each topic (LDA), or None.
    mean_length
        Tokens of a segment in the mean, where counts were weighed, or None.
    seeded
        The name that seed words gave to each topic, empty for topics without any; no names where
        no words were seeded.
    estimated
        Whether the segments are others than those that the topics were fitted to (`transform`).
    """

    model: Literal["lda", "nmf", "elsewhere"]
    counts: Counts
    doc_topic: Floats
    topic_term: Floats
    labels: tuple[str, ...]
    settings: MappingProxyType[str, object]
    seed: int
    convergence: Convergence
    term_weights: Floats | None = None
    alpha: Floats | None = None
    mean_length: float | None = None
    seeded: tuple[str, ...] = ()
    estimated: bool = False

    def __post_init__(self) -> None:
        """Refuse rows that do not sum to one, and freeze the arrays."""
        n_segments, n_terms = self.counts.matrix.shape
        shapes = {
            "doc_topic": (n_segments, self.n_topics),
            "topic_term": (self.n_topics, n_terms),
            "term_weights": (n_terms,),
            "alpha": (self.n_topics,),
        }
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array is None:
                continue
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, not {shape}")
            if array.ndim == 2 and not _are_shares(array):
                raise ValueError(f"the rows of {name} are not shares that sum to one")
            object.__setattr__(self, name, read_only(array))

    @property
    def n_topics(self) -> int:
        """Number of topics."""
        return len(self.labels)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of each topic, with which its label begins; their places, if it does not."""
        return topic_numbers(self.labels)

    @property
    def terms(self) -> tuple[str, ...]:
        """The vocabulary."""
        return self.counts.terms

    @property
    def origin(self) -> str:
        """What fitted them, for captions."""
        return f"{self.model.upper()} with {plural(self.n_topics, 'topic')}, seed {self.seed}"

    @property
    def share_words(self) -> str:
        """What a row of `topic_term` holds of each term, for captions."""
        return "rescaled weight" if self.model == "nmf" else "share"

    @property
    def weights(self) -> TermWeights | None:
        """How counts were weighed before the fit, to weigh others alike; None for not at all."""
        if self.term_weights is None:
            return None
        weight: Weight = self.settings.get("weight", "tfidf")  # type: ignore[assignment]
        return TermWeights(weight, self.term_weights, self.mean_length or float("nan"))

    def fold_in(self, matrix: csr_matrix, *, pooled: bool = False) -> Floats:
        """Find the shares of the topics, as they are, in new rows of counts.

        Parameters
        ----------
        matrix
            Counts, (n_rows, n_terms), on this vocabulary. They are weighed as those of the fit.
        pooled
            Whether a row holds the words of many segments: weights that do not grow with a count
            (BM25, log-entropy) then take it at the mean length of the segments fitted.

        Returns
        -------
        ndarray
            (n_rows, n_topics): for LDA maximum-likelihood proportions without the prior's pull
            (`fold_in_lda`), and likewise for NMF by divergence; for NMF by squared error
            non-negative least squares (`fold_in_nmf`).
        """
        weights = self.weights
        if weights is not None:
            matrix = weigh(matrix, weights, pooled=pooled)
        if self.model == "nmf" and self.settings.get("loss") != "kullback-leibler":
            return fold_in_nmf(matrix, self.topic_term)
        return fold_in_lda(matrix, self.topic_term)

    def transform(self, counts: Counts) -> Topics:
        """Find the shares of the topics, as they are, in new segments.

        Every segment is solved on its own: its numbers are the same alone or among others. LDA:
        the mean of its posterior under the topics' prior, as cvb0 infers it, whatever engine
        fitted the topics, so that short segments are pulled towards the prior; `fold_in` is
        without it. NMF and topics from elsewhere: as `fold_in`.

        Parameters
        ----------
        counts
            New segments, counted by the rules by which the topics' own were, but with
            ``min_segments=1`` and no `max_share`, which few segments would meet by chance.

        Returns
        -------
        Topics
            The same topics and labels on the new segments; `counts` is on the vocabulary of the
            topics. Terms that they do not know are in ``counts.dropped_terms`` and its summary;
            segments without a known term, or that no topic explains, are counted in
            ``counts.segments.dropped``. `seed`, `settings` and `convergence` are those of the fit.

        Raises
        ------
        ToolkitError
            If no term is known, or no segment has any topic.

        Examples
        --------
        >>> from toolkit.corpus import read_corpus
        >>> from toolkit.counts import count_terms
        >>> from toolkit.segments import split
        >>> from toolkit.topics import fit_nmf
        >>> segments = split(read_corpus("package:sample"), min_words=20)
        >>> topics = fit_nmf(count_terms(segments, min_segments=5), n_topics=4)
        >>> new = topics.transform(count_terms(segments, min_segments=1))
        >>> new.labels == topics.labels
        True
        """
        from toolkit.topics.transform import transform  # which would import this file

        return transform(self, counts)

    def posterior(self) -> Floats:
        r"""Return the Dirichlet posterior of each segment's proportions, to draw from.

        Its parameters are `doc_topic` times the segment's tokens and the sum of `alpha`: the
        prior and the expected tokens of each topic. It holds what one segment leaves open on
        fixed topics, not what another seed would find.

        Returns
        -------
        ndarray
            (n_segments, n_topics), above zero; NumPy's ``Generator.gamma`` of it, with rows
            scaled to sum to one, draws proportions.

        Raises
        ------
        ToolkitError
            If the model is not LDA and has no posterior.

        References
        ----------
        Blei, Ng and Jordan (2003), JMLR 3.
        """
        if self.alpha is None:
            raise ToolkitError(
                f"a model of kind '{self.model}' has no posterior; only LDA that was fitted here "
                "has one, fit several seeds instead"
            )
        tokens = np.asarray(self.counts.matrix.sum(axis=1)).ravel()
        posterior: Floats = self.doc_topic * (tokens + self.alpha.sum())[:, None]
        return posterior

    def top_terms(
        self, n: int = 10, *, by: TermOrder = "probability", weight: float | None = None
    ) -> pd.DataFrame:
        """Return the first terms of each topic.

        Parameters
        ----------
        n
            How many terms a topic; fewer where no others have a share in it (NMF).
        by
            ``"probability"``: by share in the topic. ``"relevance"``: by share and lift, so that
            words frequent everywhere stand back. ``"frex"``: by share and exclusivity.
        weight
            Of `relevance` (by default 0.6 on the share) or `frex` (0.5 on exclusivity).

        Returns
        -------
        DataFrame
            topic (its number), rank (from 1), term, share in the topic, count in the corpus; and
            relevance or frex, where ranked by it.
        """
        from toolkit.topics.reading import top_terms  # which would import this file

        return top_terms(self, n, by=by, weight=weight)

    def segments_of(self, topic: int, n: int = 5) -> pd.DataFrame:
        """Return the segments with the largest share of a topic.

        Parameters
        ----------
        topic
            Its number.
        n
            How many segments; fewer where no others have a share of it (NMF).

        Returns
        -------
        DataFrame
            segment, meeting, kind, speaker, words, text, share of the topic in the segment.
        """
        from toolkit.topics.reading import segments_of

        return segments_of(self, topic, n)

    def sentences_of(self, topic: int, n: int = 5, *, context: int = 1) -> pd.DataFrame:
        """Return the sentences that say most of a topic, with those around them.

        Parameters
        ----------
        topic
            Its number.
        n
            How many sentences.
        context
            Sentences shown before and after each.

        Returns
        -------
        DataFrame
            segment, meeting, speaker, share of the sentence's counted tokens in the topic, tokens
            counted, before, sentence, after: see `toolkit.topics.reading.sentences_of`.
        """
        from toolkit.topics.reading import sentences_of

        return sentences_of(self, topic, n, context=context)

    def table(self) -> pd.DataFrame:
        """Return one row a topic: its size and its first terms.

        `share_of_segments` is the topic's mean over segments, `share_of_tokens` its mean weighted
        by their tokens.
        """
        import pandas as pd

        tokens = np.asarray(self.counts.matrix.sum(axis=1)).ravel()
        first = [", ".join(self.terms[v] for v in largest(row, 8)) for row in self.topic_term]
        return pd.DataFrame(
            {
                "topic": self.numbers,
                "share_of_segments": self.doc_topic.mean(axis=0),
                "share_of_tokens": (self.doc_topic * tokens[:, None]).sum(axis=0) / tokens.sum(),
                "terms": first,
            }
        )

    def summary(self) -> str:
        """Say what was fitted to what, and how the fit ended."""
        c = self.convergence
        end = "converged" if c.converged else "did not converge"
        return (
            f"{self.model.upper()} with {self.n_topics} topics{_of(self.estimated)} on "
            f"{plural(len(self.counts.segments), 'segment')} and {len(self.terms):,} terms"
            f"{_weighed(self.weights)}; "
            f"{end} after {plural(c.n_iter, 'iteration')} ({c.measure} {c.objective:,.4g}), "
            f"seed {self.seed}"
        )


def _of(estimated: bool) -> str:
    return " of other segments, measured" if estimated else ""


def _weighed(weights: TermWeights | None) -> str:
    return "" if weights is None else f" weighed by {WEIGHT_NAMES[weights.weight]}"


def _are_shares(rows: Floats) -> bool:
    return bool(rows.min() >= 0 and np.allclose(rows.sum(axis=1), 1, rtol=0, atol=1e-9))
