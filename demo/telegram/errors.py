"""What the Bot API answers when it does not do what it was asked."""

from __future__ import annotations

from typing import Any

_PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class ApiError(Exception):
    """An unsuccessful answer: https://core.telegram.org/bots/api#making-requests."""

    def __init__(self, status: int, detail: str = "", *, retry_after: int | None = None) -> None:
        if status == 429 and retry_after is not None and not detail:
            detail = f"retry after {retry_after}"
        phrase = _PHRASES.get(status, f"Error {status}")
        self.status = status
        self.description = f"{phrase}: {detail}" if detail else phrase
        self.retry_after = retry_after
        super().__init__(self.description)

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            # https://core.telegram.org/bots/api#responseparameters
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(detail: str) -> ApiError:
    return ApiError(400, detail)


def forbidden(detail: str) -> ApiError:
    return ApiError(403, detail)
