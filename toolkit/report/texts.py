"""Of texts: what was read, cut and counted, in a paper's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from toolkit.corpus import Corpus, read_corpus
from toolkit.counts import Counts, count_terms
from toolkit.counts.counts import WITHOUT_TERM
from toolkit.counts.vocabulary import UNKNOWN
from toolkit.records import plural
from toolkit.report.told import Told, code, in_order, listed, number, plain, span
from toolkit.segments import Segments, split

_KINDS = ("statement", "question", "answer", "remark")
_DATES = {
    "title": "the title",
    "stamp": "the stamp of the page",
    "metadata": "the file's head or the table of metadata",
    "file name": "the file name",
    "correction": "a correction",
}
_UNITS = {
    "turn": "Every turn was a segment",
    "paragraph": "Turns were cut into their paragraphs, each of which was a segment",
    "exchange": "A question with all that answers it was a segment, and so was every turn outside "
    "of such an exchange",
    "meeting": "All that was said at a meeting was one segment",
    "speaker": "What one speaker said within a meeting and kind was a segment",
    "window": "Turns were cut into segments of near-equal length, of about {words:,} words, which "
    "never cross a turn",
}
_RULES = {
    "stop word": "function words of the language ({lists})",
    "name": "names of hosts, counterparts and speakers, as the heads know them",
    "office": "offices, and titles before a name",
    "outlet": "outlets of journalists",
    "country": "countries of those named in the heads",
    "place": "places of the meetings",
    "ritual": "forms of address and thanks, by which turns open or close at {ritual_share} % of "
    "the meetings",
    "introduction": "sentences in which askers introduce themselves",
    "stop": "terms named to be left out",
    "number": "terms without a letter",
    UNKNOWN: "terms that the texts from which the vocabulary was learnt do not hold",
    "min_length": "terms of fewer than {min_length} characters",
    "min_segments": "terms in fewer than {min_segments:,} segments",
    "min_meetings": "terms in fewer than {min_meetings:,} meetings",
    "min_speakers": "terms said by fewer than {min_speakers:,} speakers",
    "max_share": "terms in more than {max_share} % of the segments",
    "max_speaker_share": "terms of which one speaker says more than {max_speaker_share} %",
    "max_meeting_share": "terms of which one meeting holds more than {max_meeting_share} %",
    "max_speaker_rate": "of terms that one speaker says more than {max_speaker_rate} times as "
    "often as all others, or than chance would give, the tokens beyond, drawn at random",
    "max_meeting_rate": "of terms that one meeting holds more than {max_meeting_rate} times as "
    "often as all others, or than chance would give, the tokens beyond, drawn at random",
}


def corpus_words(corpus: Corpus, settings: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Say what was read: how much, from when, by which layout, and what was judged."""
    told = Told(settings, read_corpus)
    kinds = Counter[str](turn.kind for _, turn in corpus.turns())
    words = sum(turn.words for _, turn in corpus.turns())
    dates = sorted(meeting.date for meeting in corpus.meetings if meeting.date)
    when = f", dated {_from_to(dates)}" if dates else ""
    by_kind = listed(plural(kinds[kind], kind) for kind in _KINDS if kinds[kind])
    said = in_order(
        f"The corpus comprised {plural(len(corpus), 'meeting')}{when}: "
        f"{plural(kinds.total(), 'turn')} ({by_kind}) of {plural(words, 'word')}.",
        _layouts(corpus, told["layout"]),
        _dates(corpus),
        _languages(corpus),
        _people(corpus),
        _aside(corpus, copies=bool(told["drop_duplicates"])),
        _patterns(told),
        _own_columns(corpus, told, inputs),
    )
    told["strict"]  # what would have been refused was not there
    return " ".join(in_order(*said, told.rest()))


def segments_words(segments: Segments, settings: Mapping[str, Any]) -> str:
    """Say what a segment was, how long they are, and which were left out."""
    told = Told(settings, split)
    lengths = segments.words
    dropped = dict(segments.dropped)
    size = f"of {span(min(lengths), max(lengths))} words, median {number(median(lengths))}"
    said = in_order(
        f"{_UNITS[told['by']].format(words=told['words'] or 0)}.",
        f"{plural(len(segments), 'segment')} were used, {size}.",
    )
    kinds, speakers = told["kinds"], told["speakers"]
    if kinds or speakers:
        only = [f"of the kinds {listed(map(plain, kinds))}"] if kinds else []
        only += [f"of the speakers {listed(map(plain, speakers))}"] if speakers else []
        said.append(f"Only turns {' and '.join(only)} were cut.")
    least = told["min_words"] or 1
    under = plural(dropped.pop(f"under {least} words", 0), "segment")
    if least > 1:
        said.append(f"Segments of fewer than {least:,} words were left out ({under}).")
    said += [f"Left out: {n:,} {plain(why)}." for why, n in dropped.items()]
    return " ".join(in_order(*said, told.rest()))


def counts_words(counts: Counts) -> str:
    """Say by which rules terms were counted, and what went."""
    told = Told(counts.settings, count_terms)
    said = in_order(
        "Terms are words in lower case, save for names in capitals whose small form is a "
        f"function word. Left out were {listed(_rules(counts, told), most=20)}."
    )
    said += _joined_and_lemmas(told)
    told["leave_out"]  # the rules say what went
    if told["function_words"]:
        said.append("Function words were kept.")
    if told["keep"]:
        kept = listed(map(plain, told["keep"]), most=20)
        said.append(f"Kept whatever the rules say were {kept}.")
    if told["stop"]:
        said.append(f"Named to be left out were {listed(map(plain, told['stop']), most=20)}.")
    if told["numbers"]:
        said.append("Terms without a letter were kept.")
    left = f"{plural(len(counts.terms), 'term')} remained, in {plural(counts.n_tokens, 'token')}"
    empty = counts.segments.dropped.get(WITHOUT_TERM, 0)
    gone = f"; {plural(empty, 'segment')} without any of them went" if empty else ""
    said.append(f"{left} of {plural(len(counts.segments), 'segment')}{gone}.")
    return " ".join(in_order(*said, told.rest()))


def _rules(counts: Counts, told: Told) -> list[str]:
    """Write each rule with the terms and tokens that went by it."""
    terms, tokens = Counter[str](), Counter[str]()
    for gone in counts.dropped_terms:
        terms[gone.rule] += 1
        tokens[gone.rule] += gone.count
    shortest = told["min_length"] or 1
    words = {
        "lists": _lists(told),
        "min_meetings": told["min_meetings"] or 1,
        "min_speakers": told["min_speakers"] or 1,
        "min_length": shortest,
        "ritual_share": number(100 * float(told["ritual_share"] or 1)),
        "min_segments": told["min_segments"] or 1,
        "max_speaker_share": number(100 * float(told["max_speaker_share"] or 1)),
        "max_meeting_share": number(100 * float(told["max_meeting_share"] or 1)),
        "max_speaker_rate": number(float(told["max_speaker_rate"] or 1)),
        "max_meeting_rate": number(float(told["max_meeting_rate"] or 1)),
        "max_share": number(100 * float(told["max_share"] or 1)),
    }
    always = {"min_segments", "max_share"} | ({"min_length"} if shortest > 1 else set())
    return [
        f"{_RULES.get(rule, 'terms by the rule ' + plain(rule)).format(**words)} "
        f"({plural(terms[rule], 'term')}, {plural(tokens[rule], 'token')})"
        for rule in [*_RULES, *(rule for rule in terms if rule not in _RULES)]
        if rule in terms or rule in always
    ]


def _lists(told: Told) -> str:
    """Name the lists of function words with their digests; the language where there are none."""
    lists = told["function_word_lists"] or {}
    language = plain(told["language"])
    return listed(f"{plain(k)}, list {plain(v)}" for k, v in lists.items()) or language


def _joined_and_lemmas(told: Told) -> list[str]:
    said = []
    if told["language"] == "each":
        said.append("The language of each segment was found by its function words.")
    if told["lemmas"]:
        said.append("Words were read as their lemmas (simplemma), each without its context.")
    passes, score = told["phrases"], told["phrase_score"]
    least, threshold = told["phrase_min_count"], told["phrase_threshold"]
    if passes:
        name = "normalised pointwise mutual information" if score == "npmi" else "score"
        said.append(
            f"Collocations within a sentence were joined to terms in "
            f"{plural(passes, 'pass', 'passes')}: parts that meet at least {least:,} times, with a "
            f"{name} above {number(threshold)}."
        )
    return said


def _from_to(dates: Sequence[str]) -> str:
    return dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"


def _layouts(corpus: Corpus, chosen: object) -> str:
    by = Counter(meeting.layout for meeting in corpus.meetings)
    how = "the experiment names" if chosen else "the evidence on it chose"
    named = listed(f"{plain(name)} ({n:,})" for name, n in by.most_common())
    return f"Each page was read by the layout that {how}: {named}."


def _dates(corpus: Corpus) -> str:
    by = Counter(meeting.date_from for meeting in corpus.meetings if meeting.date)
    without = sum(not meeting.date for meeting in corpus.meetings)
    found = [f"{_DATES.get(how, plain(how))} ({n:,})" for how, n in by.most_common()]
    said = in_order(
        f"Dates were taken from {listed(found)}." if found else "",
        f"{plural(without, 'meeting')} had no date." if without else "",
    )
    return " ".join(said)


def _languages(corpus: Corpus) -> str:
    by = Counter(code for meeting in corpus.meetings for code in meeting.languages)
    if not by:
        return ""
    named = listed(f"{plain(code)} ({n:,})" for code, n in by.most_common())
    return f"Pages were offered in the languages {named}."


def _people(corpus: Corpus) -> str:
    merged, left = len(corpus.merges), len(corpus.suggestions)
    said = in_order(
        f"{plural(merged, 'name')} {_were(merged)} taken for another form of a name."
        if merged
        else "",
        f"{plural(left, 'pair of names', 'pairs of names')} that may be one person's "
        f"{_were(left)} left as they are."
        if left
        else "",
    )
    return " ".join(said)


def _aside(corpus: Corpus, *, copies: bool) -> str:
    reasons = Counter(page.reason.split("'")[0].split(":")[0].strip() for page in corpus.set_aside)
    searched = "Pages that say word for word what another says were set aside. " if copies else ""
    if not reasons:
        return f"{searched}No file was set aside."
    first = reasons.most_common(4)
    named = listed(f"{n:,} ({plain(why)})" for why, n in first)
    others = reasons.total() - sum(n for _, n in first)
    more = f" and {others:,} for other reasons" if others else ""
    were = _were(len(corpus.set_aside))
    return f"{searched}{corpus.count_set_aside()} {were} set aside: {named}{more}."


def _patterns(told: Told) -> str:
    said = [
        f"Files were {how} by the {'pattern' if len(patterns) == 1 else 'patterns'} "
        f"{listed(map(code, patterns), most=20)}."
        for how, patterns in (("chosen", told["include"]), ("left out", told["exclude"]))
        if patterns
    ]
    return " ".join(said)


def _own_columns(corpus: Corpus, told: Told, inputs: Mapping[str, str]) -> str:
    said = []
    renamed, key = told["metadata_columns"] or {}, told["metadata_key"]
    if "corpus.metadata" in inputs:
        joined = f" by the key {code(key)}" if key else ""
        columns = f" ({listed(map(plain, renamed), most=20)})" if renamed else ""
        said.append(f"Columns of a table of metadata{columns} were joined{joined}.")
    if "corpus.speakers" in inputs:
        said.append("Columns of a table of speakers were joined by name.")
    for column, stretches in (told["periods"] or {}).items():
        named = listed((f"{plain(n)} ({_days(d)})" for n, d in _stretches(stretches)), most=20)
        said.append(f"The column {plain(column)} holds stretches of time: {named}.")
    for column, how in (told["recode"] or {}).items():
        said.append(f"The column {plain(column)} was made from another: {plain(how)}.")
    if corpus.unmatched:
        entries = plural(len(corpus.unmatched), "entry", "entries")
        said.append(f"{entries} of tables or settings had no partner among the texts.")
    return " ".join(said)


def _stretches(value: object) -> list[tuple[str, object]]:
    return list(value.items()) if isinstance(value, Mapping) else [(str(value), value)]


def _days(days: object) -> str:
    first, _, last = str(days).partition("..")
    return plain(f"{first or 'the beginning'} to {last or 'the end'}")


def _were(n: int) -> str:
    return "was" if n == 1 else "were"
