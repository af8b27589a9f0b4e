"""Check what an experiment file varies, and what it follows over the sweep."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.contrasts import robustness
from toolkit.experiment.cells import find_cells
from toolkit.experiment.methods import DEFAULT
from toolkit.experiment.settings import Cell, Experiment, Settings, plain, shown
from toolkit.stages import as_tuple, did_you_mean

if TYPE_CHECKING:
    from toolkit.experiment.check import Checker

_SAME = ("method", "topics", "between", "difference")  # what makes two contrasts comparable

CheckOne = Callable[[Settings], tuple[Experiment, list[str]]]


def check_sweep(
    checker: Checker, raw: Settings, base: Experiment, check_one: CheckOne
) -> Experiment:
    """Check what is varied, and what is followed over it, once the rest is in order.

    Parameters
    ----------
    checker
        What has checked the rest; it takes the mistakes.
    raw, base
        The file's settings, and the experiment that they are without its sweep.
    check_one
        Checks the settings of one experiment.

    Returns
    -------
    Experiment
        With its cells; the base alone where nothing is varied.
    """
    given = _varied(checker, raw)
    if not given:
        if "robustness" in raw:
            checker.mistakes.append(
                "robustness follows contrasts over a sweep, and nothing is varied; set "
                "vary.n_refits, or any other setting under [vary]"
            )
        return base
    rest = {k: v for k, v in raw.items() if k not in ("vary", "robustness")}
    cells, mistakes = find_cells(rest, given, base, check_one)
    checker.mistakes += mistakes
    followed = _followed(checker, raw, base) if "robustness" in raw else {}
    checker.mistakes += _other_comparisons(followed.get("contrasts", []), base, cells)
    checker.mistakes += [
        f"topics.{model}.labels combines topics, and robustness matches them one by one; leave "
        f"combine out, or the contrast '{name}' out of robustness.contrasts"
        for name in followed.get("contrasts", [])
        if (model := base.contrasts.get(name, {}).get("topics", "")) in base.topics
        if base.topics[model].get("labels", {}).get("combine")
    ]
    cells = [*cells[:1], *(_unnamed(cell, base) for cell in cells[1:])]
    varied: Any = plain(given)
    return replace(base, vary=varied, robustness=followed, cells=tuple(cells))


def _unnamed(cell: Cell, base: Experiment) -> Cell:
    """Leave the names of topics to the file's own fits: others have other topics."""
    one = cell.experiment
    same_texts = all(
        getattr(one, part) == getattr(base, part)
        for part in ("seed", "corpus", "segments", "discovery", "counts")
    )
    topics = {
        name: settings
        if same_texts and settings == base.topics[name]
        else {key: value for key, value in settings.items() if key != "labels"}
        for name, settings in one.topics.items()
    }
    return replace(cell, experiment=replace(one, topics=topics))


def _other_comparisons(names: list[str], base: Experiment, cells: list[Cell]) -> list[str]:
    """Refuse to follow a contrast through cells in which it is another comparison."""
    changed = {
        (name, key): cell.experiment.contrasts.get(name, {}).get(key)
        for cell in cells
        for name in names
        if name in base.contrasts
        for key in _SAME
        if cell.experiment.contrasts.get(name, {}).get(key) != base.contrasts[name].get(key)
    }
    return [
        f"vary.contrasts.{name}.{key} = {shown(value)} makes another comparison of '{name}', and "
        "only the same can be followed; give it a contrast of its own, or leave the name out of "
        "robustness.contrasts"
        for (name, key), value in changed.items()
    ]


def _varied(checker: Checker, raw: Settings) -> Settings:
    """Take what is varied, with the terms of lists in the place of the files' names."""
    given = copy.deepcopy(checker.table(raw, "vary"))
    counts = given.get("counts")
    if isinstance(counts, dict):
        for setting in ("stop", "keep"):
            files = counts.pop(f"{setting}_file", [])
            if not isinstance(files, list):
                checker.mistakes.append(
                    f"vary.counts.{setting}_file = {shown(files)} must be a list of files"
                )
            elif files:
                lists = [_with_own(checker, raw, {f"{setting}_file": file}) for file in files]
                counts[setting] = [*counts.get(setting, []), *(c.get(setting) for c in lists)]
        if not counts:
            del given["counts"]
    variants = given.get("variants")
    for variant in variants.values() if isinstance(variants, dict) else ():
        if isinstance(variant, dict) and isinstance(variant.get("counts"), dict):
            variant["counts"] = _with_own(checker, raw, variant["counts"])
    return given


def _with_own(checker: Checker, raw: Settings, counts: Settings) -> Settings:
    """Read the lists that are tried, in addition to those of the file itself."""
    own = raw.get("counts", {})
    given = {
        key: own[key]
        for setting in ("stop", "keep")
        for key in (setting, f"{setting}_file")
        if f"{setting}_file" in counts and key in own
    }
    return checker.with_lists({**given, **counts})


def _followed(checker: Checker, raw: Settings, base: Experiment) -> Settings:
    """Take which contrasts are followed, and how."""
    given = checker.table(raw, "robustness")
    names = as_tuple(given.pop("contrasts", ()))
    known = [name for name, s in base.contrasts.items() if s.get("method") == DEFAULT]
    if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
        checker.mistakes.append("robustness.contrasts must be the names of contrasts")
        names = ()
    checker.mistakes += [
        f"robustness.contrasts = {shown(name)} is no comparison of this file by the method "
        f"'{DEFAULT}'; {did_you_mean(name, known)}"
        for name in names
        if name not in known
    ]
    if not known:
        checker.mistakes.append(
            f"robustness follows comparisons by the method '{DEFAULT}', and there is none"
        )
    own = checker.stage(robustness, given, "robustness", beside=("contrasts",))
    return {"contrasts": list(names or known), **own}
