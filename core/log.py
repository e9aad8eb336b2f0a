"""Structured logs on standard error, with secrets taken out."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = ("password", "token", "secret", "authorization", "api_key", "key")


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide the values of fields that are named like secrets."""
    for name in event:
        if any(part in name.lower() for part in SECRET):
            event[name] = "***"
    return event


def configure(level: int = logging.WARNING) -> None:
    """Write logs from `level` on to standard error; nothing ever goes to standard output."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            redact,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
