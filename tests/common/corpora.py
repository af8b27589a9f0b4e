"""Two small corpora of every oddity, and how to compare records exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.corpus import Corpus, Meeting, Note, Person, SetAside, Span, Speaker, Turn
from toolkit.corpus.meeting import Spans


def assert_same(a: Any, b: Any, place: str = "") -> None:
    """Compare two records field by field, types included."""
    a, b = (tuple(x) if isinstance(x, Spans) else x for x in (a, b))
    assert type(a) is type(b), f"{place}: {type(a)} became {type(b)}"
    if is_dataclass(a):
        for field in fields(a):
            assert_same(getattr(a, field.name), getattr(b, field.name), f"{place}.{field.name}")
    elif isinstance(a, np.ndarray):
        assert a.dtype == b.dtype, place
        assert a.shape == b.shape, place
        assert a.tobytes() == b.tobytes(), place
    elif isinstance(a, csr_matrix):
        assert a.shape == b.shape, place
        for part in ("data", "indices", "indptr"):
            assert_same(getattr(a, part), getattr(b, part), f"{place}.{part}")
    elif isinstance(a, Mapping | tuple | list):
        one, two = (dict(x) if isinstance(x, Mapping) else dict(enumerate(x)) for x in (a, b))
        assert list(one) == list(two), place
        for key in one:
            assert_same(one[key], two[key], f"{place}[{key}]")
    elif isinstance(a, float):
        assert np.float64(a).tobytes() == np.float64(b).tobytes(), place
    else:
        assert a == b, place


def turn(position: int, kind: str, text: str, **more: Any) -> Turn:
    role = "journalist" if kind == "question" else "principal"
    standard: dict[str, Any] = {
        "position": position, "kind": kind, "label": "", "speaker": "", "role": role,
        "addressed_to": "", "note": "", "exchange": 0, "start": 0, "end": len(text), "text": text,
    }  # fmt: skip
    return Turn(**standard | more)


def meeting(name: str, *turns: Turn, **more: Any) -> Meeting:
    standard: dict[str, Any] = {
        "meeting": name, "title": "", "date": "", "date_from": "", "time": "", "place": "",
        "event": "other", "host": Person(""), "counterparts": (), "languages": (),
        "layout": "ministry_en", "source": f"{name}.txt", "sha256": "0" * 64, "turns": turns,
        "spans": (),
    }  # fmt: skip
    return Meeting(**standard | more)


ODD = Corpus(
    meetings=(
        meeting("a", turn(1, "statement", "One.\n\nTwo “words” — Жук\u00a0ö\u0308 😀.")),
        meeting(
            "b/ü",
            turn(1, "question", "=1+1, and the rest?", note="re-translated", exchange=1),
            turn(2, "answer", "NA", speaker="None", exchange=1, start=5, end=7),
            turn(3, "remark", "", speaker="nan", label="'x'"),
            title="-5 °C\rand\ttabs",
            date="2020-02-29",
            date_from="file name",
            time="09:05",
            place="St. Ö, =1",
            host=Person("A", "B", "C"),
            counterparts=(Person("D"), Person("E", country="F")),
            languages=("en-GB", "ru-RU"),
            spans=(Span(0, 3, "blank"), Span(3, 9, "text", 2), Span(9, 9, "unexplained", 0)),
            speakers=(
                Speaker("None", "principal", "answers alone", "King\u2028", "", ("NA", "=1")),
                Speaker("=2", "journalist", "", outlet="A; B"),
            ),
            notes=(Note("date", "a note", 3), Note("text", "and, another")),
            encoding="windows-1251",
        ),
        meeting("c"),
    ),
    set_aside=(SetAside("x.txt", "is empty"), SetAside("=y.txt", "is\u2028odd")),
    metadata={"a": {"climate": "warm", "=odd": ""}, "c": {"climate": "", "=odd": "001"}},
    speakers={"None": {"party": "Ж"}},
    unmatched=("row 1", "row 2"),
)
BARE = Corpus(meetings=(meeting("only", turn(1, "statement", "word " * 30)),))
