"""Collapsed variational inference for LDA, compiled: passes over the segments, one at a time.

The expected number of tokens of a term in a topic is a decaying average over the segments seen, so
that nothing is kept for a token and every segment is inferred with all that those before it have
taught. The state is single precision and every sum has one fixed order, without the compiler's
licence to reorder: one thread, the same bits.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from toolkit.compiled import compiled, compiled_inside

Singles = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

LANES = 8
"""Topics are filled up to a multiple of this many, with topics that can hold nothing."""

_STEPS = 3  # of a segment's own proportions at each visit; two are too few, four cost as they gain
_SMALLEST = np.float32(1e-6)  # what is left of a count when a token's own share is taken out
_NOTHING = np.float32(1e-30)
_SMALL_SCALE = 1e-4

# How fast what was seen is forgotten: after b batches of tokens a batch counts for (b + 5)^-0.6 of
# the average. Slow enough at first for the topics to part gradually, which leads to better ones.
_BATCH = 4_000.0
_DELAY = 5.0
_DECAY = 0.6


@compiled_inside
def _total(values: Singles) -> np.float32:
    """Add up eight lanes side by side, which is one order on every machine."""
    a = b = c = d = e = f = g = h = np.float32(0)
    for k in range(0, values.size, 8):
        a += values[k]
        b += values[k + 1]
        c += values[k + 2]
        d += values[k + 3]
        e += values[k + 4]
        f += values[k + 5]
        g += values[k + 6]
        h += values[k + 7]
    return ((a + e) + (c + g)) + ((b + f) + (d + h)) + _NOTHING


@compiled_inside
def _share_out(
    theta: Singles,
    of: Singles,
    grown: np.float32,
    eta: Singles,
    inverse: Singles,
    part: Singles,
) -> np.float32:
    """Weigh the topics for one token, its own share taken out of both counts; fill `part`.

    Its share by the counts as they stand, which hold the token, is what is taken out. Return the
    sum of the weights before.
    """
    for k in range(part.size):
        part[k] = theta[k] * (grown * of[k] + eta[k]) * inverse[k]
    likely = _total(part)
    unit = np.float32(1) / likely
    for k in range(part.size):
        own = part[k] * unit
        left = max(grown * of[k] - own + eta[k], _SMALLEST)
        part[k] = max(theta[k] - own, _SMALLEST) * left * inverse[k]
    return likely


@compiled
def train(
    starts: Longs,
    terms: Ints,
    counts: Singles,
    order: Longs,
    term_topic: Singles,
    scale: NDArray[np.float64],
    topic: Singles,
    doc_topic: Singles,
    alpha: Singles,
    eta: Singles,
    prior_of: Ints,
    mass: Singles,
    seen: float,
) -> float:
    """Visit every segment once, in an order; change the counts; return the log-likelihood.

    Parameters
    ----------
    starts, terms, counts
        The segments' rows in compressed form.
    order
        The segments in the order in which they are visited.
    term_topic
        Expected tokens of each term in each topic, divided by `scale`, (n_terms, n_lanes).
    scale
        One number, so that forgetting all terms a little takes one product.
    topic
        Expected tokens of each topic, (n_lanes,).
    doc_topic
        Expected tokens of each topic in each segment, (n_segments, n_lanes).
    alpha
        Prior of each topic, zero in empty lanes.
    eta
        Priors of terms in each topic: one row for all terms that have the same, (n_rows, n_lanes).
    prior_of
        The row of each term's prior, (n_terms,).
    mass
        Sum of the terms' priors in each topic, (n_lanes,).
    seen
        Tokens visited in all the passes before.

    Returns
    -------
    float
        Log-likelihood of all tokens, each by the state at its visit; natural logarithms.
    """
    n_lanes = topic.size
    theta, summed = np.empty(n_lanes, np.float32), np.empty(n_lanes, np.float32)
    part, inverse = np.empty(n_lanes, np.float32), np.empty(n_lanes, np.float32)
    n_tokens = 0.0
    for count in counts:
        n_tokens += count
    likelihood = 0.0
    for row in order:
        first, last = starts[row], starts[row + 1]
        length = 0.0
        for j in range(first, last):
            length += counts[j]
        kept = (1.0 - (seen / _BATCH + _DELAY) ** -_DECAY) ** (length / _BATCH)
        seen += length
        gain = (1.0 - kept) * n_tokens / length
        grown = np.float32(scale[0])
        step = np.float32(gain / (kept * scale[0]))
        for k in range(n_lanes):
            # An empty lane has no prior, and must not win what is taken out of the others.
            inverse[k] = np.sign(alpha[k]) / (topic[k] + mass[k])
            theta[k] = doc_topic[row, k] + alpha[k]
        for visit in range(_STEPS):
            ends = visit == _STEPS - 1
            whole = _total(theta)
            for k in range(n_lanes):
                summed[k] = alpha[k]
            for j in range(first, last):
                of = term_topic[terms[j]]
                likely = _share_out(theta, of, grown, eta[prior_of[terms[j]]], inverse, part)
                weight = counts[j] / _total(part)
                for k in range(n_lanes):
                    summed[k] += weight * part[k]
                if ends:
                    likelihood += counts[j] * math.log(likely / whole)
                    weight *= step
                    for k in range(n_lanes):
                        of[k] += weight * part[k]
            for k in range(n_lanes):
                theta[k] = summed[k]
        for k in range(n_lanes):
            doc_topic[row, k] = theta[k] - alpha[k]
            topic[k] = np.float32(kept) * topic[k] + np.float32(gain) * doc_topic[row, k]
        scale[0] *= kept
        if scale[0] < _SMALL_SCALE:
            term_topic *= np.float32(scale[0])
            scale[0] = 1.0
    return likelihood


@compiled
def infer(
    starts: Longs,
    terms: Ints,
    counts: Singles,
    term_topic: Singles,
    alpha: Singles,
    tolerance: float,
    max_iter: int,
    posterior: Singles,
) -> None:
    """Infer the proportions of each segment from fixed topics, one segment at a time.

    Parameters
    ----------
    starts, terms, counts
        The segments' rows in compressed form.
    term_topic
        Share of each term in each topic, (n_terms, n_lanes), zero in empty lanes.
    alpha
        Prior of each topic, zero in empty lanes.
    tolerance
        A segment is done when a step moves less than this share of its tokens.
    max_iter
        Steps at most.
    posterior
        Receives the Dirichlet parameters of each segment, (n_segments, n_lanes).
    """
    n_lanes = alpha.size
    theta, summed = np.empty(n_lanes, np.float32), np.empty(n_lanes, np.float32)
    part = np.empty(n_lanes, np.float32)
    for row in range(starts.size - 1):
        first, last = starts[row], starts[row + 1]
        length = np.float32(0)
        for j in range(first, last):
            length += counts[j]
        start = length / _total(np.sign(alpha))
        for k in range(n_lanes):
            theta[k] = alpha[k] + start * np.sign(alpha[k])
        for _ in range(max_iter):
            for k in range(n_lanes):
                summed[k] = alpha[k]
            for j in range(first, last):
                of = term_topic[terms[j]]
                for k in range(n_lanes):
                    part[k] = theta[k] * of[k]
                unit = np.float32(1) / _total(part)
                for k in range(n_lanes):
                    part[k] = max(theta[k] - part[k] * unit, np.float32(0)) * of[k]
                weight = counts[j] / _total(part)
                for k in range(n_lanes):
                    summed[k] += weight * part[k]
            moved = 0.0
            for k in range(n_lanes):
                moved += abs(summed[k] - theta[k])
                theta[k] = summed[k]
            if moved <= tolerance * length:
                break
        for k in range(n_lanes):
            posterior[row, k] = theta[k]
