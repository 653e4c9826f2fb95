# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The user's own JSON Schema: whether it can be applied, by what, and whether all of it judges. What it says is theirs."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from .errors import InvalidArgument
from .hidden import CarefulValidator
from .redaction import redact_text
from .schema import DEEPEST_NESTING, Schema
from .violations import EXTRA, INSTALL_ANEW, Path, dotted, json_path, look_up

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
#: What holds a schema, or a list with schemas in it.
_HOLD_SCHEMAS = frozenset(
    (
        *("additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"),
        *("allOf", "anyOf", "oneOf", "prefixItems", "unevaluatedItems", "unevaluatedProperties"),
        *("disallow", "extends", "type"),  # in draft 3
    )
)
#: What holds schemas under names, which are no keywords.
_HOLD_NAMED_SCHEMAS = frozenset(("$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"))
#: What judges nothing, as everybody knows. So does what begins like a word of the user's own.
_WORDS = frozenset(
    (
        *("$anchor", "$comment", "$defs", "$dynamicAnchor", "$recursiveAnchor", "default", "definitions", "deprecated"),
        *("description", "examples", "readOnly", "title", "writeOnly"),
    )
)
_OWN_WORDS = "x-"
_INDEX = re.compile(r"[0-9]{1,9}")
_IDS = frozenset(("$id", "id"))
#: Keywords that another one reads, and a keyword of those drafts in which it does. jsonschema does not list them.
_READ_BY = {
    "then": ("if", "if"),
    "else": ("if", "if"),
    "minContains": ("contains", "dependentRequired"),
    "maxContains": ("contains", "dependentRequired"),
    "exclusiveMinimum": ("minimum", "minimum"),
    "exclusiveMaximum": ("maximum", "maximum"),
}


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


def extra_validator(schema: Schema, *, of_shown: bool) -> Any:
    """What finds errors in a task. ``of_shown``: it is for tasks as they are shown, and does not judge what is hidden there."""
    if not isinstance(schema, dict) or not isinstance(schema.get("$schema", ""), str):
        raise InvalidArgument("extra_schema is no valid JSON Schema: it must be a dictionary, and its $schema a text")
    problems = list(json_problems(schema, EXTRA))
    if problems:
        raise InvalidArgument(*problems)
    library = import_jsonschema()
    try:
        validator_class = _draft_of(schema, library)
        schemas = _schemas_in(schema, lambda place, part: _check_form(place, part, validator_class, library))
    except RecursionError as error:
        raise InvalidArgument("extra_schema is nested too deeply") from error
    problems = list(_idle_parts(schemas, validator_class))
    if problems:
        raise InvalidArgument(*problems)
    if schema.keys().isdisjoint(validator_class.VALIDATORS):
        raise InvalidArgument("extra_schema has no rule at its top level, such as required or properties: it would judge nothing")
    # With an id, some releases of jsonschema look for the schema itself, and so for what it refers to, at that address. With a
    # $schema, some judge the whole, where it refers to itself, by another class than this one.
    nameless = {name: part for name, part in schema.items() if name not in _IDS | {"$schema"}}
    return CarefulValidator(library, validator_class, nameless) if of_shown else validator_class(nameless)


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


def _check_form(place: Path, schema: Any, validator_class: Any, library: Any) -> None:
    """Raises InvalidArgument when what stands at a place is no schema of the draft."""
    try:
        validator_class.check_schema(schema)
    except library.SchemaError as error:
        where = json_path((*place[1:], *error.absolute_path))
        raise InvalidArgument(f"extra_schema is no valid JSON Schema: see {where}, keyword {error.validator}") from error


def _schemas_in(root: Schema, check_form: Callable[[Path, Any], None]) -> dict[Path, Schema]:
    """Each schema in the user's own one by its place: those that stand where a keyword holds one, and those referred to.

    Form is checked of the whole, and of all that is referred to: that may stand where a draft knows of no schema.
    """
    check_form(EXTRA, root)
    found: dict[Path, Schema] = {}
    waiting = [(EXTRA, root)]
    for place, schema in waiting:  # which grows meanwhile
        if place in found:
            continue
        found[place] = schema
        waiting += _held_by(place, schema)
        for target in _pointers(schema):
            referred = _follow(root, target)
            check_form(*referred)
            if isinstance(referred[1], dict):  # else true or false
                waiting.append(referred)
    return found


def _held_by(place: Path, schema: Schema) -> Iterator[tuple[Path, Schema]]:
    """The schemas that the keywords of a schema hold, with their places. All else in it is no schema: names and data."""
    for keyword, value in schema.items():
        if isinstance(value, dict) and keyword in _HOLD_SCHEMAS:
            yield (*place, keyword), value
        members: Iterable[tuple[Any, Any]] = ()
        if isinstance(value, dict) and keyword in _HOLD_NAMED_SCHEMAS:
            members = value.items()
        elif isinstance(value, list) and keyword in _HOLD_SCHEMAS:
            members = enumerate(value)
        yield from (((*place, keyword, name), member) for name, member in members if isinstance(member, dict))


def _pointers(schema: Schema) -> Iterator[str]:
    """The places that a schema refers to. Those of a name (#name) are left out: only schemas that are found anyway have names."""
    for target in (schema.get(keyword) for keyword in _REFERENCES):
        if isinstance(target, str) and not target.startswith("#"):
            raise InvalidArgument(
                f"extra_schema refers to {redact_text(target)}: only references within the schema itself (#...) are followed"
            )
        if isinstance(target, str) and target.startswith("#/"):
            yield target


def _follow(root: Schema, pointer: str) -> tuple[Path, Any]:
    """Place and value that a pointer (#/...) leads to."""
    place, value = EXTRA, root
    for step in unquote(pointer[2:]).split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        key = int(name) if isinstance(value, list) and _INDEX.fullmatch(name) else name
        place, value = (*place, key), look_up(value, (key,))
    if value is None:
        raise InvalidArgument("extra_schema cannot be applied: a reference in it leads nowhere")
    return place, value


def _idle_parts(schemas: Mapping[Path, Schema], validator_class: Any) -> Iterator[str]:
    """A sentence for each part of the user's schema that would judge nothing, though it looks as if it did."""
    draft = _Draft(validator_class)
    for place, schema in schemas.items():
        member = place[-2:-1] == ("properties",) and place[:-2] in schemas
        for keyword in schema:
            for objection in draft.objections(keyword, schema, top=place == EXTRA, member=member):
                yield f"{dotted((*place, keyword))} {objection}"
        ignored = ", ".join(sorted((draft.rules - {"$ref"}).intersection(schema)))
        if ignored and draft.references_stand_alone and "$ref" in schema:
            yield f"{dotted(place)}: beside a $ref this draft ignores {ignored}; put the $ref and them into allOf"


class _Draft:
    """What a validator class judges."""

    def __init__(self, validator_class: Any) -> None:
        self.rules = frozenset(validator_class.VALIDATORS)
        self._readers = {
            name: reader for name, (reader, mark) in _READ_BY.items() if mark in self.rules and name not in self.rules
        }
        # In draft 3 a schema among properties says for itself that it is required.
        self._known = self.rules | _WORDS | self._readers.keys() | {"required"}
        self._only_at_top = {"$schema"} | _IDS & validator_class.META_SCHEMA.keys()
        alone = {"$ref": "#/definitions/any", "definitions": {"any": {}}, "not": {}}
        #: Up to draft-07, what stands beside a $ref judges nothing.
        self.references_stand_alone = validator_class(alone).is_valid(None)

    def objections(self, keyword: str, schema: Schema, *, top: bool, member: bool) -> Iterator[str]:
        """Why a keyword of a schema, which may be the whole or a member among properties, judges nothing there."""
        if keyword in self._only_at_top:
            if not top:
                yield "has its place at the top level alone"
        elif keyword == "format":
            yield "is not checked: use pattern"
        elif keyword not in self._known and not keyword.startswith(_OWN_WORDS):
            nearest = difflib.get_close_matches(keyword, sorted(self._known), n=1, cutoff=0.8)
            hint = f"did you mean {nearest[0]}?" if nearest else "correct it, or name its draft in $schema"
            yield f"is no keyword of this draft, and would judge nothing; {hint}"
        elif keyword == "required" and keyword not in self.rules and not member:
            yield "judges nothing outside of properties in this draft"
        elif keyword == "additionalItems" and not isinstance(schema.get("items"), list):
            yield "judges nothing unless items is a list"
        elif keyword == "if" and schema.keys().isdisjoint(("then", "else")):
            yield "judges nothing without then or else"
        elif keyword in self._readers and self._readers[keyword] not in schema:
            yield f"judges nothing without {self._readers[keyword]}"


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
    elif not isinstance(value, (str, int, float, type(None))):  # YAML has sets and bytes, too
        yield f"{dotted(path)} is no value of JSON, and no answer holds it"
