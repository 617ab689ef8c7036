"""How Prowlarr 2.3 and Jackett (November 2026) answer when a torrent cannot be had, in their own words.

Prowlarr: https://github.com/Prowlarr/Prowlarr (NewznabController); Jackett: https://github.com/Jackett/Jackett (/dl).
"""

from __future__ import annotations

from demo.indexer import Spoilt

XML = {"Content-Type": "application/rss+xml"}
JSON = {"Content-Type": "application/json"}


def told(code: int, description: str, **headers: str) -> Spoilt:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<error code="{code}" description="{description}"/>'
    return Spoilt(code, body.encode(), {**XML, **{name.replace("_", "-"): value for name, value in headers.items()}})


DISABLED = "Indexer is disabled till 11/26/2026 16:47:18 due to recent failures."

PROWLARR = {
    "gone": told(410, "Download failed"),
    "a login page, or no such torrent": told(500, "Invalid torrent file contents. Reason: not a torrent"),
    "a details page without the link": told(
        500, "Download selectors didn't match for http://tracker.example/dl/1/x.torrent?passkey=PASSKEY"
    ),
    "a link of another installation": Spoilt(
        500, b'{"message": "Failed to normalize provided link", "description": "A.B\\n   at C.cs:line 262"}', JSON
    ),
    "no file in the link": Spoilt(500, b'{"message": "Invalid Prowlarr link", "description": "x"}', JSON),
    "a deleted indexer": Spoilt(404, b'{"message": "IndexerDefinition with ID 99 does not exist"}', JSON),
    "a disabled indexer": told(410, "Indexer is disabled"),
    "the site says 403": told(500, "Download failed"),
    "the site is down": told(500, "An error occurred while sending the request."),
    "grab limit": told(
        429, "User configurable Indexer Grab Limit of 1 in last 24 hour(s) reached.", Retry_After="86398"
    ),
}
JACKETT = {"whatever it is": Spoilt(404)}
OTHERS = {
    "404": Spoilt(404, b"gone"),
    "403 for this link": Spoilt(403),
    "500 without a word": Spoilt(500, b"oops"),
    "a login page": Spoilt(200, b"<!doctype html><html>Please log in</html>"),
    "an empty body": Spoilt(200),
    "a cut torrent": Spoilt(200, b"d8:announce9:http://t/4:infod6:lengthi100e4:name5:x.mkv"),
    "a torrent of version 2 only": Spoilt(200, b"d4:infod9:file treed5:x.mkvd0:d6:lengthi1eeee4:name1:xee"),
    "an NZB": Spoilt(200, b'<?xml version="1.0"?><nzb xmlns="http://www.newzbin.com/DTD/2003/nzb"><file/></nzb>'),
    "a video": Spoilt(200, b"\x1aE\xdf\xa3" + b"\0" * 100),
}
ALL = {f"{who}: {what}": answer for who, answers in (("Prowlarr", PROWLARR), ("Jackett", JACKETT), ("site", OTHERS))
       for what, answer in answers.items()}  # fmt: skip

_TRACE = (
    r'"stacktrace": "   at Jackett.Common.Services.IndexerManagerService.GetWebIndexer(String name) in /x/y.cs:line 1"'
)
SEARCHES = {
    "Prowlarr: a wrong key": Spoilt(401),
    "Prowlarr: the site fails, so it is left alone": told(429, DISABLED, Retry_After="3600"),
    "Prowlarr: query limit": told(
        429, "User configurable Indexer Query Limit of 1 in last 24 hour(s) reached.", Retry_After="86396"
    ),
    "Prowlarr: a deleted indexer": Spoilt(
        404,
        b'{"message": "IndexerDefinition with ID 99 does not exist", "description": "NzbDrone.Core.X: y\\n   at Z"}',
        JSON,
    ),
    "Prowlarr: a disabled indexer": told(410, "Indexer is disabled"),
    "Prowlarr: another page's address": Spoilt(
        404,
        b'{"type": "https://tools.ietf.org/html/rfc9110#section-15.5.5", "title": "Not Found", "status": 404}',
        JSON,
    ),
    "Prowlarr: /api alone": Spoilt(200, b'{"current": "v1", "deprecated": []}', JSON),
    "Jackett: a wrong key": Spoilt(
        200, b'<?xml version="1.0"?><error code="100" description="Invalid API Key" />', XML
    ),
    "Jackett: an unknown indexer": Spoilt(
        500, b'{"result": "error", "error": "Unknown indexer: nosuch", ' + _TRACE.encode() + b"}", JSON
    ),
    "Jackett: a captcha at the site": Spoilt(
        400,
        b'<?xml version="1.0"?><error code="900" description="Jackett.Common.IndexerException: Exception (faketracker):'
        b' Challenge detected but FlareSolverr is not configured&#xA;   at Jackett.Common.X in /x/y.cs:line 1"/>',
        XML,
    ),
}
"""What they answer to a search, or when they are asked what they can do, instead of results."""
