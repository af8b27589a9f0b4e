"""Divide the meetings in two: one part to find topics in, the other to compare them in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from toolkit.errors import ToolkitError
from toolkit.seeds import derive_seed
from toolkit.segments.segments import Segments, digest_of
from toolkit.stages import stage


@stage
def divide(
    segments: Segments,
    *,
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5,
    draw: Annotated[int, Field(ge=1)] = 1,
) -> tuple[Segments, Segments]:
    """Divide segments by their meetings into a part for discovery and a part for estimation.

    Topics are fitted to the words they are then compared in: they follow what sets these meetings
    apart, chance with the rest, and comparisons of whole distributions find too much. Where the
    vocabulary and the topics are learnt from some meetings and groups compared in others, the
    comparison is one of a measure that was fixed beforehand. It costs meetings: the smallest
    difference that can be found grows.

    Parameters
    ----------
    segments
        What `split` returned.
    share
        Share of the meetings that topics are found in, rounded to whole meetings; both parts have
        at least one.
    draw
        Which of the random divisions: 1, 2, and so on. It does not follow the seed of the fits, so
        that a refit differs by its seed alone.

    Returns
    -------
    tuple
        The segments for discovery and those for estimation; each counts the others as left out.
        Which meetings are drawn follows from their texts: names and order of files do not matter.

    Raises
    ------
    ToolkitError
        If there are fewer than two meetings.

    References
    ----------
    Egami, Fong, Grimmer, Roberts and Stewart (2022), How to make causal inferences using texts,
    Science Advances 8.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.segments import split
    >>> discovery, estimation = divide(split(read_corpus("package:sample")), share=0.4)
    >>> [len(set(part.column("meeting"))) for part in (discovery, estimation)]
    [24, 36]
    """
    meetings = segments.column("meeting")
    held: dict[str | None, list[str]] = {}
    for meeting, digest in zip(meetings, segments.digests, strict=True):
        held.setdefault(meeting, []).append(digest)
    if len(held) < 2:
        raise ToolkitError(
            f"{len(held)} meeting cannot be divided into a part for discovery and one for "
            "estimation; leave [discovery] out"
        )
    # Each meeting draws a number of its own, so that one more moves no other but at the border.
    drawn = sorted(held, key=lambda name: (derive_seed(draw, digest_of(held[name])), name or ""))
    n = min(max(round(share * len(drawn)), 1), len(drawn) - 1)
    found = set(drawn[:n])
    rows = [i for i, meeting in enumerate(meetings) if meeting in found]
    others = [i for i, meeting in enumerate(meetings) if meeting not in found]
    return (
        segments.keep(rows, "in meetings for estimation"),
        segments.keep(others, "in meetings for discovery"),
    )
