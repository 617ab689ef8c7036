"""What is meant by a sentence: the first rule that holds, from the clearest to the most general."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.sentences.names import clauses_of, leads_with, named_in, wishes_for_a_show, wishes_for_it, without_courtesy
from bot.sentences.reading import Heard, hear
from pipeline.services.spoken import Place, Which


class Intent(StrEnum):
    """What somebody wants. The values are the words of the table that is tested."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SHOWS = "shows"
    STATUS = "status"
    UPCOMING = "upcoming"
    NEXT = "next"
    NEW = "new"
    THERE = "there"
    WHY = "why"
    DELETE = "delete"
    UNDO = "undo"
    KEEP = "keep"
    ONLY = "only"
    SKIP = "skip"
    GET = "get"
    SOUND = "sound"
    LANGUAGE = "language"
    WRONG = "wrong"
    PICTURE = "picture"
    ANOTHER = "another"
    SUBTITLES = "subtitles"
    SHIFT = "shift"
    PLAY = "play"
    MUTE = "mute"
    UNMUTE = "unmute"
    PAUSE = "pause"
    RESUME = "resume"
    LIBRARY = "library"
    REQUESTS = "requests"
    HEALTH = "health"
    PEOPLE = "people"
    SETTINGS = "settings"
    QUIET = "quiet"
    DIGEST = "digest"
    ZONE = "zone"
    TONGUE = "tongue"
    HELP = "help"
    THANKS = "thanks"
    HELLO = "hello"
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What is meant: the intent, the show as it was written (or as it is known), which episodes, and when."""

    intent: Intent
    name: str = ""
    known: bool = False  # the name is a known show's, or nearly
    place: Place = field(default_factory=Place)
    perhaps: tuple[Intent, ...] = ()  # what may be meant where it is unclear, the likeliest first
    when: str = ""  # "tonight", "tomorrow", "week", "weekend"; empty: not said


def _concepts(names: str) -> frozenset[str]:
    return frozenset(names.split())


@dataclass(frozen=True)
class _Rule:
    """Holds where each group of `needs` has a concept that is spoken of, and none of `but` is."""

    intent: Intent
    needs: tuple[frozenset[str], ...]
    but: frozenset[str]

    def holds(self, concepts: frozenset[str]) -> bool:
        return self.said(concepts) == len(self.needs) and not self.but & concepts

    def said(self, concepts: frozenset[str]) -> int:
        """How many of the groups are spoken of."""
        return sum(bool(group & concepts) for group in self.needs)


def _rule(intent: Intent, needs: str, but: str = "") -> _Rule:
    """ "delete list/title": groups parted by spaces, each of concepts of which one is enough."""
    return _Rule(intent, tuple(frozenset(group.split("/")) for group in needs.split()), _concepts(but))


_OF_NOTHING = "named any new everything delete unfollow stop follow undo wrong request list"
_TIMES = "tonight/tomorrow/week/weekend"
_RULES = (
    _rule(Intent.NO, "denied/spare", but="undo"),
    _rule(Intent.KEEP, "delete/keep/only except few"),
    _rule(Intent.UNCLEAR, "delete/unfollow/stop/skip except/supposed", but="undo"),
    _rule(Intent.UNCLEAR, "delete keep", but="few only undo list unfollow stop"),
    _rule(Intent.THERE, "lost", but="undo why wrong list follow"),
    _rule(Intent.FOLLOW, "not miss title"),
    _rule(Intent.HELP, "howto delete/unfollow/stop/skip/keep", but="title"),
    _rule(Intent.WRONG, "sent past/instead/other", but="asks asks_what any new why"),
    _rule(Intent.WRONG, "instead title", but="follow get want delete unfollow stop"),
    _rule(
        Intent.FOLLOW, "since place named", but="title asks asks_what asks_when why arrived delete unfollow stop not"
    ),
    _rule(
        Intent.UPCOMING,
        f"asks_what {_TIMES}",
        but="title named come new arrived why follow request health library sound quiet suggest subtitles",
    ),
    _rule(Intent.SHIFT, "subtitles off"),
    _rule(Intent.SUBTITLES, "subtitles"),
    _rule(Intent.QUIET, "quiet", but="sound schedule title tomorrow any watch"),
    _rule(Intent.QUIET, "notify/not/silence clock", but="title"),
    _rule(Intent.DIGEST, "digest"),
    _rule(Intent.ZONE, "zone", but="title schedule library want stop pause"),
    _rule(Intent.TONGUE, "speech tongue", but="title they"),
    _rule(Intent.MUTE, "silence named", but="loud"),
    _rule(Intent.UNMUTE, "loud named"),
    _rule(Intent.FOLLOW, "play list named", but="not stop delete why when screen"),
    _rule(Intent.NEXT, "oneafter", but="title"),
    _rule(Intent.UPCOMING, "next", but="title named follow get want play skip delete why"),
    _rule(Intent.SHOWS, "list", but="named delete stop unfollow new when library tonight tomorrow week weekend"),
    _rule(Intent.MUTE, "notify stop/not", but="why"),
    _rule(Intent.FOLLOW, "notify named", but="title again silence loud quiet few"),
    _rule(Intent.UNMUTE, "notify", but="when arrived"),
    _rule(Intent.UNMUTE, "notify again"),
    _rule(Intent.ANOTHER, "another"),
    _rule(Intent.ANOTHER, "better copy", but="why when wrong library"),
    _rule(Intent.UNDO, "undo", but="wrong asks_when unfollow"),
    _rule(Intent.UNFOLLOW, "unfollow"),
    _rule(Intent.UNFOLLOW, "stop follow title", but="why still keep only"),
    _rule(Intent.UNFOLLOW, "delete list title", but="library place"),
    _rule(Intent.UNFOLLOW, "delete list", but="watch library place"),
    _rule(Intent.KEEP, "keep/only few"),
    _rule(Intent.KEEP, "keep place", but="follow"),
    _rule(Intent.UNFOLLOW, "dislike title", but="why place sound picture language tongue"),
    _rule(Intent.UNFOLLOW, "nobody watch/want title", but="place everything library"),
    _rule(Intent.DELETE, "delete", but="why"),
    _rule(Intent.DELETE, "out place title", but="why when arrived already"),
    _rule(Intent.UNFOLLOW, "not more title", but="why when place arrived sound picture"),
    _rule(Intent.NEXT, "until title"),
    _rule(Intent.STATUS, "until status", but="title"),
    _rule(Intent.PAUSE, "skip any/everything/now/awhile/online", but="title place"),
    _rule(Intent.UNFOLLOW, "skip more/goon/follow/stop title", but="place"),
    _rule(Intent.UNFOLLOW, "skip more named", but="place"),
    _rule(Intent.SKIP, "skip place", but="watch"),
    _rule(Intent.SKIP, "skip", but="sound"),
    _rule(Intent.REQUESTS, "request", but="title"),
    _rule(Intent.LANGUAGE, "tongue sound", but="follow get play"),
    _rule(Intent.LANGUAGE, "dubbed", but="follow"),
    _rule(Intent.SOUND, "sound not/bad/wrong/arrived/why", but="silence"),
    _rule(Intent.SOUND, "sound title", but="silence follow get want play"),
    _rule(Intent.SOUND, "sound", but="follow get want named silence"),
    _rule(Intent.LANGUAGE, "tongue", but="follow get want play"),
    _rule(Intent.LANGUAGE, "language", but="follow get want play"),
    _rule(Intent.LANGUAGE, "tongue/language title", but="follow play speech"),
    _rule(Intent.LANGUAGE, "tongue/language", but="follow get play named"),
    _rule(Intent.PICTURE, "picture", but="follow get play library"),
    _rule(Intent.WRONG, "contrast", but="arrived title want"),
    _rule(Intent.WRONG, "wrong", but="why pause when follow want"),
    _rule(Intent.PAUSE, "pause", but="title"),
    _rule(Intent.PAUSE, "stop everything", but="title named"),
    _rule(Intent.PAUSE, "stop get", but="title"),
    _rule(Intent.PAUSE, "stop awhile", but="title"),
    _rule(Intent.PAUSE, "not get any/awhile/now", but="title named place why still arrived"),
    _rule(Intent.PAUSE, "stop/pause online", but="title"),
    _rule(Intent.RESUME, "resume", but="title named"),
    _rule(Intent.RESUME, "goon", but="title named list when why still"),
    _rule(Intent.UNFOLLOW, "stop named", but="why when only keep arrived"),
    _rule(Intent.UNFOLLOW, "stop title", but="why when keep still"),
    _rule(Intent.UNFOLLOW, "not follow/want/watch/goon/resume title", but="why when still already place"),
    _rule(Intent.NEXT, "willbe title", but="follow get why already status"),
    _rule(Intent.NEXT, "when title", but="follow why still not"),
    _rule(Intent.WHY, "why named"),
    _rule(Intent.WHY, "where title/place"),
    _rule(Intent.WHY, "hasnot get title", but="when"),
    _rule(Intent.WHY, "not arrived title", but="when"),
    _rule(Intent.WHY, "still title", but="arrived watch already"),
    _rule(Intent.WHY, "still not title", but="arrived"),
    _rule(Intent.NEXT, "when named", but="follow"),
    _rule(Intent.THERE, "status title", but="follow get want delete when not picture sound"),
    _rule(Intent.PLAY, "screen title", but="not stop when"),
    _rule(Intent.ONLY, "only place title", but="play"),
    _rule(Intent.PLAY, "play screen"),
    _rule(Intent.STATUS, "status", but="title follow"),
    _rule(Intent.STATUS, "where any", but="title named place"),
    _rule(Intent.HEALTH, "health", but="title"),
    _rule(Intent.NEW, "past new", but="title arrived"),
    _rule(Intent.NEW, "past arrived/new/any", but="title"),
    _rule(Intent.NEW, "history", but="title"),
    _rule(Intent.THERE, "arrived/have title", but="follow"),
    _rule(Intent.THERE, "asks get title"),
    _rule(Intent.THERE, "already title", but="follow"),
    _rule(Intent.THERE, "new title", but="follow get when"),
    _rule(Intent.NEXT, "which title", but="follow get arrived new play"),
    _rule(Intent.NEXT, "schedule title"),
    _rule(Intent.NEXT, f"{_TIMES} title", but="follow get play"),
    _rule(Intent.PLAY, "play title", but="follow"),
    _rule(Intent.PLAY, "follow watch number title", but="since not list"),
    _rule(Intent.PLAY, "watch title want/now", but="not follow"),
    _rule(Intent.GET, "get title"),
    _rule(Intent.GET, "get named number"),
    _rule(Intent.GET, "want/again title number"),
    _rule(Intent.GET, "again title", but="want follow watch"),
    _rule(Intent.FOLLOW, "follow/get title"),
    _rule(Intent.FOLLOW, "want title"),
    _rule(Intent.LIBRARY, "suggest", but="title tomorrow week weekend come"),
    _rule(Intent.NEW, "what/schedule ready", but="title follow get want place why"),
    _rule(Intent.NEW, "have/arrived any/new new", but="title follow get want place"),
    _rule(Intent.NEW, "news today", but="named follow come"),
    _rule(Intent.UPCOMING, f"{_TIMES} schedule", but="named follow"),
    _rule(Intent.UPCOMING, f"arriving {_TIMES}", but="named follow new"),
    _rule(Intent.UPCOMING, _TIMES, but="named follow come"),
    _rule(Intent.NEW, "come any/new/tonight", but="named follow"),
    _rule(Intent.NEW, "arrived any new", but="named follow"),
    _rule(Intent.NEW, "what/asks_what come", but="title named follow want delete place why when"),
    _rule(Intent.UPCOMING, "ahead", but="named follow new"),
    _rule(Intent.LIBRARY, "library", but="named new"),
    _rule(Intent.UPCOMING, "schedule", but="named follow new"),
    _rule(Intent.NEW, "new", but="named follow get people"),
    _rule(Intent.LIBRARY, "library", but="named"),
    _rule(Intent.NEW, "which any/new/arrived/what", but="title named follow get want delete"),
    _rule(Intent.PEOPLE, "people"),
    _rule(Intent.HELP, "help", but="title"),
    _rule(Intent.SETTINGS, "settings", but="named"),
    _rule(Intent.FOLLOW, "follow named"),
    _rule(Intent.FOLLOW, "get named"),
    _rule(Intent.FOLLOW, "want named"),
    _rule(Intent.FOLLOW, "list named", but="when arrived"),
    _rule(Intent.FOLLOW, "have named", but="place when why"),
    _rule(Intent.THERE, "arrived named already/still/come"),
    _rule(Intent.NEXT, "schedule named when"),
    _rule(Intent.THERE, "arrived named new/place"),
    _rule(Intent.THERE, "asks title", but="not"),
    _rule(Intent.WHY, "past title"),
    _rule(Intent.FOLLOW, "watch named"),
    _rule(Intent.FOLLOW, "play named"),
    _rule(Intent.FOLLOW, "new named"),
    # Of the show spoken of before: "is it there yet", "why not", "play it".
    _rule(Intent.WHY, "why not/arrived/already/still/hasnot", but=_OF_NOTHING),
    _rule(Intent.NEXT, "when asks_when", but=_OF_NOTHING),
    _rule(Intent.THERE, "asks arrived/already", but=_OF_NOTHING),
    _rule(Intent.THERE, "arrived already/now", but=_OF_NOTHING),
    _rule(Intent.UNFOLLOW, "stop follow it", but="named any new everything delete"),
    _rule(Intent.PLAY, "play it", but=_OF_NOTHING),
    _rule(Intent.GET, "get it", but=_OF_NOTHING),
)
# What somebody says who answers or is polite: only where nothing else is said.
_SMALL_TALK = (
    (Intent.UNDO, ("undo",)),
    (Intent.HELP, ("help",)),
    (Intent.NO, ("no",)),
    (Intent.NO, ("no", "thanks")),
    (Intent.THANKS, ("thanks",)),
    (Intent.YES, ("yes",)),
    (Intent.HELLO, ("hello",)),
    (Intent.THANKS, ("thanks", "hello", "yes", "no")),
    (Intent.HELLO, ("hello", "thanks")),
)
_SURELY = re.compile(
    r"(?:.* )?(?:yes|yep|yeah|yea|yup|si|sip)|(?:yes|yep|yeah|yea|yup|sure|si|sip|claro|please do|of course)(?: .*)?"
)
# With one of these it is no small talk, however short it is.
_IN_EARNEST = _concepts(
    "sound picture wrong language subtitles delete unfollow pause resume goon list status schedule week request "
    "library suggest tongue zone quiet why when where any tomorrow weekend awhile"
)
# Where no show is named, a title that is an everyday word may be one after all: "is dark here".
_NEED_A_SHOW = {Intent.UNCLEAR, Intent.UNFOLLOW, Intent.DELETE, Intent.WHY, Intent.THERE, Intent.NEXT, Intent.GET,
                Intent.PLAY, Intent.SKIP, Intent.KEEP, Intent.ONLY}  # fmt: skip


# What can only be meant of a show; all else can be said by one clause of several.
_OF_A_SHOW = {Intent.FOLLOW, Intent.UNFOLLOW, Intent.DELETE, Intent.KEEP, Intent.SKIP, Intent.ONLY, Intent.GET,
              Intent.PLAY, Intent.MUTE, Intent.UNMUTE, Intent.THERE, Intent.WHY, Intent.NEXT}  # fmt: skip
_ANSWERS = {Intent.YES, Intent.NO}
_SAID_IN_PASSING = _ANSWERS | {Intent.THANKS, Intent.HELLO}


def understand(text: str, titles: Iterable[str] = ()) -> Meaning:
    """What is meant by a sentence, where these titles are known. UNCLEAR where no rule holds.

    Of "Harold is off the phone, so do continue", which says more than what is meant, it is the clause that is clear.
    """
    titles = tuple(titles)
    whole = _read(text, titles)
    if whole.known or _is_clear(whole, text, titles):
        return whole
    clauses = clauses_of(text)
    if len(clauses) > 1 and any(wishes_for_it(hear(each, titles)) for each in clauses):
        return _named_before(whole, text, titles)
    return _clearest(whole, clauses, titles)


def _clearest(whole: Meaning, clauses: Sequence[str], titles: tuple[str, ...]) -> Meaning:
    """What the last clause that is clear asks for; else, of a sentence that is unclear, the yes or no in it."""
    clear = [meaning for each in clauses if _is_clear(meaning := _read(each, titles), each, titles)]
    asked = [meaning for meaning in clear if meaning.intent not in _SAID_IN_PASSING]
    if asked:
        return replace(asked[-1], when=asked[-1].when or whole.when)
    if whole.intent is not Intent.UNCLEAR:
        return whole
    return next((meaning for meaning in clear if meaning.intent in _ANSWERS), whole)


def _named_before(whole: Meaning, text: str, titles: tuple[str, ...]) -> Meaning:
    """ "My sister was on about Severance all week, so get it when you can": what is wished for is named in a clause of
    its own, and what else is said there is by the way."""
    name = "" if whole.intent is Intent.FOLLOW else named_in(text)
    return Meaning(intent=Intent.FOLLOW, name=name) if hear(name, titles).rest else whole


def _is_clear(meaning: Meaning, text: str, titles: tuple[str, ...]) -> bool:
    """It needs no show, and nothing else is said that may be one."""
    general = meaning.intent is not Intent.UNCLEAR and meaning.intent not in _OF_A_SHOW
    return general and not meaning.name and not hear(text, titles).rest


def _read(text: str, titles: tuple[str, ...]) -> Meaning:
    meaning = _meaning(text, hear(text, titles))
    if meaning.name or meaning.intent not in _NEED_A_SHOW or "it" in hear(text, titles).concepts:
        return meaning
    heard = hear(text, titles, everyday=True)
    return _meaning(text, heard) if heard.title else meaning


def _meaning(text: str, heard: Heard) -> Meaning:
    said = _small_talk(heard)
    if said is not None:
        return Meaning(intent=said)
    if not heard.title and wishes_for_a_show(heard):
        return Meaning(intent=Intent.FOLLOW, name=named_in(text), place=heard.place)
    concepts = heard.concepts
    rule = next((each for each in _RULES if each.holds(concepts)), None)
    intent = rule.intent if rule else _bare(heard)
    return Meaning(
        intent=intent,
        name=_name(heard, intent, text),
        known=bool(heard.title),
        place=_place(heard, intent),
        perhaps=_nearly(concepts) if intent is Intent.UNCLEAR else (),
        when=_when(concepts),
    )


def _small_talk(heard: Heard) -> Intent | None:
    if heard.agrees or (heard.says_only("yes", "thanks", "hello") and _SURELY.fullmatch(heard.mended)):
        return Intent.YES
    if heard.concepts & _IN_EARNEST:
        return None
    return next((intent for intent, said in _SMALL_TALK if said[0] in heard.spans and heard.says_only(*said)), None)


def _nearly(concepts: frozenset[str]) -> tuple[Intent, ...]:
    """The intents whose rules hold (it is only not said that it be done), then those that miss one thing only."""
    near = [rule for rule in _RULES if not rule.but & concepts and rule.said(concepts) >= max(1, len(rule.needs) - 1)]
    near.sort(key=lambda rule: (not rule.holds(concepts), -len(rule.needs)))
    return tuple(
        dict.fromkeys(rule.intent for rule in near if rule.intent not in (Intent.HELP, Intent.NO, Intent.UNCLEAR))
    )


def _bare(heard: Heard) -> Intent:
    """Just a title, or words that may be one."""
    if heard.title and not heard.spans:
        return Intent.FOLLOW
    if heard.rest and not heard.spans:
        return Intent.FOLLOW
    wished = not heard.title and any(leads_with(heard, verb) for verb in ("follow", "get"))
    return Intent.FOLLOW if wished else Intent.UNCLEAR


def _name(heard: Heard, intent: Intent, text: str) -> str:
    if heard.title:
        return heard.title
    if intent is Intent.FOLLOW:
        return named_in(text) if heard.spans else without_courtesy(heard)
    return heard.rest


def _place(heard: Heard, intent: Intent) -> Place:
    """ "The new Picard" is its latest episode; "all of Picard" all of them."""
    if heard.place or not heard.title:
        return heard.place
    if "lastof" in heard.concepts:
        return Place(which=Which.LATEST)
    if "new" in heard.concepts and intent in (Intent.THERE, Intent.WHY, Intent.PLAY):
        return Place(which=Which.LATEST)
    return Place(which=Which.ALL) if "everything" in heard.concepts else heard.place


def _when(concepts: frozenset[str]) -> str:
    return next((each for each in ("tomorrow", "tonight", "weekend", "week") if each in concepts), "")
