"""The rules of mediation: cases, committees, agreements and their confirmation, texts kept apart. Pure."""
