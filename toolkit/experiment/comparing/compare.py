"""Set two kept runs side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from toolkit.contrasts import Contrast
from toolkit.errors import ToolkitError
from toolkit.experiment.comparing.changes import Change, changes
from toolkit.experiment.comparing.comparison import Comparison
from toolkit.experiment.comparing.side_by_side import (
    Row,
    design_words,
    other_pairs,
    side_by_side,
    why_not,
)
from toolkit.experiment.result import Run
from toolkit.experiment.runs import load_run
from toolkit.topics import Alignment, align

_DIGITS = 12


def compare(
    first: Run | str | Path, second: Run | str | Path, *, results: str | Path = "results"
) -> Comparison:
    """Set two runs side by side: settings, topics and findings.

    The runs may differ in anything: texts, vocabulary, numbers of topics, engines. Topics of
    models that bear one name, and of models that comparisons of one name are about, are matched
    by `align`; where each run has one model only, these are. Differences between groups are then
    set side by side through the matched topics.

    Parameters
    ----------
    first, second
        Runs, or what `load_run` takes. "Held" and "lost" are said of what the first found.
    results
        The folder of the runs.

    Returns
    -------
    Comparison
        Settings, versions and inputs that differ; topics matched and without a partner; for each
        topic whether the finding held.

    Raises
    ------
    ToolkitError
        If there is no such run, or one is not as it was made.

    Notes
    -----
    A difference that one run finds at its level and the other does not need not be another
    difference: compare the intervals (``agrees`` in the table). Two runs over the same texts
    share their errors, so that a finding that holds in both is no replication of it; in how many
    ways it holds is what a sweep says (``[vary]`` with ``[robustness]``).

    References
    ----------
    Gelman and Stern (2006), The difference between "significant" and "not significant" is not
    itself statistically significant, The American Statistician 60.

    Examples
    --------
    >>> compare("sample-0a1b2c3d", "sample-4e5f6071")  # doctest: +SKIP
    """
    one, other = (
        run if isinstance(run, Run) else load_run(run, results=results) for run in (first, second)
    )
    alignments, notes = _alignments(one, other)
    rows, more = _contrasts(one, other, alignments)
    shown = dict.fromkeys(row["contrast"] for row in rows)
    designs = {n: design_words(one.contrasts[n], other.contrasts[n]) for n in shown}
    inputs = [dict(run.record["inputs"]) for run in (one, other)]
    names = [run.folder.name for run in (one, other)]
    if names[0] == names[1]:  # in two folders of runs
        names = [str(run.folder) for run in (one, other)]
    return Comparison(
        names=(names[0], names[1]),
        equal=one.record["digest"] == other.record["digest"],
        settings=changes(one.record["settings"], other.record["settings"]),
        made=changes(_made(one.record), _made(other.record)),
        inputs=tuple(_short(change) for change in changes(*inputs)),
        n_inputs=len(inputs[0].keys() | inputs[1].keys()),
        alignments=MappingProxyType({_key(*models): found for models, found in alignments.items()}),
        rows=tuple(MappingProxyType(row) for row in rows),
        designs=MappingProxyType(designs),
        notes=(*notes, *more),
    )


def _made(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a run was made by, and how large it became."""
    code = record["code"]
    return {
        **{f"versions.{name}": version for name, version in record["versions"].items()},
        "toolkit": code["toolkit"],
        "sources": str(code["sources"])[:_DIGITS],
        **{f"machine.{name}": value for name, value in record.get("machine", {}).items()},
        **{f"sizes.{name}": size for name, size in record["sizes"].items()},
    }


def _short(change: Change) -> Change:
    """Keep as much of two digests as tells them apart."""
    return Change(change.place, *(text[:_DIGITS] for text in change[1:]))


def _key(first: str, second: str) -> str:
    return first if first == second else f"{first} | {second}"


def _alignments(first: Run, second: Run) -> tuple[dict[tuple[str, str], Alignment], list[str]]:
    """Match the topics of models that belong together; say of others that they do not."""
    found, notes = {}, []
    wanted = list(dict.fromkeys(_models(first, second)))
    for models in wanted:
        try:
            found[models] = align(first.topics[models[0]], second.topics[models[1]])
        except ToolkitError as error:
            notes.append(f"topics.{_key(*models)}: not matched, for {error}")
    for k, (which, run) in enumerate((("first", first), ("second", second))):
        used = {models[k] for models in wanted}
        notes += [f"topics.{name}: in the {which} only" for name in run.topics if name not in used]
    return found, notes


def _models(first: Run, second: Run) -> Iterator[tuple[str, str]]:
    yield from ((name, name) for name in first.topics if name in second.topics)
    for name in first.contrasts:
        if name in second.contrasts:
            models = [run.record["settings"]["contrasts"][name].get("topics")
                      for run in (first, second)]  # fmt: skip
            if models[0] in first.topics and models[1] in second.topics:
                yield models[0], models[1]
    if len(first.topics) == len(second.topics) == 1:
        yield next(iter(first.topics)), next(iter(second.topics))


def _contrasts(
    first: Run, second: Run, alignments: Mapping[tuple[str, str], Alignment]
) -> tuple[list[Row], list[str]]:
    """Set comparisons of one name side by side; say of others why not."""
    rows: list[Row] = []
    notes: list[str] = []
    for name in (*first.contrasts, *(n for n in second.contrasts if n not in first.contrasts)):
        if name not in first.contrasts or name not in second.contrasts:
            which = "first" if name in first.contrasts else "second"
            notes.append(f"contrasts.{name}: in the {which} only")
            continue
        one, other = first.contrasts[name], second.contrasts[name]
        if type(one) is not type(other):
            notes.append(f"contrasts.{name}: not comparable, made by other methods")
        elif not isinstance(one, Contrast):
            notes.append(f"contrasts.{name}: {_as_tables(one, other)}")
        elif reason := why_not(one, other):
            notes.append(f"contrasts.{name}: not comparable, {reason}")
        else:
            settings = [run.record["settings"]["contrasts"][name] for run in (first, second)]
            topics = alignments.get((settings[0]["topics"], settings[1]["topics"]))
            if topics is None:
                notes.append(f"contrasts.{name}: not comparable, its topics could not be matched")
                continue
            rows += side_by_side(name, one, other, topics)
            notes += [f"contrasts.{name}: {phrase}" for phrase in other_pairs(one, other)]
    return rows, notes


def _as_tables(first: Any, second: Any) -> str:
    """Say of records that have no topics to go through whether they say the same."""
    if first.table().equals(second.table()):
        return "the same table in both"
    return "other numbers; it is not set side by side, look at the table of either"
