"""Prove a kept run again: repeat it from its record and compare everything that it made."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.experiment.proof.archive import is_archive, opened
from toolkit.experiment.proof.causes import conditions
from toolkit.experiment.proof.places import step_of, steps_in_order
from toolkit.experiment.proof.repeat import (
    EXPERIMENT,
    Texts,
    kept_experiment,
    moved_texts,
    other_environment,
    other_workers,
    repeat,
)
from toolkit.experiment.proof.topics_apart import TopicsApart, topics_apart
from toolkit.experiment.proof.values import NOT_THERE, files_apart
from toolkit.experiment.proof.verification import File, Verdict, Verification
from toolkit.experiment.read_record import read_record
from toolkit.experiment.record import input_digests
from toolkit.experiment.runs import find_run
from toolkit.experiment.settings import Experiment
from toolkit.formats import read_json
from toolkit.store import Store


def verify(
    run: str | Path,
    *,
    results: str | Path = "results",
    texts: str | Path | None = None,
    deep: bool = False,
    workers: int | None = None,
    quiet: bool = True,
) -> Verification:
    """Repeat a kept run from its own record and compare everything that it made.

    The run is made again in a fresh process, from the texts, in a temporary folder: no step that
    was kept and no page that was parsed before is used. Every file of numbers and texts is then
    set beside its repetition, value by value; figures, which are drawn from these numbers, are
    not drawn.

    Parameters
    ----------
    run
        As in `load_run`; or an archive that `export_run` wrote, packed or unpacked.
    results
        The folder of the runs.
    texts
        The folder of the texts where they were moved; tables of columns that are not where they
        were are looked for there, too.
    deep
        Also change what should have no part in the numbers: the number of processes and threads,
        the seed of Python's hashes, the time zone; and compile all loops anew.
    workers
        Processes that fit models; by default as many as there are cores, or with `deep` another
        number than the run was made with.
    quiet
        Whether to keep the progress from standard error.

    Returns
    -------
    Verification
        Its verdict is ``equal``, ``close`` (the same within 1e-6 and in every top word, as on
        another kind of CPU), ``different`` (with the first step that differs, by how much, and
        what was otherwise) or ``damaged``.

    Raises
    ------
    ToolkitError
        If there is no such run, its texts are not to be found, or it cannot be repeated here.

    Examples
    --------
    >>> verify("sample").verdict  # doctest: +SKIP
    'equal'
    """
    if is_archive(Path(run)):
        with opened(Path(run)) as found:
            return _verify(found.run, found.texts, deep=deep, workers=workers, quiet=quiet)
    folder = find_run(run, results)
    place = Path(texts) if texts is not None else None
    return _verify(folder, place, deep=deep, workers=workers, quiet=quiet)


def _verify(
    run: Path, texts: Path | Texts | None, *, deep: bool, workers: int | None, quiet: bool
) -> Verification:
    if damage := Store(run.parent).damage(run.name):
        return Verification(run.name, "damaged", (), damage=tuple(damage))
    record = read_record(run)
    moved = moved_texts(run, record, texts) if isinstance(texts, Path) else texts
    experiment = kept_experiment(run, record, moved)
    with tempfile.TemporaryDirectory(prefix="toolkit-verify-") as home:
        folder = Path(home)
        outcome = repeat(
            experiment,
            run / EXPERIMENT,
            folder,
            workers=workers or (other_workers(record) if deep else None),
            environment=other_environment(record, folder) if deep else {},
            quiet=quiet,
        )
        if outcome.error:
            raise _not_repeated(run, record, experiment, outcome.error) from outcome.error
        return compare(run, folder / "run")


def _not_repeated(
    run: Path, record: Mapping[str, Any], experiment: Experiment, error: BaseException
) -> BaseException:
    """Say why a run cannot be repeated, and that its texts are others where they are."""
    if not isinstance(error, ToolkitError):
        return error
    others = conditions({"inputs": record["inputs"]}, {"inputs": input_digests(experiment)})
    why = f" ({others[0]}{f' and {len(others) - 1:,} more' if others[1:] else ''})"
    return ToolkitError(f"{run.name} cannot be repeated{why if others else ''}: {error}")


def compare(run: Path, again: Path) -> Verification:
    """Compare a kept run with its repetition.

    Parameters
    ----------
    run, again
        The folder of the run, which is whole, and the folder that was made from its record.
    """
    before, now = read_record(run), read_json(again / "record.json")
    order = {step: i for i, step in enumerate(steps_in_order(before["settings"]))}
    names = sorted(
        before["outputs"].keys() | now["outputs"].keys(),
        key=lambda name: (order.get(step_of(name), len(order)), name),
    )
    sealed = Store(run.parent).digests(run.name)  # no other name is opened, whatever is claimed
    files = tuple(_file(name, run, again, is_there=name in sealed) for name in names)
    topics = tuple(_topics(before["settings"]["topics"], files, run, again))
    damage = [
        f"{name} is not what record.json says was made"
        for name, made in before["outputs"].items()
        if sealed.get(name) != made
    ]
    steps = before.get("steps", {})
    found = Verification(
        run=run.name,
        verdict="equal",
        files=files,
        steps=len(steps),
        equal_steps=sum(
            step["content"] == now["steps"].get(name, {}).get("content")
            for name, step in steps.items()
        ),
        topics=topics,
        conditions=tuple(conditions(before, now)),
        damage=tuple(damage),
    )
    return replace(found, verdict=_verdict(found))


def _verdict(found: Verification) -> Verdict:
    alike = {file.likeness for file in found.files}
    other_words = any(model.other_words for model in found.topics)
    if "different" in alike or other_words or found.damage:
        return "different"
    return "close" if "close" in alike else "equal"


def _file(name: str, run: Path, again: Path, *, is_there: bool) -> File:
    apart = files_apart(run / name, again / name) if is_there else NOT_THERE
    return File(name, step_of(name), apart.likeness, apart.largest, apart.where)


def _topics(
    models: Mapping[str, Any], files: tuple[File, ...], run: Path, again: Path
) -> list[TopicsApart]:
    """Compare the fits that differ topic by topic, where that can be done."""
    others = {file.step for file in files if file.likeness != "equal"}
    found = []
    for model in models:
        if f"topics.{model}" in others:
            try:
                apart = topics_apart(model, run, again)
            except (ToolkitError, ValueError, TypeError, KeyError):
                continue  # its files are said to differ already
            found += [apart] if apart else []
    return found
