"""What people put right: entries of YAML files, anchored to words, applied to each page after it is read."""
