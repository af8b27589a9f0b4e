"""Where turns open, and what only looks as if one did."""

from __future__ import annotations

import pytest
from common.pages import GENERIC, LAYOUTS, MINISTRY, own_layout, says
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.document import Document, Mark
from toolkit.corpus.layouts import Layout
from toolkit.corpus.meeting import Person
from toolkit.corpus.parsing.blocks import Block, cut_blocks
from toolkit.corpus.parsing.labels import Opening
from toolkit.corpus.parsing.openings import find_openings

KREMLIN = LAYOUTS["kremlin_en"]
RESERVE = LAYOUTS["federal_reserve_en"]


def opened(
    *lines: str, known: tuple[str | Person, ...] = (), layout: Layout = MINISTRY
) -> tuple[list[Opening], list[str]]:
    """Openings and notes of some paragraphs; what stands between ** is in bold type."""
    people = [Person(one) if isinstance(one, str) else one for one in known]
    blocks: list[Block] = []
    for line in lines:
        pieces = line.split("**")
        text = "".join(pieces)
        starts = [len("".join(pieces[:i])) for i in range(len(pieces))]
        bold = [Mark(starts[i], starts[i + 1], "strong") for i in range(1, len(pieces) - 1, 2)]
        blocks += cut_blocks(Document(text, tuple(bold)), "paragraphs")
    openings, notes = find_openings(blocks, people, layout)
    return openings, says(notes)


def found(*lines: str, known: tuple[str, ...] = ()) -> tuple[list[int], list[str]]:
    openings, notes = opened(*lines, known=known)
    return [opening.block for opening in openings], notes


def who(*lines: str, layout: Layout = KREMLIN, known: tuple[str | Person, ...] = ()) -> list[str]:
    """The speakers of the turns; of a word such as Question, its mark."""
    openings, _ = opened(*lines, layout=layout, known=known)
    return [o.label.speaker or f"<{o.label.mark}>" if o.label else "" for o in openings]


def stranger(name: str, n: int = 1) -> str:
    return (
        f"'{name}' is not in the head; {n} turn{' was' if n == 1 else 's were'} given to that name"
    )


# --- names in a form that may open a turn ------------------------------------------------------


def test_a_name_opens_a_turn_for_one_of_four_reasons() -> None:
    assert found("Ada Birch: So.", known=("Ada Birch",)) == ([0], [])
    assert found("Ada Birch (adding): So.") == ([0], [stranger("Ada Birch")])
    assert found("Question: Why?", "Ada Birch: So.") == ([0, 1], [stranger("Ada Birch")])
    assert found("Question: Why?", "Because.", "Ada Birch: So.") == (
        [0, 2],
        [stranger("Ada Birch")],
    )
    named = ("Question (for Ada Birch): Why?", "Ivo Marlin: So.", "Ada Birch: So.")
    assert found(*named)[0] == [0, 1, 2]


def test_a_reason_once_is_a_reason_for_every_label_of_that_name() -> None:
    lines = ("Ada Birch: So.", "Question: Why?", "Ada Birch: So.", "Ada Birch: No.")
    assert found(*lines) == ([0, 1, 2, 3], [stranger("Ada Birch", 3)])
    assert found("Ada Birch: So.", "Ada Birch (again): No.")[0] == [0, 1]


def test_a_phrase_that_recurs_is_no_person() -> None:
    told = "'Key Points:' opens 2 lines but was read as text"
    assert found("Key Points: trade.", "Key Points: fish.") == ([], [told])
    lines = ("Question: Why?", "Ada Birch: So.", "Key Points: fish.", "Key Points: trade.")
    assert found(*lines, known=("Ada Birch",)) == ([0, 1], [told])


def test_the_case_of_the_letters_makes_no_other_person() -> None:
    lines = ("QUESTION: Why?", "ADA BIRCH: So.", "Ada birch: No.", "Ada Birch: Yes.")
    openings, notes = opened(*lines, known=("Ada Birch",))
    labels = {o.block: o.label for o in openings if o.label}
    # "Ada birch" has not the form of a name.
    assert {i: label.speaker for i, label in labels.items()} == {
        0: "",
        1: "Ada Birch",
        3: "Ada Birch",
    }
    assert [label.name for label in labels.values()] == ["QUESTION", "ADA BIRCH", "Ada Birch"]
    assert notes == ["'Ada birch:' opens a line but was read as text"]


def test_what_opens_no_turn_is_told() -> None:
    told = "'Ada Birch:' opens a line but was read as text"
    assert found("Ada Birch: So.") == ([], [told])
    assert found("Question: Why?", "Ivo Marlin: So.", "Ada Birch: So.")[1][-1] == told
    assert found("Middle East: war.", "Middle East: peace.") == (
        [],
        ["'Middle East:' opens 2 lines but was read as text"],
    )
    assert found("To reiterate: so.", "Q: so?", "Q: why?") == (
        [],
        [
            "'To reiterate:' opens a line but was read as text",
            "'Q:' opens 2 lines but was read as text",
        ],
    )
    assert found("Matt (01:27):", "Matt: so.")[1] == [
        "'Matt (01:27):' opens a line but was read as text",
        "'Matt:' opens a line but was read as text",
    ]
    assert found("We met at 10:30.", "See http://a.example for the six long words: all.") == (
        [],
        [],
    )


def test_two_spellings_of_one_name_are_one_speaker() -> None:
    lines = ("Question: Why?", "С.В.Лавров: So.", "Sergey Lavrov: No.")
    openings, notes = opened(*lines, layout=LAYOUTS["mid_en"])
    assert [o.label.speaker for o in openings if o.label] == ["", "Sergey Lavrov", "Sergey Lavrov"]
    assert notes == [stranger("Sergey Lavrov", 2)]


def test_a_block_that_is_no_speech_opens_nothing() -> None:
    blocks = [Block(0, 14, "Question: Why?", tag=tag) for tag in ("head", "heading", "furniture")]
    assert find_openings(blocks, [], MINISTRY) == ([], [])


# --- names that recur --------------------------------------------------------------------------

ROW = ("Ada Birch: a", "Ivo Marlin: b", "Ada Birch: c", "Ivo Marlin: d")


def test_names_that_take_turns_are_speakers_where_a_layout_says_so() -> None:
    assert who(*ROW, layout=GENERIC) == ["Ada Birch", "Ivo Marlin"] * 2
    assert who("Question: Why?", *ROW[1:], layout=MINISTRY) == [
        "<question>",
        "Ivo Marlin",
        "Ivo Marlin",
    ]
    assert who(*ROW, layout=MINISTRY) == ["Ada Birch", "Ivo Marlin"] * 2  # no mark of questions
    assert who(*ROW, "Bea Oak: e", layout=GENERIC)[-1] == "Bea Oak"


def test_names_that_take_no_turns_are_none() -> None:
    assert who(*ROW[:3], layout=GENERIC) == []
    assert who("Key Points: a", *["Key Points: b"] * 5, layout=GENERIC) == []
    assert who(*["Key Points: a"] * 3, *["Main Aims: b"] * 3, layout=GENERIC) == []


# --- bold type ---------------------------------------------------------------------------------


def test_a_label_in_bold_type_opens_a_turn() -> None:
    lines = ("**President of Japan Ada Birch:** So.", "**Question:** Why?", "**Ada Birch:** No.")
    openings, notes = opened(*lines, layout=KREMLIN)
    labels = [o.label for o in openings if o.label]
    assert [label.speaker for label in labels] == ["Ada Birch", "", "Ada Birch"]
    assert [label.office for label in labels] == ["President of Japan", "", ""]
    assert [label.mark for label in labels] == ["", "question", ""]
    assert notes == []


def test_without_bold_type_the_same_lines_are_text() -> None:
    assert who("Ada Birch: So.", "We met **Ada Birch:** So.") == []


def test_emphasis_at_the_start_of_speech_is_no_label() -> None:
    assert who("**first of all:** we met.", "**and there is more**: fish.") == []
    assert who("**The ferry**, as we know: it sails.") == []


def test_bold_type_that_ends_early_still_marks_a_person() -> None:
    assert who("**Ada **Birch: So.") == ["Ada Birch"]
    assert who("**Ada** Birch (in French): So.") == ["Ada Birch"]
    assert who("**The **ferry: So.") == []


def test_a_note_cut_by_the_end_of_the_bold_type_is_a_note() -> None:
    [opening], _ = opened("**Ada Birch (speaking French**): So.", layout=KREMLIN)
    assert opening.label
    assert (opening.label.name, opening.label.note) == ("Ada Birch", "speaking French")


def test_a_known_name_in_bold_or_capitals_needs_no_colon_and_is_told() -> None:
    lines = ("**Ada Birch:** So.", "**Ada Birch** No.", "**Ivo Marlin** No.")
    openings, notes = opened(*lines, layout=KREMLIN)
    assert [(o.block, o.label.length) for o in openings if o.label] == [(0, 11), (1, 10)]
    assert notes == [
        "'Ada Birch' opens a paragraph without a colon and was taken for a label",
    ]
    capitals = LAYOUTS["white_house_en"]
    lines = ("ADA BIRCH: So.", "ADA BIRCH It sails.", "ADA BIRCHES: fall.", "IVO OAK is here.")
    assert [o.block for o in opened(*lines, layout=capitals)[0]] == [0, 1, 2]


# --- labels within a paragraph, offices and cards ------------------------------------------------


def test_a_label_within_a_paragraph_opens_a_turn_where_the_layout_has_such() -> None:
    line = "CHAIR BIRCH. So it is. IVO MARLIN. Thank you. The GREAT FERRY. And NATO. So."
    openings, _ = opened(line, layout=RESERVE)
    names = [o.label.name for o in openings if o.label]
    assert names == ["CHAIR BIRCH", "IVO MARLIN"]
    second = openings[1]
    assert line[second.at :].startswith("IVO MARLIN.")
    assert second.label
    assert line[second.at + second.label.length :].startswith("Thank you.")
    assert len(opened(line, layout=own_layout("inner_labels = []", "federal_reserve_en"))[0]) == 1


def test_a_name_behind_its_office_and_alone_is_one_person() -> None:
    lines = (
        "**Head of the Anglers’ Club Ada Birch:** So.",
        "**Ivo Oak:** No.",
        "**Ada Birch:** Yes.",
    )
    assert who(*lines) == ["Ada Birch", "Ivo Oak", "Ada Birch"]


def test_an_office_without_a_name_is_whom_the_head_calls_so() -> None:
    white_house = LAYOUTS["white_house_en"]
    head = (Person("Ada Birch", "President"), Person("Ivo Marlin", "Prime Minister"))
    assert who("THE PRESIDENT: So.", layout=white_house, known=head) == ["Ada Birch"]
    assert who("PRIME MINISTER MARLIN: So.", layout=white_house, known=head) == ["Ivo Marlin"]
    two = (*head, Person("Bea Oak", "President"))
    assert who("THE PRESIDENT: So.", layout=white_house, known=two) == ["THE PRESIDENT"]


def test_a_card_spells_the_name_out_for_every_label_like_it() -> None:
    card = "А.Берёза Берёза Ада Ивановна глава клуба"
    lines = ("А.Берёза: Да.", f"{card}: Нет.", "И.Дуб: Да. А.Берёза: Нет.")
    russian = LAYOUTS["kremlin_ru"]
    assert who(*lines, layout=russian) == ["Ада Берёза", "Ада Берёза", "И.Дуб", "Ада Берёза"]
    labels = [o.label for o in opened(*lines, layout=russian)[0] if o.label]
    assert [label.office for label in labels] == ["", "глава клуба", "", ""]
    assert labels[0].name == "А.Берёза"


def test_a_label_without_a_name_is_none() -> None:
    own = own_layout("labels = ['(?P<name>[A-Z]*)\\.']\ninner_labels = ['(?P<name>[A-Z]*)#']")
    assert who(". So. #", layout=own) == []
    assert who("ADA. So. # IVO# No.", layout=own) == ["ADA", "IVO"]


LINES = st.sampled_from([
    "Question: Why?", "Ada Birch: So.", "**Ada Birch:** So.", "**Ada Birch** So.", "**x**",
    "CHAIR BIRCH. So. IVO OAK. No.", "Key Points: a", "A: b", "Q  Why?", "(Laughter.)", "**:**",
    "ADA BIRCH So.", "ADA BIRCH: So.", "**Ada (**b) c:", "THE PRESIDENT: So.", "x",
])  # fmt: skip


@given(st.lists(LINES, max_size=8), st.sampled_from(sorted(LAYOUTS)))
def test_openings_stand_in_order_within_their_blocks(lines: list[str], name: str) -> None:
    openings, _ = opened(*lines, known=("Ada Birch",), layout=LAYOUTS[name])
    places = [(o.block, o.at) for o in openings]
    assert places == sorted(set(places))
    for opening in openings:
        assert opening.label
        text = lines[opening.block].replace("**", "")
        assert 0 <= opening.at < opening.at + opening.label.length <= len(text)
        assert opening.label.mark or opening.label.speaker


@pytest.mark.parametrize("layout", [MINISTRY, GENERIC, KREMLIN, RESERVE], ids=lambda x: x.name)
def test_an_empty_page_opens_nothing(layout: Layout) -> None:
    assert opened(layout=layout) == ([], [])
