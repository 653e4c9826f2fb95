# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the querying modules share: arguments in, result or failure out."""

from __future__ import annotations

import os
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule, _load_params

from .credentials import Source
from .dependencies import missing_libraries
from .errors import InvalidArgument
from .options import (
    CONNECTION,
    CREDENTIALS,
    QUERY_OPTIONS,
    argument_spec,
    read_environment,
    read_strictly,
    with_environment_fallback,
)
from .query import QueryResult, perform
from .redaction import redact_task
from .scrubbing import HIDDEN


class QueryModule(AnsibleModule):
    """A module that shows neither the password in an address nor what a schema of the user's wants of a secret member.

    Ansible adds the parameters to every result, also when it finds fault with them itself. An address with a password is
    refused, and must not show that way either. Ansible also writes the parameters to the system log of the host.
    """

    def exit_json(self, **result: Any) -> NoReturn:
        """Ends with a result."""
        super().exit_json(**{**self._invocation(), **result})

    def fail_json(self, msg: str, **result: Any) -> NoReturn:
        """Ends with a failure."""
        super().fail_json(msg, **{**self._invocation(), **result})

    def log(self, msg: str, log_args: dict[str, Any] | None = None) -> None:
        """Writes to the system log. With ``log_args`` the message repeats them."""
        if log_args:
            log_args = {**log_args, **self._hidden_parameters()}
            msg = "Invoked with " + " ".join(f"{name}={value}" for name, value in log_args.items())
        super().log(msg, log_args)

    def _invocation(self) -> dict[str, Any]:
        return {"invocation": {"module_args": {**self.params, **self._hidden_parameters()}}}

    def _hidden_parameters(self) -> dict[str, Any]:
        """As they are shown, those parameters that may hold a secret, but whose value Ansible does not hide."""
        hidden = {name: redact_task({"url": self.params.get(name)})["url"] for name in ("endpoint", "iam_endpoint")}
        if self.params.get("extra_schema") is not None:
            hidden["extra_schema"] = HIDDEN
        return hidden


def query_for_module() -> tuple[AnsibleModule, QueryResult]:
    """The module and what its query found. Does not return when the query failed."""
    module = QueryModule(argument_spec=with_environment_fallback(argument_spec(QUERY_OPTIONS)), supports_check_mode=True)
    missing = missing_libraries()
    if missing:
        module.fail_json(msg=missing)
    try:
        read_strictly(QUERY_OPTIONS, _load_params())
    except InvalidArgument as error:
        module.fail_json(msg=str(error))
    parameters = dict(module.params)
    # A null counts as not given, but Ansible reads the environment only for what is left out.
    parameters.update((k, v) for k, v in read_environment(CONNECTION, os.environ).items() if parameters[k] is None)
    arguments = {o.name: parameters[o.name] for o in CREDENTIALS if parameters[o.name] is not None}
    try:
        result = perform(parameters, [Source("the task's arguments", arguments)], os.environ)
    except InvalidArgument as error:
        module.fail_json(msg=str(error))
    for warning in result.warnings:
        module.warn(warning)
    if result.failure is not None:
        module.fail_json(msg=result.failure, **result.as_result())
    return module, result
