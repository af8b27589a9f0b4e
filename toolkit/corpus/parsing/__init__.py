"""From a document to a meeting: blocks, head, labels, turns, roles."""
