"""Counts as files beside their segments, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts
from toolkit.counts.vocabulary import DroppedTerm
from toolkit.formats import (
    read_arrays,
    read_json,
    read_rows,
    read_table,
    write_arrays,
    write_exact,
    write_json,
    write_table,
)
from toolkit.segments import Segments


def save_counts(
    counts: Counts, segments: Segments, folder: Path, *, for_people: bool = True
) -> None:
    """Write the matrix, the vocabulary and the terms that went; for people also as CSV."""
    arrays = {
        "data": counts.matrix.data,
        "indices": counts.matrix.indices,
        "indptr": counts.matrix.indptr,
        "rows": places(counts.segments, segments),
    }
    if not for_people:
        # Fits go through the segments in this order, which follows from texts and not from counts.
        arrays["order"] = np.array(counts.segments.canonical_order, dtype=np.int64)
    write_arrays(arrays, folder / "matrix.npz")
    write = write_table if for_people else write_exact
    write(counts.table(), folder / "vocabulary")
    write(counts.dropped, folder / "dropped")
    rest = {"settings": dict(counts.settings), "left_out": dict(counts.segments.dropped)}
    write_json(rest, folder / "counts.json")


def load_counts(folder: Path, segments: Segments) -> Counts:
    """Read back what `save_counts` wrote, beside all the segments."""
    arrays, rest = read_arrays(folder / "matrix.npz"), read_json(folder / "counts.json")
    terms = tuple(read_table(folder / "vocabulary")["term"].tolist())
    matrix = csr_matrix(
        (arrays["data"], arrays["indices"], arrays["indptr"]),
        shape=(len(arrays["rows"]), len(terms)),
    )
    matrix.check_format(full_check=True)  # compiled loops trust its indices
    dropped = tuple(DroppedTerm(**row) for row in read_rows(folder / "dropped"))
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in rest["settings"].items()}
    left_out = MappingProxyType(dict(rest["left_out"]))
    return Counts(
        segments=replace(segments.keep(arrays["rows"].tolist(), ""), dropped=left_out),
        matrix=matrix,
        terms=terms,
        dropped_terms=dropped,
        settings=MappingProxyType(settings),
    )


def places(kept: Segments, among: Segments) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the places of some segments among all of them, by their ids."""
    place = {name: i for i, name in enumerate(among.ids)}
    return np.array([place[name] for name in kept.ids], dtype=np.int64)
