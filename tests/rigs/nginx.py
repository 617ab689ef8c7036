"""A real nginx on loopback with TLS, in front of a server of ours."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.rigs.hosts import free_port
from tests.rigs.transmission import until

CONFIG = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{}}
http {{
    access_log off;
    {temporary}
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/cert.pem;
        ssl_certificate_key {folder}/key.pem;
        {location}
    }}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def nginx(folder: Path, location: str) -> Iterator[tuple[str, Path]]:
    """Its URL, and the certificate that it shows; `location` is the block that says where what goes."""
    folder.mkdir()
    certificate = _certify(folder)
    port = free_port()
    temporary = " ".join(f"{each}_temp_path {folder}/{each};" for each in TEMPORARY)
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, temporary=temporary, port=port, location=location))
    command = ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(config)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log, start_new_session=True) as server:
        try:
            url = f"https://127.0.0.1:{port}/"
            until(lambda: _answers(url, certificate) or None, seconds=20)
            yield url, certificate
        finally:
            server.terminate()


def _certify(folder: Path) -> Path:
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*made, *named, *files], check=True, capture_output=True, timeout=60)
    return folder / "cert.pem"


def _answers(url: str, certificate: Path) -> bool:
    try:
        return requests.get(url, verify=str(certificate), timeout=5).status_code > 0
    except requests.ConnectionError:
        return False
