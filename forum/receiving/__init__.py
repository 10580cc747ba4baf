"""Taking in what universities send: from a branch, bundle, mail, zip, folder or Word file to two commits."""
