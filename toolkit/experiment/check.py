"""Check every heading of an experiment file at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.corpus import SAMPLE, read_corpus
from toolkit.corpus.files.folder import PAGES
from toolkit.corpus.tables.rows import ENDINGS as TABLES
from toolkit.counts import count_terms, read_terms
from toolkit.errors import ToolkitError
from toolkit.experiment.methods import DEFAULT, METHODS
from toolkit.experiment.settings import MODELS, Experiment, Settings, plain, shown
from toolkit.experiment.sweep_check import check_sweep
from toolkit.segments import divide, split
from toolkit.stages import did_you_mean, find_mistakes, settings_model
from toolkit.topics.labels import labels_of, read_labels

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""What an experiment, a model or a contrast may be called: folders are named so."""

_HEADINGS = (
    "name", "seed", "corpus", "segments", "counts", "topics", "contrasts", "discovery", "vary",
    "robustness",
)  # fmt: skip
_FILE = re.compile(r"\.(txt|csv|tsv|xlsx)$", re.IGNORECASE)  # no term ends so
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)  # by Windows
_JOINED_ON = {"metadata": "meeting", "speakers": "speaker"}
_TABLE = re.compile(r"[^\0]*\.(csv|tsv|xlsx)", re.IGNORECASE)


def check_experiment(raw: Settings, home: Path) -> tuple[Experiment, list[str]]:
    """Check what an experiment file says and write every default out.

    Parameters
    ----------
    raw
        The file's headings and settings.
    home
        The folder of the file.

    Returns
    -------
    tuple
        The experiment, which is whole if there is no mistake; and one sentence a mistake, in the
        order of the headings.

    Examples
    --------
    >>> _, mistakes = check_experiment({"name": "x", "corpus": {"folder": "pages"}}, Path())
    >>> mistakes
    ['topics is missing; name a model, such as [topics.main]']
    """
    checker = Checker(home)
    experiment = checker.check(raw)
    # Only here: the cells of a sweep have other topics, and bear no names.
    for name, settings in experiment.topics.items():
        checker.mistakes += _no_such_topics(settings, f"topics.{name}.labels")
    if not checker.mistakes:
        experiment = check_sweep(checker, raw, experiment, partial(_check_one, home=home))
    return experiment, checker.mistakes


def _no_such_topics(settings: Settings, place: str) -> list[str]:
    """Refuse labels of topics that the model will not have."""
    labels, n_topics = settings.get("labels", {}), settings.get("n_topics")
    if n_topics and (known := len(labels.get("words", {}))) not in {0, n_topics}:
        slip = f"{place} know {known} topics, and the model has {n_topics}"
        return [f"{slip}; fit it without them and write them anew"]
    combined = [number for members in labels.get("combine", {}).values() for number in members]
    named = {*map(int, labels.get("names", {})), *labels.get("junk", []), *combined}
    return [
        f"{place}: there is no topic {number}; they are numbered 1 to {n_topics}"
        for number in sorted(named)
        if n_topics and not 1 <= number <= n_topics
    ]


def _check_one(raw: Settings, home: Path) -> tuple[Experiment, list[str]]:
    """Check one experiment of a sweep."""
    checker = Checker(home)
    return checker.check(raw), checker.mistakes


class Checker:
    """Checks one heading after the other and collects what is wrong."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.mistakes: list[str] = []

    def check(self, raw: Settings) -> Experiment:
        """Check every heading, in the order in which the mistakes are listed."""
        for heading in raw:
            if heading not in _HEADINGS:
                slip = did_you_mean(heading, _HEADINGS)
                self.mistakes.append(f"{shown(heading)} is no heading of an experiment; {slip}")
        name, seed = self._name(raw), self._seed(raw)
        settings = self.table(raw, "corpus")
        folder, tables = self._folder(settings), self._own_tables(settings)
        corpus = self.stage(read_corpus, settings, "corpus", apart=tuple(_JOINED_ON))
        self._idle(settings, folder, tables)
        segments = self.stage(split, self.table(raw, "segments"), "segments")
        counts = self.stage(count_terms, self.with_lists(self.table(raw, "counts")), "counts")
        if raw.get("topics", {}) == {}:
            self.mistakes.append("topics is missing; name a model, such as [topics.main]")
        topics = {
            key: self._model(key, model) for key, model in self._tables(raw, "topics").items()
        }
        contrasts = {
            key: self._contrast(key, settings, topics)
            for key, settings in self._tables(raw, "contrasts").items()
        }
        discovery: Settings = {}
        if "discovery" in raw:
            discovery = self.stage(divide, self.table(raw, "discovery"), "discovery")
        return Experiment(
            name, seed, self.home, folder, tables, corpus, segments, counts, topics, contrasts,
            discovery,
        )  # fmt: skip

    def _name(self, raw: Settings) -> str:
        name = raw.get("name")
        if isinstance(name, str) and NAME.fullmatch(name):
            return name
        came = "is missing" if name is None else f"= {shown(name)} cannot be used"
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
            f"seed = {shown(seed)} cannot be used; it must be a whole number, 0 to {2**32 - 1:,}"
        )
        return 0

    def table(self, raw: Settings, heading: str) -> Settings:
        """Take the settings under a heading; none where it is no table."""
        table = raw.get(heading, {})
        if isinstance(table, dict):
            return dict(table)
        self.mistakes.append(
            f"{heading} = {shown(table)} cannot be used; it must be a table [{heading}]"
        )
        return {}

    def _tables(self, raw: Settings, heading: str) -> dict[str, Settings]:
        tables: dict[str, Settings] = {}
        for name, settings in self.table(raw, heading).items():
            if not isinstance(settings, dict):
                self.mistakes.append(
                    f"{heading}.{shown(name)[1:-1]} = {shown(settings)} cannot be used; "
                    f"{heading} holds one table each, such as "
                    f"[{heading}.{'main' if heading == 'topics' else 'kinds'}]"
                )
            elif not NAME.fullmatch(name):
                self.mistakes.append(
                    f"{heading}.{shown(name)[1:-1]}: the name must be letters, digits, '-' and "
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
        tables = {name: settings.pop(name) for name in _JOINED_ON if name in settings}
        for name, path in tables.items():
            if not (isinstance(path, str) and _TABLE.fullmatch(path)):
                self.mistakes.append(
                    f"corpus.{name} = {shown(path)} cannot be used; it must be the path of a "
                    f"table (.csv, .tsv, .xlsx) with a column '{_JOINED_ON[name]}'"
                )
        return tables

    def with_lists(self, counts: Settings) -> Settings:
        """Read the lists that `stop_file` and `keep_file` name into `stop` and `keep`.

        From here on a run speaks of the terms, not of the file: they are written out in its
        settings, and their digest names it.
        """
        for setting in ("stop", "keep"):
            own = counts.get(setting, [])
            self.mistakes += [
                f"counts.{setting} holds terms, and {term!r} looks like a file of them; name it "
                f"as counts.{setting}_file"
                for term in (own if isinstance(own, list) else [own])
                if isinstance(term, str) and _FILE.search(term)
            ]
            file = counts.pop(f"{setting}_file", "")
            if not isinstance(file, str):
                self.mistakes.append(
                    f"counts.{setting}_file = {shown(file)} cannot be used; it must be the path "
                    "of a text file with one term a line"
                )
            elif file:
                try:
                    terms = list(read_terms(self.home / file))
                except ToolkitError as error:
                    self.mistakes.append(f"counts.{setting}_file: {error}")
                    continue
                given = counts.get(setting, [])
                counts[setting] = [given, *terms] if isinstance(given, str) else [*given, *terms]
        return counts

    def _idle(self, settings: Settings, folder: str, tables: Mapping[str, str]) -> None:
        """Refuse settings that would change nothing, for what they speak of is not read."""
        for name in ("metadata_key", "metadata_columns"):
            if settings.get(name) and "metadata" not in tables:
                self.mistakes.append(f"corpus.{name} speaks of a table; name it as corpus.metadata")
        if settings.get("columns") and not _may_hold_tables(folder, settings.get("include")):
            self.mistakes.append(
                "corpus.columns speaks of tables of texts, and none is read; name them as "
                "corpus.include = ['*.csv']"
            )

    def _folder(self, corpus: Settings) -> str:
        folder = corpus.pop("folder", None)
        if isinstance(folder, str) and folder:
            return folder
        known = settings_model(read_corpus).model_fields
        slips = [key for key in corpus if key not in known and get_close_matches("folder", [key])]
        if folder is None and slips:
            came = shown(corpus.pop(slips[0]))
            self.mistakes.append(
                f"corpus.{slips[0]} = {came} is no setting of corpus; did you mean 'folder'?"
            )
            return ""
        came = "is missing" if folder is None else f"= {shown(folder)} cannot be used"
        self.mistakes.append(
            f"corpus.folder {came}; name the folder of the transcripts, or '{SAMPLE}'"
        )
        return ""

    def stage(
        self,
        function: Callable[..., Any],
        settings: Settings,
        place: str,
        apart: tuple[str, ...] = (),
        beside: tuple[str, ...] = (),
    ) -> Settings:
        """Check one stage's settings; its seed derives from the experiment's."""
        if "seed" in settings:
            settings.pop("seed")
            self.mistakes.append(f"{place}.seed: the seed is set once, at the top of the file")
        values, mistakes = find_mistakes(function, settings, place=place, beside=beside)
        self.mistakes += mistakes
        return {k: plain(v) for k, v in values.items() if k not in ("seed", *apart)}

    def _model(self, name: str, settings: Settings) -> Settings:
        place = f"topics.{name}"
        model = settings.pop("model", None)
        if not isinstance(model, str) or model not in MODELS:
            came = "is missing" if model is None else f"= {shown(model)} is unknown"
            self.mistakes.append(f"{place}.model {came}; {did_you_mean(str(model), MODELS)}")
            return {}
        labels = self._labels(settings.pop("labels", None), f"{place}.labels")
        return {"model": model, **self.stage(MODELS[model], settings, place), **labels}

    def _labels(self, given: object, place: str) -> Settings:
        """Read the names of topics from the file that is named; like lists, they are written out.

        A run whose settings hold them needs the file no more.
        """
        if given is None:
            return {}
        try:
            if isinstance(given, str) and given:
                return {"labels": read_labels(self.home / given).meta()}
            if isinstance(given, dict):
                return {"labels": labels_of(given, place).meta()}
        except ToolkitError as error:
            self.mistakes.append(f"{place}: {error}" if isinstance(given, str) else str(error))
            return {}
        self.mistakes.append(
            f"{place} = {shown(given)} cannot be used; it must be the path of a file such as "
            "write_labels makes"
        )
        return {}

    def _contrast(self, name: str, settings: Settings, topics: Mapping[str, Settings]) -> Settings:
        place = f"contrasts.{name}"
        word = settings.pop("method", DEFAULT)
        method = METHODS.get(word) if isinstance(word, str) else None
        if method is None:
            self.mistakes.append(
                f"{place}.method = {shown(word)} is unknown; {did_you_mean(str(word), METHODS)}"
            )
            return {}
        own = {"method": word}
        if method.takes_topics:
            own["topics"] = self._compared(place, settings, topics)
        elif "topics" in settings:
            settings.pop("topics")
            self.mistakes.append(f"{place}.topics: {word} compares counts, no topics; leave it out")
        return {**own, **self.stage(method.function, settings, place)}

    def _compared(self, place: str, settings: Settings, topics: Mapping[str, Settings]) -> Any:
        compared = settings.pop("topics", next(iter(topics)) if len(topics) == 1 else None)
        if not isinstance(compared, str) or compared not in topics:
            missing = compared is None
            came = "is missing" if missing else f"= {shown(compared)} is no model of this file"
            self.mistakes.append(f"{place}.topics {came}; {did_you_mean(str(compared), topics)}")
        return compared


def _may_hold_tables(folder: str, include: object) -> bool:
    """Say whether tables of texts may be among the files: they are where `include` names them."""
    patterns = [include] if isinstance(include, str) else include
    named = [str(p).lower() for p in patterns] if isinstance(patterns, list) else []
    return folder.lower().endswith(TABLES) or not all(name.endswith(PAGES) for name in named)
