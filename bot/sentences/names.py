"""The name of a show that nobody knows yet, in a wish: "could you get Only Murders in the Building for us please"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.sentences.reading import Heard, hear

WISHES = ("follow", "get", "want", "have", "watch", "play")
# What a wish is not about, though it follows its verb: "get the sound right".
_MATTERS = {
    "sound", "subtitles", "picture", "language", "tongue", "another", "copy", "list", "status", "library", "request",
    "health", "settings", "people", "everything", "new", "any", "help", "notify", "schedule", "tonight", "tomorrow",
    "week", "weekend", "delete", "unfollow", "undo",
}  # fmt: skip
_MATTERS_OF = {"want": _MATTERS | {"stop"}, "follow": _MATTERS - {"delete", "undo"}}
# What may be said before the first verb without being what is asked for.
_EARLIER = {"want", "watch", "list", "goon", "already", "new", "they", "hello", "thanks"}
_PUT = {"put", "stick", "pop", "putting"}  # "put it on"
_PRONOUNS = {"it", "that", "this", "them", "those", "these", "one", "me", "us", "lo", "la", "los", "las", "eso", "esto",
             "esa", "ese", "esta", "este", "please", "porfa", "too", "now", "ya", "for", "to", "on", "more", "mas",
             "some", "any", "something", "algo"}  # fmt: skip
_ASKS = re.compile(
    r"(?:what|whats|which|when|whens|why|how|que|cual|cuales|cuando|como|porque|por que)(?! about| tal) "
)
_NOUN = r"(?:show|shows|series|serie|program|programme|programa)"
_BEFORE = re.compile(
    rf"(?:(?:an? (?:bit|spot|touch) of|un poc[oa] de|algo de|(?:some|any) more|algo mas de|some(?= \w)) "
    rf"|(?:(?:me|us|to|for us|for me|up|a|the|that|this|la|una|esa|esta|otra|another|some|new|nueva) )*{_NOUN}"
    r"(?: (?:called|named|titled|llamada|llamado|titulada|que se llama))? "
    r"|(?:on|to|in|en|a)? ?(?:my|our|the|la|mi|nuestra) (?:list|watchlist|lista) (?:a )?"
    r"|(?:me|us|to|for|on|about|2|a la|empezar|empezar con|have"
    r"|having|tener|track|seguir|a (?:go|try|look|bash) at|a try|con|also|too|tambien|as well) )+"
)
_COURTESY = (
    r"(?:(?:many |muchas |mil )?(?:thanks|thank you|thx|cheers|gracias)"
    r"(?: (?:so much|very much|a lot|in advance|de antemano))?"
    r"|anda|venga|ok|okay|vale)"
)
_SOON = (
    r"(?:asap|right away|straight ?away|soon|now|already|pronto|ya mismo|cuanto antes|lo antes posible|enseguida"
    r"|(?:whenever|when|as soon as|cuando|en cuanto) (?:you|pued|ten)\w*(?: .+)?"
    r"|(?:this|next|esta|este|la proxima) (?:week|weekend|semana|finde|evening|noche|tarde)|tonight|tomorrow)"
)
_US = (
    r"(?:me|us|(?:my|our) \w+|the (?:kids|children|grandkids|grandchildren|family|boys|girls|little ones|weekend|missus"
    r"|wife|husband|house\w*))"
)
_LIST = (
    r"(?:to|on|on to|onto|in|on for|among|with|into) (?:my|our|the)(?: \w+)?"
    r" (?:list|watchlist|shows|programm?e?s|series|ones)(?: (?:that )?(?:i|we) \w+)?"
    r"|(?:a|en|entre|con) (?:la|mi|nuestra) lista|(?:a|en|entre|con) (?:las|mis|nuestr[ao]s|los)(?: series| programas)?"
    r"(?: que (?:vemos|veo|seguimos|sigo|tenemos|tengo))?"
)
_CALLED = r"(?:love|dear|darling|honey|babe|mate|pal|buddy|guapo|guapa|maja|majo|carino|cielo|amor|corazon|jefe|jefa)"
_BEHIND = re.compile(
    r"(?:(?:^| )(?:(?:it|they|he|she) (?:looks?|sounds?|seems?|is|are|was) .+"
    rf"|que (?:tiene|parece|dicen|me han|nos han) .+|{_COURTESY}|{_LIST}"
    rf"|(?:for|4|2) {_US}(?: (?:to|and) .+)?|{_SOON}|in (?:my|our) (?:life|house)|on (?:the )?(?:tv|telly|server)"
    r"|(?:in|en) (?:english|spanish|ingles|espanol|castellano)|(?:with|con) sub\w*|en la tele"
    r"|(?:would|will|could) (?:you|ya)|can (?:we|i|you) \w+ (?:it|that|them)"
    r"|(?:la|lo|las|los) (?:podemos|puedo|puedes) \w+|(?:if|si) .+|too|as well|also"
    r"|now|again|from now on|(?:comes|is|goes) out|airs|starts|para (?:mi|nosotr[oa]s|(?:los|las|el|la) \w+)"
    r"|(?:a partir de|desde) ahora|en casa"
    rf"|(?:on|in) here|instead|aqui|aca|tambien|ahora|en su lugar|en vez|(?<=[^ ] ){_NOUN})(?: {_CALLED})?)+$"
)
_LAST_COURTESY = re.compile(rf"(?<=[^ ])(?: {_COURTESY})+$")
_ALSO = re.compile(r"(?<=[^ ]) (?:too|also|as well|tambien)$")
_AND = re.compile(r"(?:and|also|y|e|pues) (?=[^ ]+ [^ ])")
# What is said of a show before and behind its name, where the verb stands in another clause ("… is great, add it").
_PRAISED = re.compile(
    r"^(?:(?:.* )?(?:says|said|told (?:me|us)(?: about)?|mentioned|heard(?: that)?|oido(?: que)?"
    r"|loves?|likes?|recommends?|recommended|called|about"
    r"|(?:mad|crazy|nuts|raving) about|(?:loc[oa]s?) por|pide[n]?"
    r"|dicen?(?: que)?|habl\w+(?: \w+){0,2} de|gustan?|encantan?|recom\w+|llama(?:da)?) (?:about |de )?)?"
    r"(?P<name>.+?)"
    r"(?: (?:is|are|was|looks|look|sounds|seems|es|esta|son|parece|pinta|suena|tiene) .*)?$"
)
# "… so get it", "… ponla": what is wished for was named before.
_WISHES_IT = re.compile(
    r"(?<![^ ])(?:(?:add|get|follow|have|grab|download|fetch|find|try|track|watch|want|see) (?:it|that|this|them)"
    r"(?! back)"
    r"|(?:pon|anade|baja|trae|sigue|busca|descarga|consigue|pilla|apunta|mete|quier[eo]|ver)(?:me|nos)?l[ao]s?"
    r"|l[ao]s? (?:quier[eo]|queremos|pones|bajas|sigues))(?![^ ])"
)
_LEADS_TO_IT = re.compile(
    r".*(?<![^ ])(?:about|called|named|asks? (?:me |us )?for|sobre|pregunta\w* por|llamad[ao]|se llama"
    r"|(?:start|beginning|first \w+|principio|comienzo|fan|fans|episodes?|capitulos?|ads?|trailer) (?:of|de|for)) "
)
_CLAUSES = re.compile(r"(?:[,;!?…]+|(?<=\w{3})\.)(?:\s+|$)|\s+(?:[-–—]+|so|así que|asi que|por eso)\s+|\n+")
_COLON = re.compile(r"\s*:\s+")
_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{2,80})[\"”»]")


def named_in(text: str) -> str:
    """The name in a wish: what stands in quotation marks, behind the verb, else in the clause that has none."""
    quoted = _QUOTED.search(text)
    if quoted:
        return quoted[1].strip()
    clauses = [hear(part, ()) for part in clauses_of(text)]
    before = next((i for i, clause in enumerate(clauses) if i and _WISHES_IT.search(" ".join(clause.words.norm))), 0)
    if named := next(filter(None, map(_spoken_of, reversed(clauses[:before]))), ""):
        return named
    objects = (object_of(each) for each in clauses)
    return next(filter(None, objects), "") or max(map(_praised, clauses), key=len, default="")


def object_of(heard: Heard, *verbs: str) -> str:
    """What stands behind the verbs, without what is said around it; empty where that is no name ("add it")."""
    at = heard.behind(*verbs) if verbs else heard.behind(*WISHES) or heard.behind("notify")
    if at is None:
        return ""
    first, last = _peeled(heard.words.norm, at)
    if heard.words.norm[last - 1] == "on" and _PUT & set(heard.words.norm[:at]):
        last -= 1
    named = set(range(first, last)) - _no_names(heard)
    return heard.written(first, last) if named else ""


def _no_names(heard: Heard) -> set[int]:
    """The numbers of the words that are no name behind a verb: "add it"; behind a softer one, "I want to know"."""
    if heard.spans.keys() & {"follow", "get"} and "goon" not in heard.spans:
        return {i for i, word in enumerate(heard.words.norm) if word in _PRONOUNS}
    return heard.filling


def wishes_for_a_show(heard: Heard) -> bool:
    """Its first verb is one of wishing, and what follows it may be a name, whatever else the name's words mean."""
    if _ASKS.match(heard.mended):
        return False
    if leads_with(heard, "follow"):
        return not _is_matter(heard, "follow")
    return any(
        leads_with(heard, verb) and not _is_matter(heard, verb) and _has_unknown(heard, verb)
        for verb in ("get", "want")
    )


def wishes_for_it(heard: Heard) -> bool:
    """It is a wish for a show, named in it or before it: "… is great, so add it"."""
    return wishes_for_a_show(heard) or bool(_WISHES_IT.search(heard.words.plain))


def leads_with(heard: Heard, concept: str) -> bool:
    """This concept is the first thing that is spoken of, but for fillers, wishes and what may be part of a name."""
    first = min((start for start, _ in heard.spans.get(concept, ())), default=None)
    if first is None:
        return False
    others = heard.spans.keys() - _EARLIER - {concept}
    earlier = any(start < first for name in others for start, _ in heard.spans[name])
    return not earlier and bool(object_of(heard, concept))


def without_courtesy(heard: Heard) -> str:
    """All that was written, but for a "please" at its end, and for "and … too" around it."""
    words, norm = heard.words.raw, " ".join(heard.words.norm)
    last = _LAST_COURTESY.search(norm) or _ALSO.search(norm)
    kept = words[: len(words) - len(last.group().split())] if last else words
    return " ".join(kept[1:] if last and _ALSO.search(norm) and _AND.match(norm) else kept)


def _is_matter(heard: Heard, verb: str) -> bool:
    """The first word behind the verb that says anything is a matter of ours: "get the sound right"."""
    first = min(set(_behind(heard, verb)) - heard.filling, default=None)
    matters = _MATTERS_OF.get(verb, _MATTERS) & heard.spans.keys()
    return first in heard.covered(span for name in matters for span in heard.spans[name])


def _has_unknown(heard: Heard, verb: str) -> bool:
    return bool(set(heard.outside(heard.spans)) & set(_behind(heard, verb)))


def _behind(heard: Heard, verb: str) -> range:
    return range(*_peeled(heard.words.norm, heard.behind(verb) or 0))


def _peeled(norm: Sequence[str], at: int) -> tuple[int, int]:
    """From word `at` on, without "the show called" before a name and "for us please" behind it."""
    before = _BEFORE.match(" ".join(norm[at:]))
    first = at + (before.group().count(" ") if before else 0)
    return first, first + _last(norm[first:])


def _last(norm: Sequence[str]) -> int:
    """How many words are left without what is said behind a name."""
    behind = _BEHIND.search(" ".join(norm))
    return len(norm) - (len(behind.group().split()) if behind else 0)


def _praised(heard: Heard) -> str:
    """The name in "my sister says For All Mankind is great, so add it": before the verb, or where none is."""
    verbs = heard.covered(span for name in WISHES for span in heard.spans.get(name, ()))
    stop = min(verbs, default=len(heard.words.norm))
    while verbs and stop and stop - 1 in heard.filling:
        stop -= 1
    first, last = 0, _last(heard.words.norm[:stop])
    said = " ".join(heard.words.norm[first:last])
    found = _PRAISED.match(said)
    if not found or not heard.rest:
        return ""
    start, end = found.span("name")
    first += said[:start].count(" ")
    return heard.written(first, first + said[start:end].count(" ") + 1)


def _spoken_of(heard: Heard) -> str:
    """The name in "everybody asks me about Severance": behind what leads to one; empty where nothing does."""
    found = _LEADS_TO_IT.match(" ".join(heard.words.norm))
    return heard.written(found.group().count(" "), _last(heard.words.norm)) if found else ""


def clauses_of(text: str) -> list[str]:
    """The clauses; a colon parts only what says nothing by itself ("one more to track: Unforgotten")."""
    before, *behind = _COLON.split(text, maxsplit=1)
    if behind and not object_of(hear(before, ())):
        return clauses_of(behind[0])
    return [part for part in _CLAUSES.split(text) if part.strip()]
