"""Files of kept results changed by one byte or cut: noticed, named, made again, and never used.

The suite does less of it to fewer files than ``TOOLKIT_FAULTS=1``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from common.faults import LONG, STAGES, inodes, stores

from toolkit.errors import ToolkitError
from toolkit.experiment import load_run
from toolkit.experiment.chain import Chain
from toolkit.experiment.read import read_experiment
from toolkit.experiment.record import input_digests
from toolkit.experiment.steps import steps_of
from toolkit.kept import Kept

FLIPS, CUTS = (200, 20) if LONG else (6, 3)

pytestmark = pytest.mark.timeout(0 if LONG else 120)


def damaged(raw: bytes, chance: Random) -> Iterator[bytes]:
    """The first, the last and random bytes changed; the file cut at several lengths."""
    places = [0, len(raw) - 1, *(chance.randrange(len(raw)) for _ in range(FLIPS))]
    for place in places if raw else []:
        other = (raw[place] + chance.randrange(1, 256)) % 256
        yield raw[:place] + bytes([other]) + raw[place + 1 :]
    for _ in range(CUTS if raw else 0):
        yield raw[: chance.randrange(len(raw))]


@pytest.fixture(scope="module")
def results(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a run and of the stages that it was made of."""
    return Path(shutil.copytree(small_run.parent, tmp_path_factory.mktemp("copy") / "results"))


def files(results: Path) -> list[tuple[str, str, Path]]:
    """Twenty files: of each kept stage the first two, of each run some; their store and key."""
    found = []
    for store in stores(results):
        for key in store:
            names = sorted(store.digests(key))
            found += [(str(store.root), key, store.root / key / name) for name in names]
    chosen = Random(1).sample(found, 20 if LONG else 8)
    assert {STAGES in root for root, _, _ in chosen} == {True, False}
    return chosen


def test_every_change_is_noticed_and_named(results: Path) -> None:
    roots = {str(store.root): store for store in stores(results)}
    tried = 0
    for root, key, path in files(results):
        raw = path.read_bytes()
        name = path.relative_to(Path(root, key)).as_posix()
        for changed in damaged(raw, Random(name)):
            path.write_bytes(changed)
            assert roots[root].damage(key) == [f"{name} has changed since it was made"]
            tried += 1
        path.write_bytes(raw)
        assert roots[root].damage(key) == []
    print(f"\n{tried:,} changes noticed")


def test_what_is_changed_is_never_read(results: Path, small_run: Path) -> None:
    """A run reads a file of its nouns only if it is the one that was sealed."""
    folder = results / small_run.name
    path = folder / "topics" / "main" / "topics.npz"
    raw = path.read_bytes()
    for changed in damaged(raw, Random(3)):
        path.write_bytes(changed)
        with pytest.raises(ToolkitError, match=r"topics\.npz has changed"):
            load_run(folder).topics["main"]
    path.write_bytes(raw)


def test_a_changed_stage_is_made_again(results: Path, small_file: Path) -> None:
    """Of every step one file is changed: the next to ask makes that one again, and no other."""
    experiment = read_experiment(small_file)
    inputs = input_digests(experiment)
    whole = Chain(experiment, inputs, Kept(results / STAGES))
    steps = steps_of(experiment)
    first = {step: whole.make(step) for step in steps}
    assert not any(artefact.is_new for artefact in first.values())
    for step in steps if LONG else steps[::3]:
        chance = Random(step)
        names = sorted(p for p in first[step].folder.rglob("*") if p.is_file())
        path = chance.choice(names)
        path.write_bytes(next(iter(damaged(path.read_bytes(), chance))))
        before, said = inodes(results), []
        chain = Chain(experiment, inputs, Kept(results / STAGES, said.append))
        again = {other: chain.make(other) for other in steps}
        assert [other for other, made in again.items() if made.is_new] == [step]
        assert [artefact.content for artefact in again.values()] == [
            artefact.content for artefact in first.values()
        ]
        assert first[step].key in said[0]
        assert path.name in said[0] or path.name == "manifest.json"
        after = inodes(results)
        changed = {key for key in before if before[key] != after.get(key)}
        assert changed <= {f"{results / STAGES}/{first[step].key}"}
