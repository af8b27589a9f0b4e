"""The paragraphs of a page: which are the page's own, which its head, which are spoken."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Tag
from toolkit.corpus.names import looks_like_person, tidy
from toolkit.corpus.parsing.blocks import Block, ends_sentence
from toolkit.corpus.parsing.labels import read_label

_HEAD_LINES = 12  # a title stands among the first lines with print on them, or nowhere
_TITLE_LENGTH = 700
_LONGEST_TITLE = 2000  # what is longer is no title, and its names would take hours to part
_HEAD_LENGTH = 100_000  # characters of a head in which a caption's words are looked for
_SHORT_TITLE = 14  # words
_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?] +[A-Z]")  # one ends and another begins
_HEAD_REGIONS = frozenset({"title", "date", "time", "place", "lead"})


def tag_blocks(blocks: list[Block], layout: Layout) -> list[Block]:
    """Tag each block as furniture, head, heading, unexplained, or text that somebody spoke.

    What the document's markup says goes first. Furniture is known wherever it stands. The head
    ends with the first block that is neither furniture, stamp nor title; a table of contents may
    follow it, whose entries are headings there and where they recur. What stands above the title
    and is none of these is unexplained.
    """
    titles = _find_titles(blocks, layout)
    tagged: list[Block] = []
    contents: set[int] = set()
    in_head = True
    said = ""
    for i, block in enumerate(blocks):
        tag: Tag = "text"
        if block.region in _HEAD_REGIONS:
            tag = "head"
        elif block.region == "furniture" or _is_furniture(block.text, layout, in_head):
            tag = "furniture"
        elif in_head and (i in titles or layout.is_stamp(block.text) or _repeats(block.text, said)):
            tag = "head"
        elif titles and i < min(titles):
            tag = "unexplained"
        else:
            if in_head:
                contents, in_head = _find_contents(blocks, i, layout), False
            is_heading = i in contents or layout.headings_pattern.fullmatch(block.text)
            tag = "heading" if is_heading else "text"
        if in_head and len(said) < _HEAD_LENGTH:
            said += f"\n{tidy(block.text).casefold()}" if tag in ("head", "furniture") else ""
        tagged.append(replace(block, tag=tag))
    return tagged


def title_of(blocks: list[Block], facts: Mapping[str, str], layout: Layout) -> str:
    """Return the title of a page on one line; empty for none.

    It is what the markup calls so, else what the head prints, else what the file says of itself;
    the last two change places in a layout whose pages print no title.
    """
    marked = [block.text for block in blocks if block.region == "title"]
    said = facts.get("og:title") or facts.get("title", "")
    if marked or (layout.title == "none" and said):
        return tidy(marked[0] if marked else said)[:_LONGEST_TITLE]
    heads = [x.text for x in blocks if x.tag == "head" and x.region not in _HEAD_REGIONS]
    titles = [text for text in heads if not layout.is_stamp(text)]
    return tidy(" ".join(titles[: layout.title_lines]) if titles else said)[:_LONGEST_TITLE]


def is_title(block: Block, layout: Layout) -> bool:
    """Say whether a block names an event as a title does: not as a sentence, not as a label.

    A title names a kind of event, speaks in nobody's first person, holds one sentence without
    its full stop, and is short, or names the host's office, or ends with a place and a date.
    """
    text = block.text
    if len(text) > _TITLE_LENGTH or ends_sentence(text) or _SENTENCES.search(text):
        return False
    if _opens_turn(text, layout) or layout.is_stamp(text):
        return False
    if not any(re.search(p, text, re.IGNORECASE) for p in layout.events.values()):
        return False
    words = re.findall(r"\w+", text)
    if set(words) & set(layout.first_person):
        return False
    marks = (*layout.host_offices, *(f"(?:{tail})$" for tail in layout.title_tails))
    return len(words) <= _SHORT_TITLE or any(re.search(mark, text) for mark in marks)


def _find_titles(blocks: list[Block], layout: Layout) -> Collection[int]:
    """Find the numbers of the blocks that make the title; none where somebody speaks before."""
    found: list[int] = []
    for i, block in enumerate(blocks[:_HEAD_LINES]):
        if block.region in _HEAD_REGIONS or block.region == "furniture":
            continue
        if layout.titles_pattern.fullmatch(block.text):
            found.append(i)
            continue
        if found and (layout.titles or len(found) == layout.title_lines):
            continue
        if _opens_turn(block.text, layout):
            break
        plain = not layout.is_stamp(block.text) and not _is_furniture(block.text, layout, True)
        wanted = layout.title == "first" and plain and not ends_sentence(block.text)
        if wanted or found or (layout.title == "event" and is_title(block, layout)):
            found.append(i)
        if layout.title == "first" and plain and not found:
            break
    return frozenset(found)


def _opens_turn(text: str, layout: Layout) -> bool:
    label = read_label(text, layout)
    return bool(label and (label.mark or looks_like_person(label.name)))


def _repeats(text: str, head: str) -> bool:
    """Say whether a block says again what the head has said, as captions of its picture do."""
    words = tidy(text).casefold()
    return " " in words and words in head


def _find_contents(blocks: list[Block], first: int, layout: Layout) -> set[int]:
    """Find the blocks of a table of contents that opens at `first`, and its entries below.

    A speaker numbers what he says as well. So numbered lines are contents only behind a printed
    title of them, or if one of them recurs further down without its number.
    """
    end = first
    while end < len(blocks) and _may_be_contents(blocks[end].text, layout):
        end += 1
    run = [i for i in range(first, end) if not _is_furniture(blocks[i].text, layout, False)]
    if not run:
        return set()
    entries = {_entry(blocks[i].text) for i in run}
    below = {
        i for i in range(run[-1] + 1, len(blocks)) if tidy(blocks[i].text).casefold() in entries
    }
    titled = bool(re.fullmatch(layout.contents_title, blocks[first].text, re.IGNORECASE))
    return {*run, *below} if titled or below else set()


def _may_be_contents(text: str, layout: Layout) -> bool:
    """Say whether a block could belong to a table of contents: a full stop makes it speech."""
    if layout.contents_title and re.fullmatch(layout.contents_title, text, re.IGNORECASE):
        return True
    if layout.contents_entry and re.fullmatch(layout.contents_entry, text):
        return not text.endswith((".", "!"))
    return _is_furniture(text, layout, False)


def _entry(text: str) -> str:
    """Take the number off an entry; case and white space are often not those of the heading."""
    return tidy(re.sub(r"^\s*\d+\. ", "", text)).casefold()


def _is_furniture(text: str, layout: Layout, in_head: bool) -> bool:
    if not text or layout.is_furniture(text) or layout.is_bar(text):
        return True
    return in_head and bool(layout.breadcrumb and re.fullmatch(layout.breadcrumb, text))
