"""Systems at home with a certificate of their own: said so, and taken where the settings say so."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from integrations.kodi import Kodi
from integrations.rss import RSS
from integrations.torznab import Torznab
from integrations.transmission import Transmission
from integrations.tvmaze import TVmaze
from pipeline.errors import Unauthorized
from pipeline.ports import Plugin

pytestmark = pytest.mark.needs("openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """One that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
    subprocess.run([*made, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(folder / "cert.pem"), Path(folder / "key.pem"))
    return context


@pytest.fixture
def server(certificate: ssl.SSLContext) -> Iterator[HTTPServer]:
    made = HTTPServer(host="localhost", ssl_context=certificate)
    made.start()
    made.expect_request("/api").respond_with_data("<rss><channel/></rss>")
    made.expect_request("/feed").respond_with_data("<rss><channel/></rss>")
    made.expect_request("/search/shows").respond_with_json([])
    kodi: dict[str, Any] = {
        "name": "Kodi",
        "version": {"major": 20, "minor": 0},
        "sources": [{}],
        "System.FriendlyName": "x",
    }
    made.expect_request("/jsonrpc").respond_with_json({"result": kodi})
    session = {"version": "4.0", "rpc-version": 17, "download-dir": "/x", "size-bytes": 10**12, "path": "/x"}
    made.expect_request("/transmission/rpc").respond_with_data(json.dumps({"result": "success", "arguments": session}))
    yield made
    made.stop()


Made = Callable[[HTTPServer, bool], Plugin]

SYSTEMS: dict[str, Made] = {
    "torznab": lambda s, v: Torznab(Torznab.Config(url=s.url_for("/api"), verify_tls=v), name="x"),
    "rss": lambda s, v: RSS(RSS.Config.model_validate({"url": s.url_for("/feed"), "verify_tls": v}), name="x"),
    "tvmaze": lambda s, v: TVmaze(TVmaze.Config.model_validate({"url": s.url_for(""), "verify_tls": v}), name="x"),
    "kodi": lambda s, v: Kodi(Kodi.Config.model_validate({"url": s.url_for(""), "verify_tls": v}), name="x"),
    "transmission": lambda s, v: Transmission(
        Transmission.Config.model_validate({"url": s.url_for("/transmission/rpc"), "verify_tls": v}), name="x"
    ),
}


@pytest.mark.parametrize("made", SYSTEMS.values(), ids=SYSTEMS)
def test_a_certificate_of_one_s_own_is_refused_with_the_setting_that_takes_it(server: HTTPServer, made: Made) -> None:
    def asked(part: Any) -> object:
        return part.newest() if hasattr(part, "newest") else part.check()

    with pytest.raises(Unauthorized, match="verify_tls = false"):
        asked(made(server, True))
    assert asked(made(server, False)) is not None


def test_a_malformed_header_does_not_write_the_address_with_its_key(
    httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    """urllib3 would log the whole address at WARNING."""
    import socket
    import threading

    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            body = b"<rss><channel/></rss>"
            connection.sendall(b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    served = threading.Thread(target=answer)
    served.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/feed?passkey={{secret}}"
    RSS(RSS.Config.model_validate({"url": url, "secret": "PASSKEY"}), name="x").newest()
    served.join()
    listener.close()

    assert "PASSKEY" not in caplog.text
