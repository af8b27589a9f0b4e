"""Run one experiment file the whole way and keep what it made, whole or not at all."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.contrasts import Robustness, proportions
from toolkit.experiment.chain import Chain, make_steps, seeds_of
from toolkit.experiment.draw import draw_figures
from toolkit.experiment.folder import Nouns, save_nouns
from toolkit.experiment.prepare import crowded, left_out, refuse_impossible, sizes_of
from toolkit.experiment.read import read_experiment
from toolkit.experiment.record import (
    FORMAT,
    all_versions,
    code_state,
    environment,
    input_digests,
    machine,
    own_inputs,
    run_key,
)
from toolkit.experiment.result import Run
from toolkit.experiment.runs import load_run
from toolkit.experiment.settings import Experiment
from toolkit.experiment.steps import groups_of, steps_of
from toolkit.experiment.sweep import Cells
from toolkit.experiment.sweep_result import Sweep
from toolkit.formats import write_json
from toolkit.kept import Artefact, Kept
from toolkit.parallel import Ended, Task, run_each
from toolkit.records import plural
from toolkit.report import methods
from toolkit.store import Store, digest, digest_file
from toolkit.worker import Outcome, call

Report = Callable[[str], None]

STAGES = ".stages"
"""Folder beside the runs in which results of single steps are kept."""

_DESCRIBED = ("kind", "speaker", "meeting")  # columns whose groups a run describes


def run(
    file: str | Path,
    *,
    results: str | Path = "results",
    workers: int | None = None,
    scheduler: str = "",
    report: Report = lambda _: None,
) -> Run:
    """Run an experiment file, or find the run that is kept already.

    Parameters
    ----------
    file
        The experiment file.
    results
        The folder of the runs; made if it is not there.
    workers
        Processes that fit models at the same time; by default one a model, and no more than
        there are cores. The numbers do not depend on it.
    scheduler
        Address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``, on whose workers models are
        fitted instead; all must see the folder `results`. The numbers do not depend on it.
    report
        Called with a line of progress.

    Returns
    -------
    Run
        Kept in ``results/<name>-<8 hex>/``: the experiment with every default, ``record.json``,
        the six nouns in open formats, and figures.

    Raises
    ------
    ToolkitError
        If the file, the texts or a setting cannot be used. Nothing is kept then, and nothing
        kept before is touched.

    Examples
    --------
    >>> run("experiments/sample.toml")  # doctest: +SKIP
    """
    path, _ = keep_run(file, results=results, workers=workers, scheduler=scheduler, report=report)
    return load_run(path)


def keep_run(
    file: str | Path,
    *,
    results: str | Path,
    workers: int | None,
    report: Report,
    scheduler: str = "",
) -> tuple[Path, bool]:
    """Do the work of `run`; return the run's folder and whether it was made now."""
    experiment = read_experiment(file)
    inputs = input_digests(experiment)
    key = run_key(experiment, inputs)
    # The workers of a cluster may stand in another folder.
    root = Path(results).resolve() if scheduler else Path(results)
    store, stages = Store(Path(results)), Kept(root / STAGES, report)
    execution = _Execution(
        experiment, inputs, key, stages, workers or _cores(), report, Path(file), store.root / key,
        scheduler,
    )  # fmt: skip
    store.replace_damaged(key, report)
    return store.keep(
        key,
        execution.into,
        on_wait=lambda: report(f"another process is making {key}; waiting for it"),
    )


def make_apart(
    experiment: Experiment, file: Path, folder: Path, *, workers: int | None, report: Report
) -> None:
    """Make a run anew in an empty folder: no step that was kept is used, no figure is drawn."""
    inputs, steps = input_digests(experiment), Kept(folder / STAGES, report)
    place = folder / "run"
    place.mkdir()
    key = run_key(experiment, inputs)
    execution = _Execution(experiment, inputs, key, steps, workers or _cores(), report, file, place)
    execution.into(place, figures=False)


@dataclass
class _Execution:
    """The steps of one run, with what the record says of them."""

    experiment: Experiment
    inputs: dict[str, str]
    key: str
    kept: Kept
    workers: int
    report: Report
    file: Path
    target: Path
    scheduler: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def into(self, draft: Path, *, figures: bool = True) -> None:
        """Make everything and write it into a folder."""
        started = datetime.datetime.now(datetime.UTC)
        inputs = own_inputs(self.experiment, self.inputs)
        chain = Chain(self.experiment, inputs, self.kept)
        made = call(self._make, (chain,), {})
        if made.error:
            raise made.error
        self._say(list(dict.fromkeys(made.warnings)))
        nouns: Nouns = made.value
        with self._step("tables"):
            save_nouns(nouns, draft)
        outputs = _digests(draft)
        if figures:
            with self._step("figures"):
                self._say(draw_figures(nouns, draft / "figures", self.workers, self.report))
        (draft / "experiment.toml").write_text(
            self.experiment.as_toml(), encoding="utf-8", newline="\n"
        )
        record = self._record(started, outputs, nouns, chain)
        write_json(record, draft / "record.json")
        with self._step("methods"):
            words = methods(self.key, record, nouns)
        (draft / "methods.md").write_text(words, encoding="utf-8", newline="\n")

    def _make(self, chain: Chain) -> Nouns:
        self._make_texts(chain)
        refuse_impossible(chain)
        self._say(list(crowded(chain)))
        self._make_rest(chain)
        corpus, segments, counts = chain.corpus, chain.segments, chain.counts
        topics = {name: chain.named(name) for name in self.experiment.topics}
        shares = {}
        for name, fitted in topics.items():
            with self._step(f"proportions.{name}"):
                shares[name] = {
                    # Segments of whole meetings have no kind, unnamed questioners no speaker.
                    by: proportions(fitted, by=by)
                    for by in _DESCRIBED
                    if any(fitted.counts.segments.column(by))
                }
        quality = {name: chain.record(f"quality.{name}") for name in topics}
        contrasts = {n: chain.record(f"contrasts.{n}") for n in self.experiment.contrasts}
        words = {n: own.get("seed_words") for n, own in self.experiment.topics.items()}
        seeds = {n: chain.record(f"seeds.{n}") for n, own in words.items() if own}
        sweep, followed = self._sweep(chain)
        return Nouns(
            corpus, segments, counts, topics, quality, shares, contrasts, sweep, followed, seeds
        )

    def _sweep(self, chain: Chain) -> tuple[Sweep | None, dict[str, Robustness]]:
        """Make every cell of the sweep, if there is one."""
        if not self.experiment.cells:
            return None, {}
        began = time.perf_counter()
        cells = Cells(chain, self._run_each, self.report)
        cells.make()
        self.seconds["sweep"] = round(time.perf_counter() - began, 3)
        with self._step("robustness"):
            return cells.table(), cells.followed()

    def _make_texts(self, chain: Chain) -> None:
        """Read, cut and count."""
        made = chain.make("corpus")
        corpus = chain.corpus
        aside = f"{plural(len(corpus), 'meeting')}, {len(corpus.set_aside):,} set aside"
        self._made("corpus", made, aside)
        self._say(left_out(corpus))
        self._made("segments", chain.make("segments"), plural(len(chain.segments), "segment"))
        if self.experiment.discovery:
            found = chain.make("discovery")
            meetings, segments = sizes_of(chain.record("discovery"))
            aside = f"{plural(meetings, 'meeting')}, {plural(segments, 'segment')}"
            self._made("discovery", found, aside)
        self._made("counts", chain.make("counts"), plural(len(chain.counts.terms), "term"))

    def _make_rest(self, chain: Chain) -> None:
        """Fit, measure and compare, each fit with all that follows from it in one process."""
        texts, alone = dict(chain.made), replace(self.experiment, cells=())
        todo = []
        for group in groups_of(self.experiment):
            missing = [step for step in group if chain.find(step) is None]
            for step in group:
                if step not in missing:
                    self._made(step, chain.made[step])
            if missing:
                found = texts | {step: chain.made[step] for step in group if step not in missing}
                arguments = (self.kept.store.root, alone, dict(chain.inputs), found, missing)
                todo.append(Task(missing[0], make_steps, arguments))

        def ended(_place: int, outcome: Outcome) -> None:
            for step, artefact in (outcome.value or {}).items():
                chain.made[step] = artefact
                self._made(step, artefact)

        for outcome in self._run_each(todo, ended):
            if outcome.error:
                raise outcome.error

    def _run_each(self, tasks: Sequence[Task], ended: Ended) -> list[Outcome]:
        """Run tasks in processes of this machine, or on the workers of a cluster."""
        if not (self.scheduler and tasks):
            return run_each(tasks, workers=self.workers, ended=ended)
        from toolkit.cluster import run_on_cluster

        folder = self.kept.store.root
        return run_on_cluster(tasks, scheduler=self.scheduler, folder=folder, ended=ended)

    def _made(self, step: str, artefact: Artefact, what: str = "") -> None:
        """Note a step that is made, and tell the user."""
        self.seconds[step] = artefact.seconds
        how = f"{artefact.seconds:.1f} s" if artefact.is_new else "kept already"
        self.report(f"{step}: {what}{what and ', '}{how}")
        of = f"{step}: " if "." in step else ""
        self._say([of + warning for warning in artefact.warnings])

    def _say(self, sentences: list[str]) -> None:
        """Tell the user at once and whoever reads the record."""
        self.said += sentences
        for sentence in sentences:
            self.report(f"warning: {sentence}")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.report(f"{name}: {self.seconds[name]:.1f} s")

    def _discovery(self, chain: Chain) -> dict[str, int]:
        """Return the size of the part that topics were found in, if there is one."""
        if not self.experiment.discovery:
            return {}
        meetings, segments = sizes_of(chain.record("discovery"))
        return {"discovery_meetings": meetings, "discovery_segments": segments}

    def _record(
        self, started: datetime.datetime, outputs: dict[str, str], nouns: Nouns, chain: Chain
    ) -> dict[str, Any]:
        counts = nouns.counts
        return {
            "format": FORMAT,
            "status": "finished",
            "name": self.experiment.name,
            "file": {"name": self.file.name, "sha256": digest_file(self.file)},
            "home": _way(self.target, self.experiment.home),
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "seconds": self.seconds,
            "settings": self.experiment.resolved(),
            "seed": self.experiment.seed,
            "seeds": dict(seeds_of(chain)),
            "sizes": {
                "meetings": len(nouns.corpus),
                "set_aside": len(nouns.corpus.set_aside),
                "segments": len(counts.segments),
                "terms": len(counts.terms),
                "tokens": counts.n_tokens,
                **self._discovery(chain),
            },
            "warnings": self.said,
            "versions": all_versions(),
            "code": code_state(),
            "machine": machine(),
            "environment": environment(),
            "workers": self.workers,
            "inputs": self.inputs,
            "steps": {
                step: {"key": chain.made[step].key, "content": chain.made[step].content}
                for step in steps_of(self.experiment)
            },
            "outputs": outputs,
            # The bytes of parquet follow its library; a CSV or JSON beside it holds the same.
            "digest": digest({k: v for k, v in outputs.items() if not k.endswith(".parquet")}),
        }


def _way(start: Path, end: Path) -> str:
    """Say where a folder lies as seen from another, so that both can be moved together."""
    try:
        return Path(os.path.relpath(end.resolve(), start.resolve())).as_posix()
    except ValueError:  # on another drive of Windows
        return end.resolve().as_posix()


def _cores() -> int:
    return os.cpu_count() or 1


def _digests(folder: Path) -> dict[str, str]:
    """Digest the files of numbers and texts; figures, record and settings stand outside."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest_file(path) for path in paths}
