"""The file of corrections: what is read, and every mistake in it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.changes.corrections import Correction, read_corrections
from toolkit.errors import SettingsError, ToolkitError

HEADER = "meeting,position,column,value,reason\n"


def read(*rows: str) -> tuple[Correction, ...]:
    return read_corrections((HEADER + "\n".join(rows)).encode())


def mistakes(*rows: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(*rows)
    assert str(caught.value).startswith("corrections.csv: ")
    return list(caught.value.mistakes)


def test_rows_are_read_whatever_the_order_of_the_columns() -> None:
    raw = (
        "\ufeffcolumn,meeting,position,reason,value\r\n"
        " kind ,a,3,only a greeting,remark\r\n\r\n"
        'counterparts,b,,"so the page, below","Ana Belt (Japan); Ivo Marlin"\r\n'
    ).encode()
    assert read_corrections(raw) == (
        Correction("a", 3, "kind", "remark", "only a greeting", 2),
        Correction("b", 0, "counterparts", "Ana Belt (Japan); Ivo Marlin", "so the page, below", 4),
    )


def test_a_file_is_read_from_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(HEADER + "a,,place,Zürich,so the page\n", encoding="utf-8")
    assert read_corrections(path)[0].value == "Zürich"
    with pytest.raises(ToolkitError, match="mine.csv cannot be read as a UTF-8 CSV file"):
        read_corrections(tmp_path / "nowhere.csv", "mine.csv")


@pytest.mark.parametrize(
    "row",
    [
        *(f"a,,date,{d},x" for d in ("2020", "2020-02", "2020-02-29", "")),
        *(f"a,,time,{t},x" for t in ("00:00", "23:59", "")),
        *(f"a,,event,{e},x" for e in ("news conference", "other", "")),
        *(f"a,,{c},,x" for c in ("title", "place", "host", "counterparts", "languages")),
        "a,,counterparts,Ana Belt (Korea); Jean-Luc O’Neil,x",
        "a,,languages,en-GB; de,x",
        *(f"a,1,{c},,x" for c in ("speaker", "addressed_to", "note", "label")),
        *(f"a,1,kind,{k},x" for k in ("statement", "question", "answer", "remark")),
        *(f"a,1,role,{r},x" for r in ("principal", "journalist", "moderator", "other")),
        "a,1,exchange,0,x",
    ],
)
def test_what_a_column_may_hold_is_taken(row: str) -> None:
    assert len(read(row)) == 1


@pytest.mark.parametrize(
    "row, said",
    [
        ("a,,date,2021-02-29,x", "date = '2021-02-29' cannot be used: it must be an ISO date"),
        ("a,,date,9.3.2020,x", "date = '9.3.2020' cannot be used"),
        ("a,,date,2020-3,x", "date = '2020-3' cannot be used"),
        ("a,,date,٢٠٢٠,x", "cannot be used: it must be an ISO date"),
        ("a,,time,24:00,x", "time = '24:00' cannot be used: it must be a time as 09:30"),
        ("a,,time,9:30,x", "it must be a time as 09:30"),
        ("a,,event,briefings,x", "event = 'briefings' cannot be used: did you mean 'briefing'?"),
        ("a,,host,Ada; Ivo,x", "it must be a person: 'Name (Country)'"),
        ("a,,counterparts,(Japan),x", "it must be persons: 'Name (Country); Name (Country)'"),
        ("a,,counterparts,Ana (Japan) Belt,x", "it must be persons"),
        ("a,,languages,English,x", "it must be codes: 'en-GB; de-DE'"),
        ("a,1,kind,anser,x", "kind = 'anser' cannot be used: did you mean 'answer'?"),
        ("a,1,kind,,x", "kind = '' cannot be used: known are statement, question, answer, remark"),
        ("a,1,role,,x", "role = '' cannot be used"),
        ("a,1,exchange,-1,x", "it must be its number, counted from 1, or 0 for none"),
        ("a,1,exchange,,x", "exchange = '' cannot be used"),
        ("a,,kind,answer,x", "kind belongs to a turn; give its position"),
        ("a,2,date,2020,x", "date belongs to the meeting; leave the position empty"),
        ("a,2,text,Yes.,x", "text cannot be corrected here; what was said is in the page"),
        ("a,,countries,Japan,x", "correct these, as 'Name (Country)'"),
        ("a,,sha256,0,x", "sha256 cannot be corrected here; it is what the file is"),
        ("a,,tilte,x,x", "'tilte' is no column; did you mean 'title'?"),
        ("a,1,speakr,x,x", "'speakr' is no column; did you mean 'speaker'?"),
        ("a,,place,Bonn,", "the reason is missing; say why place is 'Bonn'"),
        (",,place,Bonn,x", "the meeting is missing; give its name"),
        ("a,0,place,Bonn,x", "position = '0' cannot be used: it must be the number of a turn"),
        ("a,one,kind,answer,x", "position = 'one' cannot be used"),
        ("a,1.0,kind,answer,x", "position = '1.0' cannot be used"),
        ("a,,place,Bonn,x,y", "6 cells, not 5; quote a cell that holds a comma"),
        ("a,,place,Bonn", "4 cells, not 5"),
    ],
)
def test_a_mistake_is_named_with_its_line(row: str, said: str) -> None:
    (mistake,) = mistakes(row)
    assert mistake.startswith("line 2: ")
    assert said in mistake


def test_all_mistakes_of_a_file_are_named_together() -> None:
    found = mistakes("a,,date,soon,", "a,,place,Bonn,x", "b,1,kind,no,x", "a,,place,Ulm,y")
    assert [line.split(":")[0] for line in found] == ["line 2", "line 2", "line 4", "line 5"]
    assert found[-1] == "line 5: line 3 sets the place of 'a' already; keep one of them"


@pytest.mark.parametrize(
    "raw, said",
    [
        (b"", "must be meeting,position,column,value,reason, and the file is empty"),
        (b"meeting,column,value\n", "reason, not meeting,column,value"),
        (b"meeting;position;column;value;reason\n", "not meeting;position;column;value;reason"),
        (b"meeting,position,column,value,reason,reason\n", "the first line must be"),
        (HEADER.encode() + b"a,,place,Z\xfcrich,x", "cannot be read as a UTF-8 CSV file"),
        (HEADER.encode() + b'a,,place,"Bonn,x', "cannot be read as a UTF-8 CSV file"),
    ],
)
def test_a_file_of_another_form_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        read_corrections(raw)
    assert said in str(caught.value)


def test_a_file_with_a_header_alone_corrects_nothing() -> None:
    assert read() == ()


def test_a_correction_made_by_hand_is_checked_alike() -> None:
    with pytest.raises(SettingsError, match="did you mean 'answer'"):
        Correction("a", 1, "kind", "anser", "a slip")
    assert Correction("a", 1, "kind", "answer", "a slip").place == "kind of turn 1"
    assert Correction("a", 0, "place", "Bonn", "a slip").place == "place"


CELLS = st.sampled_from(["a", "", "1", "0", "kind", "date", "host", "answer", "2020", "(", ";"])


@given(st.one_of(st.binary(), st.lists(st.tuples(*[CELLS | st.text(max_size=5)] * 5))))
def test_no_file_does_worse_than_be_refused(rows: bytes | list[tuple[str, ...]]) -> None:
    body = rows if isinstance(rows, bytes) else "\n".join(map(",".join, rows)).encode()
    with contextlib.suppress(ToolkitError):
        found = read_corrections(HEADER.encode() + body)
        assert all(correction.reason and correction.meeting for correction in found)


def test_a_further_column_may_say_what_was_there() -> None:
    raw = HEADER.strip() + ",was\na,3,kind,remark,a joke,answer\na,4,kind,remark,a joke,\n"
    first, second = read_corrections(raw.encode())
    assert (first.was, second.was) == ("answer", "")
    with pytest.raises(ToolkitError, match="first line must be meeting,position,column"):
        read_corrections((HEADER.strip() + ",when\n").encode())
