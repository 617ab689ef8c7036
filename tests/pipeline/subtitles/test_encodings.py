"""Text out of bytes."""

from __future__ import annotations

import pytest

from pipeline.subtitles.encodings import decode


@pytest.mark.parametrize(
    ("text", "language", "encoding"),
    [
        ("Où êtes-vous ?", "fr", "utf-8"),
        ("Où êtes-vous ?", "fr", "utf-8-sig"),
        ("Où êtes-vous ?", "fr", "utf-16"),
        ("Où êtes-vous ?", "fr", "cp1252"),
        ("Zażółć gęślą jaźń", "pl", "cp1250"),
        ("Добрый вечер", "ru", "cp1251"),
        ("Καλησπέρα", "el", "cp1253"),
        ("İyi akşamlar", "tr", "cp1254"),
        ("こんばんは", "ja", "cp932"),
        ("晚上好", "zh-Hans", "gb18030"),
    ],
)
def test_reads_whatever_a_subtitle_was_saved_as(text: str, language: str, encoding: str) -> None:
    assert decode(text.encode(encoding), language) == text


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
@pytest.mark.parametrize("language", ["fr", ""])
def test_letters_are_told_from_large_ones_in_the_midst_of_words(encoding: str, language: str) -> None:
    """Of so short a text many encodings are as likely: in one of them "cherché" is "cherchÚ"."""
    text = "Je t'ai cherché partout hier soir.\nTu étais où ? À la fête, sûrement."
    assert decode(text.encode(encoding), language) == text


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256"])
@pytest.mark.parametrize("tag", ["fr", "cs", "ru", "el", "ar", "zh-Hans", "ja"])
def test_what_was_saved_twice_is_read_once(taken_for: str, tag: str) -> None:
    text = SENTENCES[tag][0] + "\n"
    letters = [bytes([n]).decode(taken_for, "ignore") or chr(n) for n in range(256)]  # as browsers read it
    twice = "".join(letters[n] for n in text.encode())
    assert decode(twice.encode(), tag) == decode(twice.encode()) == text


@pytest.mark.parametrize(
    "text", ["Как много денег?\nТы ещё здесь?", "Сколько стоят твои услуги?\nЯ не знаю.\nПосмотри."]
)
@pytest.mark.parametrize("language", ["ru", ""])
def test_letters_are_told_from_signs_at_the_beginning_of_a_line(text: str, language: str) -> None:
    """Of a Macintosh's Cyrillic only the large letters, and я, stand elsewhere than Windows'."""
    assert decode(text.encode("cp1251"), language) == text


@pytest.mark.parametrize("text", ["«Ça» – §5 © 2026", "Ä", "coração", "100 °C", "naïve café", "Ã"])
def test_what_was_saved_once_stays(text: str) -> None:
    assert decode(text.encode(), "") == text


def test_letters_are_told_from_signs_in_the_midst_of_words() -> None:
    text = "Příliš žluťoučký kůň úpěl ďábelské ódy. Kde jsi byl včera večer? „Nevím,“ řekl – a šel.\n"
    assert decode(text.encode("cp1250"), "cs") == text
    plain = text.translate(str.maketrans("„“–", '""-'))
    assert decode(plain.encode("iso8859-2"), "cs") == plain


def test_bytes_of_no_encoding_still_become_text() -> None:
    assert decode(bytes(range(128, 256)), "en")


# A few sentences each, as subtitles have them, in what they were saved as before UTF-8.
SENTENCES = {
    "pl": ("Nie wiem, co powiedzieć. Myślałem, że wrócisz wcześniej.\nDziękuję ci, bracie.", "cp1250 iso8859-2 cp852"),
    "cs": ("Nevím, co říct. Myslel jsem, že přijdeš dřív.\nDěkuji ti za všechno.", "cp1250 iso8859-2 cp852 mac-latin2"),
    "hu": ("Nem tudom, mit mondjak. Azt hittem, előbb jössz haza.\nŐ pedig nem szólt semmit.", "cp1250 iso8859-2"),
    "ro": ("Nu ştiu ce să spun. Credeam că vii mai devreme.\nMulţumesc pentru tot.", "cp1250 iso8859-2"),
    "hr": ("Ne znam što reći. Mislio sam da ćeš doći ranije.\nŽivot je težak, čovječe.", "cp1250 iso8859-2"),
    "sr": ("Не знам шта да кажем. Мислио сам да ћеш доћи раније.\nЖивот је тежак, човече.", "cp1251 iso8859-5"),
    "ru": (
        "Я не знаю, что сказать. Я думал, ты придёшь раньше.\nСпасибо тебе за всё.",
        "cp1251 koi8-r iso8859-5 cp866 mac-cyrillic",
    ),
    "uk": ("Я не знаю, що сказати. Я думав, ти прийдеш раніше.\nДякую тобі за все.", "cp1251 koi8-u cp1125"),
    "bg": ("Не знам какво да кажа. Мислех, че ще дойдеш по-рано.\nБлагодаря ти за всичко.", "cp1251 iso8859-5"),
    "el": (
        "Δεν ξέρω τι να πω. Νόμιζα ότι θα έρθεις νωρίτερα.\nΣε ευχαριστώ για όλα.",
        "cp1253 iso8859-7 cp737 mac-greek",
    ),
    "tr": (
        "Ne diyeceğimi bilmiyorum. Daha erken geleceğini sanmıştım.\nTeşekkür ederim.",
        "cp1254 iso8859-9 cp857",
    ),
    "he": ("אני לא יודע מה להגיד. חשבתי שתבוא מוקדם יותר.\nתודה לך על הכל.", "cp1255 iso8859-8 cp862"),
    "ar": ("لا أعرف ماذا أقول. ظننت أنك ستأتي أبكر.\nشكرا لك على كل شيء.", "cp1256 iso8859-6"),
    "th": ("ฉันไม่รู้จะพูดอะไร ฉันคิดว่าคุณจะมาเร็วกว่านี้\nขอบคุณสำหรับทุกอย่าง", "cp874 tis-620"),
    "ja": ("何を言えばいいのか分からない。もっと早く来ると思っていた。\nありがとう。", "cp932 euc_jp iso2022_jp"),
    "ko": ("무슨 말을 해야 할지 모르겠어요. 더 일찍 올 줄 알았어요.\n감사합니다.", "cp949 euc_kr johab"),
    "zh-Hans": ("我不知道该说什么。我以为你会早点来。\n谢谢你为我的家人所做的一切。", "gb18030 gbk utf-16-le"),
    "zh-Hant": ("我不知道該說什麼。我以為你會早點來。\n謝謝你為我的家人所做的一切。", "big5 gb18030 big5hkscs"),
    "zh-TW": ("這個問題很難回答", "big5"),
    "fr": (
        "Je ne sais pas quoi dire. Où êtes-vous ?\nÇa va, garçon. Merci pour tout.",
        "cp1252 iso8859-15",
    ),
    "de": ("Ich weiß nicht, was ich sagen soll. Ich dachte, du kämst früher.\nSchöne Grüße.", "cp1252 mac-roman cp850"),
    "es": ("No sé qué decir. Pensé que vendrías más temprano.\n¿Dónde está el niño?", "cp1252 iso8859-15"),
    "sv": ("Jag vet inte vad jag ska säga. Jag trodde att du skulle komma före.\nTack för allt på ön.", "cp1252"),
    "is": ("Ég leitaði að þér alls staðar í gærkvöldi.\nHvar varstu? Í veislunni, auðvitað.", "cp1252 mac-iceland"),
    "lt": (
        "Nežinau, ką pasakyti. Maniau, kad ateisi anksčiau.\nAčiū. Šįvakar būsiu čia.",
        "cp1257 iso8859-13",
    ),
    "et": ("Ma ei tea, mida öelda. Ma arvasin, et sa tuled varem.\nAitäh kõige eest. Šokolaad.", "cp1257"),
}
ALL = [(tag, text, encoding) for tag, (text, encodings) in SENTENCES.items() for encoding in encodings.split()]


@pytest.mark.parametrize(("tag", "text", "encoding"), ALL, ids=[f"{tag}-{encoding}" for tag, _, encoding in ALL])
def test_real_sentences_are_read_whatever_they_were_saved_as(tag: str, text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), tag) == text


@pytest.mark.parametrize("tag", SENTENCES)
def test_the_name_of_another_language_does_not_spoil_utf8(tag: str) -> None:
    text = SENTENCES[tag][0]
    assert decode(text.encode(), "ru") == text


@pytest.mark.parametrize("tag", ["pl", "ru", "zh-Hans", "fr"])
def test_one_bad_byte_costs_one_letter(tag: str) -> None:
    text = SENTENCES[tag][0]
    damaged = bytearray(text.encode())
    damaged[-8] = 0xFF
    read = decode(bytes(damaged), tag)
    assert read[: len(text) - 9] == text[: len(text) - 9]


@pytest.mark.parametrize("tag", SENTENCES)
def test_utf16_without_a_mark_is_read_in_each_script(tag: str) -> None:
    text = "".join(f"{n}\r\n00:00:0{n},000 --> 00:00:0{n},900\r\n{SENTENCES[tag][0]}\r\n\r\n" for n in range(3))
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding), tag) == decode(text.encode(encoding)) == text


def test_a_zero_here_and_there_is_no_utf16() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nДобрый вечер.\n"
    assert decode((text + "\0").encode(), "ru").startswith(text)
