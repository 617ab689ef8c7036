"""The one screen on which everything about a subscription is chosen, before it is made or afterwards.

What is chosen so far stands in a dialog; every tap changes it there and draws the screen again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

import messages
from bot.chat import phrases
from bot.chat.markup import Html, fill, joined
from bot.chat.paging import page_of, turn_row
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Rows, Toast, View, in_rows
from bot.commands import subscribe
from bot.texts import Texts
from pipeline.errors import OutsideError
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.releases import quality_profiles
from pipeline.services import catalogue, follow
from pipeline.store import dialogs, shows
from pipeline.store.shows import Followed, Start

OPTIONS = "options"  # the kind of dialog
SEASONS = 25  # on a page
# That subtitles are offered in (BCP 47); a button carries the place in it.
LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hi", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sr", "sv", "th",
    "tr", "uk", "vi", "zh",
)  # fmt: skip
LANGUAGES_SHOWN = 18  # languages on a page
_INFO: TypeAdapter[ShowInfo] = TypeAdapter(ShowInfo)
_EPISODES: TypeAdapter[list[EpisodeInfo]] = TypeAdapter(list[EpisodeInfo])

# From where on, as the dialog says it; a number is a season.
KEEP, NEXT, SEASON, EVERYTHING, FIRST_FEW = "keep", "next", "season", "everything", "some"
PLAIN = (NEXT, SEASON, EVERYTHING, FIRST_FEW)  # as buttons number them
STARTS: dict[Any, Start] = {NEXT: Start.NEXT, SEASON: Start.SEASON, EVERYTHING: Start.EVERYTHING}


# ---------------------------------------------------------------------------------------------------------- opening


async def more(request: Request) -> Reply:
    """ "More choices", on the way to a new subscription."""
    dialog_id, at = request.numbers
    found = await subscribe.found_in(request, dialog_id)
    if not found or at >= len(found):
        return Toast(request.t.outdated, alert=True)
    return await _open(request, found[at], None, [dialog_id, at])


async def change(request: Request) -> Reply:
    """ "Change", for a show that is followed already."""
    mine = await request.context.read(shows.subscription_of, request.person.id, request.numbers[0])
    return await _open(request, mine.show, mine) if mine else Toast(request.t.outdated, alert=True)


async def _open(request: Request, info: ShowInfo, mine: Followed | None, found: Sequence[int] = ()) -> View:
    """`found`: the place in what was searched, where it leads back to."""
    try:
        listed = await request.context.outside(catalogue.episodes, request.context.catalogues, info)
    except OutsideError:
        if mine is None:
            raise
        listed = [*await request.context.read(shows.episodes, mine.show.id)]  # what we know will do
    chosen = {
        "show": _INFO.dump_python(_plain(info), mode="json"),
        "seasons": sorted({e.season for e in listed if e.season > 0}),
        "from": KEEP if mine else NEXT,
        "profile": mine.subscription.profile if mine else "",
        "languages": list(mine.subscription.languages) if mine else [],
        "muted": mine.subscription.muted if mine else False,
        "show_id": mine.show.id if mine else 0,
        "found": list(found),
    }
    dialog_id = await request.context.write(dialogs.begin, request.person.id, OPTIONS, chosen)
    return _screen(request, dialog_id, chosen)


def _plain(info: ShowInfo) -> ShowInfo:
    """A show as a catalogue describes it, without what only our database knows."""
    return _INFO.validate_python({f: getattr(info, f) for f in ShowInfo.__dataclass_fields__})


# ---------------------------------------------------------------------------------------------------------- drawing


def _screen(request: Request, dialog_id: int, chosen: dict[str, Any]) -> View:
    t, info = request.t, _INFO.validate_python(chosen["show"])

    def mark(label: str, on: bool) -> str:
        return f"● {label}" if on else label

    labels = (t.b_from_next, t.b_from_season, t.b_from_everything, t.b_some)
    starts = [
        request.button(mark(label, chosen["from"] == PLAIN[i]), "optfrom", dialog_id, i)
        for i, label in enumerate(labels)
    ]
    done = t.b_save if chosen["show_id"] else t.b_done
    season = chosen["from"] if isinstance(chosen["from"], int) else None
    label = t.b_given_season if season is None else fill(t.season_name, season=season)
    starts.append(request.button(mark(label, season is not None), "optseas", dialog_id))
    profile = fill(t.option_quality, profile=_profile_name(request, chosen["profile"]))
    languages = fill(t.option_languages, languages=_language_names(t, chosen["languages"]))
    rows: Rows = (
        *in_rows(starts, 2),
        (request.button(profile, "optqual", dialog_id),),
        (request.button(languages, "optlang", dialog_id),),
        (request.button(t.option_news_off if chosen["muted"] else t.option_news_on, "optmute", dialog_id),),
        (request.button(done, "optdone", dialog_id), *_way_back(request, chosen)),
    )
    return View(text=fill(t.options, show=phrases.name_of(info), done=done), rows=rows, picture=info.poster_url)


def _way_back(request: Request, chosen: dict[str, Any]) -> Row:
    """To "from where on" of a show that was found, or to the show that is followed."""
    if chosen["show_id"]:
        return (request.button(request.t.b_back, "show", chosen["show_id"]),)
    found = chosen.get("found")
    return (request.button(request.t.b_back, "from", *found),) if found else ()


def _profile_name(request: Request, profile: str) -> str:
    return quality_profiles.titles(request.context.settings.profiles).get(profile, request.t.option_household)


def _language_names(t: Texts, tags: list[str]) -> str:
    return ", ".join(messages.tongue(tag, t.language) for tag in tags) or t.option_household


# ---------------------------------------------------------------------------------------------------------- choosing


async def _chosen(request: Request) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await request.context.read(
        dialogs.get, request.numbers[0], request.person.id, OPTIONS
    )
    return found


async def _with(request: Request, chosen: dict[str, Any], **changes: Any) -> View:
    changed = {**chosen, **changes}
    await request.context.write(dialogs.put, request.numbers[0], changed)
    return _screen(request, request.numbers[0], changed)


async def pick_start(request: Request) -> Reply:
    chosen = await _chosen(request)
    if chosen is None or request.numbers[1] >= len(PLAIN):
        return Toast(request.t.outdated, alert=True)
    return await _with(request, chosen, **{"from": PLAIN[request.numbers[1]]})


async def pick_season(request: Request) -> Reply:
    """Which season? The newest page first. With a number: that season; with 0 and a number: that page."""
    chosen = await _chosen(request)
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    dialog_id, season, *rest = (*request.numbers, 0)[:3]
    if season:
        return await _with(request, chosen, **{"from": season})
    t, seasons = request.t, chosen["seasons"]
    page = page_of(seasons, rest[0] if len(request.numbers) > 2 else len(seasons), SEASONS)
    buttons = [request.button(str(season), "optseas", dialog_id, season) for season in page.shown]
    turn = turn_row(request, "optseas", page, before=(dialog_id, 0))
    rows = (*in_rows(buttons, 5), *turn, (request.button(t.b_back, "optback", dialog_id),))
    return View(text=Html(t.pick_season), rows=rows)


async def back(request: Request) -> Reply:
    chosen = await _chosen(request)
    return _screen(request, request.numbers[0], chosen) if chosen else Toast(request.t.outdated, alert=True)


async def pick_quality(request: Request) -> Reply:
    """The next profile; after the last, the household's own."""
    chosen = await _chosen(request)
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    names = ["", *quality_profiles.titles(request.context.settings.profiles)]
    at = names.index(chosen["profile"]) if chosen["profile"] in names else 0
    return await _with(request, chosen, profile=names[(at + 1) % len(names)])


async def pick_languages(request: Request) -> Reply:
    """Which subtitles? With a page and a language's place: that one on or off."""
    chosen = await _chosen(request)
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    t, offered = request.t, _offered(request)
    dialog_id, at = (*request.numbers, 0)[:2]
    if len(request.numbers) > 2 and request.numbers[2] < len(LANGUAGES):
        chosen = {**chosen, "languages": _turned(chosen["languages"], LANGUAGES[request.numbers[2]])}
        await request.context.write(dialogs.put, dialog_id, chosen)
    page = page_of(offered, at, LANGUAGES_SHOWN)
    names = {tag: messages.tongue(tag, t.language) for tag in page.shown}
    labels = {tag: f"✓ {name}" if tag in chosen["languages"] else name for tag, name in names.items()}
    buttons = [
        request.button(label, "optlang", dialog_id, page.number, LANGUAGES.index(tag)) for tag, label in labels.items()
    ]
    turn = turn_row(request, "optlang", page, before=(dialog_id,))
    rows = (*in_rows(buttons, 3), *turn, (request.button(t.b_back, "optback", dialog_id),))
    lines = [Html(t.pick_languages), fill(t.option_languages, languages=_language_names(t, chosen["languages"]))]
    return View(text=joined(lines), rows=rows)


def _turned(tags: list[str], tag: str) -> list[str]:
    """With this language where it was not in them, else without it."""
    kept = [known for known in tags if known != tag]
    return kept if tag in tags else [*kept, tag]


def _offered(request: Request) -> list[str]:
    """The household's languages and the person's own first, then the others by name, each name once."""
    names = {tag: messages.tongue(tag, request.t.language) for tag in LANGUAGES}
    own = [*request.context.settings.household.subtitles, request.person.language]
    by_name = {names[tag]: tag for tag in sorted(names, reverse=True)}
    first = {names[tag]: tag for tag in own if tag in names}
    return list({**first, **dict(sorted(by_name.items())), **first}.values())


async def toggle_mute(request: Request) -> Reply:
    chosen = await _chosen(request)
    return await _with(request, chosen, muted=not chosen["muted"]) if chosen else Toast(request.t.outdated, alert=True)


# ---------------------------------------------------------------------------------------------------------- done


async def done(request: Request) -> Reply:
    """Follow it like that, or change what is followed."""
    chosen = await _chosen(request)
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    options: dict[str, Any] = {
        "profile": chosen["profile"],
        "languages": tuple(chosen["languages"]),
        "muted": chosen["muted"],
    }
    info = _INFO.validate_python(chosen["show"])
    if chosen["from"] == KEEP:
        return await _keep(request, chosen["show_id"], options)
    choice = STARTS.get(chosen["from"], chosen["from"])
    start, where = await request.context.outside(follow.from_where, request.context.catalogues, info, choice)
    return await subscribe.settle(request, info, start, {**options, **where})


async def _keep(request: Request, show_id: int, options: dict[str, Any]) -> Reply:
    mine = await request.context.quick(follow.keep, request.context.store, request.person.id, show_id, options)
    return await subscribe.you_follow(request, mine, []) if mine else Toast(request.t.outdated, alert=True)
