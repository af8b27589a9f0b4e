"""What the words of a name are: an office, initials, first names, a surname."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from toolkit.corpus.people.spelling import Words, fold, one_edit

# Words of offices, folded. "Dean" and "Major" are first names, too, "King" and "Pope" surnames.
_OFFICES = frozenset(
    "president vice deputy acting former prime minister premier chancellor secretary "
    "secretarygeneral general chair chairman chairwoman chairperson governor senator ambassador "
    "commissioner congressman congresswoman representative director speaker spokesman "
    "spokeswoman spokesperson colonel admiral captain lieutenant "
    # German, French, Spanish, Italian and Portuguese
    "prasident prasidentin bundesprasident bundeskanzler bundeskanzlerin kanzler kanzlerin "
    "ministerin aussenminister aussenministerin bundesminister bundesministerin "
    "presidente presidenta ministre ministro ministra canciller secretario "
    "secretaria embajador embajadora portavoz "
    # Russian and Ukrainian
    "президент премьер министр председатель секретарь посол вице заместитель глава міністр".split()
)
_COURTESY = frozenset(
    "mr mrs ms miss mister mme mlle dr doctor prof professor sir madam madame monsieur herr frau "
    "honorable honourable senor senora sra lord lady господин госпожа".split()
)
_MALE = frozenset("mr mister sir monsieur herr senor lord господин".split())
_FEMALE = frozenset("mrs ms miss mme mlle madam madame frau senora sra lady госпожа".split())
_WITHIN = frozenset("of the for and state foreign affairs de la del der des".split())
_LESSER = frozenset("vice deputy вице заместитель".split())

_LONG_OFFICES = sorted(word for word in _OFFICES if len(word) >= 7)

_SHORT_FORMS = """
abigail abby | abraham abe | alan al | albert al bert | alexander alex alec sasha sascha aleks
alexandra alex sandra sasha | alfred fred alf | andrew andy drew | anthony tony | antonio toni
arthur art | barbara barb | benjamin ben | bernard bernie | bradley brad | catherine cathy kate
charles charlie chuck | christina chris tina | christine chris | christian chris
christopher chris kit | daniel dan danny | danielle dani | david dave | deborah deb debbie
dennis denny | dmitry dima | dmitri dima | donald don | douglas doug | edward ed eddie ted
elizabeth liz beth betsy lisa | eugene gene | francisco paco | frederick fred | gabriel gabe
gerald gerry jerry | gregory greg gregg | henry hank harry | jacob jake | james jim jimmy jamie
jeffrey jeff | geoffrey geoff | jennifer jen jenny | jessica jess | johannes hans | john jon jack
jonathan jon | joseph joe joey | jose pepe | joshua josh | judith judy | katherine kate kathy
kenneth ken | kimberly kim | lawrence larry | leonard len leo | margaret maggie peggy meg
matthew matt | michael mike mick | mikhail misha | nicholas nick | nikolai kolya | pamela pam
patricia pat patty trish | patrick pat | peter pete | philip phil | phillip phil | raymond ray
rebecca becky | richard rick dick rich | robert rob bob bobby | ronald ron | samuel sam
samantha sam | stephen steve | steven steve | stephanie steph | susan sue | theodore ted theo
thomas tom tommy | timothy tim | valerie val | victoria vicky | vincent vince | vladimir volodya
walter walt | william bill will billy | zachary zach
"""
_FORMS_OF: dict[str, tuple[int, ...]] = {}
for _number, _forms in enumerate(re.split(r"[|\n]", _SHORT_FORMS.strip())):
    for _form in _forms.split():
        _FORMS_OF[_form] = (*_FORMS_OF.get(_form, ()), _number)


@dataclass(frozen=True, slots=True)
class Shape:
    """The words of a name, folded.

    Attributes
    ----------
    titles
        Words of an office or of courtesy before the name: ``("vice", "president")``.
    initials
        Letters that stand for first names.
    parts
        The rest, the surname last in most languages.
    """

    titles: Words
    initials: Words
    parts: Words

    @property
    def form(self) -> str:
        """The name without white space: what two spellings of one name have in common."""
        return "".join((*self.titles, *self.initials, *self.parts))

    @property
    def is_full(self) -> bool:
        """Whether it has a first name and a surname and nothing else."""
        return len(self.parts) > 1 and not self.titles and not self.initials


@lru_cache(maxsize=100_000)
def read_shape(name: str) -> Shape:
    """Part a name into titles, initials and the rest.

    A misspelt office is read as the one that is meant; a name of nothing but titles has no parts.

    Examples
    --------
    >>> read_shape("PRESIDEN HICHILEMA")
    Shape(titles=('president',), initials=(), parts=('hichilema',))
    >>> read_shape("S.V.Lavrov").initials
    ('s', 'v')
    """
    printed = re.findall(r"[^\s.]+\.?", name)
    words = [word for word in printed if fold(word)]
    titles, words = _take_titles(words)
    at = 0
    while at < len(words) - 1 and _is_initial(words[at]):
        at += 1
    folded = tuple(map(fold, words))
    return Shape(titles, folded[:at], folded[at:])


def _take_titles(words: list[str]) -> tuple[Words, list[str]]:
    """Cut the titles off, up to the last of them that nothing but joints precedes."""
    titles: list[str] = []
    end = 0
    for at, word in enumerate(words):
        pieces = [_title(piece) for piece in re.split(r"[-‑–]", word)]
        if all(pieces):
            titles += pieces
            end = at + 1
        elif not titles or fold(word) not in _WITHIN:
            break
        elif fold(word) in ("state", "foreign", "affairs"):
            end = at + 1
    return tuple(titles), words[end:]


@lru_cache(maxsize=100_000)
def _title(word: str) -> str:
    """Name the title that a word is, be it misspelt; empty for none."""
    key = fold(word)
    if key in _OFFICES or key in _COURTESY or len(key) < 7:
        return key if key in _OFFICES or key in _COURTESY else ""
    return next((office for office in _LONG_OFFICES if one_edit(key, office)), "")


def _is_initial(word: str) -> bool:
    """Say whether a word is one letter, or two as in "Yu.", and a full stop."""
    letters = word.strip("-‑.")
    return word.endswith(".") and letters.isalpha() and len(letters) <= 2


def rank(office: str) -> frozenset[str]:
    """Take the words from an office that say what it is, those of courtesy left out.

    Examples
    --------
    >>> sorted(rank("Vice President of the United States"))
    ['president', 'vice']
    """
    words = (_title(word) for word in re.findall(r"[^\s,.;\-‑–]+", office))
    return frozenset(words) - _COURTESY - {""}


def same_rank(titles: Collection[str], office: Collection[str]) -> bool:
    """Say whether titles may stand for an office: "President" does not for a vice president.

    Examples
    --------
    >>> same_rank(rank("President"), rank("Vice President of the United States"))
    False
    """
    return bool(titles) and set(titles) <= set(office) and _LESSER & set(office) <= set(titles)


def contradict(titles: Collection[str], others: Collection[str]) -> bool:
    """Say whether one is a man's title and the other a woman's.

    Examples
    --------
    >>> contradict(("mr",), ("ms",)), contradict(("mr",), ("president",))
    (True, False)
    """
    both = (set(titles), set(others))
    return any(one & _MALE and other & _FEMALE for one, other in (both, both[::-1]))


def short_form_groups(first_name: str) -> tuple[int, ...]:
    """Number the first names that a folded word is, or is short for; names share one if related.

    Examples
    --------
    >>> set(short_form_groups("chris")) >= set(short_form_groups("christopher")) > set()
    True
    >>> short_form_groups("colby")
    ()
    """
    return _FORMS_OF.get(first_name, ())
