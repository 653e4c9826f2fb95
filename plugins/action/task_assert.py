# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judges tasks on the controller."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.gate import judge
from ansible_collections.campusgo.edge.plugins.module_utils.options import ASSERT_OPTIONS
from ansible_collections.campusgo.edge.plugins.module_utils.watch import Watch
from ansible_collections.campusgo.edge.plugins.plugin_utils.arguments import read_arguments
from ansible_collections.campusgo.edge.plugins.plugin_utils.summary import Progress, make_message

_display = Display()


class ActionModule(ActionBase):
    """Runs in the controller's process, whatever the host's connection is."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The verdicts; a failure unless all passed. Raises AnsibleActionFail when it cannot be asked."""
        result = super().run(tmp, task_vars)
        environment = {**os.environ, **self._task_environment()}
        _refuse_nulls(self._task.args)
        try:
            read = read_arguments(ASSERT_OPTIONS, self._task.args, task_vars or {}, self._templar.template, environment)
            judged = judge(read.parameters, read.sources, environment, self._reporter(read.parameters))
        except (AnsibleError, InvalidArgument) as error:
            raise AnsibleActionFail(str(error)) from None
        for warning in judged.warnings:
            _display.warning(warning)
        passed = judged.summary["passed"] == judged.summary["total"]
        message = make_message(judged.verdicts, judged.summary, read.parameters["success_msg"], read.parameters["fail_msg"])
        result.update(
            changed=False,
            failed=not passed and not read.parameters["ignore_verdict"],
            evaluated_to=passed,
            msg=message,
            summary=judged.summary,
            verdicts=judged.verdicts,
        )
        return result

    def _task_environment(self) -> dict[str, str]:
        """What the task's ``environment`` keyword sets. Ansible hands it to modules alone."""
        merged: dict[str, str] = {}
        for layer in self._task.environment or []:
            values = self._templar.template(layer)
            if isinstance(values, Mapping):
                merged.update((str(name), str(value)) for name, value in values.items())
        return merged

    def _reporter(self, parameters: Mapping[str, Any]) -> Any:
        if parameters["quiet"] or self._task.no_log or not parameters["wait"]:
            return _say_nothing
        return Progress(_display.display, parameters["wait_timeout"]).report


def _refuse_nulls(arguments: Mapping[str, Any]) -> None:
    """A null where something is expected is more likely a variable that is not set than a wish not to judge.

    Ansible's argument check would take it for left out. It would also parse text as a dictionary, with nulls inside.
    """
    expect = arguments.get("expect")
    if expect is not None and not (isinstance(expect, list) and all(isinstance(entry, Mapping) for entry in expect)):
        raise AnsibleActionFail("expect must be a list of dictionaries")
    if "extra_schema" in arguments and arguments["extra_schema"] is None:
        raise AnsibleActionFail("extra_schema is null: give a JSON Schema, or leave it out")
    entries = enumerate(expect or ())
    nulls = [
        f"expect[{place}].{name} is null: give a value, or leave it out if it is not to be judged"
        for place, entry in entries
        for name, value in entry.items()
        if value is None
    ]
    if nulls:
        raise AnsibleActionFail("; ".join(nulls))


def _say_nothing(_watch: Watch, _elapsed: float) -> None:
    """Reports no progress."""
