"""A digest to look at in tests: invented outlets, two sides, every section filled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.digest.model.digest import (
    Bullet,
    Development,
    Difference,
    Digest,
    DigestSection,
    SectionItem,
    Side,
    SideStatement,
    Source,
)

DAY = date(2026, 1, 7)
DAWN = datetime(2026, 1, 7, 4, 0, tzinfo=UTC)


def source(n: int, **changes: Any) -> Source:
    plain = Source(
        n=n,
        article_id=f"article-{n}",
        title=f"Bridge report {n}",
        outlet="West Times" if n % 2 else "East Post",
        url=f"https://{'westtimes' if n % 2 else 'eastpost'}.example/bridge-{n}",
        published=DAWN - timedelta(hours=n),
        perspective="west" if n % 2 else "east",
        locale="en-US",
        story="bridge",
    )
    return replace(plain, **changes)


def digest(**changes: Any) -> Digest:
    plain = Digest(
        topic="east-west",
        topic_name="East and West",
        day=DAY,
        title="East and West News - 2026-01-07",
        built_at=DAWN,
        highlights=(Bullet("The Lena bridge opened after nine years.", (1, 2)),),
        perspectives=(
            Side("west", "The West", (Bullet("West Times counted 300 cars in the first hour.", (1,)),), (1, 3)),
            Side("east", "The East", (Bullet("East Post put the cost at 4 billion.", (2,)),), (2,)),
        ),
        differences=(
            Difference(
                "Lena bridge",
                (
                    SideStatement("West Times wrote of 12 injured.", (1,), perspective="west"),
                    SideStatement("East Post wrote of 20 injured.", (2,), perspective="east"),
                ),
                "injured: 12 against 20",
            ),
        ),
        one_sided=(SideStatement("Only West Times reported the strike.", (3,), perspective="west"),),
        developing=(Development("The ferries stopped on Tuesday.", (3,), story="Ferry talks", since=date(2026, 1, 5)),),
        sources=(source(1), source(2), source(3)),
        notes=("The East had few articles today.",),
    )
    return replace(plain, **changes)


def newsletter(**changes: Any) -> Digest:
    plain = digest(
        layout="sections",
        highlights=(),
        perspectives=(),
        differences=(),
        one_sided=(),
        developing=(),
        notes=(),
        sections=(
            DigestSection(
                "Top News",
                (
                    SectionItem("Bridge Opens", "The Lena bridge opened.\n\nIt took nine years.", (1, 2)),
                    SectionItem("Ferries Stop", "The ferries stopped on Tuesday.", (3,)),
                ),
            ),
            DigestSection("Corporate", (SectionItem("Lena Steel Grows", "Lena Steel hired 40 people.", (3,)),)),
        ),
    )
    return replace(plain, **changes)
