import pytest

from toolkit.corpus.people.aliases import Alias, AliasBook, read_aliases
from toolkit.errors import ToolkitError


def read(text: str) -> tuple[Alias, ...]:
    return read_aliases(text.encode())


def test_all_columns_in_any_order() -> None:
    header = "\ufeffmeeting,reason,canonical,name,role\n"
    text = f"{header}2020/a,she said so,Ada Birch,A.  Birch,principal\n"
    assert read(text) == (
        Alias(
            "A. Birch", "Ada Birch", "principal", "as aliases.csv says: she said so", "2020/a", 2
        ),
    )


def test_every_mistake_is_told_with_its_line() -> None:
    text = (
        "name,canonical,role\n"
        "A,B,\n"
        "\n"
        "a,C,\n"
        ",D,\n"
        "E,,\n"
        "F,G,principle\n"
        "H,I\n"
        "J,K,journalist\n"
        "L,K,moderator\n"
    )
    with pytest.raises(ToolkitError) as caught:
        read(text)
    assert str(caught.value).splitlines() == [
        "aliases.csv: 6 mistakes to mend",
        "  line 4: 'a' has a row already, line 2",
        "  line 5: the name is empty",
        "  line 6: the canonical is empty",
        "  line 7: there is no role 'principle'; did you mean 'principal'?",
        "  line 8: 2 cells, but the header has 3; quote a cell that holds a comma",
        "  line 10: 'K' is moderator here, but journalist in line 9",
    ]


def test_a_circle_is_told_once() -> None:
    with pytest.raises(ToolkitError, match=r"1 mistake to mend\n  line 2: .*circle, A > B > C > A"):
        read("name,canonical\nA,B\nB,C\nC,A\n")


def test_a_circle_through_the_row_of_one_meeting() -> None:
    with pytest.raises(ToolkitError, match="line 3: the names go in a circle, A > B > A"):
        read("name,canonical,meeting\nB,A,\nA,B,m\n")


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "and the file is empty"),
        ("name,who\nA,B\n", "must name a column 'canonical', not name, who"),
        ("name,canonical,rôle\nA,B,C\n", "no column 'rôle'; did you mean 'role'"),
        ("name,canonical,name\nA,B,C\n", "the column 'name' is there twice"),
        ('name,canonical\n"A,B\n', "cannot be read as a UTF-8 CSV file"),
    ],
)
def test_what_is_no_alias_table(text: str, says: str) -> None:
    with pytest.raises(ToolkitError, match=says):
        read(text)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(ToolkitError, match="cannot be read as a UTF-8 CSV file"):
        read_aliases("name,canonical\nJörg,Jorg\n".encode("latin-1"))


def test_chains_lead_to_their_end_and_a_meeting_goes_first() -> None:
    book = AliasBook(read("name,canonical,meeting\nA,B,\nB,C,\nA,D,m\nE,E,\nF,F,m\n"))

    def end(name: str, meeting: str) -> str:
        return book.chain(name, meeting)[-1].canonical

    assert (end("A", ""), end(" a ", "n"), end("A", "m"), end("B", "m")) == ("C", "C", "D", "C")
    assert book.chain("Z", "m") == ()
    assert book.settled == {"C", "D", "E"}
    assert [book.is_settled("F", meeting) for meeting in ("m", "n")] == [True, False]


def test_a_role_belongs_to_the_person_at_the_end() -> None:
    book = AliasBook(read("name,canonical,role,meeting\nA,B,principal,\nB,C,,\nC,C,other,m\n"))
    assert book.role("C", "n") == ("principal", "as aliases.csv says")
    assert book.role("C", "m") == ("other", "as aliases.csv says")
    assert book.role("A", "n") is None
