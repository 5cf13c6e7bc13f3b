"""Makes the search among stored vectors exact, so that two indexes of the same articles find the same.

Chroma builds its graph with other chance each time, and a search that follows the graph misses one neighbour in a hundred,
never the same one. A search as wide as the whole graph misses none, if the graph is so dense that no vector is cut off from
the others: with Chroma's usual 16 neighbours one in 6,000 was.
"""

from contextlib import closing
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

DENSE = {"hnsw": {"space": "cosine", "max_neighbors": 64, "ef_construction": 400, "ef_search": 100_000}}
BATCH = 1000


def make_exact(data: Path) -> int:
    """Build anew every collection in the Chroma folders of a data folder that no program has open; how many vectors that were."""
    count = 0
    for file in sorted(data.rglob("chroma.sqlite3")):
        client: Any = chromadb.PersistentClient(str(file.parent), settings=Settings(anonymized_telemetry=False))
        with closing(client):
            count += sum(_rebuild(client, each.name) for each in client.list_collections())
    return count


def _rebuild(client: Any, name: str) -> int:
    old = client.get_collection(name, embedding_function=None)
    held = old.get(include=["embeddings", "metadatas"])
    rows = sorted(zip(held["ids"], held["embeddings"], held["metadatas"], strict=True), key=lambda row: str(row[0]))
    client.delete_collection(name)
    new = client.create_collection(name, embedding_function=None, metadata=old.metadata, configuration=DENSE)
    for start in range(0, len(rows), BATCH):
        ids, embeddings, metadatas = zip(*rows[start : start + BATCH], strict=True)
        new.add(ids=list(ids), embeddings=list(embeddings), metadatas=list(metadatas))
    return len(rows)
