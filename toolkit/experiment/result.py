"""A kept run, whose nouns are read when they are first looked at."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.contrasts import Proportions, Robustness
from toolkit.corpus import Corpus
from toolkit.counts import Counts
from toolkit.counts.files import load_counts
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment.corpus_folder import load_corpus
from toolkit.experiment.draw import draw_each
from toolkit.experiment.folder import load_contrast
from toolkit.experiment.methods import method_of
from toolkit.experiment.on_demand import OnDemand
from toolkit.experiment.outline import outline, outline_html
from toolkit.experiment.record import sources_digest
from toolkit.experiment.sweep_result import Sweep
from toolkit.formats import load_parts
from toolkit.records import Record, printable
from toolkit.report import methods
from toolkit.sealed import Seal, sealed_by
from toolkit.segments import Segments, load_segments
from toolkit.store import Store
from toolkit.topics import Quality, SeedsFollowed, Topics
from toolkit.topics.files import load_topics

if TYPE_CHECKING:
    import pandas as pd

ADVICE = "move it away and run the experiment again"
"""What to do about a run that is not as it was made."""


@dataclass(frozen=True, eq=False, repr=False)
class Run(Record):
    """One execution of one experiment file, with everything it made.

    The six nouns are attributes: ``corpus``, ``segments``, ``counts``, ``topics["main"]``,
    ``contrasts["kinds"]`` and ``figures``, and beside the topics ``quality["main"]`` and
    ``proportions["main"]["speaker"]``. Each is read when it is first looked at, and every file is
    then compared with the digest it was kept with: one that has changed is refused by its name.

    Attributes
    ----------
    folder
        Where it is kept.
    record
        What ``record.json`` says: status, settings, versions, code, seeds by step, digests of
        inputs and outputs, seconds by step, warnings.
    files
        SHA-256 of each of its files, by their names below the folder.
    """

    folder: Path
    record: MappingProxyType[str, Any]
    files: MappingProxyType[str, str]

    @cached_property
    def corpus(self) -> Corpus:
        """The meetings."""
        with self._reading("corpus") as place:
            return load_corpus(place)

    @cached_property
    def segments(self) -> Segments:
        """The units of analysis."""
        with self._reading("segments") as place:
            return load_segments(place)

    @cached_property
    def counts(self) -> Counts:
        """The matrix of terms."""
        segments = self.segments
        with self._reading("counts") as place:
            return load_counts(place, segments)

    @cached_property
    def topics(self) -> Mapping[str, Topics]:
        """Fitted models, by their names in the experiment file."""
        return OnDemand("topics", self.record["settings"]["topics"], self._topics)

    @cached_property
    def quality(self) -> Mapping[str, Quality]:
        """Measures of the topics, by model; none in a run of a format before 4."""
        models = [m for m in self.topics if f"topics/{m}/quality/quality.json" in self.files]
        return OnDemand("quality of topics", models, self._quality)

    @cached_property
    def seeds(self) -> Mapping[str, SeedsFollowed]:
        """How far the texts followed seed words, by model, of those that have any."""
        models = [m for m in self.topics if f"topics/{m}/seeds/seeds.json" in self.files]
        return OnDemand("seed words of", models, self._seeds)

    @cached_property
    def proportions(self) -> Mapping[str, Mapping[str, Proportions]]:
        """Topics by kind, speaker and meeting, by model and column."""
        return MappingProxyType({model: self._proportions(model) for model in self.topics})

    @cached_property
    def contrasts(self) -> Mapping[str, Any]:
        """Comparisons by their names, each what its method returns."""
        return OnDemand("contrast", self.record["settings"]["contrasts"], self._contrast)

    @cached_property
    def sweep(self) -> Sweep | None:
        """Every fit of the sweep in one table, or None without one."""
        if "sweep/sweep.json" not in self.files:
            return None
        with self._reading("sweep") as place:
            sweep: Sweep = load_parts(Sweep, place / "sweep")
            return sweep

    @cached_property
    def robustness(self) -> Mapping[str, Robustness]:
        """How the findings of a contrast hold over the sweep, by its name."""
        found = self._within("robustness/", "/robustness.json")
        return OnDemand("robustness of", found, self._robustness)

    @cached_property
    def figures(self) -> tuple[Path, ...]:
        """Paths of the figures as PNG; PDF ones lie beside them."""
        names = sorted(n for n in self.files if n.startswith("figures/") and n.endswith(".png"))
        return tuple(self.folder / name for name in names)

    def draw(self, folder: str | Path) -> tuple[Path, ...]:
        """Draw every figure again from what is kept; nothing is fitted.

        Parameters
        ----------
        folder
            Where the figures go, as PNG and PDF; made if it is not there.

        Returns
        -------
        tuple
            Paths of the PNG files. Figures that cannot be drawn are warned of.

        Raises
        ------
        ToolkitError
            If the folder lies within the run, which stays as it is.
        """
        place = Path(folder)
        if place.resolve().is_relative_to(self.folder.resolve()):
            raise ToolkitError(f"{place} lies within the run, which stays as it is; name another")
        made = list(draw_each(self, place))
        for sentence in made:
            if isinstance(sentence, str):
                warnings.warn(sentence, ToolkitWarning, stacklevel=2)
        return tuple(path for path in made if isinstance(path, Path))

    def damage(self) -> list[str]:
        """Compare every file with its digest; return one sentence for each difference."""
        return Store(self.folder.parent).damage(self.folder.name)

    def table(self) -> pd.DataFrame:
        """Return the stages of the run: step, seconds, seed."""
        import pandas as pd

        seeds = self.record["seeds"]
        rows = [(step, s, seeds.get(step)) for step, s in self.record["seconds"].items()]
        frame = pd.DataFrame(rows, columns=["step", "seconds", "seed"])
        return frame.astype({"seed": "Int64"})

    def summary(self) -> str:
        """Say what the run found, noun by noun; everything is read for it."""
        parts: dict[str, Record] = {
            "corpus": self.corpus,
            "segments": self.segments,
            "counts": self.counts,
            **{f"topics.{name}": topics for name, topics in self.topics.items()},
            **{f"seeds.{name}": followed for name, followed in self.seeds.items()},
            **{f"contrasts.{name} ({method_of(c)})": c for name, c in self.contrasts.items()},
            **({"sweep": self.sweep} if self.sweep else {}),
            **{f"robustness.{name}": followed for name, followed in self.robustness.items()},
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

    def __repr__(self) -> str:
        """Show what is in it, noun by noun; nothing is read for it."""
        lines = [f"{heading}: {line}" for heading, texts in self._outline() for line in texts]
        return printable(f"run {self.folder}\n" + "\n".join(lines))

    def _repr_html_(self) -> str:
        """Show what is in it in a notebook; nothing is read for it, and every text is escaped."""
        return outline_html(f"Run {self.folder.name}", self._outline())

    def _outline(self) -> list[tuple[str, list[str]]]:
        drawn = [path.relative_to(self.folder).as_posix() for path in self.figures]
        return outline(self.record, drawn)

    def _topics(self, name: str) -> Topics:
        counts = self.counts
        with self._reading(f"topics/{name}") as place:
            return load_topics(place, counts)

    def _quality(self, name: str) -> Quality:
        with self._reading(f"topics/{name}/quality") as place:
            quality: Quality = load_parts(Quality, place / "quality")
            return quality

    def _seeds(self, name: str) -> SeedsFollowed:
        with self._reading(f"topics/{name}/seeds") as place:
            seeds: SeedsFollowed = load_parts(SeedsFollowed, place / "seeds")
            return seeds

    def _proportions(self, model: str) -> Mapping[str, Proportions]:
        start = f"topics/{model}/by_"
        found = self._within(start, "/proportions.json")

        def read(by: str) -> Proportions:
            with self._reading(f"{start}{by}") as place:
                proportions: Proportions = load_parts(Proportions, place / "proportions")
                return proportions

        return OnDemand(f"proportions of {model} by", found, read)

    def _contrast(self, name: str) -> Any:
        method = self.record["settings"]["contrasts"][name]["method"]
        with self._reading(f"contrasts/{name}") as place:
            return load_contrast(place, method)

    def _robustness(self, name: str) -> Robustness:
        with self._reading(f"robustness/{name}") as place:
            robustness: Robustness = load_parts(Robustness, place / "robustness")
            return robustness

    def _within(self, start: str, end: str) -> list[str]:
        """Take what stands between the beginning and the end of names of files."""
        fitting = (name for name in self.files if name.startswith(start) and name.endswith(end))
        return [name[len(start) : -len(end)] for name in fitting]

    @contextmanager
    def _reading(self, part: str) -> Iterator[Path]:
        """Compare what is read with the digests it was kept with; give the part's folder."""
        try:
            with sealed_by(Seal(self.folder, self.files, ADVICE)):
                yield self.folder / part
        except ToolkitError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError, MemoryError) as error:
            raise ToolkitError(
                f"{self.folder / part} does not hold what a run keeps there "
                f"({type(error).__name__}: {error}){self._made_by_others()}"
            ) from error

    def _made_by_others(self) -> str:
        """Say what to do about a run that another state of the package made."""
        code = self.record["code"]
        if code["sources"] == sources_digest():
            return ""
        return (
            f"; it was made by other sources of toolkit {code['toolkit']} than these: run its "
            "experiment.toml again, or read it with those"
        )
