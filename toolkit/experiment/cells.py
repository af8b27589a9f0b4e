"""What a sweep tries: the experiment again and again, each time with other choices."""

from __future__ import annotations

import copy
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from toolkit.experiment.settings import Cell, Experiment, Settings, shown
from toolkit.seeds import derive_seed
from toolkit.stages import did_you_mean, find_mistakes, setting_words, settings_model

Design = Literal["crossed", "one at a time", "side by side"]

VARIED = ("seed", "corpus", "segments", "counts", "topics", "contrasts", "discovery")
_AS_IN_FILE = "as in the file"
_MOST_CELLS = 10_000
_LONGEST_NAME = 40  # of a list of terms that is called by them


@dataclass(frozen=True)
class _Axis:
    """One thing that is varied: what its values are called, and the settings each one changes."""

    place: str
    called: list[Any]
    changes: list[list[tuple[str, Any]]]  # for each value the places it sets, and to what


def vary(
    axes: list[_Axis],
    *,
    design: Design = "crossed",
    n_refits: Annotated[int, Field(ge=1, le=1000)] = 1,
) -> list[dict[int, int]]:
    """Choose which values go together.

    Parameters
    ----------
    axes
        What is varied.
    design
        "crossed": every value with every other. "one at a time": each value with everything else
        as in the file. "side by side": the first values together, then the second, and so on.
    n_refits
        Fits with other seeds for each combination; the first has the seed of the file.

    Returns
    -------
    list
        For each combination the number of the value by the number of its axis.
    """
    del n_refits  # it has become an axis, of seeds
    sizes = [range(len(axis.called)) for axis in axes]
    if design == "one at a time":
        return [{a: v} for a, values in enumerate(sizes) for v in values]
    together = zip(*sizes, strict=False) if design == "side by side" else itertools.product(*sizes)
    return [dict(enumerate(values)) for values in together]


def find_cells(
    raw: Settings,
    given: Settings,
    base: Experiment,
    check: Callable[[Settings], tuple[Experiment, list[str]]],
) -> tuple[list[Cell], list[str]]:
    """Read what ``[vary]`` says and check every experiment that it leads to.

    Parameters
    ----------
    raw
        The file without its sweep.
    given
        What stands under ``[vary]``.
    base
        The experiment of the file, checked.
    check
        Checks the settings of one experiment; returns it and a sentence a mistake.

    Returns
    -------
    tuple
        The cells, the file's own choices first, and one sentence a mistake.
    """
    axes, own, mistakes = _plan(given, base)
    if mistakes:
        return [], mistakes
    names = _short_names(axes)
    first = {n: _base_value(a, base) for n, a in zip(names, axes, strict=True)}
    cells = [Cell(_AS_IN_FILE, first, base)]
    for combination in vary(axes, **own):
        changed, choices = copy.deepcopy(raw), dict(first)
        for a, v in combination.items():
            choices[names[a]] = axes[a].called[v]
            for place, value in axes[a].changes[v]:
                _set(changed, place.split("."), value)
        experiment, wrong = check(changed)
        mistakes += [f"vary: {sentence}" for sentence in wrong]
        if any(experiment.resolved() == cell.experiment.resolved() for cell in cells[:1]):
            continue  # the choices of the file itself
        name = ", ".join(f"{key}={setting_words(value)}" for key, value in choices.items())
        cells.append(Cell(name, choices, experiment))
    return cells, list(dict.fromkeys(mistakes))


def _plan(given: Settings, base: Experiment) -> tuple[list[_Axis], Settings, list[str]]:
    """Read what is varied and how; return the axes, the settings of `vary`, and mistakes."""
    known = settings_model(vary).model_fields
    own, mistakes = find_mistakes(
        vary, {key: value for key, value in given.items() if key in known}, place="vary"
    )
    axes, more = _axes({key: value for key, value in given.items() if key not in known}, base)
    mistakes += more
    if mistakes:
        return axes, own, mistakes
    if own["n_refits"] > 1:
        if "seed" in given:
            mistakes.append("vary.seed and vary.n_refits both set seeds; leave one of them out")
        seeds = [base.seed]
        seeds += [derive_seed(base.seed, f"refit {i}") for i in range(2, own["n_refits"] + 1)]
        axes.append(_Axis("seed", list(seeds), [[("seed", seed)] for seed in seeds]))
    sizes = [len(axis.called) for axis in axes]
    if own["design"] == "side by side" and len(set(sizes)) > 1:
        lengths = ", ".join(f"{axis.place} {len(axis.called)}" for axis in axes)
        mistakes.append(f"vary: side by side takes as many values of each, and there are {lengths}")
    if own["design"] == "crossed" and math.prod(sizes) > _MOST_CELLS:
        mistakes.append(
            f"vary crosses {math.prod(sizes):,} combinations, and {_MOST_CELLS:,} is the most; "
            "vary less, or set design = 'one at a time'"
        )
    return axes, own, mistakes


def _axes(rest: Settings, base: Experiment) -> tuple[list[_Axis], list[str]]:
    """Read which settings are varied over which values."""
    axes, mistakes = [], []
    variants = rest.pop("variants", {})
    for place, values in _lists(rest):
        if wrong := list(_unknown(place, base)):
            mistakes += wrong
        elif not isinstance(values, list) or not values:
            mistakes.append(f"vary.{place} = {shown(values)} must be a list of the values to try")
        elif any(values.count(value) > 1 for value in values):
            mistakes.append(f"vary.{place} names a value twice")
        else:
            called = _called(place, values)
            axes.append(_Axis(place, list(called), [[(place, value)] for value in values]))
    if not isinstance(variants, dict) or not all(isinstance(v, dict) for v in variants.values()):
        mistakes.append(
            "vary.variants holds one table each, such as [vary.variants.'no stop list']"
        )
    elif variants:
        changes: list[list[tuple[str, Any]]] = [
            [],
            *(list(_lists(settings)) for settings in variants.values()),
        ]
        places = dict.fromkeys(place for some in changes for place, _ in some)
        mistakes += [wrong for place in places for wrong in _unknown(place, base)]
        axes.append(_Axis("variants", [_AS_IN_FILE, *variants], changes))
    return axes, mistakes


def _called(place: str, values: list[Any]) -> list[Any]:
    """Name the values of a setting: short lists by their terms; others are numbered."""
    if not any(isinstance(value, list | dict) for value in values):
        return values
    if all(isinstance(v, list) and all(isinstance(one, str) for one in v) for v in values):
        written = [", ".join(value) or "none" for value in values]
        if max(map(len, written)) <= _LONGEST_NAME and len(set(written)) == len(written):
            return written
    key = place.rpartition(".")[2]
    return [f"{key} {i}" for i in range(1, len(values) + 1)]


def _unknown(place: str, base: Experiment) -> Iterator[str]:
    """Say what is wrong with the place of a setting, if the file has no such heading or name."""
    heading, _, rest = place.partition(".")
    if heading not in VARIED:
        by_end = [
            known
            for known, _ in _lists(base.resolved())
            if known.rpartition(".")[2] == place and known.partition(".")[0] in VARIED
        ]
        if by_end:
            yield f"vary.{place}: name the setting by its place in the file, such as {by_end[0]}"
        elif "did you mean" in (slip := did_you_mean(place, settings_model(vary).model_fields)):
            yield f"vary.{place} is no setting of vary; {slip}"
        else:
            yield f"vary.{place}: only {', '.join(VARIED)} and variants can be varied"
    elif place in ("corpus.folder", "corpus.metadata", "corpus.speakers"):
        yield (
            f"vary.{place}: other files are another experiment, not another way to make this one; "
            "write it in a file of its own and set the two runs side by side (`toolkit compare`). "
            "What is read of this folder can be varied: corpus.include, corpus.exclude, "
            "corpus.layout"
        )
    elif heading == "topics" and "labels" in place.split(".")[2:]:
        yield f"vary.{place}: names are those of one fit, and change none; they cannot be varied"
    elif heading in ("topics", "contrasts"):
        name, known = rest.partition(".")[0], getattr(base, heading)
        if name not in known:
            yield f"vary.{place}: the file has no {heading}.{name}; {did_you_mean(name, known)}"


def _lists(settings: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """Iterate over the dotted places of settings and what stands there."""
    for key, value in settings.items():
        if isinstance(value, dict) and value:
            yield from _lists(value, f"{place}{key}.")
        else:
            yield f"{place}{key}", value


def _short_names(axes: Iterable[_Axis]) -> list[str]:
    """Name each axis by the last part of its place, or by the whole where others end so, too."""
    places = [axis.place for axis in axes]
    ends = Counter(place.rpartition(".")[2] for place in places)
    return [end if ends[end := place.rpartition(".")[2]] == 1 else place for place in places]


def _base_value(axis: _Axis, base: Experiment) -> Any:
    """Return what a varied setting is called in the file itself."""
    value: Any = base.resolved()
    for key in axis.place.split("."):
        value = value.get(key, _AS_IN_FILE) if isinstance(value, dict) else _AS_IN_FILE
    if isinstance(value, list | dict):
        same = [c for c, changes in zip(axis.called, axis.changes, strict=True)
                if changes and changes[0][1] == value]  # fmt: skip
        return same[0] if same else _AS_IN_FILE
    return value


def _set(settings: Settings, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        inner = settings.get(key)
        settings[key] = inner if isinstance(inner, dict) else {}
        settings = settings[key]
    settings[keys[-1]] = copy.deepcopy(value)
