"""Follow findings through other seeds, other numbers of topics, other preprocessing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.failed import FailedSpecification
from toolkit.contrasts.pair import Pair
from toolkit.contrasts.result import Contrast
from toolkit.contrasts.robustness_result import Robustness
from toolkit.errors import ToolkitError
from toolkit.stages import setting_words, stage
from toolkit.topics.align import align
from toolkit.topics.alignment import Alignment
from toolkit.topics.topics import Topics

Floats = NDArray[np.float64]

_MEASURES = ("difference", "p_adjusted", "low", "high")


_COLUMNS = {
    "fit", "group_a", "group_b", "topic", "label", "counterpart", "similarity", "difference_pp",
    "low_pp", "high_pp", "p_adjusted", "holds",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Specification:
    """One way in which a comparison could have been made as well.

    Attributes
    ----------
    name
        What it is called, such as ``"n_topics=10, seed=2"``.
    choices
        The choices that it differs in, by setting.
    topics, contrast
        What was fitted and compared by these choices.
    """

    name: str
    choices: Mapping[str, Any]
    topics: Topics
    contrast: Contrast


class Counterparts(NamedTuple):
    """Where the topics of the base are in another fit.

    Attributes
    ----------
    places
        (n_topics,): row of each topic's counterpart, from 0; -1 without one.
    similarity
        (n_topics,): how alike the counterpart is, 0 to 1; NaN without one.
    """

    places: NDArray[np.int64]
    similarity: Floats

    @classmethod
    def of(cls, found: Alignment) -> Counterparts:
        """Take them from an alignment of the base's topics with those of the fit."""
        n_topics = len(found.labels_first)
        places, similarity = np.full(n_topics, -1), np.full(n_topics, np.nan)
        first, second = found.pairs.T
        places[first] = second
        similarity[first] = found.similarity[first, second]
        return cls(places, similarity)


@dataclass(frozen=True, slots=True)
class MatchedFit:
    """A specification whose topics are matched to those of the base already.

    Attributes
    ----------
    name, choices, contrast
        As of a `Specification`.
    counterparts
        Where the topics of the base are; None in the base itself.
    """

    name: str
    choices: Mapping[str, Any]
    contrast: Contrast
    counterparts: Counterparts | None = None


@stage
def robustness(
    base: Specification,
    others: Iterable[Specification],
    failed: Sequence[FailedSpecification] = (),
    *,
    level: Annotated[float, Field(gt=0, lt=1)] = 0.05,
) -> Robustness:
    r"""Ask of each finding of a comparison whether it holds in others that were made as well.

    The topics of every other fit are matched to those of the base (`align`), so that a difference
    is followed through fits of other seeds, sizes, engines and vocabularies; a topic that has no
    counterpart in a fit is counted as not found there, never replaced by its next best.

    Parameters
    ----------
    base
        The comparison that is reported, with its choices.
    others
        The same comparison by other choices. They are read one after the other, so that a
        generator of many fits needs the memory of one.
    failed
        Fits that were asked for and could not be made. They find nothing and hold nothing, and
        are counted apart: "46 of 49 fits; 1 of 50 failed".
    level
        The level of `align`: how often a topic without a counterpart may be matched by chance.

    Returns
    -------
    Robustness
        For every pair of groups and topic of the base: in how many fits it has a counterpart,
        differs in the same direction, and does so at the level of the contrast after adjustment;
        the median of the differences over fits with the range that holds 95 % of them; and the
        choices by which it is lost. The order of `others` is that of the fits and changes nothing
        else.

    Raises
    ------
    ToolkitError
        If a specification is called as another, names other choices than the base, compares by
        another column, or holds a contrast of other topics than its own.

    Notes
    -----
    The fits are no sample of anything: they share their texts, and which choices are tried is a
    decision. So the range over fits is no confidence interval, and no p value is formed over
    them. What is reported is how far a finding depends on choices that could have been others.
    The base is one of the fits, and what it finds was chosen by looking at it: of a finding that
    holds in 1 of 20 fits, this one is the base.

    Topics are matched one to one (see `align`). Where a fit has split a topic in two, the more
    alike part is the counterpart and has part of the difference; where it has merged two, one
    of them has no counterpart. A finding lost in this way is lost all the same: it is about a
    topic that other fits do not have.

    No difference at all seldom holds: each fit finds it in at most a share alpha of all corpora.
    But fits of one corpus err together: what chance has put into the texts may be found by most
    of them. Robustness is no test of it; that is what the p value is for.

    References
    ----------
    Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4.
    Steegen, Tuerlinckx, Gelman and Vanpaemel (2016), Increasing transparency through a multiverse
    analysis, Perspectives on Psychological Science 11.

    Examples
    --------
    >>> from toolkit.contrasts import contrast
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> def compare(k):
    ...     topics = fit_nmf(counts, n_topics=k)
    ...     return Specification(
    ...         f"{k} topics",
    ...         {"n_topics": k},
    ...         topics,
    ...         contrast(topics, between="kind", groups=["question", "answer"], n_shuffles=999),
    ...     )
    >>> found = robustness(compare(8), [compare(7), compare(9)])
    >>> found.n_fits
    3
    """
    _check_topics(base)
    own = MatchedFit(base.name, base.choices, base.contrast)
    return follow_matched(
        own, (_matched(base, spec, level) for spec in others), failed, level=level
    )


def follow_matched(
    base: MatchedFit,
    others: Iterable[MatchedFit],
    failed: Sequence[FailedSpecification] = (),
    *,
    level: float,
) -> Robustness:
    """Follow the findings of a comparison through fits whose topics are matched to its own.

    `level` is the one they were matched at. For the rest see `robustness`.
    """
    pairs, n_topics = base.contrast.pairs, len(base.contrast.labels)
    itself = Counterparts(np.arange(n_topics), np.ones(n_topics))
    names: list[str] = []
    choices, rows, matched, alike = [], [], [], []
    for fit in chain((base,), others):
        _check_choices(base, fit, names)
        _check(base, fit)
        names.append(fit.name)
        choices.append(_all_written(base, fit))
        places, similarity = fit.counterparts or itself
        matched.append(places)
        alike.append(similarity)
        rows.append(np.stack([_of_pair(fit.contrast, pair, places) for pair in pairs]))
    values = np.stack(rows)  # (n_fits, n_pairs, measures, n_topics)
    lost: list[FailedSpecification] = []
    for one in failed:
        _check_choices(base, one, [*names, *(other.name for other in lost)])
        lost.append(replace(one, choices=_all_written(base, one)))
    own = {"design": base.contrast.design, "interval_words": base.contrast.interval_words}
    return Robustness(
        settings=MappingProxyType({**base.contrast.settings, **own, "level": level}),
        labels=base.contrast.labels,
        pairs=tuple((pair.a, pair.b) for pair in pairs),
        names=tuple(names),
        choices=tuple(choices),
        failed=tuple(lost),
        matched=np.stack(matched).reshape(len(names), n_topics),
        similarity=np.stack(alike).reshape(len(names), n_topics),
        clusters=np.array([[pair.clusters_a, pair.clusters_b] for pair in pairs]),
        segments=np.stack([pair.segments for pair in pairs]),
        **{name: values[:, :, k, :] for k, name in enumerate(_MEASURES)},
    )


def _check_choices(
    base: MatchedFit, spec: MatchedFit | FailedSpecification, names: list[str]
) -> None:
    """Refuse names that are taken, and other choices than those of the base."""
    if spec.name in names:
        raise ToolkitError(f"two specifications are called '{spec.name}'; give each its own name")
    if spec.choices.keys() != base.choices.keys():
        raise ToolkitError(
            f"the specification '{spec.name}' names the choices {_listed(spec)}, and the base "
            f"{_listed(base)}; name the same in all"
        )
    if taken := sorted(_COLUMNS & spec.choices.keys()):
        raise ToolkitError(
            f"a choice cannot be called '{taken[0]}', which is a column of the table of fits; "
            "give it another name"
        )


def _check(base: MatchedFit, spec: MatchedFit) -> None:
    """Refuse what is no specification of the same comparison."""
    for setting in ("between", "difference"):
        theirs, ours = (one.contrast.settings.get(setting) for one in (spec, base))
        if theirs != ours:
            raise ToolkitError(
                f"the specification '{spec.name}' compares by {setting} = {theirs!r}, and the "
                f"base by {ours!r}; only the same comparison can be followed"
            )


def _check_topics(spec: Specification) -> None:
    if spec.contrast.labels != spec.topics.labels:
        raise ToolkitError(
            f"the contrast of the specification '{spec.name}' was made from other topics than "
            "those given beside it; give the topics that were compared"
        )


def _matched(base: Specification, spec: Specification, level: float) -> MatchedFit:
    _check_topics(spec)
    found = Counterparts.of(align(base.topics, spec.topics, level=level))
    return MatchedFit(spec.name, spec.choices, spec.contrast, found)


def _of_pair(contrast: Contrast, like: Pair, places: NDArray[np.int64]) -> Floats:
    """Return the measures of each matched topic as a minus b of `like`, NaN where there is none."""
    found = np.full((len(_MEASURES), len(places)), np.nan)
    pair = next((pair for pair in contrast.pairs if {pair.a, pair.b} == {like.a, like.b}), None)
    if pair is None:
        return found
    has = places >= 0
    for row, name in enumerate(_MEASURES):
        values = getattr(pair, name)
        if values is not None:
            found[row, has] = values[places[has]]
    if pair.a != like.a:  # the groups stand in the other order
        found[[0, 2, 3]] = -found[[0, 3, 2]]
    return found


def _listed(spec: MatchedFit | FailedSpecification) -> str:
    return ", ".join(spec.choices) or "none"


def _all_written(
    base: MatchedFit, spec: MatchedFit | FailedSpecification
) -> MappingProxyType[str, str]:
    return MappingProxyType({k: _written(k, spec.choices[k], spec.name) for k in base.choices})


def _written(choice: str, value: object, name: str) -> str:
    """Write a choice as it stands in a table."""
    value = value.item() if isinstance(value, np.generic) else value
    parts = value if isinstance(value, list | tuple) else [value]
    if all(one is None or isinstance(one, str | bool | int | float) for one in parts):
        return setting_words(value)
    raise ToolkitError(
        f"the choice {choice} = {value!r} of the specification '{name}' cannot stand in a table; "
        "give a text or a number"
    )
