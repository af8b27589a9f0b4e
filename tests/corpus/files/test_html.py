from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.corpus.document import Document
from toolkit.corpus.files.decode import UnreadableError
from toolkit.corpus.files.html import read_html
from toolkit.errors import ToolkitError


def marked(document: Document, region: str) -> list[str]:
    return [document.text[m.start : m.end] for m in document.marks if m.region == region]


@pytest.mark.parametrize(
    "source, text",
    [
        ("<p>One<p>Two", "One\nTwo\n"),
        ("<div>One<div>Two</div>Three</div>", "One\nTwo\nThree\n"),
        ("<p>One<br>Two<br><br>Three</p>", "One\nTwo\nThree\n"),
        ("<p>  One \n\t two  </p>", "One two\n"),
        ("<p>One <i> two</i> </p>", "One two\n"),
        ("<p>One<i> two </i>three</p>", "One two three\n"),
        ("<p>un<i>believ</i>able</p>", "unbelievable\n"),
        ("<p>the 25<sup>th</sup> day</p>", "the 25th day\n"),
        ("<p>5&nbsp;km &amp; more\u00a0</p>", "5\u00a0km & more\u00a0\n"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo\n"),
        ("<table><tr><td>a<td> b <tr><td><td>c</table>", "a\tb\nc\n"),
        ("<table><tr><td><p>a</p><p>b</p></td><td><p>c</p></td></table>", "a\nb\nc\n"),
        ("<pre>\nQ.  One\n\n  two\n</pre>after", "Q.  One\n\n  two\nafter\n"),
        ("<pre>one\r\ntwo <b>three\nfour</b></pre>", "one\ntwo three\nfour\n"),
        ("<p>a<!-- b -->c", "ac\n"),
        ("<p>a<script>b</script><style>c</style><template>d</template>e", "ae\n"),
        (
            "<body><noscript>a</noscript><p hidden>b</p><p style='color:red;DISPLAY : none'>c</p>d",
            "d\n",
        ),
        ("<video>a</video><head><title>b</title></head><body>c", "c\n"),
        ("<p>a<p>&nbsp;<p>b", "a\n\u00a0\nb\n"),
        ("plain &lt;text&gt;", "plain <text>\n"),
        ("a &#xD800; b \0 c", "a \ufffd b c\n"),
        ("", ""),
        ("<script>only</script>", ""),
    ],
)
def test_the_text_is_what_a_browser_shows(source: str, text: str) -> None:
    assert read_html(source).text == text


@pytest.mark.parametrize(
    "source, strong",
    [
        ("<p><b>Question:</b> Why?", ["Question:"]),
        ("<p><b>Question</b>: Why?", ["Question"]),
        ("<p><strong> Mr <b>Smith</b> </strong>: No.", ["Mr Smith"]),
        ("<p><b>Mr Smith</b><b>:</b> No.", ["Mr Smith:"]),
        ("<p><b>Mr</b> <b>Smith:</b> No.", ["Mr Smith:"]),
        ("<p><b>Mr</b> and <b>Mrs</b>", ["Mr", "Mrs"]),
        ("<h2>Title</h2><h3>Next</h3>", ["Title", "Next"]),
        ("<b><p>One</p><p>Two<br>Three</p></b>", ["One", "Two", "Three"]),
        ("<b> </b><p>None", []),
        ("<span style='font-weight: 700'>Q:</span> Why?", ["Q:"]),
        ("<b style='font-weight:normal'>All <b>Q:</b> of it</b>", ["Q:"]),
        ("<b>a <span style='font-weight:400'>light</span> b</b>", ["a", "b"]),
        ("<pre><b>A:\nB:</b> c</pre>", ["A:", "B:"]),
    ],
)
def test_what_is_strong(source: str, strong: list[str]) -> None:
    assert marked(read_html(source), "strong") == strong


SITE = """
<html><body><div class=top>Menu</div><h1>Talks <i>end</i></h1><p class=day>May 2</p>
<div class=text><div class=lead><p>They met.</p><p>They spoke.</p></div><p>Q: Why?</p>
<aside>See also</aside><p>A: So.<span class=tip>A tip</span></p></div><footer>Contact</footer>
"""
REGIONS = {"title": "h1", "date": ".day", "lead": ".lead", "body": ".text"}


def test_regions() -> None:
    document = read_html(SITE, {**REGIONS, "furniture": ".text aside"}, [".tip"])
    assert marked(document, "title") == ["Talks end"]
    assert marked(document, "date") == ["May 2"]
    assert marked(document, "lead") == ["They met.\nThey spoke."]
    assert marked(document, "body") == ["They met.\nThey spoke.\nQ: Why?\nSee also\nA: So."]
    assert marked(document, "furniture") == ["Menu", "See also", "Contact"]
    assert "tip" not in document.text
    assert marked(read_html(SITE, REGIONS), "furniture") == ["Menu", "Contact"]


def test_furniture_where_no_body_is_found() -> None:
    for regions in ({}, {"body": ".none"}):
        assert marked(read_html(SITE, regions), "furniture") == ["See also", "Contact"]


def test_the_header_of_an_article_is_no_furniture() -> None:
    page = "<header>Site</header><main><header><h1>Title</h1></header><footer>1</footer></main>"
    assert marked(read_html(page), "furniture") == ["Site"]


def test_facts() -> None:
    page = """<html lang=fr><head><title> A
    page </title><meta name=description content="Of talks"><meta name=viewport content=x>
    <meta property="og:title" content="A &amp; B"><meta property="og:title" content="again">
    <meta property="article:published_time" content="2021-02-03T10:00"><meta name=author content="">
    </head><body><meta itemprop=datePublished content="1999-01-01">
    <time itemprop=datePublished datetime="2021-02-03">Feb 3</time>"""
    assert dict(read_html(page).facts) == {
        "lang": "fr",
        "title": "A page",
        "description": "Of talks",
        "og:title": "A & B",
        "article:published_time": "2021-02-03T10:00",
        "datePublished": "2021-02-03",
    }


@pytest.mark.parametrize(
    "regions, hidden", [({"body": "p["}, []), ({}, ["!"]), ({"title": ""}, [])]
)
def test_a_selector_that_is_none(regions: dict[str, str], hidden: list[str]) -> None:
    with pytest.raises(ToolkitError, match="is no CSS selector; write one such as"):
        read_html("<p>x", regions, hidden)


def test_a_region_that_is_none() -> None:
    with pytest.raises(ToolkitError, match="'titel' is no region of a page; did you mean 'title'"):
        read_html("<p>x", {"titel": "p"})


def test_the_limit_of_nesting() -> None:
    def nested(depth: int) -> str:
        return "<div>" * depth + "deep" + "</div>" * depth + "after"

    assert read_html(nested(490)).text == "deep\nafter\n"
    for depth in (501, 3000, 100_000):
        with pytest.raises(UnreadableError, match="deeper than 500 levels"):
            read_html(nested(depth))


def test_a_page_beyond_the_limit() -> None:
    with pytest.raises(UnreadableError, match="larger than 50 MB"):
        read_html("a" * 50_000_001)


BLOCKS = ("p", "div", "li", "h2", "blockquote", "section", "td")
INLINE = ("i", "b", "span", "a", "em", "sup", "font")
UNSEEN: dict[str, Callable[[str], str]] = {
    "script": lambda word: f"<script>{word}</script>",
    "comment": lambda word: f"<!--{word}-->",
    "hidden": lambda word: f"<div hidden><p>{word}</p></div>",
    "style": lambda word: f"<span style='display:none'>{word}</span>",
}

# A page as a tree: a word, something unseen, or an element and what it holds.
trees = st.recursive(
    st.one_of(st.just("word"), st.just("<&>"), st.sampled_from(sorted(UNSEEN))),
    lambda inner: st.tuples(
        st.sampled_from(["div", "section", "blockquote", *INLINE[1:3]]),
        st.lists(inner, max_size=5),
    ),
    max_leaves=60,
)


def write(tree: object, words: list[str]) -> str:
    """Write a tree as HTML, each of its words another one, and gather the seen ones."""
    if isinstance(tree, tuple):
        inside = " ".join(write(branch, words) for branch in tree[1])
        return f"<{tree[0]}>{inside}</{tree[0]}>"
    if tree in UNSEEN:
        return UNSEEN[str(tree)](f"unseen{len(words)}")
    words.append(f"{tree}{len(words)}")
    return escape(words[-1])


@settings(max_examples=200)
@given(st.lists(trees, max_size=6), st.integers(0, 400))
def test_every_seen_word_comes_out_once_and_in_order(forest: list[object], depth: int) -> None:
    words: list[str] = []
    source = " ".join(write(tree, words) for tree in forest)
    document = read_html("<div>" * depth + source + "</div>" * depth)
    assert document.text.split() == words
    assert document.text.endswith("\n") or not words


@given(st.text(st.sampled_from("<>/abdivp!-='\" \n&;#"), max_size=200))
def test_nothing_malformed_raises(source: str) -> None:
    document = read_html(source)
    for mark in document.marks:
        assert 0 <= mark.start < mark.end <= len(document.text)


@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<nav>", "</nav>", "<div class=x>", "</div>", "<h1>", "</h1>",
     "<table>", "<tr>", "<td>", "</table>", "<br>", "<pre>", "</pre>", "a", " ", "b\n", "\u00a0"]
), max_size=60))  # fmt: skip
def test_marks_are_sorted_trimmed_and_apart(parts: list[str]) -> None:
    document = read_html("".join(parts), {"body": ".x"})
    assert list(document.marks) == sorted(document.marks, key=lambda m: (m.start, -m.end, m.region))
    for region in ("strong", "furniture", "body"):
        stretches = [m for m in document.marks if m.region == region]
        for mark in stretches:
            words = document.text[mark.start : mark.end]
            assert words == words.strip(" \t\n")
            assert region != "strong" or "\n" not in words
        for left, right in pairwise(stretches):
            assert left.end < right.start
    plain = re.sub(r"<[^>]*>", " ", "".join(parts))
    assert "".join(document.text.split()) == "".join(plain.split())


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
KREMLIN = {"body": "[itemprop=articleBody]"}
HIDDEN = [".read__tooltip", ".hidden"]


# Another parser, to check against on real pages.
class Paragraphs(HTMLParser):
    """Gathers the words of each <p> within the article's body, tooltips left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool, bool]] = []
        self.words: list[str] = []
        self.unseen: list[str] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text += " "
        if tag in VOID:
            return
        said = dict(attrs)
        _, body, hidden = self.open[-1] if self.open else ("", False, False)
        classes = (said.get("class") or "").split()
        hidden = hidden or "hidden" in classes or "read__tooltip" in classes or "hidden" in said
        self.open.append((tag, body or said.get("itemprop") == "articleBody", hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or all(tag != name for name, _, _ in self.open):
            return
        while self.open.pop()[0] != tag:
            pass
        if tag == "p":
            self.words += self._text.split()
            self._text = ""

    def handle_data(self, data: str) -> None:
        names = [name for name, _, _ in self.open]
        if "p" in names and self.open[-1][1]:
            if self.open[-1][2]:
                self.unseen.append(data)
            else:
                self._text += data


def test_every_paragraph_of_every_page(corpora: Path) -> None:
    pages = sorted((corpora / "kremlin_en").glob("*.html"))
    n_words = n_unseen = 0
    for path in pages:
        source = path.read_text(encoding="utf-8")
        other = Paragraphs()
        other.feed(source)
        other.close()
        document = read_html(source, KREMLIN, HIDDEN)
        (body,) = (m for m in document.marks if m.region == "body")
        words = iter(document.text[body.start : body.end].split())
        assert all(word in words for word in other.words), path.name
        shown = document.text.split()
        assert not any("tooltip" in word for word in shown)
        n_words += len(other.words)
        n_unseen += len("".join(other.unseen).split())
    assert n_words > 600_000
    assert n_unseen > 500
