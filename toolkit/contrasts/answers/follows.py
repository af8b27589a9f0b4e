"""Whether the questions of a meeting follow its opening statement, and what is asked beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from toolkit.contrasts.answers.follows_result import Follows
from toolkit.contrasts.answers.likeness import (
    Measure,
    likeness,
    ranks,
    term_weights,
    word_likeness,
)
from toolkit.contrasts.answers.rounds import refuse_mixed
from toolkit.contrasts.answers.shuffle import (
    Orders,
    Running,
    block_means,
    make_orders,
    share_as_large,
)
from toolkit.contrasts.answers.texts import pool_rows
from toolkit.contrasts.result import plain_where
from toolkit.contrasts.rows import matching
from toolkit.errors import ToolkitError
from toolkit.seeds import derive_seed
from toolkit.segments import digest_of
from toolkit.stages import Filters, stage
from toolkit.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.segments import Segments
    from toolkit.topics import Topics

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_GOES_ON = 0.2  # autocorrelation of both sides from which shuffles through time are doubted


@dataclass(frozen=True, eq=False)
class _Meetings:
    """Meetings with a statement and questions, those of one principal together, by date."""

    names: tuple[str, ...]
    principals: tuple[str, ...]
    dates: tuple[str, ...]
    statements: csr_matrix
    questions: csr_matrix
    blocks: tuple[Ints, ...]
    counted: Mapping[str, int]


@stage
def follows(
    topics: Topics,
    *,
    measure: Measure = "overlap",
    where: Filters | None = None,
    within: Literal["principal", "corpus"] = "principal",
    shuffle: Literal["statements", "shift"] = "statements",
    min_tokens: Annotated[int, Field(ge=1)] = 20,
    n_shuffles: Annotated[int, Field(ge=19, le=1_000_000)] = 9999,
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> Follows:
    r"""Ask whether the questions of a meeting follow its opening statements.

    All statements of a meeting are pooled, all its questions likewise, and both folded in on the
    fixed topics. The likeness of a meeting's questions to its own statements is set against
    their likeness to the statements of other meetings, and statements are dealt out anew among
    meetings of the same principal: the one of the meeting's statement speakers who makes
    statements in the most meetings. A principal of one meeting has nothing to be compared with.

    That questions are like the statement does not say that they *react* to it: both follow the
    news of the day. ``neighbours`` in the table is the likeness to the statements of the meetings
    next before and after; what is hardly more than that is the season's agenda.

    By topic, `topics_asked` says what is asked that was not said, and whether it is asked more
    where it was said: z of :math:`\sum_m s_{mk} q_{mk}` under the same shuffles, p two-sided and
    adjusted by max-T over topics.

    Parameters
    ----------
    topics
        Fitted topics; segments by turn, paragraph or window.
    measure
        Likeness in topics, see `likeness`; words are compared beside it.
    where
        Segments to keep: a column and its value, or values, as in `contrast`.
    within
        "principal", or "corpus": statements are dealt out among all meetings. Meetings of
        different principals differ in much besides, so that "corpus" finds likeness easily.
    shuffle
        "statements": dealt out in any order; "shift": moved along in time together, which keeps
        neighbours neighbours. With autocorrelation .5 and .7 of statements and of questions, 20
        meetings and nothing to find, dealing out in any order gave 7 and 15 % at 5 %, and some
        topic in 12 and 30 %; the result warns where both go on from meeting to meeting.
    min_tokens
        Meetings with fewer counted tokens in statements or questions are set aside.
    n_shuffles
        Shuffles drawn where there are more arrangements.
    alpha
        Level of the test.
    seed
        Seed of the shuffles.

    Returns
    -------
    Follows
        ``table()`` by meeting and ``topics_asked()`` by topic.

    Raises
    ------
    ToolkitError
        If segments do not keep statements and questions apart, or too few meetings are left.

    References
    ----------
    Mantel (1967), Cancer Research 27, for likeness tested by permuting one side.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_nmf
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"), min_segments=5)
    >>> found = follows(fit_nmf(counts, n_topics=10), n_shuffles=199)
    >>> len(found.meetings), found.topics_asked()["topic"].tolist()[:3]
    (54, [1, 2, 3])
    """
    meetings = _gather(topics, where, within, min_tokens)
    sides = (meetings.statements, meetings.questions)
    said, asked = (topics.fold_in(side, pooled=True) for side in sides)
    orders = make_orders(
        [len(block) for block in meetings.blocks],
        shuffle="shift" if shuffle == "shift" else "answers",
        n_shuffles=n_shuffles,
        seed=derive_seed(seed, "follows"),
    )
    smallest = 1 / (orders.n_shuffles + (not orders.exhaustive))
    if smallest > alpha * (1 + 1e-12):
        raise ToolkitError(
            f"the statements can be dealt out so that p cannot fall below {smallest:.2g}, and "
            f"alpha = {alpha:g}; it takes more meetings of one principal, or more shuffles"
        )
    weights = term_weights(topics.counts.matrix)
    with one_thread():
        alike = [
            np.array(
                [
                    likeness(asked[of], said[of], measure),
                    word_likeness(meetings.questions[of], meetings.statements[of], weights),
                ]
            )
            for of in meetings.blocks
        ]
        found = _numbers(meetings.blocks, alike, said, asked, orders)
    settings = {
        "measure": measure,
        "where": plain_where(where),
        "within": within,
        "shuffle": shuffle,
        "min_tokens": min_tokens,
        "n_shuffles": n_shuffles,
        "alpha": alpha,
        "seed": seed,
    }
    return Follows(
        settings=MappingProxyType(settings),
        labels=tuple(topics.labels),
        meetings=meetings.names,
        principals=meetings.principals,
        dates=meetings.dates,
        said=said,
        asked=asked,
        counted=MappingProxyType(dict(meetings.counted)),
        exhaustive=orders.exhaustive,
        cautions=() if shuffle == "shift" else _cautions(meetings.blocks, said, asked),
        **found,
    )


def _cautions(blocks: Sequence[Ints], said: Floats, asked: Floats) -> tuple[str, ...]:
    before, after = (autocorrelation(side, blocks) for side in (said, asked))
    if min(before, after) <= _GOES_ON:
        return ()
    sides = f"autocorrelation {before:.2f} of statements, {after:.2f} of questions"
    beware = "shuffles through time find too much; see whether shuffle = 'shift' agrees"
    return (f"neighbouring meetings are alike ({sides}), so that {beware}",)


def autocorrelation(rows: Floats, blocks: Sequence[Ints]) -> float:
    """Correlate every meeting's proportions with the next one's, over all topics and blocks.

    Examples
    --------
    >>> rows = np.array([[0.0, 1.0], [0.25, 0.75], [0.75, 0.25], [1.0, 0.0]])
    >>> autocorrelation(rows, [np.arange(4)])
    0.3
    """
    together, alone = 0.0, 0.0
    for block in blocks:
        centred = rows[block] - rows[block].mean(axis=0)
        together += float((centred[:-1] * centred[1:]).sum())
        alone += float((centred**2).sum())
    return together / alone if alone > 0 else 0.0


def _numbers(
    blocks: Sequence[Ints],
    alike: Sequence[Floats],
    said: Floats,
    asked: Floats,
    orders: Orders,
) -> dict[str, Floats]:
    n = sum(map(len, blocks))
    made = {name: np.full((2, n), np.nan) for name in ("alike", "others", "neighbours", "rank")}
    sizes = np.array([len(block) for block in blocks], dtype=np.float64)
    extra = int(not orders.exhaustive)
    running = Running((4, orders.n_shuffles + extra), sizes)
    summed = np.zeros((orders.n_shuffles + extra, said.shape[1]))
    mean, variance = np.zeros(said.shape[1]), np.zeros(said.shape[1])
    for number, (block, some) in enumerate(zip(blocks, alike, strict=True)):
        size = len(block)
        for m, one in enumerate(some):
            own = one.diagonal()
            made["alike"][m, block] = own
            made["others"][m, block] = (one.sum(axis=1) - own) / (size - 1)
            made["rank"][m, block] = ranks(one).diagonal()
            made["neighbours"][m, block] = [
                np.mean([one[i, j] for j in (i - 1, i + 1) if 0 <= j < size]) for i in range(size)
            ]
        dealt = orders.of(number)
        if extra:
            dealt = np.vstack([np.arange(size, dtype=dealt.dtype), dealt])
        shrunk = block_means(np.array([ranks(one) for one in some]), dealt) * (size - 1) / size
        running.add(number, np.vstack([block_means(some, dealt), shrunk]))
        q, s = asked[block], said[block]
        for k in range(said.shape[1]):
            summed[:, k] += s[:, k][dealt] @ q[:, k]
        mean += q.sum(axis=0) * s.mean(axis=0)
        variance += (
            ((q - q.mean(axis=0)) ** 2).sum(axis=0)
            * ((s - s.mean(axis=0)) ** 2).sum(axis=0)
            / (size - 1)
        )
    null = running.mean[:, extra:]
    topic_z, topic_p = np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    tested = variance > 1e-12
    every = (summed[:, tested] - mean[tested]) / np.sqrt(variance[tested])
    largest = np.abs(every[extra:]).max(axis=1, initial=0.0)
    topic_z[tested] = every[0]
    topic_p[tested] = share_as_large(np.abs(every[0]), largest[None], exhaustive=orders.exhaustive)
    return {
        **made,
        "excess": running.mean[:2, 0],
        "mean_rank": running.mean[2:, 0] + 0.5,
        "p": share_as_large(running.mean[:2, 0], null[:2], exhaustive=orders.exhaustive),
        "null_excess": null[:2],
        "null_rank": null[2:] + 0.5,
        "topic_z": topic_z,
        "topic_p": topic_p,
    }


def _gather(
    topics: Topics,
    where: Mapping[str, tuple[str, ...]] | None,
    within: str,
    min_tokens: int,
) -> _Meetings:
    """Pool statements and questions of every meeting and put meetings of one principal together."""
    segments, matrix = topics.counts.segments, topics.counts.matrix
    refuse_mixed(segments)
    rows = np.flatnonzero(matching(segments, where)).tolist()
    held: dict[str, dict[str, list[int]]] = {}
    meetings, kinds = segments.column("meeting"), segments.column("kind")
    for row in rows:
        if meetings[row] and kinds[row] in ("statement", "question"):
            held.setdefault(str(meetings[row]), {}).setdefault(str(kinds[row]), []).append(row)
    counted: Counter[str] = Counter()
    counted["meetings without a statement"] = sum("statement" not in of for of in held.values())
    counted["meetings without a question"] = sum("question" not in of for of in held.values())
    held = {name: of for name, of in held.items() if len(of) == 2}
    length = np.asarray(matrix.sum(axis=1)).ravel()
    long = {
        name: of
        for name, of in held.items()
        if min(length[side].sum() for side in of.values()) >= min_tokens
    }
    counted[f"meetings with under {min_tokens} counted tokens in either"] = len(held) - len(long)
    principal = _principals(segments, long, within)
    sizes = Counter(principal.values())
    used = [name for name in long if sizes[principal[name]] > 1]
    counted["meetings that are the only one of their principal"] = len(long) - len(used)
    if not used:
        raise ToolkitError(
            f"no two meetings of one principal have statements and questions of {min_tokens} "
            f"counted tokens ({len(long):,} meetings have both); lower min_tokens, or set "
            "within = 'corpus'"
        )
    dates = segments.columns.get("date", (None,) * len(segments))
    date = {name: dates[long[name]["statement"][0]] or "" for name in used}
    digest = {
        name: digest_of([segments.digests[row] for side in long[name].values() for row in side])
        for name in used
    }
    used.sort(key=lambda name: (principal[name], date[name], digest[name]))
    who = [principal[name] for name in used]
    return _Meetings(
        tuple(used),
        tuple(who),
        tuple(date[name] for name in used),
        pool_rows(matrix, [tuple(long[name]["statement"]) for name in used]),
        pool_rows(matrix, [tuple(long[name]["question"]) for name in used]),
        tuple(np.flatnonzero([w == one for w in who]) for one in dict.fromkeys(who)),
        {what: n for what, n in counted.items() if n},
    )


def _principals(
    segments: Segments, meetings: Mapping[str, Mapping[str, Sequence[int]]], within: str
) -> dict[str, str]:
    """Name for each meeting the one of its statement speakers who opens the most meetings."""
    if within == "corpus":
        return dict.fromkeys(meetings, "(all)")
    speakers = segments.column("speaker")
    opening = {
        name: {speakers[row] or "" for row in of["statement"]} for name, of in meetings.items()
    }
    often = Counter(speaker for names in opening.values() for speaker in names)
    often[""] = 0
    return {name: min(of, key=lambda s: (-often[s], s)) for name, of in opening.items()}
