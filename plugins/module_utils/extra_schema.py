# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The user's own JSON Schema: whether it can be applied, and by what. What it says is the user's business."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .errors import InvalidArgument
from .redaction import redact_text
from .schema import DEEPEST_NESTING, Schema
from .violations import EXTRA, INSTALL_ANEW, Path, dotted, json_path

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


class Unusable(InvalidArgument):
    """jsonschema is there, as the faces have seen, but something is missing that it needs itself."""


def import_jsonschema() -> Any:
    """The library. To import it takes long, and what is valid does not need it. Raises Unusable."""
    try:
        import jsonschema

        for name in ("Draft7Validator", "FormatChecker", "SchemaError", "validators"):
            getattr(jsonschema, name)
    except Exception as error:  # of many types: what is half installed may fail in any way
        raise Unusable(f"extra_schema cannot be applied: {INSTALL_ANEW}") from error
    return jsonschema


def extra_validator(schema: Schema) -> Any:
    if not isinstance(schema, dict) or not isinstance(schema.get("$schema", ""), str):
        raise InvalidArgument("extra_schema is no valid JSON Schema: it must be a dictionary, and its $schema a text")
    problems = list(json_problems(schema, EXTRA))
    if problems:
        raise InvalidArgument(*problems)
    library = import_jsonschema()
    try:
        _refuse_remote_references(schema)
        validator_class = _draft_of(schema, library)
        validator_class.check_schema(schema)
        _refuse_rules_beside_references(schema, validator_class)
    except library.SchemaError as error:
        place = json_path(error.absolute_path)
        raise InvalidArgument(f"extra_schema is no valid JSON Schema: see {place}, keyword {error.validator}") from error
    except RecursionError as error:
        raise InvalidArgument("extra_schema is nested too deeply") from error
    if schema.keys().isdisjoint(validator_class.VALIDATORS):
        raise InvalidArgument("extra_schema has no rule at its top level, such as required or properties: it would judge nothing")
    return validator_class(schema)


def _draft_of(schema: Schema, library: Any) -> Any:
    """The validator class that $schema names; draft-07 without one. A draft that is not known here would not be judged."""
    if "$schema" not in schema:
        return library.Draft7Validator
    validator_class = library.validators.validator_for(schema, default=None)
    # Before release 4, jsonschema takes the newest draft that it knows in place of one that it does not know.
    if validator_class is None or not _is_of_draft(validator_class, schema["$schema"]):
        raise InvalidArgument(
            "extra_schema names a $schema that the installed jsonschema does not know: correct it, or use draft-07"
        )
    return validator_class


def _is_of_draft(validator_class: Any, name: str) -> bool:
    """Whether the class judges by the draft of that name, which may end in an empty fragment or not."""
    own: str = validator_class.ID_OF(validator_class.META_SCHEMA)
    return own.rstrip("#") == name.rstrip("#")


def _refuse_remote_references(schema: Schema) -> None:
    for _place, part in _objects(schema, EXTRA):
        for keyword in _REFERENCES:
            target = part.get(keyword)
            if isinstance(target, str) and not target.startswith("#"):
                raise InvalidArgument(
                    f"extra_schema refers to {redact_text(target)}: only references within the schema itself (#...) are followed"
                )


def _refuse_rules_beside_references(schema: Schema, validator_class: Any) -> None:
    """Up to draft-07, what stands beside a $ref judges nothing."""
    if not validator_class({"$ref": "#/definitions/any", "definitions": {"any": {}}, "not": {}}).is_valid(None):
        return
    rules = frozenset(validator_class.VALIDATORS) - {"$ref"}
    for place, part in _objects(schema, EXTRA):
        ignored = ", ".join(sorted(rules.intersection(part)))
        if ignored and isinstance(part.get("$ref"), str):
            raise InvalidArgument(
                f"{dotted(place)}: beside a $ref this draft ignores {ignored}; put the $ref and them into allOf"
            )


def _objects(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each object in ``value``, itself at ``path``, with its place."""
    if isinstance(value, dict):
        yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from _objects(member, (*path, name))


def json_problems(value: Any, path: Path) -> Iterator[str]:
    """A sentence for each place in ``value``, itself at ``path``, that JSON cannot hold: no answer would ever match it."""
    if len(path) > DEEPEST_NESTING:
        yield f"{path[0]} is nested too deeply"
    elif isinstance(value, Mapping):
        for key, member in value.items():
            if isinstance(key, str):
                yield from json_problems(member, (*path, key))
            else:
                yield f"{dotted(path)} has a name that YAML does not read as text: put it in quotes"
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from json_problems(item, (*path, index))
    elif isinstance(value, date):
        yield f"{dotted(path)} is a date, which no answer holds: put it in quotes"
    elif isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:
        yield f"{dotted(path)} is a number that no answer holds"
