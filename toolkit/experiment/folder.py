"""The six nouns as files of a run folder; a `Run` reads them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.contrasts import Proportions, Robustness
from toolkit.corpus import Corpus
from toolkit.counts import Counts
from toolkit.counts.files import save_counts
from toolkit.experiment.corpus_folder import save_corpus
from toolkit.experiment.methods import METHODS, method_of
from toolkit.experiment.sweep_result import Sweep
from toolkit.formats import load_parts, save_parts, write_table
from toolkit.segments import Segments, save_segments
from toolkit.topics import Quality, SeedsFollowed, Topics
from toolkit.topics.files import save_topics


@dataclass(frozen=True, slots=True)
class Nouns:
    """What a run makes.

    Attributes
    ----------
    corpus, segments, counts
        The records of the stages.
    topics, contrasts
        By their names in the experiment file; a contrast is the record of its method.
    sweep
        Every fit of the sweep, or None without one.
    robustness
        How the findings of a contrast hold over the sweep, by its name.
    quality
        Measures of the topics, by model.
    proportions
        By model, then by the column whose groups they describe.
    seeds
        How far the texts followed seed words, by model, of those that have any.
    """

    corpus: Corpus
    segments: Segments
    counts: Counts
    topics: Mapping[str, Topics]
    quality: Mapping[str, Quality]
    proportions: Mapping[str, Mapping[str, Proportions]]
    contrasts: Mapping[str, Any]
    sweep: Sweep | None = None
    robustness: Mapping[str, Robustness] = field(default_factory=dict)
    seeds: Mapping[str, SeedsFollowed] = field(default_factory=dict)


def save_nouns(nouns: Nouns, folder: Path) -> None:
    """Write everything a run made into its folder."""
    save_corpus(nouns.corpus, folder / "corpus")
    save_segments(nouns.segments, folder / "segments")
    save_counts(nouns.counts, nouns.segments, folder / "counts")
    for name, topics in nouns.topics.items():
        save_topics(topics, nouns.counts, folder / "topics" / name)
        save_record(nouns.quality[name], folder / "topics" / name / "quality", "quality")
        for by, proportions in nouns.proportions[name].items():
            save_record(proportions, folder / "topics" / name / f"by_{by}", "proportions")
    for name, seeds in nouns.seeds.items():
        save_record(seeds, folder / "topics" / name / "seeds", "seeds", ["words_table"])
    for name, contrast in nouns.contrasts.items():
        save_contrast(contrast, folder / "contrasts" / name)
    if nouns.sweep:
        save_record(nouns.sweep, folder / "sweep", "sweep")
    for name, followed in nouns.robustness.items():
        save_record(followed, folder / "robustness" / name, "robustness", ("fits", "by_choice"))


def save_record(record: Any, folder: Path, name: str, tables: Iterable[str] = ()) -> None:
    """Write a record and its tables: the first is `table`, others are named by their methods."""
    save_parts(record, folder / name)
    for table in ("table", *tables):
        write_table(getattr(record, table)(), folder / table)


def save_contrast(contrast: Any, folder: Path) -> None:
    """Write every table of a comparison, and the arrays behind it, whatever its method."""
    name = method_of(contrast)
    save_record(contrast, folder, name, METHODS[name].tables)


def load_contrast(folder: Path, method: str) -> Any:
    """Read back what `save_contrast` wrote."""
    return load_parts(METHODS[method].record, folder / method)
