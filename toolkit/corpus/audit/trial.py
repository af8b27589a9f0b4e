"""Try a layout on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.corpus.audit.view import transcript_html
from toolkit.corpus.document import Document
from toolkit.corpus.files.folder import LAYOUT, own_files
from toolkit.corpus.files.open_page import Reader
from toolkit.corpus.layouts import Layout, evidence, layouts, read_layout
from toolkit.corpus.meeting import Meeting, Person, SetAside
from toolkit.corpus.read import read_layouts
from toolkit.errors import ToolkitError

_SHOWN = 70  # characters of a turn


@dataclass(frozen=True, slots=True)
class Trial:
    """How one page was read: as text, and in colours as an HTML page."""

    text: str
    html: str


def try_page(page: str | Path, layout: str = "") -> Trial:
    """Read one page by a layout, or by the one that the evidence speaks for.

    Parameters
    ----------
    page
        A .txt, .md or .html file.
    layout
        The name of a built-in layout or of one beside the page, or the path of a file that ends
        in ``.layout.toml``.

    Returns
    -------
    Trial
        For each layout that the page holds evidence of, that evidence; what the head says; each
        turn with its line, kind, speaker and first words; and every doubt.

    Raises
    ------
    ToolkitError
        If the page or the layout cannot be read, or the page holds no speech.
    """
    path = Path(page)
    own = read_layouts(own_files(path.parent)) if path.parent.is_dir() else ()
    if layout.endswith(".toml"):
        file = Path(layout)
        name = file.name.removesuffix(LAYOUT).removesuffix(".toml")
        beside = (known for known in own if known.name != name)
        own = (*beside, read_layout(_text(file), name, str(file)))
        layout = name
    reader = Reader(own, {"*": layout} if layout else None)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ToolkitError(f"{path} cannot be read: {error.strerror}") from error
    read = reader.read(path.name, raw, path.stem)
    if isinstance(read, SetAside):
        raise ToolkitError(f"{path} {read.reason}")
    document = reader.open(path.name, raw)[0]
    text = "\n".join(_lines(read, document, own))
    return Trial(text, transcript_html(read, document.text))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ToolkitError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ToolkitError(f"{file} is not UTF-8: {error}; save it as UTF-8") from error


def _lines(meeting: Meeting, document: Document, own: Sequence[Layout]) -> Iterator[str]:
    for layout in (*layouts(), *own):
        if found := evidence(document, layout):
            marks = ", ".join(f"'{' '.join(mark.split())[-40:]}'" for mark in found)
            yield f"evidence of {layout.name}: {len(found)} of {len(layout.evidence)}: {marks}"
    why = next(n.says for n in meeting.notes if n.about == "layout")
    yield f"layout: {meeting.layout}, {why}"
    for name in ("title", "date", "date_from", "time", "place", "event", "encoding"):
        yield f"{name}: {getattr(meeting, name) or '(not said)'}"
    people = {"host": (meeting.host,), "counterparts": meeting.counterparts}
    for name, persons in people.items():
        said = "; ".join(_person(p) for p in persons if p.name)
        yield f"{name}: {said or '(not said)'}"
    for speaker in meeting.speakers:
        outlet = f", {speaker.outlet}" if speaker.outlet else ""
        yield f"speaker: {speaker.name}{outlet}: {speaker.role} ({speaker.reason})"
    for turn in meeting.turns:
        line = document.text.count("\n", 0, turn.start) + 1
        words = " ".join(turn.text.split())
        cut = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
        who = turn.speaker or f"({turn.role})"
        where = f"turn {turn.position}, line {line}, exchange {turn.exchange or '-'}"
        yield f"{where}: {turn.kind} of {who} [{turn.label}]: {cut}"
    for note in meeting.notes:
        if note.about != "layout":
            yield f"{note.about}: {note}"


def _person(person: Person) -> str:
    known = ", ".join(filter(None, (person.office, person.country)))
    return f"{person.name} ({known})" if known else person.name
