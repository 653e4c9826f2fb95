# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judges tasks on the controller."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from tempfile import mkstemp
from typing import Any

from ansible import constants
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.gate import judge
from ansible_collections.campusgo.edge.plugins.module_utils.options import ASSERT_OPTIONS, read_strictly
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import scrub
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
        _spare_the_collector()
        result = super().run(tmp, task_vars)
        environment = {**os.environ, **self._task_environment()}
        arguments = _checked(self._task.args)
        try:
            read = read_arguments(ASSERT_OPTIONS, arguments, task_vars or {}, self._templar.template, environment)
            judged = judge(read.parameters, read.sources, environment, self._reporter(read.parameters, task_vars or {}))
        except (AnsibleError, InvalidArgument) as error:
            raise AnsibleActionFail(str(error)) from None
        for warning in judged.warnings:
            _display.warning(warning)
        passed = judged.summary["passed"] == judged.summary["total"]
        failed = not passed and not read.parameters["ignore_verdict"]
        message = make_message(judged.verdicts, judged.summary, read.parameters["success_msg"], read.parameters["fail_msg"])
        result.update(
            changed=False,
            failed=failed,
            evaluated_to=passed,
            msg=scrub(message, judged.secrets),
            summary=judged.summary,
        )
        if failed and read.parameters["brief"]:
            result["verdicts_file"] = _keep(judged.verdicts)
        else:
            result["verdicts"] = judged.verdicts
        return result

    def _task_environment(self) -> dict[str, str]:
        """What the task's ``environment`` keyword sets. Ansible hands it to modules alone."""
        merged: dict[str, str] = {}
        for layer in self._task.environment or []:
            values = self._templar.template(layer)
            if isinstance(values, Mapping):
                merged.update((str(name), str(value)) for name, value in values.items() if value is not None)
        return merged

    def _reporter(self, parameters: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        if parameters["quiet"] or self._task.no_log or not parameters["wait"]:
            return _say_nothing
        # A machine may read standard output, such as that of a callback that writes JSON.
        show = partial(_display.display, stderr=True)
        several = len(variables.get("ansible_play_hosts_all", [])) > 1
        return Progress(show, parameters["wait_timeout"], variables["inventory_hostname"] if several else None).report


@lru_cache(maxsize=1)
def _spare_the_collector() -> None:
    """Once in a process, which Ansible forks for each task: what it inherited is not searched for garbage time and again."""
    gc.freeze()


def _checked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, with JSON text read, as on a command line.

    A null where something is expected is more likely a variable that is not set than a wish not to judge. Ansible's argument
    check would take it for left out.
    """
    try:
        arguments = read_strictly(ASSERT_OPTIONS, arguments)
    except InvalidArgument as error:
        raise AnsibleActionFail(str(error)) from None
    expect = arguments.get("expect")
    if "expect" in arguments and not (isinstance(expect, list) and all(isinstance(entry, Mapping) for entry in expect)):
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
    return dict(arguments)


def _keep(verdicts: Sequence[Mapping[str, Any]]) -> str:
    """The path of a file that holds the verdicts until the run ends. Raises AnsibleActionFail when there can be none."""
    folder = constants.DEFAULT_LOCAL_TMP  # type: ignore[attr-defined]  # Ansible makes it of its settings
    try:
        descriptor, path = mkstemp(prefix="verdicts-", suffix=".json", dir=folder)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(verdicts, file)
    except OSError as error:
        raise AnsibleActionFail(f"the verdicts cannot be kept in {folder}: {error.strerror}") from None
    return path


def _say_nothing(_watch: Watch, _elapsed: float) -> None:
    """Reports no progress."""
