"""TOPICS: engines behind one record."""

from toolkit.topics.elsewhere import GivenTopics, topics_from
from toolkit.topics.foldin import fold_in_lda, fold_in_nmf
from toolkit.topics.lda import fit_lda
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.topics import Convergence, Topics

__all__ = [
    "Convergence", "GivenTopics", "Topics", "fit_lda", "fit_nmf", "fold_in_lda", "fold_in_nmf",
    "topics_from",
]  # fmt: skip
