"""What one variable may hold, as validators for pydantic: each refuses with the words "write ...", never showing the value."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr

OFF, OPEN = "off", "open"


def says(pattern: str, what_to_write: str) -> Any:
    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError(what_to_write)
        return value

    return AfterValidator(check)


def check_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_usable = False
    if not is_usable or re.search(r"\s", value):
        raise ValueError("write an address like https://host or http://host:port")
    if parts.username or parts.password:
        raise ValueError("write the address without a user name or password in it")
    return value.rstrip("/")


def check_database(value: SecretStr) -> SecretStr:
    """`postgres://` and `postgresql://` are what hosting services hand out; SQLAlchemy wants the driver named."""
    url = value.get_secret_value()
    url = re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", url)
    if not re.match(r"(postgresql\+psycopg://[^/\s]+/[^/\s]+|sqlite:///\S)", url):
        raise ValueError("write postgresql://user:password@host:5432/name, or sqlite:///path, or leave it out")
    return SecretStr(url)


def check_api(value: SecretStr) -> SecretStr:
    """Tokens may stand apart by commas, blanks or lines; shorter ones could be guessed."""
    words = [word for word in re.split(r"[,\s]+", value.get_secret_value()) if word]
    if [word.casefold() for word in words] in ([OFF], [OPEN]):
        return SecretStr(words[0].casefold())
    if not words or not all(re.fullmatch(r"[A-Za-z0-9_-]{20,200}", word) for word in words):
        raise ValueError("write off, open, or tokens of 20 to 200 letters, digits, _ or -")
    return SecretStr(" ".join(words))


def _split(value: object) -> object:
    return tuple(re.split(r"[,\s]+", value.strip(" ,\t\r\n"))) if isinstance(value, str) else value


def read_admins(value: object) -> object:
    parts = _split(value)
    if isinstance(parts, tuple) and all(re.fullmatch(r"[1-9]\d{0,18}", str(part)) for part in parts):
        return frozenset(int(part) for part in parts)
    if isinstance(value, frozenset):
        return value
    raise ValueError("write the numeric Telegram user ids, like 12345678, 23456789 (@userinfobot tells yours)")


def read_hosts(value: object) -> object:
    """Exact `host:port` pairs, lower case; a port is a must, so that no exception is wider than it was meant."""
    parts = _split(value)
    if not isinstance(parts, tuple):
        return value
    for part in parts:
        found = re.fullmatch(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})", part)
        if not found or not 0 < int(found[2]) < 65536:
            raise ValueError("write exact host:port pairs, like 127.0.0.1:8099, feeds.lan:80")
    return frozenset(part.lower() for part in parts)


def read_number(lowest: int, highest: int, what: str) -> Any:
    def check(value: object) -> object:
        if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value)):
            number = int(value)
            if lowest <= number <= highest:
                return number
        raise ValueError(f"write {what}, {lowest} to {highest}")

    return BeforeValidator(check)


def _price(value: object) -> object:
    if isinstance(value, float) or (isinstance(value, str) and re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value)):
        return float(value)
    raise ValueError("write the price of a million tokens, like 0.10")


read_price = BeforeValidator(_price)


def one_of(*words: str) -> Any:
    def check(value: object) -> object:
        word = value.casefold() if isinstance(value, str) else value
        if word not in words:
            raise ValueError(f"write {', '.join(words[:-1])} or {words[-1]}")
        return word

    return BeforeValidator(check)


Url = Annotated[str, AfterValidator(check_url)]
