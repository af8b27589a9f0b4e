"""A web page to text: what a reader sees, one paragraph a line, and what markup says of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from toolkit.corpus.document import Document, Mark, Region
from toolkit.corpus.files.decode import MAX_BYTES, UnreadableError
from toolkit.corpus.files.nesting import MAX_DEPTH, TOO_DEEP, refuse_tangles
from toolkit.errors import ToolkitError
from toolkit.stages import did_you_mean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER_SEEN = frozenset(
    "script style template noscript head title audio video canvas iframe noframes noembed object "
    "datalist rp".split()
)
_LINES = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu "
    "nav ol optgroup option p plaintext pre search section select summary table tbody textarea "
    "tfoot thead tr ul xmp br button".split()
)
_CELLS = frozenset(("td", "th"))
_STRONG = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"))
_ASIDE = frozenset(("nav", "aside"))
_HEAD_OR_FOOT = frozenset(("header", "footer"))
_AS_TYPED = frozenset(("pre", "listing", "plaintext", "xmp", "textarea"))

_WHITE = " \t\n\f\r"
_SPACE = re.compile(r"[ \t\n\f\r]+")
_NOT_SHOWN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.I)
_WEIGHT = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(\w+)", re.I)
_HEAVY = re.compile(r"bold(er)?|[6-9]00", re.I)
_FACT = re.compile(
    r"description|author|og:(title|url|description|site_name|type)|(dc|dcterms)\..+"
    r"|.*(date|time|publish|modif).*"
)


def read_html(
    source: str, regions: Mapping[str, str] = MappingProxyType({}), hidden: Sequence[str] = ()
) -> Document:
    r"""Extract the text of a web page as a browser shows it, and what the markup says of it.

    Every block of the page becomes a line, and so does what ``<br>`` ends; cells of one row are
    joined by a tab. White space is collapsed, except in ``<pre>``; no-break spaces stay. Nothing
    that a reader sees is left out: text beside the body is marked as furniture.

    Parameters
    ----------
    source
        The decoded page.
    regions
        For each `Region` the CSS selector of its elements. Where that of ``body`` fits, what is
        in none of the regions is furniture; where none fits, ``nav``, ``aside``, and ``header``
        and ``footer`` outside an article are.
    hidden
        CSS selectors of what the site's own style sheet shows no reader. Scripts, comments,
        and elements with ``hidden`` or ``display: none`` never show.

    Returns
    -------
    Document
        Its text ends with a line's end. Marks cover the outermost visible characters; touching
        ones of a region are one, and strong ones never cross a line. Facts are ``lang``,
        ``title``, ``description`` and what else the page's head says of dates and itself.

    Raises
    ------
    UnreadableError
        If the page is larger than `MAX_BYTES`, or nested deeper than `MAX_DEPTH`.
    ToolkitError
        If a selector is not CSS.

    Examples
    --------
    >>> page = "<nav>Home</nav><p><b>Question:</b> On the 25<sup>th</sup>?"
    >>> document = read_html(page)
    >>> document.text
    'Home\nQuestion: On the 25th?\n'
    >>> [(mark.region, document.text[mark.start : mark.end]) for mark in document.marks]
    [('furniture', 'Home'), ('strong', 'Question:')]
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(source) > MAX_BYTES:
        raise UnreadableError(f"is larger than {MAX_BYTES // 1_000_000} MB; split it or exclude it")
    refuse_tangles(source)
    tree = LexborHTMLParser(source)
    page = _walk(tree.root, _find(tree, regions, hidden)) if tree.root is not None else _Page()
    return Document(page.text(), page.marks(), MappingProxyType(_facts(tree)))


@dataclass(frozen=True, slots=True)
class _Site:
    """What the selectors found, by the addresses of the elements."""

    regions: Mapping[int, frozenset[Region]]
    unseen: frozenset[int]
    bold: Mapping[int, bool]
    has_body: bool


def _find(tree: LexborHTMLParser, regions: Mapping[str, str], hidden: Sequence[str]) -> _Site:
    found: dict[int, frozenset[Region]] = {}
    for name, selector in regions.items():
        region = _region(name)
        for node in _css(tree, selector):
            found[node.mem_id] = found.get(node.mem_id, frozenset()) | {region}
    unseen = {node.mem_id for selector in ("[hidden]", *hidden) for node in _css(tree, selector)}
    bold = {}
    for node in tree.css("[style]"):
        style = node.attributes["style"] or ""
        if _NOT_SHOWN.search(style):
            unseen.add(node.mem_id)
        if weight := _WEIGHT.search(style):
            bold[node.mem_id] = bool(_HEAVY.fullmatch(weight[1]))
    has_body = any("body" in here for here in found.values())
    return _Site(found, frozenset(unseen), bold, has_body)


def _css(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    from selectolax.lexbor import SelectolaxError

    try:
        return tree.css(selector)
    except SelectolaxError as error:
        raise ToolkitError(
            f"'{selector}' is no CSS selector; write one such as 'p.lead'"
        ) from error


def _region(name: str) -> Region:
    for region in get_args(Region):
        if region == name:
            return cast("Region", region)
    raise ToolkitError(f"'{name}' is no region of a page; {did_you_mean(name, get_args(Region))}")


class _State(NamedTuple):
    """What holds for all the text within an element."""

    regions: frozenset[Region]
    as_typed: bool = False
    in_article: bool = False

    def inside(self, node: LexborNode, tag: str, site: _Site) -> _State:
        """Return what holds within an element of this one."""
        regions = self.regions | site.regions.get(node.mem_id, frozenset())
        if site.bold.get(node.mem_id, tag in _STRONG):
            regions |= {"strong"}
        elif node.mem_id in site.bold:
            regions -= {"strong"}
        beside = tag in _ASIDE or (tag in _HEAD_OR_FOOT and not self.in_article)
        if beside and not site.has_body:
            regions |= {"furniture"}
        in_article = self.in_article or tag in ("article", "main")
        return _State(regions, self.as_typed or tag in _AS_TYPED, in_article)

    def of_text(self, site: _Site) -> frozenset[Region]:
        """Return the regions of text that stands here."""
        if site.has_body and not self.regions - {"strong"}:
            return self.regions | {"furniture"}
        return self.regions


def _walk(root: LexborNode, site: _Site) -> _Page:
    """Write all that is seen; a loop, as recursion would end at Python's limit."""
    page = _Page()
    node: LexborNode | None = root
    state = _State(frozenset())
    above: list[tuple[LexborNode, str, _State]] = []
    while node is not None:
        tag = node.tag or ""
        below = None
        if tag == "-text":
            page.write(node.text_content or "", state.of_text(site), as_typed=state.as_typed)
        elif tag not in _NEVER_SEEN and node.mem_id not in site.unseen:
            page.border(tag)
            below = node.first_child
        if below is not None:
            above.append((node, tag, state))
            if len(above) > MAX_DEPTH:
                raise UnreadableError(TOO_DEEP)
            state = state.inside(node, tag, site)
            node = below
            continue
        while node.next is None and above:
            node, tag, state = above.pop()
            page.border(tag)
        node = node.next
    page.end_line()
    return page


class _Page:
    """The text as it grows, and the stretches of each region."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._line_start = 0
        self._shown = 0  # where the last text without white space ends
        self._gap = ""  # white space that stands only if more follows on the line
        self._runs: dict[Region, list[tuple[int, int]]] = defaultdict(list)

    def border(self, tag: str) -> None:
        """Begin or end an element."""
        if tag in _LINES:
            self.end_line()
        elif tag in _CELLS and self._length > self._line_start:
            self._gap = "\t"

    def end_line(self) -> None:
        """End the line, unless nothing stands on it."""
        if self._length > self._line_start:
            self._new_line()
        self._gap = ""

    def write(self, text: str, regions: frozenset[Region], *, as_typed: bool) -> None:
        """Write a stretch of text with its white space collapsed, or as it was typed."""
        if as_typed:
            for i, line in enumerate(re.split(r"\r\n|\r|\n", text)):
                if i:
                    self._new_line()
                self._write(line, regions, collapse=False)
        else:
            self._write(text, regions, collapse=True)

    def _write(self, text: str, regions: frozenset[Region], *, collapse: bool) -> None:
        words = text.strip(_WHITE)
        before = text[: len(text) - len(text.lstrip(_WHITE))]
        if before and collapse:
            before = "" if self._length == self._line_start else self._gap or " "
        else:
            before = self._gap + before
        self._gap = before
        if not words:
            return
        self._put(before)
        start = self._length
        self._put(_SPACE.sub(" ", words) if collapse else words)
        for region in regions:
            self._mark(region, start)
        self._shown = self._length
        self._gap = text[len(text.rstrip(_WHITE)) :]
        if collapse and self._gap:
            self._gap = " "

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _new_line(self) -> None:
        self._put("\n")
        self._line_start = self._length
        self._gap = ""

    def _mark(self, region: Region, start: int) -> None:
        """Mark what was written last; together with what is before it if nothing is between."""
        runs = self._runs[region]
        begins = self._line_start if region == "strong" else 0
        if runs and runs[-1][1] == self._shown and runs[-1][0] >= begins:
            start = runs.pop()[0]
        runs.append((start, self._length))

    def text(self) -> str:
        """Return the text."""
        return "".join(self._parts)

    def marks(self) -> tuple[Mark, ...]:
        """Return the marks, the longer before what lies within them."""
        marks = [Mark(*run, region) for region, runs in self._runs.items() for run in runs]
        return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.region)))


def _facts(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the page says of itself to machines; the first word on a matter counts."""
    facts: dict[str, str] = {}
    if tree.root is not None:
        facts["lang"] = tree.root.attributes.get("lang") or ""
    if (title := tree.css_first("head title")) is not None:
        facts["title"] = title.text()
    for node in tree.css("head meta[content]"):
        said = node.attributes
        name = said.get("property") or said.get("name") or said.get("itemprop") or ""
        if _FACT.fullmatch(name.lower()):
            facts.setdefault(name, said["content"] or "")
    # Below the head only the page's own date: that of a picture is a <meta> as well.
    if (date := tree.css_first("time[itemprop=datePublished]")) is not None:
        facts.setdefault("datePublished", date.attributes.get("datetime") or date.text())
    tidy = {name: _SPACE.sub(" ", value).strip() for name, value in facts.items()}
    return {name: value for name, value in tidy.items() if value}
