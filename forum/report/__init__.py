"""One report out of many papers: assembling, numbering, and preparing for each format, pure."""
