"""Who was asked what and answered what: the exchanges of every meeting as pairs of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.contrasts.answers.texts import nameless, pool_rows
from toolkit.contrasts.rows import explain_missing, matching
from toolkit.errors import ToolkitError
from toolkit.segments import digest_of
from toolkit.stages import did_you_mean

if TYPE_CHECKING:
    from toolkit.segments import Segments
    from toolkit.topics import Topics

FollowUps = Literal["together", "apart"]
Ints = NDArray[np.intp]

_MIXED = ("exchange", "meeting", "speaker")  # segments that hold questions and answers alike
_NEEDED = ("meeting", "exchange", "kind")


@dataclass(frozen=True, eq=False)
class Rounds:
    """Rounds of questions and answers: in each what was asked, and what one speaker answered.

    A round is one exchange, or several that follow each other and are one questioner's. Rounds
    stand block by block; a block is what one speaker answers in one meeting, in the order in
    which it was asked.

    Attributes
    ----------
    meetings, speakers
        Their names: meetings by the digests of their texts, so that nothing depends on the names
        of files, speakers sorted.
    meeting, speaker, block
        Of each round the numbers of its meeting, speaker and block, (n_rounds,).
    exchanges, asked_by
        Of each round the exchanges in it and the questioner, empty where not named.
    questions, answers
        Counts, (n_rounds, n_terms); the questioner's own name is not counted in the questions,
        since an answer that greets by name would seem to take it up.
    asked, answered
        Their topic proportions, (n_rounds, n_topics), rows summing to one.
    question_rows, answer_rows
        Numbers of the segments behind them.
    counted
        How many of what were met or set aside, by what they are.
    """

    meetings: tuple[str, ...]
    speakers: tuple[str, ...]
    meeting: Ints
    speaker: Ints
    block: Ints
    exchanges: tuple[str, ...]
    asked_by: tuple[str, ...]
    questions: csr_matrix
    answers: csr_matrix
    asked: NDArray[np.float64]
    answered: NDArray[np.float64]
    question_rows: tuple[tuple[int, ...], ...]
    answer_rows: tuple[tuple[int, ...], ...]
    counted: Mapping[str, int]


@dataclass
class _Exchange:
    name: str
    questions: list[int] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    askers: set[str] = field(default_factory=set)

    @property
    def asked_by(self) -> str:
        return "; ".join(sorted(self.askers))


@dataclass(frozen=True)
class _Round:
    meeting: str
    speaker: str
    first: int  # place of the round in its meeting
    exchanges: tuple[str, ...]
    asked_by: str
    questions: tuple[int, ...]
    answers: tuple[int, ...]


def gather_rounds(
    topics: Topics,
    *,
    where: Mapping[str, tuple[str, ...]] | None,
    speakers: tuple[str, ...],
    follow_ups: FollowUps,
    min_exchanges: int,
    min_tokens: int,
) -> Rounds:
    """Put every answer of a speaker beside the question it belongs to.

    Parameters
    ----------
    topics
        Fitted topics.
    where
        Segments to keep.
    speakers
        Whose answers are looked at; of none named, all principals'.
    follow_ups
        "together": exchanges that follow each other and have one named questioner are one round.
    min_exchanges
        Meetings with fewer rounds are set aside.
    min_tokens
        Rounds whose questions or answers have fewer counted tokens are set aside.

    Raises
    ------
    ToolkitError
        If segments hold questions and answers alike, a column or speaker is unknown, or no two
        rounds of one speaker in one meeting are left.
    """
    segments, matrix = topics.counts.segments, topics.counts.matrix
    counted: Counter[str] = Counter()
    meetings = _exchanges(segments, where, counted)
    answering = _answering(segments, meetings, speakers)
    rounds = [
        made
        for name, exchanges in meetings.items()
        for made in _rounds(name, exchanges, answering, follow_ups, counted)
    ]
    length = np.asarray(matrix.sum(axis=1)).ravel()
    long = [
        r
        for r in rounds
        if min(length[list(r.questions)].sum(), length[list(r.answers)].sum()) >= min_tokens
    ]
    counted[f"rounds with under {min_tokens} counted tokens in question or answer"] = len(
        rounds
    ) - len(long)
    left = long
    while used := _enough(left, min_exchanges, counted):
        numbers = _numbers(used, segments)
        used.sort(key=lambda r: (numbers[r.meeting], r.speaker, r.first))
        made = _assemble(used, numbers, topics, counted)
        empty = np.asarray(np.isnan(made.asked + made.answered).any(axis=1))
        if not empty.any():
            return made
        counted["rounds without a word of any topic in question or answer"] += int(empty.sum())
        gone = {r for r, is_empty in zip(used, empty, strict=True) if is_empty}
        left = [r for r in left if r not in gone]
    raise ToolkitError(
        f"no speaker answers two questions in a meeting of {min_exchanges} or more rounds "
        f"({len(rounds):,} answers to questions were found, {len(long):,} of them of "
        f"{min_tokens} counted tokens or more beside as long a question); lower "
        "min_exchanges or min_tokens, or cut the corpus with a smaller min_words"
    )


def order_of(exchange: str) -> float:
    """Return an exchange's place in its meeting: the last number in its name.

    Examples
    --------
    >>> order_of("2021/03.txt#exchange 12"), order_of("7")
    (12.0, 7.0)
    """
    numbers = re.findall(r"\d+", exchange.rpartition("#")[2])
    return float(numbers[-1]) if numbers else np.inf


def refuse_mixed(segments: Segments) -> None:
    """Raise where a segment may hold questions and answers alike, or kinds are not known."""
    if segments.by in _MIXED:
        raise ToolkitError(
            f"segments were cut by {segments.by!r}, which does not keep each question apart from "
            "its answers; cut by 'turn', 'paragraph' or 'window'"
        )


def _exchanges(
    segments: Segments, where: Mapping[str, tuple[str, ...]] | None, counted: Counter[str]
) -> dict[str, list[_Exchange]]:
    """Gather the questions and answers of every meeting's exchanges, in their order."""
    refuse_mixed(segments)
    kept = matching(segments, where)
    meetings, exchanges, kinds = (segments.column(name) for name in _NEEDED)
    speakers = segments.column("speaker")
    if not any(exchanges[row] for row in np.flatnonzero(kept)):
        raise ToolkitError(explain_missing(segments, np.flatnonzero(kept), ["exchange"]))
    found: dict[tuple[str, str], _Exchange] = {}
    for row in np.flatnonzero(kept).tolist():
        kind, meeting, name, speaker = kinds[row], meetings[row], exchanges[row], speakers[row]
        if kind not in ("question", "answer"):
            continue
        if not meeting or not name:
            counted["questions and answers outside of any exchange (segments)"] += 1
            continue
        exchange = found.setdefault((meeting, name), _Exchange(name))
        if kind == "question":
            exchange.questions.append(row)
            exchange.askers |= {speaker} - {None, ""}  # type: ignore[arg-type]
        else:
            exchange.answers.setdefault(speaker or "", []).append(row)
    by_meeting: dict[str, list[_Exchange]] = {}
    for (meeting, _), exchange in found.items():
        by_meeting.setdefault(meeting, []).append(exchange)
    for exchanges_of in by_meeting.values():
        exchanges_of.sort(key=lambda exchange: (order_of(exchange.name), exchange.name))
    return by_meeting


def _answering(
    segments: Segments, meetings: Mapping[str, list[_Exchange]], speakers: tuple[str, ...]
) -> set[str]:
    """Return whose answers are looked at: those named, else the principals."""
    everyone = {
        name for exchanges in meetings.values() for e in exchanges for name in e.answers
    } - {""}
    for name in speakers:
        if name not in everyone:
            raise ToolkitError(
                f"speakers names {name!r}, who answers no question here; "
                f"{did_you_mean(name, sorted(everyone)[:20])}"
            )
    if speakers:
        return set(speakers)
    if "role" not in segments.column_names:
        return everyone
    told = zip(segments.column("speaker"), segments.column("role"), strict=True)
    principals = {name for name, role in told if name and role == "principal"}
    return everyone & principals or everyone


def _rounds(
    meeting: str,
    exchanges: list[_Exchange],
    answering: set[str],
    follow_ups: FollowUps,
    counted: Counter[str],
) -> Iterator[_Round]:
    """Iterate over a meeting's rounds, speaker by speaker."""
    asked = [exchange for exchange in exchanges if exchange.questions]
    counted["questions"] += len(asked)
    counted["questions of unnamed questioners"] += sum(not e.askers for e in asked)
    counted["answers without a question (exchanges)"] += len(exchanges) - len(asked)
    for exchange in asked:
        if not exchange.answers:
            counted["questions without an answer"] += 1
        elif not answering & set(exchange.answers):
            counted["questions answered by others only"] += 1
    for first, chain in enumerate(_chains(asked, follow_ups)):
        counted["follow-ups joined to their question"] += len(chain) - 1
        for speaker in sorted(answering & {name for e in chain for name in e.answers}):
            own = [exchange for exchange in chain if speaker in exchange.answers]
            yield _Round(
                meeting,
                speaker,
                first,
                tuple(exchange.name for exchange in own),
                own[0].asked_by,
                tuple(row for exchange in own for row in exchange.questions),
                tuple(row for exchange in own for row in exchange.answers[speaker]),
            )


def _chains(asked: list[_Exchange], follow_ups: FollowUps) -> list[list[_Exchange]]:
    """Join what one named questioner asks without anybody else asking in between."""
    chains: list[list[_Exchange]] = []
    for exchange in asked:
        goes_on = chains and exchange.askers and exchange.asked_by == chains[-1][-1].asked_by
        if follow_ups == "together" and goes_on:
            chains[-1].append(exchange)
        else:
            chains.append([exchange])
    return chains


def _enough(rounds: list[_Round], least: int, counted: Counter[str]) -> list[_Round]:
    """Keep rounds that have others of their speaker beside them, in meetings that have enough."""
    held: dict[str, set[int]] = {}
    for made in rounds:
        held.setdefault(made.meeting, set()).add(made.first)
    counted[f"meetings with under {least} rounds"] = sum(
        len(firsts) < least for firsts in held.values()
    )
    large = [made for made in rounds if len(held[made.meeting]) >= least]
    counted["rounds in such meetings"] = len(rounds) - len(large)
    sizes = Counter((made.meeting, made.speaker) for made in large)
    used = [made for made in large if sizes[made.meeting, made.speaker] > 1]
    counted["rounds that are the only one of their speaker in the meeting"] = len(large) - len(used)
    return used


def _numbers(rounds: list[_Round], segments: Segments) -> dict[str, int]:
    """Number the meetings by the digests of their texts."""
    digests = _digests(segments)
    names = sorted({r.meeting for r in rounds})
    return {name: i for i, name in enumerate(sorted(names, key=digests.__getitem__))}


def _assemble(
    rounds: list[_Round], numbers: Mapping[str, int], topics: Topics, counted: Counter[str]
) -> Rounds:
    counts = topics.counts
    speakers = sorted({r.speaker for r in rounds})
    meeting = np.array([numbers[r.meeting] for r in rounds], dtype=np.intp)
    speaker = np.array([speakers.index(r.speaker) for r in rounds], dtype=np.intp)
    block = np.unique(meeting * len(speakers) + speaker, return_inverse=True)[1]
    questions = nameless(
        pool_rows(counts.matrix, [r.questions for r in rounds]),
        [r.asked_by for r in rounds],
        counts.terms,
    )
    answers = pool_rows(counts.matrix, [r.answers for r in rounds])
    return Rounds(
        meetings=tuple(numbers),
        speakers=tuple(speakers),
        meeting=meeting,
        speaker=speaker,
        block=block,
        exchanges=tuple("; ".join(r.exchanges) for r in rounds),
        asked_by=tuple(r.asked_by for r in rounds),
        questions=questions,
        answers=answers,
        asked=topics.fold_in(questions, pooled=True),
        answered=topics.fold_in(answers, pooled=True),
        question_rows=tuple(r.questions for r in rounds),
        answer_rows=tuple(r.answers for r in rounds),
        counted={what: n for what, n in counted.items() if n},
    )


def _digests(segments: Segments) -> dict[str, str]:
    """Digest what is said in each meeting, by whom and as what."""
    columns = (segments.column(name) for name in ("meeting", "kind", "speaker"))
    held: dict[str, list[str]] = {}
    for meeting, *told in zip(*columns, segments.digests, strict=True):
        held.setdefault(str(meeting), []).append(repr(told))
    return {name: digest_of(parts) for name, parts in held.items()}
