"""The archive's schema, step by step. `lilun upgrade` runs these; `alembic` does for developers."""
