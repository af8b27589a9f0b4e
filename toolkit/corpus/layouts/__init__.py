"""How each publisher marks heads, furniture and speakers, as data: one TOML file a layout."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Any

from toolkit.corpus.document import Document
from toolkit.corpus.layouts.layout import Html, Layout
from toolkit.errors import SettingsError, ToolkitError
from toolkit.stages import check_model, did_you_mean

__all__ = [
    "Html", "Layout", "choose_layout", "evidence", "find_layout", "layout_source",
    "layouts", "read_layout",
]  # fmt: skip


_WORDS_IN = 20_000  # characters of a page by which its language is known
_EVIDENCE_IN = 40_000  # characters of a page that are searched for evidence


@functools.cache
def layouts() -> tuple[Layout, ...]:
    """Read the built-in layouts, by name."""
    return tuple(read_layout(layout_source(name), name) for name in _built_in())


@functools.cache
def _built_in() -> tuple[str, ...]:
    files = sorted(file.name for file in resources.files(__name__).iterdir())
    return tuple(file.removesuffix(".toml") for file in files if file.endswith(".toml"))


def layout_source(name: str) -> str:
    """Return the file of a built-in layout, to read or to copy from."""
    return (resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8")


def read_layout(text: str, name: str, source: str = "") -> Layout:
    r"""Read a layout from the text of its file.

    Parameters
    ----------
    text
        TOML. ``extends`` names the built-in layout that says what the file does not; what stands
        under ``[add]`` is added to that layout's lists and tables instead of replacing them.
    name
        The layout's name, as it will stand in the tables.
    source
        The file, for errors.

    Raises
    ------
    SettingsError
        Naming every key that cannot be used, what came and what is allowed.

    Examples
    --------
    >>> own = read_layout('extends = "generic_en"\nadd.question = ["Reporter"]', "city_hall")
    >>> own.question
    ['Question', 'Q', 'Reporter']
    """
    where = source or f"{name}.toml"
    try:
        raw = _resolved(tomllib.loads(text), where)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ToolkitError(f"{where} is no TOML file: {error}") from error
    if "name" in raw:
        raise ToolkitError(f"{where}: name = {raw['name']!r} cannot be set: it is the file's name")
    layout, mistakes = check_model(Layout, raw | {"name": name}, place="layout")
    if layout is None:
        raise SettingsError(mistakes, where)
    return layout


def _resolved(raw: dict[str, Any], where: str) -> dict[str, Any]:
    added = raw.pop("add", {})
    base: dict[str, Any] = {}
    if "extends" in raw:
        extends = raw.pop("extends")
        if extends not in _built_in():
            slip = did_you_mean(str(extends), _built_in())
            raise ToolkitError(f"{where}: extends = {extends!r} is no built-in layout; {slip}")
        base = _resolved(tomllib.loads(layout_source(extends)), f"{extends}.toml")
    merged = base | raw
    if not isinstance(added, dict):
        raise ToolkitError(f"{where}: add = {added!r} is no table; write [add] and lists below it")
    for key, more in added.items():
        before = merged.get(key, type(more)())
        if isinstance(before, list) and isinstance(more, list):
            merged[key] = [*before, *more]
        elif isinstance(before, dict) and isinstance(more, dict):
            merged[key] = before | more
        else:
            raise ToolkitError(f"{where}: add.{key} = {more!r} is no list or table to add to one")
    return merged


def find_layout(name: str, own: Sequence[Layout] = ()) -> Layout:
    """Find a layout by its name, the user's own first."""
    known = {layout.name: layout for layout in (*layouts(), *own)}
    if name not in known:
        raise ToolkitError(f"'{name}' is no layout; {did_you_mean(name, known)}")
    return known[name]


def choose_layout(page: str | Document, own: Sequence[Layout] = ()) -> Layout | None:
    """Choose the layout with most evidence on a page; None where no language fits.

    A layout that lists no evidence fits any page in its language, and yields to one that does.
    A layout of no language is never chosen: such are for those who know their pages.
    """
    document = Document(page) if isinstance(page, str) else page
    words = Counter(re.findall(r"[^\W\d_]+", document.text[:_WORDS_IN].lower()))
    best: tuple[int, bool, float, float] | None = None
    chosen = None
    for place, layout in enumerate((*layouts(), *own)):
        if not layout.language or not layout.speaks_like(words):
            continue
        found = len(evidence(document, layout))
        if layout.evidence and found < layout.min_evidence:
            continue
        # Of equals, the user's own, then the one with more of its evidence on the page, then the
        # one whose words are commonest here.
        share = found / max(len(layout.evidence), 1)
        common = layout.share_of_common(words)
        rank = (found, place >= len(layouts()), share, common)
        if best is None or rank > best:
            best, chosen = rank, layout
    return chosen


def evidence(page: str | Document, layout: Layout) -> list[str]:
    """Return the stretches of a page that speak for a layout, the first for each pattern.

    They are looked for in what the file says of itself and in the page's first 40,000 characters.
    """
    document = Document(page) if isinstance(page, str) else page
    hidden = "\n".join(document.facts.values())
    text = document.text[:_EVIDENCE_IN]
    found = (re.search(mark, hidden) or re.search(mark, text) for mark in layout.evidence)
    return [match[0] for match in found if match]
