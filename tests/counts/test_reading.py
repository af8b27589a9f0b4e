"""Words of five languages and the terms they are read as."""

from __future__ import annotations

import pytest

from toolkit.counts.reading import reader
from toolkit.counts.tokens import tokenize

LEMMAS = {
    "en": "Nations>nation talks>talk countries>country negotiated>negotiate agreements>agreement "
    "leaders>leader children>child said>say better>good U.S.>us U.K.>uk Turkey's>turkey "
    "long-term>long-term re-opened>re-open COVID-19>covid-19 policies>policy weapons>weapon",
    "de": "Verhandlungen>verhandlung Staaten>staat Länder>land gesprochen>sprechen "
    "Außenministers>außenminister europäischen>europäisch Sicherheitsrates>sicherheitsrat "
    "EU-Staaten>eu-staat Kinder>kind Beziehungen>beziehung geführt>führen Bundesregierung>"
    "bundesregierung",
    "es": "acuerdos>acuerdo naciones>nación países>país hablado>hablar derechos>derecho "
    "humanos>humano leyes>ley mujeres>mujer decisiones>decisión gobiernos>gobierno veces>vez "
    "conferencias>conferencia internacionales>internacional",
    "fr": "L'accord>accord l’eau>eau d'Ivoire>ivoire qu'Américains>américain négociations>"
    "négociation chevaux>cheval journaux>journal européennes>européen ministres>ministre "
    "nations>nation droits>droit parlé>parler internationaux>international",
    "ru": "переговоров>переговоры странами>страна России>россия министров>министр сказал>сказать "
    "санкций>санкция людей>человек вопросы>вопрос безопасности>безопасность европейского>"
    "европейский по-русски>по-русски Москве>москва сотрудничества>сотрудничество "
    "актёры>актер актеры>актер",
}


@pytest.mark.parametrize("language", LEMMAS)
def test_lemmas(language: str) -> None:
    read = reader(language, lemmas=True)
    for entry in LEMMAS[language].split():
        printed, lemma = entry.split(">")
        (token,) = tokenize(printed)
        # U.S. is "US", and that is no pronoun.
        assert [name.lower() for name in read.read([token])] == [lemma], printed


@pytest.mark.parametrize(
    "language, tokens, terms",
    [
        ("en", "The US told us: WHO", ["the", "US", "told", "us", "WHO"]),
        ("fr", "l'accord aujourd'hui qu'ils", ["accord", "aujourd'hui", "qu'ils"]),
        ("fr", "s'il jusqu'alors O'Brien l'", ["s'il", "alors", "o'brien", "l"]),
        ("ru", "Ещё ВСЁ счёт", ["еще", "ВСЕ", "счет"]),
        ("de", "Die EU und die Straße", ["die", "eu", "und", "die", "straße"]),
    ],
)
def test_terms_without_lemmas(language: str, tokens: str, terms: list[str]) -> None:
    assert reader(language, lemmas=False).read(tokenize(tokens)) == terms


def test_a_function_word_has_no_lemma() -> None:
    assert reader("en", lemmas=True).read(["was", "Were", "US"]) == ["was", "were", "US"]
    assert reader("de", lemmas=True).read(["war", "gewesen"]) == ["war", "gewesen"]
