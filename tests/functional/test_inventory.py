# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks as hosts: what ansible-inventory and ansible-playbook make of them."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .faces import SECRETS, connection
from .playbooks import Ansible, Run

COLLECTION = Path(__file__).parents[2]
PAGE = COLLECTION / "docs" / "inventory.md"
SERVICE = "c-queue-status-analysis-edge"
ID = "8656efdafebf440bb7008f174db6c567"
HOST = "queue-status-analysis-edge-8656efda"
#: As users have it. Otherwise already using a variable that holds such text would be an error.
IGNORE = {"_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR": "ignore"}

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Inventory:
    """An inventory file in a folder with a home of its own, and the simulator that it asks."""

    folder: Path
    ansible: Ansible
    simulator: Simulator

    @property
    def left(self) -> Path:
        """Where everything is that runs leave behind."""
        return self.ansible.left

    def write(self, options: Options | str, name: str = "tasks.campusgo_edge.yml") -> Path:
        """The file, outside of the folder that is searched for secrets."""
        file = self.folder / name
        if not isinstance(options, str):
            options = yaml.safe_dump({"plugin": "campusgo.edge.tasks", **options}, allow_unicode=True)
        file.write_text(options, encoding="utf-8")
        return file

    def run(
        self, options: Options | str, *arguments: str, environment: Mapping[str, str] | None = None, files: tuple[str, ...] = ()
    ) -> Run:
        """Run ansible-inventory. A file that cannot be read is an error, and other plugins do not try it."""
        others = [argument for other in files for argument in ("-i", str(self.folder / other))]
        settings = {
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            "ANSIBLE_INVENTORY_ENABLED": "campusgo.edge.tasks",
            "COLUMNS": "1000",
            **connection(self.simulator.url),
            **(environment or {}),
        }
        run = self.ansible.command("inventory", "-i", str(self.write(options)), *arguments, *others, environment=settings)
        assert not [place for secret in SECRETS for place in run.places_of(secret)]
        return run

    def graph(self, options: Options | str, *arguments: str, **keywords: Any) -> str:
        """What ansible-inventory --graph prints."""
        run = self.run(options, "--graph", *arguments, **keywords)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def hosts(self, options: Options | str, *arguments: str, **keywords: Any) -> dict[str, Any]:
        """The variables of each host."""
        run = self.run(options, "--list", *arguments, **keywords)
        assert run.returncode == 0, run.stdout + run.stderr
        return _plain(json.loads(run.stdout))["_meta"]["hostvars"]

    def groups(self, options: Options | str, *arguments: str, **keywords: Any) -> dict[str, list[str]]:
        """The hosts of each group that has any."""
        run = self.run(options, "--list", *arguments, **keywords)
        assert run.returncode == 0, run.stdout + run.stderr
        return {name: group["hosts"] for name, group in json.loads(run.stdout).items() if "hosts" in group}

    def refusal(self, options: Options | str, *arguments: str, **keywords: Any) -> str:
        """What is said about a file that fails."""
        run = self.run(options, "--graph", *arguments, **keywords)
        assert run.returncode != 0, run.stdout + run.stderr
        headline = re.search(r"Failed to parse inventory with '\S+' plugin: (.*?)\n\n", run.stderr, re.DOTALL)
        assert headline, run.stderr
        return " ".join(headline[1].split())

    def refusals(
        self, files: Mapping[str, Options | str], *arguments: str, environment: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """What is said about each of many files, by their names, when Ansible goes on."""
        for name, options in files.items():
            self.write(options, f"{name}.campusgo_edge.yml")
        environment = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false", **(environment or {})}
        others = tuple(f"{name}.campusgo_edge.yml" for name in files)
        run = self.run(next(iter(files.values())), "--graph", *arguments, files=others, environment=environment)
        told = re.findall(
            r"<<< caused by >>>\n\n(.*?)\nOrigin: <inventory plugin '\S+' with source '(.*?)'>", run.stderr, re.DOTALL
        )
        return {Path(source).name.partition(".")[0]: " ".join(message.split()) for message, source in told}

    @property
    def cached(self) -> list[Path]:
        """The files in the cache."""
        return sorted((self.left / "cache").glob("*"))

    @property
    def cache(self) -> dict[str, Any]:
        """Options that cache in files."""
        return {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(self.left / "cache")}

    def asked(self) -> list[str]:
        """The services asked since this was called last, each time by its name."""
        asked = [request.path.split("/")[4] for request in self.simulator.requests()]
        self.simulator.clear_requests()
        return sorted(asked)


@pytest.fixture
def inventory(tmp_path: Path, ansible: Ansible, simulator: Simulator) -> Inventory:
    """An inventory that asks the simulator in its default scenario."""
    return Inventory(tmp_path, ansible, simulator)


def _plain(value: Any) -> Any:
    """What ansible-inventory prints, without its marks of text that must not be templated."""
    if isinstance(value, dict):
        return value["__ansible_unsafe"] if value.keys() == {"__ansible_unsafe"} else {k: _plain(v) for k, v in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _page_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def _files_on_page() -> list[str]:
    return [block for block in _page_blocks("yaml") if block.startswith("plugin:")]


def _examples() -> list[str]:
    source = (COLLECTION / "plugins" / "inventory" / "tasks.py").read_text(encoding="utf-8")
    assigned = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    (examples,) = [node.value for node in assigned if ast.unparse(node.targets[0]) == "EXAMPLES"]
    return ast.literal_eval(examples).split("---\n")


def scenario(*tasks: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Tasks of the default service with these members."""
    return {"tasks": [{"sample": SERVICE, "set": dict(task)} for task in tasks], **more}


# Documentation


def test_the_graph_on_the_page_is_what_is_printed(inventory: Inventory) -> None:
    printed = next(block for block in _page_blocks("console") if "--graph" in block)
    assert inventory.graph(_files_on_page()[0]) == printed.partition("\n")[2]


@pytest.mark.parametrize("file", [*_files_on_page(), *_examples()], ids=lambda _file: "")
def test_every_file_in_the_documentation_can_be_used(inventory: Inventory, file: str) -> None:
    extra = ("--extra-vars", json.dumps({"edge_token": "planted-token"})) if "edge_token" in file else ()
    environment = {"EDGE_TOKEN": CREDENTIALS.token}
    if extra:  # nobody accepts this token, and it is sent as the template says
        assert "the service answers 401" in inventory.refusal(file, *extra, environment=environment)
        assert {request.headers["x-auth-token"] for request in inventory.simulator.requests()} == {"planted-token"}
    else:
        assert "--queue-" in inventory.graph(file, environment=environment)


def test_the_play_on_the_page_judges_each_host(ansible: Ansible, inventory: Inventory) -> None:
    (play,) = [block for block in _page_blocks("yaml") if block.startswith("- name:")]
    file = inventory.write(_files_on_page()[0])
    keywords: dict[str, Any] = {"environment": connection(inventory.simulator.url), "arguments": ["-i", str(file)]}
    run = ansible.playbook(play, **keywords)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("All assertions passed") == 6
    inventory.simulator.load(scenario({"state": "ABNORMAL"}, {"id": "1" * 32, "name": "other"}))
    run = ansible.playbook(play, **{**keywords, "arguments": ["-i", str(inventory.write({}))]})
    assert re.findall(r"^(\S+) .*failed=1", run.stdout, re.MULTILINE) == [HOST]


# Hosts, groups and variables


def test_a_task_is_one_variable_without_its_secrets(inventory: Inventory) -> None:
    hosts = inventory.hosts({})
    assert len(hosts) == 5
    assert all(variables.keys() == {"campusgo_edge_task"} for variables in hosts.values())
    task = hosts["queue-checkout-4-3c5d7e9f"]["campusgo_edge_task"]
    assert task["id"] == "3c5d7e9fa1b24c6d8e0f1a2b3c4d5e6f"
    assert task["service_name"] == SERVICE
    assert task["input"]["vcn"]["password"] == "***"
    assert task["output"]["webhook"]["url"] == "https://***@hooks.example.com/queue?key=***"


@pytest.mark.parametrize("cached", [False, True])
def test_text_of_the_service_is_never_a_template(ansible: Ansible, inventory: Inventory, cached: bool) -> None:
    options = inventory.cache if cached else {}
    file = inventory.write({**options, "compose": {"said": "campusgo_edge_task.description"}})
    step = {"name": "say", "ansible.builtin.debug": {"msg": ["{{ campusgo_edge_task.description }}", "{{ said }}"]}}
    for _time in range(2 if cached else 1):
        run = ansible.play(
            [step],
            hosts="queue-checkout-3-*",
            connection="local",
            environment={**connection(inventory.simulator.url), **IGNORE},
            arguments=["-i", str(file)],
        )
        assert run.outcomes["say"].result["msg"] == ["checkout {{ 7 * 7 }}, north hall"] * 2
    assert inventory.asked() == [SERVICE]


def test_hostile_text_makes_harmless_names(inventory: Inventory) -> None:
    names = ["localhost", "all", "{{ lookup('pipe', 'id') }}", "../../etc/passwd", "-oProxyCommand=x", "a[1:3],b:22", "队" * 100]
    tasks = [{"id": f"{number:x}" * 32, "name": name} for number, name in enumerate(names, start=1)]
    odd = {"id": "8" * 32, "name": None, "state": "START-FAILED", "edge_pool_id": "../../x"}
    inventory.simulator.load(scenario(*tasks, odd))
    options = {"validation": "skip", "hostnames": ["name"]}
    groups = inventory.groups(options, environment=IGNORE)
    assert set(groups["campusgo_state_RUNNING"]) == {
        "localhost-11111111",
        "all-22222222",
        "___lookup__pipe____id_____",
        "___.._etc_passwd",
        "_oProxyCommand_x",
        "a_1_3__b_22",
        "队" * 63 + "-77777777",
    }
    assert groups["campusgo_state_unknown"] == groups["campusgo_pool_unknown"] == ["task-88888888"]
    inventory.simulator.clear_requests()
    assert "for 6 reasons" in inventory.refusal({})
    run = inventory.run({"validation": "warn"}, "--graph", "campusgo_edge")
    assert run.returncode == 0
    assert run.stdout.count("-88888888") == 1
    assert "[WARNING]: tasks break the contract, for 6 reasons:" in run.stderr


def test_hosts_that_want_one_name_all_get_their_ids(inventory: Inventory) -> None:
    tasks = [{"id": "1" * 32, "name": "a"}, {"id": "2" * 32, "name": "a"}, {"id": "3" * 32, "name": "b"}]
    inventory.simulator.load(scenario(*tasks))
    assert inventory.hosts({"hostnames": ["name"]}).keys() == {"a-11111111", "a-22222222", "b"}


def test_a_task_is_not_merged_with_another_host(inventory: Inventory) -> None:
    other = {"sample": SERVICE, "service": "c-face-edge", "set": {"id": "1" * 32}}
    inventory.simulator.load({"tasks": [{"sample": SERVICE}, other]})
    named = {"hostnames": ["name"]}
    inventory.write(named, "same.campusgo_edge.yml")
    assert inventory.graph(named, files=("same.campusgo_edge.yml",)).count("--queue-status-analysis-edge") == 3
    inventory.write({**named, "services": ["c-face-edge"]}, "other.campusgo_edge.yml")
    problem = "there is another host queue-status-analysis-edge in another inventory; tell them apart by hostnames"
    assert inventory.refusal(named, files=("other.campusgo_edge.yml",)) == problem
    (inventory.folder / "machines.ini").write_text("[machines]\nqueue-status-analysis-edge\n")
    assert problem == inventory.refusal(
        {"filters": [{"exclude": True}]},
        files=("machines.ini", "same.campusgo_edge.yml"),
        environment={"ANSIBLE_INVENTORY_ENABLED": "campusgo.edge.tasks,ansible.builtin.ini"},
    )


@pytest.mark.parametrize("first", ["cached", "fresh"])
def test_a_task_that_changed_between_two_files_is_no_host_of_two_states(inventory: Inventory, first: str) -> None:
    inventory.write(inventory.cache, "cached.campusgo_edge.yml")
    inventory.write({}, "fresh.campusgo_edge.yml")
    nothing = {"filters": [{"exclude": True}]}
    both = tuple(sorted(("cached.campusgo_edge.yml", "fresh.campusgo_edge.yml"), reverse=first == "fresh"))
    inventory.simulator.load(scenario({"state": "STARTING", "edge_pool_id": "0" * 32}))
    assert HOST in inventory.graph(nothing, files=both)
    inventory.simulator.load(scenario({}))
    said = inventory.refusal(nothing, files=both)
    assert said.startswith(f"two inventory files read the task of the host {HOST} differently")
    assert "list each service in one file only, or read anew with --flush-cache" in said
    groups = inventory.groups(nothing, files=both, environment={"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false"})
    assert [name for name in groups if "_state_" in name] == [f"campusgo_state_{'STARTING' if first == 'cached' else 'RUNNING'}"]
    assert len([name for name in groups if "_pool_" in name]) == 1
    assert HOST in inventory.graph(nothing, "--flush-cache", files=both)


def test_a_task_called_like_a_group_takes_no_part_in_it(inventory: Inventory) -> None:
    pool = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"
    names = ["campusgo_state_RUNNING", "campusgo_state_STOPPED", "campusgo_edge", "campusgo_cloud"]
    running = [{"id": f"{number}" * 32, "name": name} for number, name in enumerate(names, start=1)]
    stopped = {"id": "5" * 32, "name": "stopped", "edge_pool_id": pool, "state": "STOPPED"}
    other = {"id": "6" * 32, "name": f"campusgo_pool_{pool}", "edge_pool_id": "0" * 32}
    inventory.simulator.load(scenario(*running, stopped, other))
    groups = inventory.groups({"hostnames": ["name"]})
    hosts = {f"{task['name']}-{task['id'][:8]}" for task in (*running, other)}
    assert set(groups["campusgo_state_RUNNING"]) == hosts
    assert groups["campusgo_state_STOPPED"] == ["stopped"]
    assert "stopped" in groups[f"campusgo_pool_{pool}"]
    assert groups[f"campusgo_pool_{'0' * 32}"] == [f"campusgo_pool_{pool}-66666666"]


#: What makes a group called like the task "late" or like a machine.
CLASHES: dict[str, tuple[str, Options]] = {
    "its own, from groups": ("late", {"groups": {"late": "campusgo_edge_task.name == 'late'"}}),
    "another's, from groups": ("late", {"groups": {"late": "campusgo_edge_task.name != 'late'"}}),
    "its own, from keyed_groups": ("late", {"keyed_groups": [{"key": "campusgo_edge_task.name[:4]", "separator": ""}]}),
    "another's, from keyed_groups": ("late", {"keyed_groups": [{"key": "campusgo_edge_task.description", "separator": ""}]}),
    "a parent": ("late", {"keyed_groups": [{"key": "'any'", "separator": "", "parent_group": "late"}]}),
    "a machine": ("machine", {"groups": {"machine": True}}),
}


@pytest.mark.parametrize(("name", "options"), CLASHES.values(), ids=CLASHES)
def test_one_name_for_a_host_and_a_group_is_an_error(inventory: Inventory, name: str, options: Options) -> None:
    first, second = {"id": "1" * 32, "name": "first", "description": "late"}, {"id": "2" * 32, "name": "late"}
    (inventory.folder / "machines.ini").write_text("[machines]\nmachine\n")
    inventory.write({"hostnames": ["name"], **options}, "named.campusgo_edge.yml")
    for tasks in ((first, second), (second, first)):
        inventory.simulator.load(scenario(*tasks))
        said = inventory.refusal(
            {"filters": [{"exclude": True}]},
            files=("machines.ini", "named.campusgo_edge.yml"),
            environment={"ANSIBLE_INVENTORY_ENABLED": "campusgo.edge.tasks,ansible.builtin.ini"},
        )
        assert said == f"{name} would be both a host and a group; tell them apart by hostnames, groups or keyed_groups"


def test_what_ansible_constructs(inventory: Inventory) -> None:
    options = {
        "compose": {"shout": "campusgo_edge_task.name | upper ~ mark"},
        "groups": {"late": "campusgo_edge_task.updated_at > '2020-09-18T03:46'"},
        "keyed_groups": [
            {"prefix": "version", "key": "campusgo_edge_task.service_version"},
            {"key": "campusgo_edge_task.state | lower", "parent_group": "states"},
        ],
        "leading_separator": False,
        "use_extra_vars": True,
        "strict": True,
    }
    groups = inventory.groups(options, "--extra-vars", "mark=!")
    assert set(groups["late"]) == {"queue-checkout-3-2b7c9e01", "queue-checkout-4-3c5d7e9f", "queue-parking-exit-4d6e8f0a"}
    assert len(groups["version_3_0"]) == len(groups["running"]) == 5
    assert inventory.hosts(options, "--extra-vars", "mark=!")[HOST]["shout"] == "QUEUE-STATUS-ANALYSIS-EDGE!"


@pytest.mark.parametrize("enabled", ["campusgo.edge.tasks", "auto"])
def test_what_cannot_be_constructed_is_an_error_where_that_is_strict(inventory: Inventory, enabled: str) -> None:
    options = {"compose": {"address": "campusgo_edge_task.input.vcn.ip"}, "hostnames": ["name"]}
    hosts = inventory.hosts(options)
    assert [name for name, variables in hosts.items() if "address" in variables] == ["queue-checkout-4"]
    environment = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false", "ANSIBLE_INVENTORY_ENABLED": enabled}
    run = inventory.run({**options, "strict": True}, "--list", environment=environment)
    assert "Could not set address for host queue-parking-exit" in run.stderr
    assert json.loads(run.stdout)["_meta"]["hostvars"] == {}  # not those either for which it could be


# Which tasks


def test_several_services_with_chinese_names(inventory: Inventory) -> None:
    groups = inventory.groups({"services": ["c-face-edge", "c-abandon-detection-cloud", "c-face-edge"]})
    assert groups["campusgo_service_c_face_edge"] == ["人脸提取-T4M-edge-0-8d7c029b"]
    assert groups["campusgo_cloud"] == ["abandon-cloud-task-3d7c81cf"]
    assert inventory.asked() == ["c-abandon-detection-cloud", "c-face-edge"]


def test_filters_of_the_service(inventory: Inventory) -> None:
    filters = {"state": "RUNNING", "name_like": "checkout", "id_like": "1f2e", "service_version": "3.0"}
    assert list(inventory.hosts(filters)) == ["queue-checkout-2-1f2e3d4c"]
    (request,) = inventory.simulator.requests()
    assert request.query == {**{name: [value] for name, value in filters.items()}, "offset": ["0"], "limit": ["1000"]}


def test_the_first_filter_that_is_true_decides(inventory: Inventory) -> None:
    options = {
        "filters": [
            {"exclude": "name == 'queue-checkout-2'"},
            {"include": "campusgo_edge_task.name is search('checkout')"},
            {"include": "input.vcn is defined"},
            {"exclude": True},
        ]
    }
    assert inventory.hosts(options).keys() == {"queue-checkout-3-2b7c9e01", "queue-checkout-4-3c5d7e9f"}


def test_no_variable_of_the_command_line_stands_in_for_what_was_answered(inventory: Inventory) -> None:
    said = {"state": "STOPPED", "name": "evil", "campusgo_edge_task": {"state": "STOPPED", "name": "evil"}, "mine": "RUNNING"}
    running = "state == mine and campusgo_edge_task.state == mine"
    options = {"use_extra_vars": True, "filters": [{"include": running}, {"exclude": True}], "hostnames": ["name ~ '-' ~ mine"]}
    assert "--queue-status-analysis-edge-RUNNING" in inventory.graph(options, "--extra-vars", json.dumps(said))


def test_no_variable_of_the_command_line_stands_in_for_the_task_where_groups_are_made(inventory: Inventory) -> None:
    extra = ("--extra-vars", json.dumps({"campusgo_edge_task": {"state": "STOPPED"}, "mine": "said"}))
    options = {
        "use_extra_vars": True,
        "strict": True,
        "compose": {"state": "campusgo_edge_task.state", "own": "mine"},
        "groups": {"moves": "campusgo_edge_task.state == 'RUNNING'"},
        "keyed_groups": [{"key": "campusgo_edge_task.state", "prefix": "is"}],
    }
    variables = inventory.hosts(options, *extra)[HOST]
    assert (variables["state"], variables["own"]) == ("RUNNING", "said")
    groups = inventory.groups(options, *extra)
    assert len(groups["moves"]) == len(groups["is_RUNNING"]) == 5
    assert "is_STOPPED" not in groups


#: Files that fail, and what is said.
REFUSED: list[tuple[Options | str, str]] = [
    ({"filters": [{"exclude": "input.vcn.ip == 'x'"}]}, "filters[0].exclude cannot be evaluated for task "),
    (
        {"filters": [{"exclude": "name == '-'"}, {"include": "{{ true }}"}]},
        "filters[1] holds braces of a template: it is an expression already, so leave them out",
    ),
    ({"filters": [{"include": True}, {"exclude": True, "include": True}]}, "filters[1] must have either include or exclude"),
    ({"filters": [{"exclude": "name"}]}, "Conditionals must have a boolean result."),
    ({"hostnames": ["name ~~"]}, "hostnames[0] cannot be evaluated for task "),
    ({"hostnames": ["nothing", "state == 'RUNNING'"]}, "hostnames[1] gives neither text nor a number for task "),
    ({"hostnames": ["input"]}, "hostnames[0] gives neither text nor a number for task "),
    ({"hostnames": ["name", 5]}, "hostnames[1] must be an expression, as text"),
    ({"hostnames": "name"}, "hostnames must be a list"),
    ({"filters": ["include=true"]}, "filters[0] must be a dictionary"),
    ({"services": []}, "services is empty: give at least one, or leave it out"),
    ({"filters": None}, "filters is null: give a value, or leave it out"),
    ({"service_version": 3.1}, "service_version must be a version such as 3.0: put it in quotes"),
    ({"keyed_group": []}, "there is no option keyed_group; did you mean keyed_groups?"),
    ({"keyed_groups": [{"prefx": "a"}]}, "there is no option keyed_groups.prefx; did you mean keyed_groups.prefix?"),
    ({"cache_timeot": 5}, "there is no option cache_timeot; did you mean cache_timeout?"),
    ({"task_id": ID}, "there is no option task_id"),
    ({"services": "{{ nowhere }}"}, "services cannot be templated: 'nowhere' is undefined"),
    ({"secret_key": "planted"}, "access_key is missing beside secret_key in the inventory file"),
    ("plugin: campusgo.edge.tasks\ntoken: [planted, planted-too]\nretries: -1", "retries must be 0 or more, not -1"),
    ("[plugin]", "the inventory file must be a dictionary of options"),
    ("plugin: campusgo.edge.task", "value of plugin must be one of: campusgo.edge.tasks, got: campusgo.edge.task"),
]


def test_what_cannot_be_asked_is_said(inventory: Inventory) -> None:
    said = inventory.refusals({str(number): options for number, (options, _problem) in enumerate(REFUSED)})
    for number, (_options, problem) in enumerate(REFUSED):
        assert problem in said[str(number)]
    assert "planted" not in str(said)


def test_a_file_of_another_name_is_not_taken(inventory: Inventory) -> None:
    other = inventory.write({}, "tasks.yml")
    run = inventory.run({}, "-i", str(other), "--graph")
    assert run.returncode != 0
    assert f"Completely failed to parse inventory source {other}" in run.stderr
    inventory.write({}, "campusgo_edge.yaml")
    assert HOST in inventory.graph({}, files=("campusgo_edge.yaml",))


# Everything or nothing


def test_every_page_is_read(inventory: Inventory) -> None:
    generate = {"count": 2500, "states": ["RUNNING", "STOPPED"]}
    inventory.simulator.load({"tasks": [{"service": SERVICE, "generate": generate}]})
    groups = inventory.groups({"hostnames": ["name"]})
    assert len(set(groups["campusgo_state_RUNNING"]) | set(groups["campusgo_state_STOPPED"])) == 2500
    assert inventory.asked() == [SERVICE] * 3


#: The second page fails.
PAGE_FAULTS: dict[str, dict[str, Any]] = {
    "refused": {"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": "No."}},
    "truncated": {"kind": "truncate"},
    "reset": {"kind": "reset"},
    "not JSON": {"kind": "body", "body": "<html>"},
    "redirect": {"kind": "redirect", "location": "/elsewhere"},
    "hanging": {"kind": "hang"},
}


@pytest.mark.parametrize("fault", PAGE_FAULTS.values(), ids=PAGE_FAULTS)
def test_a_page_that_cannot_be_read_is_an_error(inventory: Inventory, fault: dict[str, Any]) -> None:
    faults = [{"kind": "delay", "seconds": 0, "times": 1}, fault]
    tasks = [{"service": SERVICE, "generate": {"count": 30}}]
    inventory.simulator.load({"tasks": tasks, "page_limit": 20, "faults": {"list": faults}})
    said = inventory.refusal({"retries": 0, "request_timeout": 1, "strict_services": False, **inventory.cache})
    assert said.startswith(f"{SERVICE} cannot be asked: ")
    assert inventory.asked() == [SERVICE] * 2
    assert inventory.cached == []


def test_without_a_word_from_the_user_ansible_goes_on_with_no_host_at_all(inventory: Inventory) -> None:
    environment = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false", "CAMPUSGO_TOKEN": "wrong"}
    assert inventory.graph({}, environment=environment) == "@all:\n  |--@ungrouped:\n"


def test_a_service_that_cannot_be_asked(inventory: Inventory) -> None:
    options = {"services": [SERVICE, "c-queue-status-analysis-egde"], **inventory.cache}
    said = inventory.refusal(options)
    assert said.startswith(
        "c-queue-status-analysis-egde cannot be asked: the service c-queue-status-analysis-egde is not known there"
    )
    run = inventory.run({**options, "strict_services": False}, "--graph")
    assert run.returncode == 0
    assert HOST in run.stdout
    assert "the inventory lacks tasks: c-queue-status-analysis-egde cannot be asked: " in " ".join(run.stderr.split())
    assert inventory.cached == []


#: What Ansible refuses to construct, each in another way, and what is said.
UNFIT: list[tuple[Options, str]] = [
    ({"keyed_groups": [{"key": "'same'", "separator": "", "parent_group": "same"}]}, "can't add group to itself"),
    ({"keyed_groups": [{"key": "'inner'", "separator": "", "parent_group": "outer"}]}, "creates a recursive dependency loop"),
    ({"keyed_groups": [{"key": "campusgo_edge_task.service_version | float"}]}, "Invalid group name format"),
    ({"compose": {"address": "campusgo_edge_task.input.vcn.ip"}, "strict": True}, "Could not set address for host "),
    ({"groups": {"inner": True, "machine": True}}, "machine would be both a host and a group"),
]


@pytest.mark.parametrize(("options", "problem"), UNFIT, ids=lambda _value: "")
def test_an_inventory_that_fails_leaves_no_trace(inventory: Inventory, options: Options, problem: str) -> None:
    named = {"hostnames": ["name"], "filters": [{"include": "name == 'queue-checkout-2'"}, {"exclude": True}]}
    (inventory.folder / "machines.ini").write_text("[inner]\n[inner:children]\nouter\n[outer]\nmachine\n[campusgo_edge]\nbox\n")
    environment = {
        "ANSIBLE_INVENTORY_ENABLED": "campusgo.edge.tasks,ansible.builtin.ini",
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false",
    }
    files = ("machines.ini", "fails.campusgo_edge.yml")
    marked = {"compose": {"mark": "1"}, "groups": {"inner": True, "campusgo_cloud": True}}
    inventory.write({"hostnames": ["name"], **marked, **options}, "fails.campusgo_edge.yml")
    run = inventory.run(named, "--list", files=files, environment=environment)
    assert problem in run.stderr
    assert run.stdout == inventory.run(named, "--list", files=files[:1], environment=environment).stdout


# Where values come from


def test_the_file_is_above_variables_and_they_above_the_environment(inventory: Inventory) -> None:
    extra = ("--extra-vars", json.dumps({"campusgo_token": "planted-variable", "mine": CREDENTIALS.project_id}))
    environment = {"CAMPUSGO_TOKEN": "planted-environment", "CAMPUSGO_PROJECT_ID": "wrong"}
    file = f"plugin: campusgo.edge.tasks\ntoken: {CREDENTIALS.token}\nproject_id: '{{{{ mine }}}}'\n"
    assert HOST in inventory.graph(file, *extra, environment=environment)
    assert "401" in inventory.refusal({}, *extra, environment=environment)
    assert "401" in inventory.refusal({}, environment=environment)
    sent = [request.headers["x-auth-token"] for request in inventory.simulator.requests()]
    assert sent == [CREDENTIALS.token, "planted-variable", "planted-environment"]


def test_values_may_be_templates_and_encrypted(inventory: Inventory) -> None:
    password = inventory.folder / "password"
    password.write_text("made-up")
    command = [sys.executable, "-m", "ansible", "vault", "encrypt_string", "--vault-password-file", str(password)]
    encrypted = subprocess.run(
        [*command, "--name", "token", CREDENTIALS.token], capture_output=True, text=True, check=True
    ).stdout
    file = f"plugin: campusgo.edge.tasks\nservices: '{{{{ wanted }}}}'\nvalidate_certs: '{{{{ yes }}}}'\n{encrypted}"
    extra = ("--extra-vars", json.dumps({"wanted": [SERVICE, "c-face-edge"], "yes": False}))
    unlocked = ("--vault-password-file", str(password))
    assert "c_face_edge" in inventory.graph(file, *extra, *unlocked, environment={"CAMPUSGO_TOKEN": ""})
    assert "token cannot be templated; why is not shown" in inventory.refusal(file, *extra, environment={"CAMPUSGO_TOKEN": ""})


def test_an_empty_variable_of_the_environment_is_not_set(inventory: Inventory) -> None:
    empty = dict.fromkeys(("CAMPUSGO_TIMEOUT", "CAMPUSGO_VALIDATE_CERTS", "CAMPUSGO_RETRIES", "CAMPUSGO_AUTH_METHOD"), "")
    assert HOST in inventory.graph({}, environment=empty)


# The cache


def test_the_cache_answers_in_place_of_the_service(inventory: Inventory) -> None:
    first = inventory.graph(inventory.cache)
    assert inventory.asked() == [SERVICE]
    assert inventory.graph(inventory.cache) == first
    assert inventory.asked() == []
    (file,) = inventory.cached
    os.utime(file, (0, 0))  # long ago
    assert inventory.graph(inventory.cache) == first
    assert inventory.asked() == [SERVICE]
    assert inventory.graph(inventory.cache, "--flush-cache") == first
    assert inventory.asked() == [SERVICE]
    assert inventory.graph({**inventory.cache, "cache": False}) == first
    assert inventory.asked() == [SERVICE]


def test_filters_and_names_apply_to_what_comes_from_the_cache(inventory: Inventory) -> None:
    inventory.graph(inventory.cache)
    options = {
        **inventory.cache,
        "filters": [{"include": "name == 'queue-checkout-2'"}, {"exclude": True}],
        "hostnames": ["name"],
    }
    assert list(inventory.hosts(options)) == ["queue-checkout-2"]
    assert inventory.asked() == [SERVICE]


@pytest.mark.parametrize("task_id", ["5", "[5]", "null", None])
def test_a_broken_cache_is_not_used(inventory: Inventory, task_id: str | None) -> None:
    graph = inventory.graph(inventory.cache)
    (file,) = inventory.cached
    kept = file.read_text()
    file.write_text(kept.replace(f'\\"{ID}\\"', task_id) if task_id else kept[:-10])  # Ansible keeps JSON in JSON
    run = inventory.run(inventory.cache, "--graph")
    assert run.stdout == graph
    assert "what the inventory cache holds is no answer, and is not used" in run.stderr
    assert inventory.asked() == [SERVICE] * 2


def test_another_question_or_user_is_not_answered_from_the_cache(inventory: Inventory) -> None:
    inventory.graph(inventory.cache)
    for options in ({"state": "RUNNING"}, {"validation": "skip"}, {"services": ["c-face-edge"]}, {"validate_certs": False}):
        inventory.graph({**inventory.cache, **options})
    assert len(inventory.asked()) == 5
    keys = {"CAMPUSGO_ACCESS_KEY": CREDENTIALS.access_key, "CAMPUSGO_SECRET_KEY": CREDENTIALS.secret_key, "CAMPUSGO_TOKEN": ""}
    assert HOST in inventory.graph(inventory.cache, environment=keys)
    assert "401" in inventory.refusal(inventory.cache, environment={"CAMPUSGO_TOKEN": "wrong"})
    assert len(inventory.asked()) == 2
    assert len(inventory.cached) == 6


def test_a_cache_of_what_a_server_may_see_needs_a_project(inventory: Inventory) -> None:
    options = {**inventory.cache, "auth_method": "metadata", "region": "cn-north-4"}
    said = inventory.refusal(options, environment={"CAMPUSGO_PROJECT_ID": ""})
    assert "give project_id, or set cache to false" in said
    assert inventory.cached == []


def test_warnings_come_from_the_cache_too(inventory: Inventory) -> None:
    inventory.simulator.load(scenario({"name": "not a name"}))
    options = {**inventory.cache, "validation": "warn"}
    for _time in range(2):
        assert "[WARNING]: task 8656efda" in inventory.run(options, "--graph").stderr
    assert inventory.asked() == [SERVICE]


def test_where_the_cache_is_comes_from_ansible_as_usual(inventory: Inventory) -> None:
    environment = {
        "ANSIBLE_INVENTORY_CACHE": "true",
        "ANSIBLE_INVENTORY_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_INVENTORY_CACHE_CONNECTION": str(inventory.left / "cache"),
    }
    inventory.graph({"cache_prefix": "mine_"}, environment=environment)
    (file,) = inventory.cached
    assert file.name.startswith("mine_")


def test_a_play_can_read_anew(ansible: Ansible, inventory: Inventory) -> None:
    file = inventory.write(inventory.cache)
    inventory.simulator.load(scenario({"state": "STARTING"}))
    for state in ("STARTING", "RUNNING"):
        inventory.simulator.load(scenario({"state": state}))
        steps = [
            {"name": "before", "ansible.builtin.debug": {"var": "groups"}},
            {"name": "anew", "ansible.builtin.meta": "refresh_inventory"},
            {"name": "after", "ansible.builtin.debug": {"var": "groups"}},
        ]
        run = ansible.play(steps, environment=connection(inventory.simulator.url), arguments=["-i", str(file)])
        assert "campusgo_state_STARTING" in run.outcomes["before"].result["groups"]
        assert f"campusgo_state_{state}" in run.outcomes["after"].result["groups"]
    assert inventory.asked() == [SERVICE]


# Secrets


PLANTED_TASK: dict[str, Any] = {
    "description": "see rtsp://someone:planted-01@camera.example/live?key=planted-02",
    "input": {
        "type": "vcn",
        "vcn": {"ip": "192.0.2.1", "port": 80, "username": "someone", "password": "planted-03"},
        "data": [{"index": 0, "url": "rtsp://someone:planted-04@camera.example/live?session=planted-05"}],
    },
    "output": {
        "webhook": {"url": "https://someone:planted-06@hooks.example/?key=planted-07", "headers": {"appKey": "planted-08"}}
    },
}


def test_no_secret_shows_or_is_kept(inventory: Inventory) -> None:
    inventory.simulator.load(scenario(PLANTED_TASK))
    options = {**inventory.cache, "compose": {"all": "campusgo_edge_task"}}
    logged = {"ANSIBLE_LOG_PATH": str(inventory.left / "log.txt")}
    for _time in range(2):
        run = inventory.run(options, "--list", "-vvvv", environment=logged)
        assert run.returncode == 0, run.stderr
        assert run.places_of("planted") == []
    assert len(inventory.cached) == 1


TROUBLES = [{}, {"retries": -1}, {"no_such": 1}, {"endpoint": "https://127.0.0.1:9", "retries": 0}, {"compose": 5}]


@pytest.mark.parametrize("enabled", ["campusgo.edge.tasks", "auto,yaml,ini,host_list"])
def test_credentials_in_the_file_show_nowhere(inventory: Inventory, enabled: str) -> None:
    credentials = {"access_key": "planted-key", "secret_key": "planted-secret", "security_token": "planted-token"}
    for number, trouble in enumerate(TROUBLES):
        inventory.write({**inventory.cache, **credentials, **trouble}, f"{number}.campusgo_edge.yml")
    environment = {
        "ANSIBLE_INVENTORY_ENABLED": enabled,
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false",
        "ANSIBLE_LOG_PATH": str(inventory.left / "log.txt"),
    }
    files = tuple(f"{number}.campusgo_edge.yml" for number in range(len(TROUBLES)))
    run = inventory.run(inventory.cache, "--list", "-vvvv", environment=environment, files=files)
    assert HOST in run.stdout  # of the file that is right
    assert all(f"Unable to parse {inventory.folder / file} as an inventory source" in run.stderr for file in files)
    assert run.places_of("planted") == []
