//! TOML to processes.
