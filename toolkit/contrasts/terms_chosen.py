"""What a comparison should say of how its terms were chosen and weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.counts.weights import WEIGHT_NAMES

if TYPE_CHECKING:
    from toolkit.topics import Topics

# Any topic found at 5 % between segments of 25 and of 250 words that do not differ, 150 corpora.
_FOUND = {"bm25": 9, "log_entropy": 17}


def terms_cautions(topics: Topics, group: str, *, unequal: bool) -> tuple[str, ...]:
    """List what a comparison by a column should say of the terms of its topics, as sentences.

    Parameters
    ----------
    topics
        The topics compared.
    group
        The column whose groups are compared.
    unequal
        Whether their segments differ in length two-fold.
    """
    counted = topics.counts.settings
    rules: list[str] = []
    share, rate = counted.get(f"max_{group}_share", 1.0), counted.get(f"max_{group}_rate")
    if share != 1:
        rules.append(f"terms mostly of one {group} were left out (max_{group}_share = {share})")
    if rate is not None:
        rules.append(
            f"terms that one {group} says too often were thinned (max_{group}_rate = {rate})"
        )
    found = []
    if rules:
        found.append(
            f"Words were chosen by the column that is compared: {' and '.join(rules)}. What sets "
            "the groups apart most is not among the words compared."
        )
    settings: Any = getattr(topics, "settings", {})  # topics that are not fitted yet have none
    weight = settings.get("weight")
    if unequal and weight in _FOUND:
        found.append(
            f"Words were weighed by {WEIGHT_NAMES[weight]}, by which a word weighs less the "
            "oftener it is said, and segments differ in length: with 25 words against 250 and no "
            f"difference a nominal 5 % became {_FOUND[weight]} % in simulations (11 % by tf-idf)."
        )
    return tuple(found)
