from __future__ import annotations

import codecs
import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.files.decode import MAX_BYTES, UnreadableError, declared_encoding, decode

RUSSIAN = "Вопрос: Господин министр, какие договорённости достигнуты на переговорах?\nОтвет: Да.\n"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if text.strip() and not text.startswith(("\ufeff", "PK\x03", "%PDF-", "{\\rtf")):
        assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "encoding, mark",
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_left_out(encoding: str, mark: bytes) -> None:
    decoded = decode(mark + RUSSIAN.encode(encoding), "windows-1251")
    assert (decoded.text, decoded.encoding, decoded.note) == (RUSSIAN, encoding, "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [RUSSIAN, "QUESTION: Why?\n", "请问还有什么问题吗？\n没有。\n"])
def test_wide_text_without_its_mark_is_found_and_told(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert decoded.note == f"has no byte order mark; it was read as {encoding} (guessed)"


def test_wide_text_without_mark_space_or_line_is_never_read_in_silence() -> None:
    raw = "部长在记者会上表示双方的会谈富有成果".encode("utf-16-le")
    with contextlib.suppress(UnreadableError):
        assert "guessed" in decode(raw).note


def test_a_mark_that_the_bytes_belie_is_refused_with_the_place() -> None:
    with pytest.raises(
        UnreadableError, match="^the file begins as UTF-16-LE but is not from byte 4"
    ):
        decode(codecs.BOM_UTF16_LE + b"a\0\x00\xd8b\0")


def test_a_guess_is_told() -> None:
    decoded = decode(RUSSIAN.encode("koi8-r"))
    assert (decoded.text, decoded.encoding) == (RUSSIAN, "koi8-r")
    assert decoded.note == "is not UTF-8; it was read as koi8-r (guessed)"


def test_utf8_with_a_broken_byte_is_refused_rather_than_garbled() -> None:
    raw = (RUSSIAN * 3).encode()
    for broken in (raw[:-3], "ääääää".encode() + b"\xe4", raw.replace("Да".encode(), b"\xe4", 1)):
        with pytest.raises(UnreadableError, match=r"UTF-8 but for \d bytes?, the first in line \d"):
            decode(broken)
    with pytest.raises(UnreadableError, match="the first in line 6; mend it"):
        decode(raw[:-3], "windows-1252")


def test_japanese_between_escapes() -> None:
    text = "質問はありますか。\n"
    decoded = decode(text.encode("iso2022_jp"))
    assert (decoded.text, decoded.encoding) == (text, "iso-2022-jp")
    assert "guessed" in decoded.note


@pytest.mark.parametrize(
    "raw, declared, encoding, note",
    [
        (RUSSIAN.encode(), "utf-8", "utf-8", ""),
        (RUSSIAN.encode(), "windows-1251", "utf-8", "declares windows-1251 but is UTF-8"),
        (b"plain", "windows-1251", "utf-8", ""),
        (RUSSIAN.encode("cp1251"), "windows-1251", "windows-1251", ""),
        ("Größe – “gut”".encode("cp1252"), "iso-8859-1", "windows-1252", ""),
        (
            RUSSIAN.encode("cp1251"),
            "koi8-r",
            "koi8-r",
            "declares koi8-r, as which it was read, but may be windows-1251",
        ),
        (
            RUSSIAN.encode("cp1251"),
            "utf-8",
            "windows-1251",
            "declares utf-8 but is not; it was read as windows-1251 (guessed)",
        ),
    ],
)
def test_what_a_page_declares(raw: bytes, declared: str, encoding: str, note: str) -> None:
    decoded = decode(raw, declared)
    assert (decoded.encoding, decoded.note) == (encoding, note)
    assert decoded.text == raw.decode(encoding)


@pytest.mark.parametrize("declared", ["hex", "rot13", "unicode_escape", "idna", "no-such", "x\0y"])
def test_a_declared_encoding_that_no_text_is_in_is_not_used(declared: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), declared).text == RUSSIAN


@pytest.mark.parametrize(
    "head, declared",
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b"<META CHARSET=windows-1251>", "windows-1251"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        (b'<?xml version="1.0" encoding="ISO-8859-2"?>', "iso-8859-2"),
        (b"<p>charset=koi8-r</p>", ""),
        (b" " * 5000 + b'<meta charset="utf-8">', ""),
    ],
)
def test_what_a_page_says_of_its_encoding(head: bytes, declared: str) -> None:
    assert declared_encoding(head) == declared


@pytest.mark.parametrize(
    "raw, reason",
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (codecs.BOM_UTF16_LE + b" \0", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file, not text"),
        (b"%PDF-1.4 ...", "is a PDF document, not text; save it as UTF-8 text"),
        (b"{\\rtf1 x}", "is an RTF document, not plain text; save it as UTF-8 text"),
        (
            b"PK\x03\x04...",
            "is a zip archive or an office document, not text; save it as UTF-8 text",
        ),
        (b"\x01\x02\x03\x04 text", "is a binary file, not text"),
        (
            b"a" * 1_000_001,
            "has a line of more than 1,000,000 characters; break it into paragraphs",
        ),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(raw)
    assert caught.value.reason == reason
    assert str(caught.value) == f"the file {reason}"


@pytest.mark.parametrize("least, end", [(1, b""), (0, b"\0"), (0, b" \0"), (0, b"\0 \0\0")])
def test_random_bytes_are_refused(least: int, end: bytes) -> None:
    draw = random.Random(3)
    for size in [*range(60, 100), 5000]:
        raw = bytes(draw.randrange(least, 256) for _ in range(size)) + end
        with pytest.raises(UnreadableError):
            decode(raw)


def test_zero_bytes_among_letters_are_no_wide_text() -> None:
    with pytest.raises(UnreadableError, match="is a binary file"):
        decode(b"GIF89a \0 \0\x01\0 text text")


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    try:
        assert decode(raw).text.strip()
    except UnreadableError as error:
        assert error.reason  # noqa: PT017


def test_a_stray_control_character_is_no_binary_file() -> None:
    assert decode(b"One page.\x0cThe next\x02 page.").text == "One page.\x0cThe next\x02 page."


def test_web_pages_may_have_long_lines() -> None:
    assert len(decode(b"a" * 1_000_001, long_lines=True).text) == 1_000_001


def test_a_file_beyond_the_limit_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(UnreadableError, match="larger than 50 MB"):
        decode(b"\xff" * (MAX_BYTES + 1))
