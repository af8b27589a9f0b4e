"""Records come apart into arrays and what JSON can hold, and together again without loss."""

import json
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_type_hints

import numpy as np
import pytest
from common.corpora import assert_same
from numpy.typing import NDArray

import toolkit.contrasts
import toolkit.experiment
import toolkit.topics
from toolkit.formats import load_parts, save_parts
from toolkit.parts import Parts, of_part

Floats = NDArray[np.float64]


class Word(NamedTuple):
    """A row by its places."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row by its names."""

    text: str
    share: float


@dataclass(frozen=True, eq=False)
class Fit(Parts):
    """A record within the record."""

    kept_as_arrays = ("f",)

    f: float
    null: Floats


@dataclass(frozen=True, eq=False)
class Everything(Parts):
    """A field of every kind that records have."""

    kept_as_arrays = ("ratio",)

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    pair: tuple[str, int]
    nested: tuple[tuple[int, ...], ...]
    choices: tuple[MappingProxyType[str, str], ...]
    by_name: Mapping[str, tuple[int, ...]]
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    fit: Fit
    side: Literal["left", "right"]
    values: Floats
    flags: NDArray[np.bool_]
    ratio: float = field(default=np.nan, kw_only=True)
    n_segments: int
    none_yet: Floats | None = None
    unit: str | None = None
    cautions: tuple[str, ...] = ()


WHOLE = Everything(
    settings=MappingProxyType({"by": "kind", "where": {"kind": ["answer"]}}),
    labels=("1 ship", "2 gaz – газ"),
    pair=("a", 3),
    nested=((1, 2), (), (3,)),
    choices=(MappingProxyType({"k": "4", "a": "1"}), MappingProxyType({})),
    by_name=MappingProxyType({"ship": (1, 2)}),
    words=(Word("ship", 3), Word("gas", 1)),
    lines=(Line("a ship", 0.25),),
    fit=Fit(f=np.inf, null=np.array([0.5, np.nan])),
    side="left",
    values=np.array([[0.1, np.nan], [-0.0, np.inf]]),
    flags=np.array([True, False]),
    ratio=np.inf,
    n_segments=7,
)


@dataclass(frozen=True, eq=False)
class Outer(Everything):
    """How a record keeps one that stands within it."""

    def arrays(self) -> dict[str, NDArray[Any]]:
        return super().arrays() | {f"fit_{k}": array for k, array in self.fit.arrays().items()}

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> "Outer":
        fit = Fit.from_parts(of_part("fit_", arrays), meta["fit"])
        return super().from_parts(arrays, {**meta, "fit": fit})


OUTER = Outer(**{name: getattr(WHOLE, name) for name in Everything.__dataclass_fields__})


def json_of(record: Parts) -> dict[str, Any]:
    """Write the part that is no array as JSON, and read it."""
    read: dict[str, Any] = json.loads(json.dumps(record.meta(), allow_nan=False))
    return read


def test_everything_comes_back_from_its_files_as_it_was(tmp_path):
    save_parts(OUTER, tmp_path / "one")
    back = load_parts(Outer, tmp_path / "one")
    assert_same(back, OUTER)
    save_parts(back, tmp_path / "two")
    for ending in (".json", ".npz"):
        one, two = ((tmp_path / name).with_suffix(ending) for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_names_stand_in_the_order_of_the_fields():
    assert list(WHOLE.arrays()) == ["values", "flags", "ratio"]
    assert list(WHOLE.meta()) == [
        "settings", "labels", "pair", "nested", "choices", "by_name", "words", "lines", "fit",
        "side", "n_segments", "none_yet", "unit", "cautions",
    ]  # fmt: skip


def test_the_other_part_is_plain_all_the_way_down():
    assert json_of(WHOLE) == WHOLE.meta()
    assert WHOLE.meta()["nested"] == [[1, 2], [], [3]]
    assert WHOLE.meta()["words"] == [["ship", 3], ["gas", 1]]
    assert WHOLE.meta()["lines"] == [{"text": "a ship", "share": 0.25}]
    assert WHOLE.meta()["by_name"] == {"ship": [1, 2]}
    assert WHOLE.meta()["fit"] == {}


def test_what_is_no_array_of_the_record_is_free_to_be_changed():
    WHOLE.meta()["settings"]["where"]["kind"] = "question"
    WHOLE.meta()["labels"].clear()
    assert WHOLE.settings == {"by": "kind", "where": {"kind": ["answer"]}}
    assert len(WHOLE.labels) == 2


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan, -0.0, 0.1])
def test_a_number_that_json_cannot_hold_is_kept_as_an_array(number):
    whole = replace(OUTER, ratio=number)
    assert whole.arrays()["ratio"].shape == ()
    assert not whole.arrays()["ratio"].flags.writeable
    back = Outer.from_parts(whole.arrays(), json_of(whole))
    assert type(back.ratio) is float
    assert np.float64(back.ratio).tobytes() == np.float64(number).tobytes()


def test_arrays_are_read_only_and_the_given_ones_are_not():
    given = np.zeros(2)
    fit = Fit(f=1.0, null=given)
    with pytest.raises(ValueError, match="read-only"):
        fit.null[0] = 1
    given[0] = 1
    with pytest.raises(FrozenInstanceError):
        fit.f = 2.0  # type: ignore[misc]
    again = Fit.from_parts({"f": np.array(1.0), "null": np.zeros(2)}, {})
    assert not again.null.flags.writeable


def test_an_array_that_may_be_none_is_in_one_part_or_the_other():
    filled = replace(OUTER, none_yet=np.array([1.0]), unit="turn")
    assert "none_yet" in filled.arrays()
    assert "none_yet" not in filled.meta()
    for one in (OUTER, filled):
        assert_same(Outer.from_parts(one.arrays(), json_of(one)), one)


def test_what_an_older_version_did_not_keep_takes_its_default():
    arrays, meta = OUTER.arrays(), json_of(OUTER)
    del arrays["ratio"], meta["cautions"], meta["unit"], meta["none_yet"]
    back = Outer.from_parts(arrays, meta)
    assert np.isnan(back.ratio)
    assert (back.cautions, back.unit, back.none_yet) == ((), None, None)


@pytest.mark.parametrize("name", ["labels", "values", "n_segments"])
def test_what_has_no_default_is_named(name):
    arrays, meta = OUTER.arrays(), json_of(OUTER)
    for part in (arrays, meta):
        part.pop(name, None)
    with pytest.raises(TypeError, match=f"missing 1 required .*'{name}'"):
        Outer.from_parts(arrays, meta)


def test_what_no_field_holds_is_left_where_it_is():
    arrays = {**OUTER.arrays(), "labels": np.zeros(3), "other": np.zeros(3)}
    meta = {**json_of(OUTER), "values": [1.0], "ratio": "many", "other": 3}
    assert_same(Outer.from_parts(arrays, meta), OUTER)


@pytest.mark.parametrize(
    "wrong",
    [{"settings": 3}, {"settings": [1]}, {"labels": None}, {"pair": ["a"]}, {"choices": [7]},
     {"words": [["ship"]]}, {"lines": [["a ship", 0.25]]}, {"lines": [{"text": "a"}]}],
)  # fmt: skip
def test_what_is_not_of_its_type_is_refused(wrong):
    with pytest.raises((TypeError, ValueError)):
        Outer.from_parts(OUTER.arrays(), {**json_of(OUTER), **wrong})


def test_it_travels_between_processes_and_stays_read_only():
    back = pickle.loads(pickle.dumps(OUTER))
    assert_same(back, OUTER)
    assert not back.values.flags.writeable


def records_of(record: type[Any]) -> list[type[Any]]:
    """Return the package's records that are kept in parts."""
    below = [one for sub in record.__subclasses__() for one in (sub, *records_of(sub))]
    return sorted((one for one in below if one.__module__.startswith("toolkit.")), key=str)


@pytest.mark.parametrize("record", records_of(Parts), ids=lambda record: record.__name__)
def test_every_type_is_known_when_the_program_runs(record):
    assert is_dataclass(record)
    assert get_type_hints(record)
    assert set(record.kept_as_arrays) <= set(record.__dataclass_fields__)


def test_the_records_are_found():
    packages = (toolkit.contrasts, toolkit.topics, toolkit.experiment)
    found = {one.__module__.split(".")[1] for one in records_of(Parts)}
    assert found == {package.__name__.split(".")[1] for package in packages}
