"""What users change after the parse: corrections, periods, groups, copies."""
