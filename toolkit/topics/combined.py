"""Topics that are the sum of fitted ones: their shares add up, also in new text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.topics.numbers import split_label, topic_numbers
from toolkit.topics.topics import Floats, Topics

_KEPT = (
    "model", "counts", "settings", "seed", "convergence", "term_weights", "mean_length",
    "estimated",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class CombinedTopics(Topics):
    """Topics some of which are several fitted ones taken together.

    Attributes
    ----------
    parts
        (n_topics, n_fitted), 0 or 1: of which fitted topics each consists.
    fitted
        The topics as fitted: pooled words are folded in on these, and their shares added up.
    """

    parts: NDArray[np.float64] | None = None
    fitted: Topics | None = None

    @property
    def has_terms(self) -> bool:
        """Whether the topics came with their terms."""
        return bool(getattr(self.fitted, "has_terms", True))

    @property
    def origin(self) -> str:
        """What fitted the topics, and that some were combined."""
        if self.fitted is None:
            return super().origin
        return f"{self.fitted.origin}, combined to {self.n_topics}"

    def fold_in(self, matrix: csr_matrix, *, pooled: bool = False) -> Floats:
        """Find the shares of the fitted topics in new rows, and add up those that are one."""
        fitted, parts = self._both()
        return np.asarray(fitted.fold_in(matrix, pooled=pooled) @ parts.T)

    def transform(self, counts: Counts) -> Topics:
        """Find the shares of the fitted topics in new segments, and add up those that are one."""
        fitted, parts = self._both()
        new = fitted.transform(counts)
        shares = new.doc_topic @ parts.T
        return replace(
            self, counts=new.counts, doc_topic=shares, estimated=new.estimated, fitted=new
        )

    def summary(self) -> str:
        """Say what was fitted, and which topics were combined."""
        fitted, _ = self._both()
        of = [label for label in self.labels if len(split_label(label)[0]) > 1]
        return f"{fitted.summary()}\ncombined to {self.n_topics} topics: {', '.join(of)}"

    def groups(self) -> dict[str, list[int]]:
        """Return the rows, from 0, of the fitted topics that are one, by its name."""
        _, parts = self._both()
        return {
            split_label(label)[1]: np.flatnonzero(row).tolist()
            for label, row in zip(self.labels, parts, strict=True)
            if row.sum() > 1  # a topic alone may have the same name
        }

    def _both(self) -> tuple[Topics, Floats]:
        if self.fitted is None or self.parts is None:
            raise ValueError("combined topics without the topics that they consist of")
        return self.fitted, self.parts


def combine_topics(topics: Topics, groups: Mapping[str, Sequence[int]]) -> CombinedTopics:
    r"""Put topics together: shares add up, words are mixed by the sizes of the topics.

    Parameters
    ----------
    topics
        Fitted topics; every label begins with its number.
    groups
        Rows of the topics that are one, from 0, by its name.

    Returns
    -------
    CombinedTopics
        :math:`\theta_c = \sum_k \theta_k` and
        :math:`\phi_c = \sum_k m_k \phi_k / \sum_k m_k`, with the topics' tokens m; the prior is
        the sum of the priors, as the sum of parts of a Dirichlet vector has it. A combined topic
        stands at the place of the first of its parts.
    """
    numbers = topic_numbers(topics.labels)
    inside = {k: name for name, of in groups.items() for k in of}
    rows: dict[Any, list[int]] = {}
    for k in range(topics.n_topics):
        rows.setdefault(inside.get(k, k), []).append(k)
    parts = np.zeros((len(rows), topics.n_topics))
    labels = []
    for row, (name, of) in enumerate(rows.items()):
        parts[row, of] = 1
        several = "+".join(str(numbers[k]) for k in sorted(of, key=numbers.__getitem__))
        labels.append(f"{several} {name}" if len(of) > 1 else topics.labels[of[0]])
    tokens = np.asarray(topics.counts.matrix.sum(axis=1)).ravel()
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    mass = np.sort(topics.doc_topic * tokens[:, None], axis=0).sum(axis=0)
    seeded: tuple[str, ...] = ()
    if topics.seeded:
        seeded = tuple(topics.seeded[of[0]] if len(of) == 1 else "" for of in rows.values())
    rest: dict[str, Any] = {name: getattr(topics, name) for name in _KEPT}
    return CombinedTopics(
        doc_topic=topics.doc_topic @ parts.T,
        topic_term=np.array([_mixed(topics.topic_term[of], mass[of]) for of in rows.values()]),
        labels=tuple(labels),
        alpha=None if topics.alpha is None else parts @ topics.alpha,
        seeded=seeded,
        parts=parts,
        fitted=topics,
        **rest,
    )


def _mixed(topic_term: Floats, mass: Floats) -> Floats:
    """Mix topics by their sizes; one alone stays as it is, to the last bit."""
    if len(topic_term) == 1:
        return np.asarray(topic_term[0])
    mixed = np.maximum(mass, np.finfo(float).tiny) @ topic_term
    return np.asarray(mixed / mixed.sum())
