"""What runs inside the Jupyter server."""
