"""The registry of comparisons: what each entry promises to the file, the run and its folder."""

from __future__ import annotations

import inspect

import pytest

import toolkit
from toolkit.experiment.check import _HEADINGS
from toolkit.experiment.methods import DEFAULT, METHODS, method_of
from toolkit.records import Record
from toolkit.stages import settings_model


@pytest.mark.parametrize("name", METHODS)
def test_an_entry_is_whole(name: str) -> None:
    method = METHODS[name]
    assert method.function.__name__ == name
    assert getattr(toolkit, name) is method.function
    assert issubclass(method.record, Record)
    for needed in ("arrays", "meta", "from_parts", *method.tables):
        assert callable(getattr(method.record, needed))
    assert "table" not in method.tables
    # These keys of the file are the harness's own.
    assert {"method", "topics"}.isdisjoint(settings_model(method.function).model_fields)
    assert inspect.signature(method.function).return_annotation == method.record.__name__


def test_words_of_headings_and_methods() -> None:
    assert DEFAULT == "contrast"
    assert set(METHODS).isdisjoint(_HEADINGS)
    assert len({method.record for method in METHODS.values()}) == len(METHODS)


def test_keywords_alone_need_no_topics() -> None:
    assert [name for name, method in METHODS.items() if not method.takes_topics] == ["keywords"]


def test_chance_has_a_part_in_what_shuffles() -> None:
    seeded = {name for name, method in METHODS.items() if method.takes_seed}
    shuffled = {
        name
        for name, method in METHODS.items()
        if "n_shuffles" in settings_model(method.function).model_fields
    }
    assert seeded == shuffled
    assert {"contrast", "global_test", "meaning"} <= seeded


def test_a_record_knows_no_method_but_its_own() -> None:
    with pytest.raises(StopIteration):
        method_of(object())
