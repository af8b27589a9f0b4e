"""Does an answer take up its question? `uptake` asks it of every speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.answers.cautions import cautions, generalises, refuse_unreachable
from toolkit.contrasts.answers.likeness import (
    Measure,
    likeness,
    ranks,
    term_weights,
    word_likeness,
)
from toolkit.contrasts.answers.null import BAND, Shuffled, adjust_speakers, shuffle_uptake
from toolkit.contrasts.answers.result import Uptake
from toolkit.contrasts.answers.rounds import FollowUps, Rounds, gather_rounds
from toolkit.contrasts.answers.shifts import adjust_shifts, find_shifts, largest_t
from toolkit.contrasts.answers.shuffle import (
    Orders,
    Shuffle,
    count_orders,
    make_orders,
)
from toolkit.contrasts.answers.texts import first_words
from toolkit.contrasts.result import plain_where
from toolkit.seeds import derive_seed
from toolkit.stages import Filters, Names, stage
from toolkit.threads import one_thread

if TYPE_CHECKING:
    from toolkit.topics import Topics

Floats = NDArray[np.float64]

_COUNTABLE = 10**15


@stage
def uptake(
    topics: Topics,
    *,
    measure: Measure = "overlap",
    where: Filters | None = None,
    speakers: Names = (),
    follow_ups: FollowUps = "together",
    shuffle: Shuffle = "answers",
    average: Literal["meetings", "exchanges"] = "meetings",
    min_exchanges: Annotated[int, Field(ge=2)] = 3,
    min_tokens: Annotated[int, Field(ge=1)] = 5,
    n_shuffles: Annotated[int, Field(ge=1, le=1_000_000)] = 9999,
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> Uptake:
    r"""Ask whether answers take up the topics and words of their questions.

    **Pairs.** The words of a question, and all words of one speaker's answers in its exchange,
    are pooled and folded in on the fixed topics without the prior's pull. A follow-up belongs to
    the question before it: exchanges that follow each other and are put by one named questioner
    are pooled to one *round*. Who an unnamed questioner is cannot be told, so that each question
    of one stands for itself; a caution says how many do. An interview by one person is thus one
    round, and set aside, unless `follow_ups` is "apart".

    **Compared with what.** All that is said in one meeting is alike. A question's likeness to its
    answer is therefore set against its likeness to the *same speaker's other answers in the same
    meeting*: `excess` is the difference, `rank` the share of those others that are less like the
    question (0.5 by chance, 1 if every answer fits its own question best). What a speaker always
    says, and courtesies that open every answer, cancel.

    **Test.** Answers are dealt out anew among the questions to the same speaker in the same
    meeting. The statistic is the mean excess over meetings, divided by its standard error over
    meetings where there are six or more (t with the variance of `contrast`); p is one-sided:
    more alike than by chance. With at most `n_shuffles` + 1 arrangements all are taken and
    p = b / N; else p = (b + 1) / (B + 1). p values of speakers are adjusted by min-P (Westfall
    and Young); one who has fewer arrangements than 1 / `alpha` is described and not tested.

    **In words** the same is done with :math:`\sum_v w_v^2 q_v a_v`, shares of words weighed by
    inverse document frequency. Topics may be too coarse to tell questions of one meeting apart;
    words then still can. The questioner's own name is taken out of the question, so that an
    answer that greets by name takes nothing up. Neither sees whether a question is *answered*:
    who says "I will not speak about the grain deal" takes its topic up.

    In simulations without uptake (strongly clustered meetings, speakers with topics of their
    own, lengths that go together, neighbouring questions alike) 3 to 7 % of data sets of eight
    or twelve meetings reach 5 %, for topics, words, speakers and shifts alike; with "affinity"
    and "jsd" 7 to 8 % do where long questions get long answers, since they bend and two long
    texts look alike. With three meetings and neighbours very much alike 10 % do (8 % with
    ``shuffle="shift"``), and 38 % find some shift: a caution says when there are few.

    Parameters
    ----------
    topics
        Fitted topics; segments by turn, paragraph or window. Cut with a small `min_words`: what
        was left out before counting is missing here, and its question seems unanswered.
    measure
        Likeness in topics, see `likeness`: "overlap", the chance that a word of the question and
        a word of the answer are of one topic; "cosine"; "affinity" (Hellinger); "jsd".
    where
        Segments to keep: a column and its value, or values, as in `contrast`.
    speakers
        Whose answers are looked at; if none is named, all principals'.
    follow_ups
        "together" or "apart": whether exchanges of one named questioner that follow each other
        are one round.
    shuffle
        "answers": in any order, as if it did not matter; "shift": a speaker's answers in a
        meeting are moved along together, which keeps neighbours neighbours. Use it, at the price
        of power, where unnamed journalists may have asked several questions in a row.
    average
        "meetings": each counts once; "exchanges": each round does.
    min_exchanges
        Meetings with fewer rounds are set aside and counted.
    min_tokens
        Rounds with fewer counted tokens in question or answer are set aside and counted.
    n_shuffles
        Shuffles drawn where there are more arrangements.
    alpha
        Level of the test.
    seed
        Seed of the shuffles.

    Returns
    -------
    Uptake
        ``table()`` by speaker, ``by_meeting()``, ``rounds(n)`` to read, ``gains()`` and
        ``shifts()``: what a speaker always says, and turns to when asked about something.

    Raises
    ------
    ToolkitError
        If segments do not keep questions and answers apart, a column or name is unknown, too
        few rounds are left, or `alpha` cannot be reached.

    References
    ----------
    Alvarez and Morrier (2025), Political Analysis, for answers ranked against others of the same
    session; Janssen (1997), Statistics and Probability Letters 36, for studentised permutations.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"), min_segments=5)
    >>> found = uptake(fit_nmf(counts, n_topics=10), n_shuffles=199)
    >>> len(found.speakers), bool(found.p[0] <= 0.05), bool(found.mean_rank[0] > 0.6)
    (3, True, True)
    """
    rounds = gather_rounds(
        topics,
        where=where,
        speakers=speakers,
        follow_ups=follow_ups,
        min_exchanges=min_exchanges,
        min_tokens=min_tokens,
    )
    blocks = [np.flatnonzero(rounds.block == b) for b in range(int(rounds.block.max()) + 1)]
    orders = make_orders(
        [len(block) for block in blocks],
        shuffle=shuffle,
        n_shuffles=n_shuffles,
        seed=derive_seed(seed, "uptake"),
    )
    refuse_unreachable(orders, alpha)
    settings = {
        "measure": measure,
        "where": plain_where(where),
        "speakers": sorted(speakers),
        "follow_ups": follow_ups,
        "shuffle": shuffle,
        "average": average,
        "min_exchanges": min_exchanges,
        "min_tokens": min_tokens,
        "n_shuffles": n_shuffles,
        "alpha": alpha,
        "seed": seed,
    }
    weights = term_weights(topics.counts.matrix)
    with one_thread():
        alike = [
            np.array(
                [
                    likeness(rounds.asked[block], rounds.answered[block], measure),
                    word_likeness(rounds.questions[block], rounds.answers[block], weights),
                ]
            )
            for block in blocks
        ]
        found = _numbers(rounds, blocks, alike, orders, settings=settings)
    segments = topics.counts.segments
    return Uptake(
        settings=MappingProxyType(settings),
        labels=tuple(topics.labels),
        meetings=rounds.meetings,
        speakers=rounds.speakers,
        exchanges=rounds.exchanges,
        asked_by=rounds.asked_by,
        questions=tuple(first_words(segments, rows) for rows in rounds.question_rows),
        answers=tuple(first_words(segments, rows) for rows in rounds.answer_rows),
        meeting=rounds.meeting,
        speaker=rounds.speaker,
        counted=MappingProxyType(dict(rounds.counted)),
        exhaustive=orders.exhaustive,
        n_arrangements=orders.n_arrangements if orders.n_arrangements < _COUNTABLE else None,
        generalises_to=generalises(len(rounds.meetings)),
        cautions=tuple(cautions(rounds, found, topics.model, settings)),
        **found,
    )


def _numbers(
    rounds: Rounds,
    blocks: Sequence[NDArray[np.intp]],
    alike: Sequence[Floats],
    orders: Orders,
    *,
    settings: Mapping[str, Any],
) -> dict[str, NDArray[Any]]:
    """Compute every array of the record."""
    firsts = [block[0] for block in blocks]
    meeting, speaker = rounds.meeting[firsts], rounds.speaker[firsts]
    by_exchange = settings["average"] == "exchanges"
    whole, own = shuffle_uptake(alike, orders, meeting, speaker, by_exchange=by_exchange)
    ways = dict.fromkeys(own, 1)
    for size, who in zip(orders.sizes, speaker.tolist(), strict=True):
        ways[who] *= count_orders(size, orders.shuffle)
    tested = [s for s in own if ways[s] >= 1 / settings["alpha"] - 1e-9]
    return {
        "asked": rounds.asked,
        "answered": rounds.answered,
        "tokens": np.array(
            [np.asarray(side.sum(axis=1)).ravel() for side in (rounds.questions, rounds.answers)]
        ).T.astype(np.int64),
        **_of_rounds(blocks, alike),
        "excess": whole.excess,
        "mean_rank": whole.rank + 0.5,
        "t": whole.t,
        "p": whole.p(exhaustive=orders.exhaustive),
        "null_excess": whole.null_excess,
        "null_rank": whole.null_rank + 0.5,
        "null_t": whole.null_t,
        **_of_speakers(own, tested, exhaustive=orders.exhaustive),
        **_shifts(blocks, speaker, (rounds.asked, rounds.answered), tested, orders),
    }


def _of_rounds(
    blocks: Sequence[NDArray[np.intp]], alike: Sequence[Floats]
) -> dict[str, NDArray[Any]]:
    """Compare each round's answer with the others of its block."""
    n = sum(map(len, blocks))
    made = {name: np.empty((2, n)) for name in ("alike", "others", "rank", "p_round")}
    for block, some in zip(blocks, alike, strict=True):
        for m, one in enumerate(some):
            size, own = len(block), one.diagonal()
            made["alike"][m, block] = own
            made["others"][m, block] = (one.sum(axis=1) - own) / (size - 1)
            made["rank"][m, block] = ranks(one).diagonal()
            made["p_round"][m, block] = (one >= own[:, None] - 1e-12).sum(axis=1) / size
    return made


def _of_speakers(
    own: Mapping[int, Shuffled], tested: Sequence[int], *, exhaustive: bool
) -> dict[str, NDArray[Any]]:
    adjusted = adjust_speakers(own, tested, exhaustive=exhaustive)
    none = np.full(2, np.nan)
    every = [own[s] for s in sorted(own)]
    return {
        "speaker_excess": np.array([one.excess for one in every]),
        "speaker_rank": np.array([one.rank + 0.5 for one in every]),
        "speaker_p": np.array([adjusted.get(s, none) for s in sorted(own)]),
        "band_excess": np.array([np.quantile(one.null_excess, BAND, axis=1).T for one in every]),
        "band_rank": np.array([np.quantile(one.null_rank + 0.5, BAND, axis=1).T for one in every]),
    }


def _shifts(
    blocks: Sequence[NDArray[np.intp]],
    speaker: NDArray[np.intp],
    sides: Sequence[Floats],
    tested: Sequence[int],
    orders: Orders,
) -> dict[str, NDArray[Any]]:
    """Find what every speaker turns to; p over all topics of all speakers tested."""
    found, largest = [], np.zeros((2, orders.n_shuffles))
    for s in np.unique(speaker).tolist():
        of = [
            (b, sides[0][blocks[b]], sides[1][blocks[b]])
            for b in np.flatnonzero(speaker == s).tolist()
        ]
        shifts = find_shifts(of)
        if s in tested:
            largest = np.maximum(largest, largest_t(of, shifts, orders))
        else:
            shifts.t[:] = np.nan
        found.append(shifts)
    p = [adjust_shifts(one.t, largest, exhaustive=orders.exhaustive) for one in found]
    return {
        "shift_asked": np.array([one.asked for one in found]),
        "shift_answered": np.array([one.answered for one in found]),
        "shift_expected": np.array([one.expected for one in found]),
        "shift_t": np.array([one.t for one in found]),
        "shift_p": np.array(p),
    }
