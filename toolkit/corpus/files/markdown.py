"""A Markdown file as it stands, with what its markup and its YAML head say of it."""

from __future__ import annotations

import re
from types import MappingProxyType

from toolkit.corpus.document import Document, Mark

_HEAD = re.compile(r"---[ \t]*\r?\n(?P<yaml>.{0,20000}?^)(?:---|\.\.\.)[ \t]*\r?$", re.M | re.S)
_BRACKETS = 1000  # of a head that a person or a program of good will has written
_KEY = re.compile(r"[\w.-]+[ \t]*:")
_BLANK_LINE = re.compile(r"^[ \t]*\r?$", re.M)

# Within a paragraph, over the ends of its lines; converters leave a space before the last stars.
_STRONG = re.compile(
    r"""
    (?<![\\*])\*\*\*?(?=[^\s*])(?P<stars>(?:(?!\*\*|\n[ \t]*\r?\n).)+)\*\*
    |(?<![\\\w])__(?=[^\s_])(?P<lines>(?:(?!__|\n[ \t]*\r?\n).)+)__(?!\w)
    |^[ ]{0,3}\#{1,6}[ \t]+(?P<heading>[^\r\n]*)
    """,
    re.M | re.S | re.X,
)
_IMAGE = re.compile(r"!\[(?:(?!\n[ \t]*\r?\n)[^\[\]])*+\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
# What nobody reads: the signs of emphasis and headings, and the stroke that frees a sign.
_MARKUP = re.compile(
    r"\*\*+|(?<![\\\w])[*_](?=\S)|(?<=[^\s\\])[*_](?!\w)|(?<=\s)[*_](?=\s|$)"
    r"|\\(?=[\\`*_{}\[\]()#+.!~-])|^[ ]{0,3}\#{1,6}[ \t]+|</?(?:s|u|i|b|em|strong)>",
    re.M,
)
_MARKERS = " \t\r\n*_#"


def read_markdown(text: str) -> Document:
    r"""Return a Markdown file unchanged, its bold type and headings marked as strong.

    A head of YAML between two lines of ``---`` is furniture, and gives the facts; so are
    pictures. Marks of bold type cover what is between the stars, not the stars, which are
    marked as markup.

    Parameters
    ----------
    text
        The decoded file; spans and marks refer to it.

    Returns
    -------
    Document
        Without facts where the head is not YAML; values are text as printed, lists are joined
        by "; ".

    Examples
    --------
    >>> document = read_markdown("---\ndate: 2023-03-03\n---\n\n**QUESTION:** Why?\n")
    >>> dict(document.facts)
    {'date': '2023-03-03'}
    >>> [
    ...     (mark.region, document.text[mark.start : mark.end])
    ...     for mark in document.marks
    ...     if mark.region != "markup"
    ... ]
    [('furniture', '---\ndate: 2023-03-03\n---'), ('strong', 'QUESTION:')]
    """
    end, facts = _head(text)
    furniture = [(0, end)] if end else []
    furniture += [found.span() for found in _IMAGE.finditer(text, end)]
    marks = [Mark(*span, "furniture") for span in furniture]
    for found in _STRONG.finditer(text, end):
        start, stop = _trimmed(text, *found.span(found.lastgroup or 0))
        if start < stop:
            marks.append(Mark(start, stop, "strong"))
    marks += [Mark(*m.span(), "markup") for m in _MARKUP.finditer(text, end)]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return Document(text, tuple(marks), MappingProxyType(facts))


def _head(text: str) -> tuple[int, dict[str, str]]:
    """Return where the head ends, and its facts; 0 for no head."""
    found = _HEAD.match(text)
    if not found:
        return 0, {}
    facts = _facts(found["yaml"])
    # Two lines of "---" may be rules about a paragraph of speech, too.
    broken = _KEY.match(found["yaml"]) and not _BLANK_LINE.search(found["yaml"].rstrip())
    return (found.end(), facts or {}) if facts is not None or broken else (0, {})


def _facts(head: str) -> dict[str, str] | None:
    """Return the plain values of a YAML head; None if it is no table of names and values."""
    import yaml

    if head.count("[") + head.count("{") > _BRACKETS:  # the parser takes their square
        return None
    try:
        # The base loader makes nothing but text, lists and tables: dates stay as printed.
        table = yaml.BaseLoader(head).get_single_data()
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(table, dict):
        return None
    rows = {
        str(name): value if isinstance(value, list) else [value] for name, value in table.items()
    }
    texts = {name: "; ".join(v for v in row if isinstance(v, str)) for name, row in rows.items()}
    return {name: value for name, value in texts.items() if value}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without the white space and the markers at its ends."""
    part = text[start:end]
    left = len(part) - len(part.lstrip(_MARKERS))
    return start + left, start + max(left, len(part.rstrip(_MARKERS)))
