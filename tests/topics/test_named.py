from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.topics.named import NamedMatrix, read_arrays, read_matrix


def write(folder: Path, text: str, name: str = "theta.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_table_with_a_header(tmp_path: Path, delimiter: str, ends: str) -> None:
    lines = ["\ufeffsegment,one,two", '"m1#1",0.25,0.75', "m1#2,1,0", ""]
    found = read_matrix(write(tmp_path, ends.join(lines).replace(",", delimiter)))
    assert found.rows == ("m1#1", "m1#2")
    assert found.columns == ("one", "two")
    assert found.values.tolist() == [[0.25, 0.75], [1, 0]]


def test_numbers_come_back_to_the_last_bit(tmp_path: Path) -> None:
    values = np.random.default_rng(1).dirichlet(np.ones(7), 50)
    lines = ["id," + ",".join(f"t{k}" for k in range(7))]
    lines += [f"s{i}," + ",".join(map(repr, row.tolist())) for i, row in enumerate(values)]
    found = read_matrix(write(tmp_path, "\n".join(lines)))
    assert found.values.tobytes() == values.tobytes()


def test_what_pandas_writes(tmp_path: Path) -> None:
    import pandas as pd

    frame = pd.DataFrame([[0.1, 0.9], [0.3, 0.7]], index=["a, b", 'the "c"'], columns=["x", "y"])
    frame.to_csv(tmp_path / "theta.csv")
    found = read_matrix(tmp_path / "theta.csv")
    assert found.rows == ("a, b", 'the "c"')
    np.testing.assert_array_equal(found.values, frame.to_numpy())


def test_one_row_for_each_pair(tmp_path: Path) -> None:
    text = "topic,term,beta\n1,sea,0.5\n1,fish,0.5\n2,gas,1\n"
    found = read_matrix(write(tmp_path, text))
    assert (found.rows, found.columns) == (("1", "2"), ("sea", "fish", "gas"))
    assert found.values.tolist() == [[0.5, 0.5, 0], [0, 0, 1]]
    with pytest.raises(ToolkitError, match="row 3: '1' with 'sea' comes twice"):
        read_matrix(write(tmp_path, "topic,term,beta\n1,sea,0.5\n1,fish,0.5\n1,sea,1\n"))


def test_the_two_files_of_mallet(tmp_path: Path) -> None:
    theta = read_matrix(write(tmp_path, "0\tm1#1\t0.25\t0.75\t\n1\tm1#2\t0.5\t0.5\t\n", "a.txt"))
    assert theta.rows == ("m1#1", "m1#2")
    assert theta.columns is None
    assert theta.values.tolist() == [[0.25, 0.75], [0.5, 0.5]]
    phi = read_matrix(write(tmp_path, "0\tsea\t3.01\n0\tgas\t0.01\n1\tgas\t2.01\n", "b.txt"))
    assert (phi.rows, phi.columns) == (("0", "1"), ("sea", "gas"))
    assert phi.values.tolist() == [[3.01, 0.01], [0, 2.01]]
    with pytest.raises(ToolkitError, match="old versions of MALLET"):
        read_matrix(write(tmp_path, "#doc name topic proportion\n0\tm1\t3\t0.9\n", "c.txt"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "theta.csv is empty"),
        ("id,a,b\n", "has a header and no row"),
        ("id,a,b\nx,1\n", "row 2: 2 fields where the first row has 3"),
        ("a,b\nx,1,0\n", "row 2: 3 fields where the first row has 2"),
        ("id;a;b\nx;0,5;0,5\n", "row 2: '0,5' is no number; decimals take a point"),
        ("id,a,b\nx,,1\n", "row 2: '' is no number"),
        ("id,a,b\nx,nan,1\n", "row 1, column 1: nan is no number"),
        ("id,a,b\nx,1,0\nx,0,1\n", "names a row twice: 'x'"),
        ("id,a,a\nx,1,0\n", "names a column twice: 'a'"),
        ("doc,topic,gamma\nx,1\n", "row 1: 2 fields, not 3"),
    ],
)
def test_bad_tables_are_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ToolkitError, match=said):
        read_matrix(write(tmp_path, text))


def test_a_file_that_is_no_text_or_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"id,a\nm\xe9,1\n")
    for name in ("latin.csv", "absent.csv"):
        with pytest.raises(ToolkitError, match=f"{name} cannot be read as a table in UTF-8"):
            read_matrix(tmp_path / name)


def test_arrays_without_pickle(tmp_path: Path) -> None:
    np.savez(tmp_path / "good.npz", theta=np.eye(2), ids=np.array(["a", "b"]))
    assert sorted(read_arrays(tmp_path / "good.npz")) == ["ids", "theta"]
    np.savez(tmp_path / "bad.npz", ids=np.array(["a", "b"], dtype=object))
    with pytest.raises(ToolkitError, match=r"without pickle.*dtype=str"):
        read_arrays(tmp_path / "bad.npz")
    (tmp_path / "no.npz").write_text("hello")
    with pytest.raises(ToolkitError, match=r"no.npz cannot be read"):
        read_arrays(tmp_path / "no.npz")


def test_a_matrix_and_its_names_fit() -> None:
    with pytest.raises(ToolkitError, match="x has 2 rows and 1 names for them"):
        NamedMatrix("x", np.eye(2), ("a",), None)
    with pytest.raises(ToolkitError, match=r"shape \(3,\); a matrix has two sides"):
        NamedMatrix("x", np.ones(3), None, None)
