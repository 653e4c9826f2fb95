# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the service is and how patiently it is asked: the checked form of the connection options."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import InvalidArgument
from .options import OWN_PREFIX
from .schema import PROJECT_ID, matches
from .timing import LONGEST_TIME

_REGION = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MOST_CONCURRENT = 256


@dataclass(frozen=True)
class Connection:
    """Times in seconds. Endpoints are scheme, host and port, perhaps a path, without a slash at the end.

    Without ``project_id`` the project is found by ``project_name``. ``iam_endpoint`` is None only where nothing tells it.
    """

    endpoint: str
    project_id: str | None
    project_name: str | None
    iam_endpoint: str | None
    validate_certs: bool
    ca_path: str | None
    use_proxy: bool
    request_timeout: float
    timeout: float
    retries: int
    concurrency: int


def sends_in_the_clear(endpoint: str) -> bool:
    """Whether credentials would cross a network unencrypted."""
    parts = urlsplit(endpoint)
    return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def make_connection(given: Mapping[str, Any], environment: Mapping[str, str], logs_in: bool = False) -> Connection:
    """The connection that parameters with their defaults describe. Raises InvalidArgument with everything that is wrong.

    ``logs_in`` tells that there is a password, for which the identity service is always needed.
    """
    region, project_id = given["region"], given["project_id"]
    endpoint = (given["endpoint"] or _default_endpoint(region, environment) or "").rstrip("/")
    iam_endpoint = _without_version(given["iam_endpoint"]) if given["iam_endpoint"] else _default_iam_endpoint(region)
    project_name = given["project_name"] or region
    problems = [
        *_region_problems(region),
        *([] if endpoint or region else [f"region is missing: give region or endpoint, or set {OWN_PREFIX}REGION"]),
        *_url_problems("endpoint", endpoint, "https://iva.cn-north-4.myhuaweicloud.com"),
        *_url_problems("iam_endpoint", iam_endpoint, "https://iam.cn-north-4.myhuaweicloud.com"),
        *_project_problems(project_id, project_name, iam_endpoint, region, logs_in),
        *_certificate_problems(given["ca_path"]),
        *_number_problems(given),
    ]
    if problems:
        raise InvalidArgument(*problems)
    made = {"endpoint": endpoint, "iam_endpoint": iam_endpoint, "project_name": project_name}
    return Connection(**made, **{name: given[name] for name in Connection.__dataclass_fields__ if name not in made})


def _default_endpoint(region: str | None, environment: Mapping[str, str]) -> str | None:
    """The vendor SDK's variable for this service and region (it may list several: the first counts), else the public host."""
    if region is None or not matches(_REGION, region):
        return None
    configured = environment.get("HUAWEICLOUD_SDK_REGION_CAMPUSGO_" + region.upper().replace("-", "_"), "")
    return configured.split(",")[0].strip() or f"https://iva.{region}.myhuaweicloud.com"


def _default_iam_endpoint(region: str | None) -> str | None:
    return f"https://iam.{region}.myhuaweicloud.com" if matches(_REGION, region) else None


def _without_version(iam_endpoint: str) -> str:
    """OpenStack's variable holds the version too, which the calls add themselves."""
    return re.sub(r"/v3$", "", iam_endpoint.rstrip("/")).rstrip("/")


def _region_problems(region: str | None) -> list[str]:
    return [f"region {region!r} is no region id such as cn-north-4"] if region and not matches(_REGION, region) else []


def _url_problems(name: str, url: str | None, example: str) -> list[str]:
    if not url:
        return []
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or re.search(r"[^\x21-\x7e]", url):
        return [f"{name} is no http or https URL such as {example}"]
    if "@" in parts.netloc or "?" in url or "#" in url:
        return [f"{name} must be scheme, host and port alone: no user name, no query, no fragment"]
    return []


def _project_problems(
    project_id: str | None, project_name: str | None, iam_endpoint: str | None, region: str | None, logs_in: bool
) -> list[str]:
    """What is wrong with the project and the service that knows it. A region tells both; a wrong one is one problem."""
    problems = []
    if project_id is not None and not matches(PROJECT_ID, project_id):
        problems.append("project_id must be 1 to 64 letters, digits or -; copy it from My Credentials in the console")
    if not region and project_id is None and not (project_name and iam_endpoint):
        wanted = "project_id or project_name" if iam_endpoint or logs_in else "project_id"
        problems.append(f"project_id is missing: give {wanted}, or set {OWN_PREFIX}PROJECT_ID; with region it is found by itself")
    if not region and logs_in and not iam_endpoint:
        problems.append(f"iam_endpoint is missing for a password: give region or iam_endpoint, or set {OWN_PREFIX}REGION")
    return problems


def _certificate_problems(ca_path: str | None) -> list[str]:
    if ca_path is not None and not os.path.exists(ca_path):
        return [f"ca_path {ca_path!r} does not exist: give a file or a directory of CA certificates in PEM form"]
    return []


def _number_problems(given: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{name} must be a number of seconds above 0, a week at the most, not {given[name]}"
        for name in ("request_timeout", "timeout")
        if not 0 < given[name] <= LONGEST_TIME
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
