"""The six nouns as files of a run folder, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.contrasts import Proportions
from toolkit.corpus import Corpus
from toolkit.counts import Counts, DroppedTerm
from toolkit.experiment.corpus_folder import load_corpus, save_corpus
from toolkit.experiment.formats import (
    read_arrays,
    read_json,
    read_rows,
    read_table,
    write_arrays,
    write_json,
    write_table,
)
from toolkit.experiment.methods import METHODS, method_of
from toolkit.segments import Segments
from toolkit.topics import Convergence, Topics


@dataclass(frozen=True, slots=True)
class Nouns:
    """What a run makes.

    Attributes
    ----------
    corpus, segments, counts
        The records of the stages.
    topics, contrasts
        By their names in the experiment file; a contrast is the record of its method.
    proportions
        By model, then by the column whose groups they describe.
    """

    corpus: Corpus
    segments: Segments
    counts: Counts
    topics: Mapping[str, Topics]
    proportions: Mapping[str, Mapping[str, Proportions]]
    contrasts: Mapping[str, Any]


def save_nouns(nouns: Nouns, folder: Path) -> None:
    """Write everything a run made into its folder."""
    save_corpus(nouns.corpus, folder / "corpus")
    save_segments(nouns.segments, folder / "segments")
    save_counts(nouns.counts, nouns.segments, folder / "counts")
    for name, topics in nouns.topics.items():
        save_topics(topics, nouns.counts, folder / "topics" / name)
        for by, proportions in nouns.proportions[name].items():
            save_proportions(proportions, folder / "topics" / name / f"by_{by}")
    for name, contrast in nouns.contrasts.items():
        save_contrast(contrast, folder / "contrasts" / name)


def load_nouns(folder: Path, models: Iterable[str], contrasts: Mapping[str, str]) -> Nouns:
    """Read back what `save_nouns` wrote for these models, and contrasts with their methods."""
    segments = load_segments(folder / "segments")
    counts = load_counts(folder / "counts", segments)
    places = {name: folder / "topics" / name for name in models}
    return Nouns(
        corpus=load_corpus(folder / "corpus"),
        segments=segments,
        counts=counts,
        topics={name: load_topics(place, counts) for name, place in places.items()},
        proportions={
            name: {
                by.parent.name.removeprefix("by_"): load_proportions(by.parent)
                for by in sorted(place.glob("by_*/proportions.json"))
            }
            for name, place in places.items()
        },
        contrasts={
            name: load_contrast(folder / "contrasts" / name, method)
            for name, method in contrasts.items()
        },
    )


def save_segments(segments: Segments, folder: Path) -> None:
    """Write one row a segment, and what was left out."""
    write_table(segments.table(), folder / "segments")
    rest = {"by": segments.by, "dropped": dict(segments.dropped), "named": dict(segments.named)}
    write_json(rest, folder / "segments.json")


def load_segments(folder: Path) -> Segments:
    """Read back what `save_segments` wrote."""
    rest = read_json(folder / "segments.json")
    frame = read_table(folder / "segments").drop(columns="words")
    texts = tuple(frame.pop("text").tolist())
    frame = frame.astype(object).where(frame.notna(), None)
    columns = {name: tuple(frame[name].tolist()) for name in frame.columns}
    named = {kind: tuple(texts) for kind, texts in rest.get("named", {}).items()}
    frozen = map(MappingProxyType, (columns, rest["dropped"], named))
    return Segments(rest["by"], texts, *frozen)


def save_counts(counts: Counts, segments: Segments, folder: Path) -> None:
    """Write the matrix, the vocabulary and the terms that went."""
    write_arrays(
        {
            "data": counts.matrix.data,
            "indices": counts.matrix.indices,
            "indptr": counts.matrix.indptr,
            "rows": _places(counts.segments, segments),
        },
        folder / "matrix.npz",
    )
    write_table(counts.table(), folder / "vocabulary")
    write_table(counts.dropped, folder / "dropped")
    rest = {"settings": dict(counts.settings), "left_out": dict(counts.segments.dropped)}
    write_json(rest, folder / "counts.json")


def load_counts(folder: Path, segments: Segments) -> Counts:
    """Read back what `save_counts` wrote."""
    arrays, rest = read_arrays(folder / "matrix.npz"), read_json(folder / "counts.json")
    terms = tuple(read_table(folder / "vocabulary")["term"].tolist())
    matrix = csr_matrix(
        (arrays["data"], arrays["indices"], arrays["indptr"]),
        shape=(len(arrays["rows"]), len(terms)),
    )
    dropped = tuple(DroppedTerm(**row) for row in read_rows(folder / "dropped"))
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in rest["settings"].items()}
    return Counts(
        segments=_subset(segments, arrays["rows"].tolist(), rest["left_out"]),
        matrix=matrix,
        terms=terms,
        dropped_terms=dropped,
        settings=MappingProxyType(settings),
    )


def save_topics(topics: Topics, counts: Counts, folder: Path) -> None:
    """Write the two matrices, the first terms of each topic and the shares of each segment."""
    import pandas as pd

    arrays = {
        "doc_topic": topics.doc_topic,
        "topic_term": topics.topic_term,
        "rows": _places(topics.counts.segments, counts.segments),
    }
    for name in ("term_weights", "alpha"):
        if (values := getattr(topics, name)) is not None:
            arrays[name] = values
    write_arrays(arrays, folder / "topics.npz")
    rest = {
        "model": topics.model,
        "labels": topics.labels,
        "settings": dict(topics.settings),
        "seed": topics.seed,
        "convergence": asdict(topics.convergence),
        "left_out": dict(topics.counts.segments.dropped),
    }
    write_json(rest, folder / "topics.json")
    write_table(topics.top_terms(20), folder / "top_terms")
    shares = pd.DataFrame(topics.doc_topic, columns=list(topics.labels))
    shares.insert(0, "segment", topics.counts.segments.ids)
    write_table(shares, folder / "doc_topic")


def load_topics(folder: Path, counts: Counts) -> Topics:
    """Read back what `save_topics` wrote."""
    arrays, rest = read_arrays(folder / "topics.npz"), read_json(folder / "topics.json")
    rows = arrays["rows"].tolist()
    if len(rows) < len(counts.segments):
        segments = _subset(counts.segments, rows, rest["left_out"])
        counts = replace(counts, segments=segments, matrix=csr_matrix(counts.matrix[rows]))
    return Topics(
        model=rest["model"],
        counts=counts,
        doc_topic=arrays["doc_topic"],
        topic_term=arrays["topic_term"],
        labels=tuple(rest["labels"]),
        settings=MappingProxyType(rest["settings"]),
        seed=rest["seed"],
        convergence=Convergence(**rest["convergence"]),
        term_weights=arrays.get("term_weights"),
        alpha=arrays.get("alpha"),
    )


def save_proportions(proportions: Proportions, folder: Path) -> None:
    """Write the table, and the arrays behind it."""
    write_arrays(proportions.arrays(), folder / "proportions.npz")
    write_json(proportions.meta(), folder / "proportions.json")
    write_table(proportions.table(), folder / "table")


def load_proportions(folder: Path) -> Proportions:
    """Read back what `save_proportions` wrote."""
    return Proportions.from_parts(
        read_arrays(folder / "proportions.npz"), read_json(folder / "proportions.json")
    )


def save_contrast(contrast: Any, folder: Path) -> None:
    """Write every table of a comparison, and the arrays behind it, whatever its method."""
    name = method_of(contrast)
    write_arrays(contrast.arrays(), folder / f"{name}.npz")
    write_json(contrast.meta(), folder / f"{name}.json")
    for table in ("table", *METHODS[name].tables):
        write_table(getattr(contrast, table)(), folder / table)


def load_contrast(folder: Path, method: str) -> Any:
    """Read back what `save_contrast` wrote."""
    return METHODS[method].record.from_parts(
        read_arrays(folder / f"{method}.npz"), read_json(folder / f"{method}.json")
    )


def _places(kept: Segments, among: Segments) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the places of some segments among all of them, by their ids."""
    place = {name: i for i, name in enumerate(among.ids)}
    return np.array([place[name] for name in kept.ids], dtype=np.int64)


def _subset(segments: Segments, rows: list[int], left_out: Mapping[str, int]) -> Segments:
    return replace(segments.keep(rows, ""), dropped=MappingProxyType(dict(left_out)))
