"""The built-in layouts are sound data, own ones are read with all their mistakes, and the right
one is chosen."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from common.pages import GENERIC, LAYOUTS, MINISTRY

from toolkit.corpus.document import Document
from toolkit.corpus.layouts import (
    Layout,
    choose_layout,
    evidence,
    find_layout,
    layout_source,
    layouts,
    read_layout,
)
from toolkit.corpus.names import looks_like_person
from toolkit.errors import SettingsError, ToolkitError

ENGLISH = "The minister said that we are in the middle of the talks and that this is our aim. "


# --- the built-in ones ---------------------------------------------------------------------------


@pytest.fixture(params=sorted(LAYOUTS))
def layout(request: pytest.FixtureRequest) -> Layout:
    return LAYOUTS[request.param]


def test_every_file_is_a_layout_and_they_come_in_order() -> None:
    folder = resources.files("toolkit.corpus.layouts")
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    assert [f"{x.name}.toml" for x in layouts()] == files
    assert len(files) >= 20
    assert read_layout(layout_source("mid_en"), "mid_en") == LAYOUTS["mid_en"]


def test_every_pattern_has_the_groups_that_are_read(layout: Layout) -> None:
    dates = {"day", "month", "year", "hour", "half", "place"}
    for stamp in layout.stamps:
        assert set(re.compile(stamp).groupindex) <= dates
    for tail in (*layout.title_tails, *layout.title_dates):
        groups = set(re.compile(tail).groupindex)
        assert {"day", "month", "year"} <= groups <= dates
    if layout.file_date:
        groups = set(re.compile(layout.file_date).groupindex)
        assert {"year"} <= groups <= {"year", "month", "day"}
    if layout.addressed:
        assert "name" in re.compile(layout.addressed).groupindex
    assert all("name" in re.compile(p).groupindex for p in layout.addressing)
    if layout.principals:
        assert "names" in re.compile(layout.principals).groupindex
    for part in (layout.language_bar, layout.breadcrumb, layout.contents_title):
        re.compile(part)
    for pattern in layout.label_patterns.values():
        assert not pattern.match("")


def test_no_line_pattern_fits_an_empty_line_or_a_sentence(layout: Layout) -> None:
    for line in ("", "The ferry sails again.", "Паром снова ходит.", "Le bac repart."):
        assert not layout.is_furniture(line)
        assert not layout.is_stamp(line)
        assert not layout.is_bar(line)
        assert not layout.is_direction(line)
        assert not layout.headings_pattern.fullmatch(line)
        assert not layout.titles_pattern.fullmatch(line)
        for pattern in (layout.breadcrumb, layout.contents_title, layout.contents_entry):
            assert not (pattern and re.fullmatch(pattern, line))


def test_months_are_twelve_and_every_event_is_one_of_the_design(layout: Layout) -> None:
    assert set(layout.months.values()) in (set(), set(range(1, 13)))
    assert bool(layout.months) == bool(layout.language)
    known = {"news conference", "briefing", "interview", "statement", "speech", "press release"}
    assert {*layout.events, layout.default_event} <= known | {"other", ""}
    assert all(looks_like_person(name) for name in layout.people.values())


def test_every_layout_of_a_language_knows_its_commonest_words(layout: Layout) -> None:
    if layout.language:
        assert len(set(layout.common_words)) >= 10
        assert 0 < layout.min_common < 0.5
    assert layout.min_evidence <= max(1, len(layout.evidence))


# --- own ones ------------------------------------------------------------------------------------


def refused(text: str) -> str:
    with pytest.raises(ToolkitError) as caught:
        read_layout(text, "own", "own.layout.toml")
    message = str(caught.value)
    assert message.startswith("own.layout.toml")
    return message


def test_a_layout_that_extends_another_changes_only_what_it_says() -> None:
    mid, ministry = LAYOUTS["mid_en"], MINISTRY
    changed = {k for k in Layout.model_fields if getattr(mid, k) != getattr(ministry, k)}
    said = set(re.findall(r"^\[?(?:add\.)?(\w+)", layout_source("mid_en"), re.MULTILINE)) - {"add"}
    assert {"name", "host_country", "people"} <= changed <= said | {"name"}


def test_what_stands_under_add_is_added_to_lists_and_tables() -> None:
    own = read_layout(
        'extends = "ministry_en"\nquestion = ["Frage"]\nevidence = ["x"]\n'
        '[add]\nquestion = ["Vraag"]\nfurniture = ["Delen"]\n[add.months]\nMaart = 3\n',
        "own",
    )
    assert own.question == ["Frage", "Vraag"]
    assert own.furniture == [*MINISTRY.furniture, "Delen"]
    assert own.months == {**MINISTRY.months, "Maart": 3}
    assert (own.name, own.evidence, own.labels) == ("own", ["x"], MINISTRY.labels)


def test_what_is_added_to_nothing_stands_alone() -> None:
    own = read_layout('[add]\nquestion = ["Q"]\n[add.months]\nMaart = 3\n', "own")
    assert (own.question, own.months) == (["Q"], {"Maart": 3})


def test_the_name_is_the_file_s_and_cannot_be_set() -> None:
    assert read_layout("", "own").name == "own"
    with pytest.raises(ToolkitError, match="name = 'other' cannot be set"):
        read_layout('name = "other"', "own")


@pytest.mark.parametrize(
    "text, says",
    [
        ('extends = "generic_em"', "extends = 'generic_em' is no built-in layout; did you mean"),
        ("extends = 3", "extends = 3 is no built-in layout"),
        ("furnture = []", "furnture = [] is no setting of layout; did you mean 'furniture'?"),
        ('[add]\nfurnture = ["x"]', "did you mean 'furniture'?"),
        ('furniture = "x"', "layout.furniture = 'x' cannot be used"),
        ('lines = "wraped"', "did you mean 'wrapped'?"),
        ('labels = ["{nme}:"]', "labels item 1 = '{nme}:' cannot be used"),
        ('labels = ["{name}:", "x:"]', "labels item 2 = 'x:' cannot be used"),
        ('stamps = ["(a+)+"]', "repeats what is repeated already"),
        ('stamps = ["("]', "is no regular expression"),
        ("add = 1", "add = 1 is no table"),
        ('add.title = "x"', "add.title = 'x' is no list or table"),
        ('extends = "generic_en"\nadd.months = ["x"]', "add.months = ['x'] is no list or table"),
        ("x =", "is no TOML file"),
        ("[html]\ntitel = 'h1'", "did you mean 'title'?"),
        ('[roles]\n"Ada Birch" = "chief"', "chief"),
    ],
)
def test_a_mistake_is_named_with_its_file_key_and_value(text: str, says: str) -> None:
    message = refused(text)
    assert says in message
    assert "\n" not in message


def test_all_mistakes_are_named_at_once() -> None:
    text = 'title = "firs"\nmin_common = 2\ntitle_lines = 9\nlabels = ["("]\nstamp = []'
    with pytest.raises(SettingsError) as caught:
        read_layout(text, "own", "own.layout.toml")
    for key in ("title", "min_common", "title_lines", "labels item 1", "stamp"):
        assert f"layout.{key} = " in str(caught.value)


def test_nothing_deep_crashes_the_reader() -> None:
    assert "own.layout.toml" in refused(f"x = {'[' * 5000}")


def test_a_layout_is_found_by_its_name_the_user_s_own_first() -> None:
    own = read_layout("", "generic_en")
    assert find_layout("generic_en") is GENERIC
    assert find_layout("generic_en", [own]) is own
    with pytest.raises(ToolkitError, match="'generc_en' is no layout; did you mean 'generic_en'"):
        find_layout("generc_en")


def test_the_digest_is_of_all_that_a_layout_says() -> None:
    def digest(text: str) -> str:
        return read_layout(text, "own").digest

    assert digest('extends = "generic_en"') == digest('extends = "generic_en"\n# so')
    texts = [
        *("", 'extends = "generic_en"', 'extends = "ministry_en"', 'host = "Ada Birch"'),
        *('html = {title = "h1"}', 'people = {"A" = "Ada Birch"}', 'people = {"B" = "Ada"}'),
    ]
    assert len({digest(text) for text in texts}) == len(texts)


# --- which one is chosen -------------------------------------------------------------------------


def chosen(page: str | Document, *own: Layout) -> str:
    layout = choose_layout(page, own)
    return layout.name if layout else ""


def test_the_layout_with_most_evidence_is_chosen_before_the_general_one() -> None:
    assert chosen(ENGLISH) == "generic_en"
    assert chosen(f"Talks of the foreign minister\n{ENGLISH}") == "ministry_en"
    assert chosen(f"{ENGLISH} Sergey Lavrov") == "generic_en"  # who is only spoken of
    assert chosen(f"Remarks by Foreign Minister Sergey Lavrov\n{ENGLISH}") == "mid_en"
    assert chosen(f"{ENGLISH}\n\nSergey Lavrov: So it is.") == "mid_en"
    one = f"{ENGLISH}\nTHE WHITE HOUSE\n"
    assert chosen(one) == "generic_en"  # which wants two pieces of evidence
    assert chosen(f"{one}Q    Why?\n") == "white_house_en"
    assert chosen(f"{ENGLISH}\nhttp://en.kremlin.ru/x\n") == "kremlin_en"


@pytest.mark.parametrize(
    "text, name",
    [
        ("Der Minister sagte, dass wir mitten in den Gesprächen sind und das ist gut.", "de"),
        ("Le ministre a dit que nous sommes au milieu des pourparlers et que cela va.", "fr"),
        ("El ministro dijo que estamos en medio de las conversaciones y que es bueno.", "es"),
        ("Министр сказал, что мы в середине переговоров и что это не так, как было.", "ru"),
    ],
)
def test_without_evidence_the_language_decides(text: str, name: str) -> None:
    assert chosen(text) == f"generic_{name}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123 456",
        "Ministern sade att vi är mitt i samtalen och att detta är vårt mål.",
        "大臣は会談の途中であると述べた。",
        "xyzzy plugh " * 50,
    ],
)
def test_a_page_in_another_language_fits_no_layout(text: str) -> None:
    assert choose_layout(text) is None


def test_evidence_in_another_language_does_not_count() -> None:
    swedish = "Ministern sade att vi är mitt i samtalen och att detta är vårt mål. Lavrov"
    assert chosen(swedish) == ""


def test_of_equals_the_user_s_own_is_chosen() -> None:
    own = read_layout('extends = "ministry_en"', "town_hall")
    assert chosen(f"Talks of the foreign minister\n{ENGLISH}", own) == "town_hall"
    assert chosen(ENGLISH, read_layout('extends = "generic_en"', "aaa")) == "aaa"
    weaker = read_layout('extends = "generic_en"\nevidence = ["ferry"]', "ferry")
    assert chosen(f"{ENGLISH} ferry, Lavrov and the Russian Foreign Ministry", weaker) == "mid_en"
    assert chosen(f"{ENGLISH} ferry", weaker) == "ferry"


def test_a_layout_of_no_language_is_never_chosen() -> None:
    own = read_layout('evidence = ["minister", "talks"]', "own")
    assert chosen(ENGLISH, own) == "generic_en"
    assert find_layout("speech").language == ""


def test_evidence_is_looked_for_in_what_a_file_says_of_itself_and_early_on_the_page() -> None:
    own = read_layout('evidence = ["ferry \\\\d", "port"]', "own")
    assert evidence("a ferry 1 and a ferry 2", own) == ["ferry 1"]
    assert evidence(Document("a port", (), {"url": "ferry 3 port"}), own) == ["ferry 3", "port"]
    assert evidence(f"{' ' * 39_996}port", own) == ["port"]
    assert evidence(f"{' ' * 39_997}port", own) == []
    assert evidence("", own) == []
    assert evidence("ferry", GENERIC) == []
