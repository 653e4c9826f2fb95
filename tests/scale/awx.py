# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX does with a credential type: what it refuses, and what it puts into a job.

Source of the rules: https://docs.ansible.com/projects/awx/en/latest/userguide/credential_types.html, and the class
CredentialTypeInputField and its neighbor in awx/main/fields.py. Putting in is done by AWX's own package awx_plugins.interfaces.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
from awx_plugins.interfaces._temporary_private_container_api import CONTAINER_ROOT
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import ENV_BLOCKLIST, HIDDEN_PASSWORD, inject_credential
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

Definition = dict[str, Any]

HIDDEN = HIDDEN_PASSWORD
"""What AWX shows in place of a secret."""

_NAME = "^[A-Za-z_][A-Za-z0-9_]*$"
_INPUTS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["fields"],
    "properties": {
        "required": {"type": "array", "items": {"type": "string"}},
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "label"],
                "properties": {
                    "id": {"type": "string", "pattern": _NAME, "not": {"const": "tower"}},
                    "label": {"type": "string"},
                    "help_text": {"type": "string"},
                    "type": {"enum": ["string", "boolean"]},
                    "format": {"enum": ["ssh_private_key", "url"]},
                    "choices": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
                    "multiline": {"type": "boolean"},
                    "secret": {"type": "boolean"},
                    "ask_at_runtime": {"type": "boolean"},
                    "default": {"type": ["string", "boolean"]},
                },
                # What is said of texts may not be said of a boolean.
                "if": {"required": ["type"], "properties": {"type": {"const": "boolean"}}},
                "then": {
                    "properties": dict.fromkeys(("choices", "multiline", "format", "secret"), False)
                    | {"default": {"type": "boolean"}}
                },
                "else": {"properties": {"default": {"type": "string"}}},
            },
        },
    },
}
_INJECTORS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {r"^template(\.[A-Za-z_][A-Za-z0-9_]*)?$": {"type": "string"}},
        },
        "env": {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {_NAME: {"type": "string", "pattern": "^[\x00-\x7f]*$"}},
            "propertyNames": {"not": {"anyOf": [{"pattern": "^ANSIBLE_"}, {"enum": sorted(ENV_BLOCKLIST)}]}},
        },
        "extra_vars": {"type": "object"},
    },
}


def check(inputs: Definition, injectors: Definition) -> None:
    """Raise ValidationError or UndefinedError where AWX refuses such a credential type.

    One file is all that is understood here; AWX knows several.
    """
    jsonschema.Draft7Validator(_INPUTS).validate(inputs)
    jsonschema.Draft7Validator(_INJECTORS).validate(injectors)
    names = [field["id"] for field in inputs["fields"]]
    if len(set(names)) < len(names) or not set(inputs.get("required", [])) <= set(names):
        raise jsonschema.ValidationError(f"names must be unique and known: {names}")
    known: dict[str, Any] = dict.fromkeys(names, "example")
    if "template" in injectors.get("file", {}):
        known["tower"] = {"filename": "example"}
    templates = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for injector in injectors.values():
        for template in injector.values():
            templates.from_string(template).render(known)


def inject(inputs: Definition, injectors: Definition, values: Definition, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The environment that a job gets from a credential with these values, and what AWX shows of it.

    Files are written to ``folder``, the job's private folder, and named as they are reached here, not in a container.
    """
    (folder / "env").mkdir(parents=True, exist_ok=True)
    fields = [{"type": "string", **field} for field in inputs["fields"]]
    credential_type = SimpleNamespace(inputs={**inputs, "fields": fields}, injectors=injectors)
    environment: dict[str, str] = {}
    shown: dict[str, str] = {}
    arguments: list[str] = []
    inject_credential(credential_type, Credential(values), environment, shown, arguments, str(folder))
    if arguments:
        raise AssertionError(f"something became an extra variable: {arguments}")
    return {name: value.replace(CONTAINER_ROOT, str(folder), 1) for name, value in environment.items()}, shown
