"""What a run would compute, and why: nothing is computed to say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.experiment.chain import Chain
from toolkit.experiment.read import read_experiment
from toolkit.experiment.record import corpus_digests, input_digests, own_inputs, run_key
from toolkit.experiment.run import STAGES
from toolkit.experiment.steps import steps_of
from toolkit.kept import Kept, differences
from toolkit.records import Record, plural
from toolkit.store import Store, digest

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.experiment.settings import Experiment

_NAMED = 3  # differences named one by one


@dataclass(frozen=True, eq=False, repr=False)
class Outlook(Record):
    """What a run would find and what it would make.

    Attributes
    ----------
    run
        The name that the run has or would have.
    is_kept
        Whether it is kept already, so that nothing would be made.
    steps
        For every step: its name with its cell, whether it would be made, and why.
    """

    run: str
    is_kept: bool
    steps: tuple[tuple[str, bool, str], ...]

    def table(self) -> pd.DataFrame:
        """Return one row a step: step, ``"kept"`` or ``"to make"``, why."""
        import pandas as pd

        rows = [(step, "to make" if new else "kept", why) for step, new, why in self.steps]
        return pd.DataFrame(rows, columns=["step", "status", "why"])

    def summary(self) -> str:
        """Say how much would be made."""
        if self.is_kept:
            return f"{self.run} is kept already; nothing would be made."
        new = sum(new for _, new, _ in self.steps)
        fits = [is_new for step, is_new, _ in self.steps if step.startswith("topics.")]
        return (
            f"{self.run} would make {new:,} of {plural(len(self.steps), 'step')}, "
            f"{sum(fits):,} of {plural(len(fits), 'fit')} among them."
        )


def outlook(file: str | Path, *, results: str | Path = "results") -> Outlook:
    """Say what a run of an experiment file would compute, and why.

    A step that follows from one that would be made anew is listed with it; where the new one turns
    out equal to the old, the run will find it kept after all.

    Parameters
    ----------
    file
        The experiment file.
    results
        The folder of the runs.

    Returns
    -------
    Outlook
        One row a step. The reason of a step names what differs from the kept result of the same
        stage that differs least.

    Raises
    ------
    ToolkitError
        If the file or the texts cannot be read.

    Examples
    --------
    >>> outlook("experiments/sample.toml", results="no such folder")  # doctest: +SKIP
    """
    experiment = read_experiment(file)
    inputs = input_digests(experiment)
    key = run_key(experiment, inputs)
    kept = Kept(Path(results) / STAGES, lambda _: None)
    steps = tuple(_steps(experiment, own_inputs(experiment, inputs), kept))
    return Outlook(key, Store(Path(results)).find(key) is not None, steps)


def _steps(
    experiment: Experiment, inputs: dict[str, str], kept: Kept
) -> Iterator[tuple[str, bool, str]]:
    alone, seen = replace(experiment, cells=()), set[str]()
    yield from _of_chain(Chain(alone, inputs, kept), "", set(steps_of(alone)), seen)
    followed = {f"contrasts.{name}" for name in experiment.robustness.get("contrasts", [])}
    for cell in experiment.cells[1:]:
        of = cell.experiment
        files = inputs if of.corpus == experiment.corpus else corpus_digests(of)
        wanted = {s for s in steps_of(of) if not s.startswith("contrasts.") or s in followed}
        yield from _of_chain(Chain(of, files, kept), f" {cell.name}", wanted, seen)


def _of_chain(
    chain: Chain, cell: str, wanted: set[str], seen: set[str]
) -> Iterator[tuple[str, bool, str]]:
    """Iterate over the steps of one experiment that no other before has had."""
    missing: set[str] = set()
    for step in steps_of(chain.experiment):
        if step not in wanted:
            continue
        if (identity := _identity(chain, step)) in seen:
            if chain.find(step) is None:
                missing.add(step)
            continue
        seen.add(identity)
        needs = [need for need in chain.needs(step) if need in missing]
        if not needs and chain.find(step):
            yield step + cell, False, ""
            continue
        missing.add(step)
        yield step + cell, True, _why(chain, step, needs)


def _identity(chain: Chain, step: str) -> str:
    """Digest what a step follows from in the end: settings and files."""
    needs = [_identity(chain, need) for need in chain.needs(step)]
    return digest([chain.described(step).parts(), needs or dict(chain.inputs)])


def _why(chain: Chain, step: str, needs: list[str]) -> str:
    """Say what differs from what is kept of the same stage."""
    now = chain.described(step) if needs else chain.made_of(step)
    nearest = chain.kept.nearest(now)
    said = [f"it follows from {needs[0]}"] if needs else []
    if nearest is None:
        return "; ".join(said or ["it was not made before"])
    before = nearest | ({"inputs": {}} if needs else {})
    found = differences(before, now.parts())
    more = [f"and {len(found) - _NAMED:,} more differences"] if len(found) > _NAMED else []
    return "; ".join(said + found[:_NAMED] + more)
