from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from toolkit.corpus.files.guess import guess_encoding

SENTENCES = {
    "es": "El presidente señaló que mañana firmará el acuerdo. ¿Cuándo llegará la delegación? ¡Sí!",
    "fr": "Le ministre a déclaré que les négociations étaient difficiles ; ça dépend des élus.",
    "de": "Die Außenminister führten gestern Gespräche über die künftige Lösung; Grüße aus Köln.",
    "pt": "A reunião não trouxe soluções, mas os ministros estão à espera de uma decisão amanhã.",
    "it": "La città è pronta; perché il ministro non verrà più? Lunedì si terrà un altro incontro.",
    "sv": "Statsministern sade att mötet på måndagen blev både långt och svårt, men är över.",
    "da": "Ministeren sagde på mødet i går, at løsningen både er nødvendig og mulig for små lande.",
    "en": "The minister’s answer was brief: “We’ll see” – and he didn’t say more about the talks…",
    "pl": "Minister powiedział, że rozmowy były trudne, ale współpraca między państwami trwa.",
    "cs": "Ministr řekl, že příští týden přijede do Prahy delegace a že se budou řešit věci.",
    "hu": "A külügyminiszter azt mondta, hogy a tárgyalások jövő héten folytatódnak, és jó lesz.",
    "ro": "Ministrul a declarat că discuţiile au fost utile şi că vor continua săptămâna viitoare.",
    "tr": "Bakan, görüşmelerin çok yararlı geçtiğini ve gelecek hafta yeni toplantı yapılacağını.",
    "lt": "Ministras pareiškė, kad derybos buvo naudingos ir bus tęsiamos kitą savaitę čia, ačiū.",
    "ru": "Вопрос: Господин министр, какие договорённости достигнуты на сегодняшних переговорах?",
    "uk": "Запитання: Пане міністре, якої домовленості досягнуто на сьогоднішніх переговорах?",
    "bg": "Министърът заяви, че преговорите са били трудни, но двете страни ще продължат.",
    "el": "Ο υπουργός δήλωσε ότι οι συνομιλίες ήταν χρήσιμες και ότι θα συνεχιστούν στην Αθήνα.",
    "he": "השר אמר היום כי השיחות היו מועילות וכי הצדדים ייפגשו שוב בשבוע הבא בירושלים.",
    "ar": "قال الوزير إن المحادثات كانت مفيدة وإن الجانبين سيلتقيان مرة أخرى الأسبوع المقبل.",
    "ja": "大臣は記者会見で、両国の協議は有益であり、来週も東京で続けられると述べました。",
    "zh": "部长在记者会上表示，双方的会谈富有成果，并将于下周在北京继续举行。请问有问题吗？",
    "zh-Hant": "部長在記者會上表示，雙方的會談富有成果，並將於下週在臺北繼續舉行。請問有問題嗎？",
    "ko": "장관은 기자회견에서 양국의 회담이 유익했으며 다음 주에 계속될 것이라고 말했습니다.",
    "th": "รัฐมนตรีกล่าวว่าการเจรจาเป็นประโยชน์และจะดำเนินต่อไปในสัปดาห์หน้าที่กรุงเทพฯ",
}
PAIRS = [
    ("es", "cp1252"), ("fr", "iso8859_15"), ("de", "latin_1"), ("pt", "cp1252"), ("it", "latin_1"),
    ("sv", "latin_1"), ("da", "cp1252"), ("en", "cp1252"), ("fr", "mac_roman"), ("es", "cp850"),
    ("pl", "cp1250"), ("pl", "iso8859_2"), ("cs", "cp1250"), ("hu", "iso8859_2"), ("ro", "cp1250"),
    ("tr", "cp1254"), ("lt", "cp1257"), ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "iso8859_5"),
    ("ru", "cp866"), ("ru", "mac_cyrillic"), ("uk", "cp1251"), ("uk", "koi8_u"), ("bg", "cp1251"),
    ("el", "cp1253"), ("el", "iso8859_7"), ("he", "cp1255"), ("ar", "cp1256"), ("ja", "cp932"),
    ("ja", "euc_jp"), ("zh", "gb18030"), ("zh-Hant", "big5"), ("ko", "euc_kr"), ("th", "cp874"),
]  # fmt: skip


def read_right(text: str, encoding: str) -> bool:
    raw = text.encode(encoding)
    return raw.decode(guess_encoding(raw)) == text


@pytest.mark.parametrize("times", [1, 3, 30])
def test_every_language_is_read_in_each_of_its_encodings(times: int) -> None:
    texts = [(SENTENCES[language].replace("…", ""), encoding) for language, encoding in PAIRS]
    wrong = [(t[:20], e) for t, e in texts if not read_right(" ".join([t] * times), e)]
    assert not wrong


@pytest.mark.parametrize("language, encoding", PAIRS)
def test_half_a_sentence_is_read_as_some_encoding(language: str, encoding: str) -> None:
    text = SENTENCES[language].replace("…", "")[:40]
    raw = text.encode(encoding)
    assert raw.isascii() or raw.decode(guess_encoding(raw))


def test_half_sentences_are_mostly_right() -> None:
    half = [(SENTENCES[language].replace("…", "")[:40], encoding) for language, encoding in PAIRS]
    wrong = [(t, e) for t, e in half if not t.encode(e).isascii() and not read_right(t, e)]
    assert len(wrong) <= 3, wrong


def test_a_rare_odd_letter_in_a_long_file_decides() -> None:
    text = "Plain words without any accent.\n" * 2000 + "Mañana habrá más información.\n"
    assert read_right(text, "cp1252")


def test_a_line_longer_than_the_sample_ends_with_a_whole_character() -> None:
    assert read_right(SENTENCES["ja"] * 3000, "cp932")


def test_a_dash_between_spaces_is_no_letter() -> None:
    assert (
        guess_encoding("We met — briefly — and the talks go on — as planned.".encode("cp1252"))
        == "cp1252"
    )


SINGLE = [("mexico_es/2*.md", "cp1252"), ("mexico_es/2*.md", "iso8859_15")]


@pytest.mark.parametrize("pattern, encoding", [*SINGLE, ("white_house_joint/*.md", "cp1252")])
def test_single_real_sentences(corpora: Path, pattern: str, encoding: str) -> None:
    whole = "\n".join(p.read_text(encoding="utf-8") for p in sorted(corpora.glob(pattern)))
    odd = [x.strip() for x in re.split(r"(?<=[.!?])\s", whole) if not x.isascii()][::9]
    raws = [raw for x in odd if not (raw := x.encode(encoding, "ignore")).isascii()]
    wrong = [raw for raw in raws if raw.decode(guess_encoding(raw)) != raw.decode(encoding)]
    assert len(wrong) <= len(raws) / 50


CORPORA = [
    ("mexico_es/2*.md", "cp1252"), ("mexico_es/2*.md", "mac_roman"), ("mexico_es/2*.md", "cp850"),
    ("kremlin_ru/*", "cp1251"), ("kremlin_ru/*", "koi8_r"), ("kremlin_ru/*", "cp866"),
    ("white_house_joint/*.md", "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize("pattern, encoding", CORPORA)
def test_real_passages(corpora: Path, pattern: str, encoding: str) -> None:
    whole = "\n".join(p.read_text(encoding="utf-8") for p in sorted(corpora.glob(pattern)))
    odd = [line for line in re.split(r"(?<=[.!?])\s", whole) if not line.isascii()]
    draw = random.Random(5)
    starts = [draw.randrange(len(odd) - 4) for _ in range(60)]
    texts = ["\n".join(odd[i : i + 4]).encode(encoding, "ignore") for i in starts]
    wrong = [raw for raw in texts if raw.decode(guess_encoding(raw)) != raw.decode(encoding)]
    assert len(wrong) <= 1
