"""The user's own lists of terms, from a file."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import ToolkitError

_MAX_BYTES = 10_000_000


def read_terms(file: str | Path) -> tuple[str, ...]:
    r"""Read a list of terms, one a line, for `stop` and `keep` of `count_terms`.

    Parameters
    ----------
    file
        A text file in UTF-8. Empty lines are passed over, and so is what stands behind a "#".

    Returns
    -------
    tuple of str
        The terms in their order, each once.

    Raises
    ------
    ToolkitError
        If the file cannot be read, is not UTF-8, or holds no term.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     _ = Path(home, "stop.txt").write_text("ferry  # said at every meeting\n\nfish\n")
    ...     read_terms(Path(home, "stop.txt"))
    ('ferry', 'fish')
    """
    path = Path(file)
    try:
        with path.open("rb") as opened:
            raw = opened.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ToolkitError(f"the list {path} cannot be read: {error.strerror}") from error
    if len(raw) > _MAX_BYTES:
        raise ToolkitError(f"{path} is larger than {_MAX_BYTES // 1_000_000} MB and so no list")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ToolkitError(f"{path} is not UTF-8 (line {line}); save it as UTF-8") from error
    terms = dict.fromkeys(line.partition("#")[0].strip() for line in text.splitlines())
    terms.pop("", None)
    if not terms:
        raise ToolkitError(f"{path} holds no term; write one a line")
    return tuple(terms)
