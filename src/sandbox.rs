//! A Discord for one machine.
