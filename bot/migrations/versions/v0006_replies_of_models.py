"""Replies of models"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_replies",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_model_replies")),
    )
    with op.batch_alter_table("model_replies", schema=None) as batch_op:
        batch_op.create_index("ix_model_replies_at", ["at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
