"""Small CSV files beside the pages: their rows, and the line of what is wrong."""

from __future__ import annotations

import pytest

from toolkit.corpus.tables.lists import read_list
from toolkit.errors import ToolkitError


def test_rows_come_with_the_lines_they_end_in() -> None:
    raw = b'\xef\xbb\xbfa,b\r\n,\r\n" x\n y ",\xc3\xa9\r\n'
    assert read_list(raw, "mine.csv") == [(1, ["a", "b"]), (4, ["x y", "é"])]
    assert read_list(b"", "mine.csv") == []


@pytest.mark.parametrize(
    "raw, said",
    [
        (b'a,b\nc,d\n"e,f\ng,h\n', "line 3: unexpected end of data"),
        (b'a,b\n"c"d,e\n', "line 2: ',' expected after '\"'"),
        (b"a,b\nc,caf\xe9\n", "line 2: byte 0xe9 is not UTF-8; save it as UTF-8"),
        ("a,b\n".encode("utf-16"), "line 1: byte 0xff is not UTF-8; save it as UTF-8"),
        ("a,b\n".encode("utf-16-le"), "line 1: it holds a zero byte; save it as UTF-8"),
        (b"a,b\nc," + b"x" * 200_000 + b"\n", "line 2: field larger than field limit (131072)"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_line(raw: bytes, said: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        read_list(raw, "mine.csv")
    assert str(caught.value) == f"mine.csv cannot be read as a UTF-8 CSV file, {said}"
