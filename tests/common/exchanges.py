"""Questions and answers by hand, for tests of uptake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import Convergence, Topics

Row = tuple[str, int | str, str, str, Sequence[int]]
"""Meeting, exchange (0 for none), kind, speaker, counts."""

ROLES = {"statement": "principal", "question": "journalist", "answer": "principal"}


def topics_of(rows: Sequence[Row], *, by: Any = "turn", order: Sequence[int] = ()) -> Topics:
    """Make topics of which each is one term, so that proportions are shares of words."""
    rows = [rows[i] for i in order] if len(order) else list(rows)
    columns = {
        "segment": [f"{m}#{i}" for i, (m, *_) in enumerate(rows)],
        "meeting": [m for m, *_ in rows],
        "exchange": [f"{m}#exchange {e}" if e else None for m, e, *_ in rows],
        "kind": [kind for _, _, kind, _, _ in rows],
        "speaker": [speaker or None for *_, speaker, _ in rows],
        "role": [ROLES.get(kind, "other") for _, _, kind, _, _ in rows],
    }
    texts = tuple(
        f"{kind} {speaker} " + " ".join(f"w{v}" for v, n in enumerate(counts) for _ in range(n))
        for _, _, kind, speaker, counts in rows
    )
    named = MappingProxyType({name: tuple(values) for name, values in columns.items()})
    segments = Segments(by, texts, named, MappingProxyType({}))
    matrix = csr_matrix(np.array([counts for *_, counts in rows], dtype=np.int64))
    n_terms = matrix.shape[1]
    terms = tuple(f"t{v}" for v in range(n_terms))
    counts = Counts(segments, matrix, terms, (), MappingProxyType({}))
    theta = np.full((len(rows), n_terms), 1 / n_terms)
    labels = tuple(f"{k + 1} {term}" for k, term in enumerate(terms))
    ended = Convergence(True, 1, 0.0, "nothing")
    return Topics("lda", counts, theta, np.eye(n_terms), labels, MappingProxyType({}), 1, ended)


def with_role(topics: Topics, speaker: str, role: str) -> Topics:
    """Give one speaker another role."""
    segments = topics.counts.segments
    told = zip(segments.column("speaker"), segments.column("role"), strict=True)
    roles = tuple(role if name == speaker else old for name, old in told)
    columns = MappingProxyType({**segments.columns, "role": roles})
    return replace(
        topics, counts=replace(topics.counts, segments=replace(segments, columns=columns))
    )


def conference(
    random: np.random.Generator,
    *,
    n_meetings: int,
    n_rounds: int,
    speakers: Sequence[str] = ("Ann",),
    uptake: float = 0.0,
    n_topics: int = 5,
    tokens: tuple[int, int] = (15, 40),
) -> list[Row]:
    """Draw meetings in which answers take a share of their topics from the question."""
    rows: list[Row] = []
    for m in range(n_meetings):
        own = random.dirichlet(np.full(n_topics, 0.8))
        exchange = 0
        for speaker in speakers:
            for _ in range(n_rounds):
                exchange += 1
                asked = random.dirichlet(2 * own + 0.2)
                said = (1 - uptake) * random.dirichlet(2 * own + 0.2) + uptake * asked
                name, at = f"m{m:02d}", exchange
                rows.append(
                    (name, at, "question", f"J{exchange}", random.multinomial(tokens[0], asked))
                )
                rows.append((name, at, "answer", speaker, random.multinomial(tokens[1], said)))
    return rows
