"""Coming in by a link from the bot, and what each role sees and may press: asked over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import CALLBACKS
from dashboard.buttons import ACTS
from pipeline.config import Dashboard, Settings
from pipeline.line import LINE
from pipeline.model import Person, Role
from pipeline.model.jobs import JobState, Origin
from pipeline.services import follow, sign_in
from pipeline.store import history, people, runs, shows
from tests.rigs.core import Line, add_person, add_show, episode_info, line_of, show_info
from tests.rigs.dashboard import Visitor, dashboard_of

PASSWORD = "open, sésame"
# Which of the chat's buttons each of the pages' is; one that the chat does not have takes what its like does.
SAME = {
    "get": "getit", "look": "looknow", "now": "looknow", "skip": "skip", "take": "anyway", "cancel": "giveup",
    "remedy": "remedy", "pause": "hold", "resume": "hold", "delete": "del", "undelete": "undelete",
    "follow": "take", "change": "optdone", "leave": "leavenow",
    "request": "request", "access": "access", "invite": "invite", "uninvite": "uninvite", "person": "setrole",
    "remove": "remove", "allow": "anyway", "try": "retry", "run": "retry", "token": "whoami",
    "revoke": "whoami", "give": "given", "done": "remedy", "finish": "remedy",
    "household": "screens", "prefer": "setlang",
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """Ada owns it; Ben, a member, and Gus, a guest, follow Lantern Row, and nobody but Ada sees Meridian Ferry."""

    url: str
    settings: Settings
    line: Line
    job_id: int
    others_job: int
    ben: Person
    gus: Person

    def link(self, person: Person) -> str:
        with self.line.store.write() as db:
            return sign_in.link(db, self.settings, person.id)

    def come_in(self, person: Person) -> Visitor:
        visitor, path = Visitor(self.url), f"/enter/{self.link(person).rpartition('/')[2]}"
        assert person.name in visitor.get(path).text
        assert visitor.post(path, {"form_key": visitor.form_key(path)}).url == self.url
        return visitor


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with line_of(tmp_path, *LINE) as line:
        add_person(line.store)
        ben, gus = add_person(line.store, "Ben", 2, Role.MEMBER), add_person(line.store, "Gus", 3, Role.GUEST)
        _, others = add_show(line.store, show_info(title="Meridian Ferry", tvmaze_id=9), episode_info(number=3))
        with line.store.write() as db:
            for person in (ben, gus):
                shows.subscribe(db, person.id, line.episode.show_id, shows.Start.EVERYTHING)
            shows.subscribe(db, 1, others[0].show_id, shows.Start.EVERYTHING)
            others_job = runs.open_job(db, others[0].id, Origin.ASKED, line.runner.stages)
        assert others_job is not None
        job_id = line.open()
        locked = Dashboard(password=PASSWORD, url="http://127.0.0.1:1/")
        settings = line.runner.settings.model_copy(update={"dashboard": locked})
        with dashboard_of(line.store, settings) as url:
            yield House(url, settings, line, job_id, others_job, ben, gus)


# -- Coming in ---------------------------------------------------------------------------------------------------------


def test_a_link_lets_its_person_in_once(house: House) -> None:
    path = f"/enter/{house.link(house.ben).rpartition('/')[2]}"
    ben, eve = Visitor(house.url), Visitor(house.url)
    keys = [visitor.form_key(path) for visitor in (ben, eve)]

    assert "Lantern Row" in ben.post(path, {"form_key": keys[0]}).text
    again = eve.post(path, {"form_key": keys[1]})
    assert again.status_code == 404
    assert "does not work any more" in again.text
    assert eve.get("/").url.startswith(f"{house.url}login")


def test_a_link_that_is_only_looked_at_is_not_used_up(house: House) -> None:
    """Chats and browsers look at links by themselves."""
    path = f"/enter/{house.link(house.ben).rpartition('/')[2]}"
    for _ in range(3):
        assert Visitor(house.url).get(path).status_code == 200
    ben = Visitor(house.url)

    assert ben.post(path, {"form_key": ben.form_key(path)}).url == house.url


def test_a_link_is_no_other_person_s(house: House) -> None:
    ben, gus = house.come_in(house.ben), house.come_in(house.gus)

    assert 'href="/me">Ben</a>' in ben.get("/").text
    assert 'href="/me">Gus</a>' in gus.get("/").text


def test_a_form_of_somebody_else_s_page_signs_nobody_in(house: House) -> None:
    path = f"/enter/{house.link(house.ben).rpartition('/')[2]}"
    ben, eve = Visitor(house.url), Visitor(house.url)
    eve.get(path)

    assert eve.post(path, {"form_key": ben.form_key(path)}).status_code == 403
    assert ben.post(path, {"form_key": ben.form_key(path)}).url == house.url, "and it is not used up"


def test_who_is_removed_is_out_at_once(house: House) -> None:
    ben = house.come_in(house.ben)
    stream = ben.stream("/")
    assert "Lantern Row" in next(stream)
    key = ben.form_key("/")
    follow.remove_person(house.line.store, house.ben.id)

    assert list(stream) == [], "the open page is told no more"
    assert ben.post("/do", {"form_key": key, "do": f"look {house.line.episode.id}"}).status_code == 401
    assert ben.get("/").url.startswith(f"{house.url}login")


def test_who_is_banned_is_out_and_a_made_guest_may_less(house: House) -> None:
    ben = house.come_in(house.ben)
    with house.line.store.write() as db:
        people.set_role(db, house.ben.id, Role.GUEST)
    assert "Guests cannot do that" in ben.press(f"skip {house.line.episode.id}").text
    with house.line.store.write() as db:
        people.set_role(db, house.ben.id, Role.BANNED)
    assert ben.get("/").url.startswith(f"{house.url}login")


def test_logging_out_ends_what_a_link_began(house: House) -> None:
    ben = house.come_in(house.ben)
    ben.post("/logout", {"form_key": ben.form_key("/")})

    assert ben.get("/").url.startswith(f"{house.url}login")


def test_the_password_is_the_owner_s(house: House) -> None:
    ada = Visitor(house.url)
    ada.log_in(PASSWORD)
    page = ada.get("/").text

    assert "Meridian Ferry" in page
    assert "Lantern Row" in page
    assert ada.get("/health").status_code == 200


# -- What each sees and may do -----------------------------------------------------------------------------------------


def test_a_member_sees_what_is_theirs(house: House) -> None:
    ben = house.come_in(house.ben)
    for path in ("/", "/shows", "/calendar", f"/job/{house.job_id}", f"/show/{house.line.episode.show_id}"):
        page = ben.get(path).text
        assert "Lantern Row" in page or path == "/calendar"
        assert "Meridian Ferry" not in page
        assert 'href="/health"' not in page
    with house.line.store.read() as db:
        others = runs.job_by_id(db, house.others_job).episode_id
        show_id = shows.episode_by_id(db, others).show_id
    for path in (f"/job/{house.others_job}", f"/episode/{others}", f"/show/{show_id}", "/health"):
        answer = ben.get(path)
        assert answer.status_code == 404
        assert "Meridian Ferry" not in answer.text


def test_a_guest_reads_no_logs(house: House) -> None:
    house.line.run(house.job_id, "check")
    with house.line.store.read() as db:
        ((tried,),) = history.tries(db, house.job_id).values()
    ben, gus = house.come_in(house.ben), house.come_in(house.gus)

    assert ben.get(f"/log/{tried.attempt.id}").status_code == 200
    assert gus.get(f"/log/{tried.attempt.id}").status_code == 404


def test_a_member_presses_what_the_chat_lets_them_press(house: House) -> None:
    ben = house.come_in(house.ben)
    page = ben.get(f"/job/{house.job_id}").text

    assert f'value="now {house.job_id}"' in page
    assert f'value="cancel {house.job_id}"' not in page
    assert "Looking now" in ben.press(f"now {house.job_id}").text
    for does in (f"cancel {house.job_id}", "pause", "remedy 1 again", f"delete {house.line.episode.id}"):
        assert "Only the owner" in ben.press(does).text
    assert "not here any more" in ben.press(f"now {house.others_job}").text
    assert house.line.job(house.job_id).state is JobState.ACTIVE


def test_a_guest_only_looks(house: House) -> None:
    gus = house.come_in(house.gus)

    assert "<button form=" not in gus.get(f"/job/{house.job_id}").text
    for does in (f"now {house.job_id}", f"get {house.line.episode.id}", f"skip {house.line.episode.id}"):
        assert "Guests cannot do that" in gus.press(does).text


@pytest.mark.parametrize("verb", ACTS)
def test_a_button_takes_the_same_role_as_in_the_chat(verb: str) -> None:
    assert ACTS[verb].role is CALLBACKS[SAME[verb]].role


# -- Several at once ---------------------------------------------------------------------------------------------------


def test_what_is_ticked_is_done_for_all_of_it(house: House) -> None:
    ada = Visitor(house.url)
    ada.log_in(PASSWORD)
    listed = [episode_info(number=n) for n in range(1, 5)]
    _, episodes = add_show(house.line.store, show_info(title="Several", tvmaze_id=77), *listed)
    ids = [str(each.id) for each in episodes]

    def press(does: str, *ticked: str) -> str:
        fields = {"form_key": ada.form_key("/"), "do": does, "back": "/", "ticked": ticked}
        return ada.post("/do", fields).text  # type: ignore[arg-type]

    assert "Nothing is ticked" in press("get ticked")
    assert "Done for 2 episodes" in press("get ticked", *ids[:2])
    assert "Done for 2, not for 2: S01E01 is on its way already" in press("get ticked", *ids)
    assert "There is nothing of it in the library" in press("delete ticked", *ids)
    with house.line.store.read() as db:
        assert shows.on_the_way(db, [each.id for each in episodes]) == {each.id for each in episodes}


def test_who_signs_in_by_the_password_chooses_a_language(house: House) -> None:
    ada = Visitor(house.url)
    ada.session.headers["Accept-Language"] = "de"
    assert 'lang="es" hreflang="es">Español</a>' in ada.get("/login?to=/shows").text

    page = ada.get("/login?to=/shows&language=es")
    assert page.url == f"{house.url}login?to=/shows"
    assert ">English</a>" in page.text
    assert "Contraseña" in page.text
    assert ada.get("/login?language=xx").url.endswith("language=xx"), "it is none of ours"
    ada.log_in(PASSWORD)
    assert "En camino" in ada.get("/").text
    assert "En camino" not in house.come_in(house.gus).get("/").text


def test_a_page_speaks_to_whom_a_link_let_in_as_the_bot_does(house: House) -> None:
    gus = house.come_in(house.gus)
    assert "On its way" in gus.get("/").text
    with house.line.store.write() as db:
        people.set_preferences(db, house.gus.id, language="es")

    assert "En camino" in gus.get("/").text
    assert "Log in" in Visitor(house.url).get("/").text
