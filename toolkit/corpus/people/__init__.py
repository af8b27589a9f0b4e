"""One person under one name, over a whole corpus."""
