"""Folders of pages, and how they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.corpus import Corpus, read_corpus
from toolkit.errors import ToolkitError

PAGE = """\
9 March 202011:05

Foreign Minister Ada Birch’s statement and answer to a media question at a joint news conference \
following talks with Foreign Minister of Ostervale Ivo Marlin, Harbourtown, March 9, 2020

  • de-DE1 en-GB1

We have spoken about the ferry and about the price of fish in the two ports.

Question: When will the ferry sail again?

Ada Birch: It will sail in the spring, and this is what we agreed on.
"""
SPEECH = "We are here to speak of the ferry and of the fish, and that is all we will say.\n"


def write(folder: Path, **pages: str | bytes) -> Path:
    for name, page in pages.items():
        raw = page.encode() if isinstance(page, str) else page
        (folder / f"{name}.txt").write_bytes(raw)
    return folder


def refused(folder: Path | str, **settings: object) -> str:
    """The one sentence with which a folder is refused."""
    with pytest.raises(ToolkitError) as caught:
        read_corpus(folder, **settings)
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def names(corpus: Corpus) -> list[str]:
    return [meeting.meeting for meeting in corpus.meetings]
