"""Run one experiment file the whole way and keep what it made, whole or not at all."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.contrasts import proportions
from toolkit.corpus import Corpus
from toolkit.counts import Counts
from toolkit.errors import ToolkitError
from toolkit.experiment.draw import draw_figures
from toolkit.experiment.folder import Nouns, save_nouns
from toolkit.experiment.formats import write_json
from toolkit.experiment.methods import METHODS
from toolkit.experiment.prepare import left_out, naming, prepare
from toolkit.experiment.read import read_experiment
from toolkit.experiment.record import (
    FORMAT,
    code_state,
    input_digests,
    machine,
    run_key,
    versions,
)
from toolkit.experiment.runs import Run, load_run, refuse_damage
from toolkit.experiment.settings import MODELS, Experiment, Settings, stage_settings
from toolkit.parallel import Task, run_tasks
from toolkit.report import methods
from toolkit.seeds import derive_seed
from toolkit.store import Store, digest, digest_file
from toolkit.topics import Topics
from toolkit.worker import call

Report = Callable[[str], None]

_DESCRIBED = ("kind", "speaker", "meeting")  # columns whose groups a run describes


def run(
    file: str | Path,
    *,
    results: str | Path = "results",
    workers: int | None = None,
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
    path, _ = keep_run(file, results=results, workers=workers, report=report)
    return load_run(path)


def keep_run(
    file: str | Path, *, results: str | Path, workers: int | None, report: Report
) -> tuple[Path, bool]:
    """Do the work of `run`; return the run's folder and whether it was made now."""
    experiment = read_experiment(file)
    inputs = input_digests(experiment)
    key = run_key(experiment, inputs)
    store = Store(Path(results))
    execution = _Execution(experiment, inputs, workers or _cores(), report, Path(file))
    kept, is_new = store.keep(
        key,
        execution.into,
        on_wait=lambda: report(f"another process is making {key}; waiting for it"),
    )
    if not is_new:
        refuse_damage(store, key)
    return kept, is_new


@dataclass
class _Execution:
    """The steps of one run, with what the record says of them."""

    experiment: Experiment
    inputs: dict[str, str]
    workers: int
    report: Report
    file: Path
    seconds: dict[str, float] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def into(self, draft: Path) -> None:
        """Make everything and write it into a folder."""
        started = datetime.datetime.now(datetime.UTC)
        made = call(self._make, (), {})
        if made.error:
            raise made.error
        self._say(list(dict.fromkeys(made.warnings)))
        nouns: Nouns = made.value
        with self._step("tables"):
            save_nouns(nouns, draft)
        outputs = _digests(draft)
        with self._step("figures"):
            self._say(draw_figures(nouns, draft / "figures"))
        (draft / "experiment.toml").write_text(
            self.experiment.as_toml(), encoding="utf-8", newline="\n"
        )
        record = self._record(started, outputs, nouns)
        write_json(record, draft / "record.json")
        words = methods(run_key(self.experiment, self.inputs), record, nouns)
        (draft / "methods.md").write_text(words, encoding="utf-8", newline="\n")

    def _make(self) -> Nouns:
        texts = prepare(self.experiment, self._step)
        corpus, segments, counts = texts.corpus, texts.segments, texts.counts
        self._check_unchanged(corpus)
        self._say(left_out(corpus))
        topics = self._topics(counts)
        shares = {}
        for name, fitted in topics.items():
            with self._step(f"proportions.{name}"):
                shares[name] = {
                    # Segments of whole meetings have no kind, unnamed questioners no speaker.
                    by: proportions(fitted, by=by)
                    for by in _DESCRIBED
                    if any(fitted.counts.segments.column(by))
                }
        return Nouns(corpus, segments, counts, topics, shares, self._contrasts(counts, topics))

    def _check_unchanged(self, corpus: Corpus) -> None:
        """Refuse files that changed between their digest, which names the run, and their use."""
        read = {meeting.source: meeting.sha256 for meeting in corpus.meetings}
        found = input_digests(self.experiment) | read
        changed = sorted(
            name
            for name in found.keys() | self.inputs.keys()
            if found.get(name) != self.inputs.get(name)
        )
        if changed:
            raise ToolkitError(f"{changed[0]} changed while it was read; run again")

    def _say(self, sentences: list[str]) -> None:
        """Tell the user at once and whoever reads the record."""
        self.said += sentences
        for sentence in sentences:
            self.report(f"warning: {sentence}")

    def _topics(self, counts: Counts) -> dict[str, Topics]:
        tasks = []
        for name, settings in self.experiment.topics.items():
            step = f"topics.{name}"
            own = stage_settings(settings, MODELS[settings["model"]])
            own |= {"seed": self._seed(step)}
            tasks.append(Task(step, fit, (step, settings["model"], counts, own)))

        def ended(step: str, seconds: float) -> None:
            self.seconds[step] = round(seconds, 3)
            self.report(f"{step}: {seconds:.1f} s")

        fitted = run_tasks(tasks, workers=self.workers, report=ended)
        return dict(zip(self.experiment.topics, fitted, strict=True))

    def _contrasts(self, counts: Counts, topics: dict[str, Topics]) -> dict[str, Any]:
        made = {}
        for name, settings in self.experiment.contrasts.items():
            step, method = f"contrasts.{name}", METHODS[settings["method"]]
            with self._step(step), naming(step):
                own = stage_settings(settings, method.function)
                if method.takes_seed:
                    own |= {"seed": self._seed(step)}
                compared = topics[settings["topics"]] if method.takes_topics else counts
                made[name] = method.function(compared, **own)
        return made

    def _seed(self, step: str) -> int:
        self.seeds[step] = derive_seed(self.experiment.seed, step)
        return self.seeds[step]

    @contextmanager
    def _step(self, name: str) -> Iterator[Callable[[str], None]]:
        began = time.perf_counter()
        said: list[str] = []
        yield said.append
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.report(f"{name}: {''.join(f'{s}, ' for s in said)}{self.seconds[name]:.1f} s")

    def _record(
        self, started: datetime.datetime, outputs: dict[str, str], nouns: Nouns
    ) -> dict[str, Any]:
        counts = nouns.counts
        return {
            "format": FORMAT,
            "status": "finished",
            "name": self.experiment.name,
            "file": {"name": self.file.name, "sha256": digest_file(self.file)},
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "seconds": self.seconds,
            "settings": self.experiment.resolved(),
            "seed": self.experiment.seed,
            "seeds": self.seeds,
            "sizes": {
                "meetings": len(nouns.corpus),
                "set_aside": len(nouns.corpus.set_aside),
                "segments": len(counts.segments),
                "terms": len(counts.terms),
                "tokens": counts.n_tokens,
            },
            "warnings": self.said,
            "versions": versions(),
            "code": code_state(),
            "machine": machine(),
            "workers": self.workers,
            "inputs": self.inputs,
            "outputs": outputs,
            # The bytes of parquet follow its library; a CSV or JSON beside it holds the same.
            "digest": digest({k: v for k, v in outputs.items() if not k.endswith(".parquet")}),
        }


def fit(step: str, model: str, counts: Counts, settings: Settings) -> Topics:
    """Fit one model, here or in a worker; an error names its heading."""
    with naming(step):
        topics: Topics = MODELS[model](counts, **settings)
    return topics


def _cores() -> int:
    return os.cpu_count() or 1


def _digests(folder: Path) -> dict[str, str]:
    """Digest the files of numbers and texts; figures, record and settings stand outside."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest_file(path) for path in paths}
