"""UNITS: the turns of a corpus cut into segments, the topic model's documents."""

from toolkit.segments.divide import divide
from toolkit.segments.files import load_segments, save_segments
from toolkit.segments.segments import Segments, digest_of
from toolkit.segments.split import split

__all__ = ["Segments", "digest_of", "divide", "load_segments", "save_segments", "split"]
