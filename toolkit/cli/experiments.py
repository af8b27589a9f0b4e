"""Commands about experiment files: settings, check, run."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.group import app
from toolkit.cli.words import Results, print_text, say

_SHOWN_STEPS = 30
File = Annotated[Path, typer.Argument(help="Experiment file (TOML).")]


@app.command()
def settings(
    stage: Annotated[
        str, typer.Argument(help="Print the keys of this one, such as segments or contrast.")
    ] = "",
) -> None:
    """List the headings of an experiment file, or the keys of one with range and default."""
    from toolkit.experiment.reference import STAGES, headings, settings_of

    if not stage:
        for word, heading, makes in headings().itertuples(index=False):
            print_text(f"{word:12} {heading}\n{'':12} {makes}")
        return
    table = settings_of(stage)
    print_text(STAGES[stage][0])
    for setting, allowed, default, meaning in table.itertuples(index=False):
        said = textwrap.fill(meaning, 96, initial_indent="    ", subsequent_indent="    ")
        print_text(f"\n{setting} = {default}    ({allowed})\n{said}")


@app.command()
def check(file: File) -> None:
    """Check an experiment file, its texts and its contrasts without fitting anything."""
    from toolkit.experiment import read_experiment
    from toolkit.experiment.prepare import crowded, left_out, prepare, sizes_in_words
    from toolkit.experiment.record import input_digests, run_key

    experiment = read_experiment(file)
    texts = prepare(experiment)
    print_text(experiment.as_toml().rstrip())
    for sentence in (*left_out(texts.corpus), *crowded(texts)):
        say(f"warning: {sentence}")
    key = run_key(experiment, input_digests(experiment, texts.inputs))
    say(f"{file} is in order: {sizes_in_words(texts)}; its run is {key}")


def _look_ahead(file: Path, results: Path) -> None:
    """Print what a run would make, and why."""
    from toolkit.experiment.outlook import outlook

    found = outlook(file, results=results)
    print_text(found.summary())
    new = [(step, why) for step, is_new, why in found.steps if is_new and not found.is_kept]
    for step, why in new[:_SHOWN_STEPS]:
        print_text(f"{step}: {why}")
    if len(new) > _SHOWN_STEPS:
        print_text(f"and {len(new) - _SHOWN_STEPS:,} more")


@app.command()
def run(
    file: File,
    results: Results = Path("results"),
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; the numbers do not depend on it.")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(help="Fit on the workers of the Dask scheduler at this address.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be made and why; make nothing.")
    ] = False,
) -> None:
    """Run an experiment, or find the run that is kept already."""
    if dry_run:
        _look_ahead(file, results)
        return
    from toolkit.experiment.run import keep_run

    began = time.perf_counter()
    folder, is_new = keep_run(
        file, results=results, workers=workers, scheduler=scheduler, report=say
    )
    if is_new:
        say(f"kept as {folder} after {time.perf_counter() - began:.1f} s")
    else:
        say(f"already kept: {folder}")
    say(f"`toolkit show {folder}` prints what it found; its figures are in {folder / 'figures'}")
    print_text(str(folder))
