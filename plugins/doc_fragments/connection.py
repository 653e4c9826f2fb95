# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the service is, and how it is reached."""

from __future__ import annotations


class ModuleDocFragment:
    """Where the service is, and how it is reached."""

    DOCUMENTATION = r"""
options:
  region:
    description:
      - Region of the service, such as V(cn-north-4). Decides O(endpoint), O(iam_endpoint) and O(project_name) where these are
        left out.
      - Where it is left out, E(CAMPUSGO_REGION), E(HW_REGION_NAME) and E(OS_REGION_NAME) are read, in this order.
    type: str
  endpoint:
    description:
      - Base URL of the service, without C(/v2).
      - Where it is left out, E(CAMPUSGO_ENDPOINT) is read, then the variable of the vendor's SDK for the region, such as
        E(HUAWEICLOUD_SDK_REGION_CAMPUSGO_CN_NORTH_4); otherwise it is C(https://iva.{region}.myhuaweicloud.com).
      - Plain C(http) to another host than loopback gives a warning.
    type: str
  project_id:
    description:
      - Id of the project that the tasks belong to. Where nothing tells it, the identity service is asked for the project
        O(project_name).
      - Where it is left out, E(CAMPUSGO_PROJECT_ID), E(HUAWEICLOUD_SDK_PROJECT_ID), E(HW_PROJECT_ID), E(OS_PROJECT_ID) and
        E(OS_TENANT_ID) are read, in this order.
    type: str
  project_name:
    description:
      - Name of the project, where O(project_id) is not given. Without it, it is O(region), which is the name of the region's main
        project.
      - Where it is left out, E(CAMPUSGO_PROJECT_NAME), E(HW_PROJECT_NAME), E(OS_PROJECT_NAME) and E(OS_TENANT_NAME) are read, in
        this order.
    type: str
  iam_endpoint:
    description:
      - Base URL of the identity service, with or without C(/v3). It is asked for a token when there is a password, and for the
        project when O(project_id) is not given.
      - Where it is left out, E(CAMPUSGO_IAM_ENDPOINT), E(HUAWEICLOUD_SDK_IAM_ENDPOINT), E(HW_AUTH_URL) and E(OS_AUTH_URL) are
        read, in this order; otherwise it is C(https://iam.{region}.myhuaweicloud.com).
      - E(OS_AUTH_URL) counts only where the credentials come from the environment variables E(OS_*) too. Others must not get to
        another OpenStack.
      - Plain C(http) to another host than loopback gives a warning.
    type: str
  validate_certs:
    description:
      - Whether the certificate of the service is verified.
      - Where it is left out, E(CAMPUSGO_VALIDATE_CERTS) is read.
    type: bool
    default: true
  ca_path:
    description:
      - File, or directory with hashed names, of the certificate authorities to trust, in PEM form.
      - Where it is left out, E(CAMPUSGO_CA_PATH) and E(OS_CACERT) are read, in this order; otherwise the system's authorities and
        those that come with the Python library C(requests) count.
    type: path
  use_proxy:
    description:
      - Whether the proxies that E(https_proxy), E(http_proxy), E(all_proxy) and E(no_proxy) name are used.
      - Where it is left out, E(CAMPUSGO_USE_PROXY) is read.
    type: bool
    default: true
  request_timeout:
    description:
      - Seconds that one request may take, from connecting to the last byte.
      - Where it is left out, E(CAMPUSGO_REQUEST_TIMEOUT) is read.
    type: float
    default: 30
  timeout:
    description:
      - Seconds that the whole query may take, however many tasks, retries included.
      - Where it is left out, E(CAMPUSGO_TIMEOUT) is read.
    type: float
    default: 120
  retries:
    description:
      - How many times a request is sent again after a passing fault, which is no connection, or one of the HTTP statuses 429,
        500, 502, 503 and 504. V(0) means never.
      - Where it is left out, E(CAMPUSGO_RETRIES) and E(HW_MAX_RETRIES) are read, in this order.
    type: int
    default: 5
  concurrency:
    description:
      - How many requests may be under way at once, V(1) to V(256).
      - Where it is left out, E(CAMPUSGO_CONCURRENCY) is read.
    type: int
    default: 16
"""

    CONTROLLER = r"""
options:
  region:
    env:
      - name: CAMPUSGO_REGION
    vars:
      - name: campusgo_region
  endpoint:
    env:
      - name: CAMPUSGO_ENDPOINT
    vars:
      - name: campusgo_endpoint
  project_id:
    env:
      - name: CAMPUSGO_PROJECT_ID
    vars:
      - name: campusgo_project_id
  project_name:
    env:
      - name: CAMPUSGO_PROJECT_NAME
    vars:
      - name: campusgo_project_name
  iam_endpoint:
    env:
      - name: CAMPUSGO_IAM_ENDPOINT
    vars:
      - name: campusgo_iam_endpoint
  validate_certs:
    env:
      - name: CAMPUSGO_VALIDATE_CERTS
    vars:
      - name: campusgo_validate_certs
  ca_path:
    env:
      - name: CAMPUSGO_CA_PATH
    vars:
      - name: campusgo_ca_path
  use_proxy:
    env:
      - name: CAMPUSGO_USE_PROXY
    vars:
      - name: campusgo_use_proxy
  request_timeout:
    env:
      - name: CAMPUSGO_REQUEST_TIMEOUT
    vars:
      - name: campusgo_request_timeout
  timeout:
    env:
      - name: CAMPUSGO_TIMEOUT
    vars:
      - name: campusgo_timeout
  retries:
    env:
      - name: CAMPUSGO_RETRIES
    vars:
      - name: campusgo_retries
  concurrency:
    env:
      - name: CAMPUSGO_CONCURRENCY
    vars:
      - name: campusgo_concurrency
"""
