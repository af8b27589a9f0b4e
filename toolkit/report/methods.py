"""The methods of a run, as a paper's appendix has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from toolkit.contrasts import (
    Contrast,
    Divergences,
    Follows,
    GlobalTest,
    Keywords,
    Meaning,
    Profile,
    Proportions,
    Robustness,
    Slopes,
    Trend,
    Uptake,
)
from toolkit.corpus import Corpus
from toolkit.counts import Counts
from toolkit.records import Record, plural
from toolkit.report.answers import follows_words, uptake_words
from toolkit.report.comparisons import Words, contrast_words, global_words
from toolkit.report.descriptions import (
    any_words,
    divergences_words,
    keywords_words,
    meaning_words,
    profile_words,
    proportions_words,
)
from toolkit.report.models import topics_words
from toolkit.report.references import references
from toolkit.report.robustness import discovery_words, robustness_words
from toolkit.report.texts import corpus_words, counts_words, segments_words
from toolkit.report.told import code, listed, plain
from toolkit.report.trends import slopes_words, trend_words
from toolkit.segments import Segments
from toolkit.topics import Topics

# One line a kind of record; of others its own summary is given.
_COMPARISONS: dict[type[Record], Callable[[Any], Words]] = {
    Contrast: contrast_words,
    GlobalTest: global_words,
    Divergences: divergences_words,
    Keywords: keywords_words,
    Profile: profile_words,
    Meaning: meaning_words,
    Proportions: proportions_words,
    Trend: trend_words,
    Slopes: slopes_words,
    Uptake: uptake_words,
    Follows: follows_words,
}
_SOFTWARE = ("numpy", "scipy", "scikit-learn")


class Nouns(Protocol):
    """What a run made: the six nouns, as a `Run` holds them."""

    @property
    def corpus(self) -> Corpus:
        """The meetings."""

    @property
    def segments(self) -> Segments:
        """The units of analysis."""

    @property
    def counts(self) -> Counts:
        """The matrix of terms."""

    @property
    def topics(self) -> Mapping[str, Topics]:
        """The models by name."""

    @property
    def contrasts(self) -> Mapping[str, Record]:
        """The comparisons by name."""

    @property
    def robustness(self) -> Mapping[str, Robustness]:
        """How the findings of comparisons hold over a sweep, by name."""


def methods(name: str, record: Mapping[str, Any], nouns: Nouns) -> str:
    """Write the methods of a run, every number from its record.

    Parameters
    ----------
    name
        The run's.
    record
        What its ``record.json`` says.
    nouns
        What it made.

    Returns
    -------
    str
        Markdown: texts, segments, terms, topics, comparisons, software, how to check, and the
        works used. Settings that no sentence is written for are listed as they are, unless they
        have their default.

    Examples
    --------
    >>> from toolkit.experiment import load_run  # doctest: +SKIP
    >>> print(load_run("sample").methods())  # doctest: +SKIP
    """
    settings, seeds = record["settings"], record["seeds"]
    works: list[str] = []
    parts = [
        "# Methods",
        f"Of the run `{name}`; every number is from its record.",
        "## Texts",
        corpus_words(nouns.corpus, settings["corpus"], record["inputs"]),
        segments_words(nouns.segments, settings["segments"]),
        counts_words(nouns.counts),
        "## Topics",
    ]
    if division := settings.get("discovery"):
        parts.append(discovery_words(division, record["sizes"]))
        works.append("egami2022")
    for model, topics in nouns.topics.items():
        words, used = topics_words(model, topics, seeds.get(f"topics.{model}"), record["versions"])
        parts.append(words)
        works += used
    if nouns.contrasts:
        told, used = _comparisons(nouns.contrasts, settings["contrasts"])
        parts += ["## Comparisons", *told]
        works += used
    if nouns.robustness:
        words, used = robustness_words(nouns.robustness, settings["vary"])
        parts += ["## Robustness", words]
        works += used
    parts += ["## Software", _software(record), "## Checking", _check(name, record)]
    if works:
        parts += ["## References", "\n".join(f"- {work}" for work in references(works))]
    return "\n\n".join(parts) + "\n"


def _comparisons(
    contrasts: Mapping[str, Record], settings: Mapping[str, Mapping[str, Any]]
) -> tuple[list[str], list[str]]:
    """Say how groups were compared; what all comparisons of a kind have in common, once."""
    found = {
        name: _COMPARISONS.get(type(made), any_words)(made) for name, made in contrasts.items()
    }
    parts: list[str] = []
    shared: dict[type[Record], list[str]] = {}
    for name, made in contrasts.items():
        kind = type(made)
        if kind not in shared:
            alike = [other for other in contrasts if type(contrasts[other]) is kind]
            shared[kind] = _in_common([found[other].sentences for other in alike])
            if shared[kind]:
                said = " ".join(shared[kind])
                parts.append(f"**{listed(map(plain, alike), most=50)}.** {said}")
        model = settings.get(name, {}).get("topics")
        of = f" (topics {plain(model)})" if model else ""
        own = [part for part in found[name].sentences if part and part not in shared[kind]]
        parts.append(f"**{plain(name)}**{of}. {' '.join(own)}".rstrip())
        if found[name].cautions:
            cautions = "\n".join(f"- {plain(caution)}" for caution in found[name].cautions)
            parts.append(f"Cautions on {plain(name)}:\n\n{cautions}")
    return parts, [work for words in found.values() for work in words.works]


def _in_common(said: list[list[str]]) -> list[str]:
    """Find the sentences that every one of several comparisons holds."""
    if len(said) < 2:
        return []
    return [part for part in said[0] if part and all(part in other for other in said[1:])]


def _software(record: Mapping[str, Any]) -> str:
    versions, code, machine = record["versions"], record["code"], record["machine"]
    packages = [f"{name} {versions[name]}" for name in _SOFTWARE if name in versions]
    commit = f", commit {code['commit'][:12]}" if code.get("commit") else ""
    changed = ", with changes that were not committed" if code.get("uncommitted_changes") else ""
    return plain(
        f"toolkit {code['toolkit']} (sources {code['sources'][:16]}{commit}{changed}) ran under "
        f"Python {machine['python']} on {machine['system']}, {machine['machine']}, with "
        f"{listed(packages)}."
    )


def _check(name: str, record: Mapping[str, Any]) -> str:
    file = record["file"]
    n_inputs = plural(len(record["inputs"]), "input file")
    again = code(f"toolkit run {file['name']}")
    return (
        f"The experiment is the file {code(file['name'])} (SHA-256 {file['sha256'][:16]}); its "
        f"seed, {record['seed']}, gives every step its own. {again} with the same {n_inputs} and "
        f"the same versions makes the run {code(name)} again, and its tables and arrays have the "
        f"digest {record['digest'][:16]}."
    )
