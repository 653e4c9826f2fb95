# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of analysis services that the vendor's documentation prints in request paths.

The service has no call that lists them, so this list is only good for one thing: proposing the nearest name after a typo.
A name that is not here may well exist. Their endings tell where the tasks run.
"""

from __future__ import annotations

import difflib

KNOWN_SERVICES = (
    "c-abandon-detection-cloud",
    "c-abandon-detection-edge",
    "c-crowdcount-cloud",
    "c-crowdcount-edge",
    "c-event-action-recog-edge",
    "c-face-detection",
    "c-face-edge",
    "c-fightdetect-cloud",
    "c-fire-exit-occupation-cloud",
    "c-fire-exit-occupation-edge",
    "c-flowcount-cloud",
    "c-flowcount-edge",
    "c-helmet-elec-recog-cloud",
    "c-helmet-elec-recog-edge",
    "c-highpoint-crowdcount-cloud",
    "c-highpoint-crowdcount-edge",
    "c-highway-flow-event-edge",
    "c-intrusiondetection-cloud",
    "c-intrusiondetection-edge",
    "c-mobile-manholecover-edge",
    "c-mobile-trash-detect-edge",
    "c-non-motor-detection-cloud",
    "c-non-motor-detection-edge",
    "c-object-attri-recog-cloud",
    "c-object-attri-recog-edge",
    "c-pose-action-recog-edge",
    "c-queue-status-analysis-cloud",
    "c-queue-status-analysis-edge",
    "c-retrograde-detection-edge",
    "c-safetysuitedetection-cloud",
    "c-safetysuitedetection-edge",
    "c-sharedbicycledetection-edge",
    "c-smoke-and-fire-cloud",
    "c-smoke-and-fire-edge",
    "c-staffonduty-edge",
    "c-traffic-abnormal-park-cloud",
    "c-traffic-abnormal-park-edge",
    "c-trash-abnormal-detect-edge",
    "c-trash-overflow-edge",
    "c-urban-dregs-cloud",
    "c-urban-dregs-edge",
    "c-urban-drying-edge",
    "c-urban-manholecover-miss-edge",
    "c-urban-roadside-stall-cloud",
    "c-urban-roadside-stall-edge",
    "c-urban-sign-detect-edge",
    "c-urban-stacking-cloud",
    "c-urban-stacking-edge",
    "c-urban-trash-detect-cloud",
    "c-urban-trash-detect-edge",
    "c-urban-trash-overflow-cloud",
    "c-urban-trash-overflow-edge",
    "c-urban-umbrella-edge",
    "c-vehicle-detection-cloud",
    "c-vehicle-detection-edge",
    "c-vehicle-statistics-edge",
    "c-wear-mask-recog-cloud",
    "drainage-recognition-edge",
    "floating-cloud",
    "floating-edge",
    "ship-intrusion-cloud",
    "ship-intrusion-edge",
    "w-ponding-detection-cloud",
    "w-ponding-detection-edge",
)


def is_edge_service(name: str) -> bool:
    """Whether the tasks of a service run in edge pools, as its name says."""
    return name.endswith("-edge")


def nearest_service(name: str) -> str | None:
    """The documented service name most like ``name``, or None when none is close or ``name`` itself is documented."""
    if name in KNOWN_SERVICES:
        return None
    return next(iter(difflib.get_close_matches(name, KNOWN_SERVICES, n=1, cutoff=0.8)), None)
