"""The preview: the web edition and the PDF, made again as files are saved, and shown in a browser."""
