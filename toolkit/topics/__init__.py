"""TOPICS: engines behind one record."""

from toolkit.topics.foldin import fold_in_lda, fold_in_nmf
from toolkit.topics.lda import fit_lda
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.topics import Convergence, Topics

__all__ = ["Convergence", "Topics", "fit_lda", "fit_nmf", "fold_in_lda", "fold_in_nmf"]
