"""What is done with a file that somebody sends: nothing is taken, since no page asks for one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Stops at the first file, so that nobody fills the disk with one. Raises `BadRequest`, which is answered with status 400."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise BadRequest("no page here takes a file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        raise BadRequest("no page here takes a file")

    def file_complete(self, file_size: int) -> None:
        return None
