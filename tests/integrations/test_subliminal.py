"""The subtitle search, through subliminal and a provider of its kind, against the pretend site on loopback."""

from __future__ import annotations

import gzip
import io
import logging
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import requests
from dogpile.cache import make_region
from dogpile.cache.api import CachedValue
from pytest_httpserver import HTTPServer
from subliminal.exceptions import AuthenticationError
from subliminal.extensions import provider_manager
from subliminal.providers.gestdown import GestdownProvider
from subliminal.providers.opensubtitlescom import OpenSubtitlesComProvider
from subliminal.providers.podnapisi import PodnapisiProvider
from subliminal.refiners.hash import hash_opensubtitles
from werkzeug import Response

from demo.subtitles import SubtitleServer
from integrations.subliminal import Subliminal
from integrations.subliminal.pool import Briefly
from integrations.subliminal.searching import Search
from integrations.subliminal.troubles import reason, underlying
from pipeline.errors import Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, RejectedSubtitle, ShowInfo, Subtitle, SubtitleQuery
from pipeline.ports import Subtitler
from pipeline.subtitles.cleaning import fingerprint
from pipeline.subtitles.encodings import decode

TEXT = "1\n00:00:01,000 --> 00:00:02,000\nGood evening.\n"
RELEASE = "One.Step.Beyond.S01E05.720p.WEB.h264-DEMO"
THIS = {"series": "One Step Beyond", "season": 1, "episode": 5}


@pytest.fixture
def site() -> Iterator[SubtitleServer]:
    with SubtitleServer() as server:
        yield server


def subliminal(site: SubtitleServer, *, api_key: str = "", **settings: Any) -> Subliminal:
    account = {"url": site.url, **({"api_key": api_key} if api_key else {})}
    defaults = {"providers": ("airdate-demo",), "settings": {"airdate-demo": account}, "timeout": 10}
    return Subliminal(Subliminal.Config(**{**defaults, **settings}), name="subliminal")


def query(**facts: Any) -> SubtitleQuery:
    defaults: dict[str, Any] = {
        "video": "",
        "release": RELEASE,
        "show": ShowInfo(title="One Step Beyond", year=1959, tvdb_id=77028, aliases=("Alcoa Presents",)),
        "episode": EpisodeInfo(season=1, number=5, title="Premonition"),
        "languages": ("en",),
    }
    return SubtitleQuery(**{**defaults, **facts})


def texts(found: list[Subtitle]) -> list[tuple[str, str]]:
    return [(s.language, s.id) for s in found]


def test_it_is_a_subtitler_and_says_who_answers(site: SubtitleServer) -> None:
    assert isinstance(subliminal(site), Subtitler)
    assert str(subliminal(site).check()) == "subtitles from airdate-demo"


def test_finds_the_subtitle_of_each_wanted_language_in_the_order_wished_for(site: SubtitleServer) -> None:
    english, brazilian = site.add("en", TEXT, **THIS), site.add("pt-BR", TEXT, **THIS)
    site.add("de", TEXT, **THIS)
    found = subliminal(site).find(query(languages=("pt-BR", "fr", "en")))
    assert texts(found) == [("pt-BR", brazilian), ("en", english)]
    assert found[0].content == TEXT.encode()
    assert found[0].provider == "airdate-demo"


def test_nothing_there_is_an_empty_list_and_no_error(site: SubtitleServer) -> None:
    assert subliminal(site).find(query()) == []


def test_the_one_for_this_release_comes_before_another(site: SubtitleServer) -> None:
    site.add("en", TEXT, **THIS, release="One.Step.Beyond.S01E05.DVDRip.XviD-OTHER")
    fitting = site.add("en", TEXT, **THIS, release=RELEASE)
    site.add("en", TEXT, **THIS)
    assert texts(subliminal(site).find(query())) == [("en", fitting)]


def test_the_very_file_comes_before_everything(site: SubtitleServer, tmp_path: Path) -> None:
    video = tmp_path / "anything.mkv"
    video.write_bytes(os.urandom(64) * 180_000)
    site.add("en", TEXT, **THIS, release=RELEASE)
    same = site.add("en", TEXT, **THIS, hash=hash_opensubtitles(str(video)))
    (found,) = subliminal(site).find(query(video=str(video)))
    assert (found.id, found.score) == (same, 971)


def test_a_small_or_missing_file_is_searched_by_name(site: SubtitleServer, tmp_path: Path) -> None:
    (tmp_path / "small.mkv").write_bytes(b"small")
    wanted = site.add("en", TEXT, **THIS)
    for video in (tmp_path / "small.mkv", tmp_path / "gone.mkv"):
        assert texts(subliminal(site).find(query(video=str(video)))) == [("en", wanted)]


def test_what_the_catalogue_knows_wins_over_a_misleading_name(site: SubtitleServer) -> None:
    """The release says season 2; the job knows better."""
    wanted = site.add("en", TEXT, **THIS)
    site.add("en", TEXT, series="One Step Beyond", season=2, episode=1)
    found = subliminal(site).find(query(release="Some.Other.Thing.S02E01.1080p.BluRay.x264-X"))
    assert texts(found) == [("en", wanted)]
    asked = site.requests_for("/search")[-1].query
    assert "season=1&episode=5" in asked


def test_a_show_is_found_under_its_other_names(site: SubtitleServer) -> None:
    wanted = site.add("en", TEXT, series="Alcoa Presents", season=1, episode=5)
    assert texts(subliminal(site).find(query())) == [("en", wanted)]


def test_another_episode_is_never_taken_however_well_the_rest_matches(site: SubtitleServer) -> None:
    site.fail_next(
        status=200,
        path_prefix="/search",
        body=b'[{"id": "9", "language": "en", "series": "One Step Beyond", "season": 1, "episode": 6, "year": 1959,'
        b' "release": "One.Step.Beyond.S01E06.720p.WEB.h264-DEMO", "hash": "", "hearing_impaired": false,'
        b' "forced": false}]',
    )
    assert subliminal(site, min_score=0).find(query()) == []
    assert site.requests_for("/subtitles") == []


@pytest.mark.parametrize(
    ("wish", "chosen"),
    [
        ({}, "plain"),
        ({"hearing_impaired": True}, "impaired"),
        ({"forced": True}, "forced"),
    ],
)
def test_hearing_impaired_and_forced_as_wished(site: SubtitleServer, wish: dict[str, bool], chosen: str) -> None:
    ids = {
        # The unwished ones fit better, so that only the wish can decide.
        "impaired": site.add("en", TEXT, **THIS, hearing_impaired=True, release=RELEASE if not wish else ""),
        "forced": site.add("en", TEXT, **THIS, forced=True),
        "plain": site.add("en", TEXT, **THIS, release=RELEASE if wish else ""),
    }
    (found,) = subliminal(site).find(query(**wish))
    assert found.id == ids[chosen]
    assert (found.hearing_impaired, found.forced) == (chosen == "impaired", chosen == "forced")


def test_a_plain_one_is_taken_when_no_hearing_impaired_one_is_there(site: SubtitleServer) -> None:
    plain = site.add("en", TEXT, **THIS)
    assert texts(subliminal(site).find(query(hearing_impaired=True))) == [("en", plain)]


def test_a_hearing_impaired_or_forced_one_is_not_taken_for_a_plain_one(site: SubtitleServer) -> None:
    site.add("en", TEXT, **THIS, hearing_impaired=True)
    site.add("en", TEXT, **THIS, forced=True)
    assert subliminal(site).find(query()) == []


def test_a_download_that_is_no_subtitle_gives_way_to_the_next_best(site: SubtitleServer) -> None:
    site.add("en", "<html>Please log in</html>", **THIS, release=RELEASE)
    good = site.add("en", TEXT, **THIS)
    assert texts(subliminal(site).find(query())) == [("en", good)]


def test_a_subtitle_in_another_format_becomes_srt(site: SubtitleServer) -> None:
    site.add(
        "en",
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
        "Style: Default,Arial,20\n\n"
        "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Good evening.\n",
        **THIS,
    )
    (found,) = subliminal(site).find(query())
    assert b"00:00:01,000 --> 00:00:02,000" in found.content


@pytest.mark.parametrize(
    ("language", "said", "encoding"),
    [
        ("ru", "Добрый вечер, я не знаю, что сказать.", "koi8-r"),
        ("pl", "Nie wiem, co powiedzieć, bracie. Żółć.", "iso8859-2"),
        ("zh-Hant", "我不知道該說什麼。我以為你會早點來。", "big5"),
    ],
)
def test_another_format_is_read_in_its_own_letters(
    site: SubtitleServer, language: str, said: str, encoding: str
) -> None:
    site.add(language, f"{{1}}{{1}}25\n{{25}}{{50}}{said}\n".encode(encoding), **THIS)
    (found,) = subliminal(site).find(query(languages=(language,)))
    assert said in found.content.decode()


def test_bytes_come_as_the_site_sent_them(site: SubtitleServer) -> None:
    site.add("pl", "1\r\n00:00:01,000 --> 00:00:02,000\r\nZażółć\r\n".encode("cp1250"), **THIS)
    (found,) = subliminal(site).find(query(languages=("pl",)))
    assert found.content == "1\r\n00:00:01,000 --> 00:00:02,000\r\nZażółć\r\n".encode("cp1250")


ODD_BYTES = {
    "packed": gzip.compress(TEXT.encode()),
    "UTF-16": TEXT.encode("utf-16"),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode(),
    "lines of an old Macintosh": TEXT.replace("\n", "\r").encode(),
    "packed by hand": gzip.compress(TEXT.encode("utf-16")),
}


@pytest.mark.parametrize("content", ODD_BYTES.values(), ids=ODD_BYTES)
def test_what_subliminal_does_not_expect_is_read_all_the_same(site: SubtitleServer, content: bytes) -> None:
    site.add("en", content, **THIS)
    (found,) = subliminal(site).find(query())
    assert decode(found.content).split() == TEXT.split()


NO_SUBTITLES = {
    "a page": b"<!doctype html><html>Please log in</html>",
    "JSON": b'{"message": "quota"}',
    "a RAR": b"Rar!\x1a\x07\x01\x00" + b"x" * 200,
    "nothing": b"\r\n \r\n",
    "bytes": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("content", NO_SUBTITLES.values(), ids=NO_SUBTITLES)
def test_what_is_no_subtitle_is_never_taken(site: SubtitleServer, content: bytes) -> None:
    site.add("en", content, **THIS)
    assert subliminal(site).find(query()) == []


def test_a_region_that_subliminal_does_not_know_is_served_by_its_language(site: SubtitleServer) -> None:
    spanish = site.add("es", TEXT, **THIS)
    assert texts(subliminal(site).find(query(languages=("es-419", "xx-nonsense")))) == [("es-419", spanish)]


def test_a_site_that_is_down_is_unreachable_and_no_empty_list(site: SubtitleServer) -> None:
    site.add("en", TEXT, **THIS)
    searching = subliminal(site)
    with site.outage(), pytest.raises(Unreachable, match="airdate-demo cannot be reached"):
        searching.find(query())
    assert len(searching.find(query())) == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (500, "airdate-demo answered HTTP 500"),
        (503, "airdate-demo is out of order"),
        (200, "cannot be read|cannot be reached"),
    ],
)
def test_a_site_that_fails_is_unreachable_with_its_name(site: SubtitleServer, status: int, reason: str) -> None:
    site.fail_next(status=status, path_prefix="/search", body=b"<html>oops")
    with pytest.raises(Unreachable, match=reason):
        subliminal(site).find(query())


def test_a_site_that_does_not_answer_is_unreachable(site: SubtitleServer) -> None:
    with site.hold("/search"), pytest.raises(Unreachable, match="did not answer in time"):
        subliminal(site, timeout=0.3).find(query())


def test_one_site_that_fails_does_not_hide_the_others_and_is_told_by_name(
    site: SubtitleServer, caplog: pytest.LogCaptureFixture
) -> None:
    """A film without a Polish hash is none of napiprojekt's business: only who was asked counts."""
    wanted = site.add("en", TEXT, **THIS)
    site.add("en", TEXT, **THIS, release=RELEASE)
    site.fail_next(status=500, path_prefix="/subtitles")
    with caplog.at_level(logging.WARNING):
        found = subliminal(site, providers=("airdate-demo", "napiprojekt")).find(query())
    assert texts(found) == [("en", wanted)]
    assert "airdate-demo answered HTTP 500" in caplog.text


def test_a_site_that_is_out_of_order_is_left_alone_for_a_while(site: SubtitleServer) -> None:
    wanted = site.add("en", TEXT, **THIS)
    site.fail_next(status=404, path_prefix="/subtitles")
    site.fail_next(status=500, path_prefix="/subtitles")
    searching = subliminal(site)
    assert searching.find(query()) == [], "one that is gone is about itself"
    assert searching.find(query()) == []
    asked = len(site.exchanges)
    with pytest.raises(Unreachable):
        searching.find(query())
    assert len(site.exchanges) == asked
    assert texts(subliminal(site).find(query())) == [("en", wanted)]


def test_no_downloads_left_is_told(site: SubtitleServer, caplog: pytest.LogCaptureFixture) -> None:
    site.add("en", TEXT, **THIS)
    site.fail_next(status=429, path_prefix="/subtitles")
    assert subliminal(site).find(query()) == []
    assert "airdate-demo has no downloads left for today" in caplog.text


def test_a_wrong_key_is_refused_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    with SubtitleServer(api_key="right") as site, caplog.at_level(logging.DEBUG):
        searching = subliminal(site, api_key="s3cret-key")
        with pytest.raises(Unauthorized, match="refused the username or password") as caught:
            searching.find(query())
        site.add("en", TEXT, **THIS)
        assert len(subliminal(site, api_key="right").find(query())) == 1
    for shown in (str(caught.value), repr(caught.value), caplog.text, repr(searching.config), str(searching.__dict__)):
        assert "s3cret-key" not in shown


def test_an_unknown_provider_or_setting_is_refused_with_what_there_is(site: SubtitleServer) -> None:
    with pytest.raises(Unauthorized, match=r"knows no provider subscene. It knows .*gestdown"):
        subliminal(site, providers=("subscene",)).find(query())
    with pytest.raises(Unauthorized, match="has no setting “pasword”"):
        subliminal(site, settings={"airdate-demo": {"url": site.url, "pasword": "x"}}).find(query())


def test_every_provider_of_the_default_is_one_that_subliminal_has() -> None:
    known = Search(Subliminal.Config(), "subliminal")._known()
    assert set(known) <= set(provider_manager.names())


def test_asking_again_gives_the_same(site: SubtitleServer) -> None:
    site.add("en", TEXT, **THIS)
    searching = subliminal(site)
    assert searching.find(query()) == searching.find(query())


def test_what_was_refused_is_passed_over_by_its_id_and_by_its_text(site: SubtitleServer) -> None:
    site.add("en", TEXT, **THIS, release=RELEASE)
    same = site.add("en", TEXT.replace("\n", "\r\n"), **THIS, release=RELEASE)
    other = site.add("en", TEXT.replace("evening", "morning"), **THIS)
    best = subliminal(site).find(query())[0]
    by_id = RejectedSubtitle(provider=best.provider, id=best.id)
    by_text = RejectedSubtitle(mark=fingerprint(best.content, "en"))

    assert texts(subliminal(site).find(query(refused=(by_id,)))) == [("en", same)]
    assert texts(subliminal(site).find(query(refused=(by_text,)))) == [("en", other)]
    site.remove(other)
    assert subliminal(site).find(query(refused=(by_text,))) == []


def test_what_was_refused_by_its_id_is_not_even_downloaded(site: SubtitleServer) -> None:
    only = site.add("en", TEXT, **THIS)
    refused = RejectedSubtitle(provider="airdate-demo", id=only)

    assert subliminal(site).find(query(refused=(refused,))) == []
    assert not [e for e in site.exchanges if e.path.startswith("/subtitles/")]


# -- opensubtitles.com, as it answers ----------------------------------------------------------------------------------

FOUND: dict[str, Any] = {
    "id": "7",
    "type": "subtitle",
    "attributes": {
        "language": "en",
        "release": RELEASE,
        "hearing_impaired": False,
        "foreign_parts_only": False,
        "machine_translated": False,
        "download_count": 1,
        "fps": 25.0,
        "feature_details": {
            "feature_type": "Episode",
            "parent_title": "One Step Beyond",
            "title": "Premonition",
            "season_number": 1,
            "episode_number": 5,
            "year": 1959,
        },
        "files": [{"file_id": 7, "file_name": RELEASE}],
    },
}
FILE = {"file_id": 8, "file_name": "Another"}
ACCOUNT = {"username": "me", "password": "secret"}


@pytest.fixture
def opensubtitles(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """The site, with as many subtitles of the episode as eat all tries."""
    monkeypatch.setattr(OpenSubtitlesComProvider, "server_url", httpserver.url_for("/"))
    several = [{**FOUND, "id": str(n)} for n in range(6)]
    httpserver.expect_request("/login").respond_with_json({"token": "t", "status": 200})
    httpserver.expect_request("/subtitles").respond_with_json({"data": several, "total_pages": 1, "page": 1})
    return httpserver


MACHINE = {
    "told": {"ai_translated": True},
    "in its name": {"files": [{"file_id": 7, "file_name": f"{RELEASE}.AI-translated.srt"}]},
}


@pytest.mark.parametrize("machine", MACHINE.values(), ids=MACHINE)
@pytest.mark.parametrize("other", [True, False])
def test_what_a_machine_translated_comes_after_everything_else(
    site: SubtitleServer, opensubtitles: HTTPServer, machine: dict[str, Any], other: bool
) -> None:
    """However well it fits otherwise; where there is no other it is better than none."""
    rows = [{**FOUND, "attributes": {**FOUND["attributes"], **machine}}]
    if other:
        rows.append({**FOUND, "id": "8", "attributes": {**FOUND["attributes"], "release": "Another", "files": [FILE]}})
    opensubtitles.clear()
    opensubtitles.expect_request("/login").respond_with_json({"token": "t", "status": 200})
    opensubtitles.expect_request("/subtitles").respond_with_json({"data": rows, "total_pages": 1, "page": 1})
    link = {"link": opensubtitles.url_for("/file"), "remaining": 9}
    opensubtitles.expect_request("/download").respond_with_json(link)
    opensubtitles.expect_request("/file").respond_with_data(TEXT)

    assert texts(with_opensubtitles(site, **ACCOUNT).find(query())) == [("en", "8" if other else "7")]


def with_opensubtitles(site: SubtitleServer, **account: str) -> Subliminal:
    settings = {"airdate-demo": {"url": site.url}, **({"opensubtitlescom": account} if account else {})}
    return subliminal(site, providers=("opensubtitlescom", "airdate-demo"), settings=settings)


def test_a_site_for_members_is_asked_with_an_account_only(site: SubtitleServer, opensubtitles: HTTPServer) -> None:
    other = site.add("en", TEXT, **THIS)
    without = with_opensubtitles(site)

    assert texts(without.find(query())) == [("en", other)]
    assert "opensubtitlescom would be asked, too, with username and password" in str(without.check())
    assert not opensubtitles.log
    with pytest.raises(Unauthorized, match="username and password"):
        subliminal(site, providers=("opensubtitlescom",), settings={}).find(query())


ODD = [{}, {"id": "9"}, None, {**FOUND, "id": None}, {**FOUND, "attributes": {**FOUND["attributes"], "fps": "n/a"}}]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_row_of_opensubtitles_costs_only_itself(
    site: SubtitleServer, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, odd: object
) -> None:
    monkeypatch.setattr(OpenSubtitlesComProvider, "server_url", httpserver.url_for("/"))
    httpserver.expect_request("/login").respond_with_json({"token": "t", "status": 200})
    httpserver.expect_request("/subtitles").respond_with_json({"data": [odd, FOUND], "total_pages": 1, "page": 1})
    httpserver.expect_request("/download").respond_with_json({"link": httpserver.url_for("/file"), "remaining": 5})
    httpserver.expect_request("/file").respond_with_data(TEXT)

    (found,) = with_opensubtitles(site, **ACCOUNT).find(query())

    assert found.provider == "opensubtitlescom"


REFUSALS = [
    (401, "refused the username or password"),
    (403, "does not let this account in"),
    (406, "has no downloads left for today"),
    (407, "has no downloads left for today"),
    (415, "does not accept this version of subliminal"),
    (429, "asks us to slow down"),
]


@pytest.mark.parametrize(("status", "says"), REFUSALS)
def test_what_keeps_a_member_from_downloading_is_told_apart(
    site: SubtitleServer, opensubtitles: HTTPServer, caplog: pytest.LogCaptureFixture, status: int, says: str
) -> None:
    other = site.add("en", TEXT, **THIS)
    opensubtitles.expect_request("/download").respond_with_data("", status=status)
    member = with_opensubtitles(site, **ACCOUNT)

    assert texts(member.find(query())) == [("en", other)], "the other site has its turn"
    assert says in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_member_s_site_in_trouble_is_asked_once_and_rests(
    site: SubtitleServer, opensubtitles: HTTPServer, status: int
) -> None:
    """opensubtitles.com's gateway often fails: https://github.com/Diaoul/subliminal/issues/1311."""
    other = site.add("en", TEXT, **THIS)
    opensubtitles.expect_request("/download").respond_with_data("<html>oops", status=status)
    member = with_opensubtitles(site, **ACCOUNT)

    assert [texts(member.find(query())) for _ in range(2)] == [[("en", other)]] * 2
    assert len([r for r, _ in opensubtitles.log if r.path == "/download"]) == 1


def test_a_site_that_gives_no_subtitles_leaves_the_others_their_turn(
    site: SubtitleServer, opensubtitles: HTTPServer
) -> None:
    other = site.add("en", TEXT, **THIS)
    opensubtitles.expect_request("/download").respond_with_json({"link": opensubtitles.url_for("/file")})
    opensubtitles.expect_request("/file").respond_with_data("<html>Are you human?</html>")

    assert texts(with_opensubtitles(site, **ACCOUNT).find(query())) == [("en", other)]


def test_a_site_whose_sign_in_is_a_page_is_not_asked_for_each_subtitle(
    site: SubtitleServer, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenSubtitlesComProvider, "server_url", httpserver.url_for("/"))
    several = [{**FOUND, "id": str(n)} for n in range(6)]
    httpserver.expect_request("/login").respond_with_data("<html>Back soon</html>")
    httpserver.expect_request("/subtitles").respond_with_json({"data": several, "total_pages": 1, "page": 1})

    with_opensubtitles(site, **{**ACCOUNT, "username": "newcomer"}).find(query())

    assert len([r for r, _ in httpserver.log if r.path == "/login"]) <= 2


def test_a_site_that_says_it_has_pages_without_end_is_read_a_little_of(
    site: SubtitleServer, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenSubtitlesComProvider, "server_url", httpserver.url_for("/"))
    httpserver.expect_request("/login").respond_with_json({"token": "t", "status": 200})
    httpserver.expect_request("/subtitles").respond_with_json({"data": [FOUND], "total_pages": 10**9, "page": 1})
    httpserver.expect_request("/download").respond_with_data("", status=406)

    with_opensubtitles(site, **ACCOUNT).find(query())

    assert len([r for r, _ in httpserver.log if r.path == "/subtitles"]) <= 30


def test_a_site_that_answers_too_late_is_told_so(
    site: SubtitleServer, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """subliminal calls everything that `requests` raises an error of the site."""
    site.add("en", TEXT, **THIS)
    monkeypatch.setattr(OpenSubtitlesComProvider, "server_url", site.url + "/")
    member = subliminal(site, providers=("opensubtitlescom",), settings={"opensubtitlescom": ACCOUNT}, timeout=0.3)
    with site.hold("/subtitles"), pytest.raises(Unreachable, match="opensubtitlescom did not answer in time"):
        member.find(query())


def test_while_no_site_is_asked_it_is_told_which_and_why(site: SubtitleServer, opensubtitles: HTTPServer) -> None:
    opensubtitles.expect_request("/download").respond_with_data("", status=406)
    member = subliminal(site, providers=("opensubtitlescom",), settings={"opensubtitlescom": ACCOUNT})
    member.find(query())
    with pytest.raises(Unreachable, match="for a while: opensubtitlescom has no downloads left for today"):
        member.find(query())


def test_a_site_without_downloads_left_rests(site: SubtitleServer, opensubtitles: HTTPServer) -> None:
    opensubtitles.expect_request("/download").respond_with_data("", status=406)
    member = with_opensubtitles(site, **ACCOUNT)
    for _ in range(3):
        member.find(query())

    assert len([r for r, _ in opensubtitles.log if r.path == "/download"]) == 1


# -- podnapisi, which sends archives -----------------------------------------------------------------------------------

SUBTITLE = ("show.srt", TEXT)
README = ("readme.txt", "Thank you for downloading.")


def archive(*files: tuple[str, str]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as packed:
        for name, text in files:
            packed.writestr(name, text)
    return made.getvalue()


ROW: dict[str, Any] = {
    "id": "AbCd",
    "language": "en",
    "flags": [],
    "url": "/x",
    "releases": [RELEASE],
    "custom_releases": [],
    "movie": {
        "title": "One Step Beyond",
        "year": "1959",
        "type": "tv-series",
        "episode_info": {"season": 1, "episode": 5},
    },
}


def podnapisi(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, *rows: object) -> Subliminal:
    """The site, with these subtitles."""
    monkeypatch.setattr(PodnapisiProvider, "server_url", httpserver.url_for("/subtitles"))
    answer = {"data": rows, "page": 1, "all_pages": 1}
    httpserver.expect_request("/subtitles/search/advanced").respond_with_json(answer)
    return Subliminal(Subliminal.Config(providers=("podnapisi",), timeout=10), name="subliminal")


SEASON = (("show/One.Step.Beyond.S01E04.srt", TEXT.replace("evening", "night")), ("show/1x05.srt", TEXT))


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (archive(SUBTITLE), True),
        (archive(README, SUBTITLE), True),
        (archive(("__MACOSX/._show.srt", "x"), ("show/", ""), SUBTITLE, ("show.nfo", "x")), True),
        (archive(SUBTITLE, ("other.srt", TEXT)), False),
        (archive(*SEASON), True),
        (archive(SEASON[0], SUBTITLE), True),
        (archive(SEASON[0], ("One.Step.Beyond.S01E06.srt", TEXT)), False),
        (archive(README), False),
        (archive(README, SUBTITLE)[:-30], False),
        (archive(README, SUBTITLE).replace(TEXT.encode(), b"x" * len(TEXT)), False),
        (b"<html>Please wait</html>", False),
        (b"Rar!\x1a\x07\x01\x00", False),
    ],
    ids=[
        "alone",
        "readme",
        "macintosh",
        "two",
        "season",
        "another",
        "others",
        "none",
        "cut off",
        "damaged",
        "a page",
        "RAR",
    ],
)
def test_an_archive_is_taken_for_the_one_subtitle_in_it(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, sent: bytes, found: bool
) -> None:
    only = podnapisi(httpserver, monkeypatch, ROW)
    httpserver.expect_request("/subtitles/AbCd/download").respond_with_data(sent)

    assert [s.content for s in only.find(query())] == ([TEXT.encode()] if found else [])


def bomb(name: str) -> bytes:
    """A few KB that are 16 MB."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        packed.writestr(name, b"\0" * 2**24)
    return made.getvalue()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"Rar!\x1a\x07\x01\x00", "sent the subtitle in a RAR archive"),
        (bomb("One.Step.Beyond.S01E05.srt"), "it was not unpacked"),
        (bomb("film.mkv"), "it was not unpacked"),
    ],
    ids=["RAR", "a bomb", "a bomb of another kind"],
)
def test_an_archive_that_cannot_be_opened_is_told_and_the_next_best_taken(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, sent: bytes, told: str
) -> None:
    sites = podnapisi(httpserver, monkeypatch, ROW, {**ROW, "id": "EfGh"})
    httpserver.expect_request("/subtitles/AbCd/download").respond_with_data(sent)
    httpserver.expect_request("/subtitles/EfGh/download").respond_with_data(archive(SUBTITLE))

    assert texts(sites.find(query())) == [("en", "EfGh")]
    assert told in caplog.text


ODD_ROWS = [
    None,
    {},
    {**ROW, "movie": {**ROW["movie"], "year": None}},
    {**ROW, "movie": {**ROW["movie"], "episode_info": {}}},
    {**ROW, "language": "zz-ZZ"},
    {**ROW, "releases": None},
]


@pytest.mark.parametrize("odd", ODD_ROWS)
def test_an_odd_row_of_podnapisi_costs_only_itself(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, odd: object
) -> None:
    httpserver.expect_request("/subtitles/AbCd/download").respond_with_data(archive(SUBTITLE))
    assert len(podnapisi(httpserver, monkeypatch, odd, ROW).find(query())) == 1


# -- gestdown, whose reader keeps much to itself -----------------------------------------------------------------------

GIVEN = {"version": "WEB", "hearingImpaired": False, "downloadUri": "/subtitles/download/1"}


@pytest.fixture
def gestdown(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Subliminal:
    monkeypatch.setattr(GestdownProvider, "server_url", httpserver.url_for("").rstrip("/"))
    return Subliminal(Subliminal.Config(providers=("gestdown",), timeout=10, min_score=100), name="subliminal")


@pytest.mark.parametrize("status", [403, 429, 502])
def test_a_site_in_trouble_is_not_one_that_has_none(httpserver: HTTPServer, gestdown: Subliminal, status: int) -> None:
    httpserver.expect_request(re.compile("/shows/.*")).respond_with_data("<html>", status=status)
    with pytest.raises(Unreachable, match=f"gestdown answered HTTP {status}"):
        gestdown.find(query())


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8"])
def test_a_page_in_a_subtitle_s_place_says_that_no_downloads_are_left(
    httpserver: HTTPServer, gestdown: Subliminal, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    show, episode = {"id": "s", "name": "One Step Beyond"}, {"season": 1, "number": 5, "title": "Premonition"}
    httpserver.expect_request(re.compile("/shows/.*")).respond_with_json({"shows": [show]})
    answer = {"matchingSubtitles": [GIVEN] * 3, "episode": episode}
    httpserver.expect_request(re.compile("/subtitles/get/.*")).respond_with_json(answer)
    httpserver.expect_request("/subtitles/download/1").respond_with_data("<html>", content_type=kind)
    assert gestdown.find(query()) == []
    assert "gestdown has no downloads left for today" in caplog.text
    assert len([r for r, _ in httpserver.log if r.path == "/subtitles/download/1"]) == 1


def test_a_guard_before_a_member_s_site_is_no_matter_of_the_account(
    site: SubtitleServer, opensubtitles: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    opensubtitles.expect_request("/download").respond_with_data("<title>Just a moment...</title>", status=403)
    with_opensubtitles(site, **ACCOUNT).find(query())
    assert "opensubtitlescom shows a page that only a browser passes" in caplog.text


def test_a_guard_s_page_is_told_as_one_and_the_site_rests(httpserver: HTTPServer, gestdown: Subliminal) -> None:
    page = "<title>Just a moment...</title>"
    httpserver.expect_request(re.compile("/shows/.*")).respond_with_data(page, status=403)
    with pytest.raises(Unreachable, match="a page that only a browser passes"):
        gestdown.find(query())


@pytest.mark.parametrize("odd", [{}, {**GIVEN, "version": None}])
def test_an_odd_row_or_no_content_type_costs_nothing_else(
    httpserver: HTTPServer, gestdown: Subliminal, odd: object
) -> None:
    show, episode = {"id": "s", "name": "One Step Beyond"}, {"season": 1, "number": 5, "title": "Premonition"}
    httpserver.expect_request(re.compile("/shows/.*")).respond_with_json({"shows": [show]})
    answer = {"matchingSubtitles": [odd, GIVEN], "episode": episode}
    httpserver.expect_request(re.compile("/subtitles/get/.*")).respond_with_json(answer)
    untyped = Response(TEXT)
    untyped.headers.remove("Content-Type")
    httpserver.expect_request("/subtitles/download/1").respond_with_response(untyped)
    assert len(gestdown.find(query())) == 1


# -- what subliminal remembers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "age", "kept"), [("show", 60, True), ("show", 3600, False), ("oscom_token", 3600, True)]
)
def test_what_a_site_answered_is_remembered_for_a_season_s_search(key: str, age: int, kept: bool) -> None:
    """subliminal's own: three days for the episodes that a site has, three weeks for a show that it does not have."""
    region = make_region().configure("dogpile.cache.memory", wrap=[Briefly])
    region.backend.set(key, CachedValue("x", {"ct": time.time() - age}))
    assert (region.get(key) == "x") is kept


def test_what_a_provider_stumbles_over_is_what_came_before() -> None:
    """Offline, subtitulamos looks for the status of an answer that there is none of."""
    stumbled = AttributeError("'NoneType' object has no attribute 'status_code'")
    stumbled.__context__ = requests.ConnectionError()
    assert str(reason("subtitulamos", underlying(stumbled, member=False))) == "subtitulamos cannot be reached."


@pytest.mark.parametrize(("member", "told"), [(True, "refused the username or password"), (False, "is out of order")])
def test_a_password_is_blamed_where_there_is_one(member: bool, told: str) -> None:
    assert told in str(reason("bsplayer", underlying(AuthenticationError(), member=member)))
