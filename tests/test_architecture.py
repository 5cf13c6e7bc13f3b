"""What import-linter cannot say: each third-party library has its home, and the core knows no clock and no environment."""

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest

from tests.program import PACKAGES, modules, tree_of

CORE = ("retrieval/*", "bot/digest/*", "bot/delivery/*", "bot/talk/*")

# numpy is a language of its own and lives wherever vectors do.
EVERYWHERE = {"numpy"}

SQL = (
    "retrieval/database.py",
    "retrieval/sources/catalog.py",
    "*/tables.py",
    "*_tables.py",
    "*store.py",
    "*/store/*",
    "bot/migrations/*",
    "bot/migrations/migrate.py",
    "bot/digest/model/feedback.py",
    "bot/talk/frame/memory.py",
    "retrieval/budget/*",
)
# A home is one module, or one package for a framework that a whole surface is written in.
HOMES: dict[str, tuple[str, ...]] = {
    "alembic": ("bot/migrations/*", "bot/migrations/migrate.py"),
    "apscheduler": ("bot/run/scheduler.py",),
    "babel": ("bot/talk/frame/localise.py", "retrieval/language/locales.py"),
    "brotli": ("bot/outbound/*",),
    "chromadb": ("retrieval/index/vector_index.py",),
    "defusedxml": ("retrieval/feeds/opml.py",),
    "feedparser": ("retrieval/feeds/parser.py",),
    "filelock": ("bot/delivery/ownership.py",),
    "httpcore": ("bot/outbound/*", "bot/adapters/model_service/bounded_transport.py"),
    "httpx": ("bot/outbound/*", "bot/chat/*"),
    "httpx2": (
        "bot/adapters/model_service/bounded_transport.py",
        "bot/adapters/model_service/openai_client.py",
        "bot/adapters/model_service/model_faults.py",
    ),
    "jinja2": ("bot/web/*", "bot/demo/*"),
    "lxml": ("retrieval/web/plain_text.py", "retrieval/pages/extraction.py", "retrieval/feeds/discovery.py"),
    "mcp": ("bot/programs/assistant_tools.py",),
    "mcp_types": ("bot/programs/assistant_tools.py",),
    "dotenv": ("config/env_file.py",),
    "onnxruntime": ("retrieval/embedding/onnx_encoder.py",),
    "openai": ("bot/adapters/model_service/openai_*.py", "bot/adapters/model_service/model_faults.py"),
    "prometheus_client": ("bot/adapters/metrics.py", "bot/web/*"),
    "protego": ("bot/outbound/robots.py",),
    "psycopg": ("retrieval/database.py",),
    "publicsuffixlist": ("retrieval/web/domains.py",),
    "py3langid": ("retrieval/language/detect.py",),
    "pydantic": ("config/settings.py", "config/checks.py", "retrieval/model/*", "bot/programs/assistant_tools.py"),
    "pydantic_core": ("retrieval/model/*",),
    "pydantic_settings": ("config/settings.py",),
    "rapidfuzz": ("retrieval/*", "bot/digest/*", "bot/talk/*"),
    "resvg_py": ("bot/digest/show/picture.py",),
    "rich": ("bot/cli/*", "bot/console/*"),
    "sqlalchemy": SQL,
    "starlette": ("bot/web/*", "bot/demo/*"),
    "Stemmer": ("retrieval/language/terms.py",),
    "structlog": ("bot/run/logs.py",),
    "tantivy": ("retrieval/index/word_index.py",),
    "telegram": ("bot/chat/*",),
    "tokenizers": ("retrieval/embedding/minilm.py",),
    "trafilatura": ("retrieval/pages/extraction.py",),
    "typer": ("bot/cli/*",),
    "tzfpy": ("bot/talk/*",),
    "uvicorn": ("bot/web/*", "bot/demo/*"),
    "yaml": ("config/yaml_files.py",),
}

# `time.monotonic` and `perf_counter` measure how long something took and are no wall clock.
FORBIDDEN_IN_CORE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.sleep", "os.environ", "os.getenv",
}  # fmt: skip

# Not read but written, before onnxruntime looks: a switch of that library which has no other handle.
ALLOWED_LEAKS = {"retrieval/embedding/onnx_encoder.py": ["os.environ"]}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def dotted(tree: ast.AST) -> Iterator[str]:
    """What is written with one dot: `time.time`, `os.environ`; of a longer path the last two names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            yield f"{name}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strays(module: str, tree: ast.AST) -> list[str]:
    """Libraries that a module imports without being their home."""
    known = sys.stdlib_module_names | set(PACKAGES) | EVERYWHERE
    libraries = set(imported(tree)) - known
    return sorted(name for name in libraries if not any(fnmatch(module, home) for home in HOMES.get(name, ())))


def leaks(tree: ast.AST) -> list[str]:
    return sorted(FORBIDDEN_IN_CORE & set(dotted(tree)))


def is_core(module: str) -> bool:
    return any(fnmatch(module, pattern) for pattern in CORE)


def test_a_library_is_imported_in_its_home_only() -> None:
    found = {module: strays(module, tree_of(module)) for module in modules()}
    assert {module: libraries for module, libraries in found.items() if libraries} == {}


def test_the_core_knows_no_clock_and_no_environment() -> None:
    found = {module: leaks(tree_of(module)) for module in modules() if is_core(module)}
    assert {module: names for module, names in found.items() if names} == ALLOWED_LEAKS


@pytest.mark.parametrize(
    "source", ["import telegram.ext", "def f():\n    from telegram import Bot", "import unheard_of"]
)
def test_a_stray_import_is_seen(source: str) -> None:
    assert strays("bot/digest/show/views.py", ast.parse(source))
    assert not strays("bot/chat/adapter.py", ast.parse(source.replace("unheard_of", "telegram")))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now()",
        "from os import environ",
    ],
)
def test_a_look_at_the_clock_or_the_environment_is_seen(source: str) -> None:
    assert leaks(ast.parse(source))
