"""Reference data loaded beside the pages."""
