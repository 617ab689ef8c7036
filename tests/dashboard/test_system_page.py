"""What the owner does about systems and chores in the browser, and the page of settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pipeline.errors import Unreachable
from pipeline.store import chores, health
from tests.rigs.dashboard import Named
from tests.rigs.managed import PASSWORD, managed


def test_a_system_is_tried_and_its_outcome_noted(tmp_path: Path) -> None:
    ill = Named("fairground", Unreachable("fairground", "no <route> to it"))
    with managed(tmp_path, Named("attic"), ill) as home:
        health.record_failure(home.store, Unreachable("attic", "gone"))
        ada, ben = home.visit(home.ada), home.visit(home.ben)
        assert 'value="try attic"' in ada.get("/health").text

        assert "attic answers: it is there. Nothing waited for it." in ada.press("try attic", "/health").text
        assert "no &lt;route&gt; to it" in ada.press("try fairground", "/health").text
        assert "no system called" in ada.press("try <b>").text
        assert "Only the owner" in ben.press("try attic").text
        with home.store.read() as db:
            problems = {each.system: each.problem for each in health.all_systems(db)}
    assert problems["attic"] == ""
    assert problems["fairground"] == "Unreachable"


def test_a_chore_is_due_at_once_unless_it_is_being_done(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        ada = home.visit(home.ada)
        chores.claim_due(home.store, {"recycle folder": "a"}, "attic:1")
        assert "under way already" in ada.press("run recycle folder").text
        chores.finish(home.store, "recycle folder", "a", timedelta(hours=1))
        assert chores.claim_due(home.store, {"recycle folder": "b"}, "attic:1") == []

        assert "Now: " in ada.press("run recycle folder", "/health").text
        assert chores.claim_due(home.store, {"recycle folder": "c"}, "attic:1") == ["recycle folder"]
        assert "no such chore" in ada.press("run away").text


def test_the_page_of_settings_is_the_owner_s_and_tells_no_secret(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        ada, ben = home.visit(home.ada), home.visit(home.ben)
        page, only = ada.get("/settings").text, ada.get("/settings?only=set").text

        assert ben.get("/settings").status_code == 404
        assert PASSWORD not in page
        assert "IANA name" in page
        assert "IANA name" not in only
        assert "<code>password</code>" in only


def test_backups_and_versions_are_listed(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        folder = home.settings.data / "backups"
        folder.mkdir()
        (folder / "airdate-20261126T030000.db").write_bytes(b"x" * 2000)
        page = home.visit(home.ada).get("/health").text

        assert "Python 3." in page
        assert str(folder) in page
        assert "airdate-20261126T030000.db · 2 kB" in page
