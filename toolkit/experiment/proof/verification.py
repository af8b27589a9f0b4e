"""What repeating a run has shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from toolkit.experiment.proof.topics_apart import TopicsApart
from toolkit.experiment.proof.values import TOLERANCE, Likeness
from toolkit.records import Record, plural

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["equal", "close", "different", "damaged"]

_NAMED = 8


@dataclass(frozen=True, slots=True)
class File:
    """One file of a run beside its repetition.

    Attributes
    ----------
    name
        Its path below the run's folder.
    step
        What wrote it.
    likeness
        ``equal``, ``close`` (within 1e-6) or ``different``.
    largest
        Largest difference between two numbers, as a part of them where they are above 1.
    where
        What differs most.
    """

    name: str
    step: str
    likeness: Likeness
    largest: float
    where: str


@dataclass(frozen=True, eq=False, repr=False)
class Verification(Record):
    """A kept run beside its repetition.

    Attributes
    ----------
    run
        The run's name.
    verdict
        ``equal``: every value is the same, if not every byte of how it is written. ``close``:
        numbers with a decimal point differ by 1e-6 at most (or by that part of themselves where
        they are above 1), everything else is the same, and so are the ten first words of every
        topic. ``different``: anything else.
        ``damaged``: the kept run is not as it was made, and nothing was repeated.
    files
        Every file of numbers and texts, in the order in which the steps follow from each other.
    steps, equal_steps
        How many steps the record names with a digest of their result, and how many of them have
        the same result.
    topics
        Models whose fits differ, topic by topic where they can be compared so.
    conditions
        What was otherwise when the run was repeated: the likely causes of a difference.
    damage
        What is not as it was made, a sentence each; or where the run contradicts its own record.
    """

    shown_columns: ClassVar[tuple[str, ...]] = (
        "step", "files", "equal", "close", "different", "largest",
    )  # fmt: skip

    run: str
    verdict: Verdict
    files: tuple[File, ...]
    steps: int = 0
    equal_steps: int = 0
    topics: tuple[TopicsApart, ...] = ()
    conditions: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the run was proved: its repetition is equal or close."""
        return self.verdict in ("equal", "close")

    @property
    def first(self) -> File | None:
        """The file that differs most in the first step that differs; None where none does."""
        for likeness in ("different", "close"):
            found = [file for file in self.files if file.likeness == likeness]
            if found:
                step = [file for file in found if file.step == found[0].step]
                return max(step, key=lambda file: file.largest)
        return None

    def table(self) -> pd.DataFrame:
        """Return one row a step, in the order in which they follow from each other.

        Returns
        -------
        DataFrame
            step, files; how many of them are equal, close and different; the largest difference
            between two numbers; where it is.
        """
        import pandas as pd

        rows = []
        for step in dict.fromkeys(file.step for file in self.files):
            files = [file for file in self.files if file.step == step]
            worst = max(files, key=lambda file: (file.likeness == "different", file.largest))
            alike = [file.likeness for file in files]
            where = f"{worst.name}: {worst.where}" if worst.where else ""
            counted = [alike.count(of) for of in ("equal", "close", "different")]
            rows.append((step, len(files), *counted, max(f.largest for f in files), where))
        columns = ["step", "files", "equal", "close", "different", "largest", "where"]
        return pd.DataFrame(rows, columns=columns)

    def summary(self) -> str:
        """Say whether the run could be repeated; if not, what differs first and why, it seems."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterable[str]:
        if self.verdict == "damaged":
            yield f"{self.run} is damaged, and nothing was repeated:"
            yield from _some([f"  {sentence}" for sentence in self.damage])
            return
        n = plural(len(self.files), "file")
        if self.verdict == "equal":
            were = "was" if len(self.files) == 1 else "were"
            yield f"{self.run} is equal: {n} {were} made again, and every value is the same"
        elif self.verdict == "close":
            close = sum(file.likeness == "close" for file in self.files)
            yield (
                f"{self.run} is equal within {TOLERANCE:g}, same top words: {close:,} of {n} "
                f"differ in last digits, by {max(f.largest for f in self.files):.2g} at most"
            )
        else:
            other = sum(file.likeness == "different" for file in self.files)
            yield f"{self.run} is different: {other:,} of {n} could not be made again"
        if self.steps:
            alike = f"{self.equal_steps:,} of {plural(self.steps, 'step')}"
            yield f"{alike} gave the same bytes"
        yield from self._differences()
        yield from (f"The run contradicts itself: {sentence}" for sentence in self.damage)
        if self.conditions:
            said = "Likely cause" if self.verdict != "equal" else "Otherwise than when it was made"
            yield from _some([f"{said}: {condition}" for condition in self.conditions])
        elif self.verdict != "equal" and not self.damage:
            yield (
                "Likely cause: none that the records name; the run may have been changed and "
                "sealed anew, or something that no record holds has a part in it"
            )

    def _differences(self) -> Iterable[str]:
        if self.first:
            by = f", by {self.first.largest:.2g}" if self.first.largest else ""
            yield f"First to differ: {self.first.step} ({self.first.name}: {self.first.where}{by})"
        for model in self.topics:
            yield f"topics.{model.model}: {_affected(model)}"


def _affected(model: TopicsApart) -> str:
    if not model.affected:
        return f"every topic is the same within {TOLERANCE:g}, with the same top words"
    words = (
        f"other top words in {', '.join(map(str, model.other_words))}"
        if model.other_words
        else "the same top words"
    )
    return (
        f"{len(model.affected):,} of {plural(model.n_topics, 'topic')} differ "
        f"({', '.join(map(str, model.affected))}), by {model.largest:.2g} at most; {words}"
    )


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - _NAMED
    return lines[:_NAMED] + ([f"  and {more:,} more"] if more > 0 else [])
