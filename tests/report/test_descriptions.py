"""Words on descriptions: a setting that changes changes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from toolkit.contrasts import divergences, keywords, meaning, profile, proportions
from toolkit.experiment import Run
from toolkit.report import descriptions
from toolkit.stages import settings_model

KINDS: dict[str, Any] = {"between": "kind", "groups": ["question", "answer"]}
MADE: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "proportions": (proportions, {"by": "kind"}),
    "divergences": (divergences, {"by": "kind"}),
    "keywords": (keywords, KINDS),
    "profile": (profile, {"between": "kind", "group": "answer"}),
    "meaning": (meaning, {**KINDS, "n_shuffles": 49}),
}
BY_EFFECT = {"groups", "n_shuffles"}  # told by the groups and the null that the record holds
CHANGED: dict[str, Any] = {
    "by": "role", "between": "role", "average": "tokens", "cluster": "place",
    "where": {"place": ["Sundreach", "Calderport"]}, "group": "question",
    "thin": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(kept: Run) -> dict[str, Any]:
    topics = kept.topics["main"]
    return {
        name: stage(topics.counts if name == "keywords" else topics, **asked)
        for name, (stage, asked) in MADE.items()
    }


@pytest.mark.parametrize(
    "kind, setting",
    [
        (kind, name)
        for kind, (stage, _) in MADE.items()
        for name in settings_model(stage).model_fields
    ],
)
def test_every_setting_is_told(made: dict[str, Any], kind: str, setting: str) -> None:
    if setting in BY_EFFECT:
        return
    words = getattr(descriptions, f"{kind}_words")
    record = made[kind]
    other = CHANGED.get(setting, 0.321 if setting == "floor" else 321)
    changed = replace(record, settings=MappingProxyType({**record.settings, setting: other}))
    assert words(changed).sentences != words(record).sentences


def test_fewer_than_were_asked_for_are_told(made: dict[str, Any]) -> None:
    record = made["profile"]
    there = len(record.nearest)
    asked = {**record.settings, "n_meetings": there + 2, "n_segments": len(record.typical)}
    said = " ".join(
        descriptions.profile_words(replace(record, settings=MappingProxyType(asked))).sentences
    )
    assert "without it, and no more." in said
    assert "such segment" not in said
    fewer = replace(record, settings=MappingProxyType({**asked, "n_meetings": there}))
    assert "no more" not in " ".join(descriptions.profile_words(fewer).sentences)


def test_what_was_set_aside_is_told(made: dict[str, Any]) -> None:
    lost = replace(made["divergences"], n_missing=3, n_empty=1)
    text = " ".join(descriptions.divergences_words(lost).sentences)
    assert "Set aside were 3 segments without a value and 1 cell without a counted word." in text
    single = made["divergences"].clusters.copy()
    single[0] = 1
    alone = replace(made["divergences"], clusters=single)
    text = " ".join(descriptions.divergences_words(alone).sentences)
    assert "1 group of one meeting could not be corrected." in text


def test_a_name_from_a_transcript_is_no_mark(made: dict[str, Any]) -> None:
    odd = replace(made["keywords"], groups=("*a*", "<b>"))
    text = " ".join(descriptions.keywords_words(odd).sentences)
    assert r"(\*a\* and \<b\>)" in text


def test_another_record_says_what_it_says_of_itself(kept: Run) -> None:
    said = descriptions.any_words(kept.counts).sentences
    assert said == [line.replace("_", "\\_") for line in kept.counts.summary().splitlines()]
