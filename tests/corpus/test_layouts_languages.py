"""Pages in German, French, Russian and Spanish choose their own layout and are read by it."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from toolkit.corpus.head import read_head
from toolkit.corpus.layouts import Layout, choose_layout, evidence, find_layout
from toolkit.corpus.meeting import Meeting
from toolkit.corpus.names import looks_like_person
from toolkit.corpus.parse import parse

LANGUAGES = ("de", "es", "fr", "ru")
NAMES = [f"{kind}_{language}" for kind in ("generic", "mid") for language in LANGUAGES]


class Expected(NamedTuple):
    """What the page of a language must be read as."""

    layout: str
    page: str
    head: tuple[str, ...]  # date, time, place, event, host, guests
    turns: list[tuple[str, ...]]  # kind, speaker, role, addressed to, note, text


GENERIC_DE = Expected(
    "generic_de",
    """\
Freitag, 7. Mai 2021, 14:30 Uhr
Drucken
Pressekonferenz von Außenministerin Ada Lind nach dem Gespräch mit dem Außenminister der \
Republik Nordland, Bo Holm, Seehafen, 7. Mai 2021

Meine Damen und Herren,

wir haben heute über die Fähre gesprochen. Eines ist mir wichtig: Sie soll wieder fahren.

Frage (an beide Minister): Wann fährt die Fähre?

Ada Lind (antwortet nach Bo Holm): Im Herbst. (Lachen.) Das ist ein Versprechen.

Zweitens: Der Fahrplan steht noch nicht fest.

Frage: Und wer bezahlt das alles?

Ada Lind: (über Dolmetscher) Wir bezahlen es gemeinsam.

Moderator: Vielen Dank, Frau Ministerin.
""",
    ("2021-05-07", "14:30", "Seehafen", "news conference", "Ada Lind", "Bo Holm"),
    [
        (
            *("statement", "Ada Lind", "principal", "", ""),
            (
                "Meine Damen und Herren,\n\nwir haben heute über die Fähre gesprochen. Eines ist mir "
                "wichtig: Sie soll wieder fahren."
            ),
        ),
        ("question", "", "journalist", "beide Minister", "", "Wann fährt die Fähre?"),
        (
            *("answer", "Ada Lind", "principal", "", "antwortet nach Bo Holm"),
            "Im Herbst. Das ist ein Versprechen.\n\nZweitens: Der Fahrplan steht noch nicht fest.",
        ),
        ("question", "", "journalist", "", "", "Und wer bezahlt das alles?"),
        (
            *("answer", "Ada Lind", "principal", "", "über Dolmetscher"),
            "Wir bezahlen es gemeinsam.",
        ),
        ("remark", "", "moderator", "", "", "Vielen Dank, Frau Ministerin."),
    ],
)

GENERIC_FR = Expected(
    "generic_fr",
    """\
vendredi 7 mai 2021
Imprimer
Conférence de presse de la ministre des Affaires étrangères, Ada Lind, à l’issue de l’entretien \
avec le Ministre des Affaires étrangères de la République du Nord, Bo Holm (Port-aux-Mouettes, \
7 mai 2021)

Mesdames et Messieurs,

Nous avons parlé du bac. Une chose compte pour nous : il doit reprendre la mer.

Question\u00a0(adressée aux deux ministres)\u202f: Quand le bac reprendra-t-il la mer ?

Ada Lind (répond après Bo Holm)\u00a0: En automne. (Rires.) C’est une promesse.

Question : Et qui va payer tout cela ?

Ada Lind: (par l’intermédiaire d’un interprète) Nous allons payer ensemble.

Modératrice : Merci beaucoup, Madame la ministre.
""",
    ("2021-05-07", "", "Port-aux-Mouettes", "news conference", "Ada Lind", "Bo Holm"),
    [
        (
            *("statement", "Ada Lind", "principal", "", ""),
            (
                "Mesdames et Messieurs,\n\nNous avons parlé du bac. Une chose compte pour nous : il "
                "doit reprendre la mer."
            ),
        ),
        (
            "question",
            "",
            "journalist",
            "deux ministres",
            "",
            "Quand le bac reprendra-t-il la mer ?",
        ),
        (
            *("answer", "Ada Lind", "principal", "", "répond après Bo Holm"),
            "En automne. C’est une promesse.",
        ),
        ("question", "", "journalist", "", "", "Et qui va payer tout cela ?"),
        (
            *("answer", "Ada Lind", "principal", "", "par l’intermédiaire d’un interprète"),
            "Nous allons payer ensemble.",
        ),
        ("remark", "", "moderator", "", "", "Merci beaucoup, Madame la ministre."),
    ],
)

GENERIC_ES = Expected(
    "generic_es",
    """\
7 de mayo de 2021, 14:30 h
Compartir
Conferencia de prensa de la ministra de Relaciones Exteriores, Ada Lind, tras la reunión con el \
Ministro de Relaciones Exteriores de la República del Norte, Bo Holm, Puerto Claro, 7 de mayo de \
2021

Señoras y señores:

Hoy hemos hablado del transbordador. Para nosotros hay algo importante: que vuelva a navegar.

Pregunta (dirigida a los dos ministros): ¿Cuándo vuelve a navegar?

Ada Lind (responde después de Bo Holm): En otoño. (Risas.) Es una promesa.

Pregunta: ¿Y quién paga todo eso?

Ada Lind: (a través del intérprete) Lo pagamos entre los dos.

Moderadora: Muchas gracias, señora ministra.
""",
    ("2021-05-07", "14:30", "Puerto Claro", "news conference", "Ada Lind", "Bo Holm"),
    [
        (
            *("statement", "Ada Lind", "principal", "", ""),
            (
                "Señoras y señores:\n\nHoy hemos hablado del transbordador. Para nosotros hay algo "
                "importante: que vuelva a navegar."
            ),
        ),
        ("question", "", "journalist", "los dos ministros", "", "¿Cuándo vuelve a navegar?"),
        (
            *("answer", "Ada Lind", "principal", "", "responde después de Bo Holm"),
            "En otoño. Es una promesa.",
        ),
        ("question", "", "journalist", "", "", "¿Y quién paga todo eso?"),
        (
            *("answer", "Ada Lind", "principal", "", "a través del intérprete"),
            "Lo pagamos entre los dos.",
        ),
        ("remark", "", "moderator", "", "", "Muchas gracias, señora ministra."),
    ],
)

GENERIC_RU = Expected(
    "generic_ru",
    """\
7 мая 2021 г., 14:30
Печать
Пресс-конференция капитана порта А.Б.Линда по итогам встречи с перевозчиками, Чаячий Порт, \
7 мая 2021 года

Уважаемые дамы и господа,

Сегодня мы говорили о пароме. Для нас важно одно: он должен снова ходить.

Вопрос (адресовано обоим министрам): Когда пароход снова будет ходить?

А.Б.Линд (отвечает после Б.Хольма): Осенью. (Смех.) Это обещание.

Вопрос: И кто за всё это будет платить?

А.Б.Линд: (через переводчика) Мы будем платить вместе.

Ведущий: Большое спасибо, господин министр.
""",
    ("2021-05-07", "14:30", "Чаячий Порт", "news conference", "А.Б.Линд", ""),
    [
        (
            *("statement", "А.Б.Линд", "principal", "", ""),
            (
                "Уважаемые дамы и господа,\n\nСегодня мы говорили о пароме. Для нас важно одно: он "
                "должен снова ходить."
            ),
        ),
        ("question", "", "journalist", "обоим министрам", "", "Когда пароход снова будет ходить?"),
        (
            *("answer", "А.Б.Линд", "principal", "", "отвечает после Б.Хольма"),
            "Осенью. Это обещание.",
        ),
        ("question", "", "journalist", "", "", "И кто за всё это будет платить?"),
        (
            *("answer", "А.Б.Линд", "principal", "", "через переводчика"),
            "Мы будем платить вместе.",
        ),
        ("remark", "", "moderator", "", "", "Большое спасибо, господин министр."),
    ],
)

MID_RU = Expected(
    "mid_ru",
    """\
11 сентября 2020 14:30
Выступление и ответы на вопросы СМИ Министра иностранных дел Российской Федерации С.В.Лаврова в \
ходе пресс-конференции по итогам переговоров с Министром иностранных дел Севера Бо Хольмом, \
Москва, 11 сентября 2020 года
1456-11-09-2020
• en-GB1 • ru-RU1

Мы обсудили движение паромов. Это была хорошая беседа.

Вопрос (перевод с китайского): Когда паром снова будет ходить?

С.В.Лавров (отвечает после Бо Хольма): Осенью. (Смех в зале.) Но не раньше.

Вопрос (адресовано обоим министрам): И кто за это заплатит?

С. Лавров: Мы заплатим вместе.

Вопрос: Спасибо.
""",
    ("2020-09-11", "14:30", "Moscow", "news conference", "Sergey Lavrov", ""),
    [
        (
            *("statement", "Sergey Lavrov", "principal", "", ""),
            "Мы обсудили движение паромов. Это была хорошая беседа.",
        ),
        (
            *("question", "", "journalist", "", "перевод с китайского"),
            "Когда паром снова будет ходить?",
        ),
        (
            *("answer", "Sergey Lavrov", "principal", "", "отвечает после Бо Хольма"),
            "Осенью. Но не раньше.",
        ),
        ("question", "", "journalist", "обоим министрам", "", "И кто за это заплатит?"),
        ("answer", "Sergey Lavrov", "principal", "", "", "Мы заплатим вместе."),
        ("question", "", "journalist", "", "", "Спасибо."),
    ],
)

MID_DE = Expected(
    "mid_de",
    """\
11. September 2020 14:30
Rede und Antworten des Außenministers der Russischen Föderation, Sergej Lawrow, auf Fragen der \
Medien bei der Pressekonferenz nach den Verhandlungen mit dem Außenminister der Volksrepublik \
China, Wang Yi, Moskau, 11. September 2020
1456-11-09-2020
• de-DE1 • ru-RU1

Wir haben über die Fähren gesprochen. Es war ein gutes Gespräch.

Frage (aus dem Chinesischen übersetzt): Wann fährt die Fähre?

Lawrow (antwortet nach Wang Yi): Im Herbst. (Heiterkeit.) Nicht früher.

Zweite Frage: die Kosten. Darauf komme ich noch zurück.

Frage: Und wer bezahlt das?

Sergej Lawrow: Wir bezahlen es gemeinsam.
""",
    ("2020-09-11", "14:30", "Moscow", "news conference", "Sergey Lavrov", "Wang Yi"),
    [
        (
            *("statement", "Sergey Lavrov", "principal", "", ""),
            "Wir haben über die Fähren gesprochen. Es war ein gutes Gespräch.",
        ),
        (
            *("question", "", "journalist", "", "aus dem Chinesischen übersetzt"),
            "Wann fährt die Fähre?",
        ),
        (
            *("answer", "Sergey Lavrov", "principal", "", "antwortet nach Wang Yi"),
            "Im Herbst. Nicht früher.\n\nZweite Frage: die Kosten. Darauf komme ich noch zurück.",
        ),
        ("question", "", "journalist", "", "", "Und wer bezahlt das?"),
        ("answer", "Sergey Lavrov", "principal", "", "", "Wir bezahlen es gemeinsam."),
    ],
)

MID_FR = Expected(
    "mid_fr",
    """\
Allocution et réponses aux questions des médias de Sergueï Lavrov, Ministre des Affaires \
étrangères de la Fédération de Russie, lors de la conférence de presse à l’issue des \
négociations avec Wang Yi, Ministre des Affaires étrangères de la République populaire de Chine, \
Moscou, 11 septembre 2020
1456-11-09-2020

Nous avons parlé des bacs. C’était une bonne conversation.

Question (traduite du chinois)\u202f: Quand le bac reprendra-t-il la mer ?

Lavrov (répond après Wang Yi)\u00a0: En automne. (Rires.) Pas avant.

Question : Et qui va payer ?

Sergueï Lavrov: Nous allons payer ensemble.
""",
    ("2020-09-11", "", "Moscow", "news conference", "Sergey Lavrov", "Wang Yi"),
    [
        (
            *("statement", "Sergey Lavrov", "principal", "", ""),
            "Nous avons parlé des bacs. C’était une bonne conversation.",
        ),
        (
            *("question", "", "journalist", "", "traduite du chinois"),
            "Quand le bac reprendra-t-il la mer ?",
        ),
        (
            *("answer", "Sergey Lavrov", "principal", "", "répond après Wang Yi"),
            "En automne. Pas avant.",
        ),
        ("question", "", "journalist", "", "", "Et qui va payer ?"),
        ("answer", "Sergey Lavrov", "principal", "", "", "Nous allons payer ensemble."),
    ],
)

MID_ES = Expected(
    "mid_es",
    """\
Respuestas del Ministro de Asuntos Exteriores de la Federación de Rusia, Serguéi Lavrov, a las \
preguntas de los medios en la rueda de prensa tras las negociaciones con el Ministro de Asuntos \
Exteriores de la República Popular China, Wang Yi, Moscú, 11 de septiembre de 2020
1456-11-09-2020

Hoy hemos hablado de los transbordadores. Fue una buena conversación.

Pregunta (traducida del chino): ¿Cuándo vuelven a navegar?

Lavrov (responde después de Wang Yi): En otoño. (Risas.) No antes.

Pregunta: ¿Y quién paga todo eso?

Serguéi Lavrov: Lo pagamos entre los dos.
""",
    ("2020-09-11", "", "Moscow", "news conference", "Sergey Lavrov", "Wang Yi"),
    [
        (
            *("statement", "Sergey Lavrov", "principal", "", ""),
            "Hoy hemos hablado de los transbordadores. Fue una buena conversación.",
        ),
        ("question", "", "journalist", "", "traducida del chino", "¿Cuándo vuelven a navegar?"),
        (
            *("answer", "Sergey Lavrov", "principal", "", "responde después de Wang Yi"),
            "En otoño. No antes.",
        ),
        ("question", "", "journalist", "", "", "¿Y quién paga todo eso?"),
        ("answer", "Sergey Lavrov", "principal", "", "", "Lo pagamos entre los dos."),
    ],
)

PAGES = (GENERIC_DE, GENERIC_ES, GENERIC_FR, GENERIC_RU, MID_DE, MID_ES, MID_FR, MID_RU)


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text.lower()))


def head_of(meeting: Meeting) -> tuple[str, ...]:
    guests = ", ".join(person.name for person in meeting.counterparts)
    return (
        *(meeting.date, meeting.time, meeting.place, meeting.event),
        *(meeting.host.name, guests),
    )


@pytest.mark.parametrize("expected", PAGES, ids=lambda page: page.layout)
def test_a_page_of_each_language_is_read_whole(expected: Expected) -> None:
    meeting = parse(expected.page)
    assert meeting.layout == expected.layout
    assert head_of(meeting) == expected.head
    assert [
        (turn.kind, turn.speaker, turn.role, turn.addressed_to, turn.note, turn.text)
        for turn in meeting.turns
    ] == expected.turns
    directions = [expected.page[s.start : s.end] for s in meeting.spans if s.tag == "direction"]
    assert re.fullmatch(r"\([^()]+\.\)", directions[0])
    assert not [span for span in meeting.spans if span.tag == "unexplained"]


def test_the_russian_minister_has_the_same_office_and_country_in_every_language() -> None:
    hosts = {parse(page.page).host for page in PAGES if page.layout.startswith("mid_")}
    by_office = {(host.name, host.office, host.country) for host in hosts}
    name, country = "Sergey Lavrov", "Russia"
    # Where the office stands behind the name, it is not read.
    assert by_office == {(name, "Foreign Minister", country), (name, "", country)}


@pytest.mark.parametrize(
    ("name", "title", "place", "event", "host", "guest"),
    [
        (
            *(
                "mid_ru",
                "Интервью Министра иностранных дел Российской Федерации С.В.Лаврова газете, ",
            ),
            *("Сочи", "interview", "Sergey Lavrov", ""),
        ),
        (
            *("mid_ru", "Брифинг официального представителя МИД России М.В.Захаровой, "),
            *("Москва", "briefing", "Maria Zakharova", ""),
        ),
        (
            *(
                "mid_de",
                "Briefing der Sprecherin des Außenministeriums Russlands, Maria Sacharowa, ",
            ),
            *("Moskau", "briefing", "Maria Zakharova", ""),
        ),
        (
            *("mid_de", "Rede von Sergej Lawrow nach dem Treffen mit Bo Holm, "),
            *("Sotschi", "speech", "Sergey Lavrov", "Bo Holm"),
        ),
        (
            *("mid_fr", "Point de presse de Maria Zakharova, porte-parole du Ministère, "),
            *("Moscou", "briefing", "Maria Zakharova", ""),
        ),
        (
            *("mid_fr", "Déclaration du Ministre russe des Affaires étrangères Sergueï Lavrov, "),
            *("Genève", "statement", "Sergey Lavrov", ""),
        ),
        (
            *("mid_es", "Entrevista del canciller ruso, Serguéi Lavrov, a la cadena El Faro, "),
            *("Nueva York", "interview", "Sergey Lavrov", ""),
        ),
        (
            *("mid_es", "Rueda de prensa de María Zajárova, portavoz del Ministerio, "),
            *("Moscú", "news conference", "Maria Zakharova", ""),
        ),
    ],
)
def test_titles_of_the_ministry(
    name: str, title: str, place: str, event: str, host: str, guest: str
) -> None:
    layout = find_layout(name)
    day = {"ru": "3 марта 2021 года", "de": "3. März 2021", "fr": "3 mars 2021"}
    date = day.get(layout.language, "3 de marzo de 2021")
    head = read_head(f"{title}{place}, {date}", [], {}, layout)
    assert (head.date, head.date_from, head.event) == ("2021-03-03", "title", event)
    assert head.place == layout.places[place]
    assert (head.host.name, head.host.country) == (host, "Russia")
    assert [person.name for person in head.counterparts] == ([guest] if guest else [])


def test_a_newspaper_is_no_counterpart() -> None:
    titles = {
        "generic_de": "Ada Lind im Gespräch mit der Zeitung Die Küste, Seehafen, 3. März 2021",
        "generic_fr": "Entretien avec le journal Le Phare, Port-aux-Mouettes, 3 mars 2021",
        "generic_es": "Entrevista con la revista El Faro, Puerto Claro, 3 de marzo de 2021",
    }
    for name, title in titles.items():
        assert read_head(title, [], {}, find_layout(name)).counterparts == ()


def test_counterparts_of_a_russian_title_are_left_out_with_a_note() -> None:
    notes = [note.says for note in parse(MID_RU.page).notes if note.about == "head"]
    assert notes == ["the title is in another script: counterparts were not read from it"]


SENTENCES = {
    "de": "Heute haben wir den Stand der Beziehungen erörtert. Besondere Aufmerksamkeit galt dem "
    "Handel, der Fischerei und dem Ausbau der Verkehrswege auf beiden Seiten.",
    "es": "Hoy examinamos en detalle el estado de las relaciones. Prestamos atención al comercio, "
    "la pesca y el desarrollo de las vías de comunicación.",
    "fr": "Aujourd’hui nous avons examiné l’état de nos relations. Une attention particulière a "
    "été accordée au commerce, à la pêche et aux voies de communication.",
    "ru": "Сегодня мы рассмотрели состояние отношений и подтвердили настрой на развитие торговли. "
    "Договорились продолжать диалог. Паром снова ходит, и мы этому рады.",
    "en": "Today we discussed the state of our relations. Special attention was given to trade, to "
    "fisheries and to the roads that lead to the harbour.",
}
OTHERS = {
    "bg": "Министърът каза, че ние проведохме разговори с нашите колеги и че това е важно за двете "
    "страни. Също така говорихме за сигурността и за това как да възстановим движението.",
    "it": "Abbiamo avuto una riunione con i nostri colleghi, e questo è molto importante per i due "
    "paesi. Non lo so ancora, su questo tema torneremo al più presto con il presidente.",
    "nl": "De minister zei dat wij een gesprek met onze collega's hebben gehad en dat dit voor "
    "beide landen heel belangrijk is. Het is niet zo dat ze die dingen niet willen.",
    "pt": "O ministro disse que tivemos uma reunião com os nossos colegas e que isso é importante "
    "para os dois países. Falamos sobre o comércio, e sobre como retomar este caminho.",
    "sr": "Министар је рекао да смо ми водили разговоре са нашим колегама и да је то важно за обе "
    "земље. Говорили смо о безбедности и трговини, као и о томе како да обновимо саобраћај.",
    "uk": "Міністр сказав, що ми провели переговори з нашими колегами і що це важливо для обох "
    "країн. Також ми говорили про безпеку та про те, як відновити рух поїздів у цьому році.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_few_sentences_choose_their_own_language(language: str) -> None:
    text = SENTENCES[language]
    assert getattr(choose_layout(text), "name", None) == f"generic_{language}"
    for other in LANGUAGES:
        layout = find_layout(f"generic_{other}")
        # Twice the share that is wanted where the language fits, half of it where it does not.
        if other == language:
            assert layout.share_of_common(words_of(text)) > 2 * layout.min_common
        else:
            assert layout.share_of_common(words_of(text)) < layout.min_common / 2


@pytest.mark.parametrize("language", OTHERS)
def test_a_neighbouring_language_fits_none_of_them(language: str) -> None:
    assert choose_layout(OTHERS[language]) is None
    assert choose_layout(f"{OTHERS[language]} Lavrov Lawrow Лавров ru-RU1") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_without_the_language_does_not_choose_a_layout(language: str) -> None:
    text = f"{SENTENCES['en']} Lavrov, Lawrow, Лавров, ru-RU1, mid.ru"
    assert len(evidence(text, find_layout(f"mid_{language}"))) >= 3
    assert not find_layout(f"mid_{language}").speaks_like(words_of(text))


@pytest.mark.parametrize(
    ("name", "line", "date", "hour"),
    [
        ("generic_ru", "11 сентября 2020 года", ("11", "сентября", "2020"), None),
        ("generic_ru", "пятница, 11 сент. 2020 г., 9:05", ("11", "сент", "2020"), "9:05"),
        ("generic_ru", "11.09.2020 14:30", ("11", "09", "2020"), "14:30"),
        ("mid_ru", "11 сентября 202014:30", ("11", "сентября", "2020"), "14:30"),
        ("generic_de", "Freitag, den 1. März 2019", ("1", "März", "2019"), None),
        ("generic_de", "11. Sept. 2020, 14.30 Uhr", ("11", "Sept", "2020"), "14.30"),
        ("generic_de", "11.9.2020", ("11", "9", "2020"), None),
        ("generic_fr", "Le vendredi 1er août 2020", ("1", "août", "2020"), None),
        ("generic_fr", "11 sept. 2020 - 14h30", ("11", "sept", "2020"), None),
        ("generic_fr", "11/09/2020 14:30", ("11", "09", "2020"), "14:30"),
        ("generic_es", "viernes, 11 de septiembre del 2020", ("11", "septiembre", "2020"), None),
        ("generic_es", "1º de enero de 2020, 9:05 h", ("1", "enero", "2020"), "9:05"),
        ("generic_es", "11-09-2020", ("11", "09", "2020"), None),
    ],
)
def test_dates_are_stamps_as_the_language_prints_them(
    name: str, line: str, date: tuple[str, str, str], hour: str | None
) -> None:
    parts = find_layout(name).read_stamp(line)
    assert parts is not None
    assert (parts["day"], parts["month"], parts["year"]) == date
    assert parts.get("hour") == hour


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("generic_ru", "11 сентября мы встретимся снова."),
        ("generic_de", "Am 11. September treffen wir uns wieder."),
        ("generic_fr", "Le 11 septembre nous nous reverrons."),
        ("generic_es", "El 11 de septiembre nos vemos de nuevo."),
    ],
)
def test_a_sentence_with_a_date_is_no_stamp(name: str, line: str) -> None:
    assert not find_layout(name).is_stamp(line)


@pytest.mark.parametrize("name", NAMES)
def test_every_month_is_known_and_people_go_by_one_name(name: str) -> None:
    layout = find_layout(name)
    assert set(layout.months.values()) == set(range(1, 13))
    assert all(looks_like_person(person) for person in layout.people.values())
    if name.startswith("mid_"):
        assert set(layout.people.values()) == {"Sergey Lavrov", "Maria Zakharova"}
        assert layout.places["Москва"] == "Moscow"


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("mid_ru", ["С.В.Лавров", "С.Лавров", "Сергей Лавров", "С. В. Лавров", "С.В.Лаврова"]),
        ("mid_de", ["Lawrow", "Sergej Lawrow", "S. Lawrow", "С.В.Лаврова", "SERGEJ LAWROW"]),
        ("mid_fr", ["Lavrov", "Sergueï Lavrov", "S.Lavrov", "С.В.Лаврова", "SERGUEÏ LAVROV"]),
        ("mid_es", ["Lavrov", "Serguéi Lavrov", "Sergey Lavrov", "С.В.Лаврова"]),
    ],
)
def test_spellings_of_the_minister(name: str, spellings: list[str]) -> None:
    layout = find_layout(name)
    assert {layout.canonical(spelling) for spelling in spellings} == {"Sergey Lavrov"}


@pytest.mark.parametrize("name", NAMES)
def test_a_line_of_speech_is_neither_furniture_nor_stamp_nor_direction(name: str) -> None:
    layout = find_layout(name)
    for line in SENTENCES.values():
        assert not layout.is_furniture(line)
        assert not layout.is_stamp(line)
        assert not layout.is_bar(line)
        assert not layout.is_direction(f"({line})")
    assert not layout.is_furniture("")
    assert layout.is_direction(f"({layout.directions[0]}.)")


def test_the_german_page_of_the_ministry(corpora: Path) -> None:
    page = (corpora / "mid_ru" / "2020-09-11_lavrov_wangyi_de.txt").read_text(encoding="utf-8")
    meeting = parse(page)
    assert meeting.layout == "mid_de"
    assert head_of(meeting)[:5] == (
        *("2020-09-11", "", "Moscow", "news conference", "Sergey Lavrov"),
    )
    assert [(turn.kind, turn.speaker) for turn in meeting.turns] == [
        ("question", ""),
        ("answer", "Sergey Lavrov"),
    ]
    assert len(meeting.turns[1].paragraphs) == 6


def test_the_french_page_of_a_news_site(corpora: Path) -> None:
    page = (corpora / "layouts" / "newspravda_2025_lavrov_fr.txt").read_text(encoding="utf-8")
    meeting = parse(page)
    assert meeting.layout == "mid_fr"
    assert head_of(meeting) == ("2025-07-06", "", "Moscow", "interview", "Sergey Lavrov", "")
    assert [(turn.kind, turn.speaker) for turn in meeting.turns] == [
        ("question", ""),
        ("answer", "Sergey Lavrov"),
    ] * 2


@pytest.mark.parametrize(
    ("folder", "pattern", "language"),
    [
        ("seeds", "*.txt", "en"),
        ("layouts", "*_en.txt", "en"),
        ("fomc", "*2021*.txt", "en"),
        ("white_house_joint", "*.md", "en"),
        ("un_general_debate", "**/*_79_*.txt", "en"),
        ("kremlin_ru", "*.txt", "ru"),
        ("mexico_es", "*.md", "es"),
    ],
)
def test_real_pages_fit_no_other_language(
    corpora: Path, folder: str, pattern: str, language: str
) -> None:
    pages = sorted((corpora / folder).glob(pattern))
    assert pages
    for path in pages:
        text = path.read_text(encoding="utf-8")
        fits = {
            other
            for other in LANGUAGES
            if find_layout(f"generic_{other}").speaks_like(words_of(text))
        }
        assert fits == {language} - {"en"}


JUNK = (
    "a" * 10_000,
    "Ааа " * 2_500,
    "Ab Cd, " * 1_430,
    "А.Б. " * 2_000,
    "de-DE1 • " * 1_100,
    "(" * 10_000,
    " \u00a0" * 5_000,
    "Министра иностранных дел " * 400,
    "Réponse question " * 590,
    "11. 11 11 de ma " * 625,
    "a \\ " * 2_500,
    "- " * 5_000,
)


def patterns_of(layout: Layout) -> Iterator[str]:
    yield from (*layout.evidence, *layout.furniture, *layout.stamps, *layout.titles)
    yield from (*layout.title_tails, *layout.title_dates, *layout.after_label)
    yield from (*layout.host_offices, *layout.events.values())
    yield from (pattern.pattern for pattern in layout.label_patterns.values())
    yield from filter(None, (layout.talks, layout.talks_end, layout.addressed))
    yield from filter(None, (layout.language_bar, layout.breadcrumb, layout.contents_title))


@pytest.mark.parametrize("name", NAMES)
def test_no_pattern_takes_long_on_junk(name: str) -> None:
    slow = {}
    for pattern in patterns_of(find_layout(name)):
        compiled = re.compile(f"(?:{pattern})(?!.)")  # must fail at the end, having tried all
        start = time.process_time()
        for junk in JUNK:
            compiled.match(junk + "!")
        slow[pattern] = time.process_time() - start
    assert max(slow.values()) < 0.5, max(slow, key=lambda pattern: slow[pattern])


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_junk_is_read_in_no_time(name: str) -> None:
    layout = find_layout(name)
    start = time.process_time()
    label = layout.question[0]
    parse(f"{label}: " + f"\n{label}: ".join(JUNK), layout)
    assert time.process_time() - start < 5
