# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a script with the vendor's SDK does: ``python -m bench.clients.sdk QUESTIONS THREADS``."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huaweicloudsdkcampusgo.v2 import CampusGoClient, ShowTaskRequest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig


def main() -> None:
    questions, threads = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
    credentials = BasicCredentials(
        os.environ["CAMPUSGO_ACCESS_KEY"], os.environ["CAMPUSGO_SECRET_KEY"], os.environ["CAMPUSGO_PROJECT_ID"]
    )
    # With its ordinary ten connections, six of sixteen threads would open a new one for each question.
    config = HttpConfig(pool_maxsize=threads)
    builder = CampusGoClient.new_builder().with_http_config(config).with_credentials(credentials)
    client = builder.with_endpoint(os.environ["CAMPUSGO_ENDPOINT"]).build()

    def state(task_id: str) -> str:
        return client.show_task(ShowTaskRequest(questions["service_name"], task_id)).state

    if threads == 1:
        states = [state(task_id) for task_id in questions["task_ids"]]
    else:
        with ThreadPoolExecutor(threads) as pool:
            states = list(pool.map(state, questions["task_ids"]))
    if set(states) != {"RUNNING"}:
        sys.exit("not all tasks are RUNNING")


if __name__ == "__main__":
    main()
