"""Files of rows: five formats, one result; damage is named with its line."""

from __future__ import annotations

import csv
import io
import json
from array import array
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from toolkit.corpus.tables.rows import Rows, read_rows, refuse
from toolkit.errors import ToolkitError

TEXTS = ["Yes.", 'She said: "no, never".', "one\n\ntwo", "Да — \u2028 ещё"]


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def as_csv(delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([["id", "text"], *enumerate(TEXTS)])
    return file.getvalue().encode()


def as_jsonl() -> bytes:
    return b"".join(
        json.dumps({"id": i, "text": text}, ensure_ascii=False).encode() + b"\n"
        for i, text in enumerate(TEXTS)
    )


def as_xlsx() -> bytes:
    book = Workbook()
    for row in [("id", "text"), *enumerate(TEXTS)]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FILES = {
    "a.csv": as_csv(","),
    "semicolons.CSV": as_csv(";"),
    "utf-16.csv": as_csv(",").decode().encode("utf-16"),
    "a.tsv": as_csv("\t"),
    "a.jsonl": as_jsonl(),
    "mark.jsonl": b"\xef\xbb\xbf" + as_jsonl(),
    "a.xlsx": as_xlsx(),
    "a.parquet": parquet(id=list(range(4)), text=TEXTS),
}


def refused(raw: bytes, source: str) -> str:
    with pytest.raises(ToolkitError) as caught:
        read_rows(raw, source)
    assert str(caught.value).startswith(source)
    return str(caught.value)


@pytest.mark.parametrize("source", FILES)
def test_five_formats_hold_one_table(source: str) -> None:
    rows = read_rows(FILES[source], source)
    assert rows.header == ("id", "text")
    assert list(rows.column("id")) == ["0", "1", "2", "3"]
    assert list(rows.column("text")) == TEXTS
    assert len(rows) == 4


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"))] * 2),
        max_size=6,
    )
)
def test_a_csv_is_read_as_it_was_written(cells: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *cells])
    rows = read_rows(file.getvalue().encode(), "a.csv")
    kept = [pair for pair in cells if any(cell.strip() for cell in pair)]
    assert list(zip(*rows.columns, strict=True)) == kept


def test_lines_are_those_where_a_row_begins() -> None:
    rows = read_rows(b'\n\nid,text\n1,"a\n\nb"\n\n2,c\r\n3,d', "a.csv")
    assert list(rows.numbers) == [4, 8, 9]
    assert rows.place(1) == "line 8"
    assert read_rows(b'{"a": 1}\n\n{"a": 2}\n', "a.jsonl").place(1) == "line 3"
    assert read_rows(FILES["a.xlsx"], "a.xlsx").place(0) == "row 2"
    assert read_rows(FILES["a.parquet"], "a.parquet").place(0) == "row 1"


def test_a_cell_may_be_long_and_the_limit_of_others_stays() -> None:
    before = csv.field_size_limit(1000)
    try:
        rows = read_rows(b"text\n" + b"x" * 1_000_000, "a.csv")
        assert csv.field_size_limit() == 1000
    finally:
        csv.field_size_limit(before)
    assert len(rows.columns[0][0]) == 1_000_000


def test_all_rows_of_another_length_are_named() -> None:
    message = refused(b"a,b\n1\n1,2\n1,2,3\n", "a.csv")
    assert "line 2: 1 cell, but the header has 2" in message
    assert "line 4: 3 cells, but the header has 2" in message


def test_objects_within_objects_become_columns_and_missing_keys_are_empty() -> None:
    raw = (
        b'{"text": "a", "meta": {"party": "red", "in": {"year": 1999.0}}, "tags": ["x", "y"]}\n'
        b'{"text": "b", "vector": [0.1, 0.2], "yes": true}\n'
    )
    rows = read_rows(raw, "a.jsonl")
    assert {
        name: " ".join(cells) for name, cells in zip(rows.header, rows.columns, strict=True)
    } == {
        "text": "a b",
        "meta.party": "red ",
        "meta.in.year": "1999 ",
        "tags": "x; y ",
        "yes": " true",
    }
    assert rows.left_out == ("the column 'vector' holds no text",)


@pytest.mark.parametrize(
    "line, said",
    [
        (b"{bad", "line 2 cannot be read as a JSON object: "),
        (b"[1]", "it holds a list"),
        (b'{"text": "caf\xe9"}', "line 2 cannot be read as a JSON object: 'utf-8' codec"),
        (b'{"text": "\\ud800"}', "surrogates not allowed"),
        (b'{"text": ' + b"[" * 200_000, "line 2 cannot be read as a JSON object: "),
    ],
)
def test_a_bad_line_is_named(line: bytes, said: str) -> None:
    assert said in refused(
        b'{"text": "good"}\n' + line + b'\n{"text": "\\ud83d\\ude00"}', "a.jsonl"
    )


def test_every_type_of_parquet_is_text_or_said_to_be_none() -> None:
    raw = parquet(
        text=pa.array(["a", None, "c"]),
        party=pa.array(["red", "blue", "red"]).dictionary_encode(),
        day=pa.array([date(1946, 1, 10), None, None]),
        year=pa.array([1999.0, None, 2001.0]),
        tags=pa.array([["x", "y"], [], None]),
        meta=pa.array([{"seat": 1}, {"seat": 2}, None]),
        picture=pa.array([b"1", b"2", b"3"]),
        vector=pa.array([[0.5], [0.5], None]),
        __index_level_0__=pa.array([0, 1, 2]),
    )
    rows = read_rows(raw, "a.parquet")
    assert dict(zip(rows.header, map(list, rows.columns), strict=True)) == {
        "text": ["a", "", "c"],
        "party": ["red", "blue", "red"],
        "day": ["1946-01-10", "", ""],
        "year": ["1999", "", "2001"],
        "tags": ["x; y", "", ""],
        "meta.seat": ["1", "2", ""],
    }
    assert rows.left_out == (
        "the column 'picture' holds no text",
        "the column 'vector' holds no text",
    )


@pytest.mark.parametrize(
    "raw, source, said",
    [
        (b"text\ncaf\xe9\n", "a.csv", "is not UTF-8 (byte 0xe9 in line 2); save it as UTF-8"),
        (b'text\n"open\nnext\n', "a.csv", "cannot be read as a table, line "),
        (b"text,text\na,b\n", "a.csv", "the column 'text' is there twice"),
        (b"not parquet", "a.parquet", "cannot be read as a Parquet file"),
        (b"", "a.parquet", "cannot be read as a Parquet file"),
        (b"not excel", "a.xlsx", "cannot be read as an Excel workbook"),
        (b"text", "a.doc", "is no table; its name must end in .csv or"),
    ],
)
def test_what_cannot_be_read_is_refused(raw: bytes, source: str, said: str) -> None:
    assert said in refused(raw, source)


def test_an_empty_file_has_no_columns() -> None:
    for source in ("a.csv", "a.tsv", "a.jsonl"):
        assert read_rows(b" \n\n", source) == Rows(source, (), (), "line", array("q"))


def test_a_parquet_read_in_parts_is_that_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = parquet(
        text=TEXTS,
        who=pa.array(["A", None, "A", "B"]).dictionary_encode(),
        of=[{"party": "red", "seat": None}, None, {"party": "blue", "seat": 3}, None],
        blob=[b"x"] * 4,
    )
    whole = read_rows(raw, "a.parquet")
    assert whole.column("of.party") == ["red", "", "blue", ""]
    monkeypatch.setattr("toolkit.corpus.tables.rows._ROWS_AT_ONCE", 3)
    assert read_rows(raw, "a.parquet") == whole


def test_a_parquet_that_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.corpus.tables.rows._MAX_ROWS", 3)
    assert "says that it holds 4 rows, too many" in refused(FILES["a.parquet"], "a.parquet")


def test_mistakes_are_told_together() -> None:
    refuse("a.csv", [])
    with pytest.raises(ToolkitError, match=r"^a\.csv, line 3: wrong$"):
        refuse("a.csv", ["line 3: wrong"])
    with pytest.raises(ToolkitError, match=r"(?s)^a\.csv: 1,200 mistakes:.*\n  and 1,190 more$"):
        refuse("a.csv", ["wrong"] * 1200)
