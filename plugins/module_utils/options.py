# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every option of the faces, once: name, type, default, and where else its value may come from.

Argument specs derive from these tables, and tests hold the documentation fragments equal to them. Only options of connection
and authentication have environment names; what is asked and how it is judged comes from the task alone.

Vendor names are those of the vendor's SDK (HUAWEICLOUD_SDK_*), its Terraform provider (HW_*) and OpenStack clients (OS_*).
Deliberately not read are HW_INSECURE and OS_INSECURE: an inherited variable must not turn verification off.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.errors import AnsibleFallbackNotFound

from .errors import InvalidArgument
from .states import KNOWN_STATES, RUNNING, TERMINAL_STATES
from .strict_json import parse

DEFAULT_SERVICE = "c-queue-status-analysis-edge"
OWN_PREFIX = "CAMPUSGO_"
#: Families of environment names, highest first.
ENVIRONMENT_FAMILIES = (OWN_PREFIX, "HUAWEICLOUD_SDK_", "HW_", "OS_")
#: Controller plugins read the Ansible variable of this prefix and the option's name.
VARIABLE_PREFIX = "campusgo_"


@dataclass(frozen=True)
class AuthMethod:
    """A way to authenticate: the members of CREDENTIALS that it needs, and those that it may have."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    #: Members that do not tell that this way is meant, since other programs are told them too.
    undecided: tuple[str, ...] = ()


#: Ways to authenticate, in the order in which auto takes them. One without members must be asked for.
AUTH_METHODS = {
    "token": AuthMethod(required=("token",)),
    "access_key": AuthMethod(required=("access_key", "secret_key"), optional=("security_token",)),
    "password": AuthMethod(required=("username", "password", "domain_name"), undecided=("domain_name",)),
    "profile": AuthMethod(optional=("credentials_file", "profile")),
    "metadata": AuthMethod(),
}


@dataclass(frozen=True)
class Option:
    """One option. ``vendor_environment`` holds the vendor's names for it, highest first.

    ``bound_environment`` holds names that count only for credentials from names of the same family: they may speak of another
    cloud, which must not get these credentials.
    """

    name: str
    type: str = "str"
    default: Any = None
    choices: tuple[str, ...] = ()
    elements: str | None = None
    aliases: tuple[str, ...] = ()
    secret: bool = False
    required: bool = False
    options: tuple[Option, ...] = ()
    vendor_environment: tuple[str, ...] = ()
    bound_environment: tuple[str, ...] = ()

    @property
    def free_environment(self) -> tuple[str, ...]:
        """The environment names that count whatever the credentials are, highest first."""
        return (OWN_PREFIX + self.name.upper(), *self.vendor_environment)

    @property
    def environment(self) -> tuple[str, ...]:
        """All environment names of the option, highest first."""
        return (*self.free_environment, *self.bound_environment)

    @property
    def variable(self) -> str:
        """The Ansible variable that controller plugins read."""
        return VARIABLE_PREFIX + self.name

    def specification(self) -> dict[str, Any]:
        """The option in the form of an Ansible argument spec."""
        spec: dict[str, Any] = {"type": self.type}
        if self.default is not None:
            spec["default"] = list(self.default) if isinstance(self.default, tuple) else self.default
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.elements:
            spec["elements"] = self.elements
        if self.aliases:
            spec["aliases"] = list(self.aliases)
        if self.required:
            spec["required"] = True
        if self.options:
            spec["options"] = argument_spec(self.options)
        if self.secret:
            spec["no_log"] = True
        return spec


CONNECTION = (
    Option("region", vendor_environment=("HW_REGION_NAME", "OS_REGION_NAME")),
    Option("endpoint"),
    Option(
        "project_id",
        vendor_environment=("HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"),
    ),
    Option("project_name", vendor_environment=("HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME")),
    Option(
        "iam_endpoint",
        vendor_environment=("HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL"),
        bound_environment=("OS_AUTH_URL",),
    ),
    Option("validate_certs", "bool", True),
    Option("ca_path", "path", vendor_environment=("OS_CACERT",)),
    Option("use_proxy", "bool", True),
    Option("request_timeout", "float", 30),
    Option("timeout", "float", 120),
    Option("retries", "int", 5, vendor_environment=("HW_MAX_RETRIES",)),
    Option("concurrency", "int", 16),
    Option("auth_method", choices=("auto", *AUTH_METHODS), default="auto"),
)

#: Never filled from several sources: see credentials.
CREDENTIALS = (
    Option("token", secret=True, vendor_environment=("HW_AUTH_TOKEN", "OS_AUTH_TOKEN")),
    Option("access_key", secret=True, vendor_environment=("HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY", "OS_ACCESS_KEY")),
    Option("secret_key", secret=True, vendor_environment=("HUAWEICLOUD_SDK_SK", "HW_SECRET_KEY", "OS_SECRET_KEY")),
    Option("security_token", secret=True, vendor_environment=("HUAWEICLOUD_SDK_SECURITY_TOKEN", "HW_SECURITY_TOKEN")),
    Option("username", vendor_environment=("HW_USER_NAME", "OS_USERNAME")),
    Option("password", secret=True, vendor_environment=("HW_USER_PASSWORD", "OS_PASSWORD")),
    Option(
        "domain_name",
        vendor_environment=("HW_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"),
    ),
    Option("credentials_file", "path", vendor_environment=("HUAWEICLOUD_SDK_CREDENTIALS_FILE",)),
    Option("profile"),
)

SELECTION = (
    Option("service_name", default=DEFAULT_SERVICE),
    Option("task_id", "list", elements="str", aliases=("task_ids",)),
    Option("state", choices=KNOWN_STATES),
    Option("name_like"),
    Option("id_like"),
    Option("service_version", "raw"),  # as text YAML's 3.10 would silently become 3.1
    Option("created_since"),
    Option("created_until"),
    Option(
        "order",
        choices=tuple(f"{key}:{way}" for key in ("created_at", "updated_at", "name") for way in ("DESC", "ASC")),
    ),
    Option("on_missing", choices=("error", "warn", "skip"), default="error"),
)

CONTRACT = (
    Option("validation", choices=("error", "warn", "skip"), default="error"),
    Option("extra_schema", "dict"),
)

EXPECTATION = (
    Option("task_id", required=True),
    Option("service_name"),
    Option("state", "raw", RUNNING),
    Option("edge_pool_id"),
    Option("service_version", "raw"),
    Option("fields", "dict"),
)

JUDGEMENT = (
    Option("service_name", default=DEFAULT_SERVICE),
    Option("expect", "list", elements="dict", required=True, options=EXPECTATION),
    Option("extra_schema", "dict"),
    Option("exclusive", "bool", False),
    Option("wait", "bool", False),
    Option("wait_timeout", "float", 300),
    Option("wait_sleep", "float", 5),
    Option("wait_for_missing", "bool", False),
    Option("stable_for", "float", 0),
    Option("terminal_states", "list", elements="str", default=TERMINAL_STATES),
    Option("fail_fast", "bool", False),
    Option("success_msg"),
    Option("fail_msg"),
    Option("quiet", "bool", False),
    Option("ignore_verdict", "bool", False),
    Option("brief", "bool", False),
)

#: How tasks become hosts of an inventory. Of a selection it takes what narrows the list that the service gives.
INVENTORY = (
    Option("plugin", choices=("campusgo.edge.tasks",), required=True),
    Option("services", "list", elements="str", default=(DEFAULT_SERVICE,)),
    *(option for option in SELECTION if option.name in ("state", "name_like", "id_like", "service_version")),
    Option("strict_services", "bool", True),
    Option("filters", "list", elements="dict", default=(), options=(Option("include", "raw"), Option("exclude", "raw"))),
    Option("hostnames", "list", elements="str", default=()),
)

#: What Ansible's own fragments constructed and inventory_cache document, and Ansible reads. Known here to find misspelled names.
CONSTRUCTION = (
    Option("strict", "bool"),
    Option("compose", "dict"),
    Option("groups", "dict"),
    Option(
        "keyed_groups",
        "list",
        elements="dict",
        options=(
            *(Option(name) for name in ("key", "prefix", "separator", "parent_group", "default_value")),
            Option("trailing_separator", "bool"),
        ),
    ),
    Option("use_extra_vars", "bool"),
    Option("leading_separator", "bool"),
)
CACHING = (
    Option("cache", "bool"),
    Option("cache_plugin"),
    Option("cache_timeout", "int"),
    Option("cache_connection"),
    Option("cache_prefix"),
)

#: The reports of a gate, each a file gate.NAME.
REPORTS = ("xml", "md", "html", "json")

#: What every face that calls the service takes.
SERVICE_OPTIONS = CONNECTION + CREDENTIALS
#: What the faces take that query tasks.
QUERY_OPTIONS = SERVICE_OPTIONS + SELECTION + CONTRACT
#: What the face takes that judges tasks.
ASSERT_OPTIONS = SERVICE_OPTIONS + JUDGEMENT
#: What the face takes that makes an inventory.
INVENTORY_OPTIONS = SERVICE_OPTIONS + INVENTORY + CONTRACT + CONSTRUCTION + CACHING
#: What the face takes that writes reports.
REPORT_OPTIONS = (
    Option("result", "dict", required=True),
    Option("report_dir", "path", required=True),
    Option("reports", "list", elements="str", choices=REPORTS, default=REPORTS),
)


def argument_spec(options: tuple[Option, ...]) -> dict[str, dict[str, Any]]:
    """The Ansible argument spec of some options."""
    return {option.name: option.specification() for option in options}


def read_strictly(options: tuple[Option, ...], arguments: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """The arguments, with JSON read where text stands for dictionaries. Raises InvalidArgument.

    Ansible would read it as well, but drop all members of a name except the last. It would take a boolean for a number, too.
    """
    given = (option for option in options if option.name in arguments)
    return {**arguments, **{o.name: _read_strictly(o, arguments[o.name], f"{path}{o.name}") for o in given}}


def _read_strictly(option: Option, value: Any, place: str) -> Any:
    if option.type in ("int", "float") and isinstance(value, bool):
        raise InvalidArgument(f"{place} must be a number, not a boolean")
    if isinstance(value, str) and "dict" in (option.type, option.elements):
        form = "a dictionary" if option.type == "dict" else "a list of dictionaries"
        try:
            value = parse(value)
        except ValueError as error:
            raise InvalidArgument(f"{place} must be {form}; as text it must be JSON, but {error}") from None
        if not isinstance(value, dict if option.type == "dict" else list):
            raise InvalidArgument(f"{place} must be {form}")
    if option.elements == "dict" and isinstance(value, list) and any(isinstance(element, str) for element in value):
        raise InvalidArgument(f"{place} must be a list of dictionaries")
    if option.options and isinstance(value, list):
        members = enumerate(value)
        return [read_strictly(option.options, m, f"{place}[{i}].") if isinstance(m, Mapping) else m for i, m in members]
    return value


def with_environment_fallback(spec: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """An argument spec in which connection options fall back to the process's environment, as modules need it.

    Credentials do not fall back: which source they come from is decided for all of them at once.
    """
    fallbacks = {option.name: (_from_environment, list(option.free_environment)) for option in CONNECTION}
    return {name: {**entry, "fallback": fallbacks[name]} if name in fallbacks else entry for name, entry in spec.items()}


def read_environment(options: tuple[Option, ...], environment: Mapping[str, str]) -> dict[str, str]:
    """What the environment sets of some options, whatever the credentials are. An empty variable counts as not set."""
    found = {option.name: _first_set(option.free_environment, environment) for option in options}
    return {name: value for name, value in found.items() if value}


def with_defaults(parameters: Mapping[str, Any], options: tuple[Option, ...]) -> dict[str, Any]:
    """A value for every option. None counts as not given: a null must not switch verification off."""
    return {o.name: o.default if parameters.get(o.name) is None else parameters[o.name] for o in options}


def _from_environment(*names: str) -> str:
    value = _first_set(names, os.environ)
    if not value:
        raise AnsibleFallbackNotFound
    return value


def _first_set(names: Iterable[str], environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")
