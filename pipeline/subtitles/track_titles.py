"""What the title of a track, or the name of a file, says that its text is: the film's, a commentary's, of signs and
songs.

As groups write them: "Signs & Songs", "Full (Dialogue + Signs)", "Надписи", "Commentaire du réalisateur".
"""

from __future__ import annotations

import re

_COMMENTARY = re.compile(r"comment(?:ary|aries)|kommentar|commentaire|comentario|comentário|комментари", re.IGNORECASE)
_SIGNS = re.compile(
    r"\b(?:signs?|songs?|lyrics|karaoke|panneaux|carteles|rótulos|schilder|cartelli|надписи|песни)\b", re.IGNORECASE
)
# What is more than signs: "Full Signs & Songs" is not.
_WHOLE = re.compile(
    r"\b(?:dialog(?:ue|ues|s|o|os|hi)?|complete|completos?|complets?|vollständig\w*|полн\w+|диалог\w*)\b"
    r"|\bfull\b(?!\W+(?:signs?|songs?))",
    re.IGNORECASE,
)


def is_commentary(title: str) -> bool:
    return bool(_COMMENTARY.search(title))


def is_signs(title: str) -> bool:
    """Only what is written in the picture, or sung."""
    return bool(_SIGNS.search(title)) and not _WHOLE.search(title)
