//! Drawings as pictures: SVG to PNG, since Discord shows the one only as a file and the other at once.
//!
//! Called by `discord` for what `wording` draws. It brings its own font (DejaVu Sans, in the letters of Latin, Greek and
//! Cyrillic), since a server may have none; it reads no file and no address that a drawing might name.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

/// A picture has so many points for each of the drawing, so that it stays sharp on a phone.
const SCALE: f32 = 2.0;

/// The most points that a picture has on a side.
const MOST: f32 = 8_000.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("raster/DejaVuSans.ttf").to_vec());
    fonts.load_font_data(include_bytes!("raster/DejaVuSans-Bold.ttf").to_vec());
    Arc::new(fonts)
});

/// The picture of a drawing, as PNG; nothing when it cannot be drawn.
pub fn png(svg: &str) -> Option<Vec<u8>> {
    let options = usvg::Options {
        fontdb: FONTS.clone(),
        font_family: "DejaVu Sans".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).ok()?;
    let size = tree.size();
    let scale = SCALE.min(MOST / size.width().max(size.height()));
    let wide = (size.width() * scale).ceil() as u32;
    let tall = (size.height() * scale).ceil() as u32;
    let mut points = Pixmap::new(wide, tall)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut points.as_mut());
    points.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40" font-family="'DejaVu Sans'"><rect width="300" height="40" fill="#fff"/>TEXT</svg>"##;

    fn dark_points(text: &str) -> usize {
        let picture = png(&SVG.replace("TEXT", text)).unwrap();
        let points = Pixmap::decode_png(&picture).unwrap();
        assert_eq!((points.width(), points.height()), (600, 80));
        points.pixels().iter().filter(|point| point.red() < 128).count()
    }

    #[test]
    fn letters_are_drawn_with_the_font_that_it_brings() {
        assert_eq!(dark_points(""), 0);
        let plain = dark_points(r#"<text x="4" y="28" font-size="20">v0.0.5 → Škoda, Релиз</text>"#);
        let bold = dark_points(
            r#"<text x="4" y="28" font-size="20" font-weight="700">v0.0.5 → Škoda, Релиз</text>"#,
        );
        assert!(plain > 500 && bold > plain, "{plain}, {bold}");
    }

    #[test]
    fn what_is_no_drawing_gives_no_picture_and_nothing_is_fetched() {
        assert_eq!(png("no drawing"), None);
        let foreign = r#"<image href="file:///etc/hostname" width="300" height="40"/>"#;
        assert_eq!(dark_points(foreign), 0);
    }
}
