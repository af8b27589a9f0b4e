"""Follow findings through other seeds, other numbers of topics, other preprocessing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.pair import Pair
from toolkit.contrasts.result import Contrast
from toolkit.contrasts.robustness_result import Robustness
from toolkit.errors import ToolkitError
from toolkit.stages import stage
from toolkit.topics.align import align
from toolkit.topics.topics import Topics

Floats = NDArray[np.float64]

_MEASURES = ("difference", "p_adjusted", "low", "high")


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


@stage
def robustness(
    base: Specification,
    others: Iterable[Specification],
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
    level
        The level of `align`: how often a topic without a counterpart may be matched by chance.

    Returns
    -------
    Robustness
        For every pair of groups and topic of the base: in how many fits it has a counterpart,
        differs in the same direction, and does so at the level of the contrast after adjustment;
        the median of the differences over fits with the range that holds 95 % of them; and the
        choice with which it is least often found.

    Raises
    ------
    ToolkitError
        If a specification is called as another, or names other choices than the base.

    Notes
    -----
    The fits are no sample of anything: they share their texts, and which choices are tried is a
    decision. So the range over fits is no confidence interval, and no p value is formed over
    them. What is reported is how far a finding depends on choices that could have been others.

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
    pairs = base.contrast.pairs
    n_topics = len(base.contrast.labels)
    names, choices, rows, matched, alike = [], [], [], [], []
    for spec in (base, *others):
        if spec.name in names:
            raise ToolkitError(f"two specifications are called '{spec.name}'; give each a name")
        if spec.choices.keys() != base.choices.keys():
            raise ToolkitError(
                f"the specification '{spec.name}' names the choices {', '.join(spec.choices)}, "
                f"and the base {', '.join(base.choices)}; name the same in all"
            )
        names.append(spec.name)
        choices.append(MappingProxyType({k: _written(v) for k, v in spec.choices.items()}))
        places, similarity = _matches(base, spec, level)
        matched.append(places)
        alike.append(similarity)
        rows.append(np.stack([_of_pair(spec.contrast, pair, places) for pair in pairs]))
    values = np.stack(rows)  # (n_fits, n_pairs, measures, n_topics)
    return Robustness(
        settings=MappingProxyType({"level": level, "alpha": base.contrast.settings["alpha"]}),
        labels=base.contrast.labels,
        pairs=tuple((pair.a, pair.b) for pair in pairs),
        names=tuple(names),
        choices=tuple(choices),
        matched=np.stack(matched).reshape(len(names), n_topics),
        similarity=np.stack(alike).reshape(len(names), n_topics),
        **{name: values[:, :, k, :] for k, name in enumerate(_MEASURES)},
    )


def _matches(
    base: Specification, spec: Specification, level: float
) -> tuple[NDArray[np.int64], Floats]:
    """Return the place of each topic's counterpart in a fit, -1 without one, and how alike."""
    n_topics = len(base.contrast.labels)
    if spec is base:
        return np.arange(n_topics), np.ones(n_topics)
    found = align(base.topics, spec.topics, level=level)
    places, similarity = np.full(n_topics, -1), np.full(n_topics, np.nan)
    first, second = found.pairs.T
    places[first] = second
    similarity[first] = found.similarity[first, second]
    return places, similarity


def _of_pair(contrast: Contrast, like: Pair, places: NDArray[np.int64]) -> Floats:
    """Return the measures of each matched topic between two groups, NaN where there is none."""
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


def _written(value: object) -> str:
    """Write a choice as it stands in a table."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
