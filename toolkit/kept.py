"""Results of stages, kept under what they were made of: nothing is computed twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.formats import read_json, write_json
from toolkit.sources import ENGINES, code_of
from toolkit.stages import two_in_words
from toolkit.store import MANIFEST, Store, digest
from toolkit.worker import call

STAGE = "stage.json"


@dataclass(frozen=True)
class MadeOf:
    """What the result of a stage follows from; equal parts, equal bits.

    Attributes
    ----------
    step
        Its place in an experiment, such as ``topics.main``. It names the result for people and
        has no part in the key.
    function
        The stage, as "module:name".
    inputs
        Digests of the contents of what it is made from, by name.
    settings
        Every setting, defaults and the seed written out.
    code
        Digest of the package's files that the stage imports, and what else makes its result.
    versions
        Of Python and of the packages that can change a number of it.
    """

    step: str
    function: str
    inputs: Mapping[str, str]
    settings: Mapping[str, Any]
    code: str
    versions: Mapping[str, str]

    @classmethod
    def stage(
        cls,
        step: str,
        function: Callable[..., Any],
        inputs: Mapping[str, str],
        settings: Mapping[str, Any],
        others: Sequence[Callable[..., Any]] = (),
    ) -> MadeOf:
        """Describe one call of a stage, and by which other functions its result is made."""
        code = code_of(function)
        idle = set(ENGINES) - {settings.get("engine")}
        return cls(
            step=step,
            function=f"{function.__module__}:{function.__name__}",
            inputs=dict(inputs),
            settings=dict(settings),
            code=digest([code.digest, *(code_of(other).digest for other in others)]),
            versions={k: v for k, v in code.versions().items() if k not in idle},
        )

    @cached_property
    def key(self) -> str:
        """Name of the folder in which the result is kept."""
        return f"{self.step.partition('.')[0]}-{digest(self.parts())[:16]}"

    def parts(self) -> dict[str, Any]:
        """Return what the key digests."""
        return {
            "function": self.function,
            "inputs": dict(self.inputs),
            "settings": dict(self.settings),
            "code": self.code,
            "versions": dict(self.versions),
        }


@dataclass(frozen=True, slots=True)
class Artefact:
    """The kept result of one stage.

    Attributes
    ----------
    key, folder
        Under which name and where it is kept.
    content
        Digest of its files; equal results have equal contents, whatever made them.
    seconds
        How long it took when it was made.
    warnings
        What was warned of then.
    is_new
        Whether it was made now.
    """

    key: str
    folder: Path
    content: str
    seconds: float
    warnings: tuple[str, ...]
    is_new: bool


class Kept:
    """The results of stages in a folder.

    A result is kept whole or not at all, under a digest of what it was made of. Before it is used
    its files are compared with their digests; a damaged one is named, moved aside and made anew.
    Several processes may share one folder.

    Parameters
    ----------
    root
        The folder; made when something is first kept.
    report
        Called with a sentence on what is damaged or waited for.
    """

    def __init__(self, root: Path, report: Callable[[str], None] = lambda _: None) -> None:
        self.store = Store(root)
        self.report = report
        self._whole: dict[str, Artefact] = {}

    def find(self, made_of: MadeOf) -> Artefact | None:
        """Return a kept result if it is there and whole.

        Its files are compared with their digests once in the life of this object.
        """
        if made_of.key in self._whole:
            return self._whole[made_of.key]
        self.store.replace_damaged(made_of.key, self.report)
        folder = self.store.find(made_of.key)
        if folder is None:
            return None
        self._whole[made_of.key] = _artefact(folder, is_new=False)
        return self._whole[made_of.key]

    def make(self, made_of: MadeOf, build: Callable[[Path], None]) -> Artefact:
        """Return a kept result, building it first if it is not there.

        Parameters
        ----------
        made_of
            What it follows from.
        build
            Writes its files into the folder it is given. What it warns of is kept with them.

        Raises
        ------
        Exception
            What `build` raises; nothing is kept then.
        """
        if found := self.find(made_of):
            return found

        def build_and_describe(draft: Path) -> None:
            began = time.perf_counter()
            outcome = call(build, (draft,), {})
            if outcome.error:
                raise outcome.error
            about = {
                "step": made_of.step,
                **made_of.parts(),
                "seconds": round(time.perf_counter() - began, 3),
                "warnings": list(dict.fromkeys(outcome.warnings)),
            }
            write_json(about, draft / STAGE)

        def waiting() -> None:
            self.report(f"another process is making {made_of.step}; waiting for it")

        folder, is_new = self.store.keep(made_of.key, build_and_describe, on_wait=waiting)
        return _artefact(folder, is_new=is_new)

    def nearest(self, made_of: MadeOf) -> dict[str, Any] | None:
        """Return what the kept result of the same function that differs least was made of."""
        best, least = None, None
        for key in self.store:
            about = read_json(self.store.root / key / STAGE)
            if about["function"] == made_of.function:
                away = len(differences(about, made_of.parts()))
                if least is None or (away, about["step"] != made_of.step) < least:
                    best, least = about, (away, about["step"] != made_of.step)
        return best


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Say what differs between two descriptions of what a result was made of, a phrase each.

    Examples
    --------
    >>> one = {"inputs": {}, "settings": {"max_share": 0.5}, "versions": {}, "code": "a"}
    >>> two = {"inputs": {}, "settings": {"max_share": 0.4}, "versions": {}, "code": "b"}
    >>> differences(one, two)
    ['max_share changed 0.5 -> 0.4', 'its code changed']
    """
    said = [
        f"{name} changed" + (f" {_two(old, new)}" if part != "inputs" else "")
        for part in ("settings", "inputs", "versions")
        for name, old, new in _changed(before[part], now[part])
    ]
    return said + (["its code changed"] if before["code"] != now["code"] else [])


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Iterate over what differs, inside tables as well: name, old and new."""
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if old != new:
            tables = _as_table(old), _as_table(new)
            if tables[0] and tables[1]:
                yield from ((f"{name}.{k}", *two) for k, *two in _changed(*tables))
            else:
                yield name, old, new


def _as_table(value: Any) -> dict[str, Any]:
    """Read a table that is kept as a list of keys and values; empty if it is none."""
    if isinstance(value, dict):
        return value
    pairs = isinstance(value, list) and all(
        isinstance(one, list | tuple) and len(one) == 2 and isinstance(one[0], str) for one in value
    )
    return dict(value) if pairs else {}


def _two(old: object, new: object) -> str:
    texts = two_in_words(old, new)
    return " -> ".join(text if len(text) <= 40 else text[:39] + "…" for text in texts)


def _artefact(folder: Path, *, is_new: bool) -> Artefact:
    files = read_json(folder / MANIFEST)
    about = read_json(folder / STAGE)
    content = digest({name: of for name, of in files.items() if name != STAGE})
    warnings = tuple(about["warnings"])
    return Artefact(folder.name, folder, content, about["seconds"], warnings, is_new)
