# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a profile from a credentials file: the INI format of the vendor's SDK (huaweicloudsdkcore 3.1)."""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import InvalidArgument

#: The section of the credentials for services that belong to a project.
DEFAULT_PROFILE = "basic"
#: Names in the file, and the options that they are.
_KEYS = {"ak": "access_key", "sk": "secret_key", "security_token": "security_token"}
#: The options as a message about a profile calls them.
KEY_NAMES = {option: key if key == option else f"{key} ({option})" for key, option in _KEYS.items()}
_SETTINGS = ("project_id", "iam_endpoint")
_FEDERATION = ("idp_id", "id_token_file")


@dataclass(frozen=True)
class Profile:
    """Keys and settings that a profile holds, by option name."""

    description: str
    keys: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, str]


def default_credentials_file() -> str:
    """Where the vendor's SDK looks. Begins with ~ where there is no home."""
    return os.path.expanduser(os.path.join("~", ".huaweicloud", "credentials"))


def read_profile(path: str | None, name: str | None) -> Profile:
    """A profile. Raises InvalidArgument when it cannot be had; nothing of the file's content is in the message."""
    file = os.path.expanduser(path) if path else default_credentials_file()
    sections = _read(file)
    name = name or DEFAULT_PROFILE
    if not sections.has_section(name):
        known = ", ".join(sections.sections()) or "none"
        raise InvalidArgument(f"credentials_file {file} has no profile [{name}]; there are: {known}")
    values = {key: value for key, value in sections.items(name) if value}
    if all(key in values for key in _FEDERATION):
        # The SDK would prefer this to the keys, so the keys are not what the user means.
        raise InvalidArgument(f"profile [{name}] of {file} asks for an identity provider (idp_id), which is not supported")
    description = f"profile [{name}] of {file}"
    quoted = [key for key in (*_KEYS, *_SETTINGS) if _is_quoted(values.get(key, ""))]
    if quoted:
        raise InvalidArgument(f"{quoted[0]} in {description} is in quotes, which would be part of the value: leave them out")
    return Profile(
        description=description,
        keys={option: values[key] for key, option in _KEYS.items() if key in values},
        settings={key: values[key] for key in _SETTINGS if key in values},
    )


def _is_quoted(value: str) -> bool:
    return len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"


def _read(file: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    try:
        with open(file, encoding="utf-8-sig") as opened:  # some editors begin a file with a byte order mark
            parser.read_string(opened.read())
    except OSError as error:
        raise InvalidArgument(f"credentials_file {file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidArgument(f"credentials_file {file} cannot be read: it is not UTF-8") from None
    except ValueError:
        raise InvalidArgument(f"credentials_file {file!r} cannot be the path of a file") from None
    except configparser.DuplicateSectionError as error:
        raise InvalidArgument(f"credentials_file {file} has profile [{error.section}] twice, line {error.lineno}") from None
    except configparser.DuplicateOptionError as error:
        raise InvalidArgument(f"profile [{error.section}] of {file} has a member twice, line {error.lineno}") from None
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((number for number, _text in getattr(error, "errors", [])), None)
        where = f", line {line}" if line else ""
        raise InvalidArgument(f"credentials_file {file} cannot be read: it is no INI file with sections{where}") from None
    return parser
