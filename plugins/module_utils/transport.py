# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks over HTTP: one session, TLS, proxies, retries, limits on time and size.

Nothing that requests or urllib3 says is ever shown: their messages hold URLs, proxy credentials and header values.
"""

from __future__ import annotations

import os
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import unquote, urlsplit

from .connection import Connection
from .errors import BadAnswer, Fault, InvalidArgument, Throttled, Unreachable
from .timing import Allowance
from .watchdog import Watchdog, WatchedHTTPAdapter

try:
    import requests
    import urllib3
except ImportError:  # the faces tell the user
    requests = None  # type: ignore[assignment]  # a stand-in that is never called

LARGEST_BODY = 1024 * 1024
#: Bytes that are read at a time. Unpacked they are at most 1,032 times as many, which older releases of urllib3 do at once.
_CHUNK = 4 * 1024
#: How an answer may be packed. Libraries may know more ways, but of those nothing bounds what a few bytes become.
_PACKINGS = "gzip, deflate"
_UNASKED_PACKING = re.compile(r",|\b(?:br|zstd)\b", re.IGNORECASE)
_RETRIED_STATUSES = frozenset((429, 500, 502, 503, 504))
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 20.0
_MOST_DOUBLINGS = 10
_LONGEST_RETRY_AFTER = 60.0
_ALLOW_MORE = "allow more: request_timeout for one request, timeout or wait_timeout for all together"
_USER_INFO = re.compile(r"(?:[A-Za-z0-9+.-]*://)?[^:/@]*:(?P<password>.*)@", re.DOTALL)
#: A shorter password would take results apart.
_LONG_PASSWORD = 8
_PROXY_REFUSES = "the proxy from the environment does not answer or refuses; check it, or set use_proxy to false"


@dataclass(frozen=True)
class Request:
    """One question. ``auth`` is an auth object of requests; ``setting`` is the option that says where the host is."""

    method: str
    url: str
    auth: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    setting: str = "endpoint"
    #: Bytes of the answer, decompressed.
    largest_body: int = LARGEST_BODY
    #: Whether it must not pass a proxy.
    direct: bool = False

    @property
    def host(self) -> str:
        """The host and port that are asked."""
        return urlsplit(self.url).netloc


class TooLarge(BadAnswer):
    """An answer of more bytes than may be read."""


@dataclass(frozen=True)
class Response:
    """An HTTP answer, whole. Header names are matched in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


#: Gives the answer to one question. Raises a Fault when there is none.
Send = Callable[[Request], Response]

#: Held while requests judges no_proxy, for which it changes the environment of the process for a moment.
_environment_lock = threading.Lock()


class Transport:
    """Sends requests, all in one session. Safe for use by several threads."""

    def __init__(self, connection: Connection, environment: Mapping[str, str]) -> None:
        """Raises InvalidArgument when ``ca_path`` holds no certificates, or a proxy variable a null character."""
        self._connection = connection
        self._session = _make_session(connection)
        self._proxies = _proxy_variables(environment) if connection.use_proxy else {}
        self._chosen_proxies: dict[tuple[str, ...], dict[str, str]] = {}
        self._resume_at = 0.0
        self._lock = threading.Lock()
        #: How many requests were sent, retries included.
        self.requests = 0

    @property
    def secrets(self) -> Iterator[str]:
        """The passwords of proxies, as they are and as they are sent, which a proxy or a service may repeat."""
        for name in sorted(self._proxies.keys() - {"no_proxy"}):
            found = _USER_INFO.match(self._proxies[name])
            password = found["password"] if found else ""
            yield from (text for text in (password, unquote(password)) if len(text) >= _LONG_PASSWORD)

    def send(self, request: Request, allowance: Allowance) -> Response:
        """The answer to one question. One that only reads is asked again after a passing fault while retries and time allow.

        The last answer is returned whatever its status; Unreachable or BadAnswer is raised when there was none.
        """
        retries = allowance.retries if request.method == "GET" else 0
        for attempt in range(retries + 1):
            self._wait_for_throttle(request, allowance)
            try:
                outcome: Response | Fault = self._attempt(request, allowance)
            except _PassingFault as fault:
                outcome = fault.fault
            if isinstance(outcome, Response) and outcome.status not in _RETRIED_STATUSES:
                return outcome
            pause = _pause(attempt, outcome)
            if isinstance(outcome, Response) and outcome.status == 429:
                self._throttle(pause)
            if attempt == retries or not allowance.sleep(pause):
                break
        if isinstance(outcome, Fault):
            raise outcome
        return outcome

    def _attempt(self, request: Request, allowance: Allowance) -> Response:
        seconds = min(self._connection.request_timeout, allowance.remaining())
        if seconds <= 0:
            raise _PassingFault(Unreachable(f"{request.host} was not asked: the time allowed is over"))
        with self._lock:
            self.requests += 1
        with Watchdog(seconds) as watchdog:
            try:
                with self._open(request, seconds) as answer:
                    if answer.status_code == 407:  # only a proxy answers so
                        raise Unreachable(f"{request.host} cannot be reached: {_PROXY_REFUSES}")
                    watchdog.check()  # headers that are cut look malformed
                    _check_headers(answer, request.setting)
                    response = Response(answer.status_code, answer.headers, _read_body(answer, request.largest_body))
                    watchdog.check()  # a body without a length looks complete when it is cut
                    return response
            except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise _explain(error, request, seconds, watchdog.expired) from None

    def _open(self, request: Request, seconds: float) -> Any:
        """The answer with its headers; its body is still to be read."""
        return self._session.request(
            request.method,
            request.url,
            headers=request.headers,
            data=request.body or None,
            auth=request.auth,
            proxies={} if request.direct else self._proxy(request),
            timeout=seconds,
            allow_redirects=False,
            stream=True,
        )

    def _proxy(self, request: Request) -> dict[str, str]:
        """The proxy for a request, chosen once for each host."""
        origin = urlsplit(request.url)[:2]
        if origin not in self._chosen_proxies:
            self._chosen_proxies[origin] = _proxy(request.url, self._proxies)
        return self._chosen_proxies[origin]

    def _throttle(self, pause: float) -> None:
        """One throttled answer slows every thread down."""
        with self._lock:
            self._resume_at = max(self._resume_at, time.monotonic() + pause)

    def _wait_for_throttle(self, request: Request, allowance: Allowance) -> None:
        pause = self._resume_at - time.monotonic()
        if pause > 0 and not allowance.sleep(pause):
            raise Throttled(f"{request.host} asks to wait longer than the time allowed; raise timeout or ask for less")


class _PassingFault(Exception):
    """A fault after which the same question may be asked again."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


def _make_session(connection: Connection) -> Any:
    session: Any = requests.Session()
    # Else .netrc would add an Authorization header, and REQUESTS_CA_BUNDLE would override verify.
    session.trust_env = False
    session.verify = (connection.ca_path or True) if connection.validate_certs else False
    # Even when told not to follow a redirect, requests would read its body whole and look into its Location.
    session.get_redirect_target = lambda _answer: None
    # A proxy must ask, too: a stored answer shows what once was.
    session.headers.update({"Accept": "application/json", "Content-Type": "application/json", "Cache-Control": "no-cache"})
    session.headers["Accept-Encoding"] = _PACKINGS
    # Else a balancer could lead each request of a gate that waits to one server, which may be behind the others.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    make_ssl_context = lru_cache(maxsize=1)(partial(_make_ssl_context, connection))
    if connection.ca_path is not None:
        make_ssl_context()  # what cannot be read is an error of the arguments, before anything is asked
    adapter = WatchedHTTPAdapter(connection.concurrency, make_ssl_context)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _make_ssl_context(connection: Connection) -> ssl.SSLContext:
    """TLS 1.2 or later. Without ``ca_path`` the system's authorities count beside those that come with requests."""
    required = ssl.CERT_REQUIRED if connection.validate_certs else ssl.CERT_NONE
    context = urllib3.util.ssl_.create_urllib3_context(cert_reqs=required)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not connection.validate_certs:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    elif connection.ca_path is None:
        context.load_default_certs()
    elif not os.path.isdir(connection.ca_path):  # a directory is read by hashed names, when a name is needed
        try:
            context.load_verify_locations(connection.ca_path)
        except (OSError, ssl.SSLError) as error:
            raise InvalidArgument(f"ca_path {connection.ca_path!r} cannot be read as certificates in PEM form") from error
    return context


def _proxy_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that curl and requests read, by lower-case name; the lower-case spelling wins.

    Raises InvalidArgument when one holds what no environment can hold.
    """
    variables = {name.lower(): value for name, value in sorted(environment.items()) if name.lower().endswith("_proxy")}
    problems = [f"{name} in the environment holds a null character" for name, value in variables.items() if "\0" in value]
    if problems:
        raise InvalidArgument(*problems)
    return variables


def _proxy(url: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The proxy for the scheme of a URL, in the form that requests takes; none when no_proxy matches."""
    scheme = urlsplit(url).scheme.lower()
    proxy = variables.get(f"{scheme}_proxy") or variables.get("all_proxy")
    if not proxy:
        return {}
    with _environment_lock:
        direct = requests.utils.should_bypass_proxies(url, no_proxy=variables.get("no_proxy", ""))
    return {} if direct else {scheme: proxy}


def _check_headers(answer: Any, setting: str) -> None:
    """A line that is no header hides those behind it, such as Age or Content-Length: they count as a part of the body."""
    message = getattr(getattr(answer.raw, "_original_response", None), "msg", None)
    if message is not None and (message.defects or message.get_payload()):
        problem = f"the answer (status {answer.status_code}) cannot be used: its headers are malformed"
        raise _PassingFault(BadAnswer(f"{problem}; check {setting} and proxies", status=answer.status_code))


def _read_body(answer: Any, largest: int) -> bytes:
    """The body, decompressed. Raises TooLarge, ChunkedEncodingError when it ends early, BadAnswer when it cannot be unpacked."""
    if _UNASKED_PACKING.search(answer.headers.get("Content-Encoding", "")):
        raise BadAnswer("the answer is compressed in a way that was not asked for", status=answer.status_code)
    body = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        body += chunk
        if len(body) > largest:
            raise TooLarge(f"the answer is larger than {largest // 1024 // 1024} MiB", status=answer.status_code)
    announced = answer.headers.get("Content-Length", "")
    if announced.isdigit() and answer.raw.tell() < int(announced):
        raise requests.exceptions.ChunkedEncodingError  # as newer releases of urllib3 make requests do
    return bytes(body)


def _pause(attempt: int, outcome: Response | Fault) -> float:
    """Seconds until the next attempt: what Retry-After says, within reason, else exponential with full jitter."""
    jitter = random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt, _MOST_DOUBLINGS)))
    asked = _retry_after(outcome.headers.get("Retry-After", "")) if isinstance(outcome, Response) else None
    return jitter if asked is None else min(_LONGEST_RETRY_AFTER, asked) + jitter


def _retry_after(text: str) -> float | None:
    """Seconds, from a number or an HTTP date; None when it is neither."""
    text = text.strip()
    if re.fullmatch(r"[0-9]+", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _explain(error: Exception, request: Request, seconds: float, expired: bool) -> Exception:
    """The fault behind an error of the libraries, in our own words."""
    causes = list(_causes(error))
    host = request.host
    known = requests.exceptions
    for cause in causes:
        # Older releases of urllib3 compare the host name themselves.
        if isinstance(cause, (ssl.SSLCertVerificationError, urllib3.connection.CertificateError)):
            problem = getattr(cause, "verify_message", "it is for another host")
            return Unreachable(
                f"the certificate of {host} is not trusted ({problem}): check the host name, or give the "
                "certificate authority in ca_path"
            )
    if expired or any(isinstance(cause, (known.Timeout, socket.timeout)) for cause in causes):
        return _PassingFault(Unreachable(f"{host} gave no complete answer within {seconds:.3g} s; {_ALLOW_MORE}"))
    if isinstance(error, UnicodeEncodeError):  # of a proxy alone: other headers were checked
        return Unreachable("the user name or password of the proxy in the environment has characters outside Latin-1")
    if isinstance(error, known.InvalidSchema):
        return Unreachable("the proxy is a SOCKS proxy: install PySocks beside requests, or set use_proxy to false")
    if isinstance(error, (known.InvalidURL, urllib3.exceptions.LocationValueError)):
        return Unreachable(f"the URL of {request.setting}, or that of the proxy in the environment, is malformed; correct it")
    if isinstance(error, known.ContentDecodingError):
        return BadAnswer("the answer's compression is broken")
    if isinstance(error, known.ChunkedEncodingError):
        return _PassingFault(BadAnswer("the answer ended before it was complete"))
    return _PassingFault(Unreachable(f"{host} cannot be reached: {_reason(error, causes, request.setting)}"))


def _reason(error: Exception, causes: list[BaseException], setting: str) -> str:
    if isinstance(error, requests.exceptions.ProxyError):
        return _PROXY_REFUSES
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"its name cannot be resolved; check region, {setting} and DNS"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"the connection is refused; check {setting} and port"
    if isinstance(error, requests.exceptions.SSLError):
        return f"no TLS connection can be made; check that {setting} speaks https with TLS 1.2 or later"
    return "the connection was closed before an answer came"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that it wraps, however requests and urllib3 nested it."""
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        candidate = pending.pop()
        if isinstance(candidate, BaseException) and id(candidate) not in seen:
            seen.add(id(candidate))
            yield candidate
            pending += [candidate.__cause__, candidate.__context__, getattr(candidate, "reason", None), *candidate.args]
