"""How errors leave over HTTP: one translation, one shape."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import DataError, IntegrityError, OperationalError
from starlette.exceptions import HTTPException

from core.errors import BadInput, CoachError, Conflict, DatabaseDown
from core.models import Model, fault


class Inside(Model):
    """What went wrong."""

    code: str
    message: str
    detail: Any = None


class Failure(Model):
    """An error as every route answers it."""

    error: Inside


RESPONSES: dict[int | str, dict[str, Any]] = {"4XX": {"model": Failure}, "5XX": {"model": Failure}}
log = structlog.get_logger()
NAMES = {401: "not_signed_in", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "bad_input"}
SENTENCES = {404: "There is nothing here.", 405: "This address does not take that method.", 413: "The request body is too large."}


def answer(error: CoachError) -> JSONResponse:
    """Write an error as the contract says."""
    headers = {"Retry-After": str(error.retry_after or 1)} if error.status in {429, 503} else {}
    if error.status == 401:  # noqa: PLR2004 - the status of the standard header below
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error.body(), error.status, headers)


async def coach_error(_: Request, error: Exception) -> JSONResponse:
    """Answer one of our own errors."""
    return answer(error) if isinstance(error, CoachError) else answer(CoachError())


async def invalid(_: Request, error: Exception) -> JSONResponse:
    """Answer a body, path or query that does not fit, without repeating its input."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [fault(item["loc"][1:], str(item["msg"])) for item in found[:20]]
    detail = [{"where": where, "message": message} for where, message in faults]
    first = ": ".join(part for part in faults[0] if part) if faults else "The request is not valid."
    return answer(BadInput(first, detail=detail))


async def http_error(_: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    body = {"error": {"code": NAMES.get(status, "bad_input"), "message": SENTENCES.get(status, "The request is not valid.")}}
    return JSONResponse(body, status, getattr(error, "headers", None))


async def unreadable(_: Request, __: Exception) -> JSONResponse:
    """Answer text that can not be stored or is nested too deep."""
    return answer(BadInput("The request holds text that can not be read or stored."))


async def conflicting(_: Request, error: Exception) -> JSONResponse:
    """Answer a write that what is stored does not allow: most often something was removed in the meantime."""
    log.warning("conflict", error=type(error).__name__)
    return answer(Conflict())


async def database(_: Request, error: Exception) -> JSONResponse:
    """Answer while the database is away."""
    log.warning("database", error=type(error).__name__)
    return answer(DatabaseDown())


async def unexpected(_: Request, error: Exception) -> JSONResponse:
    """Answer what nobody foresaw; its text goes to the log only."""
    log.error("unexpected", exc_info=error)
    return JSONResponse({"error": {"code": "internal", "message": "Something failed on our side."}}, 500)


def install(app: FastAPI) -> None:
    """Give an app its error handlers."""
    app.add_exception_handler(CoachError, coach_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http_error)
    for kind in (DataError, UnicodeError, RecursionError):
        app.add_exception_handler(kind, unreadable)
    app.add_exception_handler(IntegrityError, conflicting)
    app.add_exception_handler(OperationalError, database)
    app.add_exception_handler(Exception, unexpected)
