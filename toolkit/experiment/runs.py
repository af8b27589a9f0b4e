"""Find kept runs and read them back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.contrasts import Proportions, Robustness
from toolkit.corpus import Corpus
from toolkit.counts import Counts
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment.check import NAME
from toolkit.experiment.folder import load_nouns
from toolkit.experiment.methods import METHODS, method_of
from toolkit.experiment.record import FORMAT
from toolkit.experiment.sweep_result import Sweep
from toolkit.formats import read_json
from toolkit.records import Record
from toolkit.report import methods
from toolkit.segments import Segments
from toolkit.stages import did_you_mean
from toolkit.store import Store
from toolkit.topics import Quality, SeedsFollowed, Topics

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = "run experiment finished meetings segments models contrasts digest".split()


@dataclass(frozen=True, eq=False, repr=False)
class Run(Record):
    """One execution of one experiment file, with everything it made.

    Attributes
    ----------
    folder
        Where it is kept.
    record
        What ``record.json`` says: status, settings, versions, code, seeds by step, digests of
        inputs and outputs, seconds by step, warnings.
    corpus, segments, counts
        The records of the stages.
    topics, contrasts
        Fitted models and comparisons by their names in the experiment file; a comparison is what
        its method returns, a `Contrast` where the file names none.
    quality
        Measures of the topics, by model.
    sweep
        Every fit of the sweep in one table, or None without one.
    robustness
        How the findings of a contrast hold over the sweep, by its name.
    proportions
        Topics by kind, speaker and meeting, by model.
    figures
        Paths of the figures.
    seeds
        How far the texts followed seed words, by model, of those that have any.
    """

    folder: Path
    record: MappingProxyType[str, Any]
    corpus: Corpus
    segments: Segments
    counts: Counts
    topics: MappingProxyType[str, Topics]
    quality: MappingProxyType[str, Quality]
    proportions: MappingProxyType[str, Mapping[str, Proportions]]
    contrasts: MappingProxyType[str, Any]
    sweep: Sweep | None
    robustness: MappingProxyType[str, Robustness]
    figures: tuple[Path, ...]
    seeds: MappingProxyType[str, SeedsFollowed]

    def table(self) -> pd.DataFrame:
        """Return the stages of the run: step, seconds, seed."""
        import pandas as pd

        seeds = self.record["seeds"]
        rows = [(step, s, seeds.get(step)) for step, s in self.record["seconds"].items()]
        frame = pd.DataFrame(rows, columns=["step", "seconds", "seed"])
        return frame.astype({"seed": "Int64"})

    def summary(self) -> str:
        """Say what the run found, noun by noun."""
        parts: dict[str, Record] = {
            "corpus": self.corpus,
            "segments": self.segments,
            "counts": self.counts,
            **{f"topics.{name}": topics for name, topics in self.topics.items()},
            **{f"seeds.{name}": followed for name, followed in self.seeds.items()},
            **{f"contrasts.{name} ({method_of(c)})": c for name, c in self.contrasts.items()},
        }
        lines = [f"run {self.folder.name}, digest {self.record['digest'][:16]}"]
        for name, record in parts.items():
            first, *others = record.summary().splitlines()
            lines += ["", f"{name}: {first}", *(f"  {line}" for line in others)]
        lines += ["", *(f"Warning: {text}" for text in self.record["warnings"])]
        return "\n".join(lines).rstrip()

    def methods(self) -> str:
        """Write the methods of the run as a paper's appendix has them, in Markdown.

        Every number is from the record; the same text is kept as ``methods.md``.
        """
        return methods(self.folder.name, self.record, self)


def load_run(run: str | Path, *, results: str | Path = "results") -> Run:
    """Read a kept run back.

    Parameters
    ----------
    run
        Its folder, or its name in `results`, or the name of its experiment, with some of the
        eight digits where that experiment has several runs.
    results
        The folder of the runs.

    Returns
    -------
    Run

    Raises
    ------
    ToolkitError
        If there is no such run, several fit, or its files are not as they were when it was
        made.

    Examples
    --------
    >>> load_run("sample")  # doctest: +SKIP
    """
    folder = find_run(run, results)
    refuse_damage(Store(folder.parent), folder.name)
    record = read_record(folder)
    settings = record["settings"]
    for name in (*settings["topics"], *settings["contrasts"]):
        if not NAME.fullmatch(name):  # it becomes a path
            raise ToolkitError(f"{folder}/record.json names a model or contrast '{name}'")
    methods = {name: own["method"] for name, own in settings["contrasts"].items()}
    for name, method in methods.items():
        if method not in METHODS:
            raise ToolkitError(
                f"contrasts.{name} of {folder} was made by '{method}', which this version does "
                "not know; read it with the version that its record names"
            )
    nouns = load_nouns(folder, settings["topics"], methods)
    return Run(
        folder=folder,
        record=MappingProxyType(record),
        corpus=nouns.corpus,
        segments=nouns.segments,
        counts=nouns.counts,
        topics=MappingProxyType(nouns.topics),
        quality=MappingProxyType(nouns.quality),
        proportions=MappingProxyType(nouns.proportions),
        contrasts=MappingProxyType(nouns.contrasts),
        sweep=nouns.sweep,
        robustness=MappingProxyType(dict(nouns.robustness)),
        figures=tuple(sorted((folder / "figures").glob("*.png"))),
        seeds=MappingProxyType(nouns.seeds),
    )


def refuse_damage(store: Store, key: str) -> None:
    """Refuse a kept run whose files are not as they were when it was made."""
    if damage := store.damage(key):
        more = f" and {len(damage) - 1:,} more" if len(damage) > 1 else ""
        raise ToolkitError(
            f"{store.root / key} is not as it was made: {damage[0]}{more}; move it away and run "
            "the experiment again"
        )


def read_record(folder: Path) -> dict[str, Any]:
    """Read the record of a kept run, if this version can."""
    record = read_json(folder / "record.json")
    came = record.get("format") if isinstance(record, dict) else None
    if came != FORMAT:
        raise ToolkitError(
            f"{folder} has format {came!r}, and this version reads {FORMAT}; "
            "read it with the version that its record names, or run the experiment again"
        )
    return dict(record)


def find_run(run: str | Path, results: str | Path) -> Path:
    """Find the folder of a kept run by its path, its name or its experiment's."""
    given = Path(run)
    if Store(given.parent).find(given.name) and given.name:
        return given
    keys = list(Store(Path(results)))
    whole = [key for key in keys if key == str(run)]
    fitting = whole or [key for key in keys if _fits(str(run), key)]
    if len(fitting) == 1:
        return Path(results) / fitting[0]
    if fitting:
        raise ToolkitError(f"several runs are called '{run}': {', '.join(fitting)}")
    slip = did_you_mean(str(run), keys) if keys else "no run is kept there"
    raise ToolkitError(f"there is no run '{run}' in {results}; {slip}")


def _fits(asked: str, key: str) -> bool:
    """Whether a run is asked for by its experiment's name, with or without some digits."""
    experiment, _, _ = key.rpartition("-")
    return asked == experiment or (len(asked) > len(experiment) + 1 and key.startswith(asked))


def find_runs(results: str | Path = "results") -> pd.DataFrame:
    """List the kept runs.

    Parameters
    ----------
    results
        The folder of the runs.

    Returns
    -------
    DataFrame
        One row a run, the newest last: run, experiment, finished (UTC), meetings, segments,
        models, contrasts, digest. A run whose record cannot be read is left out with a warning.

    Examples
    --------
    >>> len(find_runs("no such folder"))
    0
    """
    import pandas as pd

    store = Store(Path(results))
    rows = []
    for key in store:
        try:
            rows.append(_row(key, read_record(store.root / key)))
        except (ToolkitError, KeyError, TypeError, AttributeError) as error:
            warnings.warn(
                f"{store.root / key} is not listed, for its record cannot be read: {error}",
                ToolkitWarning,
                stacklevel=2,
            )
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.sort_values(["finished", "run"], ignore_index=True)


def _row(key: str, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "run": key,
        "experiment": record["name"],
        "finished": record["finished"],
        "meetings": record["sizes"]["meetings"],
        "segments": record["sizes"]["segments"],
        "models": ", ".join(record["settings"]["topics"]),
        "contrasts": ", ".join(record["settings"]["contrasts"]),
        "digest": record["digest"][:16],
    }
