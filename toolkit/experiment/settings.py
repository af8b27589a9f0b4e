"""Read an experiment file: check every heading at once, and write every default out."""

from __future__ import annotations

import re
import reprlib
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
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")  # of an experiment, a model, a contrast
_TABLES = ("metadata", "speakers")
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)  # by Windows
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
        unset = [f"# {place} is not set" for place, value in _leaves(resolved) if value is None]
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

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> text = '''
    ... name = "kinds"
    ... corpus.folder = "package:sample"
    ... topics.main.model = "lda"
    ... '''
    >>> with TemporaryDirectory() as home:
    ...     _ = Path(home, "kinds.toml").write_text(text, encoding="utf-8")
    ...     read_experiment(Path(home, "kinds.toml")).topics["main"]["n_topics"]
    12
    """
    path = Path(file)
    reader = _Reader(path.parent)
    try:
        experiment = reader.read(_load(path))
    except RecursionError as error:
        raise ToolkitError(f"{path} nests tables or lists too deeply") from error
    if reader.mistakes:
        raise SettingsError(reader.mistakes, source=str(file))
    return experiment


def _load(path: Path) -> Settings:
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ToolkitError(f"the experiment file {path} cannot be read: {reason}") from error
    if len(raw) > _MAX_BYTES:
        raise ToolkitError(
            f"{path} is larger than {_MAX_BYTES // 1_000_000} MB and so no experiment file; "
            "name a TOML file such as experiments/sample.toml"
        )
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ToolkitError(
            f"{path} is not UTF-8 (byte 0x{raw[error.start]:02x} in line {line}); save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ToolkitError(
            f"{path} is not valid TOML: {error}; a text stands in quotes, a list in square "
            "brackets, a path with / or in single quotes, and no key stands twice"
        ) from error
    except ValueError as error:
        raise ToolkitError(f"{path} holds a number of too many digits: {error}") from error


class _Reader:
    """Checks one heading after the other and collects what is wrong."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.mistakes: list[str] = []

    def read(self, raw: Settings) -> Experiment:
        """Check every heading, in the order in which the mistakes are listed."""
        for heading in raw:
            if heading not in _HEADINGS:
                slip = did_you_mean(heading, _HEADINGS)
                self.mistakes.append(f"{_shown(heading)} is no heading of an experiment; {slip}")
        name, seed = self._name(raw), self._seed(raw)
        settings = self._table(raw, "corpus")
        folder, tables = self._folder(settings), self._own_tables(settings)
        corpus = self._stage(read_corpus, settings, "corpus", apart=_TABLES)
        segments = self._stage(split, self._table(raw, "segments"), "segments")
        counts = self._stage(count_terms, self._table(raw, "counts"), "counts")
        if raw.get("topics", {}) == {}:
            self.mistakes.append("topics is missing; name a model, such as [topics.main]")
        topics = {
            key: self._model(key, model) for key, model in self._tables(raw, "topics").items()
        }
        contrasts = {
            key: self._contrast(key, settings, topics)
            for key, settings in self._tables(raw, "contrasts").items()
        }
        return Experiment(
            name, seed, self.home, folder, tables, corpus, segments, counts, topics, contrasts
        )

    def _name(self, raw: Settings) -> str:
        name = raw.get("name")
        if isinstance(name, str) and NAME.fullmatch(name):
            return name
        came = "is missing" if name is None else f"= {_shown(name)} cannot be used"
        self.mistakes.append(
            f"name {came}; it must be letters, digits, '-' and '_', 64 at most, "
            "and becomes the name of the run"
        )
        return ""

    def _seed(self, raw: Settings) -> int:
        seed = raw.get("seed", 1)
        if isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**32:
            return seed
        self.mistakes.append(
            f"seed = {_shown(seed)} cannot be used; it must be a whole number, 0 to {2**32 - 1:,}"
        )
        return 0

    def _table(self, raw: Settings, heading: str) -> Settings:
        table = raw.get(heading, {})
        if isinstance(table, dict):
            return dict(table)
        self.mistakes.append(
            f"{heading} = {_shown(table)} cannot be used; it must be a table [{heading}]"
        )
        return {}

    def _tables(self, raw: Settings, heading: str) -> dict[str, Settings]:
        tables: dict[str, Settings] = {}
        for name, settings in self._table(raw, heading).items():
            if not isinstance(settings, dict):
                self.mistakes.append(
                    f"{heading}.{name} = {_shown(settings)} cannot be used; {heading} holds one "
                    f"table each, such as [{heading}.{'main' if heading == 'topics' else 'kinds'}]"
                )
            elif not NAME.fullmatch(name):
                self.mistakes.append(
                    f"{heading}.{_shown(name)[1:-1]}: the name must be letters, digits, '-' and "
                    "'_', 64 at most; a folder of the run is named so"
                )
            elif _RESERVED.fullmatch(name) or name.lower() in map(str.lower, tables):
                kind = "Windows keeps it for itself" if _RESERVED.fullmatch(name) else "it is taken"
                self.mistakes.append(
                    f"{heading}.{name}: no folder of the run can be named so, for {kind}"
                )
            else:
                tables[name] = dict(settings)
        return tables

    def _own_tables(self, settings: Settings) -> dict[str, str]:
        """Take the user's own tables of columns out of the settings of the corpus."""
        tables = {name: settings.pop(name) for name in _TABLES if name in settings}
        for name, path in tables.items():
            if not (isinstance(path, str) and path.lower().endswith(".csv") and "\0" not in path):
                self.mistakes.append(
                    f"corpus.{name} = {_shown(path)} cannot be used; it must be the path of a CSV "
                    f"file with a column '{'meeting' if name == 'metadata' else 'speaker'}'"
                )
        return tables

    def _folder(self, corpus: Settings) -> str:
        folder = corpus.pop("folder", None)
        if isinstance(folder, str) and folder:
            return folder
        came = "is missing" if folder is None else f"= {_shown(folder)} cannot be used"
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
        if not isinstance(model, str) or model not in MODELS:
            came = "is missing" if model is None else f"= {_shown(model)} is unknown"
            self.mistakes.append(f"{place}.model {came}; {did_you_mean(str(model), MODELS)}")
            return {}
        return {"model": model, **self._stage(MODELS[model], settings, place)}

    def _contrast(self, name: str, settings: Settings, topics: Mapping[str, Settings]) -> Settings:
        place = f"contrasts.{name}"
        compared = settings.pop("topics", next(iter(topics)) if len(topics) == 1 else None)
        if not isinstance(compared, str) or compared not in topics:
            came = (
                "is missing"
                if compared is None
                else f"= {_shown(compared)} is no model of this file"
            )
            self.mistakes.append(f"{place}.topics {came}; {did_you_mean(str(compared), topics)}")
        return {"topics": compared, **self._stage(contrast, settings, place)}


def stage_settings(settings: Settings, function: Callable[..., Any]) -> Settings:
    """Return the settings that a stage takes, without the harness's own keys."""
    return {k: v for k, v in settings.items() if k in settings_model(function).model_fields}


def _shown(value: object) -> str:
    """Write a value on one line, cut where it is long or deep."""
    brief = reprlib.Repr()
    brief.maxstring = brief.maxother = brief.maxlong = 60
    return " ".join(brief.repr(value).split("\n"))


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
