"""Where askers say who they are."""

from __future__ import annotations

from common.named import OPEN, said

from toolkit.counts import count_terms
from toolkit.segments import Segments


def gone(segments: Segments) -> str:
    counts = count_terms(segments, leave_out="introductions", **OPEN)  # type: ignore[arg-type]
    return " ".join(sorted(d.term for d in counts.dropped_terms if d.rule == "introduction"))


def question(text: str, speaker: str = "", **named: tuple[str, ...]) -> Segments:
    return said([("m", "question", speaker, text), ("m", "answer", "A", "Fish swim.")], **named)


def test_an_outlet_gives_an_introduction_away() -> None:
    asked = question("Good day. Eve Moor, Neue Zeit. What of fish?", outlets=("Neue Zeit",))
    assert gone(asked) == "eve moor neue zeit"


def test_so_does_the_name_of_the_asker() -> None:
    assert gone(question("I am Moor. What of fish?", "Eve Moor")) == "am i moor"


def test_a_long_sentence_or_a_late_one_is_none() -> None:
    long = "Moor " + "word " * 12 + "."
    assert gone(question(long, "Eve Moor")) == ""
    assert gone(question("Fish. Fish. Fish. Moor asks.", "Eve Moor")) == ""


def test_an_answer_holds_none() -> None:
    answered = said([("m", "answer", "Eve Moor", "I am Moor. Fish swim.")])
    assert gone(answered) == ""
