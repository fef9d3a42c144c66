//! Everything that is tested from outside, in one program: it links once.

// The attribute lets the lints know that these are tests throughout, helpers too.
#[cfg(test)]
mod sandbox;
