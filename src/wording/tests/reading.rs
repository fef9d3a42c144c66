//! A message as people read it, in lines.

pub(super) use crate::wording::plain::read;
