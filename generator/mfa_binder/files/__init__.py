"""Files: read whole, written at once or not at all, locked, compared; nothing here knows what stands in them."""
