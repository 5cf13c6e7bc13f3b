"""The parameters of one call, however they came: query, form, multipart or JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from bot.demo.botapi.api_errors import bad_request

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Params:
    """Values by name; `read` remembers which names a method asked for, so that stray ones can be reported."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        self.read.add(name)
        return self.values.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers and booleans of a JSON body are taken as Telegram takes them."""
        self.read.add(name)
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            return json.dumps(value)
        if _SURROGATES.search(value):
            raise bad_request("strings must be encoded in UTF-8")
        return value

    def integer(self, name: str, default: int = 0) -> int:
        raw = self.text(name).strip()
        if not raw:
            return default
        try:
            return int(raw)
        except ValueError:
            raise bad_request(f"invalid {name} specified") from None

    def boolean(self, name: str) -> bool:
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """A nested value, JSON-encoded in forms; None when absent."""
        self.read.add(name)
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | str:
        """An uploaded file, or the string (a file id or URL) that stands for one. `attach://part` is followed."""
        if name in self.uploads:
            self.read.add(name)
            return self.uploads[name]
        value = self.text(name)
        if value.startswith("attach://"):
            part = value.removeprefix("attach://")
            self.read.add(part)
            if part in self.uploads:
                return self.uploads[part]
            raise bad_request("file must be non-empty")
        return value

    def stray(self) -> list[str]:
        """Names that were sent and that the method does not know."""
        return sorted({*self.values, *self.uploads} - self.read)


def read_params(query: str, content_type: str, body: bytes) -> Params:
    """The parameters of a request. Raises ApiError for a body that is not what its type says."""
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return Params(values)
    if kind == "application/json":
        values.update(_json_object(body))
        return Params(values)
    if kind == "multipart/form-data":
        return _multipart(content_type, body, values)
    try:
        values.update(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return Params(values)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request: Can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse request: Expected an object")
    return value


def _multipart(content_type: str, body: bytes, values: dict[str, Any]) -> Params:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    uploads: dict[str, Upload] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        filename = part.get_filename()
        if filename is None:
            values[name] = content.decode("utf-8", "replace")
        else:
            uploads[name] = Upload(filename, part.get_content_type(), content)
    return Params(values, uploads)
