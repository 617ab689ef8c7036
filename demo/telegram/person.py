"""People as a test or a demo script directs them: they write, press, forward, block, and see what is in the chat."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from demo.telegram import acts
from demo.telegram.acts import Answer
from demo.telegram.formatting import as_html
from demo.telegram.world import Chat, Json, Message, Query, User, World

__all__ = ["Answer", "Button", "ChatMessage", "Group", "InlineResult", "Person"]

PATIENCE = 60.0  # seconds until an answer is given up: a busy machine is no failure
_LOOKS_AGAIN_AFTER = 0.05  # seconds, for what no chat tells of


@dataclass(frozen=True)
class Button:
    """A button as a person sees it."""

    text: str
    kind: str  # callback, url
    value: str


@dataclass(frozen=True)
class ChatMessage:
    """A message as a person saw it at one moment; `person.look(message)` sees it again."""

    id: int
    chat_id: int
    sender: str
    from_bot: bool
    sent_at: datetime
    text: str = ""
    caption: str = ""
    html: str = ""  # the text or caption with its decoration
    photo: bytes | None = None
    keyboard: tuple[tuple[Button, ...], ...] = ()
    edited: int = 0  # how often

    @property
    def words(self) -> str:
        """The text, or the caption."""
        return self.text or self.caption

    @property
    def buttons(self) -> list[str]:
        """What stands on the buttons, row by row."""
        return [button.text for row in self.keyboard for button in row]

    def button(self, label: str) -> Button:
        """The button with this text or data, else the first that has it in its text."""
        choices = [button for row in self.keyboard for button in row]
        exact = [button for button in choices if label in {button.text, button.value}]
        if found := exact or [button for button in choices if label in button.text]:
            return found[0]
        raise LookupError(f"no button {label!r} under {self.words[:60]!r}, only {self.buttons}")

    def __str__(self) -> str:
        parts = [f"#{self.id} {self.sender}: {self.words!r}"]
        parts += ["(photo)"] if self.photo else []
        parts += [f"edited {self.edited}×"] if self.edited else []
        parts += [f"{[[button.text for button in row] for row in self.keyboard]}"] if self.keyboard else []
        return " ".join(parts)


@dataclass(frozen=True)
class InlineResult:
    """One of the bot's answers while a person types `@bot …`."""

    id: str
    title: str
    description: str
    raw: Json


class Group:
    """A group chat."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def title(self) -> str:
        return self.chat.title

    @property
    def messages(self) -> list[ChatMessage]:
        with self._world.lock:
            return [snapshot(message) for message in self.chat.messages.values()]


class Person:
    """Somebody with a Telegram account. Safe to use from any thread."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.first_name

    # Writing

    def says(self, text: str, chat: Group | None = None) -> ChatMessage:
        """Write to the bot, or into a group."""
        return snapshot(acts.say(self._world, self.user, self._place(chat), text))

    def asks(self, text: str, chat: Group | None = None, timeout: float = PATIENCE) -> ChatMessage:
        """Write, and wait for the bot's next message."""
        said = self.says(text, chat)
        return self.wait_for("", timeout=timeout, chat=chat, after=said)

    def sends_file(self, name: str, content: bytes, caption: str = "", chat: Group | None = None) -> ChatMessage:
        """Send a file to the bot, or into a group."""
        return snapshot(acts.send_file(self._world, self.user, self._place(chat), name, content, caption))

    def edits(self, message: ChatMessage, text: str) -> None:
        """Correct one's own message."""
        acts.edit(self._world, self._find(message), text)

    def forwards(self, message: ChatMessage, chat: Group | None = None) -> ChatMessage:
        """Pass a message on, to the bot or into a group."""
        return snapshot(acts.forward(self._world, self.user, self._place(chat), self._find(message)))

    def opens(self, url: str) -> ChatMessage | None:
        """Follow a link; one to the bot (`https://t.me/bot?start=…`) starts it."""
        said = acts.follow(self._world, self.user, url)
        return snapshot(said) if said else None

    # Pressing

    def presses(
        self, message: ChatMessage, label: str, *, wait: bool = True, timeout: float = PATIENCE
    ) -> Answer | None:
        """Press the button with that text or data, as it is in the chat now.

        The bot's answer (or what the person's own device did) is returned; None when not waiting for one.
        """
        found = self._find(message)
        with self._world.lock:
            wanted = snapshot(found).button(label)
            raw = next(raw for row in found.keyboard for raw in row if _button(raw) == wanted)
            outcome = acts.press(self._world, self.user, found, raw)
        return outcome if isinstance(outcome, Answer) else self._settled(outcome, label, wait, timeout)

    def calls_back(
        self, message: ChatMessage, data: str, *, wait: bool = True, timeout: float = PATIENCE
    ) -> Answer | None:
        """Send callback data, whether or not a button has it, as a person with a home-made client can."""
        query = acts.call_back(self._world, self.user, self._find(message), data)
        return self._settled(query, data, wait, timeout)

    def types_inline(self, text: str, chat: Group | None = None, timeout: float = PATIENCE) -> list[InlineResult]:
        """Type `@bot text` and read what the bot offers."""
        query = acts.type_inline(self._world, self.user, self._place(chat), text)
        self._wait_for_answer(query, text, timeout)
        return [_result(raw) for raw in (query.answer or {}).get("results", [])]

    def chooses(self, result: InlineResult, chat: Group | None = None) -> ChatMessage:
        """Send one of the inline results."""
        return snapshot(acts.choose(self._world, self.user, self._place(chat), result.raw))

    # Coming and going

    def blocks_bot(self) -> None:
        acts.block(self._world, self.user)

    # Seeing

    @property
    def messages(self) -> list[ChatMessage]:
        """What is in the chat with the bot, oldest first."""
        with self._world.lock:
            return [snapshot(message) for message in self._place(None).messages.values()]

    def look(self, message: ChatMessage) -> ChatMessage:
        """The message as it is now."""
        with self._world.lock:
            return snapshot(self._find(message))

    def wait_for(
        self,
        what: str | Callable[[ChatMessage], object],
        timeout: float = PATIENCE,
        chat: Group | None = None,
        after: ChatMessage | None = None,
    ) -> ChatMessage:
        """The newest message of the bot that has this text in it, or for which the function says yes.

        `after` leaves out everything up to that message.
        """
        fits = what if callable(what) else lambda message: what in message.words
        found: list[ChatMessage] = []

        def look() -> bool:
            seen = [snapshot(message) for message in reversed(self._place(chat).messages.values())]
            candidates = [message for message in seen if message.from_bot and (not after or message.id > after.id)]
            found[:] = [message for message in candidates if fits(message)][:1]
            return bool(found)

        if not self._world.wait(look, timeout):
            wanted = repr(what) if isinstance(what, str) else getattr(what, "__name__", "the condition")
            raise TimeoutError(f"{self.name} waited {timeout} s for {wanted}; in the chat:\n{self._transcript(chat)}")
        return found[0]

    def wait_until(self, condition: Callable[[], object], timeout: float = PATIENCE) -> None:
        """Until something is so, in the chats or anywhere else."""
        deadline = time.monotonic() + timeout
        while not self._world.wait(condition, _LOOKS_AGAIN_AFTER):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} waited {timeout} s in vain; in the chat:\n{self._transcript(None)}")

    def _place(self, chat: Group | None) -> Chat:
        return chat.chat if chat else self._world.private_chat(self.user)

    def _find(self, message: ChatMessage) -> Message:
        return self._world.chats[message.chat_id].messages[message.id]

    def _settled(self, query: Query, label: str, wait: bool, timeout: float) -> Answer | None:
        if not wait:
            return None
        self._wait_for_answer(query, label, timeout)
        return acts.settle(self._world, self.user, query)

    def _wait_for_answer(self, query: Query, what: str, timeout: float) -> None:
        if not self._world.wait(lambda: query.answer is not None, timeout):
            raise TimeoutError(
                f"the bot did not answer {self.name}'s {what!r} within {timeout} s; in the chat:\n"
                f"{self._transcript(None)}"
            )

    def _transcript(self, chat: Group | None) -> str:
        with self._world.lock:
            lines = [f"  {snapshot(message)}" for message in self._place(chat).messages.values()]
        return "\n".join(lines) or "  (nothing)"


def snapshot(message: Message) -> ChatMessage:
    """A message as it looks now."""
    return ChatMessage(
        id=message.id,
        chat_id=message.chat.id,
        sender=message.sender.first_name,
        from_bot=message.sender.is_bot,
        sent_at=message.sent_at,
        text="" if message.photo else message.body.text,
        caption=message.body.text if message.photo else "",
        html=as_html(message.body),
        photo=message.photo.content if message.photo else None,
        keyboard=tuple(tuple(_button(raw) for raw in row) for row in message.keyboard),
        edited=message.edits,
    )


def _button(raw: Json) -> Button:
    if "url" in raw:
        return Button(raw["text"], "url", raw["url"])
    return Button(raw["text"], "callback", raw["callback_data"])


def _result(raw: Json) -> InlineResult:
    return InlineResult(str(raw["id"]), str(raw.get("title", "")), str(raw.get("description", "")), raw)
