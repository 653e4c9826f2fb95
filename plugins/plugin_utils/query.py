# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A query from a controller plugin: options from arguments, variables and environment, checked as strictly as a module's.

Ansible's own option lookup is not used for the values: it hands over variables untemplated, reads an empty environment
variable as false, and ignores misspelled arguments.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import Source
from ansible_collections.campusgo.edge.plugins.module_utils.dependencies import missing_libraries
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import (
    CONNECTION,
    CREDENTIALS,
    QUERY_OPTIONS,
    Option,
    argument_spec,
)
from ansible_collections.campusgo.edge.plugins.module_utils.query import QueryResult, perform
from ansible_collections.campusgo.edge.plugins.module_utils.redaction import scrub


def query_for_plugin(arguments: Mapping[str, Any], variables: Mapping[str, Any], template: Callable[[Any], Any]) -> QueryResult:
    """The result of a query. Raises AnsibleError when it cannot be asked; faults make its ``failure``."""
    missing = missing_libraries()
    if missing:
        raise AnsibleError(missing)
    set_in_variables = _read_variables(CONNECTION + CREDENTIALS, variables, template)
    connection = {o.name: set_in_variables[o.name] for o in CONNECTION if o.name in set_in_variables}
    parameters = _validate({**connection, **arguments})
    sources = [
        Source("the task's arguments", _credentials(parameters)),
        Source("the Ansible variables campusgo_*", _credentials(set_in_variables)),
    ]
    try:
        return perform(parameters, sources, os.environ)
    except InvalidArgument as error:
        raise AnsibleError(str(error)) from None


def _read_variables(options: tuple[Option, ...], variables: Mapping[str, Any], template: Callable[[Any], Any]) -> dict[str, Any]:
    values = {o.name: template(variables[o.variable]) for o in options if o.variable in variables}
    return {name: value for name, value in values.items() if value is not None}


def _credentials(values: Mapping[str, Any]) -> dict[str, str]:
    return {o.name: str(values[o.name]) for o in CREDENTIALS if values.get(o.name) is not None}


def _validate(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, typed and with their fallbacks and defaults. Raises AnsibleError with every problem."""
    specification = argument_spec(QUERY_OPTIONS)
    names = {name for option in QUERY_OPTIONS for name in (option.name, *option.aliases)}
    problems = [_unknown_option(name, names) for name in arguments if name not in names]
    result = ArgumentSpecValidator(specification).validate({k: v for k, v in arguments.items() if k in names})
    problems += result.error_messages
    if problems:
        raise AnsibleError("; ".join(scrub(problems, _credentials(arguments).values())))
    return result.validated_parameters


def _unknown_option(name: str, names: set[str]) -> str:
    nearest = difflib.get_close_matches(name, names, n=1)
    return f"there is no option {name}" + (f"; did you mean {nearest[0]}?" if nearest else "")
