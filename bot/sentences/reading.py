"""A sentence taken apart: the concepts in it, the show it names, which of its episodes; and from these what is meant.

Nothing is looked up here but the titles that are known: whatever is found is a name to be looked for, which asks where
it is not clear (`bot.commands.which_show`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from bot.sentences.vocabulary import SHORT, fillers, known_words, patterns, verbs
from pipeline.releases.parsing.words import words as title_words
from pipeline.services.spoken import Place, Words, read_place, words_of

TITLE = "§"  # stands for a title that is known
_SHORTEST_ENDED = 5  # letters of a word whose ending may be another
_SHORTEST_SLIP = 6  # letters of a word that may be misspelt; a verb may be shorter
# What English verbs end in, and what Spanish ones carry behind them ("cancélalo").
_ENDINGS = (
    "melo",
    "mela",
    "noslo",
    "nosla",
    "selo",
    "lo",
    "la",
    "los",
    "las",
    "me",
    "nos",
    "le",
    "les",
    "es",
    "s",
    "ing",
    "ed",
)
_TITLE_WORDS_MOST = 12


@dataclass(frozen=True)
class Heard:
    """A sentence without its title and its place; `mended`: slips of the finger in everyday words put right."""

    words: Words
    mended: str
    title: str  # as it is known; empty: none that is known
    place: Place

    @cached_property
    def spans(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where each concept is spoken of, in `mended`."""
        found = {name: [m.span() for m in pattern.finditer(self.mended)] for name, pattern in patterns().items()}
        return {name: spans for name, spans in found.items() if spans}

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What is spoken of: also a show that is named, by a known title or by other words, and which episodes."""
        of_place = {
            "season": self.place.season is not None,
            "number": self.place.number is not None,
            "which": bool(self.place.which),
            "place": bool(self.place),
            "few": bool(self.place.count),
            "clock": bool(_CLOCK.search(self.mended)),
        }
        named = {"title": bool(self.title), "named": bool(self.title or (self.rest and not self._asks_in_general))}
        return frozenset([*self.spans, *(name for name, there in (of_place | named).items() if there)])

    @property
    def _asks_in_general(self) -> bool:
        """ "What can I expect on Friday?": a word that nobody knows is no name there."""
        return bool(_IN_GENERAL.match(self.mended)) and not self.spans.keys() & _SPEAKS_OF_ONE

    @cached_property
    def rest(self) -> str:
        """What is no part of the vocabulary, from the first such word to the last: a name, perhaps."""
        inside = self._outside(self.spans)
        return self._written(inside[0], inside[-1] + 1) if inside else ""

    def after(self, *concepts: str) -> str:
        """The name behind the verbs: "only murders in the building" of "I'd like to follow only murders …"."""
        at = self._begins_at(concepts)
        if at is None:
            return self.rest
        name = " ".join(self.words.norm[at:])
        before = _BEFORE_NAME.match(name)
        first = at + (before.group().count(" ") if before else 0)
        behind = _BEHIND_NAME.search(" ".join(self.words.norm[first:]))
        last = len(self.words.norm) - (len(behind.group().split()) if behind else 0)
        named = set(range(first, last)) - self._fillers()
        return self._written(first, last) if named or not self.rest else self.rest

    def leads_with(self, concept: str) -> bool:
        """This concept is the first thing that is spoken of, but for fillers, wishes and what may be part of a name."""
        first = min((start for start, _ in self.spans.get(concept, ())), default=None)
        if first is None:
            return False
        others = [
            n for n in self.spans if n not in (concept, "want", "watch", "list", "goon", "already", "new", "they")
        ]
        earlier = any(start < first for name in others for start, _ in self.spans[name])
        return not earlier and bool(self.after(concept))

    def says_only(self, *concepts: str) -> bool:
        """Nothing is said beyond these concepts and fillers, and one of them is."""
        given = {name: self.spans[name] for name in concepts if name in self.spans}
        return bool(given) and not self.title and not self.place and not self._outside(given)

    @property
    def agrees(self) -> bool:
        """ "Yes, delete it": a yes, and what was asked about said again in one word."""
        return not self.title and bool(_AGREES.fullmatch(" ".join(self.words.norm)))

    @property
    def without_courtesy(self) -> str:
        """All that was written, but for a "please" at its end."""
        last = _COURTESY.search(" ".join(self.words.norm))
        return " ".join(self.words.raw[: len(self.words.raw) - len(last.group().split())] if last else self.words.raw)

    # ------------------------------------------------------------------------------------------------------ the parts

    def _begins_at(self, concepts: tuple[str, ...]) -> int | None:
        """The number of the first word behind the first of these, and behind all of them that follow it at once."""
        spans = sorted(span for name in concepts for span in self.spans.get(name, ()))
        end: int | None = None
        for start, stop in spans:
            if end is None or not self._between(end, start):
                end = max(end or 0, stop)
        return None if end is None else self._word_at(end)

    def _between(self, end: int, start: int) -> str:
        """What is said from one place to another, without fillers."""
        return fillers().sub("", self.mended[end:start]).strip() if start > end else ""

    def _word_at(self, place: int) -> int:
        return len(self.mended[:place].split())

    def _covered(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """The numbers of the words in these spans."""
        return {i for start, stop in spans for i in range(self._word_at(start), self._word_at(stop))}

    def _fillers(self) -> set[int]:
        return self._covered(match.span() for match in fillers().finditer(self.mended))

    def _outside(self, concepts: Mapping[str, list[tuple[int, int]]]) -> list[int]:
        covered = self._covered(span for spans in concepts.values() for span in spans) | self._fillers()
        return [i for i, word in enumerate(self.words.norm) if i not in covered and word != TITLE]

    def _written(self, first: int, stop: int) -> str:
        return " ".join(word for word in self.words.raw[first:stop] if word != TITLE)


_IN_GENERAL = re.compile(r"(?:what|whats|which|how|hows|que|cual|cuales|como|cuanto|cuantos|quien|who|anything|algo) ")
_SPEAKS_OF_ONE = {
    "follow",
    "want",
    "get",
    "when",
    "why",
    "where",
    "already",
    "stop",
    "delete",
    "watch",
    "play",
    "until",
}
_STOPS = re.compile(
    r"^para (?=(?:los|las|el|la|ya|todo|toda|eso|de|con|§)(?![^ ]))"
)  # "stop", not "for": only as the first word
_BEFORE_NAME = re.compile(
    r"(?:(?:me|us|to|please|for us|for me|up|a|the|some|new)? ?(?:show|shows|series|serie|program|programme|programa)"
    r"(?: (?:called|named|titled|llamada|llamado|titulada|que se llama))? "
    r"|(?:on|to|in|en|a)? ?(?:my|our|the|la|mi|nuestra) (?:list|watchlist|lista) (?:a )?"
    r"|(?:me|us|to|for|please|a la|que|por favor|empezar|empezar con) )+"
)
_BEHIND_NAME = re.compile(
    r"(?:(?:^| )(?:(?:it|they|he|she) (?:looks?|sounds?|seems?|is|are|was) .+"
    r"|que (?:tiene|parece|dicen|me han|nos han) .+"
    r"|please|pls|plz|thanks|thank you|cheers|for (?:me|us|the kids|the family|my \w+)|would you|will you"
    r"|could you|if you can|if possible|too|as well|also|now|again|from now on|(?:to|on|in) (?:my|our|the) "
    r"(?:list|watchlist|shows)|por favor|porfa|porfi|gracias|anda|venga|para mi|para nosotros|para los ninos"
    r"|a (?:la|mi|nuestra) lista|si puedes|tambien|ahora|en la lista))+$"
)
_AGREES = re.compile(
    r"(?:yes|yep|yeah|yea|yup|ok|okay|sure|si|sip|vale|claro|dale)(?: (?:please|go|por favor|porfa))?"
    r"(?: \w+ (?:it|that|them|this)| \w{2,}(?:lo|la|los|las))(?: (?:please|pls|all|por favor|porfa|todo))?"
)
_COURTESY = re.compile(
    r"(?<=[^ ])(?: (?:please|pls|plz|thanks|thank you|thx|por favor|porfa|porfi|gracias|anda|venga))+$"
)
_CLOCK = re.compile(
    r"(?<![^ ])(?:after|before|between|from|until|till|past|at|entre|despues de|antes de|desde|hasta|a partir de|de) "
    r"(?:las |la )?(?:\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|h|hs|oclock))?|midnight|noon|medianoche|nine|ten|eleven"
    r"|nueve|diez|once)(?![^ ])"
)
_ARTICLES = {"the", "la", "el", "los", "las", "a", "un", "una"}


def hear(text: str, titles: Iterable[str]) -> Heard:
    """A sentence, taken apart with the titles that are known."""
    words, title = _masked(words_of(text), titles)
    words, place = read_place(replace(words, norm=tuple(map(_written_out, words.norm))))
    mended = _STOPS.sub("parar ", " ".join(_mended(word) for word in words.norm), count=1)
    return Heard(words=words, mended=mended, title=title, place=place)


def _masked(words: Words, titles: Iterable[str]) -> tuple[Words, str]:
    """With the longest title that is written out in it replaced by one sign."""
    by_key = _keys(tuple(titles))
    spots = [
        (stop - start, start, stop, key)
        for start in range(len(words.norm))
        for stop in range(start + 1, min(len(words.norm), start + _TITLE_WORDS_MOST) + 1)
        if (key := "".join(title_words(" ".join(words.raw[start:stop])))) in by_key
    ]
    if not spots:
        return words, ""
    _, start, stop, key = max(spots, key=lambda spot: (spot[0], -spot[1]))
    if stop - start == 1 and words.norm[start] in known_words() and len(words.norm) > 1:
        return words, ""  # a title like "You" or "From": too everyday to be told from the word itself
    before = sum(len(word) + 1 for word in words.norm[:start])
    through = before + len(" ".join(words.norm[start:stop]))
    return words.without(before, through, TITLE), by_key[key]


def _written_out(word: str) -> str:
    """Without letters that only shout ("yesss"), and in full where it is short for something."""
    calm = re.sub(r"(\D)\1{2,}", r"\1", word)
    return SHORT.get(calm, calm)


@lru_cache(maxsize=64)
def _keys(titles: tuple[str, ...]) -> dict[str, str]:
    """Titles by how they are compared: without spaces, with and without their article."""
    found: dict[str, str] = {}
    for title in titles:
        key = title_words(title)
        found.setdefault("".join(key), title)
        if len(key) > 1 and key[0] in _ARTICLES and (len(key) > 2 or len(key[1]) > 3):
            found.setdefault("".join(key[1:]), title)
    found.pop("", None)
    return found


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """An everyday word instead of one that is it with another ending, or a slip of the finger away from it."""
    if len(word) < _SHORTEST_ENDED or word in known_words() or not word.isalpha():
        return word
    return _without_ending(word) or _without_slip(word) or word


def _without_ending(word: str) -> str | None:
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return next((stem for stem in stems if len(stem) > 3 and stem in known_words()), None)


def _without_slip(word: str) -> str | None:
    likely = verbs() if len(word) < _SHORTEST_SLIP else known_words()
    near = (known for known in sorted(likely) if len(known) >= _SHORTEST_ENDED and abs(len(known) - len(word)) <= 1)
    return next((known for known in near if OSA.distance(word, known, score_cutoff=1) <= 1), None)
