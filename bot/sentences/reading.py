"""A sentence taken apart: the concepts in it, the show it names, which of its episodes; and from these what is meant.

Nothing is looked up here but the titles that are known: whatever is found is a name to be looked for, which asks where
it is not clear (`bot.commands.which_show`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.sentences.spelling import mended, written_out
from bot.sentences.titles import TITLE, masked
from bot.sentences.vocabulary import (
    denials,
    fillers,
    left_out,
    patterns,
    supposed,
)
from pipeline.services.spoken import Place, Which, Words, read_place, words_of


@dataclass(frozen=True)
class Heard:
    """A sentence without its title and its place; `mended`: slips of the finger in everyday words put right."""

    words: Words
    mended: str
    title: str  # as it is known; empty: none that is known
    place: Place
    goes_on: bool = False  # "and the next one?": of what was spoken of before
    since: bool = False  # the place is where to begin: "from season 2"
    alone: bool = False  # the place is all that is meant: "season 3 only"

    @cached_property
    def spans(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where each concept is spoken of, in `mended`."""
        found = {name: [m.span() for m in pattern.finditer(self.mended)] for name, pattern in patterns().items()}
        phrases = [span for spans in found.values() for span in spans if " " in self.mended[slice(*span)]]
        shown = {name: _seen(spans, phrases) if name in _HIDDEN else spans for name, spans in found.items()}
        return {name: spans for name, spans in shown.items() if spans}

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What is spoken of: also a show that is named, by a known title or by other words, and which episodes."""
        of_place = {
            "season": self.place.season is not None,
            "number": self.place.number is not None,
            "which": bool(self.place.which),
            "place": bool(self.place),
            "few": bool(self.place.count),
            "next": self.place.which is Which.NEXT,
            "help": "help" in self.spans or bool(_HOW_TO.match(self.mended)),
            "asks_what": bool(_WHAT.match(self.mended)),
            "asks": bool(_YES_OR_NO.match(self.mended)),
            "clock": bool(_CLOCK.search(self.mended)),
            "howto": bool(_HOW_TO.match(self.mended) or _HOW_ONE_DOES.match(self.mended)),
            "denied": self._denies,
            "spare": "spare" in self.spans or bool(_STAYS.search(self.mended)),
            "supposed": self._supposes,
            "since": self.since,
            "only": "only" in self.spans or self.alone,
            "oneafter": self.goes_on,
            "it": bool(_IT.search(self.mended) or _IT_BEHIND.search(" ".join(self.words.norm))),
            "asks_when": bool(_WHEN.match(self.mended)),
        }
        named = {"title": bool(self.title), "named": bool(self.title or (self.rest and not self._asks_in_general))}
        return frozenset([*self.spans, *(name for name, there in (of_place | named).items() if there)])

    @property
    def _asks_in_general(self) -> bool:
        """ "What can I expect on Friday?": a word that nobody knows is no name there."""
        spoken_of = self.spans.keys()
        in_general = not spoken_of & _SPEAKS_OF_ONE or spoken_of & _TIMES
        return bool(in_general and _IN_GENERAL.match(self.mended))

    @property
    def _denies(self) -> bool:
        """ "Please don't delete it", "no dejes de seguirla": losing something is what is not wanted."""
        if _ASKS_WHY.match(self.mended):
            return False
        return any(
            self._denied(found.span(), start) for found in denials()[0].finditer(self.mended) for start in self._losses
        )

    @property
    def _losses(self) -> list[int]:
        """Where something is to be lost, or spoken of as if."""
        return [start for name in _LOSES for start, _ in self.spans.get(name, ())]

    @property
    def _supposes(self) -> bool:
        """ "If you delete it", "should I delete it?", "I hope you didn't": nobody says that it be done."""
        words, between = supposed()
        return any(map(self._is_no_order, self.spans.get("delete", ()))) or any(
            start >= found.end()
            and not between.sub("", self.mended[found.end() : start]).strip()
            and (found.group() not in _ALSO_ORDERS or self._is_of_another(found.end(), start))
            for found in words.finditer(self.mended)
            for start in self._losses
        )

    def _is_of_another(self, si: int, loss: int) -> bool:
        """ "Si borras", "si se borra": no "sí" before an order."""
        between = self.mended[si:loss].split()
        return "se" in between or bool(_TO_YOU.search(self.words.norm[self._word_at(loss)]))

    def _denied(self, no: tuple[int, int], loss: int) -> bool:
        lost = self.words.norm[self._word_at(loss)]
        between = denials()[1].sub("", self.mended[no[1] : loss])
        if _DONE_TO_IT.fullmatch(lost):
            between = _WANTED.sub("", between)  # "don't want Lantern Row deleted"
        if loss < no[1] or between.strip():
            return False
        return self.mended[slice(*no)] != "no" or bool(_NOT_AN_ORDER.search(lost))

    def _is_no_order(self, loss: tuple[int, int]) -> bool:
        """ "My son deleted it", "stop asking me to delete it": by the verb's form, and whose doing it is."""
        before, verb = self.mended[: loss[0]], self.words.norm[self._word_at(loss[0])]
        if _ORDERED.search(before):
            return False
        return bool(_TOLD.fullmatch(verb) or _OF_ANOTHER.search(before))

    @cached_property
    def rest(self) -> str:
        """What is no part of the vocabulary, from the first such word to the last: a name, perhaps."""
        inside = self.outside(self.spans)
        return self.written(inside[0], inside[-1] + 1) if inside else ""

    def says_only(self, *concepts: str) -> bool:
        """Nothing is said beyond these concepts and fillers, and one of them is."""
        given = {name: self.spans[name] for name in concepts if name in self.spans}
        return bool(given) and not self.title and not self.place and not self.outside(given)

    @property
    def agrees(self) -> bool:
        """ "Yes, delete it": a yes, and what was asked about said again in one word."""
        return not self.title and bool(_AGREES.fullmatch(" ".join(self.words.norm)))

    # ------------------------------------------------------------------------------------------------------ the parts

    def behind(self, *concepts: str) -> int | None:
        """The number of the first word behind the first of these, and behind all of them that follow it at once."""
        spans = sorted(span for name in concepts for span in self.spans.get(name, ()))
        end: int | None = None
        for start, stop in spans:
            if end is None or not self._between(end, start):
                end = max(end or 0, stop)
        return None if end is None else self._word_at(end)

    def _between(self, end: int, start: int) -> str:
        """What is said from one place to another, without what links two verbs ("add it if you can get")."""
        return _LINKS.sub("", self.mended[end:start]).strip() if start > end else ""

    def _word_at(self, place: int) -> int:
        return len(self.mended[:place].split())

    def covered(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """The numbers of the words in these spans."""
        return {i for start, stop in spans for i in range(self._word_at(start), self._word_at(stop))}

    @cached_property
    def filling(self) -> set[int]:
        """The numbers of the words that are fillers."""
        return self.covered(match.span() for match in fillers().finditer(self.mended))

    def outside(self, concepts: Mapping[str, list[tuple[int, int]]]) -> list[int]:
        covered = self.covered(span for spans in concepts.values() for span in spans) | self.filling
        return [i for i, word in enumerate(self.words.norm) if i not in covered and word != TITLE]

    def written(self, first: int, stop: int) -> str:
        return " ".join(word for word in self.words.raw[first:stop] if word != TITLE)


# A word of these is none where it is part of a longer phrase: the "get" of "get rid of", the "esta" of "esta semana".
_HIDDEN = frozenset(
    (
        "keep",
        "undo",
        "why",
        "tonight",
        "follow",
        "arrived",
        "get",
        "want",
        "play",
        "they",
        "stop",
        "delete",
        "resume",
        "wrong",
        "status",
        "picture",
    )
)


def _seen(spans: Iterable[tuple[int, int]], phrases: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return [span for span in spans if not any(_within(span, phrase) for phrase in phrases)]


def _within(span: tuple[int, int], phrase: tuple[int, int]) -> bool:
    return span != phrase and phrase[0] <= span[0] and span[1] <= phrase[1]


_LOSES = ("delete", "unfollow", "stop", "skip", "pause", "silence")
_IT = re.compile(r"(?<![^ ])(?:it|that one|this one|esa|ese|eso)(?![^ ])")
_IT_BEHIND = re.compile(r"\w{2,}[aeiounr](?:la|lo)(?![^ ])")  # "bájala"
_WHEN = re.compile(r"(?:(?:so|and|y|ok) )*(?:when|whens|cuando) ")
_DONE_TO_IT = re.compile(r"\w+(?:ed|ad[oa]s?)|gone")
_WANTED = re.compile(rf"(?<![^ ])(?:want|need|it|them|{TITLE})(?![^ ])")
_ASKS_WHY = re.compile(r"(?:\w+ )?(?:why|how come|por que|porque|como es que) ")
_NOT_AN_ORDER = re.compile(r"(?:[ae]s|[ae]is|en|e|r|r(?:lo|la|los|las))$")  # "no borres"; but "no: borra esa otra"
_ALSO_ORDERS = {"si", "como"}  # "sí, borra esa" is an order, "si borras esa" none
_TO_YOU = re.compile(r"(?:[ae]s|[ae]is)$")
_STAYS = re.compile(
    r" (?:(?:must|has to|should|needs to|can) stay|stays(?: put)?|se queda|se quedan|tiene que quedarse)$"
)
# Forms of a verb that are no order: "deleted", "deletes"; "borraron", "borraste", "borraras", "borro".
_TOLD = re.compile(
    r"\w{3,}ed|(?:delete|remove|erase|wipe)s|\w{3,}(?:aste|aron|[ai]d[oa]s?|ara[sn]?|ase[sn]?|[^aeioul]o)"
)
_ORDERED = re.compile(  # what makes one of them all the same: "I want it deleted", "can I delete it"
    rf"(?<![^ ])(?:want|wants|like|love|need|needs|have|get|quier[eo]n?|queremos|can|could|may|might|lets)"
    rf"(?: (?:to|it|that|them|all|of|the|i|we|see|have|get|be|que|se|sea|esta|este|{TITLE}))* $"
)
_OF_ANOTHER = re.compile(  # somebody's doing, or what is only said of it
    r"(?<![^ ])(?:i|he|she|they|nobody|no one|somebody|someone|anybody|anyone|everybody|who|when|until|after"
    r"|did \w+(?: \w+)?"
    r"|cuando|nadie|alguien|quien|mientras|(?:ask\w*|tell|telling|told|remind\w*) (?:me|us|you|him|her|them) (?:to|if)"
    r"|(?:pregunt|dic|dij|dec)\w* (?:si|que))"
    r"(?: (?:i|we|you|ever|already|just|lo|la|los|las|se|me|te|ya|have|has|had))* $"
)
_CALL = re.compile(r"oyes?(?= (?!mal|nada|fatal|bien|poco))")  # "listen", not "is heard": only as the first word
_ONE_AFTER = re.compile(
    r"(?:(?:and|so|ok|y|pues|entonces) )*(?:(?:when|whens|what|whats|cuando|que) (?:(?:is|about|es|sale|hay) )?)?"
    r"(?:the |el |la )?(?:next one|one after(?: that| it)?|siguiente|proxim[oa]|despues de (?:es[oea]|este))"
    r"(?: (?:when|cuando))?"
)
_IN_GENERAL = re.compile(
    r"(?:how|hows|que|cual|cuales|como|cuanto|cuantos|quien|who|anything|algo) |(?:.* )?(?:what|whats|which) "
)
_DELETES = re.compile(r"^(?:(?:can|could|you|puedes) )*del (?=(?:§|all|the|that|it|whole|every\w*) ?)")
_HOW_TO = re.compile(r"(?:how (?:do|can|could|should) (?:i|we)|como (?:puedo|podemos|hago|hacemos|\w{3,}o)) (?!tarda)")
_HOW_ONE_DOES = re.compile(r"como se \w+")
_WHAT = re.compile(r"(?:(?:so|and|hey|hi|y|oye|ok) )*(?:what|whats|which|que|cual|cuales) ")
_LINKS = re.compile(
    r"(?<![^ ])(?:to|for|me|us|it|that|i|we|you|my|our|if|and|so|can|could|would|will|do|a|que|y|si|nos|lo|la|te|se|al"
    r"|mi|podemos|puedo|puedes|podrias|tambien|also|favor|por)(?![^ ])"
)
_YES_OR_NO = re.compile(
    r"(?:(?:so|and|hey|hi|please|y|oye|ya|pero) )*(?:is|are|has|have|had|did|do|does|will|esta|estan|ha|han|hay"
    r"|se puede|tiene|es|sabes si|ya) "
)
_TIMES = {"tonight", "tomorrow", "week", "weekend"}
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
_AGREES = re.compile(
    r"(?:yes|yep|yeah|yea|yup|ok|okay|sure|si|sip|vale|claro|dale)(?: (?:please|go|por favor|porfa))?"
    r"(?: \w+ (?:it|that|them|this)| \w{2,}(?:lo|la|los|las))(?: (?:please|pls|all|por favor|porfa|todo))?|go on then"
)
_SINCE = {"from", "since", "starting", "desde", "partir"}
_ONLY = r"(?:only|just|solo|solamente|unicamente|nada mas|alone)"
_PLACED = r"(?:season|series|episode|temporada|capitulo|episodio|[st]\d|\d+x\d)"
_ONLY_PLACE = re.compile(rf"(?<![^ ]){_ONLY} (?=(?:the |la |el )?(?:\w+ )?{_PLACED})|(?<=[^ ] ){_ONLY}$")
_CLOCK = re.compile(
    r"(?<![^ ])(?:after|before|between|from|until|till|past|at|entre|despues de|antes de|desde|hasta|a partir de|de) "
    r"(?:las |la )?(?:\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|h|hs|oclock))?|midnight|noon|medianoche|nine|ten|eleven"
    r"|nueve|diez|once)(?![^ ])"
)


def hear(text: str, titles: Iterable[str], *, everyday: bool = False) -> Heard:
    """A sentence, taken apart with the titles that are known; `everyday`: see `masked`."""
    return _heard(text, tuple(titles), everyday)


@lru_cache(maxsize=256)  # whoever reads a sentence looks at it, and at its parts, from several sides
def _heard(text: str, titles: tuple[str, ...], everyday: bool) -> Heard:
    words, title = masked(words_of(text), titles, everyday=everyday)
    one_letter = len(words.norm) == 1 and len(words.norm[0]) == 1
    in_full = words if one_letter else replace(words, norm=tuple(map(written_out, words.norm)))
    words = _without_courtesy(in_full)
    words = words.without(*call.span()) if (call := _CALL.match(words.plain)) else words
    goes_on = bool(_ONE_AFTER.fullmatch(words.plain))
    words, alone = _without_only(words)
    told = words
    words, place = read_place(words)
    since = bool(_SINCE & ({*told.norm} - {*words.norm}))
    plainly = " ".join(mended(word) for word in words.norm)
    plainly = _DELETES.sub("delete ", _STOPS.sub("parar ", plainly, count=1), count=1)
    return Heard(words=words, mended=plainly, title=title, place=place, goes_on=goes_on, since=since, alone=alone)


def _without_only(words: Words) -> tuple[Words, bool]:
    """Without an "only" that stands beside the place: where it stands beside a name, it may be part of that."""
    found = _ONLY_PLACE.search(words.plain)
    if found is None or not read_place(words)[1]:
        return words, False
    return words.without(*found.span()), True


def _without_courtesy(words: Words) -> Words:
    kept = words
    while found := left_out().search(kept.plain):
        kept = kept.without(*found.span())
    return words if kept.norm in ((), ("do",)) else kept  # "please do"
