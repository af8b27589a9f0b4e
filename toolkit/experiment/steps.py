"""The steps of an experiment by their names, in the order in which they follow."""

from __future__ import annotations

from toolkit.experiment.settings import Experiment


def steps_of(experiment: Experiment) -> list[str]:
    """Name the steps of an experiment in the order in which they follow from each other."""
    return texts_of(experiment) + [step for group in groups_of(experiment) for step in group]


def texts_of(experiment: Experiment) -> list[str]:
    """Name the steps up to the counts."""
    return ["corpus", "segments", *(["discovery"] if experiment.discovery else []), "counts"]


def groups_of(experiment: Experiment) -> list[list[str]]:
    """Name the steps that follow from the counts, those in one list that follow from one fit."""
    nouns = [*(["fits"] if experiment.discovery else []), "topics", "quality"]
    groups = {name: [f"{noun}.{name}" for noun in nouns] for name in experiment.topics}
    for name, settings in experiment.topics.items():
        groups[name] += [f"seeds.{name}"] if settings.get("seed_words") else []
    of_counts: list[str] = []
    for name, settings in experiment.contrasts.items():
        group = groups[settings["topics"]] if "topics" in settings else of_counts
        group.append(f"contrasts.{name}")
    return [*groups.values(), *([of_counts] if of_counts else [])]
