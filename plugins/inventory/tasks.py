# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tasks
short_description: Video-analysis tasks of Huawei Cloud CampusGo as hosts
version_added: 0.1.0
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
  state:
    description:
      - List only tasks in this state.
    type: str
    choices:
      - PENDING
      - RECOVERING
      - STARTING
      - UPGRADING
      - CREATE_FAILED
      - START_FAILED
      - RUNNING
      - STOPPING
      - STOPPED
      - ABNORMAL
      - SUCCEEDED
      - FAILED
      - DELETING
      - FREEZING
      - FROZEN
  name_like:
    description:
      - List only tasks whose name holds this text.
    type: str
  id_like:
    description:
      - List only tasks whose id holds this text.
    type: str
  service_version:
    description:
      - List only tasks of this version of the service, such as V(3.0).
      - A number is an error, since YAML takes 3.10 for 3.1. Put the version in quotes.
    type: raw
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
        when these are the same too. So does a name that is too long, that of a group which exists or which a task may be in (such
        as V(campusgo_state_RUNNING)), or one that Ansible takes for the controller, such as V(localhost).
      - One name for a host and for a group of O(groups) or O(keyed_groups) is an error.
      - A host of that name in an inventory that was read before is an error, unless it is the same task.
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
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
notes:
  - For an inventory the arguments of the task are the options in the file, and the variables C(campusgo_*) are extra variables,
    which are the only variables that exist when an inventory is read.
  - Values of the file may be templates, except those of O(filters), O(hostnames), O(compose), O(groups) and O(keyed_groups),
    which are expressions already. Extra variables can be used in them.
  - Only tasks without their secrets are kept in the cache, and never credentials. What is kept is found again by the same user
    with the same question and the same connection alone. O(filters), O(hostnames) and what constructs groups and variables apply
    to what comes from the cache too.
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

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError, AnsibleUndefinedVariable
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.campusgo.edge.plugins.module_utils.access import make_client
from ansible_collections.campusgo.edge.plugins.module_utils.connection import Connection
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import (
    AccessKeyCredential,
    Credential,
    PasswordCredential,
    Source,
    TokenCredential,
    choose_credential,
    environment_sources,
)
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument, Unreachable, gather
from ansible_collections.campusgo.edge.plugins.module_utils.options import (
    CONTRACT,
    INVENTORY,
    INVENTORY_OPTIONS,
    QUERY_OPTIONS,
    SERVICE_OPTIONS,
    with_defaults,
)
from ansible_collections.campusgo.edge.plugins.module_utils.parallel import map_in_threads
from ansible_collections.campusgo.edge.plugins.module_utils.query import QueryResult, check_service_name, make_query, perform
from ansible_collections.campusgo.edge.plugins.module_utils.schema import TASK_ID, matches
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.plugins.plugin_utils.arguments import read_arguments

TASK_VARIABLE = "campusgo_edge_task"
EDGE_GROUP = "campusgo_edge"
CLOUD_GROUP = "campusgo_cloud"

_FILE_NAME_ENDINGS = ("campusgo_edge.yml", "campusgo_edge.yaml")
_OWN_OPTIONS = SERVICE_OPTIONS + INVENTORY + CONTRACT
#: Options that hold expressions, which are evaluated for each task.
_EXPRESSIONS = frozenset(("filters", "hostnames", "compose", "groups", "keyed_groups"))
_SHORT_ID = 8
#: Bytes of a host's name, which becomes part of the names of files.
_LONGEST_NAME = 200
#: Names that are no host's of their own.
_RESERVED_NAMES = frozenset((*constants.LOCALHOST, "all", "ungrouped"))
#: Names of the groups that any task may be in, whichever tasks there are now.
_OWN_GROUP = re.compile(rf"{EDGE_GROUP}|{CLOUD_GROUP}|campusgo_(pool|service|state)_[A-Za-z0-9_]+")

Task = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked of which services. ``parameters`` are those of a query but for the service's name."""

    services: tuple[str, ...]
    parameters: Mapping[str, Any] = field(repr=False)
    sources: Sequence[Source]
    #: Kinds, include or exclude, and conditions; the first that is true of a task decides.
    filters: Sequence[tuple[str, str | bool]]
    strict_services: bool
    connection: Connection
    cache_key: str


@dataclass(frozen=True)
class Answer:
    """Tasks without their secrets, and sentences for a person. ``whole`` says whether every service was asked."""

    tasks: Sequence[Task]
    warnings: Sequence[str]
    whole: bool = True


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Makes hosts of tasks."""

    NAME = "campusgo.edge.tasks"

    def verify_file(self, path: str) -> bool:
        """Whether the file is for this plugin, by its name."""
        return path.endswith(_FILE_NAME_ENDINGS) and super().verify_file(path)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts. Raises AnsibleParserError, and then adds none.

        The message of what went wrong goes on without its place: Ansible would print lines of the file around it.
        """
        super().parse(inventory, loader, path, cache)
        try:
            question = self._read_question(path)
            answer = self._find_answer(question, cache)
            for warning in answer.warnings:
                self.display.warning(warning)
            tasks = [task for task in answer.tasks if self._is_included(task, question.filters)]
            names = unique_names([self._candidates(task) for task in tasks], _RESERVED_NAMES | inventory.groups.keys())
            self._add_hosts(dict(zip(names, tasks)))
        except (AnsibleError, InvalidArgument) as error:
            raise AnsibleParserError(str(error)) from None

    def _read_question(self, path: str) -> Question:
        """What the file asks. Sets the options that Ansible's own code reads."""
        given = self._read_file(path)
        arguments = {name: self._template(name, value) for name, value in given.items()}
        _check_nulls(arguments)
        read = read_arguments(INVENTORY_OPTIONS, arguments, self._vars, self.templar.template, os.environ)
        own = {option.name: read.parameters[option.name] for option in _OWN_OPTIONS}
        self.set_options(direct={**arguments, **own})
        if self.get_option("cache"):
            self.load_cache_plugin()
        in_file, *elsewhere = read.sources
        return make_question(own, [replace(in_file, description="the inventory file"), *elsewhere], os.environ)

    def _read_file(self, path: str) -> Mapping[str, Any]:
        content = self.loader.load_from_file(path, cache="none", trusted_as_template=True)
        if not isinstance(content, Mapping):
            raise AnsibleParserError("the inventory file must be a dictionary of options")
        return content

    def _template(self, name: str, value: Any) -> Any:
        if name in _EXPRESSIONS:
            return value
        self.templar.available_variables = self._vars
        try:
            return self.templar.template(value)
        except AnsibleError as error:
            raise AnsibleParserError(f"{name} cannot be templated: {error}") from None

    def _find_answer(self, question: Question, may_use_cache: bool) -> Answer:
        """The answer, from the cache where that is wanted and may be."""
        keeps = self.get_option("cache")
        if keeps and may_use_cache:
            try:
                return kept_answer(self.cache[question.cache_key])
            except KeyError:  # not there, or expired
                pass
            except ValueError:
                self.display.warning("what the inventory cache holds is no answer, and is not used")
        answer = ask(question, os.environ)
        if keeps and answer.whole:
            self.cache[question.cache_key] = {"tasks": list(answer.tasks), "warnings": list(answer.warnings)}
        return answer

    def _is_included(self, task: Task, filters: Sequence[tuple[str, str | bool]]) -> bool:
        """Whether the task becomes a host."""
        for place, (kind, condition) in enumerate(filters):
            self.templar.available_variables = self._scope(task)
            try:
                decides = self.templar.evaluate_conditional(condition)
            except AnsibleError as error:
                raise AnsibleParserError(f"filters[{place}].{kind} cannot be evaluated for task {task['id']}: {error}") from None
            if decides:
                return kind == "include"
        return True

    def _candidates(self, task: Task) -> list[str]:
        """The names that the host may have, best first."""
        for place, expression in enumerate(self.get_option("hostnames")):
            try:
                name = self._compose(expression, self._scope(task))
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
        """The variables of expressions about a task that is no host yet."""
        extra = self._vars if self.get_option("use_extra_vars") else {}
        return {**task, TASK_VARIABLE: task, **extra}

    def _add_hosts(self, tasks: Mapping[str, Task]) -> None:
        for name in self.inventory.hosts.keys() & tasks.keys():
            # To add to it would put a machine among tasks, under a name that a task can choose.
            if _key(self.inventory.hosts[name].vars.get(TASK_VARIABLE)) != _key(tasks[name]):
                raise AnsibleParserError(f"there is another host {name} in another inventory; tell them apart by hostnames")
        with _all_or_nothing(self.inventory):
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
        if pool_group(task):
            self.inventory.add_child(EDGE_GROUP, pool_group(task))
        variables, strict = {TASK_VARIABLE: task}, self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)


@contextmanager
def _all_or_nothing(inventory: Any) -> Iterator[None]:
    """Puts the inventory back as it was when a host cannot be added, or when what was added has one name for a host and a group.

    Raises AnsibleParserError then, whatever went wrong.
    """
    put_back = _remember(inventory)
    ambiguous_before = inventory.hosts.keys() & inventory.groups.keys()
    problem = None
    try:
        yield
    except Exception as error:  # of many types: Ansible's inventory raises plain ones too
        problem = str(error)
    # Said in place of another error, which may come from it: Ansible takes the name of such a host for that of the group.
    ambiguous = (inventory.hosts.keys() & inventory.groups.keys()) - ambiguous_before
    if ambiguous:
        problem = f"{min(ambiguous)} would be both a host and a group; tell them apart by hostnames, groups or keyed_groups"
    if problem is not None:
        put_back()
        raise AnsibleParserError(problem)


def _remember(inventory: Any) -> Callable[[], None]:
    """What puts the inventory, its groups and its hosts back as they are now."""
    kept = [
        (vars(item), {name: copy(value) if isinstance(value, (dict, list, set)) else value for name, value in vars(item).items()})
        for item in (inventory, *inventory.groups.values(), *inventory.hosts.values())
    ]

    def put_back() -> None:
        for attributes, values in kept:
            attributes.clear()
            attributes.update(values)

    return put_back


def make_question(parameters: Mapping[str, Any], sources: Sequence[Source], environment: Mapping[str, str]) -> Question:
    """The question that checked options describe. Raises InvalidArgument with everything that is wrong."""
    services = tuple(dict.fromkeys(parameters["services"]))
    query = with_defaults({**parameters, "service_name": services[0] if services else None}, QUERY_OPTIONS)
    filters, _named, _query, client = gather(
        lambda: _make_filters(parameters["filters"]),
        lambda: _check_services(services),
        lambda: make_query(query),
        lambda: make_client(query, sources, environment),
    )
    chosen = choose_credential([*sources, *environment_sources(environment)], parameters["auth_method"])
    return Question(
        services=services,
        parameters=query,
        sources=sources,
        filters=filters,
        strict_services=parameters["strict_services"],
        connection=client.connection,
        cache_key=make_cache_key(services, query, client.connection, chosen.credential),
    )


def make_cache_key(services: Sequence[str], query: Mapping[str, Any], connection: Connection, credential: Credential) -> str:
    """A name for everything that the answer depends on. A digest: nothing can be read from it.

    Of who asks it holds what identifies. What only proves it, a password or a secret key, is not put into the name of a file.
    """
    selection = {option.name: query[option.name] for option in INVENTORY + CONTRACT if option.name in query}
    parts = [services, selection, astuple(connection), _identity(credential)]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
    return f"campusgo_edge_tasks_{digest[:32]}"


def kept_answer(kept: Any) -> Answer:
    """The answer that a cache holds. Raises ValueError when it holds something else."""
    tasks, warnings = (kept.get("tasks"), kept.get("warnings")) if isinstance(kept, Mapping) else (None, None)
    if not isinstance(tasks, list) or not isinstance(warnings, list):
        raise ValueError
    if not all(isinstance(task, Mapping) and "service_name" in task and matches(TASK_ID, task.get("id")) for task in tasks):
        raise ValueError
    return Answer(tasks, warnings)


def ask(question: Question, environment: Mapping[str, str]) -> Answer:
    """The tasks of all services. Raises AnsibleParserError with everything that went wrong."""
    connection = question.connection
    allowance = Allowance(connection.timeout, connection.retries)

    def ask_service(service: str) -> QueryResult:
        return perform({**question.parameters, "service_name": service}, question.sources, environment)

    def late(_service: str) -> QueryResult:
        fault = Unreachable(f"{connection.endpoint} gave no answer in the time allowed; allow more (timeout)")
        return QueryResult(errors=[fault.as_result()], failure=fault.message)

    results = map_in_threads(ask_service, question.services, connection.concurrency, allowance.remaining, late)
    return combine(dict(zip(question.services, results)), question.strict_services)


def combine(results: Mapping[str, QueryResult], strict_services: bool) -> Answer:
    """One answer of those of several services. Raises AnsibleParserError unless it can be relied on."""
    unasked: dict[str, list[str]] = {}
    for service, result in results.items():
        for error in result.errors:
            if "task_id" not in error:
                unasked.setdefault(str(error["message"]), []).append(service)
    lacking = {service for services in unasked.values() for service in services}
    not_asked = [f"{', '.join(services)} cannot be asked: {message}" for message, services in unasked.items()]
    broken = [result.failure for service, result in results.items() if result.failure and service not in lacking]
    tolerated = not strict_services and len(lacking) < len(results)
    problems = broken if tolerated else broken + not_asked
    if problems:
        raise AnsibleParserError("\n".join(problems))
    warnings = [warning for result in results.values() for warning in result.warnings]
    missing = [f"the inventory lacks tasks: {line}" for line in not_asked]
    return Answer(
        tasks=[task for result in results.values() for task in result.tasks],
        warnings=list(dict.fromkeys(warnings + missing)),
        whole=not lacking,
    )


def host_names(wanted: str, task_id: str) -> list[str]:
    """The names that a host may have, best first: as wanted, with a part of the id, with the whole id."""
    name = re.sub(r"[^A-Za-z0-9_.\u4e00-\u9fa5-]", "_", wanted.strip())
    name = re.sub(r"^[.-]+", lambda dots: "_" * len(dots[0]), name) or "_"
    safe_id = re.sub(r"[^A-Za-z0-9_]", "_", task_id)
    return [_fit(name, ""), *(_fit(name, f"-{part}") for part in (safe_id.removeprefix("task")[:_SHORT_ID], safe_id))]


def unique_names(candidates: Sequence[Sequence[str]], reserved: Collection[str]) -> list[str]:
    """A name for each host, from its candidates; hosts that want the same one all take their next.

    No name is reserved, or that of a group that a task may be in: who names a task would choose what else is in the group.

    Raises AnsibleParserError when some have the same to the last.
    """
    levels = [0] * len(candidates)
    while True:
        names = [options[level] for options, level in zip(candidates, levels)]
        wanted = Counter(names)
        again = [
            index
            for index, name in enumerate(names)
            if not name or wanted[name] > 1 or name in reserved or _OWN_GROUP.fullmatch(name)
        ]
        if not again:
            return names
        for index in again:
            levels[index] += 1
            if levels[index] == len(candidates[index]):
                raise AnsibleParserError(f"several tasks would be the host {names[index]}; tell them apart by hostnames")


def groups_of(task: Task) -> list[str]:
    """The groups of a task, other than those of which they are children."""
    pool = pool_group(task)
    place = EDGE_GROUP if str(task["service_name"]).endswith("-edge") else CLOUD_GROUP
    service = str(task["service_name"]).replace("-", "_")
    return [pool or place, f"campusgo_service_{_name_part(service)}", f"campusgo_state_{_name_part(task.get('state'))}"]


def pool_group(task: Task) -> str | None:
    """The group of the task's edge pool; None when it has none."""
    pool = task.get("edge_pool_id")
    return None if pool is None else f"campusgo_pool_{_name_part(pool)}"


def _name_part(value: Any) -> str:
    """The value as a part of a group's name. What would have to be changed could be taken for another value."""
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_]+", value) else "unknown"


def _fit(name: str, ending: str) -> str:
    """The name with an ending, cut where it is too long. Empty when it would have to be cut and there is no ending."""
    room = _LONGEST_NAME - len(ending)
    octets = name.encode()
    if len(octets) > room and not ending:
        return ""
    return octets[:room].decode(errors="ignore") + ending


def _key(task: Any) -> tuple[Any, Any] | None:
    """What identifies a task; None when it is none."""
    return (task.get("service_name"), task.get("id")) if isinstance(task, Mapping) else None


def _identity(credential: Credential) -> tuple[str, ...]:
    """What identifies who asks."""
    if isinstance(credential, TokenCredential):
        return "token", credential.token
    if isinstance(credential, AccessKeyCredential):
        return "access_key", credential.access_key
    if isinstance(credential, PasswordCredential):
        return "password", credential.domain_name, credential.username
    return ("metadata",)


def _check_nulls(arguments: Mapping[str, Any]) -> None:
    """A null is more likely a variable that is not set than a wish for everything."""
    nulls = [option.name for option in INVENTORY + CONTRACT if option.name in arguments and arguments[option.name] is None]
    if nulls:
        raise InvalidArgument(*(f"{name} is null: give a value, or leave it out" for name in nulls))


def _check_services(services: Sequence[str]) -> None:
    if not services:
        raise InvalidArgument("services is empty: give at least one, or leave it out")
    gather(*(lambda name=name: check_service_name(name) for name in services[1:]))  # the first is checked with the query


def _make_filters(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | bool]]:
    """Each filter as its kind, include or exclude, and its condition."""
    filters = [(kind, condition) for entry in entries for kind, condition in entry.items() if condition is not None]
    problems = [
        f"filters[{place}] must have either include or exclude"
        for place, entry in enumerate(entries)
        if sum(condition is not None for condition in entry.values()) != 1
    ]
    if not all(isinstance(condition, (str, bool)) for _kind, condition in filters):
        problems.append("filters must have expressions, or true or false")
    if problems:
        raise InvalidArgument(*problems)
    return filters
