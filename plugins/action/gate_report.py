# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the reports of a gate on the controller."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import environment_sources, known_secrets
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import CREDENTIALS, REPORT_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import scrub
from ansible_collections.campusgo.edge.plugins.plugin_utils.arguments import check_arguments
from ansible_collections.campusgo.edge.plugins.plugin_utils.report import make_document
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_files import folder_of, write_reports
from ansible_collections.campusgo.edge.plugins.plugin_utils.reports import render_reports

#: Written when the collection is built; a checkout has none.
_MANIFEST = Path(__file__).parents[2] / "MANIFEST.json"


class ActionModule(ActionBase):
    """Runs in the controller's process, whatever the host's connection is."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The paths of the reports. Raises AnsibleActionFail when they cannot be made or written."""
        result = super().run(tmp, task_vars)
        secrets = list(self._known_secrets(task_vars or {}))
        try:
            files = self._write(task_vars or {}, secrets)
        except (AnsibleError, InvalidArgument) as error:
            raise AnsibleActionFail(scrub(str(error), secrets)) from None
        except (ValueError, OverflowError):  # Python neither writes nor converts an integer of thousands of digits
            raise AnsibleActionFail("result holds a number that is too large") from None
        result.update(changed=False, files=list(files.values()))
        if "gate.html" in files:
            result["html"] = files["gate.html"]
        return result

    def _write(self, variables: Mapping[str, Any], secrets: Sequence[str]) -> dict[str, str]:
        """The path of each report by the name of its file."""
        parameters = with_defaults(check_arguments(REPORT_OPTIONS, self._task.args), REPORT_OPTIONS)
        if not parameters["report_dir"]:
            raise InvalidArgument("report_dir is empty: give a folder")
        host = str(variables["inventory_hostname"])
        hosts = [str(name) for name in variables.get("ansible_play_hosts_all", [])]
        folder = Path(parameters["report_dir"]).absolute()
        one_of_several = len(hosts) > 1
        if one_of_several:
            folder /= folder_of(host, hosts)
        result = _taken_up(parameters["result"])
        document = make_document(result, host, datetime.now(timezone.utc), _collection_version(), secrets)
        contents = render_reports(document, parameters["reports"], one_of_several=one_of_several)
        return dict(zip(contents, write_reports(folder, contents)))

    def _known_secrets(self, variables: Mapping[str, Any]) -> Iterator[str]:
        """The credentials of the environment and of variables: the message of a template that failed may quote one."""
        yield from known_secrets(environment_sources(os.environ))
        for option in (option for option in CREDENTIALS if option.secret):
            with suppress(AnsibleError):  # what has no value is quoted nowhere
                value = self._templar.template(variables.get(option.variable))
                if value is not None:
                    yield str(value)


def _taken_up(result: Any) -> Any:
    """The result, with the verdicts if it only names the file that holds them. Raises InvalidArgument when it cannot be read."""
    if not isinstance(result, Mapping) or "verdicts" in result or "verdicts_file" not in result:
        return result
    try:
        return {**result, "verdicts": json.loads(Path(str(result["verdicts_file"])).read_text(encoding="utf-8"))}
    except (OSError, ValueError):
        path = result["verdicts_file"]
        raise InvalidArgument(f"result names a file with its verdicts, {path}, that cannot be read in this run") from None


def _collection_version() -> str | None:
    """The version of this collection, where it was installed."""
    if not _MANIFEST.exists():
        return None
    version: str = json.loads(_MANIFEST.read_text(encoding="utf-8"))["collection_info"]["version"]
    return version
