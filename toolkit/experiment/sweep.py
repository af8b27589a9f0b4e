"""Make the cells of a sweep, in parallel across fits, and put what came of them into one table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.contrasts import FailedSpecification, Robustness
from toolkit.contrasts.robustness import Counterparts, MatchedFit, follow_matched
from toolkit.errors import ToolkitError
from toolkit.experiment.chain import Chain, make_steps
from toolkit.experiment.progress import time_left
from toolkit.experiment.record import corpus_digests, in_order
from toolkit.experiment.settings import Cell, Settings
from toolkit.experiment.steps import texts_of
from toolkit.experiment.sweep_result import Sweep
from toolkit.formats import read_json
from toolkit.parallel import Ended, Task, WorkerError
from toolkit.records import plural
from toolkit.store import MANIFEST, digest
from toolkit.topics import Alignment, Quality, Topics, align, quality
from toolkit.worker import one_line

if TYPE_CHECKING:
    from toolkit.kept import Artefact
    from toolkit.worker import Outcome

_MEANS = ("c_npmi", "c_v", "exclusivity")


RunEach = Callable[[Sequence[Task], Ended], "list[Outcome]"]
Looked = tuple[dict[str, Any], Counterparts]


@dataclass
class Cells:
    """The cells of an experiment while they are made.

    Attributes
    ----------
    base
        The experiment itself, all of whose steps are made.
    run_each
        Runs tasks, several at the same time, and says what came of each.
    report
        Called with a line of progress.
    failed
        Why there is no fit, by cell and model.
    looked
        What the table says of a fit, and where the topics of the file's own are in it, by cell
        and model: each is read and aligned once, and then all contrasts follow it.
    twins
        Cell and model of fits that another cell begins; what else they ask of it comes after.
    """

    base: Chain
    run_each: RunEach
    report: Callable[[str], None]
    chains: dict[str, Chain] = field(default_factory=dict)
    failed: dict[tuple[str, str], str] = field(default_factory=dict)
    looked: dict[tuple[str, str], Looked] = field(default_factory=dict)
    twins: list[tuple[str, str]] = field(default_factory=list)

    def make(self) -> None:
        """Fit, measure and compare in every cell; what fails is no reason to lose the rest.

        Raises
        ------
        ToolkitError
            If the process of a fit died, after the others have ended: they are kept, and the
            next run tries again what is missing.
        """
        cells = self.base.experiment.cells
        for cell in cells:
            self.chains[cell.name] = self._chain(cell)
        todo = list(self._todo(cells))
        tasks = [task for _, _, task in todo]
        if tasks:
            self.report(f"sweep: {plural(len(cells), 'cell')}, {plural(len(tasks), 'fit')} to make")
        began, done = time.perf_counter(), 0

        def ended(place: int, outcome: Outcome) -> None:
            nonlocal done
            done += 1
            name, model, _ = todo[place]
            made: dict[str, Artefact] = outcome.value or {}
            self.chains[name].made.update(made)
            left = time_left(time.perf_counter() - began, done, len(tasks))
            how = f"failed: {outcome.error}" if outcome.error else f"{outcome.seconds:.1f} s"
            self.report(f"topics.{model} {name}: {how} ({done:,} of {len(tasks):,}{left})")

        outcomes = self.run_each(tasks, ended)
        lost = []
        for (name, model, _), outcome in zip(todo, outcomes, strict=True):
            if isinstance(outcome.error, ToolkitError) and not isinstance(
                outcome.error, WorkerError
            ):
                self.failed[name, model] = str(outcome.error)
            elif outcome.error:
                lost.append(outcome.error)
        if lost:
            raise ToolkitError(
                f"{len(lost):,} of {plural(len(tasks), 'fit')} could not be made "
                f"({one_line(lost[0])}); the "
                "others are kept, and the same command goes on from there"
            ) from lost[0]
        self._make_twins({cell.name: cell for cell in cells})

    def _make_twins(self, cells: Mapping[str, Cell]) -> None:
        """Make what cells ask of fits that others have begun; they may fail as those did."""
        why = {
            self._asked(cells[name], model): error for (name, model), error in self.failed.items()
        }
        for name, model in self.twins:
            asked = self._asked(cells[name], model)
            try:
                for step in self.steps(model) if asked not in why else ():
                    self.chains[name].make(step)
            except ToolkitError as error:  # what this cell alone asks of the fit
                why[asked] = str(error)
                self.report(f"topics.{model} {name}: failed: {error}")
            if asked in why:
                self.failed[name, model] = why[asked]

    def _asked(self, cell: Cell, model: str) -> str:
        """Digest the settings that a fit follows from, and what is made of it, failed or not."""
        one = cell.experiment
        texts = [in_order(one.corpus), one.segments, one.discovery, one.counts]
        return digest([one.seed, texts, model, one.topics[model], self._compared(cell, model)])

    def _compared(self, cell: Cell, model: str) -> list[Settings]:
        """Return the settings of what is compared of a fit and followed."""
        contrasts = cell.experiment.contrasts
        return [contrasts[name] for name in self._followed(model)]

    def _chain(self, cell: Cell) -> Chain:
        """Begin the way of a cell, with the steps that it shares with the experiment itself."""
        base = self.base.experiment
        if cell.experiment.corpus == base.corpus:
            inputs, shared = self.base.inputs, {"corpus": self.base.make("corpus")}
        else:
            inputs, shared = corpus_digests(cell.experiment), {}
        return Chain(replace(cell.experiment, cells=()), inputs, self.base.kept, shared)

    def _todo(self, cells: tuple[Cell, ...]) -> Iterator[tuple[str, str, Task]]:
        """Iterate over the fits that are not kept: cell, model, and what makes them."""
        begun: set[str] = set()
        for cell in cells:
            chain = self.chains[cell.name]
            try:
                texts = {step: chain.make(step) for step in texts_of(chain.experiment)}
            except ToolkitError as error:
                self.failed |= {(cell.name, model): str(error) for model in self.models()}
                self.report(f"{cell.name}: failed: {error}")
                continue
            # Of what is divided the fit comes before its topics; to ask for theirs would fit here.
            fit = "fits" if chain.experiment.discovery else "topics"
            for model in self.models():
                steps = self.steps(model)
                key = chain.made_of(f"{fit}.{model}").key + texts["counts"].content
                if key in begun:
                    self.twins.append((cell.name, model))
                    continue
                if all(chain.find(step) for step in steps):
                    continue
                begun.add(key)
                arguments = (
                    chain.kept.store.root, chain.experiment, dict(chain.inputs), texts, steps,
                )  # fmt: skip
                yield cell.name, model, Task(f"topics.{model} {cell.name}", make_steps, arguments)

    def models(self) -> list[str]:
        """Name the models of the experiment."""
        return list(self.base.experiment.topics)

    def steps(self, model: str) -> list[str]:
        """Name what is made of one model in each cell."""
        followed = [f"contrasts.{name}" for name in self._followed(model)]
        return [f"topics.{model}", f"quality.{model}", *followed]

    def _followed(self, model: str) -> list[str]:
        """Name the contrasts of a model that are followed through the sweep."""
        names = self.base.experiment.robustness.get("contrasts", [])
        contrasts = self.base.experiment.contrasts
        return [name for name in names if contrasts[name]["topics"] == model]

    def table(self) -> Sweep:
        """Put every fit into one table; a model that a cell leaves as it is has no row of it."""
        rows = [
            MappingProxyType(self._row(cell, model) | {"same_as": same})
            for model, cell, same in self._fits(self.models())
        ]
        varied = tuple(self.base.experiment.cells[0].choices)
        return Sweep(varied, tuple(rows))

    def followed(self) -> dict[str, Robustness]:
        """Follow each contrast that was asked for through the fits of its model."""
        settings = self.base.experiment.robustness
        found = {}
        for name in settings.get("contrasts", []):
            model = self.base.experiment.contrasts[name]["topics"]
            fits = (
                self._fit(cell, model, name)
                for _, cell, same in self._fits([model])
                if not same and (cell.name, model) not in self.failed
            )
            failed = [
                FailedSpecification(cell.name, cell.choices, self.failed[cell.name, model])
                for _, cell, _ in self._fits([model])
                if (cell.name, model) in self.failed
            ]
            base = replace(next(fits), counterparts=None)
            found[name] = follow_matched(base, fits, failed, level=settings["level"])
        return found

    def _fit(self, cell: Cell, model: str, name: str) -> MatchedFit:
        compared = self.chains[cell.name].load(f"contrasts.{name}")
        return MatchedFit(cell.name, cell.choices, compared, self._look(cell, model)[1])

    def _fits(self, models: list[str]) -> Iterator[tuple[str, Cell, str]]:
        """Iterate over models, the cells that change a setting of them, and whose fit they have."""
        for model in models:
            seen: set[tuple[str, ...]] = set()
            first: dict[str, str] = {}
            for cell in self.base.experiment.cells:
                if (cell.name, model) in self.failed:
                    if (asked := (self._asked(cell, model),)) not in seen:
                        seen.add(asked)
                        yield model, cell, ""
                    continue
                chain = self.chains[cell.name]
                keys = tuple(chain.make(step).key for step in self.steps(model))
                if keys not in seen:
                    seen.add(keys)
                    same = first.setdefault(self._identity(cell, model), cell.name)
                    yield model, cell, "" if same == cell.name else same

    def _identity(self, cell: Cell, model: str) -> str:
        """Digest the numbers of a fit and how it is compared: a choice may change neither."""
        chain = self.chains[cell.name]
        files = read_json(chain.make(f"topics.{model}").folder / MANIFEST)
        return digest([files["topics.npz"], self._compared(cell, model)])

    def _row(self, cell: Cell, model: str) -> dict[str, Any]:
        row = {
            "fit": cell.name, **cell.choices, "model": model,
            "status": self.failed.get((cell.name, model), ""),
        }  # fmt: skip
        return row if row["status"] else row | self._look(cell, model)[0]

    def _look(self, cell: Cell, model: str) -> Looked:
        """Read a fit and align it with the file's own, once."""
        if (cell.name, model) not in self.looked:
            chain, base = self.chains[cell.name], self.base.record(f"topics.{model}")
            topics, measured = chain.load(f"topics.{model}"), chain.load(f"quality.{model}")
            if chain.experiment.topics[model].get("labels", {}).get("combine"):
                measured = quality(topics)  # as fitted, like those of the other cells
            found = align(base, topics)
            level = self.base.experiment.robustness.get("level", found.settings["level"])
            same = level == found.settings["level"]
            followed = found if same else align(base, topics, level=level)
            self.looked[cell.name, model] = (
                _measures(topics, measured, found), Counterparts.of(followed),
            )  # fmt: skip
        return self.looked[cell.name, model]


def _measures(topics: Topics, measured: Quality, found: Alignment) -> dict[str, Any]:
    """Say what the table holds of a fit."""
    means = measured.table()[list(_MEANS)].mean()
    return {
        "n_topics": topics.n_topics,
        "segments": len(topics.counts.segments),
        "terms": len(topics.terms),
        "converged": topics.convergence.converged,
        "n_iter": topics.convergence.n_iter,
        **{name: float(means[name]) for name in _MEANS if means[name] == means[name]},
        "diversity": float(measured.diversity),
        "matched": len(found.pairs),
        "stability": found.stability,
    }
