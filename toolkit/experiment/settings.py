"""An experiment: every setting of one run, resolved, and written out as a file."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from toolkit.corpus.files.places import PACKAGE, resolve
from toolkit.stages import setting_words, settings_model
from toolkit.topics import fit_lda, fit_nmf

Settings = dict[str, Any]

MODELS: dict[str, Callable[..., Any]] = {"lda": fit_lda, "nmf": fit_nmf}


@dataclass(frozen=True)
class Experiment:
    """One experiment file, checked.

    Attributes
    ----------
    name, seed
        As the file says; the seed is 1 by default.
    home
        The folder of the experiment file, to which its paths are relative.
    folder
        The corpus as the file names it: a folder or file, or ``"package:..."``.
    tables
        The user's own tables of columns as the file names them: ``metadata``, ``speakers``.
    corpus, segments, counts
        Settings of `read_corpus`, `split` and `count_terms`, paths apart.
    topics
        Settings of `fit_lda` or `fit_nmf` by the model's name in the file, with ``model``.
    contrasts
        Settings of each comparison by name, with ``method``, the function that makes it, and
        ``topics``, the name of the model compared, where it compares topics.
    discovery
        Settings of `divide`; empty where topics are compared in the meetings they are found in.
    vary
        What a sweep varies, as the file says, lists of terms written out; empty without one.
    robustness
        Settings of `robustness`, with ``contrasts``, the names of those that are followed over
        the sweep; empty where none are.
    cells
        The experiments of the sweep, the file's own first; none without one.
    """

    name: str
    seed: int
    home: Path
    folder: str
    tables: dict[str, str]
    corpus: Settings
    segments: Settings
    counts: Settings
    topics: dict[str, Settings]
    contrasts: dict[str, Settings]
    discovery: Settings = field(default_factory=dict)
    vary: Settings = field(default_factory=dict)
    robustness: Settings = field(default_factory=dict)
    cells: tuple[Cell, ...] = ()

    @property
    def place(self) -> str | Path:
        """Where the corpus lies; what lies within a package keeps its name."""
        return self.folder if self.folder.startswith(PACKAGE) else self.home / self.folder

    def table_places(self) -> dict[str, Path]:
        """Return where the user's own tables lie, by setting.

        Raises
        ------
        ToolkitError
            If one lies within a package that is not installed, or that does not hold it.
        """
        return {
            name: resolve(path) if path.startswith(PACKAGE) else self.home / path
            for name, path in self.tables.items()
        }

    def resolved(self) -> Settings:
        """Return every setting that can change a number, with every default, without paths."""
        more = {
            "discovery": self.discovery, "vary": self.vary, "robustness": self.robustness,
        }  # fmt: skip
        return {
            "name": self.name,
            "seed": self.seed,
            "corpus": self.corpus,
            "segments": self.segments,
            "counts": self.counts,
            "topics": self.topics,
            "contrasts": self.contrasts,
            **{heading: settings for heading, settings in more.items() if settings},
        }

    def as_toml(self) -> str:
        """Write the experiment as a file that gives the same run, every default written out.

        TOML has no word for "not set": such settings stand in a comment.
        """
        resolved = self.resolved()
        resolved["corpus"] = {"folder": self.folder, **self.tables, **self.corpus}
        unset = [f"# {place} is not set" for place, value in _leaves(resolved) if value is None]
        head = (
            "# The experiment as it was run, every default written out.\n"
            "# Paths are relative to the folder of the file it was read from.\n"
        )
        return head + tomli_w.dumps(_without_none(resolved)) + "\n" + "\n".join([*unset, ""])


@dataclass(frozen=True)
class Cell:
    """One experiment of a sweep.

    Attributes
    ----------
    name
        Its choices, such as ``"n_topics=10, seed=2"``.
    choices
        What each varied setting is in it, in the order of the file: numbers, texts, and the names
        of variants and lists.
    experiment
        The experiment by these choices.
    """

    name: str
    choices: dict[str, Any]
    experiment: Experiment


def stage_settings(settings: Settings, function: Callable[..., Any]) -> Settings:
    """Return the settings that a stage takes, without the harness's own keys."""
    return {k: v for k, v in settings.items() if k in settings_model(function).model_fields}


def shown(value: object) -> str:
    """Write a value on one line, cut where it is long or deep."""
    if isinstance(value, bool):
        return setting_words(value)
    brief = reprlib.Repr()
    brief.maxstring = brief.maxother = brief.maxlong = 60
    return " ".join(brief.repr(value).split("\n"))


def plain(value: object) -> object:
    """Turn tuples into lists, so that settings look alike in TOML, JSON and here."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def _leaves(settings: Settings, place: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in settings.items():
        if isinstance(value, dict) and value:
            found += _leaves(value, f"{place}{key}.")
        else:
            found.append((f"{place}{key}", value))
    return found


def _without_none(settings: Settings) -> Settings:
    return {
        k: _without_none(v) if isinstance(v, dict) else v
        for k, v in settings.items()
        if v is not None
    }
