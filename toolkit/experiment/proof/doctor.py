"""What a result depends on here, and whether it comes out the same twice."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.experiment.proof.concerns import find_concerns
from toolkit.experiment.proof.selftest import SelfTest, self_test
from toolkit.experiment.record import all_versions, code_state, environment, machine
from toolkit.records import Record

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis(Record):
    """What a result depends on here, and whether it comes out the same twice.

    Attributes
    ----------
    facts
        By name: the package and its commit, Python, the system, CPU, linear algebra and threads,
        the variables that are set, the versions of packages.
    self_test
        Whether a small corpus with planted themes gives the same bits everywhere.
    concerns
        What could make results differ here or keep them from being made, with what to do about
        it, a sentence each.
    """

    facts: Mapping[str, str]
    self_test: SelfTest
    concerns: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the self-test passed; concerns are no failure."""
        return self.self_test.passed

    def table(self) -> pd.DataFrame:
        """Return the facts: what, value."""
        import pandas as pd

        return pd.DataFrame(list(self.facts.items()), columns=["what", "value"])

    def summary(self) -> str:
        """Say how the self-test went, and what there is to look after."""
        return "\n".join([*self._tested(), *(f"- {concern}" for concern in self.concerns)])

    def _tested(self) -> Iterator[str]:
        test = self.self_test
        took = f"in {test.seconds:.1f} s"
        if test.passed:
            yield (
                f"Self-test passed {took}: {', '.join(test.steps)} gave the same bits twice here "
                "and in a fresh process with other hashes and threads, and all planted themes "
                "were found"
            )
        else:
            yield f"Self-test FAILED {took}; results made here cannot be trusted to repeat:"
            for step, places in test.steps.items():
                if places:
                    yield f"- {step} gave other bits {' and '.join(places)}"
            for model, found in test.found.items():
                yield f"- {model} found {found} of 4 planted themes"
            if test.error:
                yield f"- the fresh process failed: {test.error}"
        yield "Nothing to look after." if not self.concerns else "To look after:"


def doctor(results: str | Path = "results") -> Diagnosis:
    """Look at all that a result depends on here, and test that it comes out the same twice.

    A small corpus with planted themes is counted, fitted by LDA and NMF, and compared: twice in
    this process and once in a fresh one with another seed of hashes and another number of
    threads, in about ten seconds.

    Parameters
    ----------
    results
        The folder of the runs; the newest of them is set beside this machine. Nothing is made
        there.

    Returns
    -------
    Diagnosis

    Examples
    --------
    >>> doctor().passed  # doctest: +SKIP
    True
    """
    tested = self_test()  # first: it loads the libraries that the facts name
    here = {"versions": all_versions(), "code": code_state(), "machine": machine()}
    concerns = find_concerns(Path(results), here)
    return Diagnosis(MappingProxyType(_facts(here)), tested, tuple(concerns))


def _facts(here: Mapping[str, Any]) -> dict[str, str]:
    code, kind, versions = here["code"], here["machine"], here["versions"]
    changed = ", with changes" if code["uncommitted_changes"] else ""
    commit = f", commit {code['commit'][:10]}{changed}" if code["commit"] else ""
    names = [f"{name} {version}" for name, version in versions.items() if name != "python"]
    asked = [f"{name}={value}" for name, value in environment().items()]
    return {
        "toolkit": f"{code['toolkit']}{commit}, sources {code['sources'][:10]}",
        "Python": f"{kind['python']} ({kind['implementation']})",
        "system": f"{kind['system']} {platform.release()}, {kind['machine']}",
        "CPU": f"{kind['cpu']}, {os.cpu_count() or 1} cores",
        "linear algebra": kind["blas"] or "none loaded",
        "threads": "; ".join(_threads()),
        "environment": ", ".join(asked) or "no variable asks for threads, hashes or kernels",
        "packages": ", ".join(names),
    }


def _threads() -> Iterator[str]:
    """Say how many threads each library would use; inside a fit it is one."""
    from threadpoolctl import threadpool_info

    for library in threadpool_info():
        yield f"{library['internal_api']} {library['num_threads']}"
