"""Named things that are read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from toolkit.errors import ToolkitError
from toolkit.stages import did_you_mean

T = TypeVar("T")


class UnknownNameError(ToolkitError, KeyError):
    """There is nothing of that name."""

    __str__ = Exception.__str__  # a KeyError would quote its sentence


class OnDemand(Mapping[str, T], Generic[T]):
    """A mapping whose values are read when they are first asked for, each once.

    Parameters
    ----------
    what
        What a value is, for messages, such as "topics".
    names
        The keys, in their order.
    read
        Called with a key, once; if it raises, it is called again the next time.

    Examples
    --------
    >>> lengths = OnDemand("length", ["one", "three"], len)
    >>> lengths
    OnDemand(length: one, three)
    >>> lengths["three"]
    5
    """

    def __init__(self, what: str, names: Iterable[str], read: Callable[[str], T]) -> None:
        self._what, self._names, self._read = what, tuple(names), read
        self._found: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        """Return what is called so, reading it the first time."""
        if name not in self._names:
            hint = did_you_mean(name, self._names) if self._names else "there is none"
            raise UnknownNameError(f"the run has no {self._what} '{name}'; {hint}")
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        """Whether something is called so; nothing is read."""
        return name in self._names

    def __repr__(self) -> str:
        """Show the names; nothing is read."""
        return f"OnDemand({self._what}: {', '.join(self._names) or 'none'})"
