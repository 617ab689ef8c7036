"""A show's page and what its buttons do; adding a show from the catalogue. Asked over the wire, as each role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.jobs import JobKind
from pipeline.services import guest_requests
from pipeline.store import people, shows
from pipeline.store.shows import Start
from tests.rigs.core import add_show, carrying_out, episode_info, show_info, wait_until
from tests.rigs.dashboard import Visitor
from tests.rigs.managed import Managed, managed

FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def press(visitor: Visitor, does: str, path: str = "/", **fields: object) -> str:
    """What the page says after a button was pressed on it, with these fields."""
    sent = {"form_key": visitor.form_key(path), "do": does, "back": path, **fields}
    return visitor.post("/do", sent).text  # type: ignore[arg-type]


def word_of(page: str, title: str) -> str:
    """What the buttons of a search result say."""
    found = re.search(rf"<b>{title}[^<]*</b>.*?value=\"follow (\S+) ", page, re.DOTALL)
    assert found, page
    return found[1]


def test_whose_data_is_shown_is_named_with_a_link(home: Managed) -> None:
    """As TVmaze's licence asks: https://www.tvmaze.com/api#licensing"""
    for path in ("/shows", "/calendar", "/add?q=ferry"):
        page = home.visit(home.ben).get(path).text
        assert '<a href="https://www.tvmaze.com" rel="noreferrer">TVmaze, CC BY-SA 4.0</a>' in page

    assert "tvmaze.com" not in Visitor(home.url).get("/login").text


def test_a_show_without_episodes_says_so_and_offers_nothing_to_tick(home: Managed) -> None:
    with home.store.write() as db:
        show = shows.save_show(db, show_info(title="Not Yet"))
        shows.subscribe(db, home.ada.id, show.id, Start.EVERYTHING)

    page = home.visit(home.ada).get(f"/show/{show.id}").text

    assert "lists no episode of it yet" in page
    assert 'name="do" value="get' not in page


def test_a_show_leads_to_its_own_history(home: Managed) -> None:
    show, _ = home.follow(home.ada, FERRY)
    ada = home.visit(home.ada)

    (path,) = re.findall(r'href="(/history\?q=[^"]+)"', ada.get(f"/show/{show.id}").text)

    assert f'value="{FERRY}"' in ada.get(path).text


# -- Adding ------------------------------------------------------------------------------------------------------------


def test_a_show_is_found_and_followed_from_where_one_says(home: Managed) -> None:
    ben = home.visit(home.ben)
    word = word_of(ben.get("/add?q=tin+orchard").text, ORCHARD)
    page = press(ben, f"follow {word} season", "/add?q=tin+orchard")

    assert f"You follow {ORCHARD}" in page
    assert "on their way" in page
    with home.store.read() as db:
        (mine,) = shows.followed_by(db, home.ben.id)
    assert mine.subscription.from_season == max(season for season, _ in _seasons(home, mine.show.id))
    assert "You follow it" in ben.get("/add?q=tin+orchard").text


def _seasons(home: Managed, show_id: int) -> set[tuple[int, int]]:
    with home.store.read() as db:
        return {(e.season, e.show_id) for e in shows.episodes(db, show_id) if e.season}


def test_a_guest_s_show_goes_to_the_owner_first(home: Managed) -> None:
    gus = home.visit(home.gus)
    word = word_of(gus.get("/add?q=ferry").text, FERRY)

    assert f"The owner is asked about {FERRY}" in press(gus, f"follow {word} everything")
    with home.store.read() as db:
        (wish,) = guest_requests.waiting(db)
        assert shows.followed_by(db, home.gus.id) == []
    assert (wish.guest.name, wish.show.title, wish.start) == ("Gus", FERRY, Start.EVERYTHING)


def test_nobody_follows_more_than_they_may(home: Managed) -> None:
    home.follow(home.ben, FERRY)
    with home.store.write() as db:
        people.set_limits(db, home.ben.id, 1, people.SAME)
    ben = home.visit(home.ben)
    word = word_of(ben.get("/add?q=orchard").text, ORCHARD)

    assert "as many shows as you may: 1" in press(ben, f"follow {word} next")
    assert "You follow Meridian Ferry" in press(ben, f"follow {word_of_known(home, FERRY)} season")


def word_of_known(home: Managed, title: str) -> str:
    with home.store.read() as db:
        return next(f"show:{show.id}" for show in shows.all_followed(db) if show.title == title)


@pytest.mark.parametrize(
    "does",
    ["follow", "follow x", "follow tvmaze:1", "follow tvmaze:x next", "follow imdb:../x next", "follow show:77 next",
     "follow tvmaze:999999 next", "follow tvmaze:1 sometime", "follow a:1 next", "change 77", "leave 77", "leave x"],
)  # fmt: skip
def test_what_no_page_of_ours_says_is_a_mistake(home: Managed, does: str) -> None:
    answer = press(home.visit(home.ben), does)

    assert 'id="done"' in answer
    assert "Internal" not in answer
    with home.store.read() as db:
        assert shows.followed_by(db, home.ben.id) == []


def test_what_the_catalogue_lacks_or_a_nasty_name_is_said(home: Managed) -> None:
    page = home.visit(home.ben).get("/add?q=<script>zzyzx").text

    assert "has nothing called “&lt;script&gt;zzyzx”" in page


# -- How it is followed ------------------------------------------------------------------------------------------------


def test_a_show_is_followed_with_a_profile_and_languages_at_once(home: Managed) -> None:
    ben, path = home.visit(home.ben), "/add?q=tin+orchard"
    page = ben.get(path).text
    assert '<select form="do" name="profile">' in page
    said = press(ben, f"follow {word_of(page, ORCHARD)} next", path, profile="small", language=["en"], languages="es")

    assert f"You follow {ORCHARD}" in said
    with home.store.read() as db:
        (mine,) = shows.followed_by(db, home.ben.id)
    assert (mine.subscription.profile, mine.subscription.languages) == ("small", ("en", "es"))
    again = press(ben, f"follow show:{mine.show.id} season", path, profile="huge")
    assert "huge" in again, "there is no such profile"


def test_what_the_fields_say_is_kept(home: Managed) -> None:
    show, _ = home.follow(home.ben, ORCHARD, Start.NEXT)
    ben, path = home.visit(home.ben), f"/show/{show.id}"
    chosen = {"from": "2", "profile": "small", "news": "off", "language": ["en"], "languages": "spa, pt-br"}
    said = press(ben, f"change {show.id}", path, **chosen)

    assert "You follow The Tin Orchard" in said
    with home.store.read() as db:
        mine = shows.subscription_of(db, home.ben.id, show.id)
    assert mine is not None
    kept = mine.subscription
    assert (kept.from_season, kept.from_number, kept.from_at) == (2, 1, None)
    assert (kept.profile, kept.languages, kept.muted) == ("small", ("en", "es", "pt-BR"), True)
    page = ben.get(path).text
    assert '<option value="small" selected>' in page
    assert page.count(" checked") == 3


def test_keeping_from_where_on_changes_the_rest_alone(home: Managed) -> None:
    show, _ = home.follow(home.ben, ORCHARD, Start.NEXT)
    with home.store.read() as db:
        before = shows.subscription_of(db, home.ben.id, show.id)
    ben = home.visit(home.ben)

    assert "Saved." in press(ben, f"change {show.id}", profile="best", news="on", **{"from": "keep"})
    with home.store.read() as db:
        after = shows.subscription_of(db, home.ben.id, show.id)
    assert before is not None
    assert after is not None
    assert (after.subscription.from_at, after.subscription.profile) == (before.subscription.from_at, "best")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"profile": "<b>x"}, "no quality profile called “&lt;b&gt;x”"),
        ({"languages": "xx-nonsense-zz"}, "names no language"),
        ({"from": "yesterday"}, "no such button"),
        ({"from": "99999"}, "no such button"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(home: Managed, fields: dict[str, str], said: str) -> None:
    show, _ = home.follow(home.ben, ORCHARD, Start.NEXT)
    with home.store.read() as db:
        before = shows.subscription_of(db, home.ben.id, show.id)

    assert said in press(home.visit(home.ben), f"change {show.id}", **fields)
    with home.store.read() as db:
        assert shows.subscription_of(db, home.ben.id, show.id) == before


def test_leaving_leads_a_member_back_to_their_shows(home: Managed) -> None:
    show, _ = home.follow(home.ben, FERRY)
    ben = home.visit(home.ben)
    answer = ben.press(f"leave {show.id}", f"/show/{show.id}")

    assert answer.url == f"{home.url}shows"
    assert "You no longer follow Meridian Ferry" in answer.text
    assert ben.get(f"/show/{show.id}").status_code == 404


# -- Episodes ----------------------------------------------------------------------------------------------------------


def test_ticked_episodes_are_skipped_and_had_after_all(home: Managed) -> None:
    show, episodes = home.follow(home.ben, FERRY)
    ben, ticked = home.visit(home.ben), [str(e.id) for e in episodes if e.season == 1][:2]
    aired = [e for e in episodes if str(e.id) in ticked]
    assert [home.kind(ben, show, e) for e in aired] == ["running", "running"]
    path = f"/show/{show.id}"

    assert "Done for 2 episodes" in press(ben, "skip ticked", path, ticked=ticked)
    assert [home.kind(ben, show, e) for e in aired] == ["skipped", "skipped"]
    press(ben, "get ticked", path, ticked=ticked)
    assert [home.kind(ben, show, e) for e in aired] == ["running", "running"]
    assert "Done for 2 episodes" in press(ben, "look ticked", path, ticked=ticked)


def test_what_is_deleted_goes_to_the_recycle_folder_and_comes_back(home: Managed) -> None:
    show, episodes = home.follow(home.ada, FERRY)
    first, second = [e for e in episodes if e.season == 1][:2]
    ada, ben = home.visit(home.ada), home.visit(home.ben)
    press(ada, "skip ticked", ticked=[str(first.id), str(second.id)])
    paths = [home.file(show, e) for e in (first, second)]
    ticked = [str(first.id), str(second.id)]
    assert "Only the owner" in press(ben, "delete ticked", ticked=ticked)

    with carrying_out(home.store, home.settings, (), JobKind.DELETE, JobKind.RESTORE):
        said = press(ada, "delete ticked", f"/show/{show.id}", ticked=ticked)
        assert "2 episodes are on their way to the recycle folder" in said
        undo = re.search(r'value="(undelete [\d ]+)">Undo', said)
        assert undo
        wait_until(lambda: [home.kind(ada, show, e) for e in (first, second)] == ["gone", "gone"])
        assert not any(path.exists() for path in paths)
        assert "On the way back" in press(ada, undo[1])
        wait_until(lambda: [home.kind(ada, show, e) for e in (first, second)] == ["done", "done"])
        assert all(path.exists() for path in paths)


def test_a_soap_opera_s_page_is_bounded(home: Managed) -> None:
    listed = [episode_info(season=1 + n // 250, number=1 + n % 250) for n in range(3000)]
    show, episodes = add_show(home.store, show_info(title="Endless Bay", tvmaze_id=9_000), *listed)
    with home.store.write() as db:
        shows.subscribe(db, home.ada.id, show.id, Start.EVERYTHING)
    ada = home.visit(home.ada)
    page = ada.get(f"/show/{show.id}").text

    assert len(page) < 300_000
    assert page.count('<li class="missing" id="episode-') == 250
    assert page.count("250 episodes") == 10
    assert f'id="episode-{episodes[0].id}"' in ada.get(f"/show/{show.id}?season=1").text
    assert ada.get(f"/show/{show.id}?season=99").status_code == 200
