"""Pages as nobody wrote them: real ones damaged by chance, and long ones made to take for ever."""

from __future__ import annotations

import codecs
import random
import re
from collections.abc import Callable

Chance = random.Random
Change = Callable[[Chance, bytes], bytes]

ENCODINGS = (
    "utf-16", "utf-16-le", "utf-32", "cp1251", "koi8_r", "cp1252", "cp866", "shift_jis", "gb18030",
    "utf-7", "cp037", "iso2022_jp",
)  # fmt: skip
ODD = (
    "\0", "\x1b[31m", "\u202e", "\u2028", "\u0085", "\ufeff", "\u00ad", "\u200b", "\ud7ff", "\x0b",
    "\x0c", "\r", "\r\n", "\n\n\n", "\t", "\u00a0", "😀", "e\u0301" * 9, "\U0010ffff", "ﷺ", "İ",
    "ß", "\x85", "ǅ", "‑", "Ω", "٣", "²", "①", "\\", "'", '"', "#REF!", "=1+1", "%s", "{0}",
    "{name}",
)  # fmt: skip
MARKS = (
    "Question: ", "Q: ", "A: ", "QUESTION: ", "MODERATOR:", "Вопрос: ", "PREGUNTA: ", "Frage: ",
    "ADA BIRCH: ", "Ada Birch: ", "Ada Birch (adding after Ivo Marlin): ", "CHAIR BIRCH. ",
    "В.Путин: ", "Смотрите также ", "Лица ", "География ", "(Laughter.)", "[Applause]", "(", ")",
    "[", "]", "((((", "**", "__", "*", "_", "#", "##### ", "---\n", "```", "![", "](", "\\(", "<b>",
    "</b>", "<div>", "</div>", "<table><tr><td>", "<script>", "<!--", "-->", "<![CDATA[", "&#0;",
    "&#x110000;", "&nbsp;", "<p hidden>", '<p style="display:none">', "March 9, 2020", "32.13.2020",
    "00:00", "99:99", "9 March 202011:05", "en-GB1 ru-RU2", "Contents", "1. ", "Asset Publisher",
    "THE WHITE HOUSE", "Foreign Minister ", "talks with ", " and ", ", ", "of the Republic of ",
    "years 0000-00-00", "²²:①①", "February 30, 2021", "1 January 0000", "1 Januar 99999",
)  # fmt: skip


def _lines(raw: bytes) -> list[bytes]:
    return raw.splitlines(keepends=True) or [b""]


def _stretch(chance: Chance, raw: bytes) -> tuple[int, int]:
    one, other = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return one, other


def cut(chance: Chance, raw: bytes) -> bytes:
    """Leave out a stretch, wherever in a letter it begins."""
    one, other = _stretch(chance, raw)
    return raw[:one] + raw[other:]


def keep(chance: Chance, raw: bytes) -> bytes:
    """Keep a stretch alone."""
    one, other = _stretch(chance, raw)
    return raw[one:other]


def double(chance: Chance, raw: bytes) -> bytes:
    """Say a few lines many times over."""
    lines = _lines(raw)
    at = chance.randrange(len(lines))
    some = lines[at : at + chance.randint(1, 5)]
    return b"".join([*lines[:at], *some * chance.choice([2, 3, 50]), *lines[at:]])


def shuffle(chance: Chance, raw: bytes) -> bytes:
    """Put the lines in another order."""
    lines = _lines(raw)
    chance.shuffle(lines)
    return b"".join(lines)


def swap(chance: Chance, raw: bytes) -> bytes:
    """Change single bytes."""
    changed = bytearray(raw)
    for _ in range(chance.choice([1, 5, 200])):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def recode(chance: Chance, raw: bytes) -> bytes:
    """Write the page, or half of it, in another encoding."""
    encoding = chance.choice(ENCODINGS)
    half = chance.choice([0, 0, len(raw) // 2])
    text = raw[half:].decode("utf-8", "replace")
    return raw[:half] + text.encode(encoding, "ignore")


def mark(chance: Chance, raw: bytes) -> bytes:
    """Set a byte order mark before it, right or wrong."""
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)
    return chance.choice(marks) + raw


def binary(chance: Chance, raw: bytes) -> bytes:
    """Put bytes of something else in."""
    at = chance.randrange(len(raw) + 1)
    other = chance.choice(
        [
            chance.randbytes(200),
            b"\0",
            b"\0" * 500,
            b"%PDF-1.4",
            b"PK\x03\x04",
            b"\x1b$B",
            b"\x7f" * 9,
        ]
    )
    return raw[:at] + other + raw[at:]


def _insert(chance: Chance, raw: bytes, pieces: tuple[str, ...], times: int) -> bytes:
    for _ in range(times):
        at = chance.randrange(len(raw) + 1)
        while at < len(raw) and raw[at] & 0xC0 == 0x80:  # not within a letter
            at += 1
        raw = raw[:at] + chance.choice(pieces).encode() + raw[at:]
    return raw


def odd(chance: Chance, raw: bytes) -> bytes:
    """Put letters in that few have thought of."""
    return _insert(chance, raw, ODD, chance.choice([1, 8, 60]))


def marks(chance: Chance, raw: bytes) -> bytes:
    """Put labels, brackets, markup, dates and furniture in where they do not belong."""
    return _insert(chance, raw, MARKS, chance.choice([1, 8, 60]))


def mark_lines(chance: Chance, raw: bytes) -> bytes:
    """Let every line, or every fifth, open with a mark."""
    each, one = chance.choice([1, 5]), chance.choice(MARKS).encode()
    return b"".join(one + x if i % each == 0 else x for i, x in enumerate(_lines(raw)))


def join(chance: Chance, raw: bytes) -> bytes:
    """Make one line of all, or end every word with a line."""
    return re.sub(rb"[\r\n]+", b" ", raw) if chance.random() < 0.5 else raw.replace(b" ", b"\n")


def ends(chance: Chance, raw: bytes) -> bytes:
    """End the lines as another system does."""
    other = chance.choice(["\r", "\r\n", "\u2028", "\x0b", "\x85", "\n\n\n"])
    return raw.replace(b"\n", other.encode())


def nest(chance: Chance, raw: bytes) -> bytes:
    """Open many elements or brackets that nobody closes."""
    at = chance.randrange(len(raw) + 1)
    one = chance.choice(
        [b"<div>", b"<b>", b"<ul><li>", b"(", b"[", b"**", b"<table><tr><td>", b"{"]
    )
    return raw[:at] + one * chance.choice([10, 400, 5000]) + raw[at:]


def long(chance: Chance, raw: bytes) -> bytes:
    """Say one word, letter or mark very often on one line."""
    at = chance.randrange(len(raw) + 1)
    one = chance.choice(
        [*MARKS, *ODD, "a", "A", " ", "A. ", "Ada ", "Ada-", "’", "1", "•"]
    ).encode()
    return raw[:at] + one * chance.choice([20, 500, 4000]) + raw[at:]


def upper(chance: Chance, raw: bytes) -> bytes:
    """Write all in capitals, or all small."""
    text = raw.decode("utf-8", "replace")
    return (text.upper() if chance.random() < 0.5 else text.lower()).encode()


CHANGES: tuple[Change, ...] = (
    cut, keep, double, shuffle, odd, marks, mark_lines, join, ends, nest, long, upper,
)  # fmt: skip
OF_BYTES: tuple[Change, ...] = (swap, recode, mark, binary)
"""What mostly leaves no text at all; it comes more seldom."""


def mutate(raw: bytes, seed: int, largest: int = 40_000) -> bytes:
    """Damage a page by a few changes that the seed chooses; long ones are cut before."""
    chance = random.Random(seed)
    if len(raw) > largest and chance.random() < 0.95:
        at = chance.choice([0, 0, 0, chance.randrange(len(raw) - largest)])
        raw = raw[at : at + largest]
    for change in chance.choices(CHANGES, k=chance.choice([1, 1, 2, 2, 3, 4])):
        raw = change(chance, raw)
    if chance.random() < 0.2:
        raw = chance.choice(OF_BYTES)(chance, raw)
    return raw


_HEAD = (
    "9 March 202011:05\n\nForeign Minister Ada Birch’s statement and answers to media questions at "
    "a joint news conference following talks with Foreign Minister of Ostervale Ivo Marlin, "
    "Harbourtown, March 9, 2020\n\n"
)
_WRAPPED = "we have seen that the price of the fish in this port is\n"
_ENGLISH = "We have spoken of the ferry and of the price that is paid for fish in this port. "


def _times(piece: str, size: int) -> str:
    return piece * (size // len(piece.encode()) + 1)


def _numbered(piece: str, size: int) -> str:
    """Repeat a piece with another number in letters each time."""
    n = size // len(piece.replace("{}", "abcd").encode()) + 1
    letters = ("".join(chr(97 + i // 26**k % 26) for k in range(4)) for i in range(n))
    return "".join(piece.replace("{}", four) for four in letters)


Bait = Callable[[int], str]
_PAGE: dict[str, Bait] = {
    "one long line": lambda n: _HEAD + _times(_ENGLISH, n),
    "one word": lambda n: _HEAD + "a" * n,
    "capitals": lambda n: _HEAD + "A" * n,
    "capital words": lambda n: _HEAD + _times("ADA ", n),
    "names": lambda n: _HEAD + _times("Ada ", n),
    "initials": lambda n: _HEAD + _times("A. ", n),
    "blanks in a line": lambda n: _HEAD + "Ada" + " " * n + "Birch",
    "blank lines": lambda n: _HEAD + _times("\n", n) + _ENGLISH,
    "blanks": lambda n: _HEAD + _times(" \n", n) + _ENGLISH,
    "carriage returns": lambda n: _HEAD + _times("\r", n) + _ENGLISH,
    "short lines": lambda n: _HEAD + _times("a b\n", n),
    "ten short lines before": lambda n: _times("\n", n) + _HEAD,
    "soft hyphens": lambda n: _HEAD + _ENGLISH + "\u00ad" * (n // 2) + _ENGLISH,
    "questions": lambda n: _HEAD + _times("Question: Why?\nAda Birch: So.\n", n),
    "one question": lambda n: _HEAD + "Question: Why?\n" + _times("So it is.\n", n),
    "other labels": lambda n: _HEAD + _numbered("Ada Birch{}: We say so.\nQuestion: Why?\n", n),
    "labels of many": lambda n: _HEAD + _numbered("Ada B{}: The yes.\n", n),
    "labels in capitals": lambda n: _HEAD + _numbered("ADA B{}: The yes.\n", n).upper(),
    "notes": lambda n: _HEAD + _numbered("Ada B{} (as interpreted): The yes.\n", n),
    "offices": lambda n: _HEAD + _numbered("Prime Minister B{} (said): The yes.\n", n),
    "colons": lambda n: _HEAD + _times("so: ", n),
    "colons on lines": lambda n: _HEAD + _numbered("so {}: it is\n", n),
    "labels within": lambda n: _HEAD + "Question: W.\n" + _times("So. Question: W? ", n),
    "brackets": lambda n: _HEAD + "Question: Why?\n" + "(" * n,
    "closed brackets": lambda n: _HEAD + "Question: Why?\n" + _times("()", n),
    "brackets in turn": lambda n: _HEAD + "Question: Why?\n" + _times("(a) ", n) + "a",
    "a bracket before": lambda n: _HEAD + "Question: Why?\n(" + _times("a ", n),
    "brackets on lines": lambda n: _HEAD + "Question: Why?\n" + _times("(Laughter.)\n", n),
    "directions": lambda n: _HEAD + "Question: Why?\n" + _numbered("(Laughter {}.)\n", n),
    "a long title": lambda n: f"{_HEAD.strip()} {_times('and Ada Birch, ', n)}\n\n{_ENGLISH}",
    "contents": lambda n: _HEAD + "Contents\n" + _numbered("1. The {} so\n", n // 2) * 2,
    "the head again": lambda n: _HEAD + _times("Harbourtown, March 9, 2020\n", n) + _ENGLISH,
    "stamps": lambda n: _times("9 March 2020 11:05\n", n) + _ENGLISH,
    "furniture": lambda n: _HEAD + _times("Back to list\n", n) + _ENGLISH,
    "long furniture": lambda n: _HEAD + _times("•", n) + "\n" + _ENGLISH,
    "stars": lambda n: _HEAD + _times("* ", n) + "\n" + _ENGLISH,
    "dashes": lambda n: _HEAD + _times("-_", n) + "x\n" + _ENGLISH,
    "languages": lambda n: _HEAD + _times("en-GB1 ", n) + "x\n" + _ENGLISH,
    "breadcrumbs": lambda n: "a \\" + _times("a \\ b", n) + ";\n" + _HEAD + _ENGLISH,
    "wrapped": lambda n: _HEAD + _times(_WRAPPED, n),
    "wrapped in one": lambda n: _HEAD
    + _times(f"{_WRAPPED}is high for all of them, and so for us\n", n),
    "answers": lambda n: _HEAD + _times("Q: Why?\nA: So.\n", n),
    "years": lambda n: _times("2020-03-", n) + "\n" + _HEAD + _ENGLISH,
    "quotes": lambda n: _HEAD + _times("’s ", n),
    "addressing": lambda n: _HEAD + "Question: " + _times("the question is for President Ada ", n),
    "thanks": lambda n: _HEAD + _times("Question: Thank you.\nAda Birch: Thank you.\n", n),
    "names in prose": lambda n: (
        _HEAD
        + _numbered("Ada B{} (said): The yes.\n", n // 2)
        + _times("So. So: it is. ", n // 2)
    ),
    "a name in prose": lambda n: (
        _HEAD + _numbered("ADA B{} (SAID): YES.\n", n // 2).upper() + _times("ADA B ", n // 2)
    ),
    "chairs": lambda n: _numbered("CHAIR B{}. The yes. ", n).upper(),
    "chairs on lines": lambda n: _numbered("CHAIR B{}. The yes. ADA B{}. So.\n", n).upper(),
    "letters on lines": lambda n: _HEAD + "Question: W?\n" + _times("Q: ", n),
    "titles": lambda n: "News conference " * (n // 16) + "\nQuestion: the yes.\n",
    "a title of names": lambda n: (
        "Remarks by " + _times("President Ada Birch of Japan and ", n) + "in Joint\n" + _ENGLISH
    ),
    "offices in a title": lambda n: (
        _HEAD.strip().removesuffix("2020")
        + _times(" and Minister of the Republic of", n)
        + "\n\nQuestion: the yes\n"
    ),
    "dots": lambda n: _HEAD + "Question: W? " + _times(". ", n),
}  # fmt: skip
_RUSSIAN: dict[str, Bait] = {
    "see also": lambda n: _times("Смотрите также ", n) + "kremlin.ru/ В.Путин: Да.",
    "see also x": lambda n: "В.Путин: Да. " + _times("Смотрите также в этом ", n) + "В.Путин: Да.",
    "topics": lambda n: "В.Путин: Да. " + _times("География Темы Лица ", n) + "В.Путин: Да.",
    "topics x": lambda n: "В.Путин: Да. " + _times("Лица и это Темы что ", n) + "В.Путин: Да.",
    "topics without": lambda n: "В.Путин: Да. " + _times("<…> География ", n) + "В.Путин: Да.",
    "cards": lambda n: _times("В.Путин Путин Владимир это в на ", n) + "В.Путин: Да.",
    "one label": lambda n: _times("В.Путин: Да. ", n) + "В.Путин: Да.",
    "initials": lambda n: "В.Путин: Да. " + _times("В.В.Пу ", n) + "В.Путин: Да.",
    "questions": lambda n: _times("Вопрос: Что? В.Путин: Да, и это так. ", n) + "В.Путин: Да.",
    "people": lambda n: _numbered("В.П{}: Да. ", n) + "В.Путин: Да.",
    "words": lambda n: "В.Путин: " + _times("и в не на что это как мы по с ", n) + "В.Путин: Да.",
    "stars": lambda n: "В.Путин: Да. " + _times("* ", n) + "В.Путин: Да.",
    "days": lambda n: "В.Путин: Смотрите также " + _times("9 марта 2020 год ", n) + "В.Путин: Да.",
}
_SPANISH: dict[str, Bait] = {
    "capitals": lambda n: "Versión estenográfica\n\nPREGUNTA: Sí.\n\n" + _times("ANA LÓPEZ, ", n),
    "offices": lambda n: (
        "Versión estenográfica\n\nPREGUNTA: Sí.\n\n"
        + _times("ANA LÓPEZ, PRESIDENTA DE LOS ESTADOS UNIDOS MEXICANOS: Sí.\n\n", n)
    ),
    "lines": lambda n: "Versión estenográfica\n\nPREGUNTA: Sí.\n\n" + _times("ANA LÓPEZ\n", n),
    "wrapped": lambda n: (
        "Versión estenográfica\n\nPREGUNTA: Sí.\n\n"
        + _times("los y por para más como pero estos estas muy hay sus hemos\n", n)
    ),
    "people": lambda n: (
        "Versión estenográfica\n\n" + _numbered("ANA L{}, JEFA: Sí.\n\n", n).upper()
    ),
    "ends": lambda n: "Versión estenográfica\n\nPREGUNTA: Sí.\n\n" + _times("Sí.\n", n),
}
_MARKDOWN: dict[str, Bait] = {
    "stars": lambda n: _HEAD + "*" * n,
    "pairs": lambda n: _HEAD + _times("** ", n) + _ENGLISH,
    "opened": lambda n: _HEAD + _times("**a ", n),
    "lines": lambda n: _HEAD + _times("__a ", n),
    "bold": lambda n: _HEAD + _numbered("**Ada B{}:** The yes.\n", n),
    "pictures": lambda n: _HEAD + _times("![", n),
    "pictures x": lambda n: _HEAD + _times("![a](", n),
    "pictures y": lambda n: _HEAD + "![a](" + _times("()", n),
    "headings": lambda n: _HEAD + _times("# a\n", n),
    "yaml": lambda n: "---\n" + _times("a: b\n", n) + "---\n" + _HEAD + _ENGLISH,
    "yaml nested": lambda n: "---\na: " + "[" * min(n, 19_000) + "\n---\n" + _HEAD + _ENGLISH,
    "yaml names": lambda n: "---\n" + _numbered("{}: b\n", min(n, 19_000)) + "---\n" + _ENGLISH,
    "escapes": lambda n: _HEAD + _times("\\*", n),
    "emphasis": lambda n: _HEAD + "".join(_times("*a* ", n)) + "\n" + _ENGLISH,
    "bold lines": lambda n: _HEAD + _times("**so it**\n", n),
    "bold on one line": lambda n: _HEAD + _times("**so** it ", n),
}
_KREMLIN = (
    "<title>kremlin.ru</title><h1 class=entry-title>A</h1><div itemprop=articleBody><p>"
    "<b>Question:</b> the yes</p>"
)
_HTML: dict[str, Bait] = {
    "divs": lambda n: _HEAD + _times("<div>", n),
    "bold": lambda n: f"<p>{_HEAD}" + _times("<b>", n),
    "bold in turn": lambda n: f"<p>{_HEAD}" + _times("<b>a</b> ", n),
    "paragraphs": lambda n: f"<p>{_HEAD}" + _times("<p>so", n),
    "attributes": lambda n: f"<p>{_HEAD}<p " + _times("a=b ", n),
    "many names": lambda n: f"<p>{_HEAD}<p " + _numbered("{}=b ", n),
    "open quotes": lambda n: f"<p>{_HEAD}" + _times('<p a="', n),
    "comments": lambda n: f"<p>{_HEAD}" + _times("<!--", n),
    "tables": lambda n: f"<p>{_HEAD}" + _times("<table><tr><td>a", n),
    "cells": lambda n: f"<p>{_HEAD}<table><tr>" + _times("<td>a", n),
    "entities": lambda n: f"<p>{_HEAD}" + _times("&#65;", n),
    "tags": lambda n: f"<p>{_HEAD}" + "<" * n,
    "scripts": lambda n: f"<p>{_HEAD}" + _times("<script>", n),
    "lists": lambda n: f"<p>{_HEAD}" + _times("<ul><li>", n),
    "links": lambda n: f"<p>{_HEAD}" + _times("<a href=x>", n),
    "typed": lambda n: f"<p>{_HEAD}<pre>" + _times("\n", n),
    "typed words": lambda n: f"<p>{_HEAD}<pre>" + _times("a \n", n),
    "strong lines": lambda n: f"<p>{_HEAD}" + _times("<p><b>Ada Birch:</b> so", n),
    "sides": lambda n: f"<p>{_HEAD}" + _times("<nav>a</nav>b", n),
    "styles": lambda n: f"<p>{_HEAD}" + _times("<i style='display:none'>a</i>", n),
    "spaces": lambda n: f"<p>{_HEAD}<b style='" + " ;" * (n // 2) + "'>a</b>",
    "kremlin": lambda n: _KREMLIN + _times("<p><b>Vladimir Putin:</b> so it is</p>", n),
    "kremlin notes": lambda n: f"{_KREMLIN}<p><b>Ada Birch (" + _times("a (", n) + "</b>",
    "kremlin sides": lambda n: (
        _KREMLIN + _times("<blockquote>so</blockquote><p><b>Ada Birch:</b> the yes", n)
    ),
    "kremlin people": lambda n: _KREMLIN + _numbered("<p><b>Ada B{}:</b> the yes</p>", n),
    "kremlin title": lambda n: (
        "<title>kremlin.ru talks with " + _times("Minister of X Ada and ", n) + "</title>"
        "<div itemprop=articleBody><p><b>Question:</b> the yes"
    ),
    "kremlin labels": lambda n: f"{_KREMLIN}<p><b>" + _times("Ada Birch, of the yes: so ", n),
    "formatting": lambda n: f"<p>{_HEAD}" + _times("<b><i><p>", n),
    "metas": lambda n: "<head>" + _numbered("<meta name=date{} content=a>", n) + _HEAD,
}  # fmt: skip

BAITS: dict[str, Bait] = {
    **{f"{name}.txt": bait for name, bait in _PAGE.items()},
    **{f"russian {name}.txt": bait for name, bait in _RUSSIAN.items()},
    **{f"spanish {name}.md": bait for name, bait in _SPANISH.items()},
    **{f"{name}.md": bait for name, bait in _MARKDOWN.items()},
    **{f"{name}.html": bait for name, bait in _HTML.items()},
}
"""By the name of a file: a page of about so many bytes, over which a careless reader sits long."""
