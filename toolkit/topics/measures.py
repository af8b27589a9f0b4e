"""What each measure of a topic's quality says: its range, which way is better, where it is from."""

from __future__ import annotations

from typing import NamedTuple


class About(NamedTuple):
    """One measure: its range, which way is better, what it says and who proposed it."""

    range: str
    better: str
    says: str
    source: str


_UNBOUNDED = "no bounds"
_WINDOWS = "the first words stand near each other, counted as gensim does"
_EXACT = "the same, every window counted as it is"
_SPREAD = "two to the power of the entropy"
_THOMPSON = "Thompson and Mimno 2018"

MEASURES: dict[str, About] = {
    "share_of_tokens": About(
        "0 to 1", "neither", "size: mean of the topic over segments, weighted by their tokens", ""
    ),
    "entropy": About(
        "0 to log2 of the terms", "neither", "bits; low: few words make up the topic", ""
    ),
    "c_v": About("-1 to 1", "higher", _WINDOWS, "Röder, Both and Hinneburg 2015"),
    "c_npmi": About("-1 to 1", "higher", _WINDOWS, "Aletras and Stevenson 2013"),
    "c_uci": About(_UNBOUNDED, "higher", _WINDOWS, "Newman and others 2010"),
    "c_v_exact": About("-1 to 1", "higher", _EXACT, "Röder, Both and Hinneburg 2015"),
    "c_npmi_exact": About("-1 to 1", "higher", _EXACT, "Aletras and Stevenson 2013"),
    "c_uci_exact": About(_UNBOUNDED, "higher", _EXACT, "Newman and others 2010"),
    "u_mass": About(
        "at most 0", "higher", "segments that hold a word hold the next", "Mimno and others 2011"
    ),
    "exclusivity": About(
        "1/topics to 1", "higher", "the first words stand in this topic alone, mean of them",
        "Bischof and Airoldi 2012",
    ),
    "frex": About(
        "0 to 1", "higher", "the first words are frequent and exclusive, mean of them",
        "Bischof and Airoldi 2012",
    ),
    "lift": About(
        _UNBOUNDED, "higher",
        "bits: how much more frequent the first words are than in the corpus, mean of them",
        "Taddy 2012",
    ),
    "unique_words": About(
        "0 to 1", "higher", "share of the first words that are no other topic's",
        "Dieng, Ruiz and Blei 2020, for all topics together",
    ),
    "overlap": About(
        "0 to 1", "lower", "rank-biased overlap of the first words with the most alike topic",
        "Webber, Moffat and Zobel 2010",
    ),
    "speaker_share": About(
        "0 to 1", "lower", "share of the largest speaker in the topic's tokens", _THOMPSON
    ),
    "speaker_share_overall": About(
        "0 to 1", "neither", "that speaker's share of all tokens", _THOMPSON
    ),
    "speakers": About("1 and up", "higher", f"speakers, as if equally large: {_SPREAD}", _THOMPSON),
    "meeting_share": About(
        "0 to 1", "lower", "share of the largest meeting in the topic's tokens", _THOMPSON
    ),
    "meeting_share_overall": About(
        "0 to 1", "neither", "that meeting's share of all tokens", _THOMPSON
    ),
    "meetings": About("1 and up", "higher", f"meetings, as if equally large: {_SPREAD}", _THOMPSON),
}  # fmt: skip
"""By the names of the columns of `Quality.table`."""
