"""How alerts go out: signed webhooks and e-mail. Each alert once by each way; what failed is tried again later."""

from __future__ import annotations

import hashlib
import hmac
import os
import smtplib
import ssl
import time
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson

from importsafety.pages.fetch import Fetcher, FetchError
from importsafety.store import Store, Watch

MOST_ATTEMPTS = 8
SMTP_SECONDS = 20
_DISCLAIMER = (
    "Found by comparing text and codes; not a finding about a seller or an item. Read the official notice."
)


class NotSent(Exception):
    """An alert did not go out; the message says why."""


def deliver(store: Store, environ: Mapping[str, str] = os.environ) -> str:
    """Send what is due, the alerts of one watch and way together; what was done, in words ("" where nothing)."""
    due: dict[tuple[int, str], list[int]] = {}
    for row in store.due_deliveries(MOST_ATTEMPTS):
        due.setdefault((row["watch"], row["way"]), []).append(row["alert"])
    sent, failed = 0, []
    for (id, way), ids in due.items():
        watch = store.watch(id)
        if watch is None:
            continue
        alerts = [alert for alert in store.alerts(id, limit=1000) if alert["id"] in set(ids)]
        error = None
        try:
            _WAYS[way](watch, alerts, environ)
            sent += len(ids)
        except NotSent as problem:
            error = str(problem)
            failed.append(f"{way} of {watch.name}: {error}")
        store.note_delivery(ids, way, error)
    told = f", {sent} sent" if sent else ""
    return told + (f", not sent: {'; '.join(failed)}" if failed else "")


def signature(secret: str, moment: int, body: bytes) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA-256 of "<seconds>.<body>" with the watch's secret."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _webhook(watch: Watch, alerts: list[dict[str, Any]], environ: Mapping[str, str]) -> None:
    body = orjson.dumps(
        {"watch": {"id": watch.id, "name": watch.name}, "alerts": alerts, "disclaimer": _DISCLAIMER}
    )
    headers = {
        "Content-Type": "application/json",
        "X-Import-Safety-Signature": signature(watch.secret, int(time.time()), body),
    }
    # A receiver in one's own network is reached only where its address is named here.
    allowed = environ.get("IMPORTSAFETY_WEBHOOK_ALLOW", "").replace(",", " ").split()
    try:
        status = Fetcher(allowed).post(watch.webhook, body, headers)
    except FetchError as error:
        raise NotSent(str(error)) from error
    if not 200 <= status < 300:
        raise NotSent(f"the receiver answered {status}")


def _email(watch: Watch, alerts: list[dict[str, Any]], environ: Mapping[str, str]) -> None:
    server = environ.get("IMPORTSAFETY_SMTP", "")
    sender = environ.get("IMPORTSAFETY_SMTP_FROM", "")
    parts = urlsplit(server)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not sender:
        raise NotSent(
            "no mail server is set: IMPORTSAFETY_SMTP=smtps://user:password@host:465 and IMPORTSAFETY_SMTP_FROM"
        )
    message = EmailMessage()
    first = " ".join(alerts[0]["headline"].split())[:120]
    message["Subject"] = first if len(alerts) == 1 else f"{len(alerts)} alerts: {first}"[:150]
    message["From"], message["To"] = sender, watch.email
    message.set_content(mail_text(watch, alerts))
    try:
        with _connected(parts.scheme, parts.hostname, parts.port) as connection:
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(f"the mail server: {error}") from error


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """smtps: from the first byte in TLS. smtp: TLS where the server offers it."""
    safe = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SMTP_SECONDS, context=safe)
    connection = smtplib.SMTP(host, port or 587, timeout=SMTP_SECONDS)
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=safe)
        connection.ehlo()
    return connection


def mail_text(watch: Watch, alerts: list[dict[str, Any]]) -> str:
    """An e-mail in plain text: each alert with what it is about, why, and where to read."""
    blocks = [
        "\n".join(
            filter(
                None,
                (
                    alert["headline"],
                    f"For: {alert['item']}",
                    f"Why: {alert['why']}",
                    f"Changed: {', '.join(alert['changed'])}" if alert["changed"] else "",
                    f"{alert['date']}  {alert['url']}",
                ),
            )
        )
        for alert in alerts
    ]
    return "\n\n".join((f"Watch: {watch.name}", *blocks, _DISCLAIMER)) + "\n"


_WAYS = {"webhook": _webhook, "email": _email}
