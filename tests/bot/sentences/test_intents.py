"""What people write and what they mean: tables.

The first was written before the rules, the second after them and without looking at them; the third, from the two, is
what must never be misread. The fifth and sixth were again written without looking, as people type on phones: 77 to 88
of 100 were right at first contact, round by round. The seventh to the ninth were written before the next rules, each
measured once the one before it was mended: 83, 88 and 80 to 86; the tenth and eleventh, after all: 88 and 87 to 92.
The twelfth and thirteenth, with what is *not* wanted, what goes on from before and two wishes at once: 81 to 84, and 75
once the twelfth was mended; the fourteenth, after all: 100 and 88. The fifteenth, with what is only spoken of ("if you
delete it"), and the sixteenth, once the fifteenth was mended: 81 and 81, 81 and 83. The seventeenth, with
more of what is spoken of by the way, after both: 69 and 76. Each of the next has a voice of its own: a teenager's, 88
and 92; then, with words by their sound and a wider vocabulary, a grandmother's long and polite sentences, 73 and 67;
then, with sentences read clause by clause, what is dictated without punctuation, 95 and 89.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.sentences.intents import Intent, Meaning, understand
from bot.sentences.wishes import wishes
from pipeline.releases.parsing.words import words
from pipeline.services.spoken import Which

HERE = Path(__file__).parent
TITLES = ("The Tin Orchard", "Tin Orchard", "Meridian Ferry", "Lantern Row")
# Titles that are everyday words, also of those that mean something here.
EVERYDAY = ("Stop the Clock", "Next of Kin", "Help Wanted", "What We Left Behind", "New Street", "Last Seen Alive",
            "La Casa de al Lado", "El Último Verano", "Mañana Será Otro Día", "Sin Noticias", "Dark",
            "The Good Neighbours", "Nothing to Declare", "Yes Minister", "Who Do You Think You Are", "Get Even",
            "The Following", "Keep Breathing", "Thank You, Next", "Play Dead", "No Good Deed", "Todo lo Otro",
            "Aquí No Hay Quien Viva", "Cómo Vivir del Cuento", "Los Que Vienen de Noche", "How to Get Away with Murder",
            "When Calls the Heart", "Delete Me", "No Tomorrow", "New Amsterdam", "Skip and Loafer", "The Wrong Mans",
            "Cuando Nadie Nos Ve")  # fmt: skip
TABLES = sorted(path.name for path in HERE.glob("*.csv"))
OF_A_SHOW = (Intent.FOLLOW, Intent.UNFOLLOW, Intent.DELETE, Intent.WHY)
LOSES = (Intent.DELETE, Intent.UNFOLLOW, Intent.KEEP)
ARTICLES = {"the", "el", "la", "los", "las", "a"}


def rows(*tables: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for table in tables:
        with (HERE / table).open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file, delimiter="|")
    return found


def title(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word not in ARTICLES)


def which(meaning: Meaning) -> str:
    place = meaning.place
    if place.which is Which.LAST_FEW:
        return f"last{place.count}"
    return place.code or {Which.LATEST: "latest", Which.NEXT: "next", Which.ALL: "all"}.get(place.which, meaning.when)


def right(row: dict[str, str]) -> bool:
    first, *more = wishes(row["sentence"], TITLES + EVERYDAY)
    if more:
        return "unclear" in row["meaning"]
    meaning = understand(first, TITLES + EVERYDAY)
    if meaning.intent is Intent.UNCLEAR and "unclear" in row["meaning"]:
        return True  # it asks: nothing is done to any show
    names_one = row["show"] or meaning.intent in OF_A_SHOW
    same_show = not names_one or title(meaning.name) == title(row["show"])
    same_place = not row["which"] or which(meaning) == row["which"]
    return meaning.intent in row["meaning"].split("/") and same_show and same_place


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("table", TABLES)
def test_at_least_95_of_100_sentences_are_understood(table: str, language: str) -> None:
    mine = [row for row in rows(table) if row["language"] == language]
    wrong = [row["sentence"] for row in mine if not right(row)]
    assert len(wrong) <= 0.05 * len(mine), wrong


def test_there_are_enough_of_them() -> None:
    found = rows(*TABLES)
    assert min(sum(row["language"] == each for row in found) for each in ("en", "es")) >= 150


def test_nothing_is_taken_for_a_wish_to_lose_something_nor_one_show_for_another() -> None:
    known = {each.lower() for each in TITLES}
    for row in rows(*TABLES):
        first, *more = wishes(row["sentence"], TITLES + EVERYDAY)
        if more:
            continue  # a button for each is shown, nothing done
        meaning = understand(first, TITLES + EVERYDAY)
        assert meaning.intent not in LOSES or meaning.intent in row["meaning"].split("/"), row
        assert row["meaning"] != "delete" or meaning.intent is not Intent.FOLLOW, row
        assert row["show"] not in known or title(meaning.name) == title(row["show"]), row


def test_a_title_of_everyday_words_is_a_title_where_it_is_known() -> None:
    assert understand("delete only fools and horses", ["Only Fools and Horses"]) == Meaning(
        intent=Intent.DELETE, name="Only Fools and Horses", known=True
    )
    assert understand("why is the last of us late", ["The Last of Us"]).name == "The Last of Us"


@pytest.mark.parametrize(
    ("text", "near"),
    [("quit it", Intent.UNFOLLOW), ("quit it", Intent.PAUSE), ("nobody wants them", Intent.UNFOLLOW)],
)
def test_what_is_unclear_says_what_may_be_meant(text: str, near: Intent) -> None:
    meaning = understand(text, TITLES)
    assert meaning.intent is Intent.UNCLEAR
    assert near in meaning.perhaps[:3]


@pytest.mark.parametrize(
    "text",
    [
        "dont u dare delete it",
        "we don't want you to remove lantern row",
        "no need to get rid of it",
        "don't skip lantern row",
        "no la borréis",
        "no quiero que borres lantern row",
        "ni se te ocurra, no la quites",
        "no hace falta borrar nada de lantern row",
        "i do not want lantern row deleted",
        "leave lantern row alone please",
        "lantern row shouldn't be deleted",
    ],
)
def test_what_is_denied_is_not_done(text: str) -> None:
    assert understand(text, TITLES).intent is Intent.NO


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no, borra lantern row", Intent.DELETE),
        ("don't forget to delete lantern row", Intent.DELETE),
        ("i don't like lantern row, delete it", Intent.UNFOLLOW),
        ("don't get any more lantern row", Intent.UNFOLLOW),
        ("ya no quiero lantern row, quítala de la lista", Intent.UNFOLLOW),
    ],
)
def test_a_no_beside_a_wish_does_not_deny_it(text: str, intent: Intent) -> None:
    assert understand(text, TITLES).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("did you delete lantern row?", Intent.THERE),
        ("quién ha borrado lantern row", Intent.THERE),
        ("has lantern row been removed", Intent.THERE),
        ("delete everything except lantern row", Intent.UNCLEAR),
        ("borra todo menos lantern row", Intent.UNCLEAR),
        ("delete all but the last 3 of lantern row", Intent.KEEP),
    ],
)
def test_what_only_speaks_of_deleting_deletes_nothing(text: str, intent: Intent) -> None:
    assert understand(text, TITLES).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        "if you ever delete lantern row i'm off",
        "what if i delete lantern row",
        "should we remove lantern row",
        "i really hope you didn't erase lantern row",
        "who told you to wipe lantern row",
        "did i tell you to get rid of lantern row",
        "i was going to delete lantern row",
        "we're thinking about deleting lantern row",
        "si borras lantern row no te hablo",
        "¿debería quitar lantern row?",
        "espero que no hayáis borrado lantern row",
        "¿quién te ha pedido que elimines lantern row?",
        "iba a borrar lantern row",
        "estamos pensando en borrar lantern row",
        "stop asking me to delete lantern row",
        "make sure nobody deletes lantern row",
        "asegúrate de que nadie borre lantern row",
        "my son deleted half of lantern row",
        "what happens when i delete lantern row",
        "deja de preguntar si borro lantern row",
        "me fastidiaría que borraras lantern row",
        "keep season 2 of lantern row but delete season 1",
        "i might delete lantern row some day",
        "would it be a problem if i deleted lantern row",
        "my lad said he'd delete lantern row",
        "si llegaras a borrar lantern row me enfado",
        "¿no habrá quitado alguien lantern row?",
        "did the dog delete lantern row",
        "mi madre me mata si se borra lantern row",
    ],
)
def test_what_is_only_supposed_is_asked_about(text: str) -> None:
    assert understand(text, TITLES).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "sí, borra lantern row",
        "can you see if you can delete lantern row",
        "could you delete lantern row if you have a moment",
        "i'd like you to delete lantern row",
        "we need to delete lantern row",
        "hay que borrar lantern row",
        "can i delete lantern row",
        "i want lantern row deleted",
        "quiero que borres lantern row",
    ],
)
def test_a_wish_said_with_an_if_is_one(text: str) -> None:
    assert understand(text, TITLES).intent is Intent.DELETE


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("harold is off the phone, so do continue", Intent.RESUME),
        ("my nephew installed this, what is it for?", Intent.HELP),
        ("el vecino ya se fue, así que reanuda las descargas", Intent.RESUME),
        ("on reflection, no", Intent.NO),
        ("my uncle loves ludwig, so add it", Intent.FOLLOW),
        ("hello. my cousin says ludwig is worth a look, so please fetch it when you can", Intent.FOLLOW),
    ],
)
def test_of_several_clauses_the_clear_one_is_meant(text: str, intent: Intent) -> None:
    assert understand(text, TITLES).intent is intent


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("get season 3 of the bear only", "the bear"),
        ("get only season 3 of the bear", "the bear"),
        ("get only murders in the building season 3", "only murders in the building"),
        ("descarga solo la temporada 3 de el oso", "el oso"),
    ],
)
def test_an_only_beside_a_season_is_no_part_of_the_name(text: str, name: str) -> None:
    assert understand(text, TITLES).name == name


@pytest.mark.parametrize("text", ["follow {}", "could you add {} please", "quiero ver {}", "{}"])
@pytest.mark.parametrize("name", ["Castle", "La Que Se Avecina", "Silo", "Antidisturbios", "Reina Roja", "Hierro"])
def test_a_name_is_none_of_the_words_that_it_looks_like(name: str, text: str) -> None:
    meaning = understand(text.format(name), TITLES)
    assert (meaning.intent, meaning.name) == (Intent.FOLLOW, name)


def test_odd_input_is_only_unclear() -> None:
    for text in ("", "?", "¿¡!?", "§", "🍿" * 50, "a" * 5000, "1", "\x00", "of the of the of the"):
        assert understand(text, TITLES).intent in Intent
