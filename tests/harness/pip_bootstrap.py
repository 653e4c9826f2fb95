# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way for ansible-test to get pip into the virtual environments that its sanity tests make.

It wants a script from a site of the Ansible project, which a machine behind a mirror of the package index does not
reach. A script of that name in its cache is used instead; this one installs pip with the pip of the given environment.
"""

from __future__ import annotations

import re

from .environments import Venv
from .layout import HOME
from .processes import Failure

_CACHE = HOME / ".ansible" / "test" / "cache"

_SCRIPT = """\
import runpy
import sys

sys.path.insert(0, {folder!r})
packages = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.argv[1:] = ["install", "--upgrade", "--force-reinstall", *packages]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


def provide(venv: Venv) -> None:
    """Put the script where the ansible-test of this environment looks for it."""
    # Only pip itself may be seen in there, else pip would take the rest for installed; hence a folder with one link.
    folder = _CACHE / f"pip-{venv.path.name}"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "pip"
    link.unlink(missing_ok=True)
    link.symlink_to(venv.packages / "pip")
    version = _wanted_version(venv).replace(".", "_")
    (_CACHE / f"get_pip_{version}.py").write_text(_SCRIPT.format(folder=str(folder)))


def _wanted_version(venv: Venv) -> str:
    source = venv.packages / "ansible_test" / "_internal" / "python_requirements.py"
    found = re.search(r"\bpip='([\d.]+)'", source.read_text())
    if not found:
        raise Failure(f"Cannot find which version of pip ansible-test wants in {source}.")
    return found[1]
