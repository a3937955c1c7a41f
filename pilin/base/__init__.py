"""Plain values that every floor needs: money, time, identifiers, canonical bytes, refusals, reference data, masking."""
