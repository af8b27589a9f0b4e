"""By which methods a table of contrasts can be made, a line each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from toolkit.contrasts import (
    Contrast,
    Divergences,
    Follows,
    GlobalTest,
    Keywords,
    Meaning,
    Profile,
    Proportions,
    Trend,
    Uptake,
    check_contrast,
    check_global_test,
    check_groups,
    check_meaning,
    check_profile,
    contrast,
    divergences,
    follows,
    global_test,
    keywords,
    meaning,
    profile,
    proportions,
    trend,
    uptake,
)
from toolkit.stages import settings_model

if TYPE_CHECKING:
    from toolkit.counts import Counts

Settings = Mapping[str, Any]
Check = Callable[["Counts", Settings, Settings], object]
"""Takes counts, the comparison's settings and the model's; refuses what could not be made."""


def _groups(counts: Counts, settings: Settings, _model: Settings, *, least: int = 1) -> None:
    check_groups(counts, least=least, **settings)


def _contrast(counts: Counts, settings: Settings, model: Settings) -> None:
    check_contrast(counts, n_topics=model["n_topics"], **settings)


def _global_test(counts: Counts, settings: Settings, _model: Settings) -> None:
    check_global_test(counts, **settings)


def _keywords(counts: Counts, settings: Settings, _model: Settings) -> None:
    keywords(counts, **settings)  # it waits for no topics, and takes a moment


def _profile(counts: Counts, settings: Settings, _model: Settings) -> None:
    check_profile(counts, **settings)


def _meaning(counts: Counts, settings: Settings, model: Settings) -> None:
    check_meaning(counts, model=model["model"], **settings)


@dataclass(frozen=True)
class Method:
    """One way to compare.

    Attributes
    ----------
    function
        The stage, which takes topics, or counts where its first parameter is named so.
    record
        The class of what it returns, which has `arrays`, `meta` and `from_parts`.
    check
        What refuses before any fit a comparison that could not be made.
    tables
        Methods of the record that return further tables, beside `table`; files are named so.
    """

    function: Callable[..., Any]
    record: type[Any]
    check: Check = _groups
    tables: tuple[str, ...] = ()

    @property
    def takes_topics(self) -> bool:
        """Whether it compares topics, and not counts."""
        return next(iter(inspect.signature(self.function).parameters)) == "topics"

    @property
    def takes_seed(self) -> bool:
        """Whether chance has a part in it."""
        return "seed" in settings_model(self.function).model_fields


METHODS: dict[str, Method] = {
    "contrast": Method(contrast, Contrast, _contrast, ("distances",)),
    "proportions": Method(proportions, Proportions),
    "global_test": Method(global_test, GlobalTest, _global_test, ("spreads",)),
    "divergences": Method(divergences, Divergences, partial(_groups, least=2)),
    "keywords": Method(keywords, Keywords, _keywords),
    "profile": Method(profile, Profile, _profile, ("segments", "meetings")),
    "meaning": Method(meaning, Meaning, _meaning, ("by_term",)),
    "trend": Method(trend, Trend),
    "uptake": Method(uptake, Uptake, tables=("by_meeting", "rounds", "gains", "shifts")),
    "follows": Method(follows, Follows, tables=("topics_asked",)),
}
"""By the word that stands as `method` in the experiment file; the first is the default."""

DEFAULT = next(iter(METHODS))


def method_of(record: object) -> str:
    """Return the word for the method that made a record.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> method_of(keywords(count_terms(split(read_corpus("package:sample"))), between="kind"))
    'keywords'
    """
    return next(name for name, method in METHODS.items() if type(record) is method.record)
