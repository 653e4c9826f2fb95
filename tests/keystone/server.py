# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystone as a program: a new database and new keys, served on a free port of the loopback interface.

It imports nothing of this collection, since it runs in another virtual environment than the tests. OS_BOOTSTRAP_PASSWORD is
the password of Keystone's administrator. The line ``keystone ready: URL`` says that it listens. It ends, and removes what it
wrote, on SIGTERM or when its standard input ends; the latter happens at the latest when the process that started it dies.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

# Paths are relative to the folder in which the server runs: in these files "$" and "%" have a meaning, in a path they have none.
FILES = {
    # Few rounds of hashing: nobody attacks these passwords.
    "keystone.conf": """\
[database]
connection = sqlite:///keystone.db
[token]
provider = fernet
[fernet_tokens]
key_repository = token-keys
[fernet_receipts]
key_repository = token-keys
[credential]
key_repository = credential-keys
[identity]
password_hash_rounds = 4
[oslo_policy]
policy_file = policy.yaml
""",
    # The cloud lets its users look for projects by name; Keystone reserves that for administrators unless told otherwise.
    "policy.yaml": '"identity:list_projects": "role:member"\n',
}


def main() -> None:
    """Set Keystone up and serve it until told to stop."""
    ready = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Keystone logs to standard output too, and a pipe that nobody reads would stop it when it is full
    with (
        ready,
        tempfile.TemporaryDirectory(prefix="keystone-") as folder,
        contextlib.chdir(folder),
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        signal.signal(signal.SIGTERM, _stop)
        threading.Thread(target=_stop_with_standard_input, daemon=True).start()
        # For the programs that are started, which may be killed, and for what is imported, which may keep something.
        os.environ |= {"TMPDIR": folder, "XDG_CACHE_HOME": folder}
        host, port = listener.getsockname()
        url = f"http://{host}:{port}"
        _set_up(url)
        server = _make_server(host, port, listener.fileno())
        print(f"keystone ready: {url}", file=ready, flush=True)
        server.serve_forever()


def _make_server(host: str, port: int, descriptor: int) -> BaseWSGIServer:
    from werkzeug.serving import make_server

    from keystone.server.wsgi import initialize_public_application

    os.environ["OS_KEYSTONE_CONFIG_FILES"] = "keystone.conf"
    return make_server(host, port, initialize_public_application(), threaded=True, fd=descriptor)


def _set_up(url: str) -> None:
    for name, content in FILES.items():
        Path(name).write_text(content)
    # Keystone wants to be told whom the keys belong to when it runs as root.
    owner = ["--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid())] if os.geteuid() == 0 else []
    _manage("db_sync")
    _manage("fernet_setup", *owner)
    _manage("credential_setup", *owner)
    _manage("bootstrap", "--bootstrap-public-url", f"{url}/v3/")


def _manage(*command: str) -> None:
    program = Path(sys.executable).with_name("keystone-manage")
    subprocess.run([program, "--config-file", "keystone.conf", *command], check=True)


def _stop(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # cleaning up must not be cut
    sys.exit()


def _stop_with_standard_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
