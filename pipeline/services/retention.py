"""When everyone who follows an episode has watched it, the owner's policy applies: keep, ask, delete after some days.

Who has watched it, the players say. The rule, on the safe side:

* Those who follow it are the people whose subscription covers it and is not muted. An episode that nobody follows (any
  more) stays.
* Where a player keeps people apart (Jellyfin with several users), each of them must have said who they are there
  (/settings), and have a watched mark of their own. Somebody who has not said so cannot be known: it stays.
* Where no player keeps people apart (Kodi, a Jellyfin with one user), its watched mark is the household's: what was
  watched once was watched by all.
* A mark counts only if it was played after the episode last came into the library: marks outlive files.
* A video with several episodes goes when all of them may. While a player cannot be asked, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import seconds
from pipeline.errors import OutsideError
from pipeline.model import Backoff, DeletionState, Episode, MediaFile, Person, PlayerUser, Role, Subscription
from pipeline.ports import Player
from pipeline.services import deletion
from pipeline.store import Connection, Store, deletions, key_values, media_files, outbox, people, shows
from pipeline.store.deletions import Watched
from pipeline.store.runs import Stage

SETTLED = timedelta(hours=3)  # after the last episode of an evening: its episodes are one message
SHOWS_AT_ONCE = 5  # messages of one look, and questions that are open at the same time …
OPEN_FOR = timedelta(days=7)  # … unless they have been ignored for so long
AT_ONCE = 25  # shows that are read at a time
_IN = (Role.OWNER, Role.MEMBER, Role.GUEST)
_POLICY, _LOOK = "watched.policy", "watched.look"  # in key_values


What = Literal["keep", "ask", "delete"]


@dataclass(frozen=True, kw_only=True)
class Policy:
    what: What
    days: float  # before "delete" deletes


@dataclass(frozen=True, kw_only=True)
class _Follower:
    person: Person
    subscription: Subscription


@dataclass(frozen=True, kw_only=True)
class _Video:
    """A file of the library and the episodes in it, each with those who follow it."""

    path: Path
    files: tuple[MediaFile, ...]
    followers: tuple[tuple[_Follower, ...], ...]  # for each of `files`
    came_at: datetime | None = None  # when it last came into the library: marks from before are of another file

    @property
    def people(self) -> set[str]:
        """Who they say they are on the players."""
        return {each.person.player_user.casefold() for episode in self.followers for each in episode}


def policy(db: Connection, settings: Settings) -> Policy:
    """The owner's, from the chat; else the configuration's."""
    said = key_values.get(db, _POLICY)
    if said is None:
        return Policy(what=settings.household.watched, days=settings.household.watched_days)
    return TypeAdapter(Policy).validate_python(said)


def set_policy(db: Connection, wanted: Policy) -> None:
    """From now on; the next look is at once."""
    key_values.put(db, _POLICY, TypeAdapter(Policy).dump_python(wanted, mode="json"))
    key_values.drop(db, _LOOK)


def check_watched(store: Store, players: Sequence[Player], settings: Settings, stages: Sequence[Stage]) -> None:
    """When it is time, ask the players what was watched, and apply the policy."""
    with store.read() as db:
        wanted = policy(db, settings)
        seen = deletions.any_seen(db)
    if wanted.what == "keep":
        if seen:  # another policy starts counting anew
            with store.write() as db:
                deletions.forget_seen(db)
        return
    failures = _my_turn(store, settings)
    if failures is None:
        return
    try:
        _note_watched(store, players)
    except OutsideError:
        _look_again(store, settings, failures + 1)
        return
    _apply(store, wanted, stages)


# ------------------------------------------------------------------------------------------------------ when to look


def _my_turn(store: Store, settings: Settings) -> int | None:
    """Take this look, so that no other worker does; how often players could not be asked before. None: not now."""
    moment = now()
    with store.read() as db:
        plan = key_values.get(db, _LOOK)
    if plan is not None and datetime.fromisoformat(plan["at"]) > moment:
        return None
    with store.write() as db:
        if key_values.get_held(db, _LOOK) != plan:
            return None
        failures = int(plan["failures"]) if plan else 0
        key_values.put(db, _LOOK, {"at": (moment + seconds(settings.timing.watched)).isoformat(), "failures": 0})
    return failures


def _look_again(store: Store, settings: Settings, failures: int) -> None:
    """Less and less often while a player is off."""
    wait = Backoff(first=seconds(settings.timing.watched), most=timedelta(hours=12)).delay(failures)
    with store.write() as db:
        key_values.put(db, _LOOK, {"at": (now() + wait).isoformat(), "failures": failures})


# -------------------------------------------------------------------------------------------------- who watched what


def _tell_of_users_gone(store: Store, users: Mapping[str, Sequence[PlayerUser]]) -> None:
    """Who chose a user that was renamed or deleted since hears of it, once, and so does the owner."""
    apart = {player: known for player, known in users.items() if known}
    if not apart:
        return
    names = {user.name.casefold() for known in apart.values() for user in known}
    with store.write() as db:
        owner = people.owner(db)
        for each in people.everyone(db):
            if each.player_user and each.player_user.casefold() not in names:
                _tell_of_user_gone(db, each, owner, " / ".join(apart))


def _tell_of_user_gone(db: Connection, lost: Person, owner: Person | None, player: str) -> None:
    values = {"player": player, "user": lost.player_user, "name": lost.name}
    news = outbox.Plain(words="player_user_gone", values=values)
    for reader in {lost.id, *([owner.id] if owner else [])}:
        outbox.put(db, f"player-user:{lost.id}:{lost.player_user}:{reader}", reader, news)


def _note_watched(store: Store, players: Sequence[Player]) -> None:
    """Bring the rows up to date: videos that everyone has watched, and those that somebody has not, after all."""
    videos = _all_candidates(store)
    users = {player.name: player.users() for player in players} if videos else {}
    _tell_of_users_gone(store, users)
    done = [video for video in _watched_by_all(players, users, videos) if video.path.is_file()]
    with store.write() as db:
        deletions.note_seen(db, {file.episode_id: file.id for video in done for file in video.files})


def _all_candidates(store: Store) -> list[_Video]:
    """The files of the library that the policy may apply to. Some shows at a time: nobody waits for all of them."""
    with store.read() as db:
        followers, settled = _followers(db), deletions.settled(db)
    followed, found = sorted(followers), []
    for start in range(0, len(followed), AT_ONCE):
        with store.read() as db:
            found += _candidates(db, followed[start : start + AT_ONCE], followers, settled)
    return found


def _candidates(
    db: Connection, show_ids: Sequence[int], followers: Mapping[int, list[_Follower]], settled: Collection[int]
) -> list[_Video]:
    """Every episode in them has followers, none is settled."""
    there = media_files.filed_of_shows(db, show_ids)
    episodes = {episode.id: episode for _, episode in there}
    came = media_files.came_at(db, show_ids)
    found = []
    for path, files in media_files.by_path(file for file, _ in there).items():
        who = tuple(_who(followers, episodes[file.episode_id]) for file in files)
        if all(who) and not any(file.episode_id in settled for file in files):
            last = max((came[file.episode_id] for file in files if file.episode_id in came), default=None)
            found.append(_Video(path=path, files=tuple(files), followers=who, came_at=last))
    return found


def _followers(db: Connection) -> dict[int, list[_Follower]]:
    """Everybody's subscriptions by show, without the muted ones."""
    everyone = {p.id: p for p in people.everyone(db) if p.role in _IN}
    found: dict[int, list[_Follower]] = {}
    for sub in shows.unmuted_subscriptions(db):
        if sub.person_id in everyone:
            found.setdefault(sub.show_id, []).append(_Follower(person=everyone[sub.person_id], subscription=sub))
    return found


def _who(followers: Mapping[int, list[_Follower]], wanted: Episode) -> tuple[_Follower, ...]:
    return tuple(each for each in followers.get(wanted.show_id, ()) if each.subscription.wants(wanted))


def _watched_by_all(
    players: Sequence[Player], users: Mapping[str, Sequence[PlayerUser]], videos: Sequence[_Video]
) -> list[_Video]:
    """Those of the videos that have every watched mark they need; one request for each player and person."""
    if not players or not videos:
        return []
    apart = [player for player in players if len(users[player.name]) > 1]
    return _watched_by_each(apart, users, videos) if apart else _watched_once(players, users, videos)


def _watched_once(
    players: Sequence[Player], users: Mapping[str, Sequence[PlayerUser]], videos: Sequence[_Video]
) -> list[_Video]:
    """No player keeps people apart: a mark is the household's. Not of somebody who said to be a user that is gone."""
    videos = _of_users_there(users, videos)
    marked: set[Path] = set()
    for player in players:
        only = next((user.id for user in users[player.name]), "")
        marked |= player.watched_among({video.path: video.came_at for video in videos}, only)
    return [video for video in videos if video.path in marked]


def _of_users_there(users: Mapping[str, Sequence[PlayerUser]], videos: Sequence[_Video]) -> Sequence[_Video]:
    names = {user.name.casefold() for known in users.values() for user in known}
    return [video for video in videos if video.people <= names | {""}] if names else videos


def _watched_by_each(
    players: Sequence[Player], users: Mapping[str, Sequence[PlayerUser]], videos: Sequence[_Video]
) -> list[_Video]:
    """Everybody who follows it has said who they are there, and has marked it."""
    known = [video for video in videos if "" not in video.people]
    marks = _marks_by_person(players, users, known)
    return [video for video in known if all(video.path in marks.get(name, ()) for name in video.people)]


def _marks_by_person(
    players: Sequence[Player], users: Mapping[str, Sequence[PlayerUser]], videos: Sequence[_Video]
) -> dict[str, set[Path]]:
    """What each has marked of the videos that they follow, by their name there (casefolded)."""
    marks: dict[str, set[Path]] = {}
    for player in players:
        for user in users[player.name]:
            name = user.name.casefold()
            paths = {video.path: video.came_at for video in videos if name in video.people}
            if paths:
                marks.setdefault(name, set()).update(player.watched_among(paths, user.id))
    return marks


def unknown_followers(db: Connection, players: Sequence[Player]) -> list[str]:
    """Who follows something and has not said who they are on a player that keeps people apart: whatever they follow
    stays. Asks the players."""
    apart = any(len(player.users()) > 1 for player in players)
    everyone = {each.person.name for some in _followers(db).values() for each in some if not each.person.player_user}
    return sorted(everyone) if apart else []


# ------------------------------------------------------------------------------------------------------- the policy


def _apply(store: Store, wanted: Policy, stages: Sequence[Stage]) -> None:
    """Ask about, or delete, what its time has come for: together what is of one show."""
    wait = max(SETTLED, timedelta(days=wanted.days)) if wanted.what == "delete" else SETTLED
    moment = now()
    with store.read() as db:
        shows_ripe = _ripe(db, moment, wait)
        room = SHOWS_AT_ONCE - (deletions.count_questions(db, moment - OPEN_FOR) if wanted.what == "ask" else 0)
    for rows in shows_ripe[: max(0, room)]:
        batch = deletion.new_batch()
        with store.write() as db:
            state = DeletionState.ASKED if wanted.what == "ask" else DeletionState.SEEN
            put = deletions.put_in_batch(db, rows, batch, state)
            if put and wanted.what == "ask":
                deletion.announce(db, batch)
            elif put:
                deletion.delete(db, batch, stages)


def _ripe(db: Connection, moment: datetime, wait: timedelta) -> list[list[Watched]]:
    """What was watched `wait` ago, show by show, the oldest first; not while more of the show is about to follow."""
    by_show: dict[int, list[Watched]] = {}
    for show_id, one in deletions.seen_until(db, moment - wait + SETTLED):
        if one.batch is None or not deletion.is_going(db, one.batch):
            by_show.setdefault(show_id, []).append(one)
    return [some for some in by_show.values() if all(one.seen_at <= moment - wait for one in some)]
