"""How good each topic is, by measures that the field has agreed on."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.counts import Counts, number_tokens
from toolkit.counts.texts import texts_of
from toolkit.errors import ToolkitWarning
from toolkit.records import plural
from toolkit.stages import stage
from toolkit.topics.bearers import Bearers, bearers
from toolkit.topics.coherence import document_coherence, window_coherence
from toolkit.topics.dispersion import residual_dispersion
from toolkit.topics.exclusivity import exclusivity, frex, lift
from toolkit.topics.measures import MEASURES
from toolkit.topics.quality_result import Quality
from toolkit.topics.ranked import first_words, rank_biased_overlap
from toolkit.topics.topics import Topics

Floats = NDArray[np.float64]
Columns = tuple[NDArray[np.intp], ...]
Over = Literal["tokens", "terms"]


@stage
def quality(
    topics: Topics,
    counts: Counts | None = None,
    *,
    n_terms: Annotated[int, Field(ge=2, le=100)] = 10,
    windows: Over = "tokens",
    frex_weight: Annotated[float, Field(ge=0, le=1)] = 0.5,
    persistence: Annotated[float, Field(gt=0, lt=1)] = 0.9,
) -> Quality:
    r"""Measure how coherent, how exclusive and how widely borne each topic is.

    Coherence asks whether a topic's first words occur together: `c_v`, `c_npmi` and `c_uci` in
    sliding windows of the text, `u_mass` in whole segments. The numbers are those of gensim's
    CoherenceModel for the same tokens, to 1e-9; beside them stand those of an exact count
    (`c_v_exact` and so on), because gensim lets a word go from a window while another of its
    tokens is inside. `exclusivity`, `frex` and `lift` ask whether the first words are the topic's
    own, `unique_words` and `overlap` whether other topics share them; `speaker_share` and
    `meeting_share` whether the topic is one speaker or one meeting under another name. For all
    topics together, `diversity`, and the dispersion of the residuals, `dispersion`.
    `Quality.measures` says of each its range, which way is better and its source.

    Parameters
    ----------
    topics
        What `fit_lda`, `fit_nmf` or `topics_from` returned.
    counts
        The counts in whose segments coherence is counted; None: those the topics were fitted to.
        Other counts, say of other years, ask whether the topics hold there.
    n_terms
        First words of a topic that are looked at.
    windows
        What a window of the text holds: ``"tokens"``, all of them, so that variants of
        preprocessing are measured alike; ``"terms"``, the counted terms alone, as when gensim is
        given texts without their function words.
    frex_weight
        Weight of exclusivity in `frex`.
    persistence
        Of rank-biased overlap: the nearer to 0, the more the first words count.

    Returns
    -------
    Quality
        One row a topic. NaN where there is no answer, such as coherence where a first word does
        not occur in `counts`. For NMF, shares are rescaled weights.

    Warns
    -----
    ToolkitWarning
        If the tokens read anew are not those that were counted, because phrases were learnt from
        other segments.

    Notes
    -----
    Compare models of one vocabulary and one corpus. A high coherence is no proof that people
    understand a topic, and does not choose a model alone (Hoyle and others 2021): read segments.

    References
    ----------
    Röder, Both and Hinneburg (2015), WSDM. Mimno, Wallach, Talley, Leenders and McCallum (2011),
    EMNLP. Taddy (2012), AISTATS. Bischof and Airoldi (2012), ICML. Dieng, Ruiz and Blei (2020),
    TACL 8. Webber, Moffat
    and Zobel (2010), ACM TOIS 28. Thompson and Mimno (2018), Authorless topic models, COLING.
    Hoyle, Goel, Hian-Cheong, Peskov, Boyd-Graber and Resnik (2021), Is automated topic model
    evaluation broken?, NeurIPS.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_lda
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> found = quality(fit_lda(counts, n_topics=4))
    >>> found.values.shape == (4, len(found.measures()))
    True
    """
    text_of = topics.counts if counts is None else counts
    columns = first_words(topics.topic_term, n_terms)
    notes: list[str] = []
    values = _of_words(topics, columns, frex_weight)
    values |= _coherence(topics, columns, text_of, windows, notes)
    overlap, overlap_with = _overlaps(columns, persistence, topics.numbers)
    by = {name: _bearers(topics, name, notes) for name in ("speaker", "meeting")}
    for name, found in by.items():
        values[f"{name}_share"] = found.share
        values[f"{name}_share_overall"] = found.share_overall
        values[f"{name}s"] = found.effective
    values |= {"overlap": overlap, "share_of_tokens": _sizes(topics)}
    words = tuple(tuple(topics.terms[v] for v in of) for of in columns)
    every = [word for of in words for word in of]
    return Quality(
        settings=MappingProxyType(
            {
                "n_terms": n_terms,
                "windows": windows,
                "frex_weight": frex_weight,
                "persistence": persistence,
            }
        ),
        origin=topics.origin,
        labels=topics.labels,
        words=words,
        values=np.column_stack([values[name] for name in MEASURES]),
        overlap_with=overlap_with,
        speaker=by["speaker"].largest,
        meeting=by["meeting"].largest,
        diversity=len(set(every)) / len(every),
        dispersion=_dispersion(topics),
        n_segments=len(text_of.segments),
        notes=tuple(notes),
    )


def _of_words(topics: Topics, columns: Columns, frex_weight: float) -> dict[str, Floats]:
    """Measure what the shares of words alone say."""
    share = np.asarray(topics.counts.matrix.sum(axis=0)).ravel() / topics.counts.n_tokens
    own = exclusivity(topics.topic_term)
    both = frex(topics.topic_term, weight=frex_weight)
    times = lift(topics.topic_term, share)
    first = list(enumerate(columns))
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = np.where(
            topics.topic_term > 0, topics.topic_term * np.log2(topics.topic_term), 0.0
        )
    in_topics = np.zeros(len(topics.terms), np.int64)
    for of in columns:
        in_topics[of] += 1
    return {
        "entropy": -entropy.sum(axis=1),
        "exclusivity": np.array([own[k, of].mean() for k, of in first]),
        "frex": np.array([both[k, of].mean() for k, of in first]),
        "lift": np.array([np.log2(times[k, of]).mean() for k, of in first]),
        "unique_words": np.array([(in_topics[of] == 1).mean() for of in columns]),
    }


def _sizes(topics: Topics) -> Floats:
    tokens = _tokens(topics)
    mass = np.sort(topics.doc_topic * tokens[:, None], axis=0).sum(axis=0)
    return np.asarray(mass / tokens.sum())


def _tokens(topics: Topics) -> Floats:
    return np.asarray(topics.counts.matrix.sum(axis=1), dtype=np.float64).ravel()


def _dispersion(topics: Topics) -> float:
    """Measure how far counts scatter about the model; NaN where it gives no probabilities."""
    fitted = getattr(topics, "fitted", None) or topics
    if fitted.model == "nmf" or not getattr(fitted, "has_terms", True):
        return float("nan")
    rows = np.array(fitted.counts.segments.canonical_order, dtype=np.intp)
    matrix = csr_matrix(fitted.counts.matrix[rows])
    return residual_dispersion(matrix, fitted.doc_topic[rows], fitted.topic_term).value


def _bearers(topics: Topics, name: str, notes: list[str]) -> Bearers:
    segments = topics.counts.segments
    column: Sequence[str | None] = (None,) * len(segments)
    if name in segments.column_names:
        column = segments.column(name)
    found = bearers(topics.doc_topic, _tokens(topics), column)
    if found.n_missing:
        notes.append(
            f"{plural(found.n_missing, 'segment')} with no one {name} left out of its share."
        )
    return found


def _overlaps(
    columns: Columns, persistence: float, numbers: tuple[int, ...]
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the overlap of each topic with the most alike other, and which that is."""
    n = len(columns)
    lists = [of.tolist() for of in columns]
    overlap = np.full((n, n), -1.0)
    for i in range(n):
        for j in range(i):
            overlap[i, j] = rank_biased_overlap(lists[i], lists[j], persistence=persistence)
            overlap[j, i] = overlap[i, j]
    nearest = overlap.argmax(axis=1)
    largest = overlap[np.arange(n), nearest]
    return largest, np.where(largest > 0, np.array(numbers)[nearest], 0).astype(np.int64)


def _coherence(
    topics: Topics, columns: Columns, counts: Counts, windows: Over, notes: list[str]
) -> dict[str, Floats]:
    """Count how often first words meet in the text of some counts."""
    names = [[topics.terms[v] for v in of] for of in columns]
    place = {term: v for v, term in enumerate(counts.terms)}
    absent = {word for of in names for word in of if word not in place}
    nothing: list[str] = []  # gives NaN
    held = [of if absent.isdisjoint(of) else nothing for of in names]
    if absent:
        some = ", ".join(repr(word) for word in sorted(absent)[:3])
        notes.append(
            f"Without coherence: {plural(held.count(nothing), 'topic')} with first words that the "
            f"counts do not hold, such as {some}."
        )
    asked = [np.array([place[word] for word in of], dtype=np.intp) for of in held]
    found = {"u_mass": document_coherence(counts.matrix, asked)}
    measures = ("c_v", "c_npmi", "c_uci")
    if "language" not in counts.settings:
        notes.append(
            "Without c_v, c_npmi and c_uci: how the counts were made is not known, and so not in "
            "which order their terms stand."
        )
        missing = np.full(len(columns), np.nan)
        return found | {f"{name}{end}": missing for name in measures for end in ("", "_exact")}
    ids, ends = tokens_in_order(counts, windows)
    for counting, end in (("gensim", ""), ("exact", "_exact")):
        counted = window_coherence(ids, ends, asked, counting=counting)  # type: ignore[arg-type]
        found |= {f"{name}{end}": values for name, values in counted.items()}
    return found


def tokens_in_order(counts: Counts, windows: Over) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the columns of all tokens in the order of the text; others have one number above."""
    texts = texts_of(number_tokens(counts.segments), counts.settings)
    column = {term: v for v, term in enumerate(counts.terms)}
    other = len(column)
    of_name = np.array([column.get(name, other) for name in texts.names], dtype=np.int32)
    ids, ends = of_name[texts.terms], texts.ends
    found = np.bincount(ids, minlength=other + 1)[:other]
    off = int(np.abs(found - np.asarray(counts.matrix.sum(axis=0)).ravel()).sum())
    if off:
        warnings.warn(
            f"read anew, {plural(off, 'token')} of {counts.n_tokens:,} are not those that were "
            "counted, because phrases were learnt from other segments; coherence is counted on "
            "them as read",
            ToolkitWarning,
            stacklevel=5,
        )
    if windows == "terms":
        is_term = ids < other
        ends = np.concatenate([[0], np.cumsum(is_term)])[ends]
        ids = ids[is_term]
    return ids, ends
