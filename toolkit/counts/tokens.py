"""From text to tokens: one rule, right on the marks that real pages hold."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width marks, byte order mark, and a stress mark that composed with no letter.
HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0301"
_HIDDEN = dict.fromkeys(map(ord, HIDDEN))
_PLAIN = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u2032`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
}

# In this order: initials with points, the last one printed or not; figures with separators;
# letters and digits. Apostrophes and hyphens hold them together where they stand between them.
# `scan` follows the same rule over numbers; the tests hold the two together.
TOKEN = re.compile(
    r"(?:[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?|\d+(?:[.,]\d+)+|[^\W_]+)"
    r"(?:['-][^\W_]+)*"
)


def tokenize(text: str) -> list[str]:
    """Cut a text into tokens; the case stays.

    Composed letters, full-width letters, ligatures, no-break spaces, curly apostrophes and
    no-break hyphens are read as their plain forms (Unicode's NFKC); soft hyphens, zero-width
    marks and stress marks vanish. Hyphens and apostrophes inside a word hold it together; dashes
    and the minus sign U+2212, which pages print for a dash, part it. Points between initials go;
    a possessive 's is cut off.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of str
        Tokens in their order.

    Examples
    --------
    >>> tokenize("Turkey’s NATO−U.S. talks, “re-translated”: they don’t end")
    ['Turkey', 'NATO', 'US', 'talks', 're-translated', 'they', "don't", 'end']
    """
    return [bare(token) for token in TOKEN.findall(plain(text))]


def has_capital(token: str) -> bool:
    """Say whether a word opens with a capital, behind what is elided before it.

    Examples
    --------
    >>> [has_capital(token) for token in ("d'Ivoire", "L'accord", "O'Brien", "Sea")]
    [True, False, True, True]
    """
    return token.rpartition("'")[2][:1].isupper()


def plain(text: str) -> str:
    r"""Spell a text plainly: NFKC, straight apostrophes and hyphens, no hidden marks.

    Examples
    --------
    >>> plain("co\u00adopera\ufb01ng Turkey’s")
    "cooperafing Turkey's"
    """
    # NFKC would part an acute accent that stands alone from its letter: it goes first.
    return unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_HIDDEN)


def bare(token: str) -> str:
    """Take the points out of initials, and cut a possessive off.

    Examples
    --------
    >>> bare("U.S.'s"), bare("3.5"), bare("Turkey's")
    ('US', '3.5', 'Turkey')
    """
    if not token[0].isdigit():
        token = token.replace(".", "")
    return token.removesuffix("'s").removesuffix("'S")
