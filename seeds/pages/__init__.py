"""Sample pages in fictional newspapers, damaged as OCR damages them, each beside its gold."""
