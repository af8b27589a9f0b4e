import pytest

from toolkit.corpus.people.naming import contradict, rank, read_shape, same_rank, short_form_groups


@pytest.mark.parametrize(
    "name, titles, initials, parts",
    [
        ("Ada Birch", "", "", "ada birch"),
        ("BIRCH", "", "", "birch"),
        ("S.V.Lavrov", "", "s v", "lavrov"),
        ("С. В. Лавров", "", "с в", "лавров"),
        ("Yu. Ushakov", "", "yu", "ushakov"),
        ("J.-C. Juncker", "", "j c", "juncker"),
        ("U Lwin", "", "", "u lwin"),
        ("Vice-President Birch", "vice president", "", "birch"),
        ("PRESIDEN HICHILEMA", "president", "", "hichilema"),
        ("Secretary of State Birch", "secretary", "", "birch"),
        ("Prime Minister A. Birch", "prime minister", "a", "birch"),
        ("VICE PRESIDENT", "vice president", "", ""),
        ("Major Garrett", "", "", "major garrett"),
        ("Madam", "madam", "", ""),
        ("* * *", "", "", ""),
        ("A.", "", "", "a"),
    ],
)
def test_words_of_a_name(name: str, titles: str, initials: str, parts: str) -> None:
    shape = read_shape(name)
    found = [" ".join(words) for words in (shape.titles, shape.initials, shape.parts)]
    assert found == [titles, initials, parts]


def test_only_a_first_name_and_a_surname_are_a_full_name() -> None:
    full = [n for n in ("Ada Birch", "Birch", "A. Birch", "Mr Ada Birch") if read_shape(n).is_full]
    assert full == ["Ada Birch"]


def test_form_knows_no_white_space() -> None:
    assert read_shape("AdaBirch").form == read_shape(" ADA  Birch ").form == "adabirch"


def test_ranks_agree_whatever_the_country() -> None:
    assert same_rank(rank("PRESIDENT"), rank("President of Zambia"))
    assert same_rank(rank("MINISTER"), rank("Minister of Foreign Affairs"))
    assert same_rank(rank("Chair"), rank("Chair of the Federal Reserve"))
    assert not same_rank(rank("PRESIDENT"), rank("Vice President"))
    assert not same_rank(rank("VICE PRESIDENT"), rank("President"))
    assert not same_rank(rank("Mr"), rank("Mr"))
    assert not same_rank(rank(""), rank("President"))


def test_short_forms_know_who_they_stand_for() -> None:
    def related(one: str, other: str) -> bool:
        return bool(set(short_form_groups(one)) & set(short_form_groups(other)))

    assert related("chris", "christopher")
    assert related("chris", "christine")
    assert not related("christine", "christopher")
    assert related("gregg", "greg")
    assert not related("ana", "joao")


def test_titles_of_men_and_women_contradict() -> None:
    assert contradict(("mr",), ("ms",))
    assert contradict(("frau",), ("herr",))
    assert not contradict(("mr",), ("dr", "president"))
    assert not contradict((), ("ms",))
