"""Tables of the user's own: what is joined, what is listed, what is refused."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest
from openpyxl import Workbook

from toolkit.corpus.tables.joins import read_columns
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
        b"meeting;period\na;early\nb;\n",
        b"meeting,period,\na,early,\nb,,\n",
        "meeting,period\na,early\nb,\n".encode("utf-16"),
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
        ("meeting|period\na|x\n", "must name a column 'meeting', not meeting|period"),
        (
            "meeting,x\na,1\na,2\n",
            "line 3: the meeting 'a' has another row already, in line 2, and they differ; keep",
        ),
        ("meeting,x\na\n", "line 2: 1 cell, but the header has 2"),
        ("meeting,x\na,1,2\n", "line 2: 3 cells, but the header has 2"),
        ("meeting,date\na,1\n", "the column 'date' is one of the corpus's own; rename it"),
        ("meeting,x,x\na,1,2\n", "the column 'x' is there twice; keep one of them"),
        ("meeting,meeting\na,b\n", "the column 'meeting' is there twice"),
        (
            "meeting,\na,1\n",
            "a column has no name, and line 2 holds '1' in it; name it or delete it",
        ),
        ('meeting,x\na,"1\nb,2\n', "cannot be read as a table, line 3: "),
        (b"meeting,x\na,caf\xe9\n", "is not UTF-8 (byte 0xe9 in line 2); save it as UTF-8"),
    ],
)
def test_a_table_that_cannot_be_joined_is_refused(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert said in refused(tmp_path, text)


def test_a_missing_table_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name in ("nowhere.csv", "folder.csv"):
        with pytest.raises(ToolkitError, match=f"{name} cannot be read: "):
            read_columns(tmp_path / name, "meeting", [], [])


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"own\.txt is no table; its name must end in \.csv or"):
        read_columns(tmp_path / "own.txt", "meeting", [], [])


def test_two_rows_may_say_the_same_and_those_of_strangers_anything(tmp_path: Path) -> None:
    text = "meeting,x\na,1\nz,1\na , 1\nz,2\nb,3\n"
    columns, unmatched = read(tmp_path, text)
    assert columns == {"a": {"x": "1"}, "b": {"x": "3"}}
    assert unmatched == [
        "own.csv, line 3: no meeting 'z' in the corpus",
        "own.csv, line 5: no meeting 'z' in the corpus",
    ]


def test_all_rows_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError) as caught:
        read(tmp_path, "meeting,x\na,1\nb,1\na,2\nb,2\n")
    assert "line 4: the meeting 'a' has another row already, in line 2" in str(caught.value)
    assert "line 5: the meeting 'b' has another row already, in line 3" in str(caught.value)


def test_a_flood_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"z{i},1\n" for i in range(2000))
    present = tuple(f"m{i:02}" for i in range(13))
    _, unmatched = read(tmp_path, "meeting,x\n" + rows, present)
    first_ten = ", ".join(f"'m{i:02}'" for i in range(10))
    assert unmatched == [
        "own.csv: 2,000 rows name no meeting of the corpus, the first 'z0' in line 2",
        f"own.csv: 13 meetings have no row: {first_ten} and 3 more",
    ]


def test_ten_strangers_are_no_flood(tmp_path: Path) -> None:
    _, unmatched = read(tmp_path, "meeting,x\na,1\nb,1\n" + "".join(f"z{i},1\n" for i in range(10)))
    assert len(unmatched) == 10


def joined(path: Path, text: str, **how: object) -> dict[str, dict[str, str]]:
    file = path / "own.csv"
    file.write_text(text, encoding="utf-8")
    columns, _ = read_columns(file, "meeting", ["AFG_70", "ALB_70"], {"date", "title"}, **how)  # type: ignore[arg-type]
    return columns


def test_a_name_is_put_together_from_columns(tmp_path: Path) -> None:
    text = "ISO Code,No,x\nAFG, 70,1\nALB,70,2\n"
    assert joined(tmp_path, text, template="{ISO Code}_{No}") == {
        "AFG_70": {"ISO Code": "AFG", "No": "70", "x": "1"},
        "ALB_70": {"ISO Code": "ALB", "No": "70", "x": "2"},
    }


def test_with_new_names_only_those_columns_are_taken(tmp_path: Path) -> None:
    text = "id,title,,year\nAFG_70,President,odd,2015\n"
    how = {"template": "{id}", "rename": {"post": "title", "when": "year"}}
    assert joined(tmp_path, text, **how) == {"AFG_70": {"post": "President", "when": "2015"}}


@pytest.mark.parametrize(
    "how, said",
    [
        ({"template": "{iso}_{no}"}, "it has no column 'no'; known are iso, No, Post, x"),
        ({"template": "iso"}, "'iso' names no column of "),
        (
            {"template": "{iso}", "rename": {"p": "post", "q": "x"}},
            "it has no column 'post'; did you mean 'Post'?",
        ),
        ({"template": "{iso}", "rename": {"date": "Post"}}, "'date' is one of the corpus's own"),
    ],
)
def test_a_wrong_name_is_refused(tmp_path: Path, how: dict[str, object], said: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        joined(tmp_path, "iso,No,Post,x\nAFG_70,1,2,3\n", **how)
    assert said in str(caught.value)


def test_a_workbook_is_joined(tmp_path: Path) -> None:
    book = Workbook()
    for row in [("ISO", "Session", "Post"), ("AFG", 70.0, "President"), ("XYZ", 70, None)]:
        book.active.append(row)
    book.save(tmp_path / "own.xlsx")
    columns, unmatched = read_columns(
        tmp_path / "own.xlsx", "meeting", ["AFG_70"], (), template="{ISO}_{Session}"
    )
    assert columns == {"AFG_70": {"ISO": "AFG", "Session": "70", "Post": "President"}}
    assert unmatched == ["own.xlsx, row 3: no meeting 'XYZ_70' in the corpus"]


def test_a_real_workbook_of_all_speakers_is_joined(corpora: Path) -> None:
    folder = corpora / "un_general_debate"
    present = sorted(path.stem for path in folder.glob("*.txt"))
    columns, unmatched = read_columns(
        folder / "Speakers_by_session.xlsx",
        "meeting",
        present,
        {"date"},
        template="{ISO Code}_{Session}_{Year}",
        rename={"country": "Country", "post": "Post"},
    )
    assert len(columns) == 1933
    # It has 10,944 rows, none of the 1,933 twice.
    assert "9,011 rows name no meeting of the corpus" in unmatched[0]
    without = ("PRK_72_2017", "PRT_71_2016", "PRT_72_2017", "PRT_75_2020", "ZAF_71_2016")
    assert [sentence.split("'")[1] for sentence in unmatched[1:]] == list(without)
    assert columns["BRA_79_2024"] == {"country": "Brazil", "post": "President"}
