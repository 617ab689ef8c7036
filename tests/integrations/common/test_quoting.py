from __future__ import annotations

import json

import pytest

from integrations.common.quoting import quoted, told_in_json


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        # https://github.com/Prowlarr/Prowlarr: a definition whose download page has no link
        (
            "Download selectors didn't match for http://tracker.example/dl/1/x.torrent?passkey=PASSKEY",
            "Download selectors didn't match for http://tracker.example/…",
        ),
        ("see https://name:PASSKEY@t.example:8443/PASSKEY/announce", "see https://t.example:8443/…"),
        ("magnet:?xt=urn:btih:PASSKEY&tr=x failed", "magnet:… failed"),
        ("GET /rss?torrent_pass=PASSKEY&x=1 failed", "GET /rss?torrent_pass=…&x=1 failed"),
        ("\n\nIt broke.\n   at Some.Class() in ./x.cs:line 3", "It broke"),
        ("a\tb\x00c", "a b c"),
    ],
)
def test_what_is_repeated_is_one_line_without_addresses(said: str, kept: str) -> None:
    assert quoted(said) == kept
    assert "PASSKEY" not in quoted(said)


def test_a_long_sentence_is_cut() -> None:
    assert len(quoted("word " * 10_000)) <= 200


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            {"message": "IndexerDefinition with ID 99 does not exist", "description": "Exception\n  at …"},
            "IndexerDefinition with ID 99 does not exist",
        ),
        ({"result": "error", "error": "Unknown indexer: nosuch", "stacktrace": "   at …"}, "Unknown indexer: nosuch"),
        ([{"errorMessage": "'Query' must not be empty"}], "'Query' must not be empty"),
        ({"title": "Not Found", "status": 404}, "Not Found"),
        ({"error": {"code": 3}}, ""),
        ([], ""),
        ("text", ""),
    ],
)
def test_json_tells_what_is_wrong(answer: object, said: str) -> None:
    assert told_in_json(json.dumps(answer).encode()) == said


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[" * 50_000])
def test_what_is_no_json_tells_nothing(body: bytes) -> None:
    assert told_in_json(body) == ""
