"""Sending a review: to the webhook and by mail, where the installation has them and the person wants them."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx2
import structlog

from core.errors import Unavailable
from core.settings import SendSettings

SECONDS = 10.0
OK = 300
TLS_PORT, PORT = 465, 587
log = structlog.get_logger()


async def webhook(settings: SendSettings, body: dict[str, Any]) -> None:
    """Post JSON to the installation's webhook; no redirect is followed."""
    if settings.webhook is None:
        raise Unavailable("There is no webhook here: COACH_WEBHOOK_URL is not set.")
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            answer = await client.post(settings.webhook, json=body)
    except httpx2.HTTPError as error:
        raise Unavailable("The webhook did not answer.") from error
    if answer.status_code >= OK:
        raise Unavailable(f"The webhook answered {answer.status_code}.")


async def mail(settings: SendSettings, to: str, subject: str, text: str) -> None:
    """Send a mail by the installation's mail server: smtp://user:password@host:port, or smtps:// for TLS from the start."""
    if settings.smtp is None:
        raise Unavailable("There is no mail here: COACH_SMTP_URL is not set.")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message.set_content(text)
    try:
        await asyncio.to_thread(_send, settings.smtp, message)
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable("The mail server did not take the review.") from error


def _send(url: str, message: EmailMessage) -> None:
    """Send; a password goes only over TLS."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "localhost", parts.scheme == "smtps"
    port = parts.port or (TLS_PORT if tls else PORT)
    context = ssl.create_default_context()
    made = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context) if tls else smtplib.SMTP(host, port, timeout=SECONDS)
    with made as server:
        server.ehlo()
        if not tls and (parts.username or server.has_extn("starttls")):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
