"""The guide to topics from elsewhere: its Python runs on files as the other tools write them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from common.guides import blocks_of, read_guide

import toolkit as tk
from toolkit.corpus import write_sample
from toolkit.topics import Topics

GUIDE = "topics-from-elsewhere.md"
BLOCKS = blocks_of(read_guide(GUIDE))
PYTHON = [text for kind, text in BLOCKS if kind == "python"]


def run(block: str, known: dict[str, Any]) -> None:
    exec(compile(block, GUIDE, "exec"), known)  # noqa: S102 - our own page


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    write_sample(folder / "transcripts")
    return folder


@pytest.fixture(scope="module")
def begun(home: Path) -> dict[str, Any]:
    known: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        run(PYTHON[0], known)
    return known


@pytest.fixture(scope="module")
def fitted(begun: dict[str, Any]) -> Topics:
    return tk.fit_lda(begun["counts"], n_topics=4)


@pytest.fixture
def known(begun: dict[str, Any], home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(home)
    return dict(begun)


def lines(rows: Iterator[list[str]], between: str) -> str:
    return "".join(between.join(row) + "\n" for row in rows)


def test_the_blocks_are_those_proved_here() -> None:
    assert [kind for kind, _ in BLOCKS] == [
        "python", "r", "python", "python", "sh", "python", "python",
    ]  # fmt: skip


def test_segments_are_handed_over_by_name(known: dict[str, Any], home: Path) -> None:
    import pandas as pd

    table = pd.read_csv(home / "segments.csv")
    assert tuple(table["segment"]) == known["segments"].ids


def test_stm(known: dict[str, Any], home: Path, fitted: Topics, capsys: Any) -> None:
    """As write.csv of R writes: names quoted, an empty name above those of the rows."""
    ids = fitted.counts.segments.ids
    theta = [['"segment"', *(f'"X{k}"' for k in range(1, 5))]]
    theta += [
        [f'"{name}"', *map(repr, row)]
        for name, row in zip(ids, fitted.doc_topic.tolist(), strict=True)
    ]
    phi = [['""', *(f'"{term}"' for term in fitted.terms)]]
    phi += [[f'"{k}"', *map(repr, row)] for k, row in enumerate(fitted.topic_term.tolist(), 1)]
    (home / "theta.csv").write_text(lines(iter(theta), ","), encoding="utf-8")
    (home / "phi.csv").write_text(lines(iter(phi), ","), encoding="utf-8")
    run(PYTHON[1], known)
    assert "4 topics of stm on" in capsys.readouterr().out
    expected = tk.contrast(fitted, between="kind", groups=["question", "answer"])
    np.testing.assert_allclose(known["result"].pairs[0].t, expected.pairs[0].t)


def test_mallet(known: dict[str, Any], home: Path, fitted: Topics) -> None:
    """As train-topics writes: no headers, tabs, a tab at the end of every line of documents."""
    run(PYTHON[2], known)
    names = [line.split()[0] for line in (home / "segments.txt").read_text("utf-8").splitlines()]
    place = {name: i for i, name in enumerate(fitted.counts.segments.ids)}
    assert tuple(names) == known["segments"].ids
    theta = [
        [str(i), name, *map(repr, fitted.doc_topic[place[name]].tolist()), ""]
        for i, name in enumerate(names)
        if name in place
    ]
    weights = [
        [str(k), term, repr(0.01 + 1000 * share)]
        for k, row in enumerate(fitted.topic_term.tolist())
        for term, share in zip(fitted.terms, row, strict=True)
    ]
    (home / "theta.txt").write_text(lines(iter(theta), "\t"), encoding="utf-8")
    (home / "phi.txt").write_text(lines(iter(weights), "\t"), encoding="utf-8")
    run(PYTHON[3], known)
    assert known["topics"].tool == "MALLET"
    assert "answer minus question" in known["result"].summary()


def test_bertopic(known: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    class BERTopic:
        def fit(self, texts: list[str]) -> None:
            assert all(isinstance(text, str) for text in texts)

        def approximate_distribution(self, texts: list[str]) -> tuple[Any, None]:
            theta = np.random.default_rng(1).dirichlet(np.ones(3), size=len(texts))
            theta[::7] = 0.0  # segments in which it finds no topic
            return theta, None

    module = ModuleType("bertopic")
    module.BERTopic = BERTopic  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bertopic", module)
    run(PYTHON[4], known)
    topics = known["topics"]
    assert topics.counts.segments.dropped["without topics from elsewhere"] > 0
    assert known["result"].pairs
    for refused in (
        lambda: tk.global_test(topics, between="year"),
        lambda: tk.profile(topics, between="year", group="2021"),
        lambda: tk.meaning(topics, between="year"),
    ):
        with pytest.raises(tk.ToolkitError, match="BERTopic came without topic_term"):
            refused()
