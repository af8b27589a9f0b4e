from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.document import Document
from toolkit.corpus.files.markdown import read_markdown


def marked(document: Document, region: str) -> list[str]:
    return [document.text[m.start : m.end] for m in document.marks if m.region == region]


@pytest.mark.parametrize(
    "text, strong",
    [
        ("**QUESTION:** Why?", ["QUESTION:"]),
        ("**QUESTION** : Why?", ["QUESTION"]),
        ("__QUESTION:__ Why?", ["QUESTION:"]),
        ("**ANA PAZ, HEAD OF\nTHE OFFICE:** Yes.", ["ANA PAZ, HEAD OF\nTHE OFFICE:"]),
        ("**_VOICE:_ ** _Together._", ["VOICE:"]),
        ("**One** and **two**", ["One", "two"]),
        ("# A title #\n\n##  Another \ntext", ["A title", "Another"]),
        ("2 ** 3 ** 4", []),
        ("**left open\n\nand ** closed** late", []),
        (r"\**no bold**", []),
        ("snake__case__name", []),
        ("snake__case__ name", []),
        ("____________ signed", []),
        ("#hashtag", []),
        ("*one star*", []),
        ("***Both:*** x", ["Both:"]),
        ("**Day one.**\r\n\r\n**QUESTION:** Why?\r\n", ["Day one.", "QUESTION:"]),
    ],
)
def test_what_is_strong(text: str, strong: list[str]) -> None:
    document = read_markdown(text)
    assert document.text == text
    assert marked(document, "strong") == strong


@pytest.mark.parametrize(
    "text, furniture",
    [
        ("![A picture](http://x/y.jpg)\nText", ["![A picture](http://x/y.jpg)"]),
        ("![A wide\npicture](http://x/y.jpg)", ["![A wide\npicture](http://x/y.jpg)"]),
        ("![A](x_(1).jpg) b", ["![A](x_(1).jpg)"]),
        ("![left open\n\nText](x)", []),
        ("[a link](x)", []),
    ],
)
def test_pictures_are_furniture(text: str, furniture: list[str]) -> None:
    assert marked(read_markdown(text), "furniture") == furniture


@pytest.mark.parametrize(
    "head, facts",
    [
        ("date: 2023-03-03\ntitle: 'It: all'\n", {"date": "2023-03-03", "title": "It: all"}),
        ("yes: no\nsize: 010\n", {"yes": "no", "size": "010"}),
        ("tags: [a, b]\nempty:\ndeep: {x: y}\n", {"tags": "a; b"}),
        ("date: 2023-01-01\n\ntitle: x\n", {"date": "2023-01-01", "title": "x"}),
        ("title: it: is broken\n", {}),
        ("title: !!python/object/apply:os.system [x]\n", {"title": "x"}),
        ("a: " + "[" * 5000 + "\n", {}),
        ("a: &a [x, x]\nb: [*a, *a]\n", {"a": "x; x"}),
    ],
)
def test_the_head_gives_facts_and_is_furniture(head: str, facts: dict[str, str]) -> None:
    document = read_markdown(f"---\n{head}---\n\n**A:** b\n")
    assert dict(document.facts) == facts
    assert marked(document, "furniture") == [f"---\n{head}---"]
    assert marked(document, "strong") == ["A:"]


@pytest.mark.parametrize(
    "text",
    [
        "---\nShe said that.\n---\nMore.",
        "---\nQUESTION: one: two\n\nANSWER: yes\n---\n",
        "---\ntitle: x\n",
        "Text\n---\ntitle: x\n---\n",
    ],
)
def test_what_is_no_head(text: str) -> None:
    document = read_markdown(text)
    assert not document.facts
    assert not document.marks


def test_windows_ends_of_lines_in_the_head() -> None:
    document = read_markdown("---\r\ndate: 2023-03-03\r\n---\r\nText\r\n")
    assert dict(document.facts) == {"date": "2023-03-03"}


@given(st.text(st.sampled_from("*_#-![]()ab: \n\\"), max_size=60))
def test_marks_lie_within_the_unchanged_text(text: str) -> None:
    document = read_markdown(text)
    assert document.text == text
    assert list(document.marks) == sorted(document.marks, key=lambda m: (m.start, -m.end))
    for mark in document.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        if mark.region == "strong":
            assert text[mark.start : mark.end].strip(" \n*_#") == text[mark.start : mark.end]


@pytest.mark.parametrize("part", ["**a ", "__a ", "![a ", "[", "![", "** ", "# ", "---\n", "![a]("])
def test_no_text_takes_long(part: str) -> None:
    start = time.perf_counter()
    read_markdown(part * 100_000)
    assert time.perf_counter() - start < 5


def test_real_pages(corpora: Path) -> None:
    for path in sorted((corpora / "white_house_joint").glob("*.md")):
        document = read_markdown(path.read_text(encoding="utf-8"))
        assert path.name.startswith(document.facts["date"])
        assert document.marks[0].start == 0
    path = corpora / "mexico_es" / "2023-12-08.md"
    strong = marked(read_markdown(path.read_text(encoding="utf-8")), "strong")
    assert sum(words.startswith("PREGUNTA") for words in strong) > 5
    assert all("**" not in words for words in strong)
