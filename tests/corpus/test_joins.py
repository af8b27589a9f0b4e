"""CSV files of the user's own: what is joined, what is listed, what is refused."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest

from toolkit.corpus.joins import read_columns
from toolkit.errors import ToolkitError


def read(
    path: Path, text: str | bytes, present: tuple[str, ...] = ("a", "b"), key: str = "meeting"
) -> tuple[dict[str, dict[str, str]], list[str]]:
    file = path / "own.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_columns(file, key, present, {"meeting", "date", "kind"})


def refused(path: Path, text: str | bytes) -> str:
    with pytest.raises(ToolkitError) as caught:
        read(path, text)
    assert "\n" not in str(caught.value)
    assert "own.csv" in str(caught.value)
    return str(caught.value)


def test_rows_are_joined_by_key(tmp_path: Path) -> None:
    columns, unmatched = read(tmp_path, "period,meeting\nearly,a\nlate,b\n")
    assert columns == {"a": {"period": "early"}, "b": {"period": "late"}}
    assert unmatched == []


def test_what_has_no_partner_is_listed_from_both_sides(tmp_path: Path) -> None:
    columns, unmatched = read(tmp_path, "meeting,period\nA,early\na,early\n,late\n")
    assert columns == {"a": {"period": "early"}}
    assert unmatched == [
        "own.csv, line 2: no meeting 'A' in the corpus",
        "own.csv, line 4: no meeting '' in the corpus",
        "own.csv: the meeting 'b' has no row",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF8 + b"meeting,period\na,early\nb,\n",
        b"meeting,period\r\na,early\r\nb,\r\n",
        b"meeting,period\ra,early\rb,",
        b'"meeting","period"\n"a","early"\n"b",""\n',
        b"\n\nmeeting , period\n\n a, early \n,\n,\nb,\n\n",
    ],
)
def test_the_usual_ways_of_writing_a_table_are_read(tmp_path: Path, raw: bytes) -> None:
    assert read(tmp_path, raw) == ({"a": {"period": "early"}, "b": {"period": ""}}, [])


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path: Path) -> None:
    text = 'meeting,note\n\na,"two\nlines"\n\nb,x,y\n'
    message = refused(tmp_path, text)
    assert "line 6: 3 cells, but the header has 2; quote a cell that holds a comma" in message


def test_accents_are_compared_composed(tmp_path: Path) -> None:
    parted = unicodedata.normalize("NFD", "Zürich")
    columns, unmatched = read(tmp_path, f"meeting,période\n{parted},a\n", ("Zürich",))
    assert (columns, unmatched) == ({"Zürich": {"période": "a"}}, [])


def test_white_space_in_a_name_does_not_part_a_row_from_its_meeting(tmp_path: Path) -> None:
    columns, unmatched = read(tmp_path, "meeting,period\na  b,early\n", present=("a  b", "c"))
    assert columns == {"a  b": {"period": "early"}}
    assert unmatched == ["own.csv: the meeting 'c' has no row"]
    columns, unmatched = read(tmp_path, "meeting,period\na b,early\n", present=("a\u00a0b",))
    assert (columns, unmatched) == ({"a\u00a0b": {"period": "early"}}, [])


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "must name a column 'meeting', and the file is empty"),
        ("\n\n,,\n", "must name a column 'meeting', and the file is empty"),
        ("name,period\na,x\n", "must name a column 'meeting', not name, period"),
        ("meeting;period\na;x\n", "must name a column 'meeting', not meeting;period"),
        ("meeting,x\na,1\na,2\n", "line 3: the meeting 'a' has a row already; keep one of them"),
        ("meeting,x\nz,1\nz,2\n", "line 3: the meeting 'z' has a row already"),
        ("meeting,x\na\n", "line 2: 1 cell, but the header has 2"),
        ("meeting,x\na,1,2\n", "line 2: 3 cells, but the header has 2"),
        ("meeting,date\na,1\n", "the column 'date' is one of the corpus's own; rename it"),
        ("meeting,x,x\na,1,2\n", "the column 'x' is there twice; keep one of them"),
        ("meeting,meeting\na,b\n", "the column 'meeting' is there twice"),
        ("meeting,\na,1\n", "a column has no name; name it or delete it"),
        ('meeting,x\na,"1\nb,2\n', "cannot be read as a UTF-8 CSV file"),
        (b"meeting,x\na,caf\xe9\n", "cannot be read as a UTF-8 CSV file"),
        ("meeting,x\na,1\n".encode("utf-16"), "cannot be read as a UTF-8 CSV file"),
        (f"meeting,x\na,{'y' * 200_000}\n", "cannot be read as a UTF-8 CSV file"),
    ],
)
def test_a_table_that_cannot_be_joined_is_refused(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert said in refused(tmp_path, text)


def test_a_missing_table_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(ToolkitError, match="cannot be read as a UTF-8 CSV file"):
            read_columns(path, "meeting", [], [])
