"""The stages of one experiment, each found among what is kept or made and kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.corpus import Corpus, read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.counts.files import load_counts, save_counts
from toolkit.errors import ToolkitError
from toolkit.experiment.corpus_folder import load_corpus, save_corpus
from toolkit.experiment.methods import METHODS
from toolkit.experiment.record import corpus_digests, in_order
from toolkit.experiment.settings import MODELS, Experiment, Settings, stage_settings
from toolkit.formats import load_parts, save_parts
from toolkit.kept import Artefact, Kept, MadeOf
from toolkit.seeds import derive_seed
from toolkit.segments import Segments, load_segments, save_segments, split
from toolkit.stages import check_settings
from toolkit.topics import Quality, SeedsFollowed, Topics, quality, seeds_followed
from toolkit.topics.discovery import discover_terms, estimate_terms, estimate_topics
from toolkit.topics.files import load_topics, save_topics
from toolkit.topics.labels import labels_of, relabel

_LABELS = "labels"  # of topics: what is made of them by their names follows from these, no fit does

# What writes the results of a step, for what is kept follows from that as well.
_WRITERS: dict[str, Callable[..., Any]] = {
    "corpus": save_corpus, "segments": save_segments, "discovery": save_counts,
    "counts": save_counts, "fits": save_topics, "topics": save_topics,
}  # fmt: skip


@dataclass(frozen=True)
class _Step:
    """How one step is made: by which function, of which others, and how it is kept.

    What it needs brings along what is kept beside it, not within it: topics their counts, counts
    their segments with speakers and dates. A step that looks at those follows from them as well
    (`carried`). A fit does not: another date of a meeting refits nothing, but is compared anew.
    The code of other functions that have a part in it counts beside the step's own (`also`).
    """

    function: Callable[..., Any]
    needs: tuple[str, ...]
    settings: Settings
    save: Callable[[Any, Path], None]
    load: Callable[[Path], Any]
    make: Callable[..., Any] | None = None
    carried: tuple[str, ...] = ()
    also: tuple[Callable[..., Any], ...] = ()


class Chain:
    """One experiment's way from texts to comparisons, step by step.

    Parameters
    ----------
    experiment
        Every setting.
    inputs
        Digests of the files that it reads, by name.
    kept
        Where results of steps are kept; None where they are only worked out.
    made
        Steps that are known to be kept and whole.
    """

    def __init__(
        self,
        experiment: Experiment,
        inputs: Mapping[str, str],
        kept: Kept | None = None,
        made: Mapping[str, Artefact] | None = None,
    ) -> None:
        self.experiment, self.inputs, self._kept = experiment, inputs, kept
        self.made: dict[str, Artefact] = dict(made or {})
        self._records: dict[str, Any] = {}

    @property
    def kept(self) -> Kept:
        """Where results of steps are kept."""
        if self._kept is None:
            raise ValueError("a chain that keeps nothing can only work its steps out")
        return self._kept

    def seed(self, step: str) -> int:
        """Derive the seed of a step from the experiment's and the step's name."""
        return derive_seed(self.experiment.seed, step)

    def make(self, step: str) -> Artefact:
        """Return the kept result of a step, making it and what it needs first."""
        if step not in self.made:
            definition = self._define(step)
            with naming(step):
                self.made[step] = self.kept.make(
                    self.made_of(step), lambda draft: self._build(step, definition, draft)
                )
        return self.made[step]

    def find(self, step: str) -> Artefact | None:
        """Return the kept result of a step if it and all that it needs are there."""
        if step not in self.made:
            if any(self.find(need) is None for need in self.needs(step)):
                return None
            if (found := self.kept.find(self.made_of(step))) is None:
                return None
            self.made[step] = found
        return self.made[step]

    def needs(self, step: str) -> tuple[str, ...]:
        """Name the steps that a step follows from."""
        definition = self._define(step)
        return (*definition.needs, *definition.carried)

    def described(self, step: str) -> MadeOf:
        """Say by which function and settings a step is made, but not of what."""
        return self._made_of(step, self._define(step), {})

    def made_of(self, step: str) -> MadeOf:
        """Say what a step follows from; what it needs is made first."""
        inputs = {need: self.make(need).content for need in self.needs(step)}
        return self._made_of(step, self._define(step), inputs or self.inputs)

    def _made_of(self, step: str, of: _Step, inputs: Mapping[str, str]) -> MadeOf:
        writer = _WRITERS.get(step.partition(".")[0], save_parts)
        return MadeOf.stage(step, of.function, inputs, of.settings, (writer, *of.also))

    def record(self, step: str) -> Any:
        """Return what a step made, reading it back where this process did not make it."""
        if step not in self._records:
            folder = self.make(step).folder
            if step not in self._records:
                self._records[step] = self._define(step).load(folder)
        return self._records[step]

    def load(self, step: str) -> Any:
        """Read back what a step made, without holding on to it."""
        return self._define(step).load(self.make(step).folder)

    @property
    def corpus(self) -> Corpus:
        """The corpus."""
        corpus: Corpus = self.record("corpus")
        return corpus

    @property
    def segments(self) -> Segments:
        """The segments."""
        segments: Segments = self.record("segments")
        return segments

    @property
    def counts(self) -> Counts:
        """The counts."""
        counts: Counts = self.record("counts")
        return counts

    def named(self, name: str) -> Topics:
        """Return the topics of a model by the names that the file gives them, or as fitted."""
        topics: Topics = self.record(f"topics.{name}")
        if labels := self._labels(name):
            if (step := f"named.{name}") not in self._records:
                with naming(f"topics.{name}.labels"):
                    self._records[step] = relabel(topics, labels_of(labels[_LABELS], "labels"))
            topics = self._records[step]
        return topics

    def _labels(self, name: str) -> Settings:
        """Return the labels of a model as a setting; none where nothing is named."""
        labels = self.experiment.topics[name].get(_LABELS)
        return {_LABELS: labels} if labels else {}

    def work_out(self, step: str) -> None:
        """Make a step for its record alone and keep nothing; what it needs is there already."""
        with naming(step):
            self._work_out(step, self._define(step))

    def _work_out(self, step: str, definition: _Step) -> None:
        made = definition.make or functools.partial(definition.function, **definition.settings)
        self._records[step] = made(*(self.record(need) for need in definition.needs))

    def _build(self, step: str, definition: _Step, draft: Path) -> None:
        self._work_out(step, definition)
        definition.save(self._records[step], draft)

    def _define(self, step: str) -> _Step:
        noun, _, name = step.partition(".")
        define: Callable[..., _Step] = getattr(self, f"_{noun}")
        return define(name) if name else define()

    def _corpus(self) -> _Step:
        settings = in_order(self.experiment.corpus)
        save = functools.partial(save_corpus, for_people=False)
        return _Step(read_corpus, (), {"corpus": settings}, save, load_corpus, self._read_corpus)

    def _read_corpus(self) -> Corpus:
        e = self.experiment
        corpus = read_corpus(e.place, **(e.corpus | e.table_places()))
        read = {meeting.source: meeting.sha256 for meeting in corpus.meetings}
        refuse_changes(self.inputs, corpus_digests(e) | read)
        return corpus

    def _segments(self) -> _Step:
        save = functools.partial(save_segments, for_people=False)
        return _Step(split, ("corpus",), self.experiment.segments, save, _load_segments)

    def _discovery(self) -> _Step:
        own = {**self.experiment.discovery, "counts": self.experiment.counts}
        return _Step(discover_terms, ("segments",), own, self._save_counts, self._load_counts)

    def _counts(self) -> _Step:
        how = self._save_counts, self._load_counts
        if division := self.experiment.discovery:
            return _Step(estimate_terms, ("segments", "discovery"), division, *how)
        return _Step(count_terms, ("segments",), self.experiment.counts, *how)

    def _save_counts(self, counts: Counts, folder: Path) -> None:
        save_counts(counts, self.segments, folder, for_people=False)

    def _load_counts(self, folder: Path) -> Counts:
        return _load_counts(folder, self.make("segments").folder)

    def _fits(self, name: str) -> _Step:
        """Fit a model to the meetings for discovery."""
        return self._fit(name, "discovery")

    def _topics(self, name: str) -> _Step:
        if self.experiment.discovery:
            needs = (f"fits.{name}", "counts")
            files = self._files_of_topics("counts")
            return _Step(estimate_topics, needs, {}, *files, carried=("discovery",))
        return self._fit(name, "counts")

    def _fit(self, name: str, counts: str) -> _Step:
        settings = self.experiment.topics[name]
        function = MODELS[settings["model"]]
        own = stage_settings(settings, function) | {"seed": self.seed(f"topics.{name}")}
        return _Step(function, (counts,), own, *self._files_of_topics(counts))

    def _files_of_topics(self, step: str) -> tuple[Callable[..., None], Callable[[Path], Topics]]:
        """Return how topics are written and read back beside the counts of a step."""

        def save(topics: Topics, folder: Path) -> None:
            save_topics(topics, self.record(step), folder, for_people=False)

        def load(folder: Path) -> Topics:
            return load_topics(folder, self.record(step))

        return save, load

    def _quality(self, name: str) -> _Step:
        return self._of_named(name, quality, check_settings(quality, {}), Quality)

    def _of_named(
        self, name: str, function: Callable[..., Any], settings: Settings, record: type[Any]
    ) -> _Step:
        """Define what is made of the topics of a model by their names."""
        return _Step(
            function, (f"topics.{name}",), settings | self._labels(name), _save_result,
            functools.partial(_load_result, record),
            make=lambda _topics: function(self.named(name), **settings),
            carried=("counts", "segments"), also=(relabel,),
        )  # fmt: skip

    def _seeds(self, name: str) -> _Step:
        load = functools.partial(_load_result, SeedsFollowed)
        needs, of = f"topics.{name}", "counts"
        if self.experiment.discovery:
            needs, of = f"fits.{name}", "discovery"
        return _Step(seeds_followed, (needs,), {}, _save_result, load, carried=(of,))

    def _contrasts(self, name: str) -> _Step:
        settings = self.experiment.contrasts[name]
        method = METHODS[settings["method"]]
        own = stage_settings(settings, method.function)
        if method.takes_seed:
            own |= {"seed": self.seed(f"contrasts.{name}")}
        if method.takes_topics:
            return self._of_named(settings["topics"], method.function, own, method.record)
        load = functools.partial(_load_result, method.record)
        return _Step(method.function, ("counts",), own, _save_result, load, carried=("segments",))


@contextmanager
def naming(place: str) -> Iterator[None]:
    """Say in an error which heading of the experiment file it is about."""
    try:
        yield
    except ToolkitError as error:
        raise ToolkitError(f"{place}: {error}") from error


def refuse_changes(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Refuse files that changed between their digest, which names the run, and their use."""
    changed = sorted(n for n in before.keys() | now.keys() if before.get(n) != now.get(n))
    if changed:
        raise ToolkitError(f"{changed[0]} changed while it was read; run again")


def make_steps(
    root: Path,
    experiment: Experiment,
    inputs: Mapping[str, str],
    made: Mapping[str, Artefact],
    steps: list[str],
) -> dict[str, Artefact]:
    """Make some steps of an experiment, here or in a worker, and say how they are kept."""
    chain = Chain(experiment, inputs, Kept(root), made)
    return {step: chain.make(step) for step in steps}


def seeds_of(chain: Chain) -> Iterator[tuple[str, int]]:
    """Iterate over the steps in which chance has a part, with their seeds."""
    for name in chain.experiment.topics:
        yield f"topics.{name}", chain.seed(f"topics.{name}")
    for name, settings in chain.experiment.contrasts.items():
        if METHODS[settings["method"]].takes_seed:
            yield f"contrasts.{name}", chain.seed(f"contrasts.{name}")


def _save_result(record: Any, folder: Path) -> None:
    save_parts(record, folder / "result")


def _load_result(record: type[Any], folder: Path) -> Any:
    return load_parts(record, folder / "result")


# A worker fits many models to the same counts, and reads them once.
@functools.lru_cache(maxsize=1)
def _load_segments(folder: Path) -> Segments:
    return load_segments(folder)


@functools.lru_cache(maxsize=2)
def _load_counts(folder: Path, segments: Path) -> Counts:
    return load_counts(folder, _load_segments(segments))
