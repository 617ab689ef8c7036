"""Tokens: made and revoked by whoever they are for."""

from __future__ import annotations

from dashboard.press import Done, Press
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services import sign_in, tokens


def make(press: Press) -> Done:
    """ "token api" or "token calendar"."""
    if len(press.words) != 1 or press.words[0] not in tuple(tokens.Scope):
        raise UserError(Reason("no-such-button"))
    if not press.viewer.id:
        raise UserError(Reason("no-owner-yet"))
    scope = tokens.Scope(press.words[0])
    with press.context.store.write() as db:
        token = tokens.make(db, press.viewer.id, scope)
        url = sign_in.address(db, press.context.settings)
    if scope is tokens.Scope.API:
        return Done(said=Reason("token-made", token=token, address=f"{url}api/v1"), stays=True)
    return Done(said=Reason("calendar-made", address=f"{url}calendar.ics?token={token}"), stays=True)


def revoke(press: Press) -> Done:
    """ "revoke 1a2b…"."""
    with press.context.store.write() as db:
        tokens.revoke(db, press.viewer.id, " ".join(press.words))
    return Done(said=Reason("token-revoked"))
