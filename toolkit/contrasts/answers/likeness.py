"""How like a question an answer is, in topics and in words, and how it ranks among others."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.contrasts.distance import jsd

Floats = NDArray[np.float64]
Measure = Literal["overlap", "cosine", "affinity", "jsd"]

_DIGITS = 12  # likenesses that differ by less are one


def likeness(asked: Floats, answered: Floats, measure: Measure) -> Floats:
    r"""Compare every question with every answer by their topic proportions.

    - "overlap", :math:`\sum_k q_k a_k`: the chance that a word of the question and a word of the
      answer are of one topic. It is linear in either side, so that what is noise in a short text
      averages out: where questions and answers are independent its mean is the same for short
      and for long ones. The others bend, and texts that are both long look alike by that alone.
    - "cosine", the overlap over the lengths of both vectors.
    - "affinity", :math:`\sum_k \sqrt{q_k a_k}`, Hellinger's.
    - "jsd", one minus the Jensen-Shannon divergence in bits.

    Parameters
    ----------
    asked, answered
        Proportions, (n_questions, n_topics) and (n_answers, n_topics), rows summing to one.
    measure
        Which of the four.

    Returns
    -------
    ndarray
        (n_questions, n_answers), 0 to 1, larger meaning more alike. 1 means the same proportions,
        but for "overlap", where it means one and the same single topic.

    References
    ----------
    Simpson (1949), Nature 163, for the chance that two draws are of one kind.

    Examples
    --------
    >>> question, answers = np.array([[0.5, 0.5]]), np.array([[1.0, 0.0], [0.5, 0.5]])
    >>> likeness(question, answers, "overlap").tolist()
    [[0.5, 0.5]]
    >>> likeness(question, answers, "cosine").round(4).tolist()
    [[0.7071, 1.0]]
    """
    if measure == "jsd":
        return np.asarray(1 - jsd(asked[:, None], answered[None]))
    if measure == "affinity":
        return np.asarray(np.einsum("ik,jk->ij", np.sqrt(asked), np.sqrt(answered)))
    product: Floats = np.einsum("ik,jk->ij", asked, answered)
    if measure == "cosine":
        product /= np.linalg.norm(asked, axis=1)[:, None] * np.linalg.norm(answered, axis=1)
    return product


def term_weights(counts: csr_matrix) -> Floats:
    r"""Weigh terms by how few segments hold them, :math:`\ln(n / n_v)`, (n_terms,).

    Examples
    --------
    >>> term_weights(csr_matrix([[1, 2], [0, 3]])).round(4).tolist()
    [0.6931, 0.0]
    """
    spread = np.maximum(counts.getnnz(axis=0), 1)
    return np.asarray(np.log(counts.shape[0] / spread))


def word_likeness(questions: csr_matrix, answers: csr_matrix, weights: Floats) -> Floats:
    r"""Compare every question with every answer by the words they share.

    With shares of words :math:`q_v` and :math:`a_v` and weights :math:`w_v` it is
    :math:`\sum_v w_v^2 q_v a_v`, the inner product of both tf-idf vectors. Like "overlap" it is
    not divided by lengths of vectors, for the same reason.

    Parameters
    ----------
    questions, answers
        Counts, (n_questions, n_terms) and (n_answers, n_terms).
    weights
        One a term.

    Returns
    -------
    ndarray
        (n_questions, n_answers), 0 where no word is shared, without upper end: compare it with
        that of other answers, not across corpora.

    Examples
    --------
    >>> word_likeness(csr_matrix([[1, 1]]), csr_matrix([[2, 0], [0, 1]]), np.array([2.0, 1.0]))
    array([[2. , 0.5]])
    """
    sides = [csr_matrix(_shares(side).multiply(weights)) for side in (questions, answers)]
    return np.asarray((sides[0] @ sides[1].T).toarray())


def ranks(alike: Floats) -> Floats:
    """Rank every answer among the others for each question, 0 to 1.

    Parameters
    ----------
    alike
        Likeness of each question to each answer, (n, n), n at least 2.

    Returns
    -------
    ndarray
        (n, n): share of the other answers that are less like the question; of equal ones half
        count. Each row has mean 0.5, which is what chance gives.

    Examples
    --------
    >>> ranks(np.array([[0.9, 0.1, 0.5], [0.2, 0.2, 0.3], [0.4, 0.4, 0.4]])).tolist()
    [[1.0, 0.0, 0.5], [0.25, 0.25, 1.0], [0.5, 0.5, 0.5]]
    """
    from scipy.stats import rankdata  # whose import takes half a second

    return np.asarray((rankdata(alike.round(_DIGITS), axis=1) - 1) / (len(alike) - 1))


def _shares(counts: csr_matrix) -> csr_matrix:
    total = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1)
    return csr_matrix(counts.multiply(1 / total[:, None]))
