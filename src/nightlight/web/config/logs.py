"""Logs as one JSON object a line, without personal data: no address beyond its pattern, no form, no words of a record."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

#: What a record may say of a request: its pattern, never the address with a family's key in it.
_SAID: Final = ("pattern", "method", "status", "milliseconds", "request_id")


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON.

    The message of an unexpected error is left out, since it may quote what a person typed; its type and the places in the code
    are kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith("nightlight"):
            line["event"] = record.getMessage()
        else:
            line["event"] = str(record.msg)
        line |= {name: getattr(record, name) for name in _SAID if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _places(trace: Any) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('site-packages/', 1)[-1].rsplit('src/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-12:]
