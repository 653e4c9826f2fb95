# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation runs as it is printed, against the simulator."""

from __future__ import annotations

import ast
import configparser
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from pages import AUTHENTICATE, COLLECTION, PAGES, WHEN_IT_FAILS, blocks
from simulator.credentials import CREDENTIALS
from simulator.process import RecordedRequest, Simulator

from .faces import connection
from .playbooks import Ansible, Run

#: What the examples take from a file that Ansible Vault encrypts.
SECRETS = {
    "vault_token": CREDENTIALS.token,
    "vault_access_key": CREDENTIALS.access_key,
    "vault_secret_key": CREDENTIALS.secret_key,
    "vault_temporary_access_key": CREDENTIALS.temporary_access_key,
    "vault_temporary_secret_key": CREDENTIALS.temporary_secret_key,
    "vault_security_token": CREDENTIALS.security_token,
    "vault_password": CREDENTIALS.password,
}
#: Jinja tests and filters speak of facts that an earlier task has set.
FACTS = {
    "name": "Set the facts that examples use",
    "campusgo.edge.task_facts": {"region": "cn-north-4", "task_id": ["8656efdafebf440bb7008f174db6c567"]},
}


def _blocks(page: Path) -> list[Any]:
    return [yaml.safe_load(block) for block in blocks(page, "yaml")]


def _examples(file: Path) -> Any:
    if file.suffix == ".yml":
        return yaml.safe_load(yaml.safe_load(file.read_text(encoding="utf-8"))["EXAMPLES"])
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"{file} has no examples")


PLUGINS = sorted(
    file
    for pattern in ("modules/*.py", "lookup/*.py", "test/*.yml", "filter/*.yml")
    for file in (COLLECTION / "plugins").glob(pattern)
)


def _is_play(block: Any) -> bool:
    return isinstance(block, list) and "hosts" in block[0]


def _is_tasks(block: Any) -> bool:
    return isinstance(block, list) and not _is_play(block)


def _tasks(page: Path) -> list[dict[str, Any]]:
    return [task for block in _blocks(page) if _is_tasks(block) for task in block]


def _run_tasks(ansible: Ansible, simulator: Simulator, tasks: list[dict[str, Any]]) -> Run:
    run = ansible.play([FACTS, *tasks], environment=connection(simulator.url))
    assert run.returncode == 0, run.stdout + run.stderr
    return run


def _encrypt(secrets: dict[str, str], folder: Path) -> list[str]:
    """Put the secrets into an encrypted file beside the playbook; gives the arguments with which Ansible reads it."""
    vault = VaultLib([("default", VaultSecret(b"opens the vault"))])
    (folder / "secrets.yml").write_bytes(vault.encrypt(yaml.safe_dump(secrets)))
    (folder / "opener").write_text("opens the vault", encoding="utf-8")
    return ["--vault-password-file", str(folder / "opener")]


def test_there_is_something_to_test() -> None:
    assert {page.name for page in PAGES} >= {"README.md", "query.md", "gate.md", AUTHENTICATE.name, WHEN_IT_FAILS.name}
    assert len(PLUGINS) >= 9
    assert sum(len(_blocks(page)) for page in PAGES) >= 10


@pytest.mark.parametrize("page", [page for page in PAGES if page != AUTHENTICATE], ids=lambda page: page.name)
def test_tasks_on_pages(ansible: Ansible, simulator: Simulator, page: Path) -> None:
    tasks = _tasks(page)
    if tasks:
        _run_tasks(ansible, simulator, tasks)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_playbooks_on_pages(ansible: Ansible, simulator: Simulator, tmp_path: Path, page: Path) -> None:
    arguments = _encrypt(SECRETS, tmp_path)
    for block in _blocks(page):
        if _is_play(block):
            run = ansible.playbook(json.dumps(block), environment=connection(simulator.url), arguments=arguments)
            assert run.returncode == 0, run.stdout + run.stderr


def test_every_way_to_authenticate(ansible: Ansible, simulator: Simulator) -> None:
    """Each example proves who asks in its own way; nothing but places comes from elsewhere."""
    file = ansible.home / ".huaweicloud" / "credentials"
    file.parent.mkdir()
    file.write_text(_profiles(simulator.url), encoding="utf-8")
    environment = {
        "CAMPUSGO_ENDPOINT": simulator.url,
        "CAMPUSGO_IAM_ENDPOINT": simulator.url,
        "PYTHONPATH": str(Path(__file__).with_name("reroute")),
        "METADATA_PORT": str(urlsplit(simulator.url).port),
    }
    run = ansible.play(_tasks(AUTHENTICATE), environment=environment, vars=SECRETS)
    assert run.returncode == 0, run.stdout + run.stderr
    proofs = [_proof(request) for request in simulator.requests() if request.path.startswith("/v2/")]
    token, access_key, temporary, password, profile, metadata = proofs
    assert token == CREDENTIALS.token
    assert access_key == CREDENTIALS.access_key
    assert temporary == profile == CREDENTIALS.security_token
    assert password.startswith("demo-issued-token-")
    assert metadata.startswith("demo-issued-security-token-")


def _proof(request: RecordedRequest) -> str:
    """What tells who asks: a token, the security token of temporary keys, or the id of an access key."""
    signature = re.search(r"Access=([^,]+)", request.headers.get("authorization", ""))
    tokens = (request.headers.get(name) for name in ("x-auth-token", "x-security-token"))
    return next(filter(None, tokens), "") or signature[1]


def _profiles(iam_endpoint: str) -> str:
    """The credentials file of the page, filled in."""
    (text,) = blocks(AUTHENTICATE, "ini")
    profiles = configparser.RawConfigParser()
    profiles.read_string(text)
    for name in profiles.sections():
        kind = "temporary_" if profiles.has_option(name, "security_token") else ""
        known = {
            "ak": getattr(CREDENTIALS, f"{kind}access_key"),
            "sk": getattr(CREDENTIALS, f"{kind}secret_key"),
            "security_token": CREDENTIALS.security_token,
            "project_id": CREDENTIALS.project_id,
            "iam_endpoint": iam_endpoint,
        }
        for key in profiles.options(name):
            profiles.set(name, key, known[key])
    with io.StringIO() as filled:
        profiles.write(filled)
        return filled.getvalue()


@pytest.mark.parametrize("file", PLUGINS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_examples_of_plugins(ansible: Ansible, simulator: Simulator, file: Path) -> None:
    _run_tasks(ansible, simulator, _examples(file))


def test_the_line_for_a_pipeline(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    (expectations,) = [
        block for block in _blocks(COLLECTION / "docs" / "gate.md") if isinstance(block, dict) and "gate_expect" in block
    ]
    (tmp_path / "expectations.yml").write_text(yaml.safe_dump(expectations), encoding="utf-8")
    playbook = json.dumps([{"ansible.builtin.import_playbook": "campusgo.edge.gate"}])
    arguments = ["--extra-vars", f"@{tmp_path / 'expectations.yml'}"]
    run = ansible.playbook(playbook, environment=connection(simulator.url), arguments=arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "All 3 edge tasks are as expected" in run.stdout
    written = {file.name for file in (tmp_path / "gate-report").iterdir()}
    assert written == {"gate.xml", "gate.md", "gate.html", "gate.json"}
