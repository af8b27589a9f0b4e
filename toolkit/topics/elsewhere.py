"""Topics that another tool has fitted, so that its users can compare groups by them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import plural
from toolkit.topics.foldin import fold_in_lda
from toolkit.topics.matching import check_shares, in_order, match_segments, match_terms, such
from toolkit.topics.named import NamedMatrix, read_arrays, read_matrix
from toolkit.topics.numbers import make_labels
from toolkit.topics.topics import Convergence, Topics

Floats = NDArray[np.float64]

_NAMES = {
    "doc_topic": ("doc_topic", "theta"),
    "topic_term": ("topic_term", "phi"),
    "ids": ("ids", "segments"),
    "terms": ("terms", "vocab"),
}


@dataclass(frozen=True, eq=False, repr=False)
class GivenTopics(Topics):
    """Topics fitted by another tool, in that tool's order.

    How they were fitted is not known here: `seed` is 0, `convergence` says nothing, and `model`
    is "elsewhere".

    Attributes
    ----------
    tool
        What fitted them.
    has_terms
        Whether `topic_term` was given. Else it holds the words of the segments weighted by the
        topics' shares in them, which names the topics and no more.
    unmatched
        Names of the rows given that are no segment of the counts.
    missing_terms
        Terms of the counts that the topics do not know: they are left out of every comparison.
    known_mass
        Share of each topic on terms of the counts, (n_topics,); the rest was cut off and the
        topic rescaled.
    """

    tool: str = "another tool"
    has_terms: bool = True
    unmatched: tuple[str, ...] = ()
    missing_terms: tuple[str, ...] = ()
    known_mass: tuple[float, ...] = ()

    @property
    def origin(self) -> str:
        """What fitted them, for captions; the seed is not known."""
        return f"{plural(self.n_topics, 'topic')} of {self.tool}"

    @property
    def share_words(self) -> str:
        """What a row of `topic_term` holds of each term, for captions."""
        return "share" if self.has_terms else "share among the words of its segments"

    def fold_in(self, matrix: csr_matrix, *, pooled: bool = False) -> Floats:  # noqa: ARG002
        """Find the maximum-likelihood proportions of the topics in new rows of counts.

        The rows are taken as draws from a mixture of the topics' terms (`fold_in_lda`), whatever
        model fitted them: a correlated or structural prior of the other tool has no part in it,
        as the prior of `fit_lda` has none.

        Raises
        ------
        ToolkitError
            If the topics came without their terms.
        """
        if not self.has_terms:
            raise ToolkitError(
                f"the topics of {self.tool} came without topic_term, so that pooled words cannot "
                "be folded in on them; give topic_term, or, in contrast, proportions and "
                'divergences, choose average = "segments", which compares means of the segments\' '
                "own proportions (do not, where the groups' segments are of unequal length)"
            )
        return fold_in_lda(matrix, self.topic_term)

    def summary(self) -> str:
        """Say where the topics come from and what could not be matched."""
        size = f"{plural(self.n_topics, 'topic')} of {self.tool}"
        segments = plural(len(self.counts.segments), "segment")
        lines = [f"{size} on {segments}; how they were fitted is not known"]
        absent = self.counts.segments.dropped.get(_ABSENT, 0)
        if absent:
            lines.append(f"left out: {plural(absent, 'segment')} {_ABSENT}")
        if self.unmatched:
            lines.append(f"rows that are no segment: {len(self.unmatched):,}{such(self.unmatched)}")
        if not self.has_terms:
            lines.append("without their terms: pooled words cannot be compared, only segments")
        if self.missing_terms:
            total = self.counts.matrix.sum()
            columns = [i for i, t in enumerate(self.terms) if t in set(self.missing_terms)]
            share = 100 * self.counts.matrix[:, columns].sum() / total
            lines.append(
                f"terms unknown to the topics: {len(self.missing_terms):,} of "
                f"{len(self.terms):,}, {share:.1f} % of the tokens{such(self.missing_terms)}"
            )
        if self.known_mass and min(self.known_mass) < 1 - 1e-9:
            low = int(np.argmin(self.known_mass))
            lines.append(
                "on terms of these counts: "
                f"{100 * float(np.mean(self.known_mass)):.1f} % of a topic in the mean, least "
                f"{100 * self.known_mass[low]:.1f} % (topic {low + 1})"
            )
        return "\n".join(lines)


_ABSENT = "without topics from elsewhere"


def topics_from(
    doc_topic: str | Path | ArrayLike,
    topic_term: str | Path | ArrayLike | None = None,
    *,
    counts: Counts,
    ids: Sequence[str] | None = None,
    terms: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    tool: str = "another tool",
    rescale: bool = False,
    tolerance: float = 1e-6,
) -> GivenTopics:
    r"""Take topics that stm, MALLET, BERTopic or any other tool has fitted to these segments.

    Groups are then compared as with topics fitted here: `contrast` pools the words of a group in
    a meeting and folds them in on :math:`\phi`. For that every topic must be a distribution over
    *words that are counted here*: probabilities, at or above zero, that sum to one. Of stm that
    is ``exp(logbeta)``, of MALLET the file of topic-word weights (``rescale=True``). The weights
    by which BERTopic ranks words (c-TF-IDF) are not; neither are those of NMF.

    Without `topic_term` there is nothing to fold in on: `contrast` and `proportions` refuse, but
    for ``average="segments"``, which compares means of the proportions as they came. These are
    as the other tool left them, short segments perhaps pulled to its prior: a description, and
    no comparison where the groups' segments are of unequal length.

    Parameters
    ----------
    doc_topic
        :math:`\theta`, one row a segment, one column a topic: an array, or a file that
        `toolkit.topics.named.read_matrix` reads (CSV with a header, names of segments in the
        first column); or an npz file with arrays doc_topic (or theta), ids (or segments) and, if
        wanted, topic_term (or phi) and terms (or vocab).
    topic_term
        :math:`\phi`, one row a topic, one column a term: an array, or such a file whose header
        holds the terms and whose first column names the topics.
    counts
        The counts of the segments that the other tool was given.
    ids
        Names of the segments, one a row of a `doc_topic` that is an array:
        ``counts.segments.ids`` in the order in which they were handed over.
    terms
        The vocabulary, one term a column of a `topic_term` that is an array.
    labels
        One label a topic; by default its number and its first terms.
    tool
        What fitted the topics, for the record.
    rescale
        Divide every row by its sum, where the numbers are weights and not shares.
    tolerance
        How far the sum of a row may lie from one.

    Returns
    -------
    GivenTopics
        Topics in the order given. Rows are matched to segments by name, in any order; where both
        matrices name the topics alike these are matched by name too, else they go by their order.
        Segments without a row are left out and counted; rows without a segment are listed, with a
        warning; terms that only one side knows are counted. Topics are cut to the known terms and
        rescaled, which is right for text of which only known terms are counted.

    Raises
    ------
    ToolkitError
        If names are missing, come twice or match nothing, a number is below zero, a row does not
        sum to one, the numbers of topics differ, or a file cannot be read without pickle.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_lda
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> fitted = fit_lda(counts, n_topics=4)
    >>> theta, phi, ids = fitted.doc_topic, fitted.topic_term, counts.segments.ids
    >>> given = topics_from(theta, phi, counts=counts, ids=ids, terms=counts.terms, tool="stm")
    >>> bool((given.doc_topic == fitted.doc_topic).all()), given.labels == fitted.labels
    (True, True)
    """
    theta, phi = _both(doc_topic, topic_term, ids, terms)
    if phi is not None:
        phi = in_order(theta, phi)
    rows, unmatched = match_segments(theta, counts)
    kept = counts if len(rows) == len(counts.segments) else counts.keep(sorted(rows), _ABSENT)
    shares = check_shares(theta, rescale, tolerance)[[rows[row] for row in sorted(rows)]]
    if unmatched:
        warnings.warn(
            f"{theta.what} holds {plural(len(unmatched), 'row')} whose name is no segment of the "
            f"counts{such(unmatched)}",
            ToolkitWarning,
            stacklevel=2,
        )
    missing: tuple[str, ...] = ()
    mass: tuple[float, ...] = ()
    if phi is None:
        words = _described(kept, shares, theta)
    else:
        words, missing, mass = match_terms(phi, counts, rescale, tolerance)
    if labels is not None and len(labels) != shares.shape[1]:
        raise ToolkitError(
            f"{len(labels)} labels came for {plural(shares.shape[1], 'topic')}; each takes one"
        )
    return GivenTopics(
        model="elsewhere",
        counts=kept,
        doc_topic=np.ascontiguousarray(shares),
        topic_term=np.ascontiguousarray(words),
        labels=make_labels(words, counts.terms) if labels is None else tuple(labels),
        settings=MappingProxyType({"tool": tool, "rescale": rescale, "tolerance": tolerance}),
        seed=0,
        convergence=Convergence(True, 0, float("nan"), "not known"),
        tool=tool,
        has_terms=phi is not None,
        unmatched=unmatched,
        missing_terms=missing,
        known_mass=mass,
    )


def _both(
    doc_topic: str | Path | ArrayLike,
    topic_term: str | Path | ArrayLike | None,
    ids: Sequence[str] | None,
    terms: Sequence[str] | None,
) -> tuple[NamedMatrix, NamedMatrix | None]:
    """Read both matrices, whatever they come as."""
    if isinstance(doc_topic, str | Path) and Path(doc_topic).suffix == ".npz":
        path = Path(doc_topic)
        held = _from_npz(path, read_arrays(path))
        theta = NamedMatrix(
            f"doc_topic of {path.name}", held["doc_topic"], held.get("ids", ids), None
        )
        if topic_term is None and "topic_term" in held:
            what = f"topic_term of {path.name}"
            return theta, NamedMatrix(what, held["topic_term"], None, held.get("terms", terms))
    else:
        theta = _one(doc_topic, "doc_topic", names=ids, of_rows=True)
    if topic_term is None:
        return theta, None
    return theta, _one(topic_term, "topic_term", names=terms, of_rows=False)


def _from_npz(path: Path, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for name, known in _NAMES.items():
        found = [arrays[one] for one in known if one in arrays]
        if found:
            names = name in {"ids", "terms"}
            held[name] = tuple(map(str, found[0].ravel())) if names else _floats(found[0], name)
    if "doc_topic" not in held:
        raise ToolkitError(
            f"{path} holds no array named doc_topic or theta; it holds "
            f"{', '.join(sorted(arrays)) or 'none'}"
        )
    return held


def _one(
    given: str | Path | ArrayLike, what: str, *, names: Sequence[str] | None, of_rows: bool
) -> NamedMatrix:
    if isinstance(given, str | Path):
        if Path(given).suffix == ".npz":
            raise ToolkitError(f"{what} = {str(given)!r}: an npz file is given as doc_topic alone")
        return read_matrix(Path(given))
    own = None if names is None else tuple(map(str, names))
    values = _floats(given, what)
    return NamedMatrix(what, values, own if of_rows else None, None if of_rows else own)


def _floats(given: ArrayLike, what: str) -> Floats:
    try:
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ToolkitError(f"{what} is no array of numbers: {error}") from error


def _described(counts: Counts, shares: Floats, theta: NamedMatrix) -> Floats:
    """Weigh the words of the segments by the shares of each topic in them."""
    weights = np.asarray((csr_matrix(shares.T) @ counts.matrix).toarray(), dtype=np.float64)
    size = weights.sum(axis=1)
    if size.min() <= 0:
        raise ToolkitError(
            f"topic {int(np.argmin(size)) + 1} of {theta.what} has no share in any segment of the "
            "counts; leave its column out"
        )
    return np.asarray(weights / size[:, None])
