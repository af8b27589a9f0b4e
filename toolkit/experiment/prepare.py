"""Everything of a run that comes before the first fit, so that no fit is lost to a slip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from toolkit.corpus import Corpus, read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.errors import SettingsError, ToolkitError
from toolkit.experiment.methods import METHODS
from toolkit.experiment.settings import Experiment, stage_settings
from toolkit.records import plural
from toolkit.segments import Segments, split
from toolkit.topics.discovery import discover_terms, estimate_terms
from toolkit.topics.fit import check_size
from toolkit.topics.seed_words import find_seeds

Step = Callable[[str], AbstractContextManager[Callable[[str], None]]]
"""Times a step by its name, and takes what it has to say."""

_NAMED = 5  # files or rows named one by one


@dataclass(frozen=True, slots=True)
class Texts:
    """What the models of a run are fitted to."""

    corpus: Corpus
    segments: Segments
    counts: Counts


@contextmanager
def quiet(_name: str) -> Iterator[Callable[[str], None]]:
    """Time nothing and say nothing."""
    yield lambda _: None


def prepare(experiment: Experiment, step: Step = quiet) -> Texts:
    """Read, cut and count the texts, and refuse what could not be made of them.

    Raises
    ------
    ToolkitError
        If the texts cannot be read, cut or counted; it names the heading.
    SettingsError
        For every model and contrast that cannot be made, all together.
    """
    e = experiment
    with step("corpus") as say, naming("corpus"):
        corpus = read_corpus(e.place, **(e.corpus | e.table_places()))
        say(f"{plural(len(corpus), 'meeting')}, {len(corpus.set_aside):,} set aside")
    with step("segments") as say, naming("segments"):
        segments = split(corpus, **e.segments)
        say(plural(len(segments), "segment"))
    with step("counts") as say, naming("counts"):
        fitted_to = None
        if e.discovery:
            fitted_to = discover_terms(segments, counts=e.counts, **e.discovery)
            counts = estimate_terms(segments, fitted_to, **e.discovery)
        else:
            counts = count_terms(segments, **e.counts)
        say(plural(len(counts.terms), "term"))
    refuse_impossible(experiment, counts, fitted_to)
    return Texts(corpus, segments, counts)


def left_out(corpus: Corpus) -> list[str]:
    """Say in a sentence each which files and rows a run does not use; of many, the first."""
    aside = [f"{aside.source} was set aside: it {aside.reason}" for aside in corpus.set_aside]
    return _first(aside, "files or rows", "set_aside") + _first(
        corpus.unmatched, "rows or names", "unmatched"
    )


def _first(sentences: Sequence[str], nouns: str, table: str) -> list[str]:
    if len(sentences) <= _NAMED:
        return list(sentences)
    more = f"and {len(sentences) - _NAMED:,} more {nouns}: corpus/{table}.csv of the run lists all"
    return [*sentences[:_NAMED], more]


def refuse_impossible(
    experiment: Experiment, counts: Counts, fitted_to: Counts | None = None
) -> None:
    """Refuse what could not be made of these counts, before any fit and all together.

    Parameters
    ----------
    experiment
        The settings.
    counts
        What is compared.
    fitted_to
        What the models are fitted to, where it is something else.

    Raises
    ------
    SettingsError
        Naming every model and contrast that cannot be made.
    """
    if mistakes := list(_impossible(experiment, counts, fitted_to or counts)):
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


@contextmanager
def naming(place: str) -> Iterator[None]:
    """Say in an error which heading of the experiment file it is about."""
    try:
        yield
    except ToolkitError as error:
        raise ToolkitError(f"{place}: {error}") from error
