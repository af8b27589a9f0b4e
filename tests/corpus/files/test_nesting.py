from __future__ import annotations

import time
from pathlib import Path

import pytest

from toolkit.corpus.files.decode import UnreadableError
from toolkit.corpus.files.nesting import refuse_tangles

DEEP = "the file nests its elements deeper than 500 levels; it is no page for readers"


@pytest.mark.parametrize(
    "tangle",
    [
        "<div>" * 100_000,
        "<DIV class='a>b'>" * 100_000,
        "<span></i>" * 100_000,
        "<div><object></div></object>" * 100_000,
        "<ul><li>" * 100_000,
        "<x-y/>" * 100_000,
        "<div title='</div>'>" * 100_000,
        "<style-x>" * 100_000,
        "<b><b><b><b></b></b></b></b>" * 1000
        + "".join(f"<b id={i}>" for i in range(1000))
        + "<p>x" * 2000,
        "<!-- </div> --><div><script>'</div>'</script>" * 100_000,
        "<p>" + "".join(f"<b id={i}>" for i in range(1000)) + "<p>x" * 2000,
    ],
)
def test_a_tangle_is_refused_at_once(tangle: str) -> None:
    start = time.perf_counter()
    with pytest.raises(UnreadableError) as caught:
        refuse_tangles(tangle)
    assert str(caught.value) == DEEP
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "page",
    [
        "<p>text" * 100_000,
        "<p>text<br>" * 100_000,
        "<ul>" + "<li>text" * 100_000 + "</ul>",
        "<div><p><a name=x>text</div>" * 100_000,
        "<div><b>text</b></div>" * 100_000,
        "<table>" + "<tr><td>x<td>y" * 50_000 + "</table>",
        "<script>" + "if (a<b) c='<div>';" * 100_000 + "</script>",
        "<!--" + "<div>" * 100_000 + "-->",
        "<p><b>left open" * 10_000,
        "a < b and c > d " * 100_000,
    ],
)
def test_long_pages_and_careless_ones_pass(page: str) -> None:
    refuse_tangles(page)


@pytest.mark.parametrize(
    "unended", ["<!--", "<script>", "<a b='", "<", "</", "<a ", "<a =", "<![x"]
)
def test_what_never_ends_takes_no_longer(unended: str) -> None:
    start = time.perf_counter()
    refuse_tangles(unended * 100_000) if unended != "<a " else None
    assert time.perf_counter() - start < 5


def test_real_pages_pass(corpora: Path) -> None:
    for page in sorted((corpora / "kremlin_en").glob("*.html")):
        refuse_tangles(page.read_text(encoding="utf-8"))
