"""Counts in the forms that other tools read, and back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.io import mmread, mmwrite
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts
from toolkit.errors import ToolkitError
from toolkit.records import plural, safe_cell

MATRIX, TERMS, SEGMENTS, MALLET = "matrix.mtx", "terms.txt", "segments.csv", "mallet.txt"


def write_counts(counts: Counts, folder: str | Path) -> Path:
    r"""Write counts as files for quanteda, stm, MALLET and whatever reads text.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    folder
        Where; made if it is not there.

    Returns
    -------
    Path
        The folder. It holds ``matrix.mtx`` (MatrixMarket, segments by terms, whole numbers),
        ``terms.txt`` (one a line, in the order of the columns), ``segments.csv`` (the columns of
        the segments, in the order of the rows; a cell that a spreadsheet would run starts with an
        apostrophe) and ``mallet.txt`` (name, label, text: each term as often as it is counted, in
        the order of the vocabulary; no name holds white space). In R,
        ``quanteda::as.dfm(Matrix::readMM("matrix.mtx"))`` with ``colnames`` from ``terms.txt``,
        then ``quanteda::convert(to = "stm")``; for MALLET, ``mallet import-file --input
        mallet.txt --keep-sequence --token-regex "\S+"``.

    Raises
    ------
    ToolkitError
        If the folder cannot be written to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> with TemporaryDirectory() as home:
    ...     read_counts(write_counts(counts, home), counts).terms == counts.terms
    True
    """
    home = Path(folder)
    try:
        home.mkdir(parents=True, exist_ok=True)
        mmwrite(home / MATRIX, counts.matrix, field="integer", symmetry="general")
        _write(home / TERMS, "".join(f"{term}\n" for term in counts.terms))
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(counts.segments.column_names)
        for row in zip(*counts.segments.columns.values(), strict=True):
            writer.writerow([safe_cell(value or "") for value in row])
        _write(home / SEGMENTS, table.getvalue())
        _write(home / MALLET, "".join(_mallet_lines(counts)))
    except OSError as error:
        raise ToolkitError(f"{home} cannot be written to: {error.strerror}") from error
    return home


def read_counts(folder: str | Path, counts: Counts) -> Counts:
    """Read a matrix and its terms back, for segments that are known.

    Parameters
    ----------
    folder
        Holds ``matrix.mtx`` and ``terms.txt``, as `write_counts` writes them or another tool has
        changed them: terms may be fewer, more, and in any order.
    counts
        The counts that were handed over: theirs are the segments, one a row.

    Returns
    -------
    Counts
        Terms sorted by code point. Nothing is said of terms that went elsewhere.

    Raises
    ------
    ToolkitError
        If a file cannot be read, or rows, columns and terms do not fit.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> with TemporaryDirectory() as home:
    ...     again = read_counts(write_counts(counts, home), counts)
    >>> (again.matrix != counts.matrix).nnz
    0
    """
    home = Path(folder)
    try:
        matrix = csr_matrix(mmread(home / MATRIX))
        terms = (home / TERMS).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise ToolkitError(f"the counts in {home} cannot be read: {error}") from error
    if matrix.shape != (len(counts.segments), len(terms)) or len(set(terms)) < len(terms):
        raise ToolkitError(
            f"{home / MATRIX} has {matrix.shape[0]:,} rows and {matrix.shape[1]:,} columns, for "
            f"{plural(len(counts.segments), 'segment')} and {len(set(terms)):,} distinct terms; "
            "they must be as many"
        )
    if matrix.nnz and (matrix.data.min() < 0 or (matrix.data != np.round(matrix.data)).any()):
        raise ToolkitError(f"{home / MATRIX} holds numbers that are no counts: weights cannot come")
    order = sorted(range(len(terms)), key=terms.__getitem__)
    made = csr_matrix(matrix[:, order], dtype=np.int64)
    made.eliminate_zeros()
    made.sort_indices()
    return Counts(counts.segments, made, tuple(terms[i] for i in order), (), MappingProxyType({}))


def _mallet_lines(counts: Counts) -> list[str]:
    lines = []
    matrix = counts.matrix
    for row, name in enumerate(counts.segments.ids):
        a, b = matrix.indptr[row], matrix.indptr[row + 1]
        cells = zip(matrix.indices[a:b].tolist(), matrix.data[a:b].tolist(), strict=True)
        words = " ".join(" ".join([counts.terms[i]] * n) for i, n in cells)
        lines.append(f"{'_'.join(name.split()) or row}\tall\t{words}\n")
    return lines


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
