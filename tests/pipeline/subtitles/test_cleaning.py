"""What is left of a subtitle."""

from __future__ import annotations

from time import process_time

import pytest

from pipeline.subtitles.cleaning import clean, without_ads
from pipeline.subtitles.cues import Cue, compose, parse


def srt(*texts: str) -> bytes:
    return compose(Cue(n * 10.0, n * 10 + 2.0, text) for n, text in enumerate(texts)).encode()


@pytest.mark.parametrize(
    "line",
    [
        "Downloaded from www.OpenSubtitles.org",
        "Subtitles by explosiveskull",
        "Sync & corrections by honeybunny",
        "<font color='#fff'>Synced and corrected by <b>someone</b></font>",
        "Support us and become VIP member",
        "Advertise your product or brand here",
        "https://example.com/watch",
        "-= www.addic7ed.com =-",
        "Captioned by the National Captioning Institute",
        "Subtitles downloaded from somewhere",
        "Support us and become VIP member\nto remove all ads from www.OpenSubtitles.org",
        "Advertise your product or brand here\ncontact www.OpenSubtitles.org today",
        "Watch any video online with Open-SUBTITLES\nFree Browser extension: osdb.link/ext",
        "Please rate this subtitle at www.osdb.link/abc\nHelp other users to choose the best subtitles",
        "Subtitles by:\nJane Doe",
        "- Synced and corrected by somebody -\n-- www.Addic7ed.com --",
        "Downloaded from\nwww.OpenSubtitles.org",
        "Do you want subtitles for any video?\n-=[ ai.OpenSubtitles.com ]=-",
        "-- English - US - SDH --\nSync by honeybunny",
        "Subtítulos por aRGENTeaM\nwww.argenteam.net",
        "Titulky přeložil: xxx\nwww.titulky.com",
        "Untertitel von SubCentral.de",
        "Переведено на Нотабеноиде\nhttp://notabenoid.com",
        "字幕由 射手网 提供\nwww.shooter.cn",
        "Traduzione: Italiansubs.net\n[IScrew]",
        "== sync, corrected by <font color='#0f0'>elderman</font> ==\n@elder_man",
        "Captioned by Media Access Group\naccess.wgbh.org",
        "Use the free code JOINNOW at\nwww.playships.eu",
        "Created and encoded by -- somebody -- of www.some-torrents.com. The best films in small files there are.",
        "Subtitle translation by: Ana Pérez",
        "تمت الترجمة بواسطة\nwww.subscene.com",
        "Encoded by GalaxyRG\nhttps://galaxyrg.com",
        "Watch movies and series online for free\nwww.SuperStream.xyz",
        "Official YIFY movies site:\nYTS.MX",
        "本字幕由 射手 制作\nwww.shooter.cn",
        "Çeviri: Ahmet\naltyazi-evi.org",
        "תורגם על ידי מישהו\nwww.example.co.il",
        "Join our channel\nhttps://t.me/example",
        "Support me on Patreon\npatreon.com/example",
        "1xBet, the bookmaker.\nPromo code: SUBS",
        "Become a member at subdl.com",
        "Watch all your favorite movies at\nwww.yts.lt",
        "Improved by: @somebody",
        "Re-synced by somebody",
        "Subtitle by Somebody\nFixed & Synced by another",
        "Sync: Somebody\nTranslation: Another",
        "Téléchargé sur www.example.eu",
        "Anuncie su producto aquí\ncontacte www.OpenSubtitles.org hoy",
        "Lägg din annons här\nkontakta www.OpenSubtitles.org idag",
        "Subtitulado por Grupo Uno\nwww.tusubtitulo.com",
        "Tłumaczenie: Igloo\nKorekta: rol",
        "Traducerea: Somebody\nSubs.ro Team",
        "Υποτιτλισμός: Vip Team\nwww.example.gr",
    ],
)
def test_lines_that_advertise_go(line: str) -> None:
    assert clean(srt("Hello.", line, "Goodbye.")) == clean(srt("Hello.", "Goodbye.")).replace(
        "00:00:10,000 --> 00:00:12,000", "00:00:20,000 --> 00:00:22,000"
    )


@pytest.mark.parametrize(
    "line",
    [
        "I downloaded it myself.",
        "He came by the house.",
        "They support us.",
        "Subtitles are for people who read.",
        "What's the correct answer?",
        "Stop by at three.",
        "We sync our watches by noon.",
        "It was corrected by the teacher.",
        "It's Amara. Am I right?",
        "You can't just download movies!",
        "You can watch movies online for all I care.",
        "Edited by whom?",
        "Hello.\nDownloaded from www.OpenSubtitles.org",
        "Look it up at www.example.com.",
        "Corrected by you? Never!",
        "Encoded by the Germans in 1942.",
        "Provided by the state, sir.",
        "Edited by\nmy father.",
        "Previously on Lantern.tv",
        "Translated by hand.",
        "She said hi.\nThen she left.",
        "You should advertise your product here.",
        "Legendas? Eu nunca leio legendas.",
        "Translated by the monks of Kells,\nit took them forty years.",
        "Je l'ai traduit.\nC'est sur www.example.fr, regarde.",
        "Перевод? Какой перевод?",
        "Join us at the casino tonight.",
        "Sync by noon or die.",
        "He sells adverts.\nFor whom?",
        "Correction: by noon.",
        "Traducción: siéntese.\nÉl: gracias.",
        "TRANSLATOR: He says yes.\nJOE: Good.",
        "Watch the house\nat night.",
        "Follow me on Twitter.",
        "Support us, and the town is yours.",
        "Watch online movies with me, they're free.",
        "Over and over,\nlanternrow.com.",
        "Movies with the lowest budget win.",
    ],
)
def test_lines_that_people_say_stay(line: str) -> None:
    assert [cue.text for cue in without_ads(parse(srt(line).decode()))] == [line]


def test_marks_that_players_would_print_go() -> None:
    dressed = r'<font face="Arial" size="20">{\an8}<i>Up here</i>\hnow</font>'
    assert "<i>Up here</i> now" in clean(srt(dressed))


def test_a_subtitle_of_nothing_is_empty() -> None:
    assert clean(b"not a subtitle") == ""
    assert clean(srt("www.opensubtitles.org")) == ""


def test_what_lies_inside_a_film_keeps_every_line() -> None:
    assert "OpenSubtitles" in clean(srt("Hello.", "Downloaded from www.OpenSubtitles.org"), ads=True)


@pytest.mark.parametrize("line", ["a" * 250 + " b" * 20, "a.-" * 80, " " * 100 + "x", "a-" * 1_000_000])
def test_no_line_takes_long_to_judge(line: str) -> None:
    """An expression that can divide a line in many ways never ends on the first of these."""
    began = process_time()
    without_ads([Cue(1.0, 2.0, f"{start} {line}") for start in ("Subtitles by", "Subs and", "Legendas", "www.")])
    assert process_time() - began < 5
