"""Pages in German, French, Russian and Spanish choose their own layout and are read by it."""

from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit.corpus.layouts import Layout, choose_layout, evidence, find_layout
from toolkit.corpus.meeting import Meeting
from toolkit.corpus.names import looks_like_person
from toolkit.corpus.parsing.head import read_head
from toolkit.corpus.parsing.parse import parse

LANGUAGES = ("de", "es", "fr", "ru")
NAMES = [f"{kind}_{language}" for kind in ("generic", "mid") for language in LANGUAGES]


def read_pages() -> dict[str, dict[str, Any]]:
    """Read the pages of our own by the name of the layout that they must choose."""
    folder = Path(__file__).parent / "languages"
    return {name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in NAMES}


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text.lower()))


def head_of(meeting: Meeting) -> dict[str, str]:
    return {
        "date": meeting.date,
        "time": meeting.time,
        "place": meeting.place,
        "event": meeting.event,
        "host": meeting.host.name,
        "guest": ", ".join(person.name for person in meeting.counterparts),
    }


PAGES = read_pages()
SAID = ("kind", "speaker", "role", "addressed_to", "note", "text")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_each_language_is_read_whole(name: str) -> None:
    page, turns = PAGES[name]["page"], PAGES[name]["turns"]
    meeting = parse(page)
    assert meeting.layout == name
    assert head_of(meeting) == PAGES[name]["head"]
    assert [{said: getattr(turn, said) for said in SAID} for turn in meeting.turns] == [
        {said: turn.get(said, "") for said in SAID} for turn in turns
    ]
    directions = [page[s.start : s.end] for s in meeting.spans if s.tag == "direction"]
    assert re.fullmatch(r"\([^()]+\.\)", directions[0])
    assert not [span for span in meeting.spans if span.tag == "unexplained"]


def test_the_russian_minister_is_one_person_in_every_language() -> None:
    hosts = {parse(PAGES[name]["page"]).host for name in NAMES if name.startswith("mid_")}
    # Where the office stands behind the name, it is not read.
    assert {(host.name, host.office, host.country) for host in hosts} == {
        ("Sergey Lavrov", "Foreign Minister", "Russia"),
        ("Sergey Lavrov", "", "Russia"),
    }


TITLES = {
    "Интервью Министра иностранных дел Российской Федерации С.В.Лаврова газете, Сочи, 3 марта "
    "2021 года": ("mid_ru", "interview", "Sergey Lavrov", "Sochi", ""),
    "Брифинг официального представителя МИД России М.В.Захаровой, Москва, 3 марта 2021 г.": (
        *("mid_ru", "briefing", "Maria Zakharova", "Moscow", ""),
    ),
    "Briefing der Sprecherin des Außenministeriums Russlands, Maria Sacharowa, Moskau, 3. März "
    "2021": ("mid_de", "briefing", "Maria Zakharova", "Moscow", ""),
    "Rede von Sergej Lawrow nach dem Treffen mit Bo Holm am 3. März 2021 in Sotschi": (
        *("mid_de", "speech", "Sergey Lavrov", "Sochi", "Bo Holm"),
    ),
    "Point de presse de Maria Zakharova, porte-parole du Ministère, Moscou, le 3 mars 2021": (
        *("mid_fr", "briefing", "Maria Zakharova", "Moscow", ""),
    ),
    "Déclaration du Ministre russe des Affaires étrangères Sergueï Lavrov (Genève, 3 mars 2021)": (
        *("mid_fr", "statement", "Sergey Lavrov", "Geneva", ""),
    ),
    "Entrevista del canciller ruso, Serguéi Lavrov, a El Faro, Nueva York, 3 de marzo de 2021": (
        *("mid_es", "interview", "Sergey Lavrov", "New York", ""),
    ),
    "Rueda de prensa de María Zajárova, portavoz del Ministerio (Moscú, 3 de marzo de 2021)": (
        *("mid_es", "news conference", "Maria Zakharova", "Moscow", ""),
    ),
}


@pytest.mark.parametrize("title", TITLES)
def test_titles_of_the_ministry(title: str) -> None:
    name, event, host, place, guest = TITLES[title]
    head = read_head(title, [], {}, find_layout(name))
    assert (head.date, head.date_from, head.place) == ("2021-03-03", "title", place)
    assert (head.event, head.host.name, head.host.country) == (event, host, "Russia")
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
    notes = [note.says for note in parse(PAGES["mid_ru"]["page"]).notes if note.about == "head"]
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
    assert (meeting.date, meeting.place) == ("2020-09-11", "Moscow")
    assert (meeting.event, meeting.host.name) == ("news conference", "Sergey Lavrov")
    assert [(turn.kind, turn.speaker) for turn in meeting.turns] == [
        ("question", ""),
        ("answer", "Sergey Lavrov"),
    ]
    assert len(meeting.turns[1].paragraphs) == 6


def test_the_french_page_of_a_news_site(corpora: Path) -> None:
    page = (corpora / "layouts" / "newspravda_2025_lavrov_fr.txt").read_text(encoding="utf-8")
    meeting = parse(page)
    assert meeting.layout == "mid_fr"
    assert (meeting.date, meeting.place) == ("2025-07-06", "Moscow")
    assert (meeting.event, meeting.host.name) == ("interview", "Sergey Lavrov")
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
