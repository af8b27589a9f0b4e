"""One file from its bytes to a meeting, or to the reason why it is none."""

from __future__ import annotations

import codecs
import hashlib
import unicodedata

import pytest
from common.pages import says

from toolkit.corpus.files import open_page as module
from toolkit.corpus.files.open_page import Reader, code_digest
from toolkit.corpus.layouts import read_layout
from toolkit.corpus.meeting import Meeting, SetAside
from toolkit.errors import ToolkitError

TEXT = (
    "News conference, Sundreach, May 4, 2021\n\n"
    "Question: When will the ferry sail, and to which of the ports?\n\n"
    "Ada Lind: It will sail in the autumn, and to both of them.\n"
)
SAID = [
    ("question", "", "When will the ferry sail, and to which of the ports?"),
    ("answer", "Ada Lind", "It will sail in the autumn, and to both of them."),
]
MARKDOWN = TEXT.replace("News", "# News").replace("Ada Lind:", "**Ada Lind:**")
HTML = f"""<html><head><title>News conference</title>
<meta property="article:published_time" content="2021-05-05T10:00"></head>
<body><h1>{TEXT.splitlines()[0]}</h1><p>Question: {SAID[0][2]}<p><b>Ada Lind:</b> {SAID[1][2]}
<script>let x = "Ada Lind: no";</script></body></html>"""


def read(raw: bytes | str, source: str = "a.txt", reader: Reader | None = None) -> Meeting:
    found = (reader or Reader()).read(source, raw if isinstance(raw, bytes) else raw.encode(), "a")
    assert isinstance(found, Meeting), found
    return found


def refused(raw: bytes | str, source: str = "a.txt", reader: Reader | None = None) -> str:
    found = (reader or Reader()).read(source, raw if isinstance(raw, bytes) else raw.encode(), "a")
    assert isinstance(found, SetAside)
    assert found.source == source
    assert "\n" not in found.reason
    return found.reason


def said(meeting: Meeting) -> list[tuple[str, str, str]]:
    return [(turn.kind, turn.speaker, turn.text) for turn in meeting.turns]


# --- kinds of file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source, raw",
    [
        ("a.txt", TEXT),
        ("a.TXT", TEXT),
        ("b/c.md", MARKDOWN),
        ("a.Md", MARKDOWN),
        ("a.html", HTML),
        ("a.HTM", HTML),
    ],
)
def test_the_same_is_said_in_text_markdown_and_html(source: str, raw: str) -> None:
    meeting = read(raw, source)
    assert said(meeting) == SAID
    assert (meeting.date, meeting.place, meeting.event) == (
        *("2021-05-04", "Sundreach", "news conference"),
    )
    assert (meeting.meeting, meeting.source) == ("a", source)
    assert meeting.sha256 == hashlib.sha256(raw.encode()).hexdigest()


def test_markup_of_another_kind_is_text() -> None:
    meeting = read(MARKDOWN)
    assert [turn.kind for turn in meeting.turns] == ["question"]
    assert "**Ada Lind:** It will sail" in meeting.turns[0].text


def test_a_layout_s_regions_of_a_web_page_are_read() -> None:
    own = read_layout(
        'extends = "generic_en"\nevidence = ["Sundreach Herald"]\n'
        '[html]\ntitle = ".t"\nbody = ".b"\nhidden = [".tip"]',
        "herald",
    )
    page = (
        "<p>Sundreach Herald</p><div class=t>Ferry talks</div><div class=b><p>Question: Will the "
        "ferry sail<span class=tip>a boat</span> in the spring?<p>Ada Lind: Yes.</div>"
    )
    meeting = read(page, "a.html", Reader((own,)))
    assert (meeting.layout, meeting.title) == ("herald", "Ferry talks")
    assert [turn.text for turn in meeting.turns] == [
        *("Will the ferry sail in the spring?", "Yes.")
    ]


# --- encodings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw, encoding",
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_an_encoding_that_is_certain_is_kept_without_a_note(raw: bytes, encoding: str) -> None:
    meeting = read(raw)
    assert said(meeting) == SAID
    assert (meeting.encoding, says(meeting, "encoding")) == (encoding, [])


def test_a_guessed_encoding_is_told() -> None:
    accents = TEXT.replace("ferry", "ferry Élodie, née à Besançon,")
    meeting = read(accents.encode("cp1252"))
    assert meeting.encoding == "windows-1252"
    assert says(meeting, "encoding") == [
        "the file is not UTF-8; it was read as windows-1252 (guessed)"
    ]
    assert "Élodie, née à Besançon," in meeting.turns[0].text


def test_a_web_page_names_its_encoding() -> None:
    page = HTML.replace("<head>", '<head><meta charset="windows-1252">').replace("ferry", "bac né")
    meeting = read(page.encode("cp1252"), "a.html")
    assert (meeting.encoding, says(meeting, "encoding")) == ("windows-1252", [])
    assert "bac né" in meeting.turns[0].text


@pytest.mark.parametrize(
    "raw, reason",
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        ("\u00a0\u200b\n".encode(), "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file, not text"),
        (b"%PDF-1.7 x", "is a PDF document, not text"),
        (b"PK\x03\x04x", "is a zip archive or an office document, not text"),
        ("Ministern sade att vi är mitt i samtalen.", "fits no known layout"),
        ("This is the story of the ferry and of the fish.", "holds no speech that can be read"),
        ("Statement of the minister on the ferry and the fish", "a head but nothing"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes | str, reason: str) -> None:
    assert reason in refused(raw)


@pytest.mark.parametrize("page", ["<p></p>", "<script>x</script>", "<p>&nbsp;</p>", "<!-- x -->"])
def test_a_web_page_that_shows_nothing_is_empty(page: str) -> None:
    assert refused(page, "a.html") == "is empty"


def test_a_web_page_nested_without_end_is_refused() -> None:
    assert "nests its elements deeper" in refused("<div>" * 100_000, "a.html")


# --- layouts ---------------------------------------------------------------------------------


def test_the_first_pattern_that_fits_chooses_the_layout() -> None:
    chosen = {"old/*": "ministry_en", "*.md": "generic_en", "*": "speech"}
    reader = Reader((), chosen)
    names = {
        "old/a.md": "ministry_en", "a.md": "generic_en", "b/a.md": "generic_en", "a.txt": "speech",
    }  # fmt: skip
    for source, name in names.items():
        layout = reader.layout_of(source)
        assert layout
        assert layout.name == name
    assert Reader((), {"old/*": "speech"}).layout_of("a.txt") is None
    assert Reader().layout_of("a.txt") is None
    assert read(TEXT, reader=reader).turns[0].text.startswith("News conference")


def test_a_user_s_own_layout_goes_before_a_built_in_one_of_its_name() -> None:
    own = read_layout('extends = "generic_en"\nhost = "Ada Lind"', "generic_en")
    assert Reader((own,), {"*": "generic_en"}).layout_of("a.txt") is own
    assert read(TEXT, reader=Reader((own,))).host.name == "Ada Lind"


def test_an_unknown_layout_is_named() -> None:
    with pytest.raises(ToolkitError, match="'speach' is no layout; did you mean 'speech'"):
        Reader((), {"*": "speach"}).read("a.txt", TEXT.encode(), "a")


def test_a_note_says_why_a_page_was_read_by_its_layout() -> None:
    assert says(read(TEXT), "layout") == ["by its language alone"]
    named = read(TEXT + "\n\nSergey Lavrov: So it is.")
    assert says(named, "layout") == ["by 'Sergey Lavrov:'"]
    chosen = Reader((), {"*": "generic_en"})
    assert says(read(TEXT, reader=chosen), "layout") == ["as you chose"]
    own = read_layout('extends = "generic_en"\nverified = false', "own")
    [untried] = says(read(TEXT, reader=Reader((own,), {"*": "own"})), "layout")
    assert untried.startswith("as you chose; unverified")


# --- what a file is known again by -----------------------------------------------------------


def test_the_key_depends_on_all_that_decides_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = TEXT.encode()
    own = read_layout('extends = "generic_en"', "own")
    other = read_layout('extends = "generic_en"\nhost = "Ada"', "own")
    keys = [
        Reader().key("a.txt", raw),
        Reader().key("a.txt", raw + b"x"),
        Reader().key("a.md", raw),
        Reader().key("b.txt", raw),  # the name may hold the date
        Reader((own,)).key("a.txt", raw),
        Reader((other,)).key("a.txt", raw),
        Reader((), {"*": "speech"}).key("a.txt", raw),
        Reader((), {"*": "generic_en"}).key("a.txt", raw),
        Reader((own,), {"*": "own"}).key("a.txt", raw),
    ]
    assert len(set(keys)) == len(keys)
    assert Reader((), {"*.md": "speech"}).key("a.txt", raw) == keys[0] == Reader().key("a.txt", raw)
    monkeypatch.setattr(module, "code_digest", lambda: "another version")
    assert Reader().key("a.txt", raw) != keys[0]


def test_the_code_has_one_digest() -> None:
    assert code_digest() == code_digest()
    assert len(code_digest()) == 64


def test_the_code_around_the_corpus_counts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_digest()
    for name in ("records.py", "stages.py"):
        monkeypatch.setattr(module, "_BESIDE", (name,))
        assert code_digest.__wrapped__() != before


def test_both_spellings_of_an_accent_fit_a_pattern() -> None:
    composed, parted = (unicodedata.normalize(form, "Zürich") for form in ("NFC", "NFD"))
    for name, pattern in ((composed, parted), (parted, composed)):
        reader = Reader((), {f"{pattern}*": "speech", "x*": "speech"})
        layout = reader.layout_of(f"{name}.txt")
        assert layout
        assert layout.name == "speech"
        assert reader.idle_patterns([f"{name}.txt", "y.txt"]) == ["x*"]
    assert Reader().idle_patterns(["a.txt"]) == []


def test_a_file_is_opened_as_the_document_it_holds() -> None:
    assert Reader().open("a.md", MARKDOWN.encode())[0].marks
    assert "<p>" not in Reader().open("a.html", HTML.encode())[0].text
    own = read_layout('[html]\nhidden = ["h1"]', "own")
    document, layout, _ = Reader((own,), {"*": "own"}).open("a.html", HTML.encode())
    assert layout is own
    assert "Sundreach" not in document.text
