"""One page read by hand: its spans, its turns, and when it is refused."""

from __future__ import annotations

import pytest
from common.pages import MINISTRY, PAGE, TITLE, own_layout, says

from toolkit.corpus.layouts import find_layout
from toolkit.corpus.meeting import Note, Person, Span, Spans
from toolkit.corpus.parsing.parse import NoSpeechError, parse


def test_every_part_of_a_page_has_its_tag() -> None:
    meeting = parse(PAGE, MINISTRY, meeting="m", source="m.txt", sha256="0")
    tagged = [(s.tag, s.turn, PAGE[s.start : s.end]) for s in meeting.spans if s.tag != "blank"]
    assert tagged == [
        ("furniture", 0, "Asset Publisher"),
        ("head", 0, "9 March 202011:05"),
        ("head", 0, TITLE),
        ("furniture", 0, "• de-DE1 en-GB1"),
        ("text", 1, "Ladies and gentlemen,"),
        ("text", 1, "We have spoken about the ferry.\u00a0 It sails again."),
        ("label", 2, "Question (for Ivo Marlin, translated from Ostervalian):"),
        ("text", 2, "Will the price of fish fall?"),
        ("label", 3, "Ada Birch (adding after Ivo Marlin):"),
        ("text", 3, "It will."),
        ("direction", 3, "(Laughter.)"),
        ("text", 3, "But not soon."),
        ("text", 3, "To sum up: the fish is cheap."),
        ("direction", 3, "(Applause.)"),
        ("label", 4, "Ivo Marlin:"),
        ("text", 4, "I agree with this."),
        ("label", 5, "Question:"),
        ("text", 5, "And the ferry?"),
        ("furniture", 0, "Additional materials"),
        ("furniture", 0, "Advanced settings"),
    ]
    assert (meeting.meeting, meeting.source, meeting.sha256) == ("m", "m.txt", "0")


def test_the_turns_of_a_page() -> None:
    turns = parse(PAGE, MINISTRY).turns
    assert [(t.kind, t.speaker, t.role, t.exchange) for t in turns] == [
        ("statement", "Ada Birch", "principal", 0),
        ("question", "", "journalist", 1),
        ("answer", "Ada Birch", "principal", 1),
        ("answer", "Ivo Marlin", "principal", 1),
        ("question", "", "journalist", 2),
    ]
    assert (turns[1].addressed_to, turns[1].note) == ("Ivo Marlin", "translated from Ostervalian")
    assert (turns[2].addressed_to, turns[2].note) == ("", "adding after Ivo Marlin")
    assert turns[2].paragraphs == ("It will. But not soon.", "To sum up: the fish is cheap.")
    assert (turns[2].words, turns[0].words) == (12, 12)


def test_an_opening_that_the_head_does_not_explain_goes_to_the_only_one_who_answers() -> None:
    page = "News conference\n\nGood morning.\n\nQuestion: Why?\n\nAda Birch: Because.\n"
    meeting = parse(page, MINISTRY)
    assert meeting.turns[0].speaker == "Ada Birch"
    assert "the opening statement was given to Ada Birch, who alone answers" in says(meeting)
    two = parse(page + "\nQuestion: How?\n\nIvo Marlin: No.\n", MINISTRY)
    assert (two.turns[0].speaker, two.turns[0].role) == ("", "other")
    assert "the head does not say who makes the opening statement" in says(two)


def test_no_line_is_taken_for_a_heading_in_silence() -> None:
    numbered = "1. The first thing we agreed on is trade\n2. Fish\n"
    meeting = parse(f"{TITLE}\n\n{numbered}It is cheap.\n", MINISTRY)
    assert meeting.turns[0].text.startswith("1. The first thing we agreed on is trade")
    assert (meeting.turns[0].words, says(meeting)) == (14, [])
    meeting = parse(f"{TITLE}\n\n{numbered}Fish\nIt is cheap.\n", MINISTRY)
    assert meeting.turns[0].text == "It is cheap."
    [note] = says(meeting)
    assert note == (
        "line 3: 3 lines were taken for a table of contents or headings, "
        "the first: '1. The first thing we agreed on is trade'"
    )
    meeting = parse(f"{TITLE}\nContents\nIt is cheap.\n", MINISTRY)
    assert says(meeting) == [
        "line 2: 1 line was taken for a table of contents or headings, the first: 'Contents'"
    ]


def test_a_name_in_capitals_is_the_one_in_the_head() -> None:
    page = PAGE.replace("Ivo Marlin: I", "IVO MARLIN: I")
    turn = parse(page, MINISTRY).turns[3]
    assert (turn.label, turn.speaker) == ("IVO MARLIN", "Ivo Marlin")
    assert parse(page, MINISTRY).notes == parse(PAGE, MINISTRY).notes


@pytest.mark.parametrize(
    "line",
    [
        "(Ms Birch leaves.)",
        "[Crosstalk]",
        "(As delivered).",
        "(one two three four five six seven eight)",
        "(Laughter.) (Ms Birch leaves.)",
    ],
)
def test_a_line_wholly_in_brackets_is_a_direction_and_told(line: str) -> None:
    meeting = parse(f"{TITLE}\n\n{line}\n\nGood morning.\n\n{line}\n", MINISTRY)
    assert [turn.text for turn in meeting.turns] == ["Good morning."]
    assert says(meeting) == [f"'{line}' was taken for a stage direction, 2 times"]
    directions = [s for s in meeting.spans if s.tag == "direction"]
    assert {s.turn for s in directions} == {0, 1}


@pytest.mark.parametrize(
    "line",
    [
        "(one two three four five six seven eight nine)",
        "We met (in Oslo)",
        "(In Oslo) we met",
        "(1) We met (2)",
        "(We met [in Oslo])",
        "(We met",
    ],
)
def test_other_brackets_stay_text(line: str) -> None:
    meeting = parse(f"{TITLE}\n\n{line}\n", MINISTRY)
    assert [turn.text for turn in meeting.turns] == [line]
    assert meeting.notes == ()


def test_a_known_direction_needs_no_note() -> None:
    assert parse(f"{TITLE}\n\nGood.\n\n(Laughter.)\n", MINISTRY).notes == ()


def test_lines_broken_at_a_fixed_width_are_told() -> None:
    lines = "\n".join(["We have spoken of the ferry and of the price of the fish with the"] * 10)
    note = "the lines seem to be broken at a fixed width; each was read as a paragraph"
    assert note in says(parse(f"{TITLE}\n\n{lines}\n", MINISTRY))


def test_a_page_may_open_with_directions() -> None:
    meeting = parse(f"{TITLE}\n\n(Applause.) (Laughter.)\n\nQuestion: Why?\n", MINISTRY)
    assert [t.kind for t in meeting.turns] == ["question"]
    assert [s.tag for s in meeting.spans if s.tag != "blank"][:3] == [
        "head",
        "direction",
        "direction",
    ]


def test_an_unexplained_line_is_named_by_its_number_whatever_ends_the_lines() -> None:
    for end in ("\n", "\r\n", "\r"):
        page = f"Some portal{end}{end}{TITLE}{end}{end}Good morning.{end}"
        assert "line 1: no rule explains 'Some portal'" in says(parse(page, MINISTRY))
        page = f"{end}{end}{page}"
        assert "line 3: no rule explains 'Some portal'" in says(parse(page, MINISTRY))


@pytest.mark.parametrize(
    "page, reason",
    [
        ("", "neither a title"),
        ("\n \u200b\n", "neither a title"),
        ("Good morning.\n", "neither a title"),
        (TITLE, "a head but nothing"),
        (f"{TITLE}\n\n(Laughter.)", "a head but nothing"),
        (f"{TITLE}\n\nAdvanced settings\n", "a head but nothing"),
        ("Question:\n", "nothing that was said under them"),
        ("Question:\n\nAda Birch:\n", "nothing that was said under them"),
        ("Question: (Inaudible.)\n", "nothing that was said under them"),
    ],
)
def test_a_page_without_speech_is_refused(page: str, reason: str) -> None:
    with pytest.raises(NoSpeechError, match=reason):
        parse(page, MINISTRY)


def test_a_mark_of_zero_width_does_not_hide_a_label() -> None:
    page = PAGE.replace("Question", "\u200bQuestion").replace(
        "Ivo Marlin: I", "\ufeffIvo Marlin: I"
    )
    meeting = parse(page, MINISTRY)
    assert [t.kind for t in meeting.turns] == [t.kind for t in parse(PAGE, MINISTRY).turns]


def test_a_moderator_remarks_and_neither_asks_nor_answers() -> None:
    page = "\n".join([
        TITLE,
        "We have spoken.",
        "Moderator: The first question, please.",
        "Question: Will it sail?",
        "MODERATOR: One moment.",
        "Ada Birch: It will.",
        "The moderator: he left.",
    ])  # fmt: skip
    turns = parse(page, MINISTRY).turns
    assert [(t.kind, t.role, t.speaker, t.exchange) for t in turns] == [
        ("statement", "principal", "Ada Birch", 0),
        ("remark", "moderator", "", 0),
        ("question", "journalist", "", 1),
        ("remark", "moderator", "", 1),
        ("answer", "principal", "Ada Birch", 1),
    ]
    assert turns[4].text == "It will.\n\nThe moderator: he left."


# --- the records ------------------------------------------------------------------------------


def test_spans_are_made_when_somebody_looks_and_equal_a_tuple_of_them() -> None:
    made: list[int] = []
    plain = (Span(0, 1, "text", 1), Span(1, 2, "blank"))

    def make() -> tuple[Span, ...]:
        made.append(1)
        return plain

    spans = Spans(2, make)
    assert (len(spans), made) == (2, [])
    assert spans == plain
    assert plain == spans
    assert (spans[0], spans[-1], spans[:1], tuple(spans)) == (plain[0], plain[1], plain[:1], plain)
    assert (hash(spans), repr(spans)) == (hash(plain), repr(plain))
    assert spans == Spans(2, make)
    assert spans != plain[:1]
    assert spans != [*plain]
    assert made == [1, 1]


def test_a_note_says_its_line() -> None:
    assert str(Note("text", "no rule explains it", 3)) == "line 3: no rule explains it"
    assert str(Note("text", "no rule explains it")) == "no rule explains it"


def test_a_page_s_countries_and_words_are_those_of_its_people_and_turns() -> None:
    meeting = parse(PAGE, MINISTRY)
    assert meeting.countries == ("Ostervale",)
    assert meeting.words == sum(len(turn.text.split()) for turn in meeting.turns) == 37


# --- layouts, titles, hosts -------------------------------------------------------------------


def test_without_a_layout_the_page_decides() -> None:
    assert parse(PAGE).layout == "ministry_en"
    with pytest.raises(NoSpeechError, match="fits no known layout: it is in none"):
        parse("Ministern talade om färjan. Question: Varför?")


def test_a_page_of_labels_needs_no_title_and_a_title_no_labels() -> None:
    assert [t.kind for t in parse("Question: Why?\n", MINISTRY).turns] == ["question"]
    assert [t.kind for t in parse(f"{TITLE}\n\nSo it is.\n", MINISTRY).turns] == ["statement"]
    lead = own_layout('opening = "lead"')
    with pytest.raises(NoSpeechError, match="holds no labelled speech: it is a notice"):
        parse(f"{TITLE}\n\nSo it is.\n", lead)


def test_the_only_principal_is_the_host_where_the_head_names_none() -> None:
    page = "News conference\n\nQuestion: Why?\n\nAda Birch: Because.\n"
    host = own_layout('host_country = "Norway"')
    assert parse(page, host).host == Person("Ada Birch", "", "Norway")
    two = page + "\nQuestion: How?\n\nIvo Marlin: No.\n"
    assert parse(two, host).host == Person("", "", "")


def test_the_layout_s_event_stands_where_the_title_names_none() -> None:
    own = own_layout('default_event = "briefing"')
    assert parse("Question: Why?\n", own).event == "briefing"
    assert parse(f"{TITLE}\n\nSo.\n", own).event == "news conference"


def test_a_label_of_the_page_within_a_paragraph_is_noted_with_its_line() -> None:
    page = PAGE.replace("I agree with this.", "I agree with this. Ada Birch: And so on.")
    note = says(parse(page, MINISTRY), "label")[-1]
    line = page[: page.index("I agree")].count("\n") + 1
    assert note == (
        f"line {line}: 'Ada Birch:' stands within a paragraph: a turn may be lost there"
    )
    for other in ("So: I agree", "I agree. Bea Oak: I", "I agree with Ada Birch: I"):
        told = says(parse(PAGE.replace("I agree", other), MINISTRY), "label")
        assert [line for line in told if "within a paragraph" in line] == []


def test_a_label_broken_over_two_lines_is_one_and_a_labelled_line_begins_a_turn() -> None:
    page = (
        "PRESIDENT BIRCH:  It sails.\nQ    When?\nPRESIDENT BIRCH:  In May,\nor in June.\n\n"
        "MR. MARLIN:  So\n  it does.\n"
    )
    own = own_layout('lines = "wrapped"', "white_house_en")
    assert [(t.label, t.text) for t in parse(page, own).turns] == [
        ("PRESIDENT BIRCH", "It sails."),
        ("Q", "When?"),
        ("PRESIDENT BIRCH", "In May, or in June."),
        ("MR. MARLIN", "So it does."),
    ]


# --- pages that once went wrong in silence -------------------------------------------------------

CONFERENCE = """\
News conference with {office} Ada Lind, Sundreach, May 4, 2021

Ada Lind: Good morning. We have spoken about the ferry and about the price of fish in the ports.

John Kerrey: When will the ferry sail?

Ada Lind: It will sail in the spring and this is what we agreed on. {more}

Tom Berg: And the price of the fish?

Ada Lind: It will fall in the summer, as we hope.

John Kerrey: A follow-up on the ferry: who pays for it?

Ada Lind: Both of the ports will pay.
"""


@pytest.mark.parametrize("office", ["Foreign Minister", "Minister", "Mayor"])
@pytest.mark.parametrize(
    "more", ["", "I spoke of it to Lavrov.", "The text is at kremlin.ru in full.", "NATO agrees."]
)
def test_journalists_with_names_ask_whatever_the_head_and_the_speech_mention(
    office: str, more: str
) -> None:
    meeting = parse(CONFERENCE.format(office=office, more=more))
    assert [(turn.kind, turn.speaker) for turn in meeting.turns] == [
        ("statement", "Ada Lind"),
        ("question", "John Kerrey"),
        ("answer", "Ada Lind"),
        ("question", "Tom Berg"),
        ("answer", "Ada Lind"),
        ("question", "John Kerrey"),
        ("answer", "Ada Lind"),
    ]
    assert meeting.layout in ("generic_en", "ministry_en")


def test_the_options_of_a_question_are_no_answers() -> None:
    page = (
        "News conference of the port, May 4, 2021\n\nQ: What do you prefer?\n\n"
        "A: the bridge\nB: the harbour\n\nAda Lind: The harbour, and so do the others.\n"
    )
    turns = parse(page).turns
    assert [(turn.kind, turn.speaker) for turn in turns] == [
        ("question", ""),
        ("answer", "Ada Lind"),
    ]
    assert "A: the bridge" in turns[0].text


def test_an_answer_mark_before_any_question_is_text() -> None:
    page = "News conference, May 4, 2021\n\nWe met in the port.\n\nA: One. This is what we have.\n"
    assert all(turn.label != "A" for turn in parse(page, find_layout("generic_en")).turns)


def test_a_recording_ends_with_the_next_question_whatever_its_end_is_called() -> None:
    page = (
        "# Versión estenográfica. Conferencia de prensa del 3 de marzo de 2023\n\n"
        "PRESIDENTE ANA RUIZ LARA: Buenos días, vamos a ver el video del puerto.\n\n"
        "(INICIA VIDEO)\n\nVOZ HOMBRE: El puerto es de todos.\n\n(TERMINA VIDEO)\n\n"
        "PREGUNTA: ¿Cuándo sale el barco?\n\n"
        "PRESIDENTE ANA RUIZ LARA: El barco sale en la primavera.\n"
    )
    kinds = [turn.kind for turn in parse(page, find_layout("mexico_presidency_es")).turns]
    assert kinds == ["statement", "remark", "question", "answer"]


def test_a_news_conference_without_any_label_says_so() -> None:
    page = "News conference, Sundreach, May 4, 2021\n\n" + "We met in the port – and so on. " * 20
    says = "no label was found, although this is a news conference"
    assert says in [note.says for note in parse(page, find_layout("generic_en")).notes]


def test_a_rhetorical_question_makes_nobody_a_journalist() -> None:
    page = "News conference, May 4, 2021\n\nQuestion: When?\n\nAda Lind: Why not us? We will.\n"
    meeting = parse(page)
    assert [turn.role for turn in meeting.turns] == ["journalist", "principal"]
    assert meeting.host.name == "Ada Lind"


def test_who_asks_in_most_turns_is_a_journalist_whatever_the_office() -> None:
    asked = "\n\n".join(
        f"Programme Director Eva Holm: Is it {n}?\n\nPresident Ada Lind: Yes, it is {n} and more."
        for n in range(4)
    )
    page = f"Interview with President Ada Lind, Sundreach, May 4, 2021\n\n{asked}\n"
    layout = find_layout("generic_en").model_copy(update={"labels": ["{any}:"]})
    roles = {speaker.name: speaker.role for speaker in parse(page, layout).speakers}
    assert roles["Ada Lind"] == "principal"
    assert roles["Eva Holm"] == "journalist"
