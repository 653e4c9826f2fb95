# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation runs as it is printed, against the simulator, or is held to the rules of what it is for."""

from __future__ import annotations

import ast
import configparser
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from markdown_it import MarkdownIt
from pages import ARCHITECTURE, AUTHENTICATE, COLLECTION, LOOKUPS, PAGES, START, Block, blocks, code, code_blocks, table
from pygments.lexers import GroovyLexer
from pygments.token import Error
from simulator.credentials import CREDENTIALS
from simulator.process import RecordedRequest, Simulator

from .faces import connection
from .playbooks import Ansible, Run
from .typed import GALAXY, NAME, check, commands

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
ID = "8656efdafebf440bb7008f174db6c567"
IDS = [ID, "1f2e3d4c5b6a49788796a5b4c3d2e1f0"]
#: Jinja tests and filters speak of facts that an earlier task has set.
FACTS = {
    "name": "Set the facts that examples use",
    "campusgo.edge.task_facts": {"region": "cn-north-4", "task_id": [ID]},
}
#: Pages whose files the tests in another folder take; each begins with its name, by which they know it.
ELSEWHERE = {"automation-platform.md": "scale", "shards.md": "scale"}

#: The schema that check-jsonschema has for a file, by its name.
SCHEMAS = {
    ".gitlab-ci.yml": ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
    ".github/workflows/edge-gate.yml": ("--builtin-schema", "vendor.github-workflows"),
}

PLUGINS = sorted(
    file
    for pattern in ("modules/*.py", "lookup/*.py", "test/*.yml", "filter/*.yml")
    for file in (COLLECTION / "plugins").glob(pattern)
)


# What kind of block it is decides which test takes it


def _kind(block: Block) -> str:
    """Which of the tests below takes a block; empty when none does."""
    if block.language == "yaml" and block.page.name in ELSEWHERE and block.name not in SCHEMAS:
        return "elsewhere"
    if block.language == "yaml":
        return _kind_of_yaml(block)
    if block.language == "ini":
        return {"authenticate.md": "profile", "inventory.md": "settings"}.get(block.page.name, "")
    return {"console": "commands", "groovy": "jenkins"}.get(block.language, "")


def _kind_of_yaml(block: Block) -> str:
    content = yaml.safe_load(block.text)
    if block.name in SCHEMAS:
        return "pipeline"
    if block.name.startswith("changelogs/fragments/"):
        return "fragment"
    if isinstance(content, list):
        return "play" if "hosts" in content[0] else "tasks"
    kinds = {"plugin": "inventory", "gate_expect": "expectations", "collections": "requirements"}
    return next((kind for member, kind in kinds.items() if member in content), "")


BLOCKS = [block for page in PAGES for block in code_blocks(page)]


def _of_kind(kind: str) -> list[Block]:
    return [block for block in BLOCKS if _kind(block) == kind]


def each(*kinds: str) -> Any:
    """Run a test once for each block of some kinds."""
    return pytest.mark.parametrize("block", [block for kind in kinds for block in _of_kind(kind)], ids=str)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_has_a_test(block: Block) -> None:
    assert _kind(block), f"{block} ({block.language or 'no language'}) is of a kind that no test takes"


@pytest.mark.parametrize(
    "kind",
    [
        "commands",
        "expectations",
        "fragment",
        "inventory",
        "jenkins",
        "pipeline",
        "play",
        "profile",
        "requirements",
        "settings",
        "tasks",
    ],
)
def test_there_is_something_to_test(kind: str) -> None:
    assert _of_kind(kind)


@each("elsewhere")
def test_files_of_other_tests_are_known_there(block: Block) -> None:
    tests = COLLECTION / "tests" / ELSEWHERE[block.page.name]
    known = "".join(file.read_text(encoding="utf-8") for file in sorted(tests.glob("*.py")))
    assert block.name
    assert f'"{block.name}"' in known


@each("inventory")
def test_inventories_are_tested_with_the_inventory(block: Block) -> None:
    """Whichever stands on this page is taken by ``test_inventory.py``."""
    assert block.page.name == "inventory.md"
    assert block.text.startswith("plugin:")


def test_every_plugin_has_an_example_that_is_tested() -> None:
    """Those of the inventory are taken by ``test_inventory.py``."""
    documented = {
        file
        for pattern in ("*/*.py", "*/*.yml")
        for file in (COLLECTION / "plugins").glob(pattern)
        if re.search(r"^(DOCUMENTATION( =|:))", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert documented == {*PLUGINS, COLLECTION / "plugins" / "inventory" / "tasks.py"}


# Tasks and plays


def _examples(file: Path) -> Any:
    if file.suffix == ".yml":
        return yaml.safe_load(yaml.safe_load(file.read_text(encoding="utf-8"))["EXAMPLES"])
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"{file} has no examples")


def _tasks(page: Path) -> list[dict[str, Any]]:
    return [task for block in _of_kind("tasks") if block.page == page for task in yaml.safe_load(block.text)]


def _run_tasks(ansible: Ansible, simulator: Simulator, tasks: list[dict[str, Any]]) -> Run:
    assert tasks
    run = ansible.play([FACTS, *tasks], environment=connection(simulator.url))
    assert run.returncode == 0, run.stdout + run.stderr
    assert "[WARNING]" not in run.stderr
    return run


def _encrypt(secrets: dict[str, str], folder: Path) -> list[str]:
    """Put the secrets into an encrypted file beside the playbook; gives the arguments with which Ansible reads it."""
    vault = VaultLib([("default", VaultSecret(b"opens the vault"))])
    (folder / "secrets.yml").write_bytes(vault.encrypt(yaml.safe_dump(secrets)))
    (folder / "opener").write_text("opens the vault", encoding="utf-8")
    return ["--vault-password-file", str(folder / "opener")]


@pytest.mark.parametrize("page", sorted({block.page for block in _of_kind("tasks")} - {AUTHENTICATE}), ids=lambda page: page.name)
def test_tasks_on_pages(ansible: Ansible, simulator: Simulator, page: Path) -> None:
    _run_tasks(ansible, simulator, _tasks(page))


@each("play")
def test_playbooks_on_pages(ansible: Ansible, simulator: Simulator, tmp_path: Path, block: Block) -> None:
    """A play about the hosts of an inventory does nothing here; ``test_inventory.py`` runs it with one."""
    arguments = _encrypt(SECRETS, tmp_path)
    run = ansible.playbook(block.text, environment=connection(simulator.url), arguments=arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    assert block.page.name == "inventory.md" or run.outcomes


@pytest.mark.parametrize("file", PLUGINS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_examples_of_plugins(ansible: Ansible, simulator: Simulator, file: Path) -> None:
    _run_tasks(ansible, simulator, _examples(file))


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
    (block,) = _of_kind("profile")
    profiles = configparser.RawConfigParser()
    profiles.read_string(block.text)
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


# The gate


def _gate(ansible: Ansible, simulator: Simulator, expectations: str) -> Run:
    """Run the playbook of the collection, in a folder of its own, as the line for a pipeline does."""
    arguments = ["campusgo.edge.gate", "-e", f"@{expectations}"]
    return ansible.command("playbook", *arguments, environment=connection(simulator.url))


@each("expectations")
def test_expectations_on_pages(ansible: Ansible, simulator: Simulator, tmp_path: Path, block: Block) -> None:
    (tmp_path / block.name).write_text(block.text, encoding="utf-8")
    run = _gate(ansible, simulator, block.name)
    assert run.returncode == (2 if block.name == "elsewhere.yml" else 0), run.stdout + run.stderr
    written = {file.name for file in (tmp_path / "gate-report").iterdir()}
    assert written == {"gate.xml", "gate.md", "gate.html", "gate.json"}
    judged = json.loads((tmp_path / "gate-report" / "gate.json").read_text(encoding="utf-8"))
    assert [verdict["task_id"] for verdict in judged["verdicts"]] == [
        expected["task_id"] for expected in yaml.safe_load(block.text)["gate_expect"]
    ]


def test_the_first_steps_print_what_the_page_shows(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """Types what the page tells, in its order; installing and starting the simulator has happened already."""
    environment = connection(simulator.url)
    returncode, compared = 0, 0
    for block in code_blocks(START):
        if block.name:
            (tmp_path / block.name).write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        for command, printed in commands(block.text):
            if command == "echo $?":
                assert printed == [str(returncode)]
                compared += 1
                continue
            variables, words = _split(command)
            if words[:1] != ["ansible-playbook"]:
                assert not printed
                continue
            run = ansible.command("playbook", *words[1:], environment={**environment, **variables})
            returncode = run.returncode
            assert set(printed) <= set((run.stdout + run.stderr).splitlines())
            compared += len(printed)
    assert compared > 10


def _split(command: str) -> tuple[dict[str, str], list[str]]:
    words = shlex.split(command)
    variables = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
    return variables, words[len(variables) :]


def test_the_simulator_is_asked_as_the_page_says() -> None:
    """The values that stand in for an account are those of the simulator."""
    exported = dict(
        word.split("=", 1)
        for command, _printed in (pair for text in blocks(START, "console") for pair in commands(text))
        if command.startswith("export ")
        for word in shlex.split(command)[1:]
    )
    assert exported["CAMPUSGO_PROJECT_ID"] == CREDENTIALS.project_id
    assert exported["CAMPUSGO_TOKEN"] == CREDENTIALS.token


EXIT_CODES: dict[str, str] = {"1": "nowhere.yml", "2": "no-id.yml", "4": "no-yaml.yml"}


@pytest.mark.parametrize("returncode", EXIT_CODES)
def test_exit_codes_of_pipelines(ansible: Ansible, simulator: Simulator, tmp_path: Path, returncode: str) -> None:
    rows = table(COLLECTION / "docs" / "pipelines.md", "exit code", "when")
    assert any(returncode in row[0].split(", ") for row in rows)
    (tmp_path / "no-id.yml").write_text("gate_expect: [{}]", encoding="utf-8")
    (tmp_path / "no-yaml.yml").write_text("gate_expect: [", encoding="utf-8")
    run = _gate(ansible, simulator, EXIT_CODES[returncode])
    assert run.returncode == int(returncode), run.stdout + run.stderr
    assert not (tmp_path / "gate-report").exists()


# Lookups


_DEBUG = "ansible.builtin.debug"
_STATE = {"msg": "{{ task.state }}"}
_RETRIED = {"retries": 3, "delay": 0, "ignore_errors": True}
#: The tasks that each row of the table speaks of.
USES: Mapping[str, list[dict[str, Any]]] = {
    "nowhere, or in a task whose `when` is false": [{_DEBUG: {"msg": ""}}, {_DEBUG: _STATE, "when": False}],
    "three times in one template": [{_DEBUG: {"msg": "{{ task.id }} {{ task.name }} {{ task.state }}"}}],
    "in three conditions of an `assert`": [
        {"ansible.builtin.assert": {"that": ["task is campusgo.edge.running", "task.name is defined", "task.id is defined"]}}
    ],
    "in a loop of two items": [{_DEBUG: {"msg": "{{ item }} {{ task.state }}"}, "loop": [1, 2]}],
    "in `until`, which is true after the third retry": [
        {_DEBUG: {"msg": ""}, "register": "shown", "until": "task.state == 'RUNNING' and shown.attempts == 4", **_RETRIED}
    ],
    "in an argument of a task with `until`, which is retried three times": [
        {_DEBUG: _STATE, "register": "shown", "until": "shown.msg == 'STOPPED'", **_RETRIED}
    ],
    "in `set_fact`, whose fact is used in three templates": [
        {"ansible.builtin.set_fact": {"kept": "{{ task }}"}},
        *({_DEBUG: {"msg": f"{{{{ kept.{member} }}}}"}} for member in ("id", "name", "state")),
    ],
}
_LOOKUP_VARIABLES = {"campusgo_region": "cn-north-4", "task": f"{{{{ lookup('campusgo.edge.task', '{ID}') }}}}"}


@pytest.mark.parametrize(
    ("use", "times"),
    table(LOOKUPS, "the variable `task` holds a lookup, and is used", "so often the service is asked"),
)
def test_how_often_a_lookup_asks(ansible: Ansible, simulator: Simulator, use: str, times: str) -> None:
    run = ansible.play(USES[use], environment=connection(simulator.url), vars=_LOOKUP_VARIABLES)
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(simulator.requests()) == int(times)


def test_what_a_lookup_gives(ansible: Ansible, simulator: Simulator) -> None:
    rows = table(LOOKUPS, "written", "gives")
    tasks = [{"name": written, _DEBUG: {"msg": f"{{{{ {code(written)} }}}}"}} for written, _gives in rows]
    variables = {"campusgo_region": "cn-north-4", "id": ID, "ids": IDS, "unknown": "0" * 32}
    run = ansible.play(tasks, environment=connection(simulator.url), vars=variables)
    assert run.returncode == 0, run.stdout + run.stderr
    for written, gives in rows:
        given = run.outcomes[written].result["msg"]
        assert isinstance(given, dict if gives == "the task" else list), written
        assert "one task" not in gives or "an id" in gives or len(given) == 1
    assert [task["id"] for task in run.outcomes[rows[3][0]].result["msg"]] == IDS


def test_an_ignored_error_of_a_lookup_is_null(ansible: Ansible, simulator: Simulator) -> None:
    lookup = "lookup('campusgo.edge.task', '00000000000000000000000000000000', errors='ignore')"
    run = ansible.play([{"name": "Ask", _DEBUG: {"msg": f"{{{{ {lookup} is none }}}}"}}], environment=connection(simulator.url))
    assert run.outcomes["Ask"].result["msg"] is True


# What is for other programs


@each("commands")
def test_commands_can_be_typed(block: Block) -> None:
    typed = [command for command, _printed in commands(block.text)]
    assert typed
    for command in typed:
        check(command)


def test_contributors_are_told_every_step_of_the_tests() -> None:
    told = [code(command) for command, _what in table(COLLECTION / "CONTRIBUTING.md", "command", "what it does")]
    for command in told:
        check(command)
    (steps,) = re.findall(r"^STEPS := (.+)$", (COLLECTION / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {f"make {step}" for step in steps.split()} <= set(told)


@each("pipeline")
def test_pipelines_are_what_the_server_takes(tmp_path: Path, block: Block) -> None:
    _validate(tmp_path, block.text, *SCHEMAS[block.name])
    scripts = list(_scripts(yaml.safe_load(block.text)))
    assert any("campusgo.edge.gate" in script for script in scripts)
    for script in scripts:
        check(script)


def _scripts(content: Any) -> Iterator[str]:
    """The commands of a pipeline: what stands under ``script`` or ``run``."""
    if isinstance(content, dict):
        for name, value in content.items():
            if name in ("script", "run"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _scripts(value)
    elif isinstance(content, list):
        for item in content:
            yield from _scripts(item)


def _validate(folder: Path, text: str, *schema: str) -> None:
    file = folder / "checked.yml"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(file)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


@each("jenkins")
def test_the_file_for_jenkins(block: Block) -> None:
    """No parser of Jenkins runs here: its words are those of the language, its brackets close, its commands can be typed."""
    tokens = list(GroovyLexer().get_tokens(block.text))
    assert not [text for kind, text in tokens if kind is Error]
    code_alone = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", block.text)
    for opening, closing in ("{}", "()"):
        assert code_alone.count(opening) == code_alone.count(closing) > 0
    scripts = [command for _quote, command in re.findall(r"\bsh (['\"])(.*)\1$", block.text, re.MULTILINE)]
    assert any("campusgo.edge.gate" in script for script in scripts)
    for script in scripts:
        check(script)


@each("requirements")
def test_requirements_name_this_collection(block: Block) -> None:
    assert [entry["name"] for entry in yaml.safe_load(block.text)["collections"]] == [NAME]


@each("settings")
def test_settings_are_known_to_ansible(ansible: Ansible, tmp_path: Path, block: Block) -> None:
    (tmp_path / "ansible.cfg").write_text(block.text, encoding="utf-8")
    run = ansible.command("config", "dump", "--only-changed", "--format", "json")
    changed = {entry["origin"]: entry["value"] for entry in json.loads(run.stdout) if "origin" in entry}
    assert changed[str(tmp_path / "ansible.cfg")] is True


@each("fragment")
def test_fragments_have_known_sections(block: Block) -> None:
    config = yaml.safe_load((COLLECTION / "changelogs" / "config.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(block.text).keys() <= {name for name, _title in config["sections"]}


# The pages themselves


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "benchmarks.md"], ids=lambda page: page.name)
def test_no_page_names_another_version(page: Path) -> None:
    """The benchmarks name the version that was measured."""
    named = re.findall(r"campusgo[.-]edge[-: ]+[=v]*(\d+\.\d+\.\d+)", page.read_text(encoding="utf-8"))
    assert set(named) <= {GALAXY["version"]}


@pytest.mark.parametrize(
    "page",
    [*PAGES, COLLECTION / "tests" / "simulator" / "README.md", COLLECTION / ".github" / "PULL_REQUEST_TEMPLATE.md"],
    ids=lambda page: str(page.relative_to(COLLECTION)),
)
def test_links_lead_to_files(page: Path) -> None:
    """Places within pages are checked where the site is built."""
    for link in _links(page):
        address = urlsplit(link)
        if not address.scheme and address.path:
            assert (page.parent / address.path).is_file(), link
        elif link.startswith(f"{GALAXY['repository']}/blob/main/"):
            assert (COLLECTION / link.removeprefix(f"{GALAXY['repository']}/blob/main/")).is_file(), link


def _links(page: Path) -> Iterator[str]:
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        yield from (child.attrs["href"] for child in token.children or [] if child.type == "link_open")


def test_layers_are_what_the_code_imports() -> None:
    rows = [re.findall(r"`(\w+)`", modules) for _layer, modules, _knows in table(ARCHITECTURE, "layer", "modules", "knows")]
    folder = COLLECTION / "plugins" / "module_utils"
    assert sorted(name for row in rows for name in row) == sorted(f.stem for f in folder.glob("*.py") if f.stem != "__init__")
    allowed: set[str] = set()
    for row in rows:
        allowed |= set(row)
        for name in row:
            tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
            imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1}
            assert imported <= allowed, f"{name} imports {', '.join(imported - allowed)} of a layer below its own"


@pytest.mark.parametrize("name", ["config", "bug", "feature"])
def test_forms_are_what_github_takes(tmp_path: Path, name: str) -> None:
    file = COLLECTION / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml"
    schema = "vendor.github-issue-config" if name == "config" else "vendor.github-issue-forms"
    _validate(tmp_path, file.read_text(encoding="utf-8"), "--builtin-schema", schema)


def test_every_form_is_tested() -> None:
    folder = COLLECTION / ".github" / "ISSUE_TEMPLATE"
    assert {file.name for file in folder.iterdir()} == {"config.yml", "bug.yml", "feature.yml"}
    for file in (folder / "bug.yml", folder / "feature.yml"):
        body = yaml.safe_load(file.read_text(encoding="utf-8"))["body"]
        ids = [entry["id"] for entry in body if entry["type"] != "markdown"]
        assert len(ids) == len(set(ids))
