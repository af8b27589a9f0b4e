"""Bytes to text: which encoding a file is in, and whether that was told or guessed."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from toolkit.corpus.files.guess import KNOWN_ENCODINGS, guess_encoding, strictly
from toolkit.errors import ToolkitError
from toolkit.records import plural

MAX_BYTES = 50_000_000
"""Largest file that is read."""

MAX_LINE = 1_000_000
"""Longest line, in characters, of a file that is not a web page."""

# The longer marks first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_OTHER_FILES = {
    b"%PDF-": "is a PDF document, not text",
    b"PK\x03\x04": "is a zip archive or an office document, not text",
    b"{\\rtf": "is an RTF document, not plain text",
}

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I
)

# What calls itself by the name of a standard is mostly in a superset of it.
_AS_BROWSERS_DO = {
    "ascii": "cp1252",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_NAMES = {
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "mac_roman": "macintosh",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Attributes
    ----------
    text
        Every byte decoded, none replaced; without a byte order mark.
    encoding
        The encoding the bytes were read in, by the name of its standard in small letters.
    note
        Predicate of a sentence about the file where its encoding was guessed, or is not the
        one it declares; else empty.
    """

    text: str
    encoding: str
    note: str = ""


class UnreadableError(ToolkitError):
    """A file that cannot be made into text.

    Attributes
    ----------
    reason
        Why not, as the predicate of a sentence about the file.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"the file {self.reason}"


def decode(raw: bytes, declared: str = "", *, long_lines: bool = False) -> Decoded:
    """Decode a file by its byte order mark, else as UTF-8, else as declared, else by a guess.

    A guess is always told, and no byte is ever replaced or left out.

    Parameters
    ----------
    raw
        The bytes of the whole file.
    declared
        The encoding that the file itself names, see `declared_encoding`.
    long_lines
        Whether lines of more than `MAX_LINE` characters are allowed, as in web pages.

    Raises
    ------
    UnreadableError
        If the file is empty, binary, damaged, larger than `MAX_BYTES` or not in one encoding.

    Examples
    --------
    >>> decode("Was für schöne Größe!".encode())
    Decoded(text='Was für schöne Größe!', encoding='utf-8', note='')
    >>> decode("Вопрос: Какие договорённости достигнуты сегодня?".encode("cp1251")).note
    'is not UTF-8; it was read as windows-1251 (guessed)'
    """
    if len(raw) > MAX_BYTES:
        raise UnreadableError(f"is larger than {MAX_BYTES // 1_000_000} MB; split it or exclude it")
    if not raw.strip():
        raise UnreadableError("is empty")
    for start, reason in _OTHER_FILES.items():
        if raw.startswith(start):
            raise UnreadableError(f"{reason}; save it as UTF-8 text")
    decoded = _marked(raw) or _wide(raw) or _escaped(raw) or _utf8(raw, declared)
    if decoded is None:
        _refuse_damaged(raw)
        decoded = _as_declared(raw, declared) or _guessed(raw, declared)
    _check(decoded.text, long_lines=long_lines)
    return decoded


def declared_encoding(raw: bytes) -> str:
    """Return the encoding that a web page names in its first lines; empty if it names none.

    Examples
    --------
    >>> declared_encoding(b'<html><head><meta charset="koi8-r">')
    'koi8-r'
    """
    found = _DECLARED.search(raw[:4096])
    return found[1].decode("ascii", "ignore").lower() if found else ""


def _marked(raw: bytes) -> Decoded | None:
    """Decode by the byte order mark, if there is one."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return Decoded(raw[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                at = error.start + len(mark)
                raise UnreadableError(
                    f"begins as {encoding.upper()} but is not from byte {at} on; save it as UTF-8"
                ) from error
    return None


def _wide(raw: bytes) -> Decoded | None:
    """Decode UTF-16 or UTF-32 without its mark; zero bytes are in no other text."""
    if b"\0" not in raw:
        return None
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        text = strictly(raw, encoding)
        # In the wrong order of bytes a space is U+2000 and a line's end U+0A00: neither is there.
        if text and re.search("[ \\n]", text) and not _CONTROL.search(text) and _assigned(text):
            return Decoded(text, encoding, f"has no byte order mark; {_read_as(encoding)}")
    raise UnreadableError("is a binary file, not text")


def _assigned(text: str) -> bool:
    """Whether all characters are ones that Unicode gives a meaning."""
    return not any(unicodedata.category(letter) in ("Cn", "Co", "Cs") for letter in set(text))


def _escaped(raw: bytes) -> Decoded | None:
    """Decode ISO-2022-JP, whose Japanese is plain letters between escapes."""
    if b"\x1b$" not in raw:
        return None
    text = strictly(raw, "iso2022_jp")
    return (
        Decoded(text, "iso-2022-jp", f"is not UTF-8; {_read_as('iso-2022-jp')}") if text else None
    )


def _utf8(raw: bytes, declared: str) -> Decoded | None:
    text = strictly(raw, "utf-8")
    if text is None:
        return None
    told = _known(declared)
    if raw.isascii() or not declared or told in ("utf-8", "utf-16", ""):
        return Decoded(text, "utf-8")
    return Decoded(text, "utf-8", f"declares {declared} but is UTF-8")


def _refuse_damaged(raw: bytes) -> None:
    """Refuse UTF-8 with a few bytes that are not: any other encoding would garble the rest."""
    text = raw.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if 5 * damaged < sum(not x.isascii() for x in text):
        line = text[: text.index("\ufffd")].count("\n") + 1
        what = plural(damaged, "byte")
        raise UnreadableError(f"is UTF-8 but for {what}, the first in line {line}; mend it")


def _as_declared(raw: bytes, declared: str) -> Decoded | None:
    encoding = _known(declared)
    text = strictly(raw, encoding) if encoding else None
    if text is None or _CONTROL.search(text):
        return None
    likely = guess_encoding(raw)
    doubt = likely and strictly(raw, likely) not in (None, text)
    note = f"declares {declared}, as which it was read, but may be {_name(likely)}" if doubt else ""
    return Decoded(text, _name(encoding), note)


def _guessed(raw: bytes, declared: str) -> Decoded:
    encoding = guess_encoding(raw)
    text = strictly(raw, encoding) if encoding else None
    if text is None:
        raise UnreadableError("is not text in any known encoding; save it as UTF-8")
    why = f"declares {declared} but is not" if declared else "is not UTF-8"
    return Decoded(text, _name(encoding), f"{why}; {_read_as(_name(encoding))}")


def _known(declared: str) -> str:
    """Return Python's name of a declared encoding; empty if texts are not written in it."""
    try:
        name = codecs.lookup(declared).name.replace("-", "_") if declared else ""
    except (LookupError, ValueError):
        return ""
    if name.startswith(("utf_8", "utf_16")):
        return "utf-16" if name.startswith("utf_16") else "utf-8"
    name = _AS_BROWSERS_DO.get(name, name)
    return name if name in KNOWN_ENCODINGS else ""


def _name(encoding: str) -> str:
    """Return the name that the encoding's standard goes by."""
    if encoding.startswith("cp125"):
        return encoding.replace("cp", "windows-")
    return _NAMES.get(encoding, encoding.replace("iso8859_", "iso-8859-").replace("_", "-"))


def _read_as(encoding: str) -> str:
    return f"it was read as {encoding} (guessed)"


def _check(text: str, *, long_lines: bool) -> None:
    """Refuse what is text by chance only."""
    if not text.strip():
        raise UnreadableError("is empty")
    # A stray control character is in many an old file; one in a hundred is in none.
    if len(_CONTROL.findall(text)) > 1 + len(text) // 100:
        raise UnreadableError("is a binary file, not text")
    if not long_lines and max(map(len, text.splitlines())) > MAX_LINE:
        raise UnreadableError(
            f"has a line of more than {MAX_LINE:,} characters; break it into paragraphs"
        )
