"""Libraries that only some households need: extras of the package."""

from __future__ import annotations

import sys
from importlib import import_module

from pipeline.errors import UserError
from pipeline.model.reasons import Reason

PACKAGES = {"psycopg": "psycopg[binary]", "redis": "redis"}


def need(module: str, setting: str) -> None:
    """UserError, with what to type, when a library is not here that an address in the settings takes."""
    try:
        import_module(module)
    except ImportError as error:
        package = PACKAGES[module]
        raise UserError(Reason("library-missing", setting=setting, package=package, prefix=sys.prefix)) from error
