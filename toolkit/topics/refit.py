"""One fit among many: made once, kept by its content, small enough to keep hundreds."""

from __future__ import annotations

import functools
import hashlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.counts import Counts
from toolkit.counts.files import load_counts, save_counts
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.formats import read_arrays, read_json, write_arrays, write_json
from toolkit.kept import Artefact, Kept, MadeOf
from toolkit.seeds import derive_seed
from toolkit.segments import load_segments, save_segments
from toolkit.stages import check_settings, did_you_mean
from toolkit.store import digest
from toolkit.topics.coherence import document_coherence, window_coherence
from toolkit.topics.exclusivity import exclusivity
from toolkit.topics.held_out import score_lda
from toolkit.topics.held_out_cells import score_nmf
from toolkit.topics.lda import fit_lda
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.quality import tokens_in_order
from toolkit.topics.ranked import first_words
from toolkit.topics.topics import Topics
from toolkit.topics.unseen import deal_folds, meeting_names, set_aside

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

FITS: dict[str, Callable[..., Topics]] = {"lda": fit_lda, "nmf": fit_nmf}
N_WORDS = 10  # first words by which a topic is measured
OF_TOPICS = ("c_npmi", "u_mass", "exclusivity", "size")


class Refit(NamedTuple):
    """What is kept of a fit.

    Attributes
    ----------
    topic_term
        (n_topics, n_terms), in single precision.
    alpha
        As of `Topics`; None where there is none.
    of_topics
        Measures of each topic, (n_topics,), by name: coherence, exclusivity, share of tokens.
    converged
        Whether it met its tolerance.
    seconds
        How long it took.
    """

    topic_term: Singles
    alpha: Floats | None
    of_topics: dict[str, Floats]
    converged: bool
    seconds: float


def check_model(model: str | Mapping[str, Any], n_topics: int, place: str) -> dict[str, Any]:
    """Check what shall be fitted many times, and write every default out but size and seed.

    Raises
    ------
    SettingsError
        If a setting cannot be used.
    ToolkitError
        If there is no such model, or size or seed are among its settings.
    """
    given = {"model": model} if isinstance(model, str) else {"model": "lda", **model}
    name = given.pop("model")
    if name not in FITS:
        raise ToolkitError(f"{place}.model = {name!r} is no model; {did_you_mean(name, FITS)}")
    for own in ("n_topics", "seed"):
        if own in given:
            raise ToolkitError(
                f"{place}.model holds {own} = {given[own]!r}; it is given beside the model, "
                "since many are fitted"
            )
    settings = check_settings(FITS[name], {**given, "n_topics": n_topics}, place=f"{place}.model")
    return {"model": name} | {k: v for k, v in settings.items() if k not in {"n_topics", "seed"}}


def keep_counts(kept: Kept, counts: Counts) -> Artefact:
    """Keep counts under their content, so that workers can read them."""
    made_of = MadeOf.stage("counts.given", keep_counts, {"counts": digest_of(counts)}, {})

    def build(folder: Path) -> None:
        save_segments(counts.segments, folder, for_people=False)
        save_counts(counts, counts.segments, folder, for_people=False)

    return kept.make(made_of, build)


def digest_of(counts: Counts) -> str:
    """Digest what fits and their measures follow from: counts, terms, texts, meetings, settings."""
    found = hashlib.sha256()
    for part in (counts.matrix.indptr, counts.matrix.indices, counts.matrix.data):
        found.update(np.ascontiguousarray(part, dtype=np.float64).tobytes())
    segments = counts.segments
    rest = {
        "terms": list(counts.terms),
        "texts": list(segments.digests),
        "columns": {name: list(column) for name, column in segments.columns.items()},
        "settings": {name: repr(value) for name, value in counts.settings.items()},
    }
    found.update(digest(rest).encode())
    return found.hexdigest()


# A worker fits many models to the same counts, and reads them once.
@functools.lru_cache(maxsize=1)
def _counts_in(folder: Path) -> Counts:
    return load_counts(folder, load_segments(folder))


@functools.lru_cache(maxsize=1)
def _tokens_in(folder: Path) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ToolkitWarning)
        return tokens_in_order(_counts_in(folder), "tokens")


def refit(
    root: Path, given: Artefact, model: Mapping[str, Any], n_topics: int, number: int, *,
    share: float, seed: int,
) -> Artefact:  # fmt: skip
    """Fit one model to the counts kept, or to a share of their meetings, and measure its topics.

    Parameters
    ----------
    root
        Where results are kept.
    given
        The counts, as `keep_counts` kept them.
    model
        What `check_model` returned.
    n_topics, number
        Size, and which of the refits, from 0; the seed follows from the latter.
    share
        Of the meetings.
    seed
        Of all refits.

    Returns
    -------
    Artefact
        What `load_refit` reads.
    """
    settings = {**model, "n_topics": n_topics, "refit": number, "share": share, "seed": seed}
    made_of = MadeOf.stage(
        f"refits.{n_topics} topics, refit {number + 1}", refit, {"counts": given.content}, settings
    )

    def build(folder: Path) -> None:
        counts = _counts_in(given.folder)
        fitted = _fit(_some(counts, share, seed, number), model, n_topics, seed, number)
        arrays: dict[str, NDArray[Any]] = {"topic_term": fitted.topic_term.astype(np.float32)}
        arrays.update(_measures(fitted, given.folder))
        if fitted.alpha is not None:
            arrays["alpha"] = fitted.alpha
        write_arrays(arrays, folder / "refit.npz")
        write_json({"converged": fitted.convergence.converged}, folder / "refit.json")

    return Kept(root).make(made_of, build)


def load_refit(kept: Artefact) -> Refit:
    """Read what `refit` kept."""
    arrays = read_arrays(kept.folder / "refit.npz")
    return Refit(
        topic_term=arrays["topic_term"],
        alpha=arrays.get("alpha"),
        of_topics={name: arrays[name] for name in OF_TOPICS},
        converged=bool(read_json(kept.folder / "refit.json")["converged"]),
        seconds=kept.seconds,
    )


def score_fold(
    root: Path, given: Artefact, model: Mapping[str, Any], n_topics: int, fold: int, *,
    n_folds: int, seed: int,
) -> Artefact:  # fmt: skip
    """Fit to all meetings but those of one fold, and score these; `load_scores` reads it."""
    settings = {**model, "n_topics": n_topics, "fold": fold, "n_folds": n_folds, "seed": seed}
    made_of = MadeOf.stage(
        f"folds.{n_topics} topics, fold {fold + 1}", score_fold, {"counts": given.content}, settings
    )

    def build(folder: Path) -> None:
        counts = _counts_in(given.folder)
        unseen = set_aside(counts, deal_folds(counts, n_folds, seed)[fold])
        own = {k: v for k, v in model.items() if k != "model"}
        own |= {"n_topics": n_topics, "seed": derive_seed(seed, f"folds.{fold}")}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ToolkitWarning)
            found = (score_lda if model["model"] == "lda" else score_nmf)(unseen, own, seed)
        arrays = {"loss": found.loss, "baseline": found.baseline, "size": found.size}
        write_arrays(arrays, folder / "scores.npz")
        write_json({"meetings": list(unseen.meetings)}, folder / "scores.json")

    return Kept(root).make(made_of, build)


def load_scores(kept: Artefact) -> dict[str, tuple[float, float, float]]:
    """Read what `score_fold` kept: loss, baseline and size by meeting."""
    arrays = read_arrays(kept.folder / "scores.npz")
    meetings: Sequence[str] = read_json(kept.folder / "scores.json")["meetings"]
    rows = zip(arrays["loss"], arrays["baseline"], arrays["size"], strict=True)
    return {
        name: (float(a), float(b), float(c)) for name, (a, b, c) in zip(meetings, rows, strict=True)
    }


def _fit(counts: Counts, model: Mapping[str, Any], n_topics: int, seed: int, number: int) -> Topics:
    own = {k: v for k, v in model.items() if k != "model"}
    own |= {"n_topics": n_topics, "seed": derive_seed(seed, f"refits.{number}")}
    with warnings.catch_warnings():  # what did not converge is counted
        warnings.simplefilter("ignore", ToolkitWarning)
        return FITS[model["model"]](counts, **own)


def _some(counts: Counts, share: float, seed: int, number: int) -> Counts:
    """Draw a share of the meetings; the vocabulary stays."""
    if share == 1:
        return counts
    names = meeting_names(counts)
    random = np.random.default_rng(derive_seed(seed, f"refits.{number}.meetings"))
    n_drawn = max(1, round(share * len(names)))
    drawn = {names[i] for i in random.permutation(len(names))[:n_drawn].tolist()}
    column = counts.segments.column("meeting")
    return counts.keep([row for row, name in enumerate(column) if name in drawn], "not drawn")


def _measures(fitted: Topics, folder: Path) -> dict[str, Floats]:
    """Measure topics on all the counts, those too that they were not fitted to."""
    counts = _counts_in(folder)
    columns = first_words(fitted.topic_term, N_WORDS)
    c_npmi = np.full(fitted.n_topics, np.nan)
    if "language" in counts.settings:
        c_npmi = window_coherence(*_tokens_in(folder), columns, counting="exact")["c_npmi"]
    own = exclusivity(fitted.topic_term)
    tokens = np.asarray(fitted.counts.matrix.sum(axis=1)).ravel()
    mass = np.sort(fitted.doc_topic * tokens[:, None], axis=0).sum(axis=0)
    return {
        "c_npmi": c_npmi,
        "u_mass": document_coherence(counts.matrix, columns),
        "exclusivity": np.array([own[k, of].mean() for k, of in enumerate(columns)]),
        "size": np.asarray(mass / tokens.sum()),
    }
