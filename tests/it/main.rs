//! Everything that is tested from outside, in one program: it links once.

mod sandbox;
