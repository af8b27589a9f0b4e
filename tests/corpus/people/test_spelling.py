import random
import string
from collections.abc import Iterator
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.people.spelling import fold, likely_slip, one_edit, one_edit_pairs, sound


def distance(one: str, other: str) -> int:
    """The restricted Damerau-Levenshtein distance by its textbook recurrence."""
    d = [
        [max(i, j) if not i * j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            wrong = one[i - 1] != other[j - 1]
            d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + wrong)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
    return d[len(one)][len(other)]


few_letters = st.text("abc", max_size=7)


@given(few_letters, few_letters)
def test_one_edit_is_a_distance_of_one(one: str, other: str) -> None:
    assert one_edit(one, other) == (distance(one, other) == 1)


def all_pairs(names: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str, int]]:
    for one, other in combinations(sorted(names), 2):
        a, b = names[one], names[other]
        differ = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
        if len(a) == len(b) and len(differ) == 1 and distance(a[differ[0]], b[differ[0]]) == 1:
            yield one, other, differ[0]


@given(st.sets(st.tuples(few_letters, few_letters) | st.tuples(few_letters), max_size=25))
def test_pairs_are_those_that_comparing_all_with_all_finds(names: set[tuple[str, ...]]) -> None:
    named = {" ".join(words) + f" {len(words)}": words for words in names}
    assert one_edit_pairs(named) == sorted(all_pairs(named))


def test_pairs_among_names_of_the_usual_length() -> None:
    draw = random.Random(5)
    words = ["".join(draw.choices(string.ascii_lowercase, k=6)) for _ in range(60)]
    slips = [
        w[:i] + draw.choice("xyz") + w[i + draw.randint(0, 1) :] for i, w in enumerate(words, 1)
    ]
    names = {f"{i}": (draw.choice(words[:3]), w) for i, w in enumerate(words + slips)}
    found = one_edit_pairs(names)
    assert found == sorted(all_pairs(names))
    assert len(found) > 5


def test_words_with_digits_and_endless_words_are_not_compared() -> None:
    names = {"a": ("speaker1",), "b": ("speaker2",), "c": ("x" * 5000,), "d": ("x" * 5001,)}
    assert one_edit_pairs(names) == []


def test_fold_keeps_letters_of_all_scripts_and_no_signs() -> None:
    assert fold("ÅSGRÍMSSON") == fold("A\u030asgri\u0301msson") == "asgrimsson"
    assert fold("Лавро́в") == "лавров"
    assert fold("Al-Qirbi’s") == "alqirbis"
    assert fold("***") == ""


def test_transliterations_of_one_name_sound_alike() -> None:
    for spellings in (
        "Lawrow Lavrov Лавров",
        "Sergej Sergey Sergei Сергей",
        "Schoigu Shoigu Шойгу",
        "Zelenskyy Selenskyj Zelensky Зеленский",
        "Jewgeni Yevgeny Evgeny Евгений",
        "Mischustin Mishustin Мишустин",
        "Zhukov Schukow Жуков",
        "Mikhail Michail Михаил",
        "Müller Mueller",
        "Alexander Aleksander",
        "Dyomin Demin Djomin Дёмин",
        "Zhulyov Zhulev Жулёв",
        "Kleimyonov Kleymenov Клейменов",
        "Solovyov Solovyev Соловьёв",
        "Yolkin Yelkin Ёлкин",
    ):
        assert len({sound(spelling) for spelling in spellings.split()}) == 1, spellings


def test_other_names_do_not_sound_alike() -> None:
    names = "Lavrov Larov Petrov Pavlov Smith Schmidt Silva Sunak Biden Putin Powell Politi".split()
    names += "Mario Marie Julio Julie Mary Antonio Antonia".split()
    assert len({sound(name) for name in names}) == len(names)


def test_the_ways_in_which_names_of_two_people_differ_are_no_slips() -> None:
    for pair in ("harry larry", "paul paula", "mario maria", "ivanov ivanova", "larry harry"):
        assert not likely_slip(*pair.split()), pair
    for pair in ("smith smth", "vladimir vladmir", "president presiden", "zelenskyy zelensky"):
        assert likely_slip(*pair.split()), pair
