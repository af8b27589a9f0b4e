"""Which step of a run wrote which of its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def steps_in_order(settings: Mapping[str, Any]) -> list[str]:
    """Name what a run writes in the order in which it follows from each other.

    Examples
    --------
    >>> steps_in_order({"topics": {"main": {}}, "contrasts": {"kinds": {}}})[3:]
    ['topics.main', 'quality.main', 'proportions.main', 'contrasts.kinds']
    """
    of_models = [
        f"{noun}.{name}"
        for name, own in settings["topics"].items()
        for noun in (
            "topics",
            "quality",
            *(["seeds"] if own.get("seed_words") else []),
            "proportions",
        )
    ]
    contrasts = [f"contrasts.{name}" for name in settings["contrasts"]]
    sweep = ["sweep"] if settings.get("vary") else []
    followed = [f"robustness.{n}" for n in settings.get("robustness", {}).get("contrasts", [])]
    return ["corpus", "segments", "counts", *of_models, *contrasts, *sweep, *followed]


def step_of(file: str) -> str:
    """Name the step that wrote a file of a run, by its path below the run's folder.

    Examples
    --------
    >>> step_of("topics/main/topics.npz"), step_of("topics/main/by_kind/table.csv")
    ('topics.main', 'proportions.main')
    >>> step_of("counts/matrix.npz"), step_of("record.json")
    ('counts', 'record.json')
    """
    noun, *below = file.split("/")
    if noun not in ("topics", "contrasts", "robustness") or len(below) < 2:
        return noun
    if noun == "topics" and len(below) > 2:
        noun = below[1] if below[1] in ("quality", "seeds") else "proportions"
    return f"{noun}.{below[0]}"
