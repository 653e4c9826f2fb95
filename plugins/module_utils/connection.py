# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the service is and how patiently it is asked: the checked form of the connection options."""

from __future__ import annotations

import ipaddress
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import InvalidArgument
from .options import OWN_PREFIX
from .schema import PROJECT_ID, matches

_REGION = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MOST_CONCURRENT = 256


@dataclass(frozen=True)
class Connection:
    """Times in seconds. ``endpoint`` is scheme, host and port, perhaps a path, without a slash at the end."""

    endpoint: str
    project_id: str
    validate_certs: bool
    ca_path: str | None
    use_proxy: bool
    request_timeout: float
    timeout: float
    retries: int
    concurrency: int

    @property
    def sends_in_the_clear(self) -> bool:
        """Whether credentials would cross a network unencrypted."""
        parts = urlsplit(self.endpoint)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def make_connection(given: Mapping[str, Any], environment: Mapping[str, str]) -> Connection:
    """The connection that parameters with their defaults describe. Raises InvalidArgument with everything that is wrong."""
    endpoint = (given["endpoint"] or _default_endpoint(given["region"], environment) or "").rstrip("/")
    problems = [
        *_endpoint_problems(endpoint, given["region"]),
        *_project_problems(given["project_id"]),
        *_certificate_problems(given["ca_path"]),
        *_number_problems(given),
    ]
    if problems:
        raise InvalidArgument(*problems)
    return Connection(
        endpoint=endpoint,
        **{name: given[name] for name in Connection.__dataclass_fields__ if name != "endpoint"},
    )


def _default_endpoint(region: str | None, environment: Mapping[str, str]) -> str | None:
    """The vendor SDK's variable for this service and region (it may list several: the first counts), else the public host."""
    if region is None or not matches(_REGION, region):
        return None
    configured = environment.get("HUAWEICLOUD_SDK_REGION_CAMPUSGO_" + region.upper().replace("-", "_"), "")
    return configured.split(",")[0].strip() or f"https://iva.{region}.myhuaweicloud.com"


def _endpoint_problems(endpoint: str, region: str | None) -> list[str]:
    if region and not matches(_REGION, region):
        return [f"region {region!r} is no region id such as cn-north-4"]
    if not endpoint:
        return [f"region is missing: give region or endpoint, or set {OWN_PREFIX}REGION"]
    try:
        parts = urlsplit(endpoint)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or re.search(r"[^\x21-\x7e]", endpoint):
        return ["endpoint is no http or https URL such as https://iva.cn-north-4.myhuaweicloud.com"]
    if "@" in parts.netloc or "?" in endpoint or "#" in endpoint:
        return ["endpoint must be scheme, host and port alone: no user name, no query, no fragment"]
    return []


def _project_problems(project_id: str | None) -> list[str]:
    if project_id is None:
        return [f"project_id is missing: give project_id, or set {OWN_PREFIX}PROJECT_ID"]
    if not matches(PROJECT_ID, project_id):
        return ["project_id must be 1 to 64 letters, digits or -; copy it from My Credentials in the console"]
    return []


def _certificate_problems(ca_path: str | None) -> list[str]:
    if ca_path is not None and not os.path.exists(ca_path):
        return [f"ca_path {ca_path} does not exist: give a file or a directory of CA certificates in PEM form"]
    return []


def _number_problems(given: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{name} must be a number of seconds above 0, not {given[name]}"
        for name in ("request_timeout", "timeout")
        if not (math.isfinite(given[name]) and given[name] > 0)
    ]
    if given["retries"] < 0:
        problems.append(f"retries must be 0 or more, not {given['retries']}")
    if not 1 <= given["concurrency"] <= _MOST_CONCURRENT:
        problems.append(f"concurrency must be 1 to {_MOST_CONCURRENT}, not {given['concurrency']}")
    return problems


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
