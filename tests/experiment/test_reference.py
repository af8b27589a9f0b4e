"""Headings and keys as a user can look them up: all there, each with range, default and words."""

from __future__ import annotations

import json
import re

import pytest

from toolkit.contrasts import keywords
from toolkit.errors import ToolkitError
from toolkit.experiment.reference import STAGES, headings, settings_of
from toolkit.stages import settings_model


@pytest.mark.parametrize("stage", STAGES)
def test_every_setting_has_words_and_a_default(stage: str) -> None:
    _, function = STAGES[stage]
    table = settings_of(stage)
    fields = settings_model(function).model_fields
    of_files = {
        "counts": ["stop_file", "keep_file"], "vary": ["HEADING.KEY", "variants.NAME"],
        "robustness": ["contrasts"], "lda": ["labels"], "nmf": ["labels"],
    }  # fmt: skip
    files = of_files.get(stage, [])
    assert table["setting"].tolist() == [*(name for name in fields if name != "seed"), *files]
    assert (table["meaning"].str.len() > 5).all()
    assert not table["meaning"].str.contains(r"`|\n").any()
    for name, default in zip(table["setting"], table["default"], strict=True):
        if name in files:
            assert default in {"not set", "[]"}
        elif fields[name].is_required():
            assert default == "needed"
        elif fields[name].default is None:
            assert default == "not set"
        else:
            assert json.loads(default) == json.loads(json.dumps(fields[name].default))


def test_ranges_are_those_of_the_signature() -> None:
    allowed = settings_of("contrast").set_index("setting")["allowed"]
    assert allowed["alpha"] == "a number, above 0 and below 1"
    assert allowed["n_shuffles"] == "a whole number, at least 1 and at most 1,000,000"
    assert allowed["average"] == '"meetings" or "tokens" or "segments"'
    assert allowed["block_length"] == "a whole number, at least 1"
    assert allowed["where"] == "a table of keys and values"
    assert allowed["groups"] == "a text or a list of texts"
    assert settings_of("corpus").set_index("setting")["allowed"]["strict"] == "true or false"
    assert settings_of("corpus").set_index("setting")["allowed"]["metadata"] == (
        "the path of a table"
    )


def test_a_parameter_is_described_by_its_own_words() -> None:
    said = settings_of("keywords").set_index("setting")["meaning"]
    assert keywords.__doc__ is not None
    (part,) = re.findall(r"    prior_mass\n(.*?)    min_clusters\n", keywords.__doc__, re.DOTALL)
    assert said["prior_mass"] == " ".join(part.split())


def test_headings_are_those_of_the_file() -> None:
    table = headings().set_index("stage")["heading"]
    assert table["segments"] == "[segments]"
    assert table["nmf"] == '[topics.NAME] model = "nmf"'
    assert table["contrast"] == "[contrasts.NAME]"
    assert table["meaning"] == '[contrasts.NAME] method = "meaning"'


def test_an_unknown_stage() -> None:
    for word, hint in (
        ("topics", r"\[topics.NAME\] holds the settings of one of these: lda, nmf$"),
        ("labels", "it is a setting of lda, nmf$"),
    ):
        with pytest.raises(ToolkitError, match=f"'{word}' is no stage; {hint}"):
            settings_of(word)
    with pytest.raises(ToolkitError, match="'lad' is no stage; did you mean 'lda'"):
        settings_of("lad")
