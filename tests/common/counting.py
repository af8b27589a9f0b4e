"""Count labels of speakers with the standard library alone, independent of the parser.

The counts are a second opinion: they know nothing of layouts, people, kinds or spans, and look at
one thing only, how the label of a turn is set off by its publisher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_BOLD = frozenset({"b", "strong"})
_BLOCK = frozenset({"blockquote", "div", "h2", "h3", "li", "p"})
_COLON = re.compile(r"\s*(?:\([^()]*\)\s*)?:")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,3}")
_PLAIN = re.compile(rf"({_NAME.pattern})(?: \([^()]*\))?:")


@dataclass
class Paragraph:
    """A paragraph of an article: stretches of text, each bold or not."""

    runs: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a reader sees, white space collapsed."""
        return " ".join("".join(text for text, _ in self.runs).split())

    @property
    def bold(self) -> str:
        """The bold stretch at the beginning; empty where the first visible letter is not bold."""
        start = ""
        for text, bold in self.runs:
            if not bold and text.strip():
                break
            start += text
        return " ".join(start.split())

    @property
    def label(self) -> str:
        """The label in bold, its colon in the bold or behind it and a note; else empty."""
        before, colon, _ = self.bold.partition(":")
        if not self.bold:
            return ""
        if colon or _COLON.match(self.text[len(self.bold) :]):
            return before.strip()
        note = _COLON.match("(" + self.text[len(self.bold) :])  # the bold reaches into the note
        return before[:-1].strip() if before.endswith("(") and note else ""

    @property
    def unmarked(self) -> str:
        """What looks like a label but is not bold, or is bold but has no colon; else empty."""
        if self.label:
            return ""
        if self.bold:
            return self.bold if _NAME.fullmatch(self.bold.rstrip(".")) else ""
        found = _PLAIN.match(self.text)
        return found[1] if found else ""


class _Article(HTMLParser):
    """Collect the paragraphs of the element that is marked as the article's body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, is it the body, is it hidden

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK and self._inside():
            self.paragraphs.append(Paragraph())
        if tag == "br" and self._inside():
            self.handle_data("\n")
        if tag in _VOID:
            return
        found = {name: value or "" for name, value in attrs}
        hidden = "masha-ignore" in found.get("class", "").split() or tag in ("script", "style")
        self._open.append((tag, found.get("itemprop") == "articleBody", hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _, _ in self._open):
            return
        while self._open.pop()[0] != tag:
            pass
        if tag in _BLOCK and self._inside():
            self.paragraphs.append(Paragraph())

    def handle_data(self, data: str) -> None:
        if not self._inside():
            return
        if not self.paragraphs:
            self.paragraphs.append(Paragraph())
        bold = any(name in _BOLD for name, _, _ in self._open)
        self.paragraphs[-1].runs.append((data, bold))

    def _inside(self) -> bool:
        return any(body for _, body, _ in self._open) and not any(h for _, _, h in self._open)


def paragraphs(page: str) -> list[Paragraph]:
    """Return the visible paragraphs of an HTML page's article, tooltips and boxes left out."""
    reader = _Article()
    reader.feed(page)
    reader.close()
    return [paragraph for paragraph in reader.paragraphs if paragraph.text]


_CAPITALS = re.compile(
    r"((?:[A-ZÁÉÍÓÚÜÑ]+|[(‘][A-ZÁÉÍÓÚÜÑ]+[)’])(?:,? (?:[(‘]?[A-ZÁÉÍÓÚÜÑ]+[)’]?|\d+))*) ?([:.]|$)"
)


def capital_labels(page: str) -> list[str]:
    """Return the labels in capitals that open paragraphs of a Markdown page, bold or not.

    A label ends in a colon inside the bold, behind it or without any bold; in bold a full stop
    will do. A paragraph that opens with a label seen elsewhere on the page and has no mark at all
    counts, too. Directions such as ``(INICIA VIDEO)`` are no labels.
    """
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", page)]
    found = [_capital_label(block) for block in blocks]
    seen = sorted({label for label in found if " " in label}, key=len, reverse=True)
    for i, block in enumerate(blocks):
        if not found[i]:
            found[i] = next((label for label in seen if block.startswith(f"{label} ")), "")
    return [label for label in found if label]


def _capital_label(block: str) -> str:
    bold = re.match(r"\*\*(.+?)\*\*", block)
    plain = re.sub(r"[*_]+", "", block).strip()
    label = _CAPITALS.match(plain)
    if not label or len(label[1]) < 4:
        return ""
    return label[1] if label[2] == ":" or (bold and bold[1].endswith(".")) else ""


_INITIAL = re.compile(
    r"(?<![\w.])([А-ЯЁ]\.[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)*|Вопрос|Реплика|Ответ)"
    r"(?: \([^()]*\))? ?:"
)
_CARD = re.compile(r"(?<![\w.])([А-ЯЁ]\.([А-ЯЁ][а-яё]+)) \2 (?:(?!\.\w* [А-ЯЁ])[^:]){5,250} :")


def initial_labels(page: str) -> list[str]:
    """Return the labels of a Russian page on one line: ``В.Путин:``, ``Вопрос:`` and the like.

    At the first label of a person the person's card may stand between the label and its colon:
    surname, first name, patronymic and office.
    """
    found = [(label.start(), label[1]) for label in _INITIAL.finditer(page)]
    found += [(label.start(), label[1]) for label in _CARD.finditer(page)]
    return [label for _, label in sorted(found)]
