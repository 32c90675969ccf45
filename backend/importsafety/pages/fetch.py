"""Downloads a page whose address someone pasted, or its picture, without being led where he could not go himself.

Every connection, on every redirect, resolves the name once, refuses it unless each address is public, and
connects to the address it checked, so a name that changes its address meanwhile gains nothing. No cookies, no
proxy or login from the environment; bounded size, time and redirects; only what is of the kind asked for.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import PoolManager

from importsafety import __version__
from importsafety.pages.addresses import is_public
from importsafety.pages.recipes import page_kind, recipe_for
from importsafety.pages.text import decode

MAX_BYTES = 4_000_000
MAX_PICTURE_BYTES = 8_000_000
MAX_REDIRECTS = 5
TOTAL_SECONDS = 20.0
SILENCE_SECONDS = 8.0
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
HEADERS = {
    "User-Agent": f"ImportSafety/{__version__} (product safety check; reads the one page its user asked about)",
    "Accept-Language": "en-US,en;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}
PASTE = "Open it in your browser with the extension, or paste the product's title."


class FetchError(Exception):
    """What was asked for could not be had. `code` is for programs, the message says what to do.

    Codes: bad_url, bad_port, not_public, not_found, unreachable, timeout, too_many_redirects, too_big,
    not_a_page, not_a_picture, refused (by a server that may be asked later), http_error.
    """

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Kinds:
    """What may be downloaded: these content types, at most `size` bytes. `noun` names it, `instead` says what to
    do without it. `refusals`: whether what a server sends with a refusal is wanted too (a shop's check for robots
    often comes with one; the page itself then tells what it is). `server`: who is asked, in messages."""

    noun: str
    types: tuple[str, ...]
    size: int
    instead: str = ""
    refusals: bool = False
    server: str = "shop"


PAGES = Kinds("page", ("text/html", "application/xhtml+xml"), MAX_BYTES, PASTE, refusals=True)
# Some servers send pictures without saying which; the decoder then decides.
PICTURES = Kinds(
    "picture",
    ("image/jpeg", "image/png", "image/webp", "image/gif", "application/octet-stream"),
    MAX_PICTURE_BYTES,
)
# Nothing is downloaded from who takes an alert.
RECEIVER = Kinds("answer", (), 0, "", server="receiver")
REFUSALS = (403, 405, 429, 503)


@dataclass(frozen=True, slots=True)
class Download:
    """What came. `url` is where redirects ended. `body` is empty where the server says that nothing changed (304),
    which happens only when asked with conditions. `etag` and `modified` are its own words for this state of it."""

    url: str
    status: int
    body: bytes
    charset: str | None = None
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A downloaded page. `url` is the product's address: where redirects ended, or the address asked for when
    they led away from a product page (to a login or a check for robots)."""

    url: str
    html: str


class Fetcher:
    """Fetches pages and pictures. `allow`: addresses (as text) that may be reached though they are not public, on
    any port; for tests. `seconds`: total time for one download."""

    def __init__(self, allow: Collection[str] = (), seconds: float = TOTAL_SECONDS):
        self._allow = frozenset(allow)
        self._seconds = seconds

    def fetch(self, url: str) -> Page:
        """Download the page at `url`. Raises FetchError."""
        came = self.get(url, PAGES)
        led_away = page_kind(came.url) != "product" and page_kind(url) == "product"
        return Page(url.strip() if led_away else came.url, decode(came.body, came.charset))

    def get(self, url: str, kinds: Kinds, headers: Mapping[str, str] | None = None) -> Download:
        """Download what is at `url` if it is of these kinds; `headers` are sent beside ours. Raises FetchError."""
        deadline = _Deadline(self._seconds)
        with deadline, self._session(deadline) as session:
            session.headers.update({"Accept": ",".join(kinds.types), **(headers or {})})
            try:
                came = self._follow(session, url, kinds)
            except (requests.RequestException, HTTPError, OSError, FetchError) as error:
                raise _explained(error, deadline.passed, kinds) from None
        # A connection that was cut may look like an answer that ended.
        if deadline.passed:
            raise _timeout(kinds)
        return came

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send `body` to `url`; the status of the answer, whose text is not read. A redirect is not followed.
        Raises FetchError."""
        deadline = _Deadline(self._seconds)
        with deadline, self._session(deadline) as session:
            session.headers.update(headers)
            options: dict[str, Any] = {"allow_redirects": False, "stream": True, "timeout": SILENCE_SECONDS}
            try:
                with session.post(self._checked(url), data=body, **options) as response:
                    return response.status_code
            except (requests.RequestException, HTTPError, OSError, FetchError) as error:
                raise _explained(error, deadline.passed, RECEIVER) from None

    def _follow(self, session: requests.Session, asked: str, kinds: Kinds) -> Download:
        url = asked.strip()
        for _ in range(MAX_REDIRECTS + 1):
            url = self._checked(url)
            with session.get(url, allow_redirects=False, stream=True, timeout=SILENCE_SECONDS) as response:
                target = response.headers.get("Location")
                if response.status_code in REDIRECTS and target:
                    url = urljoin(url, target)
                    continue
                return _download(url, response, kinds)
        raise FetchError(
            "too_many_redirects",
            f"The address redirects more than {MAX_REDIRECTS} times. {kinds.instead}".strip(),
        )

    def _checked(self, url: str) -> str:
        """The address as it will be asked for. What the name leads to is checked when connecting."""
        try:
            prepared = requests.Request("GET", url).prepare().url or ""
            parts = urlsplit(prepared)
            port = parts.port
        except (requests.RequestException, ValueError):
            raise FetchError(
                "bad_url", "This is no web address. Paste a link that begins with https://."
            ) from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise FetchError(
                "bad_url", "Only http and https addresses can be read. Paste the product page's link."
            )
        if parts.username is not None or parts.password is not None:
            raise FetchError("bad_url", "The address holds a user name or password. Paste it without them.")
        if port not in (None, PORTS[parts.scheme]) and not self._allow:
            raise FetchError("bad_port", f"Port {port} is not read. Paste the shop's normal address.")
        return prepared

    def resolve(self, host: str, port: int) -> list[tuple[Any, ...]]:
        """The host's addresses, as `socket.getaddrinfo` gives them, when all of them may be reached."""
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _not_named(host, error) from None
        for *_, address in found:
            if str(address[0]) not in self._allow:
                if not is_public(str(address[0])):
                    raise FetchError(
                        "not_public",
                        "The address leads into a private network, which is not read. Paste a shop's link.",
                    )
                if port not in PORTS.values():
                    raise FetchError("bad_port", f"Port {port} is not read. Paste the shop's normal address.")
        return found

    def _session(self, deadline: _Deadline) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.headers.clear()
        session.headers.update(HEADERS)
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.mount("http://", _Adapter(self, deadline))
        session.mount("https://", _Adapter(self, deadline))
        return session


def fetch(url: str) -> Page:
    """Download a public web page. Raises FetchError."""
    return Fetcher().fetch(url)


def _download(url: str, response: requests.Response, kinds: Kinds) -> Download:
    status, noun, instead = response.status_code, kinds.noun, kinds.instead
    etag, modified = (response.headers.get(name, "")[:200] for name in ("ETag", "Last-Modified"))
    if status == 304:
        return Download(url, status, b"", None, etag, modified)
    if status in (404, 410):
        raise FetchError(
            "http_error", f"The shop no longer has this {noun} (status {status}). Check the address."
        )
    if status >= 400 and status not in REFUSALS:
        raise FetchError("http_error", f"The shop answered with status {status}. Try again later.")
    refused = FetchError(
        "refused", f"The shop refuses to be read by programs (status {status}). {instead}".strip()
    )
    if status >= 400 and not kinds.refusals:
        raise refused
    kind, _, rest = response.headers.get("Content-Type", "").partition(";")
    if kind.strip().lower() not in kinds.types:
        named = f"web {noun}" if noun == "page" else noun
        raise FetchError(
            f"not_a_{noun}",
            f"The address is not a {named} ({kind.strip()[:60] or 'no type'}). {instead}".strip(),
        )
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    body = bytearray()
    for chunk in response.iter_content(65_536):
        body += chunk
        if len(body) > kinds.size:
            raise FetchError(
                "too_big", f"The {noun} is larger than {kinds.size // 1_000_000} MB. {instead}".strip()
            )
    if status >= 400 and not body.strip():
        raise refused
    return Download(url, status, bytes(body), charset or None, etag, modified)


def _not_named(host: str, error: Exception) -> FetchError:
    """Why a name led to no address. A shop that we know has one: then it is the network that failed."""
    asked = isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME
    if isinstance(error, OSError) and (not asked or recipe_for(f"https://{host}/").hosts):
        return FetchError(
            "unreachable",
            f"The network failed: the name {host[:100]} could not be looked up. Check that this computer is connected, "
            "then check again.",
        )
    return FetchError(
        "not_found", f"No server named {host[:100]} was found. Check the address, and the network connection."
    )


def _explained(error: Exception, late: bool, kinds: Kinds) -> FetchError:
    if late:
        return _timeout(kinds)
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, FetchError):
            return seen
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, (requests.Timeout, TimeoutError)):
        return _timeout(kinds)
    return FetchError(
        "unreachable", f"The {kinds.server} could not be reached ({type(error).__name__}). Try again later."
    )


def _timeout(kinds: Kinds) -> FetchError:
    return FetchError(
        "timeout", f"The {kinds.server} did not answer in time. Try again later. {kinds.instead}".strip()
    )


class _Deadline:
    """Cuts all connections when the time for a page is over, however slowly a server drips."""

    def __init__(self, seconds: float):
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, connected: socket.socket) -> None:
        # A second handle, since TLS takes the first one away.
        self._sockets.append(connected.dup())
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        self.passed = True
        for connected in list(self._sockets):
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for connected in self._sockets:
            connected.close()


class _Adapter(HTTPAdapter):
    """Lets requests connect through a fetcher's own check of addresses."""

    def __init__(self, fetcher: Fetcher, deadline: _Deadline):
        self._fetcher = fetcher
        self._deadline = deadline
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)
        fetcher, deadline = self._fetcher, self._deadline

        def connect(connection: HTTPConnection) -> socket.socket:
            error: OSError | None = None
            for family, kind, protocol, _, address in fetcher.resolve(connection.host, connection.port):
                connected = socket.socket(family, kind, protocol)
                try:
                    connected.settimeout(SILENCE_SECONDS)
                    deadline.watch(connected)
                    connected.connect(address)
                except OSError as failure:
                    connected.close()
                    error = failure
                    continue
                return connected
            raise error or OSError("no address")

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
