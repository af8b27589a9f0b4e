"""ONE FILE, ONE RUN: from an experiment file to a kept run and back."""

from toolkit.experiment.catalogue import find_runs
from toolkit.experiment.comparing import Comparison, compare
from toolkit.experiment.proof.doctor import Diagnosis, doctor
from toolkit.experiment.proof.export import export_run
from toolkit.experiment.proof.verification import Verification
from toolkit.experiment.proof.verify import verify
from toolkit.experiment.read import read_experiment
from toolkit.experiment.result import Run
from toolkit.experiment.run import run
from toolkit.experiment.runs import load_run
from toolkit.experiment.settings import Experiment

__all__ = [
    "Comparison", "Diagnosis", "Experiment", "Run", "Verification", "compare", "doctor",
    "export_run", "find_runs", "load_run", "read_experiment", "run", "verify",
]  # fmt: skip
