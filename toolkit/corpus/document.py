"""A file's text before anybody has read it, and what its markup says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Region = Literal["title", "date", "time", "place", "lead", "body", "furniture", "strong", "markup"]
"""What markup says of a stretch of text: ``strong`` is bold type, as labels often are; ``markup``
are the characters of the markup itself, which nobody reads."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document and what its markup says of it.

    Attributes
    ----------
    start, end
        0-based half-open range of characters of the document's text.
    region
        What the markup says.
    """

    start: int
    end: int
    region: Region


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one file.

    Attributes
    ----------
    text
        All that a reader of the file sees; the spans of a meeting refer to it. Of an HTML file
        it is the extracted text, one paragraph a line; of any other the decoded file itself.
    marks
        What the markup says, sorted by start; stretches may lie within each other.
    facts
        What the file says of itself where no reader sees it, or in a head for machines: names
        such as ``title`` and ``date``, and their values as printed.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
