"""Every kind of comparison gives the same bits when files are renamed, and after it was stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toolkit.contrasts import (
    contrast,
    divergences,
    follows,
    global_test,
    keywords,
    meaning,
    profile,
    proportions,
    slopes,
    trend,
    uptake,
)
from toolkit.corpus import read_corpus, write_sample
from toolkit.counts import count_terms
from toolkit.errors import ToolkitWarning
from toolkit.segments import split
from toolkit.topics import Topics, fit_lda

KINDS = {"groups": ["question", "answer"]}
FEW: dict[str, Any] = {"n_shuffles": 99, "n_resamples": 99}
MAKE: dict[str, Callable[[Topics], Any]] = {
    "contrast in time": lambda t: contrast(t, between="year", **FEW),
    "shifts": lambda t: contrast(t, between="year", time="shift", **FEW),
    "bca": lambda t: contrast(t, between="kind", interval="bca", average="tokens", **FEW),
    "percentile": lambda t: contrast(t, between="year", interval="percentile", **FEW),
    "strata": lambda t: contrast(t, between="year", strata="countries", **FEW),
    "difference": lambda t: contrast(
        t, between="year", difference={"kind": ["answer", "question"]}, average="segments", **FEW
    ),
    "exchanges": lambda t: contrast(t, between="kind", within="turns", **KINDS, **FEW),
    "turns": lambda t: contrast(t, between="role", within="turns", alpha=0.2, **FEW),
    "global test": lambda t: global_test(t, between="kind", n_shuffles=99),
    "keywords": lambda t: keywords(t.counts, between="kind"),
    "profile": lambda t: profile(t, between="kind", group="answer"),
    "meaning": lambda t: meaning(t, between="kind", **KINDS, n_shuffles=99),
    "meaning in time": lambda t: meaning(t, between="year", n_shuffles=99),
    "proportions": lambda t: proportions(t, by="speaker", average="tokens"),
    "divergences": lambda t: divergences(t, by="speaker", average="tokens"),
    "tree": lambda t: divergences(t, by="speaker").tree(),
    "map": lambda t: divergences(t, by="speaker").map("hellinger"),
    "trend": lambda t: trend(t, per="quarter", by="kind"),
    "trend, own spread": lambda t: trend(t, per="quarter", average="segments", spread="own"),
    "slopes": lambda t: slopes(trend(t, per="quarter"), n_shuffles=99),
    "uptake": lambda t: uptake(t, n_shuffles=99),
    "uptake, shifts": lambda t: uptake(
        t, n_shuffles=99, shuffle="shift", average="exchanges", measure="jsd"
    ),
    "follows": lambda t: follows(t, n_shuffles=99),
}


def fitted(folder: Path) -> Topics:
    counts = count_terms(split(read_corpus(folder), by="paragraph", min_words=5), min_segments=5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ToolkitWarning)  # ten iterations are enough here
        return fit_lda(counts, n_topics=6, max_iter=10)


def bits(record: Any) -> dict[str, str]:
    """Write every array of a record, bit by bit, under its name."""
    own = record.arrays() if hasattr(record, "arrays") else vars(record)
    arrays = {name: own[name] for name in own if isinstance(own[name], np.ndarray)}
    assert arrays
    return {name: f"{of.dtype} {of.shape} {of.tobytes().hex()}" for name, of in arrays.items()}


def every_bit(folder: Path) -> dict[str, dict[str, str]]:
    topics = fitted(folder)
    return {name: bits(make(topics)) for name, make in MAKE.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pages")
    write_sample(place)
    return place


@pytest.fixture(scope="module")
def topics(folder: Path) -> Topics:
    return fitted(folder)


@pytest.fixture(scope="module")
def records(topics: Topics) -> dict[str, Any]:
    return {name: make(topics) for name, make in MAKE.items()}


def test_files_renamed_to_the_reverse_of_their_order_and_another_hash_seed(
    folder: Path, records: dict[str, Any], tmp_path: Path
) -> None:
    pages = sorted(folder.rglob("*.txt"))
    for place, path in enumerate(reversed(pages)):
        (tmp_path / f"page {place:03d}.txt").write_bytes(path.read_bytes())
    run = subprocess.run(
        [sys.executable, __file__, str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    renamed, straight = json.loads(run.stdout), {name: bits(of) for name, of in records.items()}
    assert renamed.keys() == straight.keys()
    differ = [
        (name, array)
        for name, arrays in straight.items()
        for array in arrays
        if renamed[name][array] != arrays[array]
    ]
    assert differ == []


@pytest.mark.parametrize("name", [name for name in MAKE if name not in ("tree", "map")])
def test_a_record_is_stored_without_loss(records: dict[str, Any], name: str) -> None:
    record = records[name]
    meta = json.loads(json.dumps(record.meta()))
    again = type(record).from_parts(dict(record.arrays()), meta)
    assert bits(again) == bits(record)
    assert again.meta() == record.meta()
    assert again.summary() == record.summary()
    assert again.table().equals(record.table())


if __name__ == "__main__":  # what the fresh process runs
    print(json.dumps(every_bit(Path(sys.argv[1]))))
