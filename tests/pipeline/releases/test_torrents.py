from __future__ import annotations

import base64
import contextlib
import hashlib
from pathlib import Path
from typing import Any

import pytest
import torf
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UserError
from pipeline.model import TorrentFile
from pipeline.releases.torrents import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_FILES,
    printable,
    read_info_hash,
    read_magnet,
    read_torrent,
    safe_path,
)


def bencode(value: Any) -> bytes:
    """As it is, in the order it is given: hostile torrents can be made with it."""
    if isinstance(value, dict):
        return b"d" + b"".join(bencode(key) + bencode(inner) for key, inner in value.items()) + b"e"
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    if isinstance(value, int):
        return b"i%de" % value
    data = value if isinstance(value, bytes) else str(value).encode()
    return b"%d:" % len(data) + data


def info(**changes: Any) -> dict[str, Any]:
    made = {"length": 100, "name": "film.mkv", "piece length": 16384, "pieces": b"x" * 20}
    made |= {name.replace("_", " "): value for name, value in changes.items()}
    return {name: value for name, value in sorted(made.items()) if value is not None}


def torrent(**changes: Any) -> bytes:
    return bencode({"announce": "http://tracker/", "info": info(**changes)})


def listed(*paths: list[Any], size: int = 10) -> bytes:
    return torrent(length=None, name="Show", files=[{"length": size, "path": path} for path in paths])


def test_reads_a_single_file() -> None:
    read = read_torrent(torrent())

    assert read.files == (TorrentFile(path="film.mkv", size=100),)
    assert read.info_hash == hashlib.sha1(bencode(info())).hexdigest()
    assert read.name == "film.mkv"


def test_reads_a_folder_whose_paths_begin_with_its_name() -> None:
    read = read_torrent(listed(["E01.mkv"], ["Subs", "E01.srt"]))

    assert [file.path for file in read.files or ()] == ["Show/E01.mkv", "Show/Subs/E01.srt"]


def test_agrees_with_another_reader(tmp_path: Path) -> None:
    for name in ("a.mkv", "ü b.srt"):
        (tmp_path / "Show").mkdir(exist_ok=True)
        (tmp_path / "Show" / name).write_bytes(b"x" * 40_000)
    made = torf.Torrent(path=tmp_path / "Show", trackers=["http://127.0.0.1/announce"])
    made.generate(threads=1)

    read = read_torrent(made.dump())

    assert read.info_hash == made.infohash
    assert {file.path for file in read.files or ()} == {str(path) for path in made.files}


def test_the_hash_is_of_the_bytes_as_they_stand() -> None:
    """Keys out of order: a reader that sorts them gets another hash than the trackers know."""
    unsorted = b"d4:infod6:pieces20:" + b"x" * 20 + b"4:name1:a12:piece lengthi16384e6:lengthi1eee"

    assert read_torrent(unsorted).info_hash == hashlib.sha1(unsorted[7:-1]).hexdigest()


@pytest.mark.parametrize("behind", [b"\n", b"\0" * 512, b"<!-- 0.2 s -->", b"e", torrent()])
def test_what_stands_behind_a_torrent_is_left_out(behind: bytes) -> None:
    assert read_torrent(torrent() + behind) == read_torrent(torrent())


def test_odd_names_of_files_are_read_as_clients_do() -> None:
    read = read_torrent(listed([".", "E01.mkv"], ["a/b E02.mkv"], ["a\\b.mkv"], ["", "E03.mkv"]))

    paths = ["Show/_/E01.mkv", "Show/a_b E02.mkv", "Show/a\\b.mkv", "Show/E03.mkv"]
    assert [file.path for file in read.files or ()] == paths


@pytest.mark.parametrize(
    ("data", "says"),
    [(b" <!doctype html>Please log in", "web page"), (b"", "Nothing"), (b"\r\n", "Nothing")],
)
def test_what_came_instead_of_a_torrent_is_said(data: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says):
        read_torrent(data)


def test_a_hybrid_torrent_is_read_by_its_first_version() -> None:
    tree = {"film.mkv": {"": {"length": 100, "pieces root": b"r" * 32}}}

    hybrid = read_torrent(torrent(file_tree=tree, meta_version=2))
    assert hybrid.files == (TorrentFile(path="film.mkv", size=100),)
    assert (hybrid.hybrid, read_torrent(torrent()).hybrid) == (True, False)


def test_version_two_alone_is_not_known_yet() -> None:
    with pytest.raises(UserError, match="version 2"):
        read_torrent(torrent(pieces=None, length=None, meta_version=2))


HOSTILE = {
    "climbing out": listed(["..", "..", "etc", "passwd"]),
    "climbing by name": torrent(name=".."),
    "absolute": listed(["/etc/passwd"]),
    "a slash in a part": listed(["a/../../b"]),
    "empty parts alone": listed(["", ""]),
    "no path": listed([]),
    "a null byte": listed(["a\0b"]),
    "a number for a path": listed([5]),
    "a negative size": torrent(length=-1),
    "a huge size": torrent(length=2**60),
    "more than its pieces hold": torrent(length=16385),
    "too many files": listed(*[["a"]] * (MAX_FILES + 1), size=0),
    "no files": torrent(length=None, files=[]),
    "pieces of odd length": torrent(pieces=b"x" * 21),
    "pieces as text list": torrent(pieces=["x"]),
    "no piece length": torrent(piece_length=0),
    "pieces that end Transmission 3.00": torrent(piece_length=2**32),
    "nested without end": b"d4:info" + b"l" * 1_000_000,
    "nested and closed": b"d4:info" + b"l" * (MAX_DEPTH + 1) + b"e" * (MAX_DEPTH + 1) + b"e",
    "an endless number": b"d4:infoi" + b"9" * 1_000_000 + b"ee",
    "a string longer than the file": b"d4:info999999999999:xe",
    "a negative string": b"d4:info-1:xe",
    "cut off": torrent()[:-30],
    "two infos": b"d4:info" + bencode(info()) + b"4:info" + bencode(info()) + b"e",
    "a list": b"le",
    "info is a text": b"d4:info3:abce",
    "nothing": b"",
    "a web page": b"<html>",
    "too many parts": b"l" + b"0:" * 1_000_001 + b"e",
    "too large": b"d" + b"0:" * (MAX_BYTES // 2),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_torrents_end_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UserError):
        read_torrent(data)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_torrent_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(UserError):
        read_torrent(data)


bencoded = st.recursive(
    st.binary(max_size=12) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.binary(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["name", "length", "files", "pieces", "piece length", "path"]), bencoded))
def test_any_info_gives_safe_paths_or_a_sentence(made: dict[str, Any]) -> None:
    with contextlib.suppress(UserError):
        read = read_torrent(bencode({"info": info() | made}))
        assert read.files
        assert all(safe_path(file.path) and file.size >= 0 for file in read.files)
        assert len(read.info_hash) == 40


@given(st.data())
def test_one_changed_byte_never_crashes(data: st.DataObject) -> None:
    sound = bytearray(listed(["E01.mkv"], ["E02.mkv"]))
    sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))

    with contextlib.suppress(UserError):
        read_torrent(bytes(sound))


@given(st.binary(min_size=20, max_size=20).filter(any), st.booleans())  # all zeros: not known
def test_hex_and_base32_hashes_are_the_same_magnet(digest: bytes, upper: bool) -> None:
    hexed, based = digest.hex(), base64.b32encode(digest).decode()
    for form in (hexed, based):
        written = form.upper() if upper else form.lower()
        assert read_magnet(f"magnet:?dn=Show&xt=urn:btih:{written}").info_hash == hexed
        assert read_info_hash(written) == hexed


def test_reads_the_name_and_keeps_the_trackers_of_a_magnet() -> None:
    link = f"magnet:?xt=urn:btmh:1220{'b' * 64}&xt=urn:btih:{'a' * 40}&dn=A%20Show%0AS01&tr=udp%3A%2F%2Ftracker"
    read = read_magnet(f"  {link}\n")

    assert (read.info_hash, read.name, read.magnet, read.files) == ("a" * 40, "A Show S01", link, None)
    assert read.hybrid


@pytest.mark.parametrize(
    "written",
    [
        f"magnet:?xt=urn%3Abtih%3A{'a' * 40}&dn=A+Show&tr=udp%3A%2F%2Ft",
        f"magnet:?dn=A Show&amp;xt=urn:btih:{'a' * 40}&amp;tr=udp://t",
        f"MAGNET:?XT=urn:btih:{'A' * 40}&DN=A%20Show&TR=udp://t",
        f"magnet:/?xt=urn:btih:{'a' * 40}&dn=A+Show&tr=udp://t",
        f"magnet:%3Fxt=urn:btih:{'a' * 40}&dn=A+Show&tr=udp://t",
        f"magnet://?xt=urn:btih:{'a' * 40}&dn=A+Show&tr=udp://t",
        f"magnet:?xt.1=urn:btih:{'a' * 40}&dn=A+Show&tr.1=udp://t",
        f"magnet:?xt=urn%253Abtih%253A{'a' * 40}&dn=A+Show&tr=udp://t",
        f"magnet:?xt=URN:BTIH:{'a' * 40}&dn=A+Show&tr=udp://t",
        f"magnet:?xt=urn:btih: {'a' * 40}\n&dn=A+Show&tr=udp://t",
        f"magnet:?xt=urn:btih:{'a' * 40}&xt=urn:btih:{'b' * 40}&dn=A+Show&tr=udp://t",
    ],
)
def test_a_magnet_is_put_as_clients_take_it(written: str) -> None:
    read = read_magnet(written)

    assert (read.info_hash, read.name) == ("a" * 40, "A Show")
    assert read.magnet
    assert read.magnet.startswith("magnet:?")
    assert read.magnet.count("urn:btih:") == 1
    assert f"xt=urn:btih:{'a' * 40}" in read.magnet.lower()
    assert "udp" in read.magnet
    assert "&amp;" not in read.magnet


def test_a_number_sign_in_a_name_does_not_end_a_magnet() -> None:
    assert read_magnet(f"magnet:?dn=Show #1 S01E01&xt=urn:btih:{'a' * 40}").info_hash == "a" * 40


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://127.0.0.1/",
        "magnet:",
        "magnet:?dn=x",
        "magnet:?xt=urn:btih:",
        f"magnet:?xt=urn:btih:{'g' * 40}",
        f"magnet:?xt=urn:btih:{'a' * 41}",
        f"magnet:?xt=urn:btih:{'１' * 40}",
        f"magnet:?xt=urn:btmh:1220{'a' * 64}",
        f"magnet:?xt=urn:btih:{'a' * 40}" + "&tr=x" * 2000,
        f"magnet:?xt=urn:btih:{'a' * 40}&dn=" + "x" * 100_000,
        "magnet://[",
    ],
)
def test_other_links_end_in_a_sentence(link: str) -> None:
    with pytest.raises(UserError):
        read_magnet(link)


@given(st.text())
def test_any_text_gives_a_magnet_or_a_sentence(text: str) -> None:
    for link in (text, f"magnet:?xt=urn:btih:{text}", f"magnet:{text}"):
        with contextlib.suppress(UserError):
            assert len(read_magnet(link).info_hash) == 40


@given(st.text())
def test_printable_text_is_one_line(text: str) -> None:
    assert printable(text).isprintable()
    assert printable(printable(text)) == printable(text)
