"""Results of stages: kept whole, found again by what they were made of, never used when damaged."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.kept import STAGE, Artefact, Kept, MadeOf, differences
from toolkit.store import MANIFEST
from toolkit.topics import fit_nmf

MADE_OF = MadeOf("topics.main", "x:y", {"counts": "1"}, {"k": 2}, "c0de", {"numpy": "2"})


def build(draft: Path) -> None:
    (draft / "numbers.txt").write_text("1 2 3\n" * 50, encoding="utf-8")
    (draft / "more.bin").write_bytes(bytes(range(256)))


def refuse(_draft: Path) -> None:
    pytest.fail("it was made again")


@pytest.fixture
def made(tmp_path: Path) -> Artefact:
    return Kept(tmp_path / "kept").make(MADE_OF, build)


def test_what_is_kept_is_found_and_not_made_again(made: Artefact, tmp_path: Path) -> None:
    again = Kept(tmp_path / "kept").make(MADE_OF, refuse)
    assert (made.is_new, again.is_new) == (True, False)
    assert again == replace(made, is_new=False)
    assert made.key.startswith("topics-")


@pytest.mark.parametrize(
    "part",
    [
        {"function": "x:z"}, {"inputs": {"counts": "2"}}, {"settings": {"k": 3}},
        {"code": "0"}, {"versions": {"numpy": "3"}},
    ],
)  # fmt: skip
def test_whatever_it_is_made_of_changes_the_key(part: dict[str, object]) -> None:
    assert replace(MADE_OF, **part).key != MADE_OF.key  # type: ignore[arg-type]


def test_the_name_of_the_step_is_no_part_of_the_key() -> None:
    assert replace(MADE_OF, step="topics.second").key == MADE_OF.key


def test_equal_contents_have_equal_digests_whatever_made_them(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    one, two = kept.make(MADE_OF, build), kept.make(replace(MADE_OF, code="other"), build)
    assert one.key != two.key
    assert one.content == two.content


def test_the_version_of_an_engine_counts_where_it_is_asked_for() -> None:
    plain = MadeOf.stage("topics.a", fit_nmf, {}, {"engine": "compiled"})
    assert "gensim" not in plain.versions
    assert plain.versions["numba"]


def test_an_error_keeps_nothing(tmp_path: Path) -> None:
    def fail(draft: Path) -> None:
        build(draft)
        raise ToolkitError("no")

    kept = Kept(tmp_path)
    with pytest.raises(ToolkitError, match="no"):
        kept.make(MADE_OF, fail)
    assert kept.find(MADE_OF) is None
    assert kept.make(MADE_OF, build).is_new


def test_warnings_are_kept_with_the_result(tmp_path: Path) -> None:
    def warn(draft: Path) -> None:
        build(draft)
        for _ in range(2):
            warnings.warn("mind the gap", ToolkitWarning, stacklevel=1)

    kept = Kept(tmp_path)
    assert kept.make(MADE_OF, warn).warnings == ("mind the gap",)
    assert kept.make(MADE_OF, refuse).warnings == ("mind the gap",)


def flips(path: Path) -> list[bytes]:
    """The first, the last and some random bytes changed, and the file cut at several lengths."""
    raw, chance = path.read_bytes(), Random(path.name)
    places = {0, len(raw) - 1, *(chance.randrange(len(raw)) for _ in range(40))}
    changed = [
        raw[:i] + bytes([(raw[i] + chance.randrange(1, 256)) % 256]) + raw[i + 1 :]
        for i in sorted(places)
    ]
    return changed + [raw[: chance.randrange(len(raw))] for _ in range(10)]


@pytest.mark.parametrize("name", ["numbers.txt", "more.bin", STAGE, MANIFEST])
def test_every_damage_is_noticed_named_and_mended(
    made: Artefact, tmp_path: Path, name: str
) -> None:
    for number, raw in enumerate(flips(made.folder / name), 1):
        (made.folder / name).write_bytes(raw)
        said: list[str] = []
        again = Kept(tmp_path / "kept", said.append).make(MADE_OF, build)
        assert again.is_new
        assert again.content == made.content
        assert made.key in said[0]
        assert name in said[0] or name == MANIFEST  # whose slips may be those of another
        aside = tmp_path / "kept" / ".damaged" / f"{made.key}-{number}"
        assert (aside / name).read_bytes() == raw


@pytest.mark.parametrize("name", ["numbers.txt", STAGE, MANIFEST])
def test_a_file_that_is_gone_is_noticed(made: Artefact, tmp_path: Path, name: str) -> None:
    (made.folder / name).unlink()
    assert Kept(tmp_path / "kept").find(MADE_OF) is None
    assert Kept(tmp_path / "kept").make(MADE_OF, build).content == made.content


def test_the_nearest_says_what_changed(made: Artefact, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    kept.make(replace(MADE_OF, settings={"k": 9}, code="x", versions={"numpy": "1"}), build)
    now = replace(MADE_OF, settings={"k": 3, "new": "a" * 50}, inputs={"counts": "2"})
    nearest = kept.nearest(now)
    assert nearest is not None
    assert differences(nearest, now.parts()) == [
        "k changed 2 -> 3", f"new changed not set -> {'a' * 39}…", "counts changed",
    ]  # fmt: skip
    assert kept.nearest(replace(MADE_OF, function="other")) is None
    assert differences(MADE_OF.parts(), replace(MADE_OF, code="0").parts()) == ["its code changed"]


def test_what_changed_in_a_table_is_named() -> None:
    # Tables whose order counts are kept as lists of keys and values.
    old = {"corpus": [["include", []], ["periods", [["era", [["late", "2021.."]]]]]]}
    new = {"corpus": [["include", []], ["periods", [["era", [["late", "2022.."]]]]]]}
    was, now = (replace(MADE_OF, settings=settings).parts() for settings in (old, new))
    assert differences(was, now) == ["corpus.periods.era.late changed 2021.. -> 2022.."]
