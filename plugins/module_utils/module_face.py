# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the querying modules share: arguments in, result or failure out."""

from __future__ import annotations

import os

from ansible.module_utils.basic import AnsibleModule

from .credentials import Source
from .dependencies import missing_libraries
from .errors import InvalidArgument
from .options import CONNECTION, CREDENTIALS, QUERY_OPTIONS, argument_spec, read_environment, with_environment_fallback
from .query import QueryResult, perform
from .redaction import redact_task


def query_for_module() -> tuple[AnsibleModule, QueryResult]:
    """The module and what its query found. Does not return when the query failed."""
    module = AnsibleModule(argument_spec=with_environment_fallback(argument_spec(QUERY_OPTIONS)), supports_check_mode=True)
    missing = missing_libraries()
    if missing:
        module.fail_json(msg=missing)
    parameters = dict(module.params)
    # A null counts as not given, but Ansible reads the environment only for what is left out.
    parameters.update((k, v) for k, v in read_environment(CONNECTION, os.environ).items() if parameters[k] is None)
    # Ansible adds the parameters to the result. An endpoint with a password is refused, and must not show that way either.
    module.params["endpoint"] = redact_task({"url": parameters["endpoint"]})["url"]
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
