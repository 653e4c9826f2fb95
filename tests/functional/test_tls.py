# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS is verified by default, and what turns it off or adds to it is only what the documentation says."""

from __future__ import annotations

import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from simulator.credentials import CREDENTIALS
from simulator.process import RecordedRequest, Simulator, Tls

from .faces import QUERIES, Answers, Face, ask_all_with, connection, every_query
from .playbooks import Ansible

ID = "8656efdafebf440bb7008f174db6c567"


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own. ``file`` is its certificate, ``directory`` the same under a hashed name or None."""

    ca: trustme.CA
    file: Path
    directory: Path | None

    def issue(self, folder: Path, *names: str) -> Tls:
        """A certificate for these names, in files."""
        issued = self.ca.issue_cert(*names)
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        issued.private_key_and_cert_chain_pem.write_to_path(certificate)
        issued.private_key_pem.write_to_path(key)
        return Tls(str(certificate), str(key))


@pytest.fixture(scope="module")
def authority(new_folder: Callable[[], Path]) -> Authority:
    ca, folder = trustme.CA(), new_folder()
    file = folder / "authority.pem"
    ca.cert_pem.write_to_path(file)
    return Authority(ca, file, _hashed(file, folder / "authorities"))


def _hashed(certificate: Path, directory: Path) -> Path | None:
    """A directory as ``openssl rehash`` makes it; None where there is no such program."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    directory.mkdir()
    command = [openssl, "x509", "-hash", "-noout", "-in", str(certificate)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    (directory / f"{name}.0").symlink_to(certificate)
    return directory


@pytest.fixture(scope="module")
def recorded(authority: Authority, new_folder: Callable[[], Path]) -> Iterator[tuple[Answers, list[RecordedRequest]]]:
    """The answers, and the requests that reached the server with the right certificate.

    The environment tries to undermine verification in every way that Python libraries and other tools of this cloud know.
    """
    other, folder = trustme.CA(), new_folder()
    other_file = folder / "other.pem"
    other.cert_pem.write_to_path(other_file)
    with (
        Simulator(tls=authority.issue(new_folder(), "127.0.0.1")) as server,
        Simulator(tls=authority.issue(new_folder(), "iva.example.com")) as misnamed,
        _old_server(authority.issue(new_folder(), "127.0.0.1")) as old,
        Simulator() as plain,
    ):
        environment = connection(server.url) | {
            "REQUESTS_CA_BUNDLE": str(authority.file),
            "CURL_CA_BUNDLE": str(authority.file),
            "CAMPUSGO_VALIDATE_CERTS": "",
            "HW_INSECURE": "true",
            "OS_INSECURE": "true",
        }
        trusting = {"ca_path": str(authority.file)}
        cases: dict[str, dict[str, Any]] = {
            "default": {},
            "null": {"validate_certs": None},
            "file": trusting,
            "directory": {"ca_path": str(authority.directory or authority.file)},
            "other authority": {"ca_path": str(other_file)},
            "off": {"validate_certs": False},
            "off, other authority": {"validate_certs": False, "ca_path": str(other_file)},
            "other name": {**trusting, "endpoint": misnamed.url},
            "other name, off": {"endpoint": misnamed.url, "validate_certs": False},
            "old": {**trusting, "endpoint": old} if old else trusting,
            "no TLS": {**trusting, "endpoint": plain.url.replace("http:", "https:")},
        }
        cases = {name: {"task_id": ID, "retries": 0, **arguments} for name, arguments in cases.items()}

        ansible = Ansible(folder)
        (ansible.home / ".netrc").write_text("machine 127.0.0.1 login someone password something\n")
        (ansible.home / ".netrc").chmod(0o600)
        yield ask_all_with(ansible, cases, QUERIES, environment=environment), server.requests()


@contextmanager
def _old_server(tls: Tls) -> Iterator[str | None]:
    """A server that speaks nothing newer than TLS 1.1. Gives its URL, or None where the local OpenSSL cannot do that."""
    context = _old_context(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)

    class Handshake(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                context.wrap_socket(self.request, server_side=True).close()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handshake) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}" if _greets_old_clients(server.server_address) else None
        finally:
            server.shutdown()
            thread.join()


def _old_context(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # these versions are old, which is the point
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    return context


def _greets_old_clients(address: tuple[str, int]) -> bool:
    context = _old_context(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(address, timeout=30) as connected, context.wrap_socket(connected):
            return True
    except OSError:
        return False


@pytest.fixture
def answers(recorded: tuple[Answers, list[RecordedRequest]]) -> Answers:
    return recorded[0]


@every_query
@pytest.mark.parametrize("case", ["file", "directory", "off", "off, other authority", "other name, off"])
def test_accepted(answers: Answers, face: Face, authority: Authority, case: str) -> None:
    if case == "directory" and authority.directory is None:
        pytest.skip("there is no openssl program to make a directory of authorities")
    answer = answers[face, case]
    assert not answer.failed, answer.message
    assert [task["id"] for task in answer.tasks] == [ID]


@every_query
@pytest.mark.parametrize("case", ["default", "other authority", "other name"])
def test_refused_in_words(answers: Answers, face: Face, case: str) -> None:
    answer = answers[face, case]
    assert answer.failed
    assert answer.message.startswith(f"task {ID}: the certificate of 127.0.0.1:")
    assert "is not trusted (" in answer.message
    assert answer.message.endswith("): check the host name, or give the certificate authority in ca_path")


@every_query
def test_null_does_not_turn_verification_off(answers: Answers, face: Face) -> None:
    answer = answers[face, "null"]
    assert answer.failed
    assert "argument 'validate_certs' is of type NoneType" in answer.message


NO_TLS = "no TLS connection can be made; check that endpoint speaks https with TLS 1.2 or later"


@every_query
def test_old_versions_are_refused(answers: Answers, face: Face) -> None:
    answer = answers[face, "old"]
    if not answer.failed:
        pytest.skip("the local OpenSSL cannot make a server for TLS 1.1")
    assert answer.message.endswith(NO_TLS)


@every_query
def test_a_server_without_tls(answers: Answers, face: Face) -> None:
    answer = answers[face, "no TLS"]
    assert answer.failed
    assert answer.message.endswith(NO_TLS)


def test_netrc_adds_nothing(recorded: tuple[Answers, list[RecordedRequest]]) -> None:
    _answers, requests = recorded
    assert len(requests) == 4 * len(QUERIES)  # the accepted cases but that of the other name
    for request in requests:
        assert "authorization" not in request.headers
        assert request.headers["x-auth-token"] == CREDENTIALS.token
