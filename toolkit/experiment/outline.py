"""What is in a run, noun by noun, from its record alone."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.records import plural

Outline = list[tuple[str, list[str]]]
"""Headings with their lines."""

_ABOUT = "run"


def outline(record: Mapping[str, Any], figures: Sequence[str]) -> Outline:
    """Say what is in a run without reading anything of it.

    Parameters
    ----------
    record
        What its ``record.json`` says.
    figures
        Names of its figures.

    Returns
    -------
    list
        The six nouns in their order, each with lines; before them when and how it was made,
        after them what was warned of.
    """
    settings, sizes = record["settings"], record["sizes"]
    return [
        (_ABOUT, [when_words(record), f"digest {record['digest'][:16]}"]),
        ("corpus", [f"{plural(sizes['meetings'], 'meeting')}, {sizes['set_aside']:,} set aside"]),
        ("segments", [f"{plural(sizes['segments'], 'segment')}{_by(settings['segments'])}"]),
        ("counts", [f"{plural(sizes['terms'], 'term')}, {plural(sizes['tokens'], 'token')}"]),
        ("topics", [model_words(name, own) for name, own in settings["topics"].items()]),
        ("contrasts", [contrast_words(name, own) for name, own in settings["contrasts"].items()]),
        (
            "sweep",
            [f"over {', '.join(sorted(_leaves(settings.get('vary', {}))))}"]
            if settings.get("vary")
            else [],
        ),
        ("robustness", list(map(str, _followed(settings)))),
        ("figures", list(figures)),
        ("warnings", [str(text) for text in record["warnings"]]),
    ]


def when_words(record: Mapping[str, Any]) -> str:
    """Say when a run was finished, how long it took and by which version.

    Examples
    --------
    >>> when_words(
    ...     {
    ...         "finished": "2026-03-01T09:30:00+00:00",
    ...         "seconds": {"corpus": 1.5},
    ...         "code": {"toolkit": "0.1.0"},
    ...         "versions": {"python": "3.11"},
    ...     }
    ... )
    'finished 2026-03-01 09:30 UTC after 1.5 s, by toolkit 0.1.0 on Python 3.11'
    """
    moment = record["finished"][:16].replace("T", " ")
    python = record["versions"].get("python", "?")
    return (
        f"finished {moment} UTC after {seconds_of(record):,.1f} s, by toolkit "
        f"{record['code']['toolkit']} on Python {python}"
    )


def seconds_of(record: Mapping[str, Any]) -> float:
    """Add up the seconds of a run's steps; what is no number counts for nothing."""
    return sum(s for s in record["seconds"].values() if isinstance(s, int | float))


def model_words(name: str, settings: Mapping[str, Any]) -> str:
    """Describe a model in a few words.

    Examples
    --------
    >>> model_words("main", {"model": "lda", "n_topics": 12})
    'main (lda, 12 topics)'
    """
    return f"{name} ({settings.get('model')}, {settings.get('n_topics')} topics)"


def contrast_words(name: str, settings: Mapping[str, Any]) -> str:
    """Describe a comparison in a few words.

    Examples
    --------
    >>> contrast_words("kinds", {"method": "contrast", "between": "kind", "topics": "main"})
    'kinds (contrast between kind, of main)'
    """
    over = next((f" {key} {settings[key]}" for key in ("between", "by", "per")
                 if settings.get(key)), "")  # fmt: skip
    of = f", of {settings['topics']}" if settings.get("topics") else ""
    return f"{name} ({settings.get('method')}{over}{of})"


def outline_html(title: str, parts: Outline) -> str:
    """Write an outline for a notebook; every text is escaped."""
    rows = [
        f"<tr><th style='text-align:left;vertical-align:top'>{html.escape(heading)}</th>"
        f"<td style='text-align:left'>{'<br>'.join(map(html.escape, lines))}</td></tr>"
        for heading, lines in parts
        if lines
    ]
    # The classes keep "$5 million to $6 million" from being set as a formula.
    return (
        f'<div class="tex2jax_ignore mathjax_ignore"><h4>{html.escape(title)}</h4>'
        f"<table>{''.join(rows)}</table></div>"
    )


def _leaves(value: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Iterate over the dotted places of what is varied."""
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _leaves(inner, f"{place}{key}.")
        else:
            yield f"{place}{key}"


def _followed(settings: Mapping[str, Any]) -> Sequence[object]:
    """Name the contrasts that are followed over the sweep."""
    own = settings.get("robustness")
    names = own.get("contrasts") if isinstance(own, Mapping) else None
    return names if isinstance(names, list) else []


def _by(settings: Mapping[str, Any]) -> str:
    return f" by {settings['by']}" if settings.get("by") else ""
