"""Variants of preprocessing from one reading of the texts, and how much they differ."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from toolkit.counts.count import count_terms
from toolkit.counts.counts import Counts
from toolkit.counts.matrix import count_texts, rules_of, tally_texts
from toolkit.counts.phrases import threshold_of
from toolkit.counts.ranking import draw_pairs, most_moved, pair_ranks, rank_changes
from toolkit.counts.texts import texts_of
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.counts.variants_result import Variants
from toolkit.errors import SettingsError, ToolkitError
from toolkit.records import plural
from toolkit.segments import Segments
from toolkit.stages import did_you_mean, find_mistakes, stage

STEPS: dict[str, dict[str, Any]] = {
    "lemmas": {"lemmas": True},
    "phrases": {"phrases": 1},
    "function words": {"function_words": True, "max_share": 1.0},
    "numbers": {"numbers": True},
    "rare terms": {"min_segments": 1},
    "no names": {"leave_out": ("names",)},
}
"""Decisions that are each taken or not, and what taking one sets."""

_PLAIN = "plain"

# Settings that say how a token is read; the others say which terms are counted.
_READING = ("language", "lemmas", "leave_out")
_RITUAL = ("ritual_share", "keep")
_PHRASES = ("phrases", "keep", "phrase_score", "phrase_min_count", "phrase_threshold")


def standard_variants(*steps: str) -> dict[str, dict[str, Any]]:
    """Name every combination of some decisions of preprocessing (Denny and Spirling 2018).

    Parameters
    ----------
    *steps
        Which decisions: ``"lemmas"``, ``"phrases"`` (one pass), ``"function words"`` (kept, and
        no `max_share`), ``"numbers"`` (kept), ``"rare terms"`` (kept: `min_segments` 1), ``"no
        names"`` (left out). All six without any, which makes 64 variants.

    Returns
    -------
    dict
        Two to the power of the number of steps: settings of `count_terms` by name. A name lists
        the steps taken, as in "lemmas + phrases"; the variant that takes none is "plain".

    Raises
    ------
    ToolkitError
        If a step is unknown.

    Examples
    --------
    >>> standard_variants("lemmas", "numbers")["lemmas + numbers"]
    {'lemmas': True, 'numbers': True}
    """
    for step in steps:
        if step not in STEPS:
            raise ToolkitError(f"{step!r} is no step; {did_you_mean(step, STEPS)}")
    chosen = [step for step in STEPS if step in steps or not steps]
    return {
        " + ".join(taken) or _PLAIN: {k: v for step in taken for k, v in STEPS[step].items()}
        for n in range(len(chosen) + 1)
        for taken in itertools.combinations(chosen, n)
    }


def count_variants(
    segments: Segments | Tokens,
    variants: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    n_pairs: int = 20_000,
    n_moved: int = 50,
    seed: int = 1,
    **base: Any,
) -> Variants:
    r"""Count the same segments in several ways, and say how much the ways differ.

    How words are made ready is a decision of the researcher's that no theory settles, and what is
    found may hang on it (Denny and Spirling 2018). The texts are cut into tokens once, tokens are
    read as terms once for all variants that read them alike, and only the rules are applied anew.

    Parameters
    ----------
    segments
        What `split` or `number_tokens` returned.
    variants
        What each sets, beside `base`: settings of `count_terms` by the variant's name, such as
        ``{"with lemmas": {"lemmas": True}, "as it is": {}}``. None: `standard_variants`.
    n_pairs
        Most pairs of segments whose distances are put in order, 100 or more.
    n_moved
        Pairs that are averaged in `Variants.pretext`: those that move most.
    seed
        Of the draw of these pairs. It reaches nothing else.
    **base
        Settings of `count_terms` that all variants share.

    Returns
    -------
    Variants
        The counts of each variant, ``.counts[name]``, the same as `count_terms` makes of its
        settings alone; a table of terms, tokens and differences; and `steps`, what each decision
        moves with all others held.

    Raises
    ------
    ToolkitError
        If there are fewer than two variants, a setting is wrong (all mistakes of all variants
        together), a variant leaves no term, or fewer than three segments are left in all of them.

    Notes
    -----
    A variant is set beside the others by the distances of the segments, as in preText: pairs of
    segments are ordered by cosine distance in each variant, and it is asked how far pairs move
    from one order to another. `Variants.difference` averages over all pairs drawn, so that it
    does not hang on their number, against orders drawn at random: 0 for the same order, 1 for no
    likeness. `Variants.pretext` is the score of Denny and Spirling: the mean movement of the fifty
    pairs that move most, as a share of the number of pairs, averaged over the other variants. It
    tells of the texts that a decision moves most, and grows with the number of pairs drawn: set it
    beside their scores only where all pairs of the texts are. A variant unlike all others is no
    worse one: it is the one whose findings are to be shown beside theirs.

    Every variant holds its own matrix, some twelve bytes for each term of a segment: sixteen
    variants of four million words take one gigabyte.

    References
    ----------
    Denny and Spirling (2018), Text preprocessing for unsupervised learning, Political Analysis 26.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.segments import split
    >>> segments = split(read_corpus("package:sample"), min_words=20)
    >>> found = count_variants(segments, standard_variants("lemmas", "numbers"), min_segments=5)
    >>> found.names
    ('plain', 'lemmas', 'numbers', 'lemmas + numbers')
    >>> found.steps()["step"].tolist()
    ['lemmas', 'numbers']
    """
    _check_pairs(n_pairs=n_pairs, n_moved=n_moved, seed=seed)
    resolved = resolve_variants(standard_variants() if variants is None else variants, base)
    tokens = segments if isinstance(segments, Tokens) else number_tokens(segments)
    counts = count_each(tokens, resolved)
    held = _held_by_all(tokens.segments, counts)
    if len(held) < 3:
        raise ToolkitError(
            f"the {len(counts)} variants have {plural(len(held), 'segment')} of "
            f"{len(tokens.segments):,} in common, and distances take three; relax the rules of the "
            "variant with fewest segments"
        )
    first, second = draw_pairs(len(held), n_pairs, seed)
    rows = ({name: i for i, name in enumerate(one.segments.ids)} for one in counts.values())
    ranks = [
        pair_ranks(one.matrix[[place[name] for name in held]], first, second)
        for one, place in zip(counts.values(), rows, strict=True)
    ]
    return Variants(
        counts=MappingProxyType(counts),
        rank_change=rank_changes(np.array(ranks)),
        most_moved=most_moved(np.array(ranks), n_moved),
        n_segments=len(held),
        n_pairs=len(first),
        n_moved=n_moved,
        seed=seed,
    )


def resolve_variants(
    variants: Mapping[str, Mapping[str, Any]], base: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Check the settings of all variants and write every default out.

    Raises
    ------
    ToolkitError
        If there are fewer than two variants, or any setting is wrong.
    """
    if len(variants) < 2:
        raise ToolkitError(
            f"there is {plural(len(variants), 'variant')}, and it takes two to differ; "
            "count_terms counts one"
        )
    resolved, mistakes = {}, []
    for name, changes in variants.items():
        values, wrong = find_mistakes(count_terms, {**base, **changes}, place=f"variants.{name}")
        resolved[name] = values
        mistakes += wrong
    if mistakes:
        raise SettingsError(mistakes)
    for settings in resolved.values():
        score, threshold = settings["phrase_score"], settings["phrase_threshold"]
        settings["phrase_threshold"] = threshold_of(score, threshold)
    return resolved


def count_each(tokens: Tokens, variants: Mapping[str, dict[str, Any]]) -> dict[str, Counts]:
    """Count by each of several sets of settings; tokens are read once for all that read alike.

    Parameters
    ----------
    tokens
        What `number_tokens` returned.
    variants
        All settings of `count_terms` by name, as `resolve_variants` has them.

    Returns
    -------
    dict
        The counts, in the order given.
    """
    rules = {name: rules_of(settings) for name, settings in variants.items()}
    alike: dict[tuple[object, ...], list[str]] = {}
    for name, settings in variants.items():
        alike.setdefault(_reading_of(settings), []).append(name)
    found: dict[str, Counts] = {}
    for names in alike.values():
        first = variants[names[0]]
        texts = texts_of(tokens, first)
        tally = tally_texts(tokens.segments, texts, first, again=len(names) > 1)
        for name in names:
            found[name] = count_texts(tokens.segments, tally, rules[name], variants[name])
    return {name: found[name] for name in variants}


def _reading_of(settings: Mapping[str, Any]) -> tuple[object, ...]:
    """Return all settings on which the reading of a token depends."""
    names = [*_READING]
    names += _RITUAL if settings["leave_out"] else ()
    names += _PHRASES if settings["phrases"] else ()
    return tuple((name, settings[name]) for name in names)


def _held_by_all(segments: Segments, counts: Mapping[str, Counts]) -> list[str]:
    """Return the segments that every variant holds, in an order that names of files do not set."""
    held = set(segments.ids)
    for one in counts.values():
        if len(one.segments) < len(segments):
            held &= set(one.segments.ids)
    ids = segments.ids
    return [ids[row] for row in segments.canonical_order if ids[row] in held]


@stage
def _check_pairs(
    *,
    n_pairs: Annotated[int, Field(ge=100)],
    n_moved: Annotated[int, Field(ge=1)],
    seed: Annotated[int, Field(ge=0, lt=2**32)],
) -> None:
    """Refuse what cannot be drawn."""
