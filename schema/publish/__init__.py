"""The archive as a site: Datasette with generated metadata, canned queries, and pages that read as articles."""
