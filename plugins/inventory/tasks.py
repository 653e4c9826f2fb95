# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tasks
short_description: Video-analysis tasks of Huawei Cloud CampusGo as hosts
version_added: 1.0.0
author:
  - campusgo.edge contributors (@campusgo-edge)
description:
  - Lists the analysis tasks of some services and makes each of them a host. The task stands in the host's variable
    C(campusgo_edge_task), with the same members, secrets hidden, as in RV(campusgo.edge.task_info#module:tasks).
  - The file is YAML, and its name ends in C(campusgo_edge.yml) or C(campusgo_edge.yaml).
  - A host is in the group C(campusgo_edge) when its task has an edge pool or its service's name ends in C(-edge), otherwise in
    C(campusgo_cloud). These two groups always exist.
  - A host is also in C(campusgo_service_NAME), C(campusgo_state_STATE), and C(campusgo_pool_ID) when its task has an edge pool.
    NAME is that of the service with V(_) for each V(-). A state or pool that cannot be part of a group's name counts as
    C(unknown). Groups of pools are children of C(campusgo_edge).
  - All or nothing. When the list of a service cannot be read to its end, or a task cannot become a host, that is an error and
    no host, group or variable is added.
options:
  plugin:
    description:
      - Tells that the file is for this plugin.
    type: str
    required: true
    choices: [campusgo.edge.tasks]
  services:
    description:
      - Names of the analysis services whose tasks are listed. At least one.
    type: list
    elements: str
    default: [c-queue-status-analysis-edge]
  strict_services:
    description:
      - Whether it is an error when one of O(services) cannot be asked.
      - With V(false) it is a warning, and the inventory lacks the tasks of that service. When none can be asked it is an error
        all the same. An inventory that lacks a service is not kept in the cache.
    type: bool
    default: true
  filters:
    description:
      - Which of the listed tasks become hosts. The first entry that is true of a task decides; a task that no entry is true of
        becomes a host.
      - Each entry is either C(include) or C(exclude), with a Jinja expression that gives true or false, or with V(true) or
        V(false).
      - The expressions see the members of the task by their names, and the whole task as C(campusgo_edge_task).
      - An expression that cannot be evaluated is an error, whatever O(strict) says. Test a member that a task may lack with
        C(is defined).
    type: list
    elements: dict
    default: []
    suboptions:
      include:
        description: Tasks that this is true of become hosts.
        type: raw
      exclude:
        description: Tasks that this is true of do not become hosts.
        type: raw
  hostnames:
    description:
      - What hosts are called, in order of preference. Each entry is the name of a member of the task, or any Jinja expression of
        them and of C(campusgo_edge_task). An entry that is undefined, null or empty for a task is passed over.
      - Without an entry, and for a task for which all are passed over, it is the task's name, V(-), and the first 8 characters of
        its id.
      - Characters other than Latin letters, digits, V(_), V(-), V(.) and Chinese letters become V(_), and so do dots and
        hyphens at the beginning.
      - Tasks that would have the same name get V(-) and the first 8 characters of their ids appended, all of them; the whole id,
        when these are the same too. So does a name that is too long, that of a group which an inventory read before has or
        which a task may be in (such as V(campusgo_state_RUNNING)), or one that Ansible takes for the controller, such as
        V(localhost).
      - One name for a host and for a group of O(groups) or O(keyed_groups) is an error.
      - A host of that name in an inventory that was read before is an error, unless it is the same task and nothing of it has
        changed. What is read afterwards is not seen here, so list inventories of machines first, or end each entry in part of
        the id, as in V(name ~ '-' ~ id[:8]).
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - campusgo.edge.authentication
  - campusgo.edge.authentication.controller
  - campusgo.edge.connection
  - campusgo.edge.connection.controller
  - campusgo.edge.contract
  - campusgo.edge.libraries
  - campusgo.edge.selection.filters
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
notes:
  - For an inventory the arguments of the task are the options in the file, and the variables C(campusgo_*) are extra variables,
    which are the only variables that exist when an inventory is read.
  - Values of the file may be templates, except those of O(filters), O(hostnames), O(compose), O(groups) and O(keyed_groups),
    which are expressions already. Extra variables can be used in templates; in expressions they can be with
    O(use_extra_vars=true) alone, and there not one called C(campusgo_edge_task).
  - Only tasks without their secrets are kept in the cache, and never credentials. What is kept is found again by the same user
    with the same question and the same connection alone. O(filters), O(hostnames) and what constructs groups and variables apply
    to what comes from the cache too.
  - A cache needs O(project_id) with O(auth_method=metadata), where nothing else tells whose tasks are kept.
  - C(ansible-inventory) prints extra variables with each host. Give credentials in the file (encrypted with Ansible Vault) or in
    the environment rather than as extra variables.
  - In O(compose), O(groups) and O(keyed_groups) the task is C(campusgo_edge_task).
  - Ansible itself turns an inventory that fails into a warning, and goes on without its hosts. Set
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) to V(true), or C(any_unparsed_is_failed) in the section C(inventory) of
    C(ansible.cfg), to make it an error.
seealso:
  - module: campusgo.edge.task_info
  - plugin: campusgo.edge.task
    plugin_type: lookup
"""

EXAMPLES = r"""
# tasks.campusgo_edge.yml: the tasks of the default service, with credentials from the environment
plugin: campusgo.edge.tasks
region: cn-north-4
---
# Running tasks of two services, but none whose name begins with test, named after their cameras
plugin: campusgo.edge.tasks
region: cn-north-4
services:
  - c-queue-status-analysis-edge
  - c-face-edge
state: RUNNING
filters:
  - exclude: name.startswith('test')
hostnames:
  - input.data[0].id
  - name
---
# Credentials from extra variables, a group for each version, and modules that run on the controller
plugin: campusgo.edge.tasks
region: "{{ region | default('cn-north-4') }}"
token: "{{ edge_token }}"
keyed_groups:
  - prefix: version
    key: campusgo_edge_task.service_version
groups:
  late: campusgo_edge_task.updated_at < '2021-01-01'
compose:
  ansible_connection: "'local'"
strict: true
---
# Kept for ten minutes
plugin: campusgo.edge.tasks
region: cn-north-4
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/campusgo-edge-inventory
cache_timeout: 600
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError, AnsibleUndefinedVariable
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.campusgo.edge.plugins.module_utils.access import all_secrets
from ansible_collections.campusgo.edge.plugins.module_utils.errors import CampusGoError, InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import (
    CONTRACT,
    CREDENTIALS,
    INVENTORY,
    INVENTORY_OPTIONS,
    SERVICE_OPTIONS,
)
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import scrub
from ansible_collections.campusgo.edge.plugins.plugin_utils.arguments import Arguments, read_arguments, template_problem
from ansible_collections.campusgo.edge.plugins.plugin_utils.inventory_answer import (
    Answer,
    Question,
    ask,
    kept_answer,
    make_question,
)
from ansible_collections.campusgo.edge.plugins.plugin_utils.inventory_hosts import (
    CLOUD_GROUP,
    EDGE_GROUP,
    groups_of,
    host_names,
    pool_group,
    unique_names,
)
from ansible_collections.campusgo.edge.plugins.plugin_utils.inventory_rollback import all_or_nothing

TASK_VARIABLE = "campusgo_edge_task"

_FILE_NAME_ENDINGS = ("campusgo_edge.yml", "campusgo_edge.yaml")
_OWN_OPTIONS = SERVICE_OPTIONS + INVENTORY + CONTRACT
#: Options that hold expressions, which are evaluated for each task.
_EXPRESSIONS = frozenset(("filters", "hostnames", "compose", "groups", "keyed_groups"))
#: Names that are no host's of their own.
_RESERVED_NAMES = frozenset((*constants.LOCALHOST, "all", "ungrouped"))
_SECRETS = frozenset(option.name for option in CREDENTIALS if option.secret)

Task = Mapping[str, Any]


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Makes hosts of tasks."""

    NAME = "campusgo.edge.tasks"

    #: What Ansible sets before it calls parse, or while it does.
    inventory: Any
    loader: Any
    templar: Any
    _vars: Any

    def verify_file(self, path: str) -> bool:
        """Whether the file is for this plugin, by its name."""
        return path.endswith(_FILE_NAME_ENDINGS) and super().verify_file(path)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts. Raises AnsibleParserError, and then adds none.

        The message of what went wrong goes on without its place: Ansible would print lines of the file around it. It goes on
        without credentials, too, whatever expression of the file they came by.
        """
        super().parse(inventory, loader, path, cache)
        # Ansible puts extra variables above all others, and what is said of a task comes from nowhere else.
        self._vars = {name: value for name, value in self._vars.items() if name != TASK_VARIABLE}
        secrets = all_secrets([], os.environ)
        try:
            arguments = self._read_file(path)
            read = read_arguments(INVENTORY_OPTIONS, arguments, self._vars, self.templar.template, os.environ)
            secrets = all_secrets(read.sources, os.environ)
            question = self._make_question(arguments, read)
            answer = self._find_answer(question, cache)
            for warning in answer.warnings:
                self.display.warning(warning)
            tasks = [task for task in answer.tasks if self._is_included(task, question.filters)]
            names = unique_names([self._candidates(task) for task in tasks], _RESERVED_NAMES | inventory.groups.keys())
            self._add_hosts(dict(zip(names, tasks)))
        except (AnsibleError, CampusGoError) as error:
            raise AnsibleParserError(scrub(str(error), secrets)) from None

    def _make_question(self, arguments: Mapping[str, Any], read: Arguments) -> Question:
        """What the file asks. Sets the options that Ansible's own code reads."""
        expressions = {name: value for name, value in arguments.items() if name in _EXPRESSIONS}
        own = {option.name: read.parameters[option.name] for option in _OWN_OPTIONS} | expressions
        self.set_options(direct={**arguments, **own})
        keeps = self.get_option("cache")
        if keeps:
            self.load_cache_plugin()
        in_file, *elsewhere = read.sources
        return make_question(own, [replace(in_file, description="the inventory file"), *elsewhere], os.environ, keeps)

    def _read_file(self, path: str) -> dict[str, Any]:
        """The options in the file, templated where they may be templates."""
        content = self.loader.load_from_file(path, cache="none", trusted_as_template=True)
        if not isinstance(content, Mapping):
            raise AnsibleParserError("the inventory file must be a dictionary of options")
        arguments = {name: self._template(name, value) for name, value in content.items()}
        _check_nulls(arguments)
        _check_expressions(arguments)
        return arguments

    def _template(self, name: str, value: Any) -> Any:
        if name in _EXPRESSIONS:
            return value
        self.templar.available_variables = self._vars
        try:
            return self.templar.template(value)
        except AnsibleError as error:
            raise AnsibleParserError(template_problem(name, name in _SECRETS, error)) from None

    def _find_answer(self, question: Question, may_use_cache: bool) -> Answer:
        """The answer, from the cache where that is wanted and may be."""
        key = question.cache_key
        if key is not None and may_use_cache:
            try:
                return kept_answer(self.cache[key])
            except KeyError:  # not there, or expired
                pass
            except (AnsibleError, ValueError):  # a file that was cut off, say
                self.display.warning("what the inventory cache holds is no answer, and is not used")
        answer = ask(question, os.environ)
        if key is not None and answer.whole:
            self.cache[key] = {"tasks": list(answer.tasks), "warnings": list(answer.warnings)}
        return answer

    def _is_included(self, task: Task, filters: Sequence[tuple[str, str | bool]]) -> bool:
        """Whether the task becomes a host."""
        self.templar.available_variables = self._scope(task)
        for place, (kind, condition) in enumerate(filters):
            try:
                decides = self.templar.evaluate_conditional(condition)
            except AnsibleError as error:
                raise AnsibleParserError(f"filters[{place}].{kind} cannot be evaluated for task {task['id']}: {error}") from None
            if decides:
                return kind == "include"
        return True

    def _candidates(self, task: Task) -> list[str]:
        """The names that the host may have, best first."""
        self.templar.available_variables = self._scope(task)
        for place, expression in enumerate(self.get_option("hostnames")):
            try:
                name = self.templar.evaluate_expression(expression)
            except AnsibleUndefinedVariable:
                continue
            except AnsibleError as error:
                raise AnsibleParserError(f"hostnames[{place}] cannot be evaluated for task {task['id']}: {error}") from None
            if name is None or name == "":
                continue
            if isinstance(name, bool) or not isinstance(name, (str, int)):
                raise AnsibleParserError(f"hostnames[{place}] gives neither text nor a number for task {task['id']}")
            return host_names(str(name), task["id"])
        return host_names(str(task.get("name") or "task"), task["id"])[1:]

    def _scope(self, task: Task) -> dict[str, Any]:
        """The variables of expressions about a task that is no host yet. What is said of a task comes from nowhere else."""
        extra = self._vars if self.get_option("use_extra_vars") else {}
        return {**extra, **task, TASK_VARIABLE: task}

    def _add_hosts(self, tasks: Mapping[str, Task]) -> None:
        for name in self.inventory.hosts.keys() & tasks.keys():
            before = self.inventory.hosts[name].vars.get(TASK_VARIABLE)
            # To add to it would put a machine among tasks, under a name that a task can choose.
            if _key(before) != _key(tasks[name]):
                raise AnsibleParserError(f"there is another host {name} in another inventory; tell them apart by hostnames")
            # Nothing is taken out of a group: the host would be in those of what it was and in those of what it is.
            if before != tasks[name]:
                raise AnsibleParserError(
                    f"two inventory files read the task of the host {name} differently, one of them perhaps from the cache; "
                    "list each service in one file only, or read anew with --flush-cache"
                )
        with all_or_nothing(self.inventory):
            self.inventory.add_group(EDGE_GROUP)
            self.inventory.add_group(CLOUD_GROUP)
            for name, task in tasks.items():
                self._add_host(name, task)

    def _add_host(self, name: str, task: Task) -> None:
        self.inventory.add_host(name)
        self.inventory.set_variable(name, TASK_VARIABLE, task)
        for group in groups_of(task):
            self.inventory.add_group(group)
            self.inventory.add_child(group, name)
        pool = pool_group(task)
        if pool:
            self.inventory.add_child(EDGE_GROUP, pool)
        variables, strict = {TASK_VARIABLE: task}, self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)


def _key(task: Any) -> tuple[Any, Any] | None:
    """What identifies a task; None when it is none."""
    return (task.get("service_name"), task.get("id")) if isinstance(task, Mapping) else None


def _check_nulls(arguments: Mapping[str, Any]) -> None:
    """A null is more likely a variable that is not set than a wish for everything."""
    nulls = [option.name for option in INVENTORY + CONTRACT if option.name in arguments and arguments[option.name] is None]
    if nulls:
        raise InvalidArgument(*(f"{name} is null: give a value, or leave it out" for name in nulls))


def _check_expressions(arguments: Mapping[str, Any]) -> None:
    """Only an expression as it stands in the file is one that Ansible trusts, so that none is made of something else."""
    for name, kind, words in (("filters", Mapping, "a dictionary"), ("hostnames", str, "an expression, as text")):
        entries = arguments.get(name, [])
        if not isinstance(entries, list):
            raise InvalidArgument(f"{name} must be a list")
        for place, entry in enumerate(entries):
            if not isinstance(entry, kind):
                raise InvalidArgument(f"{name}[{place}] must be {words}")
