"""The archive as a site: Datasette with generated metadata, canned queries and reading pages."""
