"""${message}.

Views and search tables are written out here, not imported: a step must stay what it was. A table that is
rebuilt keeps its rows: foreign keys are off while it happens, and checked after.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = "${up_revision}"
down_revision = ${'"%s"' % down_revision if down_revision else "None"}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
