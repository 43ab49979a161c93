"""Readers: bytes of a file to a RawPage. After this stage nothing knows the format."""
