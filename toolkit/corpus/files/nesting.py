"""Web pages so deeply nested that a parser would take hours or all memory, told by a scan."""

from __future__ import annotations

import re
from collections import Counter

from toolkit.corpus.files.decode import UnreadableError

MAX_DEPTH = 500
"""Deepest nesting of elements that is read."""

TOO_DEEP = f"nests its elements deeper than {MAX_DEPTH} levels; it is no page for readers"

# What a parser stands in less than a second.
_MAX_OPEN = 20_000
_MAX_COPIES = 1_000_000

_TAGS = re.compile(
    r"""
    <!--(?:-?>|.*?(?:--!?>|\Z))                     # a comment
    |<(?P<raw>script|style|title|xmp|iframe|noembed|noframes|textarea)(?=[\s/>])
      .*?(?:</(?P=raw)(?=[\s/>])|\Z)                # what holds no elements
    |<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)
      (?:[\s/]++|[^\s/>][^\s/>=]*+                  # attributes, and their values:
        (?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+
      )*+(?:>|\Z)
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE | re.ASCII,
)
# An element that holds nothing, or that its like ends, so that it nests in others only.
_FLAT = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr "
    "p li dt dd option optgroup td th tr thead tbody tfoot colgroup a body head html".split()
)
# A parser repeats these in every paragraph until they are ended, at most three alike.
_REPEATED = frozenset("b big code em font i nobr s small strike strong tt u".split())


def refuse_tangles(source: str) -> None:
    """Refuse a page that would be beyond a parser, before it is parsed.

    Elements count as open until their end tag comes while they are the innermost. That is too
    high a count where markup is careless, so the limits here are far above `MAX_DEPTH`, which
    is for whoever walks the parsed page to hold.

    Raises
    ------
    UnreadableError
        If too many elements are open at once, or too many would be repeated.

    Examples
    --------
    >>> refuse_tangles("<p>One<p>Two<div><b>Three</b></div>")
    >>> refuse_tangles("<div>" * 100_000)
    Traceback (most recent call last):
    toolkit.corpus.files.decode.UnreadableError: the file nests its elements deeper ...
    """
    opened: list[tuple[str, str]] = []
    alike: Counter[str] = Counter()
    repeated = copies = 0
    for tag in _TAGS.finditer(source):
        name = (tag["name"] or "").lower()
        copies += repeated
        if tag["end"]:
            if opened and opened[-1][0] == name:
                whole = opened.pop()[1]
                repeated -= name in _REPEATED and alike[whole] <= 3
                alike[whole] -= 1
        elif name and name not in _FLAT:
            whole = tag[0]
            opened.append((name, whole))
            alike[whole] += 1
            repeated += name in _REPEATED and alike[whole] <= 3
        if len(opened) > _MAX_OPEN or copies > _MAX_COPIES:
            raise UnreadableError(TOO_DEEP)
