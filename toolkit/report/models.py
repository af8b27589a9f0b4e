"""Of topics: what was fitted to what, and how the fit ended, in a paper's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.records import plural
from toolkit.report.told import Told, listed, number, plain
from toolkit.topics import Topics, fit_lda, fit_nmf
from toolkit.topics.labels import junk_of
from toolkit.topics.numbers import split_label

_STARTS = {"nndsvda": "singular vectors, zeros filled with the mean", "random": "random numbers"}
_STAGES: dict[str, Callable[..., Any]] = {"lda": fit_lda, "nmf": fit_nmf}
_ENGINES = {
    "cvb0": ("stochastic collapsed variational inference of order zero", "numba",
             ["asuncion2009", "foulds2013"]),
    "scikit-learn": ("batch variational Bayes", "scikit-learn", ["hoffman2010"]),
    "scikit-learn online": ("online variational Bayes", "scikit-learn", ["hoffman2010"]),
    "gensim": ("online variational Bayes", "gensim", ["hoffman2010"]),
    "tomotopy": ("collapsed Gibbs sampling", "tomotopy", ["griffiths2004"]),
}  # fmt: skip
_TOLERANCES = {
    "cvb0": "a relative change of {} in training perplexity",
    "scikit-learn": "a change of {} in training perplexity",
    "scikit-learn online": "a change of {} in training perplexity",
    "gensim": "a change of {} in the topics",
    "tomotopy": "a relative change of {} in training perplexity",
}
_NMF_ENGINES = {
    "compiled": ("numba", {
        "frobenius": "hierarchical alternating least squares",
        "kullback-leibler": "multiplicative steps on the Kullback-Leibler divergence",
    }, "a relative change of {} in the loss"),
    "scikit-learn": ("scikit-learn", {"frobenius": "coordinate descent"},
                     "{} of the first iteration's change"),
    "gensim": ("gensim", {"frobenius": "online updates of the topics"},
               "a change of {} of the topics in a pass"),
    "scikit-learn mu": ("scikit-learn", {
        "frobenius": "multiplicative updates",
        "kullback-leibler": "multiplicative updates on the Kullback-Leibler divergence",
    }, "a change of {} of the first loss in ten iterations"),
}  # fmt: skip
_WEIGHTS = {
    "tfidf": "Counts were weighted by the inverse frequency of their terms",
    "counts": "Counts were taken as they are",
    "bm25": "Counts were weighted by BM25 (k = 1.2, b = 0.75)",
    "log_entropy": "Counts were weighted by log-entropy: the logarithm of one more than the count, "
    "times one less the term's entropy over segments as a share of its largest",
}
_WEIGHT_WORKS = {"bm25": ["robertson2009"], "log_entropy": ["dumais1991"]}


def _segments(topics: Topics) -> str:
    """Say what a model was fitted to, or that it was measured in other segments."""
    n = plural(len(topics.counts.segments), "segment")
    return f"other segments, measured in {n}," if topics.estimated else n


def topics_words(
    name: str, topics: Topics, seed: int | None, versions: Mapping[str, str]
) -> tuple[str, list[str]]:
    """Say what one model is; return the words and the keys of the works they rest on."""
    stage = _STAGES.get(topics.model)
    told = Told(topics.settings, stage)
    size = (
        f"{plural(told['n_topics'] or topics.n_topics, 'topic')} on "
        f"{_segments(topics)} and "
        f"{plural(len(topics.terms), 'term')}"
    )
    model = str(topics.model)
    works: list[str] = []
    if model == "lda":
        said, works = _lda(size, topics, told, versions)
    elif model == "nmf":
        said, works = _nmf(size, told, versions), ["lee1999", "cichocki2009"]
        works += ["boutsidis2008"] if told["start"] == "nndsvda" else []
        works += _WEIGHT_WORKS.get(told["weight"], [])
    else:
        tool = plain(getattr(topics, "tool", "another tool"))
        said = f"{size} were taken from {tool}; how they were fitted is not known here."
    if topics.seeded:
        said += f" {_seeds(told)}"
        works = [*works, *(["lu2011"] if model == "lda" else [])]
    if stage:
        said += (
            f" {_ending(topics, told)} The seed was {seed if seed is not None else topics.seed}."
        )
    out = topics.counts.segments.dropped.get("without any topic", 0)
    if out:
        said += f" {plural(out, 'segment')} that no topic explains {_were(out)} left out."
    order = "Topics are numbered by falling size."
    parts = (f"**{plain(name)}.**", said, order, _by_a_reader(topics), told.rest())
    return " ".join(part for part in parts if part), works


def _by_a_reader(topics: Topics) -> str:
    """Say which topics a reader took for junk, and which for one."""
    junk = junk_of(topics.labels)
    several = [label for label in topics.labels if len(split_label(label)[0]) > 1]
    said = []
    if junk:
        numbers = listed(map(str, junk), most=20)
        said.append(
            f"A reader marked {plural(len(junk), 'topic')} as junk ({numbers}), which kept "
            f"{'its share' if len(junk) == 1 else 'their shares'} in every comparison."
        )
    if several:
        named = listed(map(plain, several), most=20)
        said.append(f"Topics that a reader took for one were added up: {named}.")
    return " ".join(said)


def _lda(
    size: str, topics: Topics, told: Told, versions: Mapping[str, str]
) -> tuple[str, list[str]]:
    how, package, works = _ENGINES[told["engine"]]
    version = plain(versions.get(package, "of unknown version"))
    eta = f"of {number(float(told['eta']))} on the terms of a topic"
    if told["alpha"] == "asymmetric" and topics.alpha is not None:
        least, most = (number(float(end)) for end in (topics.alpha.min(), topics.alpha.max()))
        priors = (
            f"a Dirichlet prior of each topic learnt from the data ({least} to {most}) and a "
            f"symmetric one {eta}"
        )
        works = [*works, "wallach2009"]
    else:
        alpha = told["alpha"]
        symmetric = alpha if isinstance(alpha, str) else number(float(alpha))
        priors = f"symmetric Dirichlet priors of {symmetric} on the topics of a segment and {eta}"
    said = f"Latent Dirichlet allocation with {size} was fitted by {how} ({package} {version}), "
    return f"{said}with {priors}.", ["blei2003", *works]


def _nmf(size: str, told: Told, versions: Mapping[str, str]) -> str:
    package, ways, _ = _NMF_ENGINES[told["engine"] or "scikit-learn"]
    how = ways[told["loss"] or "frobenius"]
    return (
        f"A non-negative matrix factorisation with {size} was fitted by {how} "
        f"({package} {plain(versions.get(package, 'of unknown version'))}). "
        f"{_WEIGHTS[told['weight']]}, and the row of every segment was scaled to length one; "
        f"starting values were {_STARTS[told['start']]}. Its weights, rescaled to sum to one, "
        "are no probabilities."
    )


def _seeds(told: Told) -> str:
    words, strength = told["seed_words"], told["seed_strength"]
    named = "; ".join(f"{plain(name)}: {listed(map(plain, own), most=20)}"
                      for name, own in words.items())  # fmt: skip
    if strength is None:
        return f"The first values of {plural(len(words), 'topic')} were seed words ({named})."
    return (
        f"{plural(len(words), 'topic')} had seed words ({named}): the prior of such a word in its "
        f"topic was raised by {number(float(strength))} times the word's tokens, and topics are "
        "reported without these."
    )


def _ending(topics: Topics, told: Told) -> str:
    ended = topics.convergence
    most, tolerance = told["max_iter"], number(float(told["tolerance"]))
    if topics.model == "lda":
        what = _TOLERANCES[told["engine"]].format(tolerance)
    else:
        what = _NMF_ENGINES[told["engine"] or "scikit-learn"][2].format(tolerance)
    if ended.converged:
        return (
            f"The fit met its tolerance ({what}) after {ended.n_iter:,} of at most {most:,} "
            "iterations."
        )
    return f"The fit did not meet its tolerance ({what}) in {ended.n_iter:,} iterations."


def _were(n: int) -> str:
    return "was" if n == 1 else "were"
