"""The command line as a new user types it: wrong input gets a sentence, never a traceback."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette

from demo.server import LoopbackServer
from demo.telegram.server import TelegramServer
from pipeline.line import LINE
from pipeline.model.jobs import Origin
from pipeline.store import open_store, shows
from pipeline.store.runs import open_job
from pipeline.store.shows import Start
from tests.rigs.core import add_person, add_show, episode_info, show_info

ROOT = Path(__file__).resolve().parent.parent


def airdate(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AIRDATE_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "airdate", *words],
        cwd=folder,
        env={**clean, "NO_COLOR": "1", "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What was said; it must be an error told in words."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a database in it: one show, followed, one episode on its way."""
    (tmp_path / "airdate.toml").write_text("[downloaders.transmission]\nurl = 'http://127.0.0.1:9/transmission/rpc'\n")
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'airdate.db'}")
    show, episodes = add_show(store, show_info(title="The Tin Orchard"), episode_info(), episode_info(number=2))
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, Start.EVERYTHING)
        open_job(db, episodes[0].id, Origin.AIRED, [step.stage for step in LINE])
    store.close()
    return tmp_path


def test_help_lists_the_commands(tmp_path: Path) -> None:
    text = airdate(tmp_path, "--help").stdout
    for command in (
        "demo",
        "up",
        "bot",
        "worker",
        "init",
        "doctor",
        "test",
        "bench",
        "shows",
        "jobs",
        "run",
        "backfill",
    ):
        assert command in text


def test_init_writes_a_file_that_is_readable_by_its_owner_only_and_never_overwrites(tmp_path: Path) -> None:
    assert airdate(tmp_path, "init").returncode == 0
    path = tmp_path / "airdate.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "--force" in refused(airdate(tmp_path, "init"))


def test_a_configuration_that_is_named_and_not_there_is_no_empty_one(home: Path) -> None:
    assert "There is no airdat.toml; ./airdate init writes one" in refused(airdate(home, "shows", "-c", "airdat.toml"))
    assert "airdat.toml" in refused(airdate(home, "jobs", AIRDATE_CONFIG="airdat.toml"))
    assert airdate(home, "init", "-c", "another.toml").returncode == 0, "this one makes it"


def test_no_token_is_told_with_what_to_do_before_anything_is_started(tmp_path: Path) -> None:
    said = refused(airdate(tmp_path, "up"))
    assert "@BotFather" in said
    assert "./airdate init" in said
    assert not list(tmp_path.iterdir())


def test_init_yes_asks_nothing_and_what_it_writes_is_read(tmp_path: Path) -> None:
    done = airdate(tmp_path, "init", "--yes", AIRDATE_TELEGRAM__TOKEN="1:of-the-environment")
    assert "./airdate up runs it" in done.stdout
    assert "of-the-environment" not in (tmp_path / "airdate.toml").read_text()
    assert airdate(tmp_path, "shows").returncode == 0


def test_a_shell_is_told_what_may_come_next(home: Path) -> None:
    asked = {"_AIRDATE_COMPLETE": "complete_bash", "COMP_WORDS": "airdate ba", "COMP_CWORD": "1"}
    assert airdate(home, **asked).stdout.split() == ["backup", "backfill"]


def test_a_token_that_telegram_refuses_is_told_and_never_shown(home: Path) -> None:
    with TelegramServer() as telegram:
        url = telegram.page_url.rstrip("/")
        wrong = {"AIRDATE_TELEGRAM__TOKEN": "123:wrong-token", "AIRDATE_TELEGRAM__API_URL": url}
        said = refused(airdate(home, "bot", **wrong))
        assert "token" in said
        assert "wrong-token" not in said
        told = airdate(home, "doctor", **wrong).stdout
        assert "✗ telegram" in told
        assert "wrong-token" not in told


def test_a_malformed_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "airdate.toml").write_text("[timing]\n\ndownload_poll = 'often'\n")
    said = refused(airdate(tmp_path, "shows"))
    assert "airdate.toml, line 3: timing.download_poll: Input should be a valid number" in said


def test_an_unknown_plugin_is_told_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "airdate.toml").write_text("[indexers.prowlar]\n")
    assert "torznab" in refused(airdate(tmp_path, "worker"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "fetsch", "The Tin Orchard S01E01"), "the steps are check, fetch, download"),
        (("run", "fetch", "The Tin Orchard"), "expected a show and a number"),
        (("run", "fetch", "Nobody Knows It S01E01"), "Nobody Knows It"),
        (("run", "fetch", "The Tin Orchard S09E09"), "has no S09E09"),
        (("run", "download", "The Tin Orchard S01E01"), "comes after fetch"),
        (("backfill", "The Tin Orchard", "--since", "yesterday"), "2026-01-31"),
        (("backfill", "Tin Orchard 2", "--since", "2020-01-01"), "Something like it is there: The Tin Orchard (2026)"),
        (("why", "the gold orchard season 1 episode 1"), "The Tin Orchard"),
        (("why", "the tin orchard season 2 episode 1"), "has no S02E01"),
        (("backfill", "The Tin Orchard", "--since", "2999-01-01"), "future"),
        (("worker", "--lane", "fast"), "io and heavy"),
    ],
)
def test_what_cannot_be_is_one_clear_sentence(home: Path, words: tuple[str, ...], says: str) -> None:
    assert says in refused(airdate(home, *words))


def test_a_database_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://airdate:s3cret@127.0.0.1:9/airdate"
    said = refused(airdate(tmp_path, "shows", AIRDATE_DATABASE=url))
    assert "cannot be opened" in said
    assert "s3cret" not in said


def test_shows_and_jobs_list_what_there_is(home: Path) -> None:
    assert "The Tin Orchard (2026)" in airdate(home, "shows").stdout
    assert "The Tin Orchard S01E01" in airdate(home, "jobs").stdout


def test_backfill_puts_what_is_missing_on_its_way(home: Path) -> None:
    done = airdate(home, "backfill", "tin orchard", "--since", "2020-01-01")
    assert "S01E02 put on their way" in done.stdout, done.stderr
    assert "nothing is missing" in airdate(home, "backfill", "tin orchard", "--since", "2020-01-01").stdout


def test_run_prints_what_a_step_says_and_how_it_ends(home: Path) -> None:
    (home / "airdate.toml").write_text(
        "[downloaders.transmission]\nurl = 'http://127.0.0.1:9/transmission/rpc'\n"
        "[catalogues.tvmaze]\nurl = 'http://127.0.0.1:9'\n"
    )
    done = airdate(home, "run", "check", "The Tin Orchard S01E01")
    assert done.returncode == 0, done.stderr
    assert "cannot be reached" in done.stdout
    assert "followers" in done.stdout


def test_doctor_says_what_is_wrong_with_each_part(home: Path) -> None:
    done = airdate(
        home,
        "doctor",
        AIRDATE_CATALOGUES__TVMAZE__URL="http://127.0.0.1:9",
        AIRDATE_INDEXERS__ARCHIVE__URL="http://127.0.0.1:9",
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == 1
    assert "✓ database" in done.stdout
    assert ("✓ user: runs as root" in done.stdout) is (os.geteuid() == 0)
    assert "✓ library" in done.stdout
    assert "✗ telegram" in done.stdout
    assert "✗ downloader transmission" in done.stdout
    assert "look again: ./airdate doctor" in done.stderr


def test_what_is_said_is_in_the_terminal_s_language(home: Path) -> None:
    spanish = {"LC_ALL": "es_ES.UTF-8"}
    wrong = {
        "AIRDATE_CATALOGUES__TVMAZE__URL": "http://127.0.0.1:9",
        "AIRDATE_INDEXERS__ARCHIVE__URL": "http://127.0.0.1:9",
    }
    told = airdate(home, "doctor", **spanish, **wrong)

    assert "✓ base de datos: sqlite:///" in told.stdout
    assert "✓ archivo de la base de datos:" in told.stdout
    assert "✗ cliente de descargas transmission: " in told.stdout
    assert "por arreglar: " in told.stderr
    assert "La siguen" in airdate(home, "shows", **spanish).stdout
    assert "Cómo va" in airdate(home, "jobs", **spanish).stdout
    assert "los carriles son io y heavy" in refused(airdate(home, "worker", "--lane", "fast", **spanish))
    assert "the lanes are io and heavy" in refused(airdate(home, "worker", "--lane", "fast", LC_ALL="C"))


def test_doctor_says_what_a_database_lacks(home: Path) -> None:
    store = open_store(f"sqlite:///{home / 'data' / 'airdate.db'}")
    with store.write() as db:
        db.exec_driver_sql("DROP TABLE watched")
    store.close()
    done = airdate(home, "doctor")

    assert done.returncode == 1
    assert "✗ database: it has no table “watched”." in done.stdout
    assert "put back a backup" in done.stdout
    assert "telegram: " in done.stdout, "the other parts are looked at, too"


FEED = b"""<rss><channel>
<item><title>Lantern.Row.S01E01&nbsp;1080p</title><enclosure url="/1.torrent" length="1500000000"/></item>
<item><title>No link</title></item></channel></rss>"""


@pytest.mark.parametrize("plugin", ["rss", "torznab"])
def test_feed_says_what_is_read_and_what_is_left_out(tmp_path: Path, plugin: str) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    shown = airdate(tmp_path, "feed", "feed.xml", "--plugin", plugin)
    told = json.loads(airdate(tmp_path, "feed", "feed.xml", "--plugin", plugin, "--json").stdout)

    assert shown.returncode == 0, shown.stderr
    assert "left out: it has no usable link" in shown.stdout
    assert "1 of 2 items are releases; its XML is damaged" in shown.stdout
    (release,) = told["releases"]
    assert (release["title"], release["size"]) == ("Lantern.Row.S01E01 1080p", 1_500_000_000)
    assert told["dropped"] == [{"title": "No link", "why": "it has no usable link"}]
    assert told["damaged"] is True


def test_feed_asks_an_address(tmp_path: Path) -> None:
    with LoopbackServer(Starlette()) as server:
        server.fail_next(200, body=FEED)
        told = airdate(tmp_path, "feed", f"{server.url}/rss?key=1", "--json")

        assert json.loads(told.stdout)["releases"][0]["link"] == f"{server.url}/1.torrent"
        assert server.exchanges[0].query == "key=1"


def test_torrent_says_what_is_in_it(tmp_path: Path) -> None:
    info = b"d6:lengthi100e4:name5:x.mkv12:piece lengthi16384e6:pieces20:" + b"x" * 20 + b"e"
    (tmp_path / "x.torrent").write_bytes(b"d4:info" + info + b"e")
    told = json.loads(airdate(tmp_path, "torrent", "x.torrent", "--json").stdout)

    assert told["files"] == [{"path": "x.mkv", "size": 100}]
    assert told["info_hash"] == hashlib.sha1(info).hexdigest()
    assert "x.mkv" in airdate(tmp_path, "torrent", "x.torrent").stdout
    magnet = airdate(tmp_path, "torrent", f"magnet:?xt=urn:btih:{'a' * 40}", "--json")
    assert json.loads(magnet.stdout)["files"] is None


def test_what_cannot_be_looked_at_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>Log in")

    assert "web page" in refused(airdate(tmp_path, "feed", "page.html"))
    assert "web page" in refused(airdate(tmp_path, "torrent", "page.html"))
    assert "cannot be read" in refused(airdate(tmp_path, "torrent", "nowhere"))
    assert "expected one of rss and torznab" in refused(airdate(tmp_path, "feed", "page.html", "--plugin", "x"))


def test_a_backup_is_put_back_and_an_emptied_database_is_no_new_household(home: Path) -> None:
    database = home / "data" / "airdate.db"
    made = airdate(home, "backup", "data/backups/airdate-20261126T040000.db")
    assert made.returncode == 0, made.stderr
    database.unlink()

    told = refused(airdate(home, "up", AIRDATE_TELEGRAM__TOKEN="1:x"))
    assert "knows nobody" in told
    assert f"./airdate restore {home}/data/backups/airdate-20261126T040000.db" in told

    database.write_bytes(b"\xa5" * 9000)
    told = refused(airdate(home, "up", AIRDATE_TELEGRAM__TOKEN="1:x"))
    assert "set aside" in told

    back = airdate(home, "restore", "data/backups/airdate-20261126T040000.db")
    assert back.returncode == 0, back.stderr
    assert "The Tin Orchard" in airdate(home, "shows").stdout
