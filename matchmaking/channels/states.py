"""What curators may mark."""

PIN, SKIP = "pin", "skip"
