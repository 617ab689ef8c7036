"""Every periodic duty on one screen: its name, how often, and what is done."""

from __future__ import annotations

from pipeline.config import Settings
from pipeline.engine.chores import Chore, Duty
from pipeline.services import (
    backups,
    deletion,
    downloads,
    feeds,
    keep_last,
    notifiers,
    posters,
    recognise,
    rename,
    retention,
    seeding,
    survey,
    work_folders,
)
from pipeline.store import pruning

MINUTE, LONG, DAY = 60.0, 300.0, 86400.0  # seconds


def survey_shows(duty: Duty) -> None:
    survey.survey(duty.store, duty.parts.catalogues, duty.settings, duty.stages)


def read_feeds(duty: Duty) -> float:
    feeds.poll(duty.store, duty.parts.indexers, duty.settings, duty.stages)
    return feeds.seconds_to_next(duty.store, LONG)


def ask_about_renames(duty: Duty) -> None:
    rename.ask_about_new(duty.store, duty.settings)


def look_what_was_watched(duty: Duty) -> None:
    retention.check_watched(duty.store, duty.parts.players, duty.settings, duty.stages)
    keep_last.apply_everywhere(duty.store, duty.stages)


def empty_recycle_folder(duty: Duty) -> None:
    deletion.empty_recycle_folder(duty.store, duty.settings)


def remove_unneeded_downloads(duty: Duty) -> float:
    downloads.remove_unneeded(duty.store, duty.parts.downloader, seeding.owed)
    return MINUTE if downloads.are_there(duty.store) else LONG


def remove_work_folders(duty: Duty) -> None:
    work_folders.remove_left(duty.store, duty.settings)


def remove_seeded_downloads(duty: Duty) -> float:
    seeding.remove_finished(duty.store, duty.parts.downloader, duty.settings)
    return MINUTE if downloads.are_there(duty.store) else LONG


def tell_what_happens(duty: Duty) -> float:
    return notifiers.tell(duty.store, duty.parts.notifiers) or DAY


def note_who_was_told(duty: Duty) -> None:
    recognise.note_what_is_owed(duty.store, duty.settings.library)


def save_a_backup(duty: Duty) -> None:
    backups.save_today(duty.store, duty.settings)


def tidy_the_database(duty: Duty) -> None:
    pruning.prune(duty.store)


def remove_unneeded_posters(duty: Duty) -> None:
    posters.remove_unneeded(duty.store, duty.settings)


def _daily(_: Settings) -> float:
    return DAY


def _seldom(_: Settings) -> float:
    return LONG


def _each_minute(_: Settings) -> float:
    return MINUTE


def _survey(settings: Settings) -> float:
    return min(MINUTE, settings.timing.catalogue_soon)


# fmt: off
CHORES = (
    Chore(name="survey",              every=_survey,      run=survey_shows),
    Chore(name="feeds",               every=_seldom,        run=read_feeds),
    Chore(name="names",               every=_each_minute, run=ask_about_renames),
    Chore(name="watched",             every=_each_minute, run=look_what_was_watched),
    Chore(name="recycle folder",      every=_seldom, run=empty_recycle_folder),
    Chore(name="unneeded downloads",  every=_each_minute, run=remove_unneeded_downloads),
    Chore(name="seeding",             every=_each_minute, run=remove_seeded_downloads),
    Chore(name="work folders",        every=_seldom,      run=remove_work_folders),
    Chore(name="webhooks",            every=_each_minute, run=tell_what_happens),
    Chore(name="library notes",       every=_each_minute, run=note_who_was_told),
    Chore(name="backup",              every=_daily,       run=save_a_backup),
    Chore(name="tidying",             every=_daily,       run=tidy_the_database),
    Chore(name="posters",             every=_daily,       run=remove_unneeded_posters),
)
# fmt: on
