"""Which encoding a file is in that does not say so, by the letters it would then be written in."""

from __future__ import annotations

import math
import re
from collections import Counter

_SAMPLE_BYTES = 100_000

# What texts are written in, by Python's names; of Latin script the most used first.
_JAPANESE = ["cp932", "euc_jp"]
_LATIN = [
    "cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "iso8859_15", "iso8859_10", "iso8859_16",
    "cp1258", "mac_roman", "mac_latin2", "cp850", "cp852", "cp437",
]  # fmt: skip
_OTHER_SCRIPTS = [
    "gb18030", "big5", "cp949", "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866",
    "mac_cyrillic", "cp1253", "iso8859_7", "cp1255", "cp1256", "iso8859_6", "cp874",
]  # fmt: skip

# Letters beyond a to z that texts of each language are printed with, the most frequent first.
_LETTERS = (
    "’“”–—‘…é•",  # English, of which the marks alone are beyond ASCII
    "óáíéñúü",  # Spanish
    "éèàê’çôâîûùœïëüæÿ",  # French
    "üäöß",  # German
    "ãçáéíóõêúâàôü",  # Portuguese
    "à’èùòìéóî",  # Italian
    "ëéïóöüáè",  # Dutch
    "àéòèíóçúïü·",  # Catalan
    "äöåéü",  # Swedish, Finnish
    "øåæéóôò",  # Danish, Norwegian
    "íðáóöéþúæý",  # Icelandic
    "łęóąśżćźń",  # Polish
    "íáěéřčžýšůúóťďňäľĺôŕ",  # Czech, Slovak
    "áéöóőüíúű",  # Hungarian
    "ăîşţâșț",  # Romanian
    "čšžćđ",  # Croatian, Slovenian
    "ışğüöçİâîû",  # Turkish
    "õäüöšž",  # Estonian
    "āīēšūņļžčģķ",  # Latvian
    "ėųšįžąūčę",  # Lithuanian
    "đàôáêưạảơệếốìộấăâãèéíòóùúũĩõ",  # Vietnamese
)
# What no language owns; some of it stands between words only.
_PRINTED = frozenset("‘’“”„…–—•«»€£§©®°¿¡\u00a0\u00ad")
# Marks inside a word; letters alone that are no word, or thrice: a dash or a space read amiss.
_AMISS = re.compile(
    r"(?<=[^\W\d_])[“”„…•«»€£§©®°¿¡](?=[^\W\d_])|(?<!\w)[^\W\d_a-zàèéåöø](?!\w)"
    r"|([^\W\d_a-z])\1\1"
)

KNOWN_ENCODINGS = frozenset([*_JAPANESE, *_LATIN, *_OTHER_SCRIPTS])


def guess_encoding(raw: bytes) -> str:
    """Return the encoding that bytes which are not UTF-8 are likeliest to be in.

    Bytes that make text in one encoding make some text in several. What is mostly beyond ASCII
    is left to charset-normalizer, which judges whole scripts; what is mostly ASCII is of Latin
    script, and there the letters of the languages decide.

    Of real passages of four sentences 319 of 320 were read right, in Spanish (windows-1252,
    ISO-8859-15, Mac, cp850) and Russian (windows-1251, KOI8-R, ISO-8859-5, cp866). A single
    sentence in windows-1252 or windows-1251 was, too; in Mac or cp850 one in three was not.

    Returns
    -------
    str
        By Python's name, such as ``cp1251``; empty if none fits.

    Examples
    --------
    >>> guess_encoding("El presidente señaló que mañana habrá más.".encode("cp1252"))
    'cp1252'
    """
    from charset_normalizer import from_bytes

    sample = _telling(raw)
    if japanese := _japanese(sample):
        return japanese
    # Latin script is ASCII for the most part, and other scripts are so for the least.
    beyond = sum(byte > 127 for byte in sample) / len(sample)
    if beyond < 0.25:
        return _by_letters(sample)
    known = [*_OTHER_SCRIPTS, *(_LATIN if beyond < 0.5 else ())]
    best = from_bytes(sample, cp_isolation=known, enable_fallback=False).best()
    return best.encoding if best and best.encoding not in _LATIN else _by_letters(sample)


def _telling(raw: bytes) -> bytes:
    """Return the lines that are not plain ASCII, which alone tell encodings apart."""
    lines = (line for line in raw.splitlines(keepends=True) if not line.isascii())
    sample = b""
    for line in lines:
        sample += line
        if len(sample) >= _SAMPLE_BYTES:
            break
    return sample


def _japanese(sample: bytes) -> str:
    """Return the Japanese encoding in which much of the text is hiragana; empty if none is."""
    for name in _JAPANESE:
        odd = [x for x in strictly(sample, name) or "" if not x.isascii()]
        if sum("ぁ" <= x <= "ん" for x in odd) > len(odd) / 5:
            return name
    return ""


def _by_letters(sample: bytes) -> str:
    """Return the Latin encoding whose letters are the likeliest of any one language.

    Before any letter is seen, the encoding of rank r in `_LATIN` is as likely as 1 / r squared.
    """
    scores = {}
    for rank, name in enumerate(_LATIN, start=1):
        if (text := strictly(sample, name)) is not None:
            scores[name] = _likelihood(text) - 2 * math.log(rank)
    return max(scores, key=lambda name: scores[name], default="")


def _likelihood(text: str) -> float:
    """Return the log-likelihood of the characters beyond ASCII in the language they fit best.

    The letter of rank r is taken to be as frequent as 1 / r, as letters about are.
    """
    odd = Counter(x for x in _AMISS.sub("\x80", text.lower()) if not x.isascii())
    return max(
        sum(n * math.log(_share(letter, letters)) for letter, n in odd.items())
        for letters in _LETTERS
    )


def _share(letter: str, letters: str) -> float:
    """Return how frequent a character roughly is in a language with the given letters."""
    if at := letters.find(letter) + 1:
        return 1 / at / sum(1 / rank for rank in range(1, len(letters) + 1))
    if letter == "\u00a0":  # anywhere, and many at a time
        return 0.05
    return 0.02 if letter in _PRINTED else 0.0001


def strictly(raw: bytes, encoding: str) -> str | None:
    """Return the decoded bytes; None if one of them does not fit."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
