"""Behind a real nginx with TLS, with a name of its own or under a path of another site: as docs/running.md says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, expect

from pipeline.config import Dashboard
from pipeline.services import tokens
from pipeline.store import shows
from tests.rigs.browser import browser
from tests.rigs.dashboard import Visitor
from tests.rigs.managed import PASSWORD, Managed, managed
from tests.rigs.nginx import nginx

__all__ = ["browser"]  # fixtures

FERRY = "Meridian Ferry"
DOCS = Path(__file__).parents[2] / "docs" / "running.md"
AS_TOLD = re.findall(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
OURS = "http://127.0.0.1:8642"
CUT_OFF = AS_TOLD[1].replace(f"{OURS};", f"{OURS}/;")
SAID = CUT_OFF.replace("proxy_buffering", "proxy_set_header X-Forwarded-Prefix /airdate;\n    proxy_buffering")
UNDER = {"url": "https://example.org/airdate"}
WAYS = {  # nginx's block, what is set, the path
    "a name of its own": (AS_TOLD[0], {"url": "https://airdate.example.org"}, ""),
    "under a path": (AS_TOLD[1], UNDER, "/airdate"),
    "a path that is cut off": (CUT_OFF, UNDER, "/airdate"),
    "a path that is cut off and told": (SAID, {"url": ""}, "/airdate"),
    "a path that is set": (CUT_OFF, {"url": "", "path": "airdate/"}, "/airdate"),
}


@dataclass(frozen=True)
class Site:
    home: Managed
    url: str  # of the first page
    path: str
    certificate: Path

    def visitor(self) -> Visitor:
        visitor = Visitor(self.url)
        visitor.session.verify, visitor.session.trust_env = str(self.certificate), False
        return visitor


@contextmanager
def behind(folder: Path, way: str) -> Iterator[Site]:
    block, settings, path = WAYS[way]
    with (
        managed(folder, **settings) as home,
        nginx(folder / "nginx", block.replace(OURS, home.url.rstrip("/"))) as (url, certificate),
    ):
        yield Site(home, f"{url.rstrip('/')}{path}/", path, certificate)


@pytest.mark.needs("nginx", "openssl")
@pytest.mark.parametrize("way", WAYS)
def test_everything_is_found_behind_a_proxy(tmp_path: Path, way: str) -> None:
    with behind(tmp_path, way) as site:
        show, (first, *_) = site.home.follow(site.home.ada, FERRY)
        ada = site.visitor()
        assert ada.log_in(PASSWORD).url == site.url
        (cookie,) = cookies(ada)
        assert (cookie.path, cookie.secure) == (site.path or "/", True)

        seen = crawl(ada, site)
        assert {"shows", f"show/{show.id}", f"episode/{first.id}", "statistics", "me"} <= seen
        assert FERRY in next(ada.stream("/"))
        pressed = ada.press(f"skip {first.id}", f"/show/{show.id}?season=1")
        assert pressed.url == f"{site.url}show/{show.id}?season=1"
        assert ada.press(f"leave {show.id}", "/").status_code == 200

        programs(site)
        assert ada.post("/logout", {"form_key": ada.form_key("/")}).url == f"{site.url}login"
        assert cookies(ada) != [cookie]
        assert ada.get(f"/show/{show.id}").url == f"{site.url}login?to=/show/{show.id}"
        assert ada.log_in(PASSWORD, f"/show/{show.id}").url == f"{site.url}show/{show.id}"


def cookies(visitor: Visitor) -> list[Cookie]:
    jar: CookieJar = visitor.session.cookies
    return list(jar)


def crawl(visitor: Visitor, site: Site) -> set[str]:
    """Follow each link of each kind of page once; what was found, without the prefix."""
    found, kinds, left = set[str](), set[str](), [site.path + "/"]
    while left:
        path = left.pop()
        kind = re.sub(r"\d+", "0", path.partition("#")[0])
        assert path.startswith(f"{site.path}/"), path
        found.add(urlsplit(path).path.removeprefix(f"{site.path}/"))
        if kind in kinds:
            continue
        kinds.add(kind)
        answer = visitor.get(path.removeprefix(site.path))
        assert answer.status_code == 200, path
        if "text/html" in answer.headers["content-type"]:
            left += re.findall(r'(?:href|src|data-log)="(/[^"]*)"', answer.text)
            assert set(re.findall(r'action="([^"]*)"', answer.text)) <= {
                f"{site.path}/{each}" for each in ("do", "logout", "shows", "history", "add")
            }
    return found


def programs(site: Site) -> None:
    """The API's description says where it is; calendars and links of the bot are let in."""
    told = requests.get(f"{site.url}api/v1/openapi.json", verify=str(site.certificate), timeout=20).json()
    assert told["servers"] == [{"url": f"{site.path}/api/v1"}]
    with site.home.store.write() as db:
        token = tokens.make(db, site.home.ben.id, tokens.Scope.API)
    asked = {"headers": {"Authorization": f"Bearer {token}"}, "verify": str(site.certificate), "timeout": 20}
    me = requests.get(f"{site.url}api/v1/me", **asked)  # type: ignore[arg-type]
    assert me.json()["name"] == "Ben"
    ben = site.visitor()
    link = site.home.link(site.home.ben)
    assert ben.post(link, {"form_key": ben.form_key(link)}).url == site.url


@pytest.mark.thorough
@pytest.mark.needs("nginx", "openssl", "chromium")
def test_a_page_under_a_path_is_live_and_its_buttons_lead_back(tmp_path: Path, browser: Browser) -> None:
    with behind(tmp_path, "a path that is cut off") as site:
        show, (first, *_) = site.home.follow(site.home.ada, FERRY)
        page = browser.new_context(ignore_https_errors=True, locale="en-GB").new_page()
        page.goto(f"{site.url}show/{show.id}?season=1")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site.url}show/{show.id}")
        page.goto(f"{site.url}show/{show.id}?season=1")
        page.locator(f"#episode-{first.id} input").check()
        page.get_by_role("button", name="Skip").click()
        expect(page.locator(f"#episode-{first.id} .state")).to_have_text("skipped")
        page.get_by_role("button", name="Stop following").first.click()
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Stop following").first.click()
        expect(page.locator("#following")).to_contain_text("do not follow")
        with site.home.store.read() as db:
            assert shows.subscription_of(db, site.home.ada.id, show.id) is None
        page.get_by_role("link", name="Shows", exact=True).click()
        page.wait_for_url(f"{site.url}shows")
        page.context.close()


ODD = ("/a b", "/..", "/a/../b", "https://evil.example", "/" + "x/" * 20)


def test_what_is_no_path_is_not_believed(tmp_path: Path) -> None:
    with managed(tmp_path, url="") as home:
        for said in ("//evil.example", *ODD):
            answer = requests.get(home.url, headers={"X-Forwarded-Prefix": said}, timeout=20, allow_redirects=False)
            assert answer.headers["location"] == "/login?to=/"
    for said in ODD:
        with pytest.raises(ValueError, match="/airdate"):
            Dashboard(path=said)
