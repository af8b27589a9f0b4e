"""Patterns that can take for ever: what is repeated may be read in more than one way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Such as (a+)+ or (\w+ ?)*: where all that is repeated may be short, it can take for ever.
_NESTED = re.compile(r"\((?:\?:)?(?:(?:\\.|\[[^\]]*\]|[^()\\\[\]|])[+*?])+\)[+*{]")

_TOKEN = re.compile(
    r"(?P<chars>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<flags>\(\?[aiLmsux]+\))"
    r"|(?P<open>\((?:\?(?:P<\w+>|P=\w+|<?[=!]|[:>]|[aiLmsux-]+:|#[^)]*))?)"
    r"|(?P<close>\))"
    r"|(?P<bar>\|)"
    r"|(?P<times>(?:[*+?]|\{\d*,?\d*\})[?+]?)"
    r"|(?P<one>\\.|.)",
    re.DOTALL,
)
_PLACES = frozenset(("\\b", "\\B", "\\A", "\\Z", "^", "$"))  # they hold no character


@dataclass(slots=True)
class _Item:
    """A character, a class of them or a group, and how often it may be there."""

    token: str
    times: str = ""
    branches: list[list[_Item]] = field(default_factory=list)

    @property
    def repeats(self) -> bool:
        return self.times[:1] in ("*", "+", "{")

    @property
    def may_be_missing(self) -> bool:
        return self.times[:1] in ("*", "?") or self.times.startswith(("{0", "{,"))

    @property
    def looks_around(self) -> bool:
        return self.token.startswith(("(?=", "(?!", "(?<=", "(?<!"))


def repeats_twice(pattern: str) -> bool:
    r"""Say whether a pattern repeats what may be read in more than one way.

    That is a repetition of nothing but repetitions, or one of alternatives that can begin with
    the same character: a text of n of them is then tried in some 2 to the power of n ways. Some
    harmless patterns are among them, and are easily written in another way.

    Parameters
    ----------
    pattern
        A regular expression that can be compiled.

    Examples
    --------
    >>> repeats_twice("(a+)+"), repeats_twice("(?:a|ab)*c"), repeats_twice(r"(?:\w|\d)+")
    (True, True, True)
    >>> repeats_twice("(?:Acting |Deputy )*Minister"), repeats_twice("(?:St|Saint) Ives")
    (False, False)
    """
    return bool(_NESTED.search(pattern)) or _unclear(_parse(pattern), within=False, alone=False)


def _parse(pattern: str) -> _Item:
    whole = _Item("", branches=[[]])
    stack = [whole]
    for found in _TOKEN.finditer(pattern):
        token, kind, branches = found[0], found.lastgroup, stack[-1].branches
        if kind == "close":
            stack.pop()
        elif kind == "bar":
            branches.append([])
        elif kind == "times" and branches[-1]:
            branches[-1][-1].times = token
        elif kind == "open":
            branches[-1].append(_Item(token, branches=[[]]))
            stack.append(branches[-1][-1])
        elif kind != "flags":
            branches[-1].append(_Item(token))
    return whole


def _unclear(group: _Item, *, within: bool, alone: bool) -> bool:
    """Look for unclear alternatives below a group: one that is repeated, and all of it or not."""
    for branch in group.branches:
        for item in branch:
            if not item.branches or item.looks_around:
                continue
            repeated = item.repeats or within
            is_all = item.repeats or (alone and len(branch) == 1)
            if repeated and not _apart(item.branches, strictly=is_all):
                return True
            if _unclear(item, within=repeated, alone=is_all):
                return True
    return False


def _apart(branches: list[list[_Item]], *, strictly: bool) -> bool:
    """Say whether the first character tells which of the alternatives it is.

    Where more must follow before the repetition begins again, different words will do.
    """
    if len(branches) == 1:
        return True
    if not strictly and (words := [_word(branch) for branch in branches]) and all(words):
        return len(set(words)) == len(words)
    firsts = [_first(branch) for branch in branches]
    known = [first for first in firsts if first]
    return len(known) == len(firsts) and len(frozenset().union(*known)) == sum(map(len, known))


def _word(branch: list[_Item]) -> str:
    """Return the text that an alternative stands for, if it is one and no more."""
    plain = all(not item.branches and not item.times and item.token.isalnum() for item in branch)
    return "".join(item.token for item in branch).casefold() if plain else ""


def _first(branch: list[_Item]) -> frozenset[str]:
    """Return the characters an alternative can begin with; none where they cannot be listed."""
    rest = [item for item in branch if item.token not in _PLACES and not item.looks_around]
    if not rest or rest[0].may_be_missing:
        return frozenset()
    mark = rest[0].token
    if rest[0].branches:
        firsts = [_first(inner) for inner in rest[0].branches]
        return frozenset().union(*firsts) if all(firsts) else frozenset()
    if mark[0] == "[" and len(mark) > 1:
        listed = mark[1:-1]
        plain = listed[0] != "^" and "\\" not in listed and "-" not in listed[1:-1]
        return frozenset(listed.casefold()) if plain else frozenset()
    if mark[0] == "\\":
        return frozenset() if mark[1].isalnum() else frozenset(mark[1])
    return frozenset() if mark == "." else frozenset((mark.casefold(),))
