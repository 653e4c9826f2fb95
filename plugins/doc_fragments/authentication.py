# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asks."""

from __future__ import annotations


class ModuleDocFragment:
    """Who asks."""

    DOCUMENTATION = r"""
options:
  auth_method:
    description:
      - How to authenticate. V(auto) takes what is there, a token before an access key.
      - Where it is left out, E(CAMPUSGO_AUTH_METHOD) is read.
    type: str
    choices: [auto, token, access_key]
    default: auto
  token:
    description:
      - An IAM token, scoped to the project.
      - Where no credentials are given, E(CAMPUSGO_TOKEN), E(HW_AUTH_TOKEN) and E(OS_AUTH_TOKEN) are read, in this order.
    type: str
  access_key:
    description:
      - Id of an access key (AK). Needs O(secret_key).
      - Where no credentials are given, E(CAMPUSGO_ACCESS_KEY), E(HUAWEICLOUD_SDK_AK), E(HW_ACCESS_KEY) and E(OS_ACCESS_KEY) are
        read, in this order.
    type: str
  secret_key:
    description:
      - The secret key (SK) that belongs to O(access_key). Signs each request and is never sent.
      - Where no credentials are given, E(CAMPUSGO_SECRET_KEY), E(HUAWEICLOUD_SDK_SK), E(HW_SECRET_KEY) and E(OS_SECRET_KEY) are
        read, in this order.
    type: str
  security_token:
    description:
      - The security token that belongs to a temporary O(access_key).
      - Where no credentials are given, E(CAMPUSGO_SECURITY_TOKEN), E(HUAWEICLOUD_SDK_SECURITY_TOKEN) and E(HW_SECURITY_TOKEN)
        are read, in this order.
    type: str
notes:
  - Credentials never mix sources. The highest source that holds any of them decides, and an incomplete set there is an error. The
    sources are, highest first, the arguments of the task (or C(module_defaults)); for plugins that run on the controller, the
    variables C(campusgo_token), C(campusgo_access_key) and so on; the environment variables E(CAMPUSGO_*); then
    E(HUAWEICLOUD_SDK_*), E(HW_*) and E(OS_*).
"""

    CONTROLLER = r"""
options:
  auth_method:
    env:
      - name: CAMPUSGO_AUTH_METHOD
    vars:
      - name: campusgo_auth_method
  token:
    env:
      - name: CAMPUSGO_TOKEN
    vars:
      - name: campusgo_token
  access_key:
    env:
      - name: CAMPUSGO_ACCESS_KEY
    vars:
      - name: campusgo_access_key
  secret_key:
    env:
      - name: CAMPUSGO_SECRET_KEY
    vars:
      - name: campusgo_secret_key
  security_token:
    env:
      - name: CAMPUSGO_SECURITY_TOKEN
    vars:
      - name: campusgo_security_token
"""
