"""The errors that a server tells of in a document of its own: https://inhies.github.io/Newznab-API/errors/"""

from __future__ import annotations

from integrations.common.indexer_links import Key
from integrations.common.quoting import quoted
from integrations.common.reading import read_count
from integrations.common.xml_feed import Document, Node
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model.reasons import Reason


def error_of(document: Document, *, system: str, key: Key, wait: float | None = None) -> OutsideError | None:
    """The error that a document tells of; None when it is none. `wait` (seconds): what came as Retry-After."""
    told = _element(document.root)
    if told is None:
        return None
    code, said = read_count([told.attribute("code")]) or 0, quoted(key.hide(told.attribute("description")))
    text = Reason("torznab-says" if said else "torznab-error", said=said, number=str(code))
    if _is_about_the_key(code, key):
        return Unauthorized(system, Reason("with-remedy", why=text, remedy=Reason("check-api-key")))
    if code in (300, 404, 410):
        return NotFound(system, text)
    # 500 and 501 are used-up quotas, 900 is "something went wrong": all pass with time.
    limit = code in (429, 501) or "limit" in said.lower()
    if limit or code in (500, 503, 900):
        return Unreachable(system, text, wait, quota=limit)
    return BadResponse(system, text)


def _is_about_the_key(code: int, key: Key) -> bool:
    return 100 <= code <= 199 or code == 910 or (code == 200 and not key)


def _element(root: Node) -> Node | None:
    told = next((node for node in root.below("error") if node.attribute("code")), None)
    if told is None and root.name == "error" and root.attribute("description"):
        return root  # some leave the code out
    return told
