"""The floor between search and the two sides: everything that achievements and demands do in the same way."""
