"""The questions of `airdate init`. Each answer is tried before it is taken; Enter takes what is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.common import say, tell

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.model.reasons import Reason
    from pipeline.services.config_template import Answers

# What is asked of a player, where it has such a setting; the file has the rest of them.
_OF_A_PLAYER = ("url", "api_key", "username", "password", "public_url")


def ask(settings: Settings, config: Path) -> Answers:
    """What the household decided, to be written down; `settings`: what holds so far."""
    return {
        ("telegram", "token"): _token(settings),
        ("library",): _library(settings, config.absolute().parent),
        **_player(config),
        ("household", "time_zone"): _zone(settings),
        ("household", "screens"): _screens(settings),
    }


def _tried(text: str, default: str, trial: Callable[[str], Reason], *, hidden: bool = False) -> str:
    """An answer that was tried and is good, or is to be taken all the same; empty where nothing is said."""
    from pipeline.errors import AirdateError, OutsideError

    while answer := _prompt(text, default, hidden):
        try:
            typer.secho(f"✓ {say(trial(answer))}", fg="green")
        except AirdateError as error:
            typer.secho(f"✗ {say(error.reason)}", fg="red")
            if not (isinstance(error, OutsideError) and typer.confirm(tell("init-all-the-same"))):
                continue
        return answer
    return ""


def _prompt(text: str, default: str = "", hidden: bool = False) -> str:
    return str(typer.prompt(text, default=default, show_default=bool(default), hide_input=hidden)).strip()


def _token(settings: Settings) -> str | None:
    """None where the environment says it already: it counts more than the file."""
    from bot.chat.token_check import check_token

    def trial(token: str) -> Reason:
        return check_token(settings.model_copy(update={"telegram": _with_token(settings, token)}))

    if settings.telegram.token.get_secret_value():
        return None
    typer.echo(tell("init-token-how"))
    return _tried(tell("init-token"), "", trial, hidden=True) or None


def _with_token(settings: Settings, token: str) -> Any:
    from pydantic import SecretStr

    return settings.telegram.model_copy(update={"token": SecretStr(token)})


def _library(settings: Settings, home: Path) -> str:
    """A folder that can be written to; a relative one is taken from where the file will be."""
    from cli.doctor import check_library
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    def trial(folder: str) -> Reason:
        try:
            return check_library(home / Path(folder).expanduser())
        except OSError as error:
            raise UserError(Reason("cannot-be-written", path=folder, why=error.strerror or str(error))) from error

    return str(Path(_tried(tell("init-library"), str(settings.library), trial)).expanduser())


def _player(config: Path) -> Answers:
    """The section of the player that was named, if one was."""
    from pipeline.engine.plugins import available

    names = sorted(available("players"))
    name = _one_of(tell("init-player", names=names), names)
    return {("players", name, key): value for key, value in _section(name, config).items()} if name else {}


def _one_of(text: str, names: Sequence[str]) -> str:
    while (answer := _prompt(text).lower()) and answer not in names:
        typer.secho(tell("init-one-of", names=names), fg="red")
    return answer


def _section(name: str, config: Path) -> dict[str, str]:
    """What the player's section says, once the player has answered."""
    from pipeline.engine.plugins import plugin_class
    from pipeline.errors import AirdateError

    fields = plugin_class("players", name, name).Config.model_fields
    while True:
        said = {key: _of_player(key, fields[key]) for key in _asked(fields)}
        section = {key: value for key, value in said.items() if value}
        try:
            typer.secho(f"✓ {say(_try_player(name, section, config))}", fg="green")
        except AirdateError as error:
            typer.secho(f"✗ {say(error.reason)}", fg="red")
            if not typer.confirm(tell("init-all-the-same")):
                continue
        return section


def _asked(fields: Mapping[str, Any]) -> list[str]:
    needless = ("username", "password") if "api_key" in fields else ()  # of a proxy before it, if at all
    return [key for key in _OF_A_PLAYER if key in fields and key not in needless]


def _of_player(key: str, field: Any) -> str:
    default = "" if field.is_required() or not isinstance(field.default, str) else field.default
    return _prompt(tell("init-of-player", key=key), default, hidden=key in ("api_key", "password"))


def _try_player(name: str, section: dict[str, str], config: Path) -> Reason:
    from pipeline.engine.plugins import make
    from pipeline.model.reasons import reason_from
    from pipeline.ports import Player

    (player,) = make("players", {name: dict(section)}, config, Player)  # type: ignore[type-abstract]
    return reason_from(player.check())


def _zone(settings: Settings) -> str:
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    def trial(text: str) -> Reason:
        found = _zones(text)
        if len(found) != 1:
            raise UserError(Reason("init-which-zone", zones=found[:12]) if found else Reason("no-such-zone", name=text))
        return Reason("text", text=found[0])

    return _zones(_tried(tell("init-zone"), settings.household.time_zone, trial))[0]


def _zones(text: str) -> list[str]:
    """The IANA names of what may be said as a city or a country."""
    from bot.chat.zones import zones_called
    from pipeline.clock import is_zone

    return [text] if is_zone(text) else zones_called(text)


def _screens(settings: Settings) -> tuple[str, ...]:
    from pipeline.model.reasons import Reason
    from pipeline.playback.screens import household
    from pipeline.services.household_screens import known

    def trial(text: str) -> Reason:
        household(_names(text), settings.screens)
        return Reason("text", text=", ".join(all_screens[name].title for name in _names(text)))

    all_screens = known(settings)
    typer.echo(tell("init-screens-known", names=sorted(all_screens)))
    return _names(_tried(tell("init-screens"), " ".join(settings.household.screens), trial))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))
