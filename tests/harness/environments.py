# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables, the home folder and the virtual environments in which programs run."""

from __future__ import annotations

import ast
import configparser
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .layout import HOME, ROOT, VENVS
from .processes import Failure, require

_KEPT = ("CAMPUSGO_TEST_CHROMIUM", "LD_LIBRARY_PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TERM", "TMPDIR", "TZ")
_FOR_DOWNLOADS = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


REMOTE_TEMP = HOME / ".ansible" / "tmp"
"""Where modules are unpacked; without being told, Ansible takes the home that the user database names, not HOME."""


@dataclass(frozen=True)
class Venv:
    """A virtual environment."""

    path: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    @property
    def version(self) -> str:
        """The version of its interpreter as ansible-test names it, such as 3.11."""
        return next(self.path.glob("lib/python3.*")).name.removeprefix("python")

    @property
    def packages(self) -> Path:
        """Where its packages lie."""
        return self.path / "lib" / f"python{self.version}" / "site-packages"

    def program(self, name: str) -> Path:
        """Return the path of one of its programs."""
        return self.path / "bin" / name


def isolated(venv: Venv, **more: str | Path) -> dict[str, str]:
    """Return the variables for a program: those that are needed, none of the user's settings, and ``more``."""
    variables = {name: os.environ[name] for name in _KEPT if name in os.environ}
    variables |= {
        "HOME": str(HOME),
        "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",  # Ansible insists on UTF-8
        "PATH": os.pathsep.join([str(venv.path / "bin"), *_system_path()]),
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        "COLUMNS": "120",
        "ANSIBLE_CONFIG": str(HOME / "ansible.cfg"),  # else /etc/ansible/ansible.cfg would be read
        "ANSIBLE_REMOTE_TEMP": str(REMOTE_TEMP),
    }
    return variables | {name: str(value) for name, value in more.items()}


def proxies() -> dict[str, str]:
    """Return the user's variables about proxies, for programs that reach beyond this machine."""
    return {name: os.environ[name] for name in _FOR_DOWNLOADS if name in os.environ}


def make_venv(name: str, requirements: Path, python: str = sys.executable) -> Venv:
    """Return a virtual environment with the given requirements; it is made anew when they or the Python changed."""
    venv = Venv(VENVS / name)
    stamp = venv.path / "made-from"
    wanted = _fingerprint(requirements, python)
    with exclusive(VENVS / f"{name}.lock"):
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f"Making the virtual environment {venv.path.relative_to(ROOT)} (once)", flush=True)
            shutil.rmtree(venv.path, ignore_errors=True)
            require([python, "-m", "venv", venv.path], environment=_users_variables(), folder=ROOT)
            _prepare_home(venv)
            install = [venv.python, "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements]
            require(install, environment=isolated(venv, **proxies()), folder=ROOT)
            stamp.write_text(wanted)
        _prepare_home(venv)
    return venv


def with_oldest_libraries(name: str, *more: str) -> Path:
    """Write requirements with the oldest versions that requirements.txt allows, and ``more`` lines; return the file."""
    floors = (ROOT / "requirements.txt").read_text().replace(">=", "==")
    if "==" not in floors:
        raise Failure("requirements.txt names no oldest version.")
    VENVS.mkdir(parents=True, exist_ok=True)
    file = VENVS / f"{name}.txt"
    file.write_text("\n".join([floors, *more, ""]))
    return file


@contextlib.contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Hold a lock file, so that two runs in one checkout do not disturb each other; say so when it means waiting."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for another run that holds {lock.relative_to(ROOT)}", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _users_variables() -> dict[str, str]:
    """Return the user's variables without those that the Makefile sets for this process."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONPYCACHEPREFIX")}


def _system_path() -> list[str]:
    """Return the user's search path without what lies in the user's home: version managers' shims need that home."""
    home = Path.home()
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [folder for folder in folders if folder and home not in (Path(folder), *Path(folder).parents)]


def _fingerprint(requirements: Path, python: str) -> str:
    """Return what a virtual environment depends on: the requirement files, the Python, and where it lies."""
    digest = hashlib.sha256(f"{VENVS}\n{python}\n".encode())
    for file in _with_included(requirements):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _with_included(requirements: Path) -> list[Path]:
    included = re.findall(r"^-[rc] (.+)$", requirements.read_text(), re.MULTILINE)
    return [requirements, *(file for name in included for file in _with_included(requirements.parent / name.strip()))]


def _prepare_home(venv: Venv) -> None:
    """Write the settings that programs find in their home folder."""
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "ansible.cfg").write_text("[defaults]\n")
    _keep_package_index(venv)


def _keep_package_index(venv: Venv) -> None:
    """Write the user's settings for pip (which index, which certificates) to the home folder.

    They may come from variables or from the user's home, neither of which reaches the pip that ansible-test starts.
    """
    listed = require([venv.python, "-m", "pip", "config", "list"], environment=_users_variables(), folder=ROOT)
    settings = dict(re.findall(r"^([^=\n]+)=(.*)$", listed, re.MULTILINE))
    parser = configparser.RawConfigParser()
    # Variables stand last, since they win.
    for name, value in sorted(settings.items(), key=lambda setting: setting[0].startswith(":env:")):
        section, option = name.replace(":env:", "global").rsplit(".", 1)
        if not parser.has_section(section):
            parser.add_section(section)
        parser.set(section, option, ast.literal_eval(value))
    if not parser.has_section("install"):
        parser.add_section("install")
    parser.set("install", "quiet", "2")  # only what makes it fail
    file = HOME / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # an index's URL may hold a password
    with file.open("w") as stream:
        parser.write(stream)
