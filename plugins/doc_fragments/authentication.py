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
      - How to authenticate. V(auto) takes what the highest source of credentials holds, a token before an access key, before a
        password, before a profile.
      - V(password) gets a token from the identity service, and gets another before it ends or when it is refused.
      - V(profile) takes an access key from O(credentials_file).
      - V(metadata) takes temporary keys from the metadata service of the cloud server on which this runs. It is never tried
        unless it is asked for.
      - Where it is left out, E(CAMPUSGO_AUTH_METHOD) is read.
    type: str
    choices: [auto, token, access_key, password, profile, metadata]
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
  username:
    description:
      - Name of an IAM user. Needs O(password) and O(domain_name).
      - Where no credentials are given, E(CAMPUSGO_USERNAME), E(HW_USER_NAME) and E(OS_USERNAME) are read, in this order.
    type: str
  password:
    description:
      - Password of the user. It is sent to O(iam_endpoint) alone.
      - Where no credentials are given, E(CAMPUSGO_PASSWORD), E(HW_USER_PASSWORD) and E(OS_PASSWORD) are read, in this order.
    type: str
  domain_name:
    description:
      - Name of the account that the user belongs to; IAM calls an account a domain.
      - Where no credentials are given, E(CAMPUSGO_DOMAIN_NAME), E(HW_DOMAIN_NAME), E(OS_DOMAIN_NAME), E(OS_USER_DOMAIN_NAME) and
        E(OS_PROJECT_DOMAIN_NAME) are read, in this order.
    type: str
  credentials_file:
    description:
      - An INI file with profiles, in the format of the vendor's SDK (members C(ak), C(sk), C(security_token), C(project_id),
        C(iam_endpoint)). Without it, and with O(auth_method=profile) or O(profile), it is C(~/.huaweicloud/credentials).
      - C(project_id) and C(iam_endpoint) of the file count where these options are set nowhere else.
      - Where no credentials are given, E(CAMPUSGO_CREDENTIALS_FILE) and E(HUAWEICLOUD_SDK_CREDENTIALS_FILE) are read, in this
        order.
    type: path
  profile:
    description:
      - Name of the section in O(credentials_file). Without it, it is C(basic).
      - Where no credentials are given, E(CAMPUSGO_PROFILE) is read.
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
  username:
    env:
      - name: CAMPUSGO_USERNAME
    vars:
      - name: campusgo_username
  password:
    env:
      - name: CAMPUSGO_PASSWORD
    vars:
      - name: campusgo_password
  domain_name:
    env:
      - name: CAMPUSGO_DOMAIN_NAME
    vars:
      - name: campusgo_domain_name
  credentials_file:
    env:
      - name: CAMPUSGO_CREDENTIALS_FILE
    vars:
      - name: campusgo_credentials_file
  profile:
    env:
      - name: CAMPUSGO_PROFILE
    vars:
      - name: campusgo_profile
"""
