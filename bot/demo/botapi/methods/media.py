"""Pictures and files: sendPhoto, sendDocument, getFile."""

import mimetypes
import struct
import uuid
from typing import Any

from bot.demo.botapi.api import BotApi, StoredFile
from bot.demo.botapi.api_errors import bad_request
from bot.demo.botapi.methods.contents import check_length, read_target, read_text
from bot.demo.botapi.params import Params, Upload

MAX_PHOTO = 10 * 1024 * 1024
MAX_FILE = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024


def send_photo(api: BotApi, params: Params) -> dict[str, Any]:
    return _send_file(api, params, "photo")


def send_document(api: BotApi, params: Params) -> dict[str, Any]:
    params.boolean("disable_content_type_detection"), params.upload("thumbnail")
    return _send_file(api, params, "document")


def get_file(api: BotApi, params: Params) -> dict[str, Any]:
    file = api.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    size = len(file.content)
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}


def _send_file(api: BotApi, params: Params, kind: str) -> dict[str, Any]:
    caption = read_text(params, name="caption", entities="caption_entities")
    file = _read_file(api, params, kind)
    media = {kind: photo_sizes(file) if kind == "photo" else document(file)}
    extra: dict[str, Any] = {}
    for name in ("has_spoiler", "show_caption_above_media"):
        if params.boolean(name):
            extra["has_media_spoiler" if name == "has_spoiler" else name] = True
    target = read_target(api, params)
    check_length(caption, is_caption=True)
    api.spend(target.room, params)
    api.files[file.id] = file
    post = api.world.post(
        target.room,
        api.world.bot,
        caption,
        media=media,
        markup=target.markup,
        reply_to=target.reply_to,
        thread_id=target.thread_id,
        extra=extra,
    )
    return post.to_api()


def _read_file(api: BotApi, params: Params, kind: str) -> StoredFile:
    given = params.upload(kind)
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        if len(given.content) > (MAX_PHOTO if kind == "photo" else MAX_FILE):
            raise bad_request("file is too big")
        return new_file(given.name, given.content, given.content_type)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    if given in api.files:
        return api.files[given]
    raise bad_request("wrong file identifier/HTTP URL specified")


def new_file(name: str, content: bytes, content_type: str = "") -> StoredFile:
    """A file with fresh ids. The name is reduced to its last part."""
    name = name.replace("\\", "/").rpartition("/")[2] or "file"
    guessed = content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return StoredFile(f"file-{uuid.uuid4().hex}", uuid.uuid4().hex[:16], name, guessed, content)


def document(file: StoredFile) -> dict[str, Any]:
    size = len(file.content)
    ids = {"file_id": file.id, "file_unique_id": file.unique_id}
    return {**ids, "file_name": file.name, "mime_type": file.content_type, "file_size": size}


def photo_sizes(file: StoredFile) -> list[dict[str, Any]]:
    """One size, the original. Raises ApiError for what is no picture, or too long and thin a one."""
    width, height = _dimensions(file.content)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    ids = {"file_id": file.id, "file_unique_id": file.unique_id}
    return [{**ids, "width": width, "height": height, "file_size": len(file.content)}]


def _dimensions(content: bytes) -> tuple[int, int]:
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", content[16:24])
            return int(width), int(height)
        if content.startswith(b"\xff\xd8"):
            return _jpeg_dimensions(content)
    except (struct.error, IndexError):
        pass
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_dimensions(content: bytes) -> tuple[int, int]:
    position = 2
    while True:
        marker, size = struct.unpack(">xBH", content[position : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + size


METHODS = {"sendPhoto": send_photo, "sendDocument": send_document, "getFile": get_file}
