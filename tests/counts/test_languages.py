"""Which language a segment is in."""

from __future__ import annotations

import warnings
from types import MappingProxyType

import pytest

from toolkit.counts import count_terms, number_tokens, tokenize
from toolkit.counts.languages import function_word_counts, language_of_segments
from toolkit.counts.stop_words import LANGUAGES, stop_words, stop_words_digest
from toolkit.errors import ToolkitWarning
from toolkit.segments import Segments

SAID = {
    "en": "We have agreed with our partners that the talks will go on, and that is good for us.",
    "de": "Wir haben mit unseren Partnern vereinbart, dass die Gespräche weitergehen, das ist gut.",
    "es": "Hemos acordado con nuestros socios que las conversaciones van a seguir.",
    "fr": "Nous avons convenu avec nos partenaires que les discussions vont continuer.",
    "ru": "Мы договорились с нашими партнерами о том, что переговоры будут идти.",
}


def segments_of(*texts: str, meetings: tuple[str, ...] | None = None) -> Segments:
    ids = tuple(f"m#{i}" for i in range(len(texts)))
    columns = {"segment": ids, "meeting": meetings or ("m",) * len(texts)}
    return Segments("turn", texts, MappingProxyType(columns), MappingProxyType({}))


def test_each_segment_is_in_its_own_language() -> None:
    texts = [SAID[language] for language in LANGUAGES]
    tokens = number_tokens(segments_of(*texts))
    assert language_of_segments(tokens).tolist() == list(range(len(LANGUAGES)))
    found = function_word_counts(tokens)
    for row, language in enumerate(LANGUAGES):
        words = [t.lower() for t in tokenize(SAID[language])]
        for column, other in enumerate(LANGUAGES):
            assert found[row, column] == sum(word in stop_words(other) for word in words)


def test_a_short_segment_is_in_the_language_of_its_meeting() -> None:
    texts = (SAID["ru"], "Спасибо!", SAID["de"], "Danke!", "Ja", SAID["en"], SAID["en"], "NATO")
    meetings = ("a", "a", "b", "b", "b", "c", "c", "d")
    tokens = number_tokens(segments_of(*texts, meetings=meetings))
    assert [LANGUAGES[i] for i in language_of_segments(tokens)] == [
        "ru", "ru", "de", "de", "de", "en", "en", "en",
    ]  # fmt: skip


def test_a_word_goes_in_the_language_in_which_it_is_a_function_word() -> None:
    texts = [f"{SAID['de']} die", f"{SAID['en']} die", f"{SAID['en']} die"]
    counts = count_terms(segments_of(*texts), language="each", min_segments=1, max_share=1.0)
    column = counts.matrix[:, counts.terms.index("die")].toarray().ravel()
    assert column.tolist() == [0, 1, 1]
    assert [d.count for d in counts.dropped_terms if d.term == "die"] == [2]
    assert counts.settings["function_word_lists"].keys() == set(LANGUAGES)  # type: ignore[attr-defined]
    both = count_terms(segments_of(*texts), language="each", lemmas=True, min_segments=1)
    assert "vereinbaren" in both.terms


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("said", LANGUAGES)
def test_a_wrong_language_is_told(language: str, said: str) -> None:
    segments = segments_of(SAID[said], SAID[said])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        count_terms(segments, language=language, max_share=1.0)  # type: ignore[arg-type]
    messages = [str(one.message) for one in told if one.category is ToolkitWarning]
    if language == said:
        assert messages == []
    else:
        assert f"set language = '{said}'" in messages[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_words_are_written_as_the_text_is_read(language: str) -> None:
    for word in stop_words(language):
        assert word == word.lower()
        assert "ё" not in word
        if word != "n't":
            assert tokenize(word) == [word]
    content = {
        "en": "state states order member power", "de": "staat macht recht würdig land",
        "es": "estado poder deber embargo pueblo", "fr": "état pouvoir devoir personne droit point",
        "ru": "мир страна право сила люди",
    }  # fmt: skip
    assert stop_words(language).isdisjoint(content[language].split())
    assert len(stop_words_digest(language)) == 12
