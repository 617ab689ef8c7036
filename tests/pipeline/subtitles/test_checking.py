"""May it be of this film?"""

from __future__ import annotations

import pytest

from pipeline.subtitles.checking import problem
from pipeline.subtitles.cues import Cue, compose, parse


def srt(*texts: str) -> bytes:
    return compose(Cue(n * 10.0, n * 10 + 2.0, text) for n, text in enumerate(texts)).encode()


@pytest.mark.parametrize(
    ("content", "duration", "expected"),
    [
        (srt("Fine."), 100.0, ""),
        (compose([Cue(1.0, 2.0, "Fine."), Cue(35999.0, 36000.0, "www.OpenSubtitles.org")]).encode(), 100.0, ""),
        (srt("Subtitles by somebody", "www.OpenSubtitles.org"), 100.0, "it holds no text with times"),
        (
            compose([Cue(0.001, 14400.0, "In order to continue\nyou need to log in")]).encode(),
            0.0,
            "it holds no text with times",
        ),
        (b"<html>Not found</html>", 100.0, "it holds no text with times"),
        (compose([Cue(300.0, 301.0, "Late")]).encode(), 100.0, "its last line comes 3 min 20 s after the end"),
        (b"x" * 6_000_000, 100.0, "it has 6.0 MB"),
        (compose([Cue(300.0, 301.0, "Late")]).encode(), 0.0, ""),
    ],
)
def test_what_cannot_be_of_this_film_is_refused(content: bytes, duration: float, expected: str) -> None:
    assert str(problem(content, duration)) == expected


ENGLISH = ("I do not know what to say.", "I thought that you would come home earlier.", "Thank you for everything.")
SPANISH = ("No sé qué decir.", "Pensé que vendrías más temprano a casa.", "Gracias por todo lo que hiciste.")
RUSSIAN = ("Я не знаю, что сказать.", "Я думал, ты придёшь раньше.", "Спасибо тебе за всё, что ты сделал.")
SERBIAN = ("Ne znam šta da kažem.", "Mislio sam da ćeš doći kući ranije.", "Hvala ti za sve.")
CHINESE = ("我不知道该说什么。", "我以为你会早点回家来的。", "谢谢你所做的一切。")
NORWEGIAN = ("Jeg vet ikke hva jeg skal si.", "Jeg trodde du skulle komme hjem før.", "Takk for alt du har gjort.")
GALICIAN = ("Non sei que dicir.", "Pensei que virías antes á casa.", "Grazas por todo o que fixeches por nós.")
TRADITIONAL = ("我不知道該說什麼。", "我以為你會早點回家來的。", "謝謝你為我們所做的一切，真的。")
JAPANESE = ("何を言えばいいのか分からない。", "もっと早く帰ってくると思っていたのに。", "いろいろとありがとう。")
UKRAINIAN = ("Я не знаю, що сказати.", "Я думав, ти прийдеш раніше.", "Дякую тобі за все, що ти зробив.")
CYRILLIC = ("Не знам шта да кажем.", "Мислио сам да ћеш доћи кући раније.", "Хвала ти за све што си учинио.")
FANSUB = tuple(f"{chinese}\n{japanese}" for chinese, japanese in zip(CHINESE, JAPANESE, strict=True))
BOTH = tuple(f"{chinese}\n{english}" for chinese, english in zip(CHINESE, ENGLISH, strict=True))


def talk(lines: tuple[str, ...], minutes: float = 24) -> bytes:
    """A text that goes on for so long, a line every five seconds."""
    count = int(minutes * 12)
    return compose(Cue(n * 5.0, n * 5 + 3.0, lines[n % len(lines)]) for n in range(count)).encode()


@pytest.mark.parametrize(
    ("content", "language", "expected"),
    [
        (talk(ENGLISH), "en", ""),
        (talk(ENGLISH), "en-GB", ""),
        (talk(SPANISH), "en", "it is in Spanish, not in English"),
        (talk(RUSSIAN), "en", "it is not written as English is"),
        (talk(ENGLISH), "ru", "it is not written as Russian is"),
        (talk(CHINESE), "zh-Hans", ""),
        (talk(CHINESE), "ja", "it is not written as Japanese is"),
        (talk(BOTH), "zh", ""),
        (talk(BOTH), "en", ""),
        (talk(SERBIAN), "sr", ""),
        (talk(SERBIAN), "hr", ""),
        (talk(NORWEGIAN), "da", ""),
        (talk(NORWEGIAN), "nb", ""),
        (talk(GALICIAN), "gl", ""),
        (talk(TRADITIONAL), "zh-Hant", ""),
        (talk(TRADITIONAL), "zh", ""),
        (talk(TRADITIONAL), "ko", "it is not written as Korean is"),
        (talk(JAPANESE), "zh-Hans", "it is not written as Chinese (Simplified) is"),
        (talk(FANSUB), "zh-Hans", ""),
        (talk(FANSUB), "ja", ""),
        (talk(UKRAINIAN), "uk", ""),
        (
            talk((*RUSSIAN, "Мы ждали тебя весь вечер, а потом пошли домой.")),
            "uk",
            "it is in Russian, not in Ukrainian",
        ),
        (talk(CYRILLIC), "sr", ""),
        (talk(ENGLISH), "sr", "it is in English, not in Serbian"),
        (talk(ENGLISH), "nb", "it is in English, not in Norwegian Bokmål"),
        (srt("No sé qué decir."), "en", ""),
        (talk(("A bell rings.",)), "en", ""),
        (talk(("No!", "Help!", "Hurry up!", "Oh no.")), "en", ""),
        (talk(("♪ La la la ♪", "Meow.")), "en", ""),
        (talk((*SPANISH, *["¡No!"] * 40)), "en", "it is in Spanish, not in English"),
    ],
)
def test_a_text_in_another_language_is_refused_where_that_is_sure(content: bytes, language: str, expected: str) -> None:
    assert str(problem(content, 0, language)) == expected


@pytest.mark.parametrize(
    ("content", "duration", "forced", "expected"),
    [
        (talk(ENGLISH, 24), 1440.0, False, ""),
        (talk(ENGLISH, 120), 1440.0, False, "its last line comes 1 h 35 min after the end"),
        (talk(ENGLISH, 24), 3600.0, False, "it ends after 23 min 58 s of 1 h"),
        (srt("One.", "Two."), 1440.0, False, "it has 2 lines for 24 min"),
        (srt("One.", "Two."), 1440.0, True, ""),
    ],
)
def test_a_text_for_another_length_is_refused(content: bytes, duration: float, forced: bool, expected: str) -> None:
    assert str(problem(content, duration, "en", forced=forced)) == expected


def test_one_odd_line_among_many_says_nothing_of_the_length() -> None:
    odd = Cue(7000.0, 7001.0, "Thanks for watching.")
    whole, begun = (compose([*parse(talk(ENGLISH, minutes).decode()), odd]).encode() for minutes in (24, 20))
    assert not problem(whole, 1440.0, "en")
    assert str(problem(begun, 7200.0, "en")).startswith("it ends after 19 min")
