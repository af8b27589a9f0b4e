"""One page in our own words with every part that a page can have, and layouts to read it by."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.corpus import Layout, Meeting
from toolkit.corpus.document import Document
from toolkit.corpus.layouts import layouts, read_layout
from toolkit.corpus.meeting import Note
from toolkit.corpus.parsing.blocks import Block, cut_blocks
from toolkit.corpus.parsing.page import tag_blocks

LAYOUTS = {layout.name: layout for layout in layouts()}
MINISTRY = LAYOUTS["ministry_en"]
GENERIC = LAYOUTS["generic_en"]

TITLE = (
    "Foreign Minister Ada Birch’s statement and answers to media questions at a joint news "
    "conference following talks with Minister of Trade and Fisheries of the Republic of Ostervale "
    "Ivo Marlin, Harbourtown, March 9, 2020"
)
PAGE = f"""\
Asset Publisher

9 March 202011:05

{TITLE}

  • de-DE1 en-GB1

Ladies and gentlemen,

We have spoken about the ferry.\u00a0 It sails again.

Question (for Ivo Marlin, translated from Ostervalian): Will the price of fish fall?

Ada Birch (adding after Ivo Marlin): It will. (Laughter.) But not soon.

To sum up: the fish is cheap.

(Applause.)

Ivo Marlin: I agree with this.

Question: And the ferry?


Additional materials


Advanced settings"""


def own_layout(text: str, extends: str = "ministry_en") -> Layout:
    """A layout of the user's own: what it says differently from a built-in one."""
    return read_layout(f'extends = "{extends}"\n{text}', "own")


def says(noted: Meeting | Iterable[Note], about: str = "") -> list[str]:
    """What notes say, with their lines; those about one thing alone if it is named."""
    notes = noted.notes if isinstance(noted, Meeting) else noted
    return [str(note) for note in notes if about in ("", note.about)]


def blocks_of(page: str | Document, layout: Layout = MINISTRY) -> list[Block]:
    """The tagged blocks of a page."""
    document = Document(page) if isinstance(page, str) else page
    return tag_blocks(cut_blocks(document, layout.lines), layout)
