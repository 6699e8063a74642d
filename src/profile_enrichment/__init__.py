"""The pure functions behind the dbt project: frames in, frames out, no dbt."""

__version__ = "0.1.0"
