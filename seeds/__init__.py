"""What a fresh archive is filled with: sample pages and reference data."""
