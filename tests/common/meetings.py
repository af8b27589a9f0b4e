"""Meetings made by hand, of nothing but who speaks after whom."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.corpus.meeting import Meeting, Person, Role, Speaker, Turn

NOBODY = Person("")


def turn(position: int, speaker: str, role: Role = "other", addressed_to: str = "") -> Turn:
    """A turn of a few words."""
    text = f"{speaker} speaks."
    return Turn(position, "remark", speaker, speaker, role, addressed_to, "", 0, 0, 0, text)


def meeting(
    name: str,
    speakers: Sequence[str],
    *,
    host: Person = NOBODY,
    counterparts: Sequence[Person] = (),
    offices: dict[str, str] | None = None,
    roles: dict[str, Role] | None = None,
    date: str = "",
) -> Meeting:
    """A meeting of these speakers, one turn each, in this order."""
    offices, roles = offices or {}, roles or {}
    return Meeting(
        meeting=name,
        title="",
        date=date,
        date_from="",
        time="",
        place="",
        event="",
        host=host,
        counterparts=tuple(counterparts),
        languages=(),
        layout="",
        source=f"{name}.txt",
        sha256="",
        turns=tuple(
            turn(i, speaker, roles.get(speaker, "other")) for i, speaker in enumerate(speakers, 1)
        ),
        spans=(),
        speakers=tuple(
            Speaker(
                speaker,
                roles.get(speaker, "other"),
                f"the page says so of {speaker}",
                offices.get(speaker, ""),
                labels=(speaker.upper(),),
            )
            for speaker in dict.fromkeys(speakers)
            if speaker
        ),
    )


def between(speaker: str, others: Sequence[str] = ("Chair",), times: int = 1) -> list[str]:
    """The speaker's turns, each followed by somebody else's."""
    return [name for i in range(times) for name in (speaker, others[i % len(others)])]
