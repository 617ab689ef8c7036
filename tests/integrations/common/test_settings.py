from __future__ import annotations

import pytest
from pydantic import ValidationError

from integrations.common.settings import HttpSettings


def test_nothing_is_sent_along_by_default() -> None:
    access = HttpSettings().access()

    assert (access.verify_tls, access.auth, access.headers) == (True, None, {})


def test_blanks_around_what_was_pasted_are_dropped() -> None:
    settings = HttpSettings.model_validate(
        {"username": " me ", "password": "pw\n", "cookie": "Cookie: a=1; b=2 ", "headers": {" X-Key ": " 3\t"}}
    )

    access = settings.access()
    assert access.auth == ("me", "pw")
    assert access.headers == {"Cookie": "a=1; b=2", "X-Key": "3"}


def test_no_secret_is_shown() -> None:
    settings = HttpSettings.model_validate({"password": "hush1", "cookie": "hush2", "headers": {"X": "hush3"}})

    assert "hush" not in f"{settings!r} {settings.access()!r}"


@pytest.mark.parametrize(
    "wrong", [{"headers": {"a b": "x"}}, {"headers": {"X": "a\nSet: b"}}, {"cookie": "a=1\nb=2"}, {"verify": True}]
)
def test_what_cannot_be_sent_is_refused_without_repeating_it(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        HttpSettings.model_validate(wrong)

    assert "a=1" not in str(caught.value)
