"""Following a show, changing how, and leaving it: for whoever presses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from dashboard.press import Done, Press
from pipeline.errors import UserError
from pipeline.languages import language_tag
from pipeline.model import Person, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.releases import quality_profiles
from pipeline.services import catalogue, guest_requests, rights
from pipeline.services import follow as services
from pipeline.store import shows
from pipeline.store.shows import Start

KEEP = "keep"
FOLLOW = "tvmaze:82, tvdb:1 or show:12, then next, season, everything or 2; fields: profile, language"


def follow(press: Press) -> Done:
    """ "follow tvmaze:82 season": a show of a catalogue, or "show:12" one of ours; from where on, and how."""
    if len(press.words) != 2:
        raise UserError(Reason("no-such-button"))
    how = {name: said for name, said in _how(press).items() if said}
    return _settle(press, _info(press, press.words[0]), _choice(press.words[1]), how)


def change(press: Press) -> Done:
    """ "change 12": what the page's fields say of how a show is followed."""
    show_id, fields = press.one(), press.fields
    with press.context.store.read() as db:
        mine = shows.subscription_of(db, press.viewer.id, show_id)
    if mine is None:
        raise UserError(Reason("not-followed-by-you"))
    options = {**_how(press), "muted": fields.first("news") == "off"}
    if fields.first("from") in ("", KEEP):
        services.keep(press.context.store, press.viewer.id, show_id, options)
        return Done(said=Reason("saved"))
    return _settle(press, mine.show, _choice(fields.first("from")), options)


def _how(press: Press) -> dict[str, object]:
    """The profile and the languages of subtitles that the fields say; empty: the household's."""
    fields = press.fields
    said = [*fields.get("language", []), *fields.first("languages").replace(",", " ").split()]
    return {"profile": _profile(press, fields.first("profile")), "languages": _languages(said)}


def leave(press: Press) -> Done:
    show_id = press.one()
    with press.context.store.read() as db:
        mine = shows.subscription_of(db, press.viewer.id, show_id)
    if mine is None or not services.leave(press.context.store, press.viewer.id, show_id):
        raise UserError(Reason("not-followed-by-you"))
    to = "" if rights.whose(press.viewer) is None else "/shows"
    return Done(said=Reason("left", show=mine.show.name), to=to)


def _settle(press: Press, info: ShowInfo, choice: Start | Literal["some"] | int, options: Mapping[str, object]) -> Done:
    context, viewer = press.context, _somebody(press.viewer)
    start, where = services.from_where(context.catalogues, info, choice)
    made = guest_requests.follow_or_ask(
        context.store, context.catalogues, context.stages, viewer, info, start, {**options, **where}
    )
    if made is None:
        return Done(said=Reason("owner-is-asked", show=info.name))
    followed, opened = made
    return Done(said=Reason("you-follow", show=followed.show.name, count=len(opened)), to=f"/show/{followed.show.id}")


def _somebody(viewer: Person) -> Person:
    """UserError while the bot belongs to nobody: there is no one to follow anything."""
    if not viewer.id:
        raise UserError(Reason("no-owner-yet"))
    return viewer


def _info(press: Press, word: str) -> ShowInfo:
    """The show of "tvmaze:82", "tvdb:1234", "imdb:tt123" or "show:12"."""
    kind, _, id_ = word.partition(":")
    if kind == "show" and id_.isdigit():
        with press.context.store.read() as db:
            return shows.by_id(db, int(id_[:9]))
    names = {"tvmaze": "tvmaze_id", "tvdb": "tvdb_id", "imdb": "imdb_id"}
    if kind not in names or not id_.isascii() or not id_.isalnum() or len(id_) > 12:
        raise UserError(Reason("no-such-button"))
    ids = {names[kind]: id_ if kind == "imdb" else int(id_) if id_.isdigit() else 0}
    return catalogue.look_up(press.context.catalogues, ShowInfo(title="", **ids))  # type: ignore[arg-type]


def _choice(text: str) -> Start | Literal["some"] | int:
    """From where on: a `Start`, "some", or a season's number."""
    if text == "some":
        return "some"
    if text.isascii() and text.isdigit() and len(text) < 5:
        return int(text)
    if text in tuple(Start):
        return Start(text)
    raise UserError(Reason("no-such-button"))


def _profile(press: Press, name: str) -> str:
    """A quality profile's name; empty: the household's."""
    if name and name not in quality_profiles.titles(press.context.settings.profiles):
        raise UserError(Reason("no-such-profile-here", name=name))
    return name


def _languages(said: list[str]) -> tuple[str, ...]:
    """BCP 47, each once, in their order. UserError for what is none."""
    tags = {text: language_tag(text) for text in said}
    wrong = next((text for text, tag in tags.items() if not tag), None)
    if wrong is not None:
        raise UserError(Reason("no-such-language", name=wrong[:40]))
    return tuple(dict.fromkeys(tags.values()))
