"""Runs on a Dask cluster. Nothing outside of this folder imports Dask, and this is imported only to use one."""
