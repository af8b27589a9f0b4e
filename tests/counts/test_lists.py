"""Lists of terms from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.counts import read_terms
from toolkit.errors import ToolkitError


def test_a_list_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "stop.txt"
    file.write_bytes("\ufeff# ours\r\nferry\r\n\r\n  Fähre # said often\r\nferry\r\n".encode())
    assert read_terms(file) == ("ferry", "Fähre")


@pytest.mark.parametrize(
    "raw, said",
    [
        (b"", "holds no term"),
        (b"# nothing\n", "holds no term"),
        (b"ferry\n\xff\n", r"not UTF-8 \(line 2\)"),
        (b"x" * 10_000_001, "larger than 10 MB"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, raw: bytes | None, said: str) -> None:
    file = tmp_path / "stop.txt"
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(ToolkitError, match=said) as caught:
        read_terms(file)
    assert "stop.txt" in str(caught.value)
