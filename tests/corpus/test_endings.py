"""Forms of names and adjectives, beside the paradigms of a grammar."""

from __future__ import annotations

import pytest

from toolkit.corpus.endings import forms_of, forms_of_adjective

# Every form that a grammar lists must be there; more may be.
NAMES = {
    "ru": [
        "Россия России Россию Россией",
        "Украина Украины Украине Украину Украиной",
        "Америка Америки Америке Америку Америкой",
        "Иран Ирана Ирану Ираном Иране",
        "Китай Китая Китаю Китаем Китае",
        "Израиль Израиля Израилю Израилем Израиле",
        "Беларусь Беларуси Беларусью",
        "Гвинея Гвинеи Гвинее Гвинею Гвинеей",
        "Нидерланды Нидерландов Нидерландам Нидерландами Нидерландах",
        "Филиппины Филиппин",
        "Южная Южной Южную",
        "Советский Советского Советскому Советским Советском",
        "Арабские Арабских Арабским Арабскими",
        "Маврикий Маврикия Маврикию Маврикием Маврикии",
    ],
    "de": [
        "Russland Russlands",
        "China Chinas",
        "Vereinigte Vereinigten Vereinigter",
        "Tschechische Tschechischen Tschechischer",
    ],
    "fr": ["Russie"],
    "es": ["Rusia"],
}
ADJECTIVES = {
    "ru": [
        "российский российского российскому российским российском российская российской российскую",
        "российский российское российские российских российскими",
        "американец американца американцу американцем американце американцы американцев",
        "американец американцам американцами американцах",
        "бельгиец бельгийца бельгийцу бельгийцем бельгийцы бельгийцев",
        "россиянин россиянина россиянину россиянином россиянине россияне россиян россиянам",
        "болгарин болгарина болгары болгар болгарам",
        "поляк поляка поляку поляком поляки поляков полякам",
        "турок турка турку турком турки туркам турками",
        "серб серба сербу сербом сербы сербов сербам",
    ],
    "de": [
        "russisch russische russischem russischen russischer russisches",
        "Russe Russen Russin Russinnen",
        "Deutsche Deutschen Deutscher",
        "Amerikaner Amerikaners Amerikanern Amerikanerin Amerikanerinnen",
        "Ungar Ungarn Ungarin",
    ],
    "fr": [
        "russe russes",
        "français française françaises",
        "américain américaine américains américaines",
        "canadien canadienne canadiens canadiennes",
        "européen européenne européens européennes",
        "letton lettonne lettons lettonnes",
        "grec grecque grecs grecques",
        "espagnol espagnole espagnols espagnoles",
        "burkinabè burkinabès",
    ],
    "es": [
        "ruso rusa rusos rusas",
        "francés francesa franceses francesas",
        "alemán alemana alemanes alemanas",
        "letón letona letones letonas",
        "español española españoles españolas",
        "iraní iraníes",
        "belga belgas",
        "canadiense canadienses",
    ],
}


@pytest.mark.parametrize("language", NAMES)
def test_names_have_the_forms_of_a_grammar(language: str) -> None:
    for forms in map(str.split, NAMES[language]):
        assert set(forms) <= forms_of(forms[0], language)


@pytest.mark.parametrize("language", ADJECTIVES)
def test_adjectives_and_peoples_have_the_forms_of_a_grammar(language: str) -> None:
    for forms in map(str.split, ADJECTIVES[language]):
        assert set(forms) <= forms_of_adjective(forms[0], language)


def test_short_forms_and_foreign_endings_stay() -> None:
    assert forms_of("США", "ru") == {"США"}
    assert forms_of("Чили", "ru") == {"Чили"}
    assert forms_of("Honduras", "de") == {"Honduras"}
    assert "груз" not in forms_of_adjective("грузин", "ru")  # cargo
