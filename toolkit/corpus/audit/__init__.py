"""What was recognised and what was not, to read and to look at."""
