"""Everything of a run that comes before the first fit, so that no fit is lost to a slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.corpus import Corpus
from toolkit.counts import Counts
from toolkit.errors import SettingsError, ToolkitError
from toolkit.experiment.chain import Chain, naming
from toolkit.experiment.methods import METHODS
from toolkit.experiment.record import corpus_digests
from toolkit.experiment.settings import Experiment, stage_settings
from toolkit.experiment.steps import texts_of
from toolkit.records import plural
from toolkit.topics.fit import check_size
from toolkit.topics.seed_words import find_seeds

_NAMED = 5  # files or rows named one by one
_SEGMENTS_A_TOPIC = 5  # a rule of thumb: below it a topic has hardly more than one text to go by


def prepare(experiment: Experiment) -> Chain:
    """Read, cut and count the texts, keeping nothing, and refuse what could not be made of them.

    Returns
    -------
    Chain
        With the records up to the counts, made as a run makes them.

    Raises
    ------
    ToolkitError
        If the texts cannot be read, cut or counted; it names the heading.
    SettingsError
        For every model and contrast that cannot be made, all together.
    """
    with naming("corpus"):
        inputs = corpus_digests(experiment)
    chain = Chain(experiment, inputs)
    for step in texts_of(experiment):
        chain.work_out(step)
    refuse_impossible(chain)
    return chain


def sizes_of(counts: Counts) -> tuple[int, int]:
    """Count the meetings and the segments that were counted."""
    return len(set(counts.segments.column("meeting"))), len(counts.segments)


def sizes_in_words(chain: Chain) -> str:
    """Say how much there is to fit and compare, of divided meetings part by part."""
    counts = chain.counts
    terms = plural(len(counts.terms), "term")
    if not chain.experiment.discovery:
        meetings = plural(len(chain.corpus), "meeting")
        return f"{meetings}, {plural(len(counts.segments), 'segment')}, {terms}"
    parts = [
        f"{plural(meetings, 'meeting')} and {plural(segments, 'segment')}"
        for meetings, segments in map(sizes_of, (chain.record("discovery"), counts))
    ]
    return f"topics are found in {parts[0]} and compared in {parts[1]}, by {terms}"


def left_out(corpus: Corpus) -> list[str]:
    """Say in a sentence each which files and rows a run does not use; of many, the first."""
    aside = [f"{aside.source} was set aside: it {aside.reason}" for aside in corpus.set_aside]
    return _first(aside, "files or rows", "set_aside") + _first(
        corpus.unmatched, "rows or names", "unmatched"
    )


def crowded(chain: Chain) -> Iterator[str]:
    """Say in a sentence each which models have more topics than a rule of thumb on segments.

    Cells of a sweep that cut or read other segments are not spoken of: theirs are not known yet.
    """
    experiment = chain.experiment
    fitted_to: Counts = chain.record("discovery") if experiment.discovery else chain.counts
    n_segments = len(fitted_to.segments)
    most = max(2, n_segments // _SEGMENTS_A_TOPIC)
    alike = [
        cell.experiment
        for cell in experiment.cells
        if (cell.experiment.corpus, cell.experiment.segments, cell.experiment.discovery)
        == (experiment.corpus, experiment.segments, experiment.discovery)
    ]
    sizes = {
        (name, settings["n_topics"])
        for one in (experiment, *alike)
        for name, settings in one.topics.items()
    }
    for name, n_topics in sorted(sizes):
        if n_topics > most:
            yield (
                f"topics.{name}: {n_topics:,} topics on {plural(n_segments, 'segment')} leave "
                f"{n_segments / n_topics:.1f} segments a topic; with fewer than about "
                f"{_SEGMENTS_A_TOPIC} most topics are single texts and do not come back with "
                f"another seed, so ask for {most:,} at most"
            )


def _first(sentences: Sequence[str], nouns: str, table: str) -> list[str]:
    if len(sentences) <= _NAMED:
        return list(sentences)
    more = f"and {len(sentences) - _NAMED:,} more {nouns}: corpus/{table}.csv of the run lists all"
    return [*sentences[:_NAMED], more]


def refuse_impossible(chain: Chain) -> None:
    """Refuse what could not be made of the counts of an experiment, before any fit and together.

    Raises
    ------
    SettingsError
        Naming every model and contrast that cannot be made.
    """
    fitted_to = chain.record("discovery") if chain.experiment.discovery else chain.counts
    if mistakes := list(_impossible(chain.experiment, chain.counts, fitted_to)):
        raise SettingsError(mistakes)


def _impossible(experiment: Experiment, counts: Counts, fitted_to: Counts) -> Iterator[str]:
    for name, settings in experiment.topics.items():
        try:
            check_size(fitted_to, settings["n_topics"])
            if (words := settings.get("seed_words")) is not None:
                find_seeds(fitted_to, words, settings["n_topics"])
        except SettingsError as error:
            yield from (f"topics.{name}.{mistake}" for mistake in error.mistakes)
        except ToolkitError as error:
            yield f"topics.{name}: {error}"
    for name, settings in experiment.contrasts.items():
        try:
            method = METHODS[settings["method"]]
            model = experiment.topics.get(settings.get("topics", ""), {})
            method.check(counts, stage_settings(settings, method.function), model)
        except ToolkitError as error:
            yield f"contrasts.{name}: {error}"
