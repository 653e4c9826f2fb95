# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cuts a connection when the time for one request is over.

The timeouts of requests bound each read of the socket, not their sum: a server that sends one byte a second would never run
into them. Here a timer shuts the socket down, which ends whatever read is under way.

Such connections also bound the lines of an answer, and keep what urllib3 says of it out of logs.
"""

from __future__ import annotations

import http.client
import io
import logging
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from .parallel import start

try:
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
except ImportError:  # the faces tell the user
    # Stand-ins that are never called.
    HTTPAdapter = HTTPConnection = HTTPSConnection = HTTPConnectionPool = HTTPSConnectionPool = object  # type: ignore[assignment,misc]

#: The service, its identity service, and the metadata service.
_HOSTS = 3
#: As long as http.client lets a line of headers be.
_LONGEST_LINE = 65536

_attempts = threading.local()


class Watchdog:
    """A context manager around one request of the current thread. ``expired`` says whether it had to be cut."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._connection: Any = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Watchdog:
        """Raises Unreachable when this machine starts no more threads."""
        start(self._timer)
        _attempts.current = self
        return self

    def __exit__(self, *_exception: object) -> None:
        self._timer.cancel()
        _attempts.current = None

    def watch(self, connection: Any) -> None:
        """The request now uses this connection."""
        self._connection = connection
        connection.watchdog = self
        if self.expired:  # there was nothing to cut when the time ran out
            connection.close()
        self.check()

    def check(self) -> None:
        """Raises TimeoutError when the request was cut: what was read of the answer may then look whole."""
        if self.expired:
            raise TimeoutError

    def _cut(self) -> None:
        self.expired = True
        connection = self._connection
        # A connection that went back to the pool may already serve another request.
        if connection is None or connection.watchdog is not self:
            return
        in_use = connection.sock or getattr(connection, "answering", None)
        if in_use is None:
            return
        try:
            socket.socket.shutdown(in_use, socket.SHUT_RDWR)
        except (OSError, TypeError):  # closed already, or TLS inside a TLS proxy, which has no plain socket
            connection.close()


class _BoundedReader(io.BufferedReader):
    """What a server sends, in bounded portions.

    Else older releases of urllib3 read a line between chunks however long it is, and a chunk of length -1 to the end.
    """

    def readline(self, size: int | None = -1, /) -> bytes:
        """A line, as far as ``size`` admits. Without a size, raises LineTooLong when it is long."""
        if size is not None and size >= 0:
            return super().readline(size)
        line = super().readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise http.client.LineTooLong("line")
        return line

    def read(self, size: int | None = -1, /) -> bytes:
        """``size`` bytes, or fewer at the end. Raises IncompleteRead when no size is said: nobody reads all at once."""
        if size is None or size < 0:
            raise http.client.IncompleteRead(b"")
        return super().read(size)


class _BoundedResponse(http.client.HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        with self.fp:  # nothing was read from it yet
            self.fp = _BoundedReader(sock.makefile("rb", buffering=0))


class _WatchedHTTPConnection(HTTPConnection):
    """Tells the watchdog of the current thread which connection is in use."""

    response_class = _BoundedResponse

    def connect(self) -> None:
        self._report()
        super().connect()
        self._report()

    def putrequest(self, *args: Any, **kwargs: Any) -> Any:
        self._report()
        return super().putrequest(*args, **kwargs)

    def getresponse(self, *args: Any, **kwargs: Any) -> Any:
        # A connection that the server will close lets go of its socket before the body is read.
        self.answering = self.sock
        return super().getresponse(*args, **kwargs)

    def _report(self) -> None:
        watchdog = getattr(_attempts, "current", None)
        if watchdog is not None:
            watchdog.watch(self)


class _WatchedHTTPSConnection(_WatchedHTTPConnection, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPSConnection


class WatchedHTTPAdapter(HTTPAdapter):
    """A transport adapter of requests whose connections can be cut, and whose TLS is of one given context."""

    def __init__(self, connections: int, make_ssl_context: Callable[[], Any]) -> None:
        """``make_ssl_context`` is called once something needs TLS: to read the system's authorities takes long."""
        self._make_ssl_context = make_ssl_context
        _keep_out_of_logs()
        super().__init__(pool_connections=_HOSTS, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """The pool manager for direct connections."""
        super().init_poolmanager(*args, **kwargs)
        _use_watched_pools(self.poolmanager, self._make_ssl_context)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The pool manager for connections through a proxy."""
        manager = super().proxy_manager_for(proxy, ssl_context=self._make_ssl_context(), **kwargs)
        if not proxy.lower().startswith("socks"):
            _use_watched_pools(manager, self._make_ssl_context)
        return manager


def _keep_out_of_logs() -> None:
    """What urllib3 logs of our requests may hold headers of answers, such as a token. Requests of others are logged as ever."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "urllib3":
            logging.getLogger(name).addFilter(_is_of_others)  # a filter that is there already is not added again


def _is_of_others(_record: logging.LogRecord) -> bool:
    return getattr(_attempts, "current", None) is None


def _use_watched_pools(manager: Any, make_ssl_context: Callable[[], Any]) -> None:
    # Nothing here may refer to the adapter: in a cycle its sockets would stay open until the next search for garbage.
    manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": partial(_https_pool, make_ssl_context)}


def _https_pool(make_ssl_context: Callable[[], Any], *args: Any, **kwargs: Any) -> _HTTPSPool:
    return _HTTPSPool(*args, **{**kwargs, "ssl_context": make_ssl_context()})
