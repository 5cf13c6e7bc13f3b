"""Verdicts of second readings"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_verdicts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("supported", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claim_verdicts")),
    )
    with op.batch_alter_table("claim_verdicts", schema=None) as batch_op:
        batch_op.create_index("ix_claim_verdicts_at", ["at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
