"""TEXT: from a folder of transcripts to meetings, turns and spans."""

from toolkit.corpus.corpus import Corpus
from toolkit.corpus.document import Document, Mark
from toolkit.corpus.layouts import Layout, choose_layout
from toolkit.corpus.meeting import Meeting, Note, Person, SetAside, Span, Speaker, Turn
from toolkit.corpus.parsing.parse import NoSpeechError, parse
from toolkit.corpus.read import SAMPLE, read_corpus
from toolkit.corpus.sample import write_sample

__all__ = [
    "SAMPLE", "Corpus", "Document", "Layout", "Mark", "Meeting", "NoSpeechError", "Note", "Person",
    "SetAside", "Span", "Speaker", "Turn", "choose_layout", "parse", "read_corpus", "write_sample",
]  # fmt: skip
