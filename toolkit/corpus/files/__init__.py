"""From the files of a folder to documents: which files, which encoding, which markup."""
