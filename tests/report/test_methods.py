"""The methods of a run: no number that the run does not hold, and nothing of it left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.contrasts import (
    Contrast,
    divergences,
    global_test,
    keywords,
    meaning,
    profile,
    proportions,
)
from toolkit.experiment import Run
from toolkit.records import Record
from toolkit.report import methods

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e[-+]\d+)?(?!\w)")
NAMES = {"inputs", "outputs", "sources", "sha256", "digest", "commit"}


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NAMES:
                yield name
                yield from leaves(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        yield len(value)
        for inner in value:
            yield from leaves(inner)
    else:
        if isinstance(value, np.ndarray):
            yield len(value) if value.ndim else 1
        yield value


def with_others(kept: Run, **nouns: Any) -> Any:
    """What the run made, some of it replaced."""
    held = ("folder", "record", "corpus", "segments", "counts", "topics", "contrasts", "robustness")
    return SimpleNamespace(**{name: getattr(kept, name) for name in held} | nouns)


def tables(run: Run) -> Iterator[float]:
    """Count what the tables of the run's folder hold, without the code that is tested."""
    read = {
        name: pd.read_csv(run.folder / f"{name}.csv", keep_default_na=False)
        for name in ("corpus/meetings", "corpus/turns", "segments/segments", "counts/dropped",
                     "counts/vocabulary")
    }  # fmt: skip
    meetings, turns = read["corpus/meetings"], read["corpus/turns"]
    yield from (len(frame) for frame in read.values())
    yield from turns["kind"].value_counts()
    yield turns["words"].sum()
    for column in ("layout", "date_from"):
        yield from meetings[column].value_counts()
    yield from meetings["languages"].str.split("; ").explode().value_counts()
    words = read["segments/segments"]["words"]
    yield from (words.min(), words.max(), words.median())
    by_rule = read["counts/dropped"].groupby("rule")["count"]
    yield from (*by_rule.count(), *by_rule.sum(), read["counts/vocabulary"]["count"].sum())
    yield from pd.read_csv(run.folder / "corpus/set_aside.csv")["reason"].value_counts()
    yield len(pd.read_csv(run.folder / "corpus/unmatched.csv"))
    yield len(run.record["inputs"])
    for contrast in run.contrasts.values():
        for pair in getattr(contrast, "pairs", ()):
            yield from (*pair.segments, *pair.tokens)


def strangers(text: str, run: Run) -> list[str]:
    """Find the numbers of a text that the run does not hold."""
    told = text.partition("## References")[0]
    told = re.sub(r"`[^`]*`|\(SHA-256 \w+\)|sources \w+|commit \w+|digest \w+", "", told)
    held: list[object] = [*leaves(run.record), *tables(run)]
    for path in ("segments/segments.json", "counts/counts.json"):
        held += leaves(json.loads((run.folder / path).read_text(encoding="utf-8")))
    for made in run.contrasts.values():
        held += leaves(made)
        held.append(np.sum(getattr(made, "tokens", 0)))
        held.append(100 * (1 - made.settings.get("alpha", 0)))  # the level of intervals
    for topics in run.topics.values():
        held += [*leaves(dict(topics.settings)), *leaves(topics.convergence)]
        held += [topics.n_topics, len(topics.counts.segments)]
    small = [np.asarray(value) for value in held if np.size(value) < 50]
    numbers = {
        f"{float(v):.4g}" for array in small if array.dtype.kind in "iuf" for v in array.ravel()
    }
    texts = "\n".join(value for value in held if isinstance(value, str))
    texts += "\n".join(meeting.date for meeting in run.corpus.meetings)
    spelt = set(NUMBER.findall(texts)) | set(re.findall(r"\d+", texts))
    return [
        token
        for token in NUMBER.findall(told)
        if token not in spelt
        and f"{float(token.replace(',', '')):.4g}" not in numbers
        and f"{float(token.replace(',', '')) / 100:.4g}" not in numbers
    ]


def test_the_run_keeps_the_text_that_it_gives(kept: Run) -> None:
    assert (kept.folder / "methods.md").read_text(encoding="utf-8") == kept.methods()


def test_every_number_is_one_of_the_runs(kept: Run) -> None:
    assert strangers(kept.methods(), kept) == []


def test_a_number_of_nobodys_is_noticed(kept: Run) -> None:
    wrong = kept.methods().replace(
        "## Topics", "Of these 98,765 were 0.4321 and 17.25 %.\n## Topics"
    )
    assert strangers(wrong, kept) == ["98,765", "0.4321", "17.25"]


def test_every_stage_and_name_is_there(kept: Run) -> None:
    text = kept.methods()
    assert text.startswith(f"# Methods\n\nOf the run `{kept.folder.name}`")
    headings = re.findall("^## (.*)$", text, re.MULTILINE)
    assert headings == ["Texts", "Topics", "Comparisons", "Software", "Checking", "References"]
    for name in (*kept.topics, *kept.contrasts):
        assert f"**{name}" in text
    assert kept.record["digest"][:16] in text
    assert f"numpy {kept.record['versions']['numpy']}" in text
    assert "14 meetings, dated 2021-01-15 to" in text
    tolerance = "(a relative change of 0.001 in training perplexity)"
    assert f"did not meet its tolerance {tolerance} in 10" in text
    tests = [made for made in kept.contrasts.values() if isinstance(made, Contrast)]
    assert len(tests) == 2
    for contrast in tests:
        assert contrast.design_words[1:] in text
        assert f"seed {contrast.settings['seed']})" in text
    assert "1 file was set aside: 1 (is empty)." in text


def test_only_works_that_are_used_are_named_and_by_the_alphabet(kept: Run) -> None:
    works = kept.methods().partition("## References\n\n")[2].splitlines()
    assert works == sorted(works, key=str.lower)
    assert any("Blei" in work for work in works)
    assert any("Monroe" in work for work in works)  # keywords are among the comparisons
    assert not any("Holm" in work or "Mimno" in work for work in works)
    plain = methods("x", kept.record, with_others(kept, topics={}, contrasts={}))
    assert "## References" not in plain
    assert "## Comparisons" not in plain


def test_what_comparisons_have_in_common_is_said_once(kept: Run) -> None:
    tests = {name: kept.contrasts[name] for name in ("kinds", "speakers")}
    text = methods("x", kept.record, with_others(kept, contrasts=tests))
    assert text.count("were pooled") == 1
    assert "**kinds and speakers.** The words of each group" in text
    alone = {"kinds": kept.contrasts["kinds"]}
    one = methods("x", kept.record, with_others(kept, contrasts=alone))
    assert "**kinds** (topics main). Groups were compared" in one
    assert one.count("were pooled") == 1


@pytest.fixture(scope="module")
def others(kept: Run) -> dict[str, Record]:
    lda = kept.topics["main"]
    asked: dict[str, Any] = {"between": "kind", "groups": ["question", "answer"]}
    return {
        "nearness": divergences(lda, by="kind"),
        "all_at_once": global_test(lda, between="kind", n_shuffles=99),
        "words": keywords(lda.counts, between="kind"),
        "answers": profile(lda, between="kind", group="answer"),
        "sense": meaning(lda, **asked, n_shuffles=99),
        "shares": proportions(lda, by="kind"),
    }


def test_other_comparisons_are_told_too(kept: Run, others: dict[str, Record]) -> None:
    run = with_others(kept, contrasts={**kept.contrasts, **others})
    text = methods("x", kept.record, run)
    for words in (
        "corrected by leaving out one meeting at a time",
        "(PERMANOVA) on Hellinger distances",
        "informative Dirichlet prior",
        "The group answer of the column kind was described beside all others",
        "mutual information of word and group",
        "Standard errors were taken over clusters",
    ):
        assert words in text
    assert strangers(text, run) == []
    assert "Monroe" in text.partition("## References")[2]


def test_a_record_of_an_unknown_kind_says_what_it_says_of_itself(kept: Run) -> None:
    text = methods("x", kept.record, with_others(kept, contrasts={"odd": kept.segments}))
    assert f"**odd**. {kept.segments.summary().splitlines()[0]}" in text
