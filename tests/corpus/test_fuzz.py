"""Pages that nobody wrote: each is read without a gap or set aside with a sentence, in good time.

Real pages, those of the sample and a few of our own are damaged by chance; the seed is the number
of the page. ``TOOLKIT_FUZZ=10000`` damages as many as that says.
"""

from __future__ import annotations

import functools
import os
import random
import time
from pathlib import Path

import pytest
from common.mutate import BAITS, mutate
from common.pages import PAGE

from toolkit.corpus import Meeting, SetAside
from toolkit.corpus.files.open_page import Reader
from toolkit.corpus.layouts import Layout, layouts
from toolkit.corpus.people.aliases import AliasBook, read_aliases
from toolkit.corpus.sample import sample_pages

N_PAGES = int(os.environ.get("TOOLKIT_FUZZ", "600"))
_PARTS = 12
_ENDINGS = (".txt", ".md", ".html")
_SECONDS = 10.0

HTML = """<html lang=en><head><title>News conference</title>
<meta name=date content=2020-03-09></head>
<body><nav>Home <a href=x>News</a></nav><article><h1 class="entry-title">News conference</h1>
<p class="read__lead">Ada Birch spoke about the ferry.</p><div itemprop="articleBody">
<p><b>President of Ostervale Ada Birch:</b> It sails to the port, and that is what we wanted.</p>
<blockquote>It sails</blockquote><p><b>Question:</b> When?<br>In spring?</p><table><tr><td>1<td>2
</table><p><b>Ada Birch</b> <i>(as translated)</i><b>:</b> Soon. &lt;…&gt;
<span hidden>no</span></p>
</div></article><footer>kremlin.ru</footer></body></html>"""
MARKDOWN = """---
title: "Remarks by President Ada Birch and Prime Minister Marlin in Joint Press Conference"
date: 2020-03-09
tags: [press, fish]
---
# Remarks

**PRESIDENT BIRCH:** We have *spoken* about the ferry and the price of the fish. (Laughter.)

![Ada](ada.jpg) Q  When will it sail to the port?

**PRIME MINISTER MARLIN (as interpreted):** In the spring\\*, and\nthat is what we wanted.
"""


def _own_pages() -> list[tuple[str, bytes]]:
    sample = [(name, page.encode()) for name, page in sorted(sample_pages().items())]
    own = {"own.txt": PAGE, "own.html": HTML, "own.md": MARKDOWN}
    return [*sample[:12], *((name, page.encode()) for name, page in own.items())]


def _real_pages() -> list[tuple[str, bytes]]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "corpora"
    found = []
    for corpus in sorted(path for path in folder.glob("*") if path.is_dir()):
        # Of the largest corpus every fiftieth page: they are much alike.
        pages = sorted(path for path in corpus.rglob("*") if path.suffix in _ENDINGS)
        found += pages[:: max(1, len(pages) // 40)]
    return [(path.name, path.read_bytes()) for path in found]


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, bytes]]:
    return [*_own_pages(), *_real_pages()]


def assert_lossless(page: Meeting, text: str) -> None:
    """Hold that spans cover a text without gaps, and that turns say what stands in it."""
    at = 0
    for span in page.spans:
        assert at == span.start < span.end
        assert span.turn or span.tag not in ("label", "text")
        at = span.end
    assert at == len(text)
    assert [turn.position for turn in page.turns] == list(range(1, len(page.turns) + 1))
    said = {turn.position: "" for turn in page.turns}
    for span in page.spans:
        assert span.turn == 0 or span.turn in said
        if span.tag == "text":
            said[span.turn] += text[span.start : span.end]
    for turn in page.turns:
        assert 0 <= turn.start <= turn.end <= len(text)
        # Markup within a paragraph is in the span; what is said is not more than is printed.
        printed = iter(_letters(said[turn.position]))
        assert all(letter in printed for letter in _letters(turn.text)), turn


def _letters(text: str) -> str:
    return "".join(text.split())


def read(reader: Reader, name: str, raw: bytes) -> Meeting | SetAside:
    """Read a page and hold all that must be so, whatever it holds."""
    begun = time.perf_counter()
    page = reader.read(name, raw, "page")
    took = time.perf_counter() - begun
    assert took < _SECONDS, f"{took:.1f} s"
    if isinstance(page, SetAside):
        assert page.reason
        assert "\n" not in page.reason
        assert "Traceback" not in page.reason
    else:
        assert any(turn.text for turn in page.turns)
        assert_lossless(page, reader.open(name, raw)[0].text)
    return page


@functools.cache
def _natural(name: str, raw: bytes) -> Layout | None:
    return Reader().open(name, raw)[1]


def layout_for(seed: int, name: str, raw: bytes) -> dict[str, str]:
    """Choose the layout by the evidence that is left, or that there was, or any one.

    Most damaged pages have lost their evidence, and would not come far.
    """
    how = random.Random(seed).random()
    before = _natural(name, raw)
    if how < 0.3 or before is None:
        return {}
    known = [layout.name for layout in layouts()]
    return {"*": before.name if how < 0.8 else known[seed % len(known)]}


@pytest.mark.parametrize("part", range(_PARTS))
def test_a_damaged_page_is_read_without_a_gap_or_set_aside(
    part: int, pages: list[tuple[str, bytes]]
) -> None:
    seen: set[type] = set()
    slowest = (0.0, -1)
    for seed in range(part, N_PAGES, _PARTS):
        name, raw = pages[seed * 7919 % len(pages)]
        # Now and then a page is taken for one of another kind.
        ending = _ENDINGS[seed // 7 % 3] if seed % 7 == 0 else Path(name).suffix
        reader = Reader(chosen=layout_for(seed, name, raw))
        begun = time.perf_counter()
        try:
            seen.add(type(read(reader, f"page{ending}", mutate(raw, seed))))
        except Exception as error:
            error.add_note(f"mutate({name!r}, {seed}) as {ending}")
            raise
        slowest = max(slowest, (time.perf_counter() - begun, seed))
    print(f"slowest: {slowest[0]:.2f} s, seed {slowest[1]}")
    assert seen == {Meeting, SetAside}


LAYOUTS = {
    "": ("", "generic_en", "white_house_en", "federal_reserve_en", "kremlin_en"),
    "russian ": ("kremlin_ru",),
    "spanish ": ("mexico_presidency_es",),
}
SIZES = {"in CI": (20_000, 2.0), "by hand": (900_000, _SECONDS)}
_SIZE, _LIMIT = SIZES["by hand" if "TOOLKIT_FUZZ" in os.environ else "in CI"]
FACTOR = 8


def _layouts(name: str) -> tuple[str, ...]:
    return next(found for start, found in reversed(LAYOUTS.items()) if name.startswith(start))


def _seconds(name: str, layout: str, size: int) -> float:
    reader = Reader(chosen={"*": layout} if layout else {})
    raw = BAITS[name](size).encode()
    begun = time.perf_counter()
    page = reader.read(name, raw, "page")
    took = time.perf_counter() - begun
    if isinstance(page, Meeting):
        assert_lossless(page, reader.open(name, raw)[0].text)
    return took


@pytest.mark.parametrize("name", BAITS)
def test_no_page_takes_for_ever(name: str) -> None:
    """A page of 20 KB takes milliseconds; what grows with the square would take seconds."""
    for layout in _layouts(name):
        took = _seconds(name, layout, _SIZE)
        assert took < _LIMIT, f"{layout}: {took:.1f} s"


GROWING = [
    ("blank lines.txt", ""),
    ("other labels.txt", "generic_en"),
    ("labels in capitals.txt", "white_house_en"),
    ("answers.txt", "generic_en"),
    ("sides.html", "generic_en"),
    ("headings.md", "generic_en"),
    ("kremlin people.html", "kremlin_en"),
    ("russian topics x.txt", "kremlin_ru"),
    ("spanish people.md", "mexico_presidency_es"),
    ("chairs on lines.txt", "federal_reserve_en"),
]


@pytest.mark.parametrize("name, layout", GROWING)
def test_time_grows_as_the_page_does(name: str, layout: str) -> None:
    """Each of these once took its square: eight times the page took 64 times the time."""
    small = min(_seconds(name, layout, 15_000) for _ in range(2))
    large = min(_seconds(name, layout, 15_000 * FACTOR) for _ in range(2))
    assert large < 3 * FACTOR * max(small, 0.005), f"{small:.3f} s, then {large:.3f} s"


def test_many_aliases_in_a_row_take_no_time() -> None:
    raw = b"name,canonical\n" + b"".join(b"a%d,a%d\n" % (i, i + 1) for i in range(300))
    begun = time.perf_counter()
    book = AliasBook(read_aliases(raw))
    assert len(book.chain("a0")) == 300
    assert time.perf_counter() - begun < 2
