"""The store's numbered migrations, run by Alembic. Each file in `versions` is one step."""
