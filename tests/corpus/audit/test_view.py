from __future__ import annotations

import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from common.built import built, turn
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.corpus.audit.view import index_html, page_name, transcript_html, write_audit
from toolkit.corpus.corpus import Corpus
from toolkit.corpus.meeting import Note, Person, SetAside, Speaker
from toolkit.errors import ToolkitError
from toolkit.records import printable

PAYLOADS = """\
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
"><script>alert(1)</script>
'><script>alert(1)</script>
" onmouseover="alert(1)
' onmouseover='alert(1)
" style="background:url(http://x.example/)
</title><script>alert(1)</script>
</style><script>alert(1)</script>
</span><script>alert(1)</script>
</details></main></body><script>alert(1)</script>
</textarea><script>alert(1)</script>
<iframe src=javascript:alert(1)>
<iframe srcdoc="<script>alert(1)</script>">
<object data=http://x.example/>
<embed src=http://x.example/>
<link rel=stylesheet href=http://x.example/>
<style>@import url(http://x.example/);</style>
<meta http-equiv=refresh content="0;url=http://x.example/">
<base href=http://x.example/>
<form action=http://x.example/><button>go</button></form>
<a href="javascript:alert(1)">go</a>
<a href=data:text/html,<script>alert(1)</script>>go</a>
<math><mtext><script>alert(1)</script></mtext></math>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<input autofocus onfocus=alert(1)>
<body onload=alert(1)>
<video><source onerror=alert(1)></video>
<audio src=http://x.example/ onerror=alert(1)>
<!--><script>alert(1)</script>-->
<![CDATA[<script>alert(1)</script>]]>
<?php echo 1 ?>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)
{{ 7 * 7 }}
{% for x in range(9) %}x{% endfor %}
{{ self.__init__.__globals__ }}
{# gone #}
${alert(1)}
javascript:alert(1)
\\u003cscript\\u003ealert(1)
%3Cscript%3Ealert(1)%3C/script%3E
+ADw-script+AD4-alert(1)
\u202e<script>alert(1)</script>
\x1b[31mred
\ufeff<script>\u200balert(1)</script>
\udc80<script>
\x00<script>""".split("\n")

ALLOWED = set(
    "html head meta title style body b header nav a span h1 h2 dl div dt dd ul li ol p "
    "table tr th td label input main section aside details summary".split()
)
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "title", "style",
    "data-words", "aria-label", "type", "autocomplete",
}  # fmt: skip
VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Reads a page as a browser does, and keeps what the tests ask for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.open: list[tuple[str, list[str]]] = []
        self.spans: list[tuple[str, str]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.words += " "
        named = dict(attrs)
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        classes = named.get("class", "").split()
        if tag not in VOID:
            self.open.append((tag, classes))
        if classes[:1] == ["s"]:
            self.spans.append((classes[1], ""))
        if "id" in named:
            self.ids.append(named["id"])

    def handle_endtag(self, tag):
        self.words += " "
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open and self.open[-1][0] == "style":
            return
        self.words += data
        if self.open and self.open[-1][1][:1] == ["s"]:
            tag, text = self.spans[-1]
            self.spans[-1] = (tag, text + data)

    @property
    def links(self) -> list[str]:
        return [value for name, value in self.attributes if name == "href"]


def visible(text: str) -> str:
    """The characters that have print on them; those that a browser would obey are replaced."""
    return "".join(printable("".join(text.split())).split())


def small(**others):
    stretches = [
        ("head", 0, "Talks in Sundreach"), ("blank", 0, "\n\n"),
        ("text", 1, "The ferry sails."), ("blank", 0, "\n"),
        ("label", 2, "Kim: "), ("text", 2, "When?"), ("blank", 0, "\n"),
        ("unexplained", 0, "§ 9"), ("blank", 0, "\n"),
        ("label", 3, "Ada: "), ("text", 3, "Soon. "), ("direction", 3, "(Laughter.)"),
        ("blank", 0, "\n"), ("furniture", 0, "Print " * 60), ("blank", 0, "\n"),
    ]  # fmt: skip
    turns = [
        turn(1, "statement", "Ada", text="The ferry sails."),
        turn(2, "question", "Kim", text="When?", addressed_to="Ada", exchange=1),
        turn(3, "answer", "Ada", text="Soon.", exchange=1, note="speaks after Ivo"),
    ]
    notes = [Note("label", "'Kim' speaks once", 4), Note("date", "there are two")]
    speakers = [
        Speaker("Ada", "principal", "the head names her", "Minister", labels=("Ada", "A. Lind")),
        Speaker("Kim", "journalist", "asks", outlet="Evening Mail", labels=("Kim",)),
    ]
    return built(stretches, turns, notes, speakers, **others)


def test_every_character_is_shown_as_what_it_was_taken_for():
    meeting, text = small()
    page = Reader(transcript_html(meeting, text))
    assert [(tag, visible(shown)) for tag, shown in page.spans if shown.strip()] == [
        (span.tag, visible(text[span.start : span.end]))
        for span in meeting.spans
        if span.tag != "blank"
    ]


def test_what_a_reader_checks_is_in_words():
    page = Reader(transcript_html(*small())).words
    words = " ".join(page.split())
    for part in (
        "Talks in Sundreach", "2021-05-04 from the title", "Ada Lind, Foreign Minister (Norland)",
        "Ivo Marl, Minister (Serbia); Eve Moor", "layout plain", "encoding utf-8",
        "3 turns, 5 words", "1 statement", "1 question", "1 answer", "2 notes",
        "1 stretch unexplained", "Unexplained from line 5",
        "2 question , line 4", "journalist, exchange 1, 1 word", "to Ada", "(speaks after Ivo)",
        "label line 4 : 'Kim' speaks once", "date there are two", "⚑ 1 label: 'Kim' speaks once",
        "1 Ada principal 2 4 80% 1 the head names her Minister Ada; A. Lind",
        "2 Kim journalist 1 1 20% asks Evening Mail Kim",
        "furniture: 60 words from line 7",
    ):  # fmt: skip
        assert part in words, part
    assert "1 remark" not in words
    assert "not said" in words  # the time


def test_every_link_leads_somewhere_and_every_place_is_named_once():
    meeting, text = small()
    page = Reader(transcript_html(meeting, text, links={"all files": "../index.html"}))
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert {"turn-1", "turn-2", "turn-3", "flag-1", "note-1", "notes", "unexplained"} <= inside
    assert [link for link in page.links if not link.startswith("#")] == ["../index.html"]


def test_a_clean_page_raises_no_alarm():
    meeting, text = built([("text", 1, "Yes.")], [turn(1, "statement", "Ada", text="Yes.")])
    html = transcript_html(meeting, text)
    assert "nothing unexplained" in Reader(html).words
    for word in ('class="bad', 'class="odd', 'class="flag', "Unexplained", "note-"):
        assert word not in html


def test_turns_that_may_be_slips_of_the_parser_say_so():
    turns = [
        turn(1, "statement", "Ada"), turn(2, "answer", "Ada"), turn(3, "question", "", exchange=1),
        turn(4, "question", "", exchange=2), turn(5, "answer", "Ada", exchange=2, text=""),
    ]  # fmt: skip
    page = transcript_html(*built([("text", i, f"{i}") for i in range(1, 6)], turns))
    doubts = re.findall(r'<section[^>]* id="turn-(\d)">(.*?)</section>', page, re.DOTALL)
    found = {at: re.findall(r'odd-word">([^<]*)<', block) for at, block in doubts}
    assert found == {
        "1": [], "2": ["no question before it", "same speaker as before"],
        "3": ["nobody answers"], "4": [], "5": ["no words"],
    }  # fmt: skip
    assert "1 question left open" in " ".join(Reader(page).words.split())


def colours(*turns):
    stretches = [("text", x.position, "x") for x in turns]
    page = transcript_html(*built(stretches, turns))
    rows = re.findall(r'chip (c\d|unnamed)">\d+</span></td>\s*<td>(.*?)</td>', page)
    return {name: colour for colour, name in rows}


def test_a_colour_stays_with_its_speaker_and_no_journalist_has_a_ministers():
    turns = [turn(1, "question", "J0"), turn(2, "answer", "Ada"), turn(3, "answer", "Ivo")]
    turns += [turn(4 + i, "question", f"J{i}") for i in range(30)]
    turns += [turn(40, "question", "", role="journalist")]
    found = colours(*turns)
    hosts, guests = {found["Ada"], found["Ivo"]}, {found[f"J{i}"] for i in range(30)}
    assert len(hosts) == 2
    assert hosts.isdisjoint(guests)
    assert len(guests) == 5
    assert list(found.values())[-1] == "unnamed"


def test_more_ministers_than_colours_are_no_error():
    found = colours(*(turn(i, "answer", f"M{i}") for i in range(1, 20)), turn(20, "question", "K"))
    assert len(set(found.values())) == 7


def hostile(payload: str):
    meeting, text = built(
        [("head", 0, payload), ("blank", 0, "\n"), ("label", 1, payload), ("text", 1, payload),
         ("unexplained", 0, payload), ("furniture", 0, f"{payload} " * 60), ("text", 2, "x")],
        [turn(1, "question", payload, addressed_to=payload, note=payload, text=payload),
         turn(2, "answer", "", label=payload)],
        [Note("label", payload, 1), Note("layout", payload)],
        [Speaker(payload, "principal", payload, payload, payload, (payload,))],
    )  # fmt: skip
    words = {f.name: payload for f in fields(meeting) if isinstance(getattr(meeting, f.name), str)}
    people = Person(payload, payload, payload)
    hosts = {"host": people, "counterparts": (people,), "languages": (payload,)}
    return replace(meeting, **words, **hosts), text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_hostile_is_more_than_text(payload):
    meeting, text = hostile(payload)
    corpus = Corpus((meeting,), (SetAside(payload, payload),), unmatched=(payload,))
    index = index_html(corpus, suggestions=[payload], copies=[payload])
    for html in (transcript_html(meeting, text), index):
        page = Reader(html)
        assert page.tags <= ALLOWED
        assert {name for name, _ in page.attributes} <= ATTRIBUTES
        for link in page.links:
            assert re.fullmatch(r"#[a-z0-9-]+|pages/[a-z0-9-]+\.html", link)
        for name, value in page.attributes:
            if name == "style":
                assert re.fullmatch(r"color:#000|flex-grow:\d+|background:[a-z0-9-.,%() ]+", value)
        assert html.count("<title>") == html.count("</style>") == 1
        assert visible(payload) in visible(page.words)
        assert html == printable(html)
        assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'; ' in html
    assert visible("".join(shown for _, shown in Reader(transcript_html(meeting, text)).spans)) == (
        visible(text)
    )


tags = ["head", "furniture", "heading", "label", "direction", "text", "unexplained"]
pages = st.lists(
    st.tuples(
        st.sampled_from(tags),
        st.integers(0, 3),
        st.text(min_size=1, max_size=40)
        | st.sampled_from(["<b>", "&amp;", "a\r\n\r\n\r\nb ", "a b\n c "]),
        st.integers(1, 50),
    ).map(lambda drawn: (*drawn[:2], drawn[2] * drawn[3])),
    max_size=12,
)


@example([("text", 1, "a b\n c " * 99), ("furniture", 0, "d <b> " * 99)], [9])
@given(pages, st.lists(st.integers(0, 30), max_size=4))
def test_no_page_loses_a_character(stretches, lines):
    turns = [turn(1, "statement", "Ada"), turn(2, "question", ""), turn(3, "answer", "Ada")]
    notes = [Note("text", "x", line) for line in lines]
    meeting, text = built(stretches, turns, notes)
    page = Reader(transcript_html(meeting, text))
    assert visible("".join(shown for _, shown in page.spans)) == visible(text)


def test_the_index_has_a_row_a_file_and_says_what_is_wrong():
    meeting, _ = small(meeting="2021/b")
    clean, _ = built(
        [("text", 1, "Yes.")], [turn(1, "statement", "Ada")], meeting="2021/a", date=""
    )
    aside = (SetAside("c.pdf", "is a binary file, not text"),)
    corpus = Corpus((clean, meeting), aside, unmatched=("m.csv: no meeting 'z'",))
    html = index_html(corpus, suggestions=["Eve may be Eva"], copies=["d repeats e"])
    page, words = Reader(html), " ".join(Reader(html).words.split())
    assert page.ids[:2] == ["file-1", "file-2"]
    assert [x for x in page.links if x[0] != "#"] == [
        f"pages/{page_name(n)}" for n in ("2021/a", "2021/b")
    ]
    for part in (
        "2 meetings", "layout plain: 2", "1 note on label", "1 note on date",
        "3 characters unexplained in 1 file", "set aside: 1", "people to settle: 1", "copies: 1",
        "unmatched: 1", "c.pdf is a binary file, not text", "Eve may be Eva", "d repeats e",
        "m.csv: no meeting 'z'",
        "2021/b Talks in Sundreach 2 3 2021-05-04 title 1 1 1 5 Ada 2, Kim 1",
        "2021/a Talks in Sundreach not said 1 3 Ada 1 plain",
    ):  # fmt: skip
        assert part in words, part
    assert {link[1:] for link in page.links if link[0] == "#"} <= set(page.ids)


def test_an_index_without_trouble_has_no_lists():
    meeting, _ = built([("text", 1, "Yes.")], [turn(1, "statement", "Ada")])
    words = Reader(index_html(Corpus((meeting,)))).words
    assert "nothing unexplained" in words
    for word in ("set aside", "settle", "copies", "unmatched", "note on"):
        assert word not in words


NAMES = [
    "a", "A", "a b", "a-b", "a/b", "a\\b", "../a", "/etc/passwd", "con", "CON", "nul", "aux",
    "com1", "x" * 200, "x" * 199 + "y", "ü", "u\u0308", "Ж", "Щ", "", " ", ".", "..",
    "a.", "a\0b", "a:b", "\udc80", "a?b", "日本", "lpt1.txt", "-", "--help",
]  # fmt: skip


def test_names_of_pages_are_safe_everywhere_and_never_meet():
    names = [page_name(name) for name in NAMES]
    assert len({name.lower() for name in names}) == len(NAMES)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,76}\.html", name) for name in names)
    reserved = {"con", "nul", "aux", "prn", *(f"{x}{i}" for x in ("com", "lpt") for i in range(10))}
    assert reserved.isdisjoint(name.split(".")[0] for name in names)


def test_the_audit_is_written_page_by_page(tmp_path: Path):
    made = {name: small(meeting=name) for name in sorted(NAMES)}
    corpus = Corpus(tuple(meeting for meeting, _ in made.values()))
    asked = []

    def text(meeting):
        asked.append(meeting.meeting)
        assert len(list(tmp_path.rglob("*.html"))) == len(asked) - 1
        return made[meeting.meeting][1]

    index = write_audit(corpus, text, tmp_path / "deep" / "audit")
    assert index == tmp_path / "deep" / "audit" / "index.html"
    assert asked == sorted(NAMES)
    page = Reader(index.read_text(encoding="utf-8"))
    links = [link for link in page.links if not link.startswith("#")]
    assert len(links) == len(NAMES)
    for link in links:
        path = index.parent / link
        for other in Reader(path.read_text(encoding="utf-8")).links:
            assert other.startswith("#") or (path.parent / other).is_file()
    assert len(list(index.parent.rglob("*.*"))) == len(NAMES) + 1
    first = index.read_bytes()
    asked.clear()
    write_audit(corpus, lambda meeting: made[meeting.meeting][1], index.parent)
    assert index.read_bytes() == first


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "audit").write_text("a file")
    meeting, text = small()
    with pytest.raises(ToolkitError, match="audit cannot be written to .*audit"):
        write_audit(Corpus((meeting,)), lambda _: text, tmp_path / "audit")


def test_a_text_that_has_changed_is_refused(tmp_path: Path):
    meeting, text = small()
    with pytest.raises(ToolkitError, match=r"a\.txt had \d+ characters"):
        write_audit(Corpus((meeting,)), lambda _: text + "!", tmp_path)
