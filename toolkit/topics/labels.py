"""Names of topics, junk and topics that belong together, kept in a file of the user's own."""

from __future__ import annotations

import re
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.records import Record, plural
from toolkit.stages import did_you_mean
from toolkit.topics.combined import combine_topics
from toolkit.topics.numbers import numbered, split_label, topic_numbers
from toolkit.topics.topics import Topics

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("junk", "names", "combine", "words")
_JUNK = "junk: "


@dataclass(frozen=True, eq=False, repr=False)
class TopicLabels(Record):
    """What a reader makes of topics: their names, which are junk, which are one.

    Attributes
    ----------
    names
        Name of a topic by its number.
    junk
        Numbers of topics without a subject of their own. They keep their shares and are marked in
        their labels: shares go on summing to one, and say how much of the text was junk.
    combine
        Numbers of the topics that are one, by its name.
    words
        Label of each topic in the fit that was read, by its number, without it; by these
        `relabel` knows the topics again. Empty: nothing is checked.
    """

    names: MappingProxyType[int, str] = field(default_factory=lambda: MappingProxyType({}))
    junk: tuple[int, ...] = ()
    combine: MappingProxyType[str, tuple[int, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    words: MappingProxyType[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse topics that are said to be two things."""
        uses = Counter([*self.names, *self.junk, *(k for of in self.combine.values() for k in of)])
        twice = sorted(number for number, n in uses.items() if n > 1)
        if twice:
            raise ToolkitError(
                f"topic {twice[0]} is named twice among names, junk and combine; a topic has one "
                "name, or is junk, or is part of one other"
            )
        for name, members in self.combine.items():
            if len(members) < 2:
                raise ToolkitError(
                    f"combine.{name} holds {plural(len(members), 'topic')}; two or more make one, "
                    "and one alone is named by names"
                )
        said = [*self.names.values(), *self.combine]
        for name in said:
            if not name.strip():
                raise ToolkitError("a topic is named by an empty text; leave it out instead")

    def table(self) -> pd.DataFrame:
        """Return one row a topic that is said anything of: topic, name, what, words."""
        import pandas as pd

        rows = [(number, name, "named") for number, name in self.names.items()]
        rows += [(number, "", "junk") for number in self.junk]
        rows += [(k, name, "combined") for name, members in self.combine.items() for k in members]
        frame = pd.DataFrame(sorted(rows), columns=["topic", "name", "what"])
        return frame.assign(words=[self.words.get(number, "") for number in frame["topic"]])

    def summary(self) -> str:
        """Say how many topics are named, junk and combined."""
        parts = sum(map(len, self.combine.values()))
        combined = f"{parts:,} combined to {len(self.combine):,}"
        return f"{plural(len(self.names), 'topic')} named, {len(self.junk):,} junk, {combined}"

    def meta(self) -> dict[str, Any]:
        """Return everything, ready for JSON or TOML."""
        return {
            "junk": list(self.junk),
            "names": {str(number): name for number, name in self.names.items()},
            "combine": {name: list(members) for name, members in self.combine.items()},
            "words": {str(number): words for number, words in self.words.items()},
        }

    @classmethod
    def from_parts(cls, meta: Mapping[str, Any]) -> TopicLabels:
        """Put together what `meta` took apart."""
        return cls(
            names=MappingProxyType({int(k): name for k, name in meta["names"].items()}),
            junk=tuple(meta["junk"]),
            combine=MappingProxyType({name: tuple(of) for name, of in meta["combine"].items()}),
            words=MappingProxyType({int(k): words for k, words in meta["words"].items()}),
        )


def write_labels(topics: Topics, path: str | Path) -> Path:
    """Write a file in which topics can be named, marked as junk and combined.

    The file lists the first terms of every topic; fill in `names`, `junk` and `combine`, and give
    it to `relabel`. A file that is there already is not written over.

    Parameters
    ----------
    topics
        Topics, as they were fitted.
    path
        Where to write, such as ``"labels.toml"``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ToolkitError
        If there is such a file, or it cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_lda
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> topics = fit_lda(counts, n_topics=4)
    >>> with TemporaryDirectory() as folder:
    ...     write_labels(topics, Path(folder, "labels.toml")).read_text().count("junk = []")
    1
    """
    import tomli_w

    words = {str(k): split_label(label)[1] for k, label in numbered(topics.labels)}
    text = (
        f"# {' '.join(topics.origin.split())}: what its topics are called.\n"
        "junk = []  # numbers of topics without a subject, such as [4, 9]\n\n"
        '[names]\n# 1 = "ports"\n\n'
        "[combine]\n# economy = [3, 17]\n\n"
        "# The first terms of the topics, by which they are known again; leave this as it is.\n"
        + tomli_w.dumps({"words": words})
    )
    place = Path(path)
    try:
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise ToolkitError(
            f"{place} is there already and may hold names; move it, or write to another file"
        ) from None
    except OSError as error:
        raise ToolkitError(f"{place} cannot be written: {error.strerror or error}") from error
    return place


def read_labels(path: str | Path) -> TopicLabels:
    r"""Read names of topics, junk and topics that belong together from a TOML file.

    Parameters
    ----------
    path
        A file such as `write_labels` makes: ``junk = [4, 9]``, a table ``[names]`` of texts by the
        number of a topic, a table ``[combine]`` of lists of numbers by their new name, and, to
        know the topics again, a table ``[words]``. Each may be absent.

    Returns
    -------
    TopicLabels

    Raises
    ------
    ToolkitError
        If the file cannot be read, or holds anything else.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels.toml")
    ...     _ = path.write_text("junk = [4]\n[combine]\neconomy = [3, 17]")
    ...     read_labels(path).summary()
    '0 topics named, 1 junk, 2 combined to 1'
    """
    place = Path(path)
    try:
        given = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ToolkitError(
            f"{place} cannot be read as labels of topics: {error.strerror or error}"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ToolkitError(f"{place} cannot be read as labels of topics: {error}") from error
    return labels_of(given, place)


def labels_of(given: Mapping[str, Any], place: str | Path) -> TopicLabels:
    """Take labels from a table such as `read_labels` describes; `place` names it in errors."""
    odd = [key for key in given if key not in _KEYS]
    if odd:
        raise ToolkitError(f"{place}: {odd[0]} is no key of it; {did_you_mean(odd[0], _KEYS)}")
    mistake = next(_mistakes(given), None)
    if mistake:
        raise ToolkitError(f"{place}: {mistake}")
    meta = {"junk": [], "names": {}, "combine": {}, "words": {}, **given}
    try:
        return TopicLabels.from_parts(meta)
    except ToolkitError as error:
        raise ToolkitError(f"{place}: {error}") from error


def _mistakes(given: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over what is not as `read_labels` describes it."""
    for key in ("names", "words", "combine"):
        if not isinstance(given.get(key, {}), dict):
            yield f"{key} = {given[key]!r} must be a table"
            return
    for key in ("names", "words"):
        for number, name in given.get(key, {}).items():
            if not re.fullmatch("[0-9]+", number) or not isinstance(name, str):
                yield f"{key}.{number} = {name!r}; a number takes a text, such as 1 = 'ports'"
    combine = given.get("combine", {})
    lists = {"junk": given.get("junk", [])} | {f"combine.{k}": of for k, of in combine.items()}
    for key, numbers in lists.items():
        if not isinstance(numbers, list) or any(type(k) is not int for k in numbers):
            yield f"{key} = {numbers!r} must be a list of whole numbers, such as [3, 17]"


def relabel(topics: Topics, labels: TopicLabels | str | Path) -> Topics:
    r"""Name topics, mark junk, and put topics together that are one.

    Topics keep their numbers, which go into the labels: "3 ports". Topics that are combined are
    one topic from here on, "3+17 economy", under the number of the first; the others keep theirs,
    so that numbers have gaps. Its share of a segment is the *sum* of its parts' shares, and so in
    every comparison: pooled words are folded in on the topics as fitted, and added up then. Its
    words are those of its parts, weighted by their sizes.

    Junk is not taken away. Without it shares would be of something else in each group, and a
    group that talks more at large would seem to talk more of everything.

    Parameters
    ----------
    topics
        Topics as fitted, or as carried to a refit by ``align(first, second).carry(second)``, which
        gives matched topics the numbers of the first: one file of labels serves many fits.
    labels
        What `read_labels` returned, or the file.

    Returns
    -------
    Topics
        The same fit under other labels. Give it to `contrast` and to figures.

    Raises
    ------
    ToolkitError
        If the labels are of other topics, or no topic is left.

    Warns
    -----
    ToolkitWarning
        If the labels name topics that are not there, as where a refit has no match for one.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_lda
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> labels = TopicLabels(junk=(4,), combine=MappingProxyType({"trade": (2, 3)}))
    >>> relabel(fit_lda(counts, n_topics=4), labels).labels[1]
    '2+3 trade'
    """
    asked = labels if isinstance(labels, TopicLabels) else read_labels(labels)
    numbers = topic_numbers(topics.labels)
    place = {number: k for k, number in enumerate(numbers)}
    _check_words(topics, asked, place)
    new = list(topics.labels)
    for number, label in numbered(topics.labels):
        if number in asked.names:
            new[place[number]] = f"{number} {asked.names[number]}"
        elif number in asked.junk:
            new[place[number]] = f"{number} {_JUNK}{split_label(label)[1]}"
        else:
            new[place[number]] = label if split_label(label)[0] else f"{number} {label}"
    groups = {
        name: [place[number] for number in members if number in place]
        for name, members in asked.combine.items()
    }
    for name, of in groups.items():
        if len(of) == 1:
            new[of[0]] = f"{numbers[of[0]]} {name}"
    named = replace(topics, labels=tuple(new))
    several = {name: of for name, of in groups.items() if len(of) > 1}
    return combine_topics(named, several) if several else named


def junk_of(labels: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the topics that are marked as junk.

    Examples
    --------
    >>> junk_of(["1 ports", "2 junk: well, yes", "3 gas"])
    (2,)
    """
    return tuple(k for k, label in numbered(labels) if split_label(label)[1].startswith(_JUNK))


def _check_words(topics: Topics, labels: TopicLabels, place: Mapping[int, int]) -> None:
    """Refuse labels of other topics, and say which topics are not there."""
    for number, words in labels.words.items():
        if number in place:
            found = split_label(topics.labels[place[number]])[1]
            if found != words:
                raise ToolkitError(
                    f"the labels are of other topics: they know topic {number} as {words!r}, and "
                    f"here it is {found!r}; carry them over by align(first, second).carry(second), "
                    "or write them anew"
                )
    used = {*labels.names, *labels.junk, *(k for of in labels.combine.values() for k in of)}
    absent = sorted(used - set(place))
    if used and len(absent) == len(used):
        raise ToolkitError(
            f"the labels name {plural(len(used), 'topic')}, none of which is here; topics are "
            f"{', '.join(map(str, sorted(place)))}"
        )
    if absent:
        warnings.warn(
            f"no topic here has the number {', '.join(map(str, absent))}; what the labels say of "
            f"{'it is' if len(absent) == 1 else 'them is'} left out",
            ToolkitWarning,
            stacklevel=3,
        )
