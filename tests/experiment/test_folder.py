"""The six nouns as files: what is read back is exactly what was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from common.corpora import BARE, ODD, assert_same

from toolkit.contrasts import (
    contrast,
    divergences,
    follows,
    global_test,
    keywords,
    meaning,
    profile,
    proportions,
    trend,
    uptake,
)
from toolkit.corpus import read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.experiment import Run
from toolkit.experiment.folder import Nouns, save_nouns
from toolkit.experiment.methods import METHODS, method_of
from toolkit.formats import read_table
from toolkit.segments import Segments, load_segments, save_segments, split
from toolkit.store import digest_file
from toolkit.topics import Topics, fit_lda, fit_nmf, quality, seeds_followed


@pytest.mark.parametrize("by", ["turn", "paragraph", "exchange", "meeting", "speaker", "window"])
def test_segments_of_odd_corpora_come_back(tmp_path: Path, by: str) -> None:
    for i, corpus in enumerate((ODD, BARE)):
        segments = split(corpus, by=by)
        save_segments(segments, tmp_path / str(i))
        assert_same(load_segments(tmp_path / str(i)), segments)


def test_a_column_that_is_missing_all_along_stays_missing(tmp_path: Path) -> None:
    segments = split(BARE)
    assert set(segments.column("countries")) == {None}
    save_segments(segments, tmp_path)
    assert load_segments(tmp_path).column("countries") == segments.column("countries")


# --- the whole of a run -----------------------------------------------------------------------


def without_topic(topics: Topics, row: int) -> Topics:
    """As a fit leaves a segment out in which no topic occurs."""
    rows = [i for i in range(len(topics.counts.segments)) if i != row]
    return replace(
        topics,
        counts=topics.counts.keep(rows, "without any topic"),
        doc_topic=np.ascontiguousarray(topics.doc_topic[rows]),
    )


@pytest.fixture(scope="module")
def nouns(small_file: Path) -> Nouns:
    home = small_file.parent
    corpus = read_corpus(
        home / "transcripts", metadata=home / "climate.csv", speakers=home / "people.csv"
    )
    segments = split(corpus, min_words=5, kinds=["question", "answer"])
    # So few terms that some segments hold none of them.
    counts = count_terms(segments, min_segments=25, stop=["Minister", "talks"], keep=["fish"])
    assert len(counts.segments) < len(segments)
    lda = fit_lda(counts, n_topics=3)
    nmf = without_topic(fit_nmf(counts, n_topics=3), 7)
    plain = fit_nmf(counts, n_topics=2, weight="counts", seed_words={"sea": ["fish"]})
    long = fit_nmf(counts, n_topics=2, weight="bm25")
    kinds = contrast(lda, between="kind", n_shuffles=99)
    again = contrast(nmf, between="kind", average="tokens", n_shuffles=99)
    shares = {
        "lda": {by: proportions(lda, by=by) for by in ("kind", "meeting")},
        "nmf": {"speaker": proportions(nmf, by="speaker")},
        "plain": {},
        "long": {},
    }
    topics = {"lda": lda, "nmf": nmf, "plain": plain, "long": long}
    two = ["question", "answer"]
    others = {
        "whole": global_test(lda, between="kind", n_shuffles=99),
        "near": divergences(nmf, by="speaker"),  # some spoke once, and have no correction
        "words": keywords(counts, between="kind", where={"kind": two}),
        "like": profile(lda, between="kind", group="question"),
        "alike": profile(lda, between="meeting", group=segments.column("meeting")[0]),
        "means": meaning(lda, between="kind", n_shuffles=99, n_terms=2),
        "shares": proportions(nmf, by="meeting"),
        "line": trend(lda, per="quarter"),
        # So few answers are dealt out that no usual level could be reached.
        "asked": uptake(lda, n_shuffles=99, min_tokens=1, alpha=0.5),
        "next": follows(fit_nmf(count_terms(split(corpus)), n_topics=3)),
    }
    contrasts = {"kinds": kinds, "again": again, **others}
    assert {method_of(record) for record in contrasts.values()} == set(METHODS)
    measured = {name: quality(fitted) for name, fitted in topics.items()}
    seeds = {"plain": seeds_followed(plain)}
    return Nouns(corpus, segments, counts, topics, measured, shares, contrasts, seeds=seeds)


@pytest.fixture(scope="module")
def back(nouns: Nouns, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    place = tmp_path_factory.mktemp("nouns")
    save_nouns(nouns, place)
    methods = {name: {"method": method_of(record)} for name, record in nouns.contrasts.items()}
    record = {"settings": {"topics": dict.fromkeys(nouns.topics), "contrasts": methods}}
    paths = sorted(path for path in place.rglob("*") if path.is_file())
    files = {path.relative_to(place).as_posix(): digest_file(path) for path in paths}
    return place, Run(place, MappingProxyType(record), MappingProxyType(files))


def test_every_noun_comes_back_exactly(nouns: Nouns, back: tuple[Path, Run]) -> None:
    assert_same(back[1].corpus, nouns.corpus, "corpus")
    assert_same(back[1].segments, nouns.segments, "segments")
    assert_same(back[1].counts, nouns.counts, "counts")
    for name, topics in nouns.topics.items():
        assert_same(back[1].topics[name], topics, name)
    for name, contrasts in nouns.contrasts.items():
        assert_same(back[1].contrasts[name], contrasts, name)
        assert repr(back[1].contrasts[name]) == repr(contrasts)


def test_proportions_come_back_by_their_columns(nouns: Nouns, back: tuple[Path, Run]) -> None:
    for name, shares in nouns.proportions.items():
        assert sorted(back[1].proportions[name]) == sorted(shares)
        for by, one in shares.items():
            assert_same(back[1].proportions[name][by], one, f"{name} by {by}")


def test_weights_come_back_and_weigh_new_rows_alike(nouns: Nouns, back: tuple[Path, Run]) -> None:
    made, again = nouns.topics["long"], back[1].topics["long"]
    rows = made.counts.matrix[:20]
    assert made.weights is not None
    assert made.weights.weight == "bm25"
    assert made.fold_in(rows).tobytes() == again.fold_in(rows).tobytes()


def test_how_far_seed_words_were_followed_comes_back(nouns: Nouns, back: tuple[Path, Run]) -> None:
    assert back[1].topics["plain"].seeded == nouns.topics["plain"].seeded != ()
    assert list(back[1].seeds) == ["plain"]
    assert_same(back[1].seeds["plain"], nouns.seeds["plain"], "seeds")
    words = read_table(back[0] / "topics" / "plain" / "seeds" / "words_table")
    assert words["word"].tolist() == ["fish"]


def test_user_columns_come_back(back: tuple[Path, Run]) -> None:
    corpus, segments = back[1].corpus, back[1].segments
    assert {"climate", "=odd"} <= set(corpus.column_names)
    assert set(segments.column("climate")) == {"=warm", None}
    assert corpus.unmatched


def test_what_is_read_back_is_read_only_and_can_be_used(back: tuple[Path, Run]) -> None:
    lda = back[1].topics["lda"]
    with pytest.raises(ValueError, match="read-only"):
        lda.doc_topic[0, 0] = 1
    assert isinstance(lda.settings, MappingProxyType)
    again = contrast(lda, between="kind", n_shuffles=99)
    assert_same(again, back[1].contrasts["kinds"], "contrast")


def test_the_same_nouns_give_the_same_bytes(
    nouns: Nouns, back: tuple[Path, Run], tmp_path: Path
) -> None:
    save_nouns(back[1], tmp_path)  # even after a journey
    for path in sorted(back[0].rglob("*")):
        if path.is_file():
            assert (tmp_path / path.relative_to(back[0])).read_bytes() == path.read_bytes(), path


def test_tables_for_people_say_what_the_records_say(nouns: Nouns, back: tuple[Path, Run]) -> None:
    place = back[0]
    assert isinstance(nouns.segments, Segments)
    assert isinstance(nouns.counts, Counts)
    shares = pd.read_csv(place / "topics" / "nmf" / "doc_topic.csv")
    assert shares["segment"].tolist() == list(nouns.topics["nmf"].counts.segments.ids)
    np.testing.assert_array_equal(shares.iloc[:, 1:].to_numpy(), nouns.topics["nmf"].doc_topic)
    differences = pd.read_csv(place / "contrasts" / "kinds" / "table.csv")
    pair = nouns.contrasts["kinds"].pairs[0]
    np.testing.assert_array_equal(differences["p_adjusted"][:3], pair.p_adjusted)
    for name, method in {
        "whole": "spreads", "like": "segments", "alike": "meetings", "means": "by_term",
        "asked": "by_meeting", "next": "topics_asked",
    }.items():  # fmt: skip
        said = getattr(nouns.contrasts[name], method)()
        assert len(said)
        pd.testing.assert_frame_equal(
            pd.read_csv(place / "contrasts" / name / f"{method}.csv"), said, check_dtype=False
        )
    turns = pd.read_csv(place / "corpus" / "turns.csv", keep_default_na=False)
    assert len(turns) == sum(len(m.turns) for m in nouns.corpus.meetings)
    assert not list(place.rglob("*.pkl"))
    assert {path.suffix for path in place.rglob("*") if path.is_file()} == {
        ".csv", ".parquet", ".npz", ".json"
    }  # fmt: skip
