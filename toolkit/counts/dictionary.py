"""Words of categories that a researcher has drawn up, counted as if each category were a term."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts
from toolkit.counts.reading import reader
from toolkit.counts.stop_words import LANGUAGES
from toolkit.counts.tokens import tokenize
from toolkit.errors import ToolkitError

OTHER = "other words"


def read_dictionary(file: str | Path) -> dict[str, tuple[str, ...]]:
    r"""Read categories and their words.

    Parameters
    ----------
    file
        TOML, one key a category with a list of words; or LIWC's ``.dic``: between two lines of
        "%" a number and a name a line, behind them a word and its numbers a line.

    Returns
    -------
    dict
        Words of each category, in the order of the file; "*" at the end of one stands for any
        letters.

    Raises
    ------
    ToolkitError
        If the file cannot be read, or holds no category.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     file = Path(home, "war.toml")
    ...     _ = file.write_text('war = ["attack*", "troops"]\npeace = ["truce"]\n')
    ...     read_dictionary(file)
    {'war': ('attack*', 'troops'), 'peace': ('truce',)}
    """
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8-sig")
        held = _liwc(text) if path.suffix == ".dic" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ToolkitError(f"the dictionary {path} cannot be read: {error}") from error
    for name, words in held.items():
        if not (isinstance(words, list) and words and all(isinstance(w, str) for w in words)):
            raise ToolkitError(f"{path}: {name} = {words!r} cannot be used; write a list of words")
    if not held:
        raise ToolkitError(f"{path} holds no category; write one a line, with a list of words")
    return {name: tuple(words) for name, words in held.items()}


def count_categories(counts: Counts, dictionary: Mapping[str, Sequence[str]]) -> Counts:
    """Count the words of categories: a baseline that runs through the same comparisons.

    Parameters
    ----------
    counts
        What `count_terms` returned; a word that it left out cannot be counted, so that
        ``function_words=True, min_segments=1, max_share=1.0`` are apt. The categories' words are
        read as these terms were, lemmas included, but for words with a "*".
    dictionary
        Words of each category, as `read_dictionary` returns them; "*" at the end of a word stands
        for any letters. No term may be in two categories, for shares of the whole would not add
        up to it.

    Returns
    -------
    Counts
        One column a category, and "other words" for the rest, sorted by name; no token is lost.
        As topics: ``topics_from(shares, numpy.eye(n), counts=counted, ids=counted.segments.ids,
        terms=counted.terms)``, where shares are the rows divided by their sums.

    Raises
    ------
    ToolkitError
        If a term is in two categories, a category has the name of the rest, or none of the words
        occurs.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> count_categories(counts, {"sea": ["ferry", "ferries", "fish*"]}).terms
    ('other words', 'sea')
    """
    if OTHER in dictionary:
        raise ToolkitError(f"a category is called '{OTHER}', which is the rest; rename it")
    found: dict[str, str] = {}
    for category, words in dictionary.items():
        fits = _matcher(counts, words)
        for term in filter(fits, counts.terms):
            if found.setdefault(term, category) != category:
                raise ToolkitError(
                    f"'{term}' is a word of {found[term]} and of {category}; leave it in one of "
                    "them, or count them one dictionary at a time"
                )
    if not found:
        raise ToolkitError(
            f"none of the words of {', '.join(dictionary) or 'no category'} is a term of the "
            "counts; were they left out? see counts.trace"
        )
    names = sorted([*dictionary, OTHER])
    column = [names.index(found.get(term, OTHER)) for term in counts.terms]
    size = len(counts.terms)
    into = csr_matrix((np.ones(size, np.int64), (range(size), column)), (size, len(names)))
    made = csr_matrix(counts.matrix @ into)
    made.sort_indices()
    settings = dict(counts.settings) | {"dictionary": {k: list(v) for k, v in dictionary.items()}}
    return Counts(
        counts.segments, made, tuple(names), counts.dropped_terms, MappingProxyType(settings)
    )


def _matcher(counts: Counts, words: Sequence[str]) -> Callable[[str], object]:
    language, lemmas = counts.settings.get("language", "en"), bool(counts.settings.get("lemmas"))
    languages = LANGUAGES if language == "each" else (str(language),)
    patterns = set()
    for word in words:
        stem = "_".join(tokenize(word.replace("*", "")))
        if not stem:
            raise ToolkitError(f"the dictionary holds '{word}', which is no word")
        if word.endswith("*"):
            patterns.add(re.escape(stem.lower()) + ".*")
        else:
            for one in languages:
                meant = reader(one, lemmas=lemmas).meant(tokenize(word))
                patterns.update(map(re.escape, meant))
    return re.compile("|".join(sorted(patterns))).fullmatch


def _liwc(text: str) -> dict[str, list[str]]:
    """Read LIWC's form: categories by number, then words with their numbers."""
    parts = re.split(r"^%\s*$", text, flags=re.MULTILINE)
    if len(parts) != 3:
        raise ValueError(f"{len(parts) - 1} lines hold nothing but '%', and two must")
    heads = [line.split(None, 1) for line in parts[1].splitlines() if line.strip()]
    names = {head[0]: head[-1].strip() for head in heads}
    held: dict[str, list[str]] = {name: [] for name in names.values()}
    for line in filter(str.strip, parts[2].splitlines()):
        word, *numbers = line.split("\t") if "\t" in line else line.split()
        for number in filter(None, map(str.strip, numbers)):
            if number not in names:
                raise ValueError(f"'{word}' is of category {number}, which is not named")
            held[names[number]].append(word.strip())
    return {name: words for name, words in held.items() if words}
