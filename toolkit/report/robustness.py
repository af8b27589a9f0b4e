"""What the methods say of a division of the meetings, and of findings followed over a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.contrasts import Robustness
from toolkit.records import plural
from toolkit.report.told import number, plain


def discovery_words(settings: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
    """Say in which meetings topics were found, and in which they were compared.

    Examples
    --------
    >>> settings = {"share": 0.5, "draw": 1}
    >>> discovery_words(settings, {"discovery_meetings": 30, "discovery_segments": 423})[:63]
    'Terms and topics were learnt from 30 meetings (423 segments), d'
    """
    return (
        f"Terms and topics were learnt from {plural(sizes['discovery_meetings'], 'meeting')} "
        f"({plural(sizes['discovery_segments'], 'segment')}), drawn at random by their texts with "
        f"a share of {number(settings['share'])} (draw {settings['draw']}). The topics were then "
        "measured, as they were, in the other meetings, which had no part in them: every other "
        "number here is of those."
    )


def robustness_words(
    robustness: Mapping[str, Robustness], design: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """Say how findings were followed, and how they held; return the words and the works."""
    how = {
        "crossed": "every choice with every other",
        "one at a time": "one choice at a time, everything else as in the file",
        "side by side": "lists of choices side by side",
    }[design.get("design", "crossed")]
    head = (
        f"Each comparison was made again by other choices ({how}). The topics of each fit were "
        "matched one to one to those reported, or to none, by the Hungarian method. Choices that "
        "change no number of a fit count once."
    )
    parts = [head]
    for name, followed in robustness.items():
        first, *rest = followed.summary().splitlines()
        lines = [f"- {plain(line.strip())}" for line in rest]
        parts.append(f"**{plain(name)}.** {plain(first)}" + "".join(f"\n{line}" for line in lines))
    return "\n\n".join(parts), ["simonsohn2020", "steegen2016", "kuhn1955"]
