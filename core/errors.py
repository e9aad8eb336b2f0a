"""The errors of the house; each class owns its code, its sentence and its HTTP status.

CoachError
├── BadInput (422)
│   ├── BadExpression
│   ├── BadFile
│   │   ├── FileTooLarge (413)
│   │   ├── PasswordNeeded
│   │   └── UnknownFormat
│   └── LedgerConflict (409)
│       ├── Oversold
│       └── UndoRefused
├── NotSignedIn (401)
├── NotAllowed (403)
├── NotFound (404)
├── Conflict (409)
│   └── AlreadyRunning
├── TooLarge (413)
├── LimitReached (429)
├── Insufficient (422)
└── Unavailable (503)
    ├── DatabaseDown
    ├── ModelFailed
    └── MarketFailed
        └── MarketRefused
"""

from typing import Any, ClassVar


class CoachError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str | None = None, *, detail: Any = None, retry_after: int | None = None) -> None:
        """Take the sentence for people, or the class's own."""
        self.message = message or (self.__doc__ or "").strip()
        self.detail = detail
        self.retry_after = retry_after
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Give the error as every surface sends it."""
        inner: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.detail is not None:
            inner["detail"] = self.detail
        return {"error": inner}


class BadInput(CoachError):
    """The request is not valid."""

    code = "bad_input"
    status = 422


class BadExpression(BadInput):
    """The expression can not be calculated."""

    code = "bad_expression"


class BadCurrency(BadInput):
    """There is no currency with this code."""

    code = "bad_currency"


class UnknownSymbol(BadInput):
    """No instrument is known by this name."""

    code = "unknown_symbol"


class BadFile(BadInput):
    """The file can not be read."""

    code = "bad_file"


class FileTooLarge(BadFile):
    """The file is larger than allowed."""

    code = "file_too_large"
    status = 413


class PasswordNeeded(BadFile):
    """The file is locked: give its password."""

    code = "password_needed"


class UnknownFormat(BadFile):
    """The file's format is not one of those known."""

    code = "unknown_format"


class LedgerConflict(BadInput):
    """The ledger does not allow this."""

    code = "ledger_conflict"
    status = 409


class Oversold(LedgerConflict):
    """More would be sold than is held."""

    code = "oversold"


class UndoRefused(LedgerConflict):
    """Later transactions depend on this import."""

    code = "undo_refused"


class NotSignedIn(CoachError):
    """Sign in first."""

    code = "not_signed_in"
    status = 401


class NotAllowed(CoachError):
    """The token does not allow this."""

    code = "not_allowed"
    status = 403


class NotFound(CoachError):
    """There is nothing with this id."""

    code = "not_found"
    status = 404


class Conflict(CoachError):
    """The request conflicts with the current state."""

    code = "conflict"
    status = 409


class AlreadyRunning(Conflict):
    """This thread is already answering a message."""

    code = "already_running"


class TooLarge(CoachError):
    """The request body is too large."""

    code = "too_large"
    status = 413


class LimitReached(CoachError):
    """Too many requests; try again later."""

    code = "limit_reached"
    status = 429


class Insufficient(CoachError):
    """There is not enough history to compute this."""

    code = "insufficient_history"
    status = 422


class Unavailable(CoachError):
    """A service is not available; try again soon."""

    code = "unavailable"
    status = 503


class DatabaseDown(Unavailable):
    """The database is not available; try again soon."""

    code = "database_down"


class ModelFailed(Unavailable):
    """The language model did not answer."""

    code = "model_failed"


class MarketFailed(Unavailable):
    """The market data source did not answer."""

    code = "market_failed"


class MarketRefused(MarketFailed):
    """The market data source does not accept the sign-in."""

    code = "market_refused"
