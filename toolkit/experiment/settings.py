"""Read an experiment file: check every heading at once, and write every default out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from toolkit.contrasts import contrast
from toolkit.corpus import SAMPLE, read_corpus
from toolkit.counts import count_terms
from toolkit.errors import SettingsError, ToolkitError
from toolkit.segments import split
from toolkit.stages import did_you_mean, find_mistakes, settings_model
from toolkit.topics import fit_lda, fit_nmf

Settings = dict[str, Any]

MODELS: dict[str, Callable[..., Any]] = {"lda": fit_lda, "nmf": fit_nmf}
_HEADINGS = ("name", "seed", "corpus", "segments", "counts", "topics", "contrasts")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_TABLES = ("metadata", "speakers")
_MAX_BYTES = 1_000_000


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
        The corpus as the file names it: a folder, or ``"package:sample"``.
    tables
        The user's own tables of columns as the file names them: ``metadata``, ``speakers``.
    corpus, segments, counts
        Settings of `read_corpus`, `split` and `count_terms`, paths apart.
    topics
        Settings of `fit_lda` or `fit_nmf` by the model's name in the file, with ``model``.
    contrasts
        Settings of `contrast` by name, with ``topics``, the name of the model compared.
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

    @property
    def place(self) -> str | Path:
        """Where the corpus lies."""
        return self.folder if self.folder == SAMPLE else self.home / self.folder

    def table_places(self) -> dict[str, Path]:
        """Return where the user's own tables lie, by setting."""
        return {name: self.home / path for name, path in self.tables.items()}

    def resolved(self) -> Settings:
        """Return every setting that can change a number, with every default, without paths."""
        return {
            "name": self.name,
            "seed": self.seed,
            "corpus": self.corpus,
            "segments": self.segments,
            "counts": self.counts,
            "topics": self.topics,
            "contrasts": self.contrasts,
        }

    def as_toml(self) -> str:
        """Write the experiment as a file that gives the same run, every default written out.

        TOML has no word for "not set": such settings stand in a comment.
        """
        resolved = self.resolved()
        resolved["corpus"] = {"folder": self.folder, **self.tables, **self.corpus}
        unset = [
            f"# {place} is not set"
            for place, value in _leaves(resolved)
            if value is None or value == {}
        ]
        head = (
            "# The experiment as it was run, every default written out.\n"
            "# Paths are relative to the folder of the file it was read from.\n"
        )
        return head + tomli_w.dumps(_without_none(resolved)) + "\n" + "\n".join([*unset, ""])


def read_experiment(file: str | Path) -> Experiment:
    """Read and check an experiment file.

    Parameters
    ----------
    file
        A TOML file. Paths in it are relative to its own folder.

    Returns
    -------
    Experiment
        Every setting resolved.

    Raises
    ------
    ToolkitError
        If the file cannot be read or is no TOML.
    SettingsError
        If any setting cannot be used; all mistakes are reported together.
    """
    path = Path(file)
    raw = _load(path)
    reader = _Reader(path.parent)
    experiment = reader.read(raw)
    if reader.mistakes:
        raise SettingsError(reader.mistakes, source=str(file))
    return experiment


def _load(path: Path) -> Settings:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ToolkitError(f"{path} is too large for an experiment file")
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ToolkitError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ToolkitError(
            f"the experiment file {path} cannot be read: {error.strerror}"
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ToolkitError(f"{path} is not valid TOML: {error}") from error


class _Reader:
    """Checks one heading after the other and collects what is wrong."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.mistakes: list[str] = []

    def read(self, raw: Settings) -> Experiment:
        """Check every heading."""
        for heading in raw:
            if heading not in _HEADINGS:
                slip = did_you_mean(heading, _HEADINGS)
                self.mistakes.append(f"'{heading}' is no heading of an experiment; {slip}")
        corpus = self._table(raw, "corpus")
        folder = self._folder(corpus)
        tables = {k: v for k, v in corpus.items() if k in _TABLES and isinstance(v, str)}
        topics = {
            name: self._model(name, settings)
            for name, settings in self._tables(raw, "topics").items()
        }
        if "topics" not in raw or raw["topics"] == {}:
            self.mistakes.append("topics is missing; name a model, such as [topics.main]")
        return Experiment(
            name=self._name(raw),
            seed=self._seed(raw),
            home=self.home,
            folder=folder,
            tables=tables,
            corpus=self._stage(read_corpus, corpus, "corpus", apart=_TABLES),
            segments=self._stage(split, self._table(raw, "segments"), "segments"),
            counts=self._stage(count_terms, self._table(raw, "counts"), "counts"),
            topics=topics,
            contrasts={
                name: self._contrast(name, settings, topics)
                for name, settings in self._tables(raw, "contrasts").items()
            },
        )

    def _name(self, raw: Settings) -> str:
        name = raw.get("name")
        if isinstance(name, str) and _NAME.fullmatch(name):
            return name
        came = "is missing" if name is None else f"= {name!r} cannot be used"
        self.mistakes.append(
            f"name {came}; it must be letters, digits, '-' and '_', 64 at most, "
            "and becomes the name of the run"
        )
        return ""

    def _seed(self, raw: Settings) -> int:
        seed = raw.get("seed", 1)
        if isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**32:
            return seed
        self.mistakes.append(f"seed = {seed!r} cannot be used; it must be a whole number from 0")
        return 0

    def _table(self, raw: Settings, heading: str) -> Settings:
        table = raw.get(heading, {})
        if isinstance(table, dict):
            return dict(table)
        self.mistakes.append(
            f"{heading} = {table!r} cannot be used; it must be a table [{heading}]"
        )
        return {}

    def _tables(self, raw: Settings, heading: str) -> dict[str, Settings]:
        tables = {}
        for name, settings in self._table(raw, heading).items():
            if not isinstance(settings, dict):
                self.mistakes.append(
                    f"{heading}.{name} = {settings!r} cannot be used; {heading} holds one table "
                    f"each, such as [{heading}.{'main' if heading == 'topics' else 'kinds'}]"
                )
            elif not _NAME.fullmatch(name):
                self.mistakes.append(
                    f"{heading}.{name}: the name must be letters, digits, '-' and '_'"
                )
            else:
                tables[name] = dict(settings)
        return tables

    def _folder(self, corpus: Settings) -> str:
        folder = corpus.pop("folder", None)
        if isinstance(folder, str) and folder:
            return folder
        came = "is missing" if folder is None else f"= {folder!r} cannot be used"
        self.mistakes.append(
            f"corpus.folder {came}; name the folder of the transcripts, or '{SAMPLE}'"
        )
        return ""

    def _stage(
        self,
        function: Callable[..., Any],
        settings: Settings,
        place: str,
        apart: tuple[str, ...] = (),
    ) -> Settings:
        """Check one stage's settings; its seed derives from the experiment's."""
        if "seed" in settings:
            settings.pop("seed")
            self.mistakes.append(f"{place}.seed: the seed is set once, at the top of the file")
        values, mistakes = find_mistakes(function, settings, place=place)
        self.mistakes += mistakes
        return {k: _plain(v) for k, v in values.items() if k not in ("seed", *apart)}

    def _model(self, name: str, settings: Settings) -> Settings:
        place = f"topics.{name}"
        model = settings.pop("model", None)
        if model not in MODELS:
            came = "is missing" if model is None else f"= {model!r} is unknown"
            self.mistakes.append(f"{place}.model {came}; {did_you_mean(str(model), MODELS)}")
            return {}
        return {"model": model, **self._stage(MODELS[model], settings, place)}

    def _contrast(self, name: str, settings: Settings, topics: Mapping[str, Settings]) -> Settings:
        place = f"contrasts.{name}"
        compared = settings.pop("topics", next(iter(topics)) if len(topics) == 1 else None)
        if compared not in topics:
            came = "is missing" if compared is None else f"= {compared!r} is no model of this file"
            self.mistakes.append(f"{place}.topics {came}; {did_you_mean(str(compared), topics)}")
        return {"topics": compared, **self._stage(contrast, settings, place)}


def stage_settings(settings: Settings, function: Callable[..., Any]) -> Settings:
    """Return the settings that a stage takes, without the harness's own keys."""
    return {k: v for k, v in settings.items() if k in settings_model(function).model_fields}


def _plain(value: object) -> object:
    """Turn tuples into lists, so that settings look alike in TOML, JSON and here."""
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


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
