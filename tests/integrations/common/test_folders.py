"""Paths that another machine names in another way."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.common.folders import alike, among, file_name, inside, same, theirs


@pytest.mark.parametrize(
    ("folders", "ours", "named"),
    [
        ({}, "/srv/library/a.mkv", "/srv/library/a.mkv"),
        ({"/media/tv": "/srv/library"}, "/srv/library/Show/a.mkv", "/media/tv/Show/a.mkv"),
        ({"/media/tv/": "/srv/library/"}, "/srv/library/Show/a.mkv", "/media/tv/Show/a.mkv"),
        ({"/media/tv": "/srv/library"}, "/srv/library", "/media/tv"),
        ({"/media/tv": "/srv/library"}, "/srv/library2/a.mkv", "/srv/library2/a.mkv"),
        ({"/a": "/srv", "/b": "/srv/library"}, "/srv/library/x", "/b/x"),
        ({r"D:\TV": "/srv/library"}, "/srv/library/Show/a.mkv", r"D:\TV\Show\a.mkv"),
        ({r"\\nas\tv": "/srv/library"}, "/srv/library/Show/a.mkv", r"\\nas\tv\Show\a.mkv"),
        ({"smb://nas/tv": "/srv/library"}, "/srv/library/Show/a.mkv", "smb://nas/tv/Show/a.mkv"),
    ],
)
def test_names_a_path_as_they_do(folders: dict[str, str], ours: str, named: str) -> None:
    assert theirs(Path(ours), folders) == named


def test_windows_does_not_mind_the_case_and_others_do() -> None:
    assert same(r"D:\TV\Show\a.mkv", r"d:\tv\show\A.MKV")
    assert not same("/tv/Show/a.mkv", "/tv/show/a.mkv")
    assert same("/tv//Show/a.mkv/", "/tv/Show/a.mkv")


def test_tells_what_is_inside() -> None:
    assert inside(r"D:\TV\Show\a.mkv", r"D:\TV\Show\\")
    assert inside("smb://nas/tv/Show/a.mkv", "smb://nas/tv/Show/")
    assert not inside("/tv/Show 2/a.mkv", "/tv/Show")
    assert not inside(r"D:\TV\a.mkv", "/tv")


def test_knows_a_file_s_name_on_either() -> None:
    assert file_name(r"\\nas\tv\a.mkv") == file_name("/tv/a.mkv") == "a.mkv"


def test_letters_with_accents_are_one_however_they_are_written() -> None:
    nfc, nfd = "/tv/Caf\u00e9/\u00c9t\u00e9.mkv", "/tv/Cafe\u0301/E\u0301te\u0301.mkv"
    assert same(nfc, nfd)
    assert inside(nfd, "/tv/Caf\u00e9")
    assert file_name(nfd) == "\u00c9t\u00e9.mkv"


def test_an_address_may_spell_its_blanks_out() -> None:
    spelled, plain = "nfs://nas/TV%20Shows/Caf%C3%A9/100%25.mkv", "nfs://nas/TV Shows/Caf\u00e9/100%.mkv"
    assert same(spelled, plain)
    assert inside(spelled, "nfs://nas/TV Shows/")
    assert file_name(spelled) == "100%.mkv"
    assert among([Path("/srv/Caf\u00e9/100%.mkv")], [spelled], {"nfs://nas/TV Shows": "/srv"})
    assert not same("/tv/100%25.mkv", "/tv/100%.mkv"), "a path is no address"


def test_a_path_that_differs_only_in_case_is_the_next_best() -> None:
    assert alike("smb://NAS/TV/show/a.mkv", "smb://nas/tv/Show/A.mkv")
    assert alike("/Volumes/TV/Show/a.mkv", "/volumes/tv/show/A.MKV")
    assert not alike("/tv/Show/a.mkv", "/tv/Show 2/a.mkv")
    ours = Path("/srv/Show/A.mkv")
    assert among([ours], ["/srv/show/a.mkv"], {}) == {ours: "/srv/show/a.mkv"}
    assert among([ours], ["/srv/Show/A.mkv", "/srv/show/a.mkv"], {}) == {ours: "/srv/Show/A.mkv"}
