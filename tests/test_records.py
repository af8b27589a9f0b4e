"""Records are frozen, show themselves, and never let a transcript's text act."""

import pickle
from dataclasses import FrozenInstanceError, dataclass
from html.parser import HTMLParser
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from toolkit.records import Record, plural, printable, read_only, safe_cell

SCRIPT = "<script>alert('&')</script>"


@dataclass(frozen=True, eq=False, repr=False)
class Note(Record):
    """A record of this test."""

    texts: tuple[str, ...]
    column: str = "text"
    settings: MappingProxyType[str, object] | None = None

    def summary(self) -> str:
        """Say what came first, on two lines."""
        return f"{plural(len(self.texts), 'note')}\nthe first is {self.texts[0]}"

    def table(self) -> pd.DataFrame:
        """Return one row a text."""
        return pd.DataFrame({self.column: self.texts}, index=pd.Index(self.texts, name=self.column))


class Tags(HTMLParser):
    """Collects the tags and the text that a browser would see."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "hostile",
    [SCRIPT, "<img src=x onerror=a()>", "</td></table><b>", "&lt;b&gt;", "<!--x", '"><a href="'],
)  # fmt: skip
def test_texts_speakers_and_columns_are_escaped_in_a_notebook(hostile):
    page = Tags(Note((hostile,), column=hostile)._repr_html_())
    assert page.tags <= {"p", "br", "table", "thead", "tbody", "tr", "th", "td", "div"}
    assert page.text.count(hostile) >= 4  # summary, column, index, cell: shown as they are written


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_text_ever_becomes_a_tag(text):
    assert Tags(Note((text,), column=text)._repr_html_()).tags <= {
        *("div", "p", "br", "table", "thead", "tbody", "tr", "th", "td"),
    }


def test_a_notebook_shows_ten_rows_and_says_how_many_there_are():
    page = Note(tuple(f"row {i}" for i in range(1234)))._repr_html_()
    assert "row 9<" in page
    assert "row 10<" not in page
    assert "1,234 rows in all" in page
    assert "the first is row 0" in page
    assert "rows in all" not in Note(("a",) * 10)._repr_html_()


def test_sums_of_money_are_not_set_as_formulas():
    page = Note(("$5 million to $6 million",))._repr_html_()
    assert page.startswith('<div class="tex2jax_ignore mathjax_ignore">')
    assert page.endswith("</div>")


def test_a_terminal_shows_the_summary_and_the_first_rows():
    shown = repr(Note(tuple(f"row {i}" for i in range(20))))
    assert shown.startswith("20 notes\nthe first is row 0\n")
    assert "row 9" in shown
    assert "row 10" not in shown


@given(st.text(max_size=40))
def test_a_terminal_is_never_told_what_to_do(text):
    shown = repr(Note((f"\x1b[2J{text}",)))
    obeyed = {c for c in shown if ord(c) < 32 or 127 <= ord(c) < 160}
    assert obeyed <= {"\n"}


@given(st.text())
def test_what_is_printable_keeps_its_length_and_its_lines(text):
    shown = printable(text)
    assert len(shown) == len(text)
    assert shown.count("\n") == text.count("\n")
    assert all(a in (b, "\N{REPLACEMENT CHARACTER}") for a, b in zip(shown, text, strict=True))
    assert printable(shown) == shown


def test_a_record_is_frozen():
    note = Note(("a",))
    with pytest.raises(FrozenInstanceError):
        note.texts = ()  # type: ignore[misc]


def test_a_record_travels_between_processes_and_stays_read_only():
    note = pickle.loads(pickle.dumps(Note(("a",), settings=MappingProxyType({"by": "turn"}))))
    assert (note.texts, dict(note.settings)) == (("a",), {"by": "turn"})
    assert isinstance(note.settings, MappingProxyType)


def test_a_read_only_array_cannot_be_written_to_and_the_given_one_still_can():
    given_array = np.zeros(3)
    array = read_only(given_array)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
    given_array[0] = 1


def test_a_read_only_matrix_cannot_be_written_to():
    matrix = read_only(csr_matrix([[1, 0], [0, 2]]))
    for part in (matrix.data, matrix.indices, matrix.indptr):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 1
    assert matrix[[1, 0]].toarray().tolist() == [[0, 2], [1, 0]]


@given(
    st.one_of(
        st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.binary(),
        st.integers(-9, 9).map(np.int64), st.floats().map(np.float64),
    )
)  # fmt: skip
def test_a_safe_cell_never_changes_what_is_no_text(value):
    assert safe_cell(value) is value


@given(st.text())
def test_a_safe_cell_is_the_text_or_the_text_after_an_apostrophe(text):
    cell = safe_cell(text)
    assert cell in (text, "'" + text)
    assert not str(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not str(cell).startswith(("\uff1d", "\uff0b", "\uff0d", "\uff20"))  # full-width


@given(st.text().filter(lambda t: not t or t[0].isalnum()))
def test_a_safe_cell_leaves_plain_text_alone(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("start", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_formula_gets_an_apostrophe(start):
    assert safe_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "odd", ["\x1b", "\r", "\x85", "\u2028", "\u2029", *map(chr, range(0x202A, 0x202F)),
            *map(chr, range(0x2066, 0x206A))],
)  # fmt: skip
def test_what_would_turn_or_end_a_line_is_shown_and_not_obeyed(odd):
    assert printable(f"a{odd}b\nc") == "a\N{REPLACEMENT CHARACTER}b\nc"


def test_what_a_transcript_may_well_hold_is_printed_as_it_is():
    text = "Tür\u00a0— “Лавров” \u200e\u2026\n"
    assert printable(text) == text


@pytest.mark.parametrize(
    "count, text",
    [(0, "0 turns"), (1, "1 turn"), (2, "2 turns"), (1001, "1,001 turns")],
)
def test_a_count_agrees_with_its_noun(count, text):
    assert plural(count, "turn") == text


def test_an_odd_plural_is_given():
    assert (plural(1, "analysis", "analyses"), plural(3, "analysis", "analyses")) == (
        "1 analysis",
        "3 analyses",
    )
