//! How frames are packed on one socket: as they are, each by itself, or as one stream ("Gateway", "Compression").
//!
//! The gateway's task holds one [`Packing`] for its socket and lets every frame through it.

use axum::extract::ws::Message as Frame;
use flate2::{Compress, Compression, FlushCompress};

/// Bytes from which a payload is worth packing by itself; Discord packs "some" and does not say which.
const WORTH_IT: usize = 1024;
/// Room for what packing adds to a short text.
const SLACK: usize = 64;

/// What a client asked for.
pub(super) enum Packing {
    /// Text as it is.
    Plain,
    /// `compress: true` in IDENTIFY: larger payloads are zlib streams of their own.
    Each,
    /// `compress=zlib-stream` in the address: all frames are one zlib stream, flushed after each.
    Stream(Box<Compress>),
    /// `compress=zstd-stream`: all frames are one Zstandard frame, each a block or more of it that can be read at once.
    Zstd {
        /// Whether the frame's header went out.
        begun: bool,
    },
}

impl Packing {
    /// What the address asks for; what Discord does not know is passed over.
    pub(super) fn of_address(compress: Option<&str>) -> Self {
        match compress {
            Some("zlib-stream") => Self::Stream(Box::new(Compress::new(Compression::fast(), true))),
            Some("zstd-stream") => Self::Zstd { begun: false },
            _ => Self::Plain,
        }
    }

    /// Takes in that IDENTIFY asked for packed payloads; a stream stays a stream.
    pub(super) fn pack_each(&mut self) {
        if matches!(self, Self::Plain) {
            *self = Self::Each;
        }
    }

    /// The frame for a text.
    pub(super) fn pack(&mut self, text: String) -> Frame {
        match self {
            Self::Plain => Frame::text(text),
            Self::Each if text.len() < WORTH_IT => Frame::text(text),
            Self::Each => {
                let mut whole = Compress::new(Compression::fast(), true);
                Frame::binary(deflate(&mut whole, text.as_bytes(), FlushCompress::Finish))
            }
            Self::Stream(stream) => Frame::binary(deflate(stream, text.as_bytes(), FlushCompress::Sync)),
            Self::Zstd { begun } => {
                let header: &[u8] = if *begun { &[] } else { &ZSTD_HEADER };
                *begun = true;
                Frame::binary(zstd_blocks(header, text.as_bytes()))
            }
        }
    }
}

/// Zstandard's magic number, a descriptor that promises nothing, and a window of 128 KiB (RFC 8878, 3.1.1).
const ZSTD_HEADER: [u8; 6] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 7 << 3];
/// The most bytes of a block (RFC 8878, 3.1.1.2.4).
const ZSTD_BLOCK: usize = 128 << 10;

/// Writes `bytes` as raw blocks, none of them the last. On one machine nothing is gained by making them smaller; what
/// matters is that clients which insist on Zstandard can read them.
fn zstd_blocks(header: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(header.len() + bytes.len() + SLACK);
    packed.extend_from_slice(header);
    for block in bytes.chunks(ZSTD_BLOCK) {
        let size = u32::try_from(block.len()).expect("a block has at most 128 KiB");
        // Bit 0 "last block" and the two of the type are zero: more follows, and it is raw.
        packed.extend_from_slice(&(size << 3).to_le_bytes()[..3]);
        packed.extend_from_slice(block);
    }
    packed
}

/// Packs `bytes` and everything the stream held back.
fn deflate(stream: &mut Compress, bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() / 2 + SLACK);
    let before = stream.total_in();
    loop {
        let done = usize::try_from(stream.total_in() - before).expect("no frame has more bytes than memory");
        stream
            .compress_vec(&bytes[done..], &mut packed, flush)
            .expect("packing into memory has nothing to fail at");
        // Room left over means that nothing is held back any more.
        if packed.len() < packed.capacity() {
            return packed;
        }
        packed.reserve(packed.capacity());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Decompress, FlushDecompress};

    fn bytes(frame: Frame) -> Vec<u8> {
        match frame {
            Frame::Binary(bytes) => bytes.to_vec(),
            other => panic!("not packed: {other:?}"),
        }
    }

    fn unpack(stream: &mut Decompress, packed: &[u8]) -> String {
        let mut text = Vec::with_capacity(1 << 20);
        stream
            .decompress_vec(packed, &mut text, FlushDecompress::Sync)
            .unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_stream_gives_every_frame_back_at_once_and_ends_each_with_the_mark() {
        let (mut packing, mut reader) = (Packing::of_address(Some("zlib-stream")), Decompress::new(true));
        for size in [0_u64, 1, 10, 1000, 100_000] {
            let text: String = (0..size).map(|n| char::from(b'a' + (n * n % 23) as u8)).collect();
            let packed = bytes(packing.pack(text.clone()));
            assert!(packed.ends_with(&[0, 0, 0xFF, 0xFF]), "{size}");
            assert_eq!(unpack(&mut reader, &packed), text);
        }
    }

    /// The layout by the letter of RFC 8878; that decoders read it is shown by twilight's in the tests from outside.
    #[test]
    fn a_zstandard_stream_has_one_header_and_blocks_of_at_most_128_kib() {
        let mut packing = Packing::of_address(Some("zstd-stream"));
        let first = bytes(packing.pack("hello".into()));
        assert_eq!(first, [&ZSTD_HEADER[..], &[5 << 3, 0, 0], b"hello"].concat());
        let long = bytes(packing.pack("x".repeat(ZSTD_BLOCK + 1)));
        assert_eq!(&long[..3], [0, 0, 0x10], "a whole block");
        assert_eq!(&long[3 + ZSTD_BLOCK..], [1 << 3, 0, 0, b'x']);
    }

    #[test]
    fn packed_payloads_stand_alone_and_short_ones_are_not_packed() {
        let mut packing = Packing::of_address(None);
        packing.pack_each();
        assert_eq!(packing.pack("short".into()), Frame::text("short"));
        for _ in 0..2 {
            let packed = bytes(packing.pack("long ".repeat(1000)));
            assert_eq!(unpack(&mut Decompress::new(true), &packed), "long ".repeat(1000));
        }
    }
}
