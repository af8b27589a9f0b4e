"""One file of a corpus, from its bytes to a meeting."""

from __future__ import annotations

import fnmatch
import functools
import hashlib
import importlib.metadata
import sys
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path, PurePosixPath

from toolkit.corpus.document import Document
from toolkit.corpus.files.cache import page_key
from toolkit.corpus.files.decode import Decoded, UnreadableError, declared_encoding, decode
from toolkit.corpus.files.html import read_html
from toolkit.corpus.files.markdown import read_markdown
from toolkit.corpus.layouts import (
    Layout,
    choose_layout,
    evidence,
    find_layout,
)
from toolkit.corpus.meeting import Meeting, Note, SetAside
from toolkit.corpus.names import tidy
from toolkit.corpus.parsing.blocks import VISIBLE
from toolkit.corpus.parsing.parse import NoSpeechError, parse

_HTML = (".html", ".htm")
_BESIDE = ("records.py", "stages.py")  # what the corpus uses of the code around it
_READERS = ("selectolax", "charset-normalizer", "pyyaml")  # libraries that change what is read


@dataclass(frozen=True)
class Reader:
    """How the files of one corpus are read.

    Attributes
    ----------
    own
        The user's own layouts.
    chosen
        The layout's name for the files that fit a pattern; the first that fits counts.
    """

    own: tuple[Layout, ...] = ()
    chosen: Mapping[str, str] | None = None

    def layout_of(self, source: str) -> Layout | None:
        """Return the layout that the user has chosen for a file; None where by evidence."""
        for pattern, name in (self.chosen or {}).items():
            if _fits(source, pattern):
                return find_layout(name, self.own)
        return None

    def idle_patterns(self, sources: Collection[str]) -> list[str]:
        """List the patterns that no file fits."""
        return [p for p in self.chosen or {} if not any(_fits(name, p) for name in sources)]

    def key(self, source: str, raw: bytes) -> str:
        """Digest all that decides what a file is read as."""
        layout = self.layout_of(source)
        return page_key(
            hashlib.sha256(raw).hexdigest(),
            suffix=PurePosixPath(source).suffix.lower(),
            layout=f"{layout.digest if layout else ''} {self._layouts}",
            code=code_digest(),
            extra=source,
        )

    @functools.cached_property
    def _layouts(self) -> str:
        return " ".join(layout.digest for layout in self.own)

    def read(self, source: str, raw: bytes, name: str) -> Meeting | SetAside:
        """Decode and parse one file, or say why it cannot be."""
        try:
            document, layout, decoded = self.open(source, raw)
            if not VISIBLE.search(document.text):
                return SetAside(source, "is empty")
            meeting = parse(
                document,
                layout,
                meeting=name,
                source=source,
                sha256=hashlib.sha256(raw).hexdigest(),
            )
        except (UnreadableError, NoSpeechError) as error:
            return SetAside(source, error.reason)
        notes = [Note("encoding", f"the file {decoded.note}")] if decoded.note else []
        notes += meeting.notes
        if layout:
            notes.append(Note("layout", self._why(source, document, layout)))
        return replace(meeting, encoding=decoded.encoding, notes=tuple(notes))

    def _why(self, source: str, document: Document, layout: Layout) -> str:
        """Say why a page was read by this layout."""
        untried = "" if layout.verified else "; unverified, no page of its publisher was at hand"
        if self.layout_of(source):
            return f"as you chose{untried}"
        found = [f"'{tidy(mark)[-30:]}'" for mark in evidence(document, layout)]
        return f"by {', '.join(found) or 'its language alone'}{untried}"

    def open(self, source: str, raw: bytes) -> tuple[Document, Layout | None, Decoded]:
        """Return the document that a file holds, its layout, and how its bytes were decoded."""
        suffix = PurePosixPath(source).suffix.lower()
        declared = declared_encoding(raw) if suffix in _HTML else ""
        decoded = decode(raw, declared, long_lines=suffix in _HTML)
        document = Document(decoded.text)
        if suffix == ".md":
            document = read_markdown(decoded.text)
        elif suffix in _HTML:
            document = read_html(decoded.text)
        layout = self.layout_of(source) or choose_layout(document, self.own)
        if suffix in _HTML and layout and (layout.html.regions or layout.html.hidden):
            document = read_html(decoded.text, layout.html.regions, layout.html.hidden)
        return document, layout, decoded


def _fits(source: str, pattern: str) -> bool:
    """Compare a name with a pattern; some systems write accents apart from their letters."""
    name, wanted = (unicodedata.normalize("NFC", text) for text in (source, pattern))
    return fnmatch.fnmatchcase(name, wanted)


@functools.cache
def code_digest() -> str:
    """Digest the code and the data that decide what a page is read as."""
    root = Path(str(resources.files("toolkit.corpus")))
    digest = hashlib.sha256()
    for path in [*(root.parent / name for name in _BESIDE), *sorted(root.rglob("*"))]:
        if path.suffix in (".py", ".toml", ".csv"):
            digest.update(path.relative_to(root.parent).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    versions = [importlib.metadata.version(name) for name in _READERS]
    digest.update(" ".join([*versions, *map(str, sys.version_info[:2])]).encode())
    return digest.hexdigest()
