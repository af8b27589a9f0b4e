"""What was otherwise when a run was repeated: its texts, its packages, the machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NAMED = 5  # files or packages named one by one

_MACHINE = {
    "blas": "another kernel of linear algebra, as another kind of CPU has",
    "cpu": "another CPU",
    "machine": "another architecture",
    "system": "another operating system",
    "implementation": "another Python",
    "python": "another Python",
}


def conditions(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Say what differs between the records of a run and of its repetition, the weightiest first.

    Parameters
    ----------
    before, now
        What the two ``record.json`` say.

    Returns
    -------
    list of str
        One phrase each: changed texts by name, other sources of this package, versions of other
        packages, the machine, and last what should have no part in the numbers: variables of the
        environment and the number of processes.

    Examples
    --------
    >>> one = {"inputs": {"a.txt": "12", "b.txt": "34"}, "workers": 2}
    >>> conditions(one, {"inputs": {"a.txt": "56"}, "workers": 2})
    ['another text: a.txt has changed', 'another text: b.txt is gone']
    """
    return [
        *_texts(before.get("inputs", {}), now.get("inputs", {})),
        *_code(before.get("code", {}), now.get("code", {})),
        *_versions(before.get("versions", {}), now.get("versions", {})),
        *_machine(before.get("machine", {}), now.get("machine", {})),
        *_environment(before, now),
    ]


def _texts(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    said = [
        f"another text: {name} "
        + ("is gone" if name not in now else "is new" if name not in before else "has changed")
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]
    more = len(said) - _NAMED
    return said[:_NAMED] + ([f"other texts: {more:,} more files"] if more > 0 else [])


def _code(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if before.get("sources") != now.get("sources"):
        yield f"other sources of toolkit: it was {_commit(before)}, it is {_commit(now)}"


def _commit(code: Mapping[str, Any]) -> str:
    version = code.get("toolkit", "of no known version")
    if not code.get("commit"):
        return str(version)
    changed = ", with changes that are in no commit" if code.get("uncommitted_changes") else ""
    return f"{version} (commit {str(code['commit'])[:10]}{changed})"


def _versions(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name, "not installed"), now.get(name, "not installed")
        if old != new:
            yield f"another version of {name}: it was {old}, it is {new}"


def _machine(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, what in _MACHINE.items():
        old, new = before.get(name), now.get(name)
        if old and new and old != new:  # older records say less
            yield f"{what}: it was {old}, it is {new}"


def _environment(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = before.get("environment", {}), now.get("environment", {})
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield f"{name} was {old.get(name, 'not set')}, it is {new.get(name, 'not set')}"
    if before.get("workers") != now.get("workers"):
        yield f"workers were {before.get('workers')}, they are {now.get('workers')}"
