//! A long text in pages that Discord takes, cut between lines; code that goes on is closed and opened again.

/// The most characters and bytes of a page.
const PAGE: (usize, usize) = (3_300, 8_400);

/// What opens and closes code.
const FENCE: &str = "```";

/// The pages of a document; one at least.
pub(super) fn pages(text: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut page = String::new();
    let mut fenced = false;
    for line in plain(text).lines().flat_map(pieces) {
        let room = PAGE.1 - 2 * FENCE.len();
        let longer = page.len() + line.len();
        if !page.is_empty() && (page.chars().count() + line.chars().count() > PAGE.0 || longer > room) {
            if fenced {
                page.push_str(FENCE);
            }
            pages.push(std::mem::take(&mut page));
            if fenced {
                page = format!("{FENCE}\n");
            }
        }
        if line.trim_start().starts_with(FENCE) {
            fenced = !fenced;
        }
        page.push_str(line);
        page.push('\n');
    }
    if fenced {
        page.push_str(FENCE);
    }
    if !page.trim().is_empty() || pages.is_empty() {
        pages.push(if page.trim().is_empty() {
            "-# (empty)".to_owned()
        } else {
            page
        });
    }
    pages
}

/// Lines longer than half a page are cut, between characters.
fn pieces(line: &str) -> Vec<&str> {
    let most = PAGE.1 / 4;
    let mut pieces = Vec::new();
    let mut rest = line;
    while rest.len() > most {
        let cut = (0..=most)
            .rev()
            .find(|n| rest.is_char_boundary(*n))
            .unwrap_or(most);
        let (piece, after) = rest.split_at(cut);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// The document as it was written, to be copied from: only what hides is shown, such as a link behind other words.
fn plain(text: &str) -> String {
    let visible = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(visible).collect();
    text.replace("](", "]\u{2060}(")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_whole_over_its_pages() {
        let text: String = (0..900)
            .map(|n| format!("{n}. a step of the procedure\n"))
            .collect();
        let pages = pages(&text);
        assert!(pages.len() > 5);
        assert!(
            pages
                .iter()
                .all(|page| page.chars().count() <= PAGE.0 + 4 && page.len() <= PAGE.1)
        );
        assert_eq!(pages.concat(), text);
    }

    #[test]
    fn code_over_two_pages_is_code_on_both() {
        let text = format!("```\n{}```\n", "make everything\n".repeat(400));
        for page in pages(&text) {
            assert_eq!(page.matches(FENCE).count() % 2, 0, "{page}");
        }
    }

    #[test]
    fn a_line_without_an_end_and_an_empty_text_are_shown() {
        assert!(pages(&"長".repeat(9_000)).iter().all(|page| page.len() <= PAGE.1));
        assert_eq!(pages(" "), ["-# (empty)"]);
        assert_eq!(pages("[safe](http://evil)"), ["[safe]\u{2060}(http://evil)\n"]);
    }
}
