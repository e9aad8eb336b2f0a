"""Tax rules by date: estimates before surcharge and cess, not tax advice."""
