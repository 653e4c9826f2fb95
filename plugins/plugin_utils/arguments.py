# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a controller plugin: from arguments, variables and environment, checked as strictly as a module's.

Ansible's own option lookup is not used for the values: it hands over variables untemplated, reads an empty environment
variable as false, and ignores misspelled arguments.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.utils.vars import transform_to_native_types
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import (
    Source,
    environment_sources,
    known_secrets,
)
from ansible_collections.campusgo.edge.plugins.module_utils.dependencies import missing_libraries
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import (
    CONNECTION,
    CREDENTIALS,
    SERVICE_OPTIONS,
    Option,
    argument_spec,
    read_environment,
    read_strictly,
)
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import scrub
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable


@dataclass(frozen=True)
class Arguments:
    """Checked parameters, and the sources of credentials above the environment, highest first."""

    parameters: Mapping[str, Any]
    sources: list[Source]


def read_arguments(
    options: tuple[Option, ...],
    arguments: Mapping[str, Any],
    variables: Mapping[str, Any],
    template: Callable[[Any], Any],
    environment: Mapping[str, str],
) -> Arguments:
    """The values of some options. Raises AnsibleError with every problem, and when a library is missing."""
    missing = missing_libraries()
    if missing:
        raise AnsibleError(missing)
    from_variables = _read_variables(variables, template)
    connection = {**read_environment(CONNECTION, environment), **_only(CONNECTION, from_variables)}
    given = {name: value for name, value in arguments.items() if value is not None or name not in connection}
    variables_source = Source("the Ansible variables campusgo_*", _only(CREDENTIALS, from_variables))
    secrets = known_secrets([variables_source, *environment_sources(environment)])
    parameters = check_arguments(options, {**connection, **given}, secrets)
    return Arguments(parameters, [Source("the task's arguments", _only(CREDENTIALS, parameters)), variables_source])


def check_arguments(options: tuple[Option, ...], arguments: Mapping[str, Any], secrets: Iterable[str] = ()) -> dict[str, Any]:
    """The arguments as their options want them, defaults filled in.

    Raises AnsibleError with every problem, and without ``secrets`` and the credentials among the arguments.
    """
    try:
        result = ArgumentSpecValidator(argument_spec(options)).validate(read_strictly(options, _native(arguments)))
    except InvalidArgument as error:
        raise AnsibleError(str(error)) from None
    except (ValueError, OverflowError):  # Python neither writes nor converts an integer of thousands of digits
        raise AnsibleError("a number in the arguments is too large") from None
    except TypeError:  # Ansible takes every name for text, and not each value for what it may be
        raise AnsibleError(
            "the arguments hold a value or a name of a type that has no place there,"
            " such as a date: put it in quotes, or correct it"
        ) from None
    problems = [error.msg for error in result.errors if not isinstance(error, UnsupportedError)]
    names = _names(options)
    problems += [_unknown_option(name, names) for name in sorted(map(_dotted, result.unsupported_parameters))]
    if problems:
        own = known_secrets([Source("the arguments", _only(CREDENTIALS, arguments))])
        raise AnsibleError("; ".join(scrub(problems, [*own, *secrets])))
    return dict(result.validated_parameters)


def template_problem(name: str, is_secret: bool, error: AnsibleError) -> str:
    """What is said of a value that cannot be templated. Ansible's reason may quote a part of it: of a secret it is not told."""
    if not is_secret:
        return f"{name} cannot be templated: {error.message}"
    # Without braces: Ansible would take the message for a template where a result holds it.
    return (
        f"{name} cannot be templated; why is not shown, since that may hold a part of it: mark a value that has braces "
        "but is no template with !unsafe, see that every variable in a template is defined, and give the password of a vault"
    )


def _native(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments without Ansible's own types.

    Messages would name these, the check would make slow copies of them, and not all libraries that judge or write take them.
    """
    try:
        return cast(dict[str, Any], transform_to_native_types(dict(arguments), redact=False))
    except AnsibleError as error:  # which may hold the value
        raise AnsibleError(f"the arguments cannot be read: {error.message}") from None


def _read_variables(variables: Mapping[str, Any], template: Callable[[Any], Any]) -> dict[str, Any]:
    return {o.name: _read_variable(o, variables, template) for o in SERVICE_OPTIONS if o.variable in variables}


def _read_variable(option: Option, variables: Mapping[str, Any], template: Callable[[Any], Any]) -> Any:
    try:
        return template(variables[option.variable])
    except AnsibleError as error:
        raise AnsibleError(template_problem(f"the variable {option.variable}", option.secret, error)) from None


def _only(options: tuple[Option, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of some options, credentials as text; None counts as not given."""
    given = {o: values[o.name] for o in options if values.get(o.name) is not None}
    return {option.name: str(value) if option in CREDENTIALS else value for option, value in given.items()}


def _names(options: tuple[Option, ...]) -> set[str]:
    """Every name that may be given, those inside others as outer.inner."""
    own = {name for option in options for name in (option.name, *option.aliases)}
    return own | {f"{option.name}.{inner}" for option in options for inner in _names(option.options)}


def _dotted(name: Any) -> str:
    """Ansible names an option inside another by a tuple."""
    return ".".join(str(part) for part in name) if isinstance(name, tuple) else str(name)


def _unknown_option(name: str, names: set[str]) -> str:
    nearest = difflib.get_close_matches(name, names, n=1)
    return f"there is no option {printable(name)}" + (f"; did you mean {nearest[0]}?" if nearest else "")
