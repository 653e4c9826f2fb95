# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Made-up answers of algorithms for which no answer is printed, from the formal definition and the printed requests."""

from __future__ import annotations

import json
from typing import Any

_COMMON_MEMBERS = {
    "id": "0f8fad5bd9cb469fa16570867728950e",
    "name": "gate-3",
    "creator": "operator",
    "project_id": "6204a5bd270343b5885144cf9c8c158d",
    "service_version": "3.0",
    "created_at": "2023-02-01T08:00:00Z",
    "updated_at": "2023-02-01T08:01:30Z",
    "state": "RUNNING",
}
_POLYGONS = json.dumps({"polygons": [{"name": "zone", "data": [[0, 0], [0, 99], [99, 99]], "properties": {"direction": 1}}]})

OTHER_ALGORITHMS: dict[str, dict[str, Any]] = {
    "camera platform to local path": {
        **_COMMON_MEMBERS,
        "service_name": "c-trash-overflow-edge",
        "edge_pool_id": "edgestreampool3kd9_Ab1",
        "input": {
            "type": "vcn",
            "data": [
                {"index": 0, "device_id": "01234567890123456789#" + "a1B2" * 8, "stream_type": 1},
                {"index": 1, "device_id": "01234567890123456789#42#" + "a1B2" * 8, "stream_type": 3},
            ],
            "vcn": {"ip": "192.0.2.10", "port": "4675", "username": "viewer", "password": "made-up"},
        },
        "output": {"localpath": {"mount_source_path": "/var/lib/results-1.0/", "data_category": ["OriginImage"]}},
        "service_config": {"common": {"alarm_threshold": "5", "target_roi": _POLYGONS}},
    },
    "camera platform without what is secret": {
        **_COMMON_MEMBERS,
        "input": {"type": "vcn", "data": [{"stream_type": 2}], "vcn": {"ip": "192.0.2.10", "port": 4675, "username": "viewer"}},
        "output": {"dis": {"stream_name": "results"}},
    },
    "video by URL": {
        **_COMMON_MEMBERS,
        "state": "SUCCEEDED",
        "input": {"type": "url", "data": [{"index": 0, "url": "rtsp://viewer:made-up@192.0.2.11:554/h264/ch1?transport=tcp"}]},
        "output": {"webhook": {"url": "http://receiver.example:8080/events?key=made-up", "headers": {"appKey": "made-up"}}},
        "service_config": {"common": {"face_first_send_threshold": 0.5, "face_repeat_send_mode": "QUALITY_STEP"}},
    },
    "files in object storage": {
        **_COMMON_MEMBERS,
        "id": "task9Zk_3abQ",
        "state": "FAILED",
        "error": {"code": "ALG.002", "message": "The input cannot be decoded."},
        "input": {"type": "obs", "data": [{"bucket": "videos.2023", "path": "/input/烟火 test.mp4"}]},
        "output": {"obs": {"bucket": "results-2023", "path": "output/", "data_category": []}, "dis": {"stream_name": "r"}},
        "service_config": {"common": {"begin": "2019/04/14 08:00:00"}},
    },
    "address from a service": {
        **_COMMON_MEMBERS,
        "state": "PENDING",
        "status": "Waiting for available computing resource.",
        "edge_pool_id": "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a",
        "input": {
            "type": "edgerestful",
            "data": [
                {
                    "url": "https://cameras.example/v1/streams/7",
                    "certificate_check": False,
                    "headers": {"appId": "made-up", "appKey": "made-up"},
                    "rtsp_path_in_response": "data/rtsp_url",
                }
            ],
        },
        "output": {"webhook": {"url": "https://receiver.example/", "headers": {"Content-Type": "application/json"}}},
    },
    "stream of the cloud to stream and web hook": {
        **_COMMON_MEMBERS,
        "description": None,
        "service_title": {"en": "Vehicle detection", "zh": "车辆检测"},
        "input": {"type": "vis", "data": [{"stream_name": "gate-3_main", "index": 49}]},
        "output": {
            "dis": {"stream_name": "results", "data_category": ["FaceImage", "OriginImage"]},
            "webhook": {"url": "https://receiver.example/events", "headers": {"Accept": "application/json"}},
        },
        "service_config": {"common": {"banner_threshold": "2", "alert_mode": "both", "target_roi": None}},
    },
    "nested configuration": {
        **_COMMON_MEMBERS,
        "input": {"type": "edgecamera", "data": [{"id": "aec5857c-222f-4aa9-be39-23654e118886"}]},
        "output": {"webhook": {"url": "https://receiver.example/events"}},
        "service_config": {
            "common": {
                "license_plate": {"sw": 1, "province": "粤", "filters": [{"color": "blue"}, []]},
                "road_lines": [{"from": [0, 0], "to": [9, 9]}],
                "spec_vehicle_type_set": ["truck", 7],
                "outstore_stall _detect_sw": 1,
                "target_roi": json.dumps({"lines": [{"data": [[0, 0.5], [100, 50]]}]}),
            },
            "special": {"mode": None},
        },
        "timing": {"type": "daily", "timezone": "+08:00", "periods": [{"begin_at": "08:00", "end_at": "20:00"}]},
        "timing_status": "ACTIVATED",
    },
    "successor's kind of source": {
        **_COMMON_MEMBERS,
        "state": "SCHEDULING",
        "created_at": "2023-06-06T06:59:33.024Z",
        "input": {"type": "video_source", "data": [{"video_source_id": "aec5857c-222f-4aa9-be39-23654e118886"}]},
        "output": {"event_center": True},
        "config": {"common": {"x": 1}},
    },
}
