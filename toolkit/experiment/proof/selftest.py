"""A small corpus with planted themes, fitted and compared: the same bits every time, or not."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from toolkit.contrasts import contrast
from toolkit.corpus import Corpus, Meeting, Person, Turn
from toolkit.counts import count_terms
from toolkit.parallel import Task, run_apart
from toolkit.segments import split
from toolkit.topics import Topics, fit_lda, fit_nmf

_THEMES = 4
_WORDS = 25  # of each theme; they are made up, so that no stop word is among them
_MEETINGS = 24
_TURN_WORDS = 60
_AGAIN, _APART = "a second time", "in a fresh process"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What came of it.

    Attributes
    ----------
    steps
        By step the places where it gave other bits than in this process; empty where it gave the
        same everywhere.
    found
        How many of the four planted themes the models found.
    seconds
        How long it took.
    error
        Why the fresh process gave nothing, if so.
    """

    steps: Mapping[str, tuple[str, ...]]
    found: Mapping[str, int]
    seconds: float
    error: str = ""

    @property
    def passed(self) -> bool:
        """Whether every step gave the same bits everywhere, and every theme was found."""
        same = not any(self.steps.values())
        return same and not self.error and set(self.found.values()) == {_THEMES}


def self_test() -> SelfTest:
    """Fit twice here and once in a fresh process with other hashes and threads; compare the bits.

    Returns
    -------
    SelfTest
        Counting, LDA, NMF and a comparison with its shuffles are tested.
    """
    began = time.perf_counter()
    before = os.environ.get("PYTHONHASHSEED")
    environment = {
        "PYTHONHASHSEED": "2" if before == "1" else "1",
        "OMP_NUM_THREADS": "1" if os.environ.get("OMP_NUM_THREADS") == "2" else "2",
        "OPENBLAS_NUM_THREADS": "1",
    }
    with ThreadPoolExecutor(1) as beside:  # the other process works meanwhile
        waited = beside.submit(run_apart, Task("the self-test", made), environment)
        (first, found), (second, _) = made(), made()
        apart = waited.result()
    places = {_AGAIN: second, _APART: apart.value[0] if apart.value else first}
    steps = {
        step: tuple(place for place, other in places.items() if other[step] != bits)
        for step, bits in first.items()
    }
    error = str(apart.error) if apart.error else ""
    return SelfTest(steps, found, round(time.perf_counter() - began, 1), error)


def made() -> tuple[dict[str, str], dict[str, int]]:
    """Do the test's work once; return a digest of the bits of each step, and what was found."""
    counts = count_terms(split(planted(), by="turn", min_words=1), min_segments=1, max_share=1.0)
    lda = fit_lda(counts, n_topics=_THEMES)
    nmf = fit_nmf(counts, n_topics=_THEMES)
    compared = contrast(lda, between="speaker", n_shuffles=199, n_resamples=199)
    bits = {
        "counts": _digest({"data": counts.matrix.data, "indices": counts.matrix.indices}),
        "LDA": _digest({"doc_topic": lda.doc_topic, "topic_term": lda.topic_term}),
        "NMF": _digest({"doc_topic": nmf.doc_topic, "topic_term": nmf.topic_term}),
        "contrast": _digest(compared.arrays()),
    }
    return bits, {"LDA": _found(lda), "NMF": _found(nmf)}


def planted() -> Corpus:
    """Return meetings in which two people speak of four themes, one of them more of the first."""
    rng = np.random.default_rng(1)
    meetings = []
    for i in range(_MEETINGS):
        turns = tuple(_turn(rng, position) for position in range(1, 7))
        date = f"20{i // 12:02}-{i % 12 + 1:02}-01"
        meetings.append(
            Meeting(
                f"meeting {i:02}", "", date, "title", "", "", "other", Person(""), (), (), "",
                f"{i:02}.txt", f"{i:064}", turns, (),
            )
        )  # fmt: skip
    return Corpus(tuple(meetings))


def _turn(rng: np.random.Generator, position: int) -> Turn:
    speaker = ("Ada Birch", "Ivo Marlin")[position % 2]
    theme = 0 if speaker == "Ada Birch" and rng.random() < 0.4 else int(rng.integers(_THEMES))
    others = rng.integers(_THEMES, size=_TURN_WORDS)
    themes = np.where(rng.random(_TURN_WORDS) < 0.9, theme, others).tolist()
    which = rng.integers(_WORDS, size=_TURN_WORDS).tolist()
    words = " ".join(_word(t, v) for t, v in zip(themes, which, strict=True))
    return Turn(position, "answer", speaker, speaker, "principal", "", "", 1, 0, 0, words)


def _word(theme: int, v: int) -> str:
    """Make up a word; its first letter tells the theme.

    Examples
    --------
    >>> _word(0, 0), _word(3, 24)
    ('xaqaq', 'qujuj')
    """
    first, vowels, ends = "xzjq"[theme], "aeiou", "qkvwj"
    inner = vowels[v // 5] + ends[v % 5]
    return first + inner * 2


def _found(topics: Topics) -> int:
    """Count the themes whose words alone are the ten first of some topic."""
    words = topics.top_terms(10).groupby("topic")["term"].agg(list)
    pure: set[str] = {terms[0][0] for terms in words if len({term[0] for term in terms}) == 1}
    return len(pure)


def _digest(arrays: Mapping[str, Any]) -> str:
    digest = hashlib.sha256()
    for part in _parts(arrays):
        digest.update(part)
    return digest.hexdigest()


def _parts(arrays: Mapping[str, Any]) -> Iterator[bytes]:
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        yield f"{name} {array.dtype} {array.shape}".encode()
        yield array.tobytes()
