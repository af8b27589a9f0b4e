"""Of questions and answers: what was set beside what and how, in a paper's words."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.contrasts import Follows, Uptake, follows, uptake
from toolkit.records import plural
from toolkit.report.comparisons import Words, drawn_words, only
from toolkit.report.told import Told, in_order, listed, number, plain

_LIKENESS = {
    "overlap": "the chance that a word of the one and a word of the other are of one topic",
    "cosine": "the cosine of the two proportions",
    "affinity": "the Hellinger affinity of the two proportions",
    "jsd": "one less the Jensen-Shannon divergence of the two proportions (bits)",
}
_WORKS = {"jsd": ["lin1991"]}


def uptake_words(record: Uptake) -> Words:
    """Say how answers were set beside their questions."""
    told = Told(record.settings, uptake)
    speakers = told["speakers"]  # those named are those of the record
    rounds = (
        "exchanges that follow each other and are put by one named questioner being one round"
        if told["follow_ups"] == "together"
        else "every exchange being a round of its own"
    )
    order = "in any order" if told["shuffle"] == "answers" else "moved along together"
    average = "meeting" if told["average"] == "meetings" else "round"
    who = "of speakers named beforehand" if speakers else "of all principals"
    said = in_order(
        f"Answers {who} were set beside their questions in "
        f"{plural(len(record.meeting), 'round')} of {plural(len(record.speakers), 'speaker')} in "
        f"{plural(len(record.meetings), 'meeting')}{only(told['where'])}, {rounds}.",
        _pooled("question and of its answer", told["measure"]),
        "The likeness of a question to its answer was set against its likeness to the same "
        "speaker's other answers in the same meeting; the statistic is the mean excess, every "
        f"{average} counting once.",
        f"Answers were dealt out anew among the questions to one speaker in one meeting, {order}: "
        f"one-sided p values come from "
        f"{drawn_words(record.null_t.shape[1], exhaustive=record.exhaustive)} (seed "
        f"{told['seed']}), those of speakers adjusted by min-P; the level was "
        f"{number(told['alpha'])}.",
        f"The p values speak of {plain(record.generalises_to)}.",
        f"Meetings of fewer than {told['min_exchanges']:,} rounds, and rounds with fewer than "
        f"{plural(told['min_tokens'], 'counted token')} in question or answer, were set aside.",
        _counted(record.counted),
    )
    told["n_shuffles"]
    works = ["alvarez2025", "westfall1993", *_WORKS.get(told["measure"], [])]
    return Words([*said, told.rest()], works, record.cautions)


def follows_words(record: Follows) -> Words:
    """Say how questions were set beside opening statements."""
    told = Told(record.settings, follows)
    among = "of the same principal" if told["within"] == "principal" else "of the corpus"
    order = "in any order" if told["shuffle"] == "statements" else "moved along in time together"
    said = in_order(
        f"The questions of {plural(len(record.meetings), 'meeting')} were set beside the opening "
        f"statements{only(told['where'])}.",
        _pooled("meeting's statements and of its questions", told["measure"]),
        f"Statements were dealt out anew among meetings {among}, {order}: one-sided p values come "
        f"from {drawn_words(record.null_excess.shape[1], exhaustive=record.exhaustive)} (seed "
        f"{told['seed']}), two-sided ones of topics adjusted by max-T; the level was "
        f"{number(told['alpha'])}.",
        f"Meetings with fewer than {plural(told['min_tokens'], 'counted token')} in either were "
        "set aside.",
        _counted(record.counted),
    )
    told["n_shuffles"]
    works = ["mantel1967", "westfall1993", *_WORKS.get(told["measure"], [])]
    return Words([*said, told.rest()], works, record.cautions)


def _pooled(sides: str, measure: str) -> str:
    return (
        f"The words of each {sides} were pooled, and the proportions of the topics in them found "
        "on the topics as fitted, without the prior's pull. Two texts are alike by "
        f"{_LIKENESS[measure]}; in words, by the shares of words weighed by inverse document "
        "frequency."
    )


def _counted(counted: Mapping[str, int]) -> str:
    met = [f"{n:,} {plain(what)}" for what, n in counted.items() if n]
    return f"Counted were {listed(met, most=20)}." if met else ""
