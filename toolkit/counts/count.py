"""Count the terms of each segment."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from toolkit.counts.counts import Counts
from toolkit.counts.matrix import count_texts, rules_of, tally_texts
from toolkit.counts.phrases import Score, threshold_of
from toolkit.counts.removal import Kind
from toolkit.counts.texts import texts_of
from toolkit.counts.token_ids import Tokens, number_tokens
from toolkit.segments import Segments
from toolkit.stages import Names, as_tuple, stage

Kinds = Annotated[tuple[Kind, ...], BeforeValidator(as_tuple)]


@stage
def count_terms(
    segments: Segments | Tokens,
    *,
    language: Literal["en", "de", "es", "fr", "ru", "each"] = "en",
    function_words: bool = False,
    lemmas: bool = False,
    leave_out: Kinds = (),
    ritual_share: Annotated[float, Field(gt=0, le=1)] = 0.5,
    stop: Names = (),
    keep: Names = (),
    min_length: Annotated[int, Field(ge=1)] = 2,
    numbers: bool = False,
    min_segments: Annotated[int, Field(ge=1)] = 2,
    min_meetings: Annotated[int, Field(ge=1)] = 1,
    min_speakers: Annotated[int, Field(ge=1)] = 1,
    max_share: Annotated[float, Field(gt=0, le=1)] = 0.5,
    max_speaker_share: Annotated[float, Field(gt=0, le=1)] = 1.0,
    max_meeting_share: Annotated[float, Field(gt=0, le=1)] = 1.0,
    max_speaker_rate: Annotated[float, Field(ge=1)] | None = None,
    max_meeting_rate: Annotated[float, Field(ge=1)] | None = None,
    phrases: Annotated[int, Field(ge=0, le=4)] = 0,
    phrase_score: Score = "npmi",
    phrase_min_count: Annotated[int, Field(ge=1)] = 20,
    phrase_threshold: float | None = None,
) -> Counts:
    """Count the terms of each segment.

    Terms are tokens in lower case. A token in capitals whose lower case is a function word
    keeps them, so that "US" and "WHO" are not taken for "us" and "who", unless the segment is
    in capitals throughout. French elisions go ("l'accord" is "accord"); Russian ё is е.

    Parameters
    ----------
    segments
        What `split` returned; or what `number_tokens` made of it, which saves cutting it again.
    language
        Whose function words and lemmas are used; ``"each"`` finds the language of every segment
        by its function words.
    function_words
        Whether function words are kept.
    lemmas
        Whether terms are lemmas ("nations" is "nation"), looked up word by word without regard
        to what stands beside it: "meeting" is "meet". Function words and names in capitals that
        look like one have none.
    leave_out
        What goes besides: ``"names"`` of speakers, hosts and counterparts as the heads and labels
        of the corpus know them, with the titles before them; their ``"offices"``; ``"outlets"``
        of journalists; their ``"countries"`` (names and adjectives in the language of the text,
        or as the heads print them); ``"places"`` of the meetings; ``"ritual"``, forms of address
        and thanks; and ``"introductions"``, the opening sentences of a question in which its
        asker says a name or an outlet. One word of a name goes alone, and so does an office of
        one word, only where it is mostly written with a capital ("Mark" does not where "mark"
        is said as often). `Counts.dropped` lists each by its rule.
    ritual_share
        Phrases of two to eight words are ritual if they begin one of the first or last two
        sentences of a turn in at least this share of the meetings, and are mostly said there.
    stop, keep
        Terms left out, and terms kept whatever the other rules say; read as the text is, so
        that "Russia" is the term "russia". `read_terms` reads a list from a file.
    min_length
        Shorter terms are left out, in characters; terms that keep their capitals are not.
    numbers
        Whether terms without a letter are kept.
    min_segments, min_meetings, min_speakers
        Terms in fewer segments, in fewer meetings or said by fewer speakers are left out;
        segments of no one speaker count for none.
    max_share
        Terms in more than this share of the segments are left out.
    max_speaker_share, max_meeting_share
        Terms of which one speaker, or one meeting, has more than this share of the tokens are
        left out last of all (Thompson and Mimno 2018): they draw topics to that speaker. 1 leaves
        none out; `Counts.table` shows the shares.
    max_speaker_rate, max_meeting_rate
        How many times as often as all others, of as many tokens, one speaker or one meeting may
        say a term (3 is a start); the tokens beyond that, and beyond what chance would give, are
        taken out, as if drawn at random. So a term draws topics less to who says it and stays a
        term; one that nobody else says goes altogether. None takes none out. What is compared
        afterwards are the tokens that are left.
    phrases
        How often collocations are joined to one term, such as "security_council"; two passes
        reach four words. Phrases never cross a sentence, begin or end with a function word, nor
        hold one but articles, prepositions, "and" and "or" ("rule_of_law"). 0 finds none.
    phrase_score, phrase_min_count, phrase_threshold
        How a phrase is told: by ``"npmi"``, normalised pointwise mutual information from -1 to 1,
        or gensim's ``"default"``, which grows with the corpus; how often its parts must meet;
        and what it must score above (None: 0.5 for npmi, 10 for default).

    Returns
    -------
    Counts
        Segments in which no term is left are left out and counted.

    Raises
    ------
    ToolkitError
        If no term is left, or an entry of `stop` or `keep` is not one term.

    Warns
    -----
    ToolkitWarning
        If the texts read like another language than `language`.

    References
    ----------
    Bouma (2009), Normalized (pointwise) mutual information in collocation extraction, GSCL.
    Mikolov et al. (2013), Distributed representations of words and phrases, NIPS 26.
    Thompson and Mimno (2018), Authorless topic models, COLING.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample")), min_segments=5)
    >>> counts.matrix.shape == (len(counts.segments), len(counts.terms))
    True
    """
    settings: dict[str, Any] = {
        "language": language,
        "function_words": function_words,
        "lemmas": lemmas,
        "leave_out": leave_out,
        "ritual_share": ritual_share,
        "stop": stop,
        "keep": keep,
        "min_length": min_length,
        "numbers": numbers,
        "min_segments": min_segments,
        "min_meetings": min_meetings,
        "min_speakers": min_speakers,
        "max_share": max_share,
        "max_speaker_share": max_speaker_share,
        "max_meeting_share": max_meeting_share,
        "max_speaker_rate": max_speaker_rate,
        "max_meeting_rate": max_meeting_rate,
        "phrases": phrases,
        "phrase_score": phrase_score,
        "phrase_min_count": phrase_min_count,
        "phrase_threshold": threshold_of(phrase_score, phrase_threshold),
    }
    rules = rules_of(settings)
    tokens = segments if isinstance(segments, Tokens) else number_tokens(segments)
    texts, whole = texts_of(tokens, settings), tokens.segments
    # Five bytes a token, which nobody asks any more.
    del tokens
    texts = replace(texts, begins=texts.begins[:0].copy())
    return count_texts(whole, tally_texts(whole, texts, settings), rules, settings)
