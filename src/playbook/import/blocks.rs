//! Lines to blocks: headings, paragraphs, lists with their depth, tables and code.
//!
//! Reads Markdown, and the plain text that is left when a wiki page is copied: bullets as `•`, numbers as `1.`,
//! headings as lines that stand alone. It does not know what a block means.

use std::sync::LazyLock;

use regex::Regex;

/// A part of a page, with the number of its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) line: usize,
    pub(super) kind: BlockKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading written as one, with its level from 1.
    Heading(usize, String),
    /// Lines that belong together, joined; whether it was a single line.
    Paragraph(String, bool),
    List(Vec<ListItem>),
    /// The first row stands for the whole.
    Table(String),
    Code(String),
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListItem {
    pub(super) line: usize,
    /// 0 for the outermost.
    pub(super) depth: usize,
    pub(super) is_numbered: bool,
    pub(super) text: String,
}

static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^( *)(?:([-*+•◦▪‣●○■–])|(\d{1,3}|[a-z])[.)])\s+(\S.*)$").expect("the pattern is tested")
});
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$").expect("the pattern is tested"));
static RULE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ *(?:-{2,}|\*{3,}|_{3,}|={3,})\s*$").expect("the pattern is tested"));
static BOX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\[[ xX]\]\s+").expect("the pattern is tested"));

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for (n, line) in text.lines().enumerate() {
        reader.read(n + 1, &line.trim_end().replace('\t', "    "));
    }
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Whether the line before was empty.
    gap: bool,
    /// The fence that ends a stretch of code.
    fence: Option<&'static str>,
    /// Where the bullets of the open list stand, from the outermost in.
    indents: Vec<usize>,
}

impl Reader {
    fn read(&mut self, number: usize, line: &str) {
        let plain = line.trim_start();
        let indent = line.len() - plain.len();
        if let Some(fence) = self.fence {
            match plain.starts_with(fence) {
                true => self.fence = None,
                false => self.code(number, plain),
            }
            return;
        }
        if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| plain.starts_with(fence)) {
            self.fence = Some(fence);
            if indent == 0 {
                self.push(number, BlockKind::Code(String::new()));
            }
        } else if plain.is_empty() {
            self.gap = true;
            return;
        } else if let Some(heading) = HEADING.captures(line) {
            self.push(
                number,
                BlockKind::Heading(heading[1].len(), heading[2].trim().to_owned()),
            );
        } else if RULE.is_match(line) {
            self.underline(plain);
        } else if plain.starts_with('|') && plain[1..].contains('|') {
            self.table(number, plain);
        } else if let Some(bullet) = BULLET.captures(line) {
            let text = BOX.replace(&bullet[4], "").into_owned();
            self.bullet(number, bullet[1].len(), bullet.get(3).is_some(), text);
        } else {
            self.words(number, indent, plain);
        }
        self.gap = false;
    }

    fn push(&mut self, line: usize, kind: BlockKind) {
        if !matches!(kind, BlockKind::List(_)) {
            self.indents.clear();
        }
        self.blocks.push(Block { line, kind });
    }

    fn open_list(&mut self) -> Option<&mut Vec<ListItem>> {
        match self.blocks.last_mut().map(|block| &mut block.kind) {
            Some(BlockKind::List(items)) => Some(items),
            _ => None,
        }
    }

    /// A line of `===` or `---` below a single line makes that a heading.
    fn underline(&mut self, plain: &str) {
        let level = if plain.starts_with('=') { 1 } else { 2 };
        if self.gap || plain.len() < 3 || !plain.starts_with(['=', '-']) {
            return;
        }
        if let Some(block) = self.blocks.last_mut()
            && let BlockKind::Paragraph(text, true) = &block.kind
        {
            block.kind = BlockKind::Heading(level, text.clone());
        }
    }

    fn table(&mut self, number: usize, row: &str) {
        let goes_on = matches!(
            self.blocks.last().map(|block| &block.kind),
            Some(BlockKind::Table(_))
        );
        if !goes_on || self.gap {
            self.push(number, BlockKind::Table(row.to_owned()));
        }
    }

    fn code(&mut self, number: usize, plain: &str) {
        let joined = |text: &mut String| {
            if !text.is_empty() && !plain.is_empty() {
                text.push(' ');
            }
            text.push_str(plain);
        };
        match self.blocks.last_mut().map(|block| &mut block.kind) {
            Some(BlockKind::Code(text)) => joined(text),
            // Code inside a list belongs to the item above it.
            Some(BlockKind::List(items)) => {
                if let Some(item) = items.last_mut() {
                    joined(&mut item.text);
                }
            }
            _ => self.push(number, BlockKind::Code(plain.to_owned())),
        }
    }

    fn bullet(&mut self, line: usize, indent: usize, is_numbered: bool, text: String) {
        while self.indents.last().is_some_and(|open| *open > indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|open| *open < indent) {
            self.indents.push(indent);
        }
        let item = ListItem {
            line,
            depth: self.indents.len() - 1,
            is_numbered,
            text,
        };
        match self.open_list() {
            Some(items) => items.push(item),
            None => self.push(line, BlockKind::List(vec![item])),
        }
    }

    fn words(&mut self, number: usize, indent: usize, plain: &str) {
        let (gap, inner) = (self.gap, self.indents.first().is_some_and(|open| indent > *open));
        if (!gap || inner)
            && let Some(item) = self.open_list().and_then(|items| items.last_mut())
        {
            item.text.push(' ');
            item.text.push_str(plain);
            return;
        }
        if !gap
            && let Some(BlockKind::Paragraph(text, is_one_line)) =
                self.blocks.last_mut().map(|block| &mut block.kind)
        {
            text.push(' ');
            text.push_str(plain);
            *is_one_line = false;
            return;
        }
        self.push(number, BlockKind::Paragraph(plain.to_owned(), true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut told = Vec::new();
        for block in blocks(text) {
            match block.kind {
                BlockKind::Heading(level, text) => told.push(format!("h{level} {text}")),
                BlockKind::Paragraph(text, _) => told.push(format!("p {text}")),
                BlockKind::Table(text) => told.push(format!("table {text}")),
                BlockKind::Code(text) => told.push(format!("code {text}")),
                BlockKind::List(items) => {
                    told.extend(items.iter().map(|item| format!("{} {}", item.depth, item.text)));
                }
            }
        }
        told
    }

    #[test]
    fn markdown_and_the_text_of_a_wiki_page_read_alike() {
        let markdown = "# Guide\r\n\r\nFirst\nwords\n\n- one\n  more\n    - inner\n\n- two\n\nAfter\n";
        assert_eq!(
            told(markdown),
            [
                "h1 Guide",
                "p First words",
                "0 one more",
                "1 inner",
                "0 two",
                "p After"
            ]
        );
        assert_eq!(
            told("  1. one\n    • inner\n  • two\nHead\n===\n"),
            ["0 one", "1 inner", "0 two Head"],
            "a lone line right below a list belongs to it"
        );
        assert_eq!(told("Head\n====\n\nTwo\n---\n"), ["h1 Head", "h2 Two"]);
    }

    #[test]
    fn code_and_tables_are_kept_apart() {
        assert_eq!(
            told("```\nmake it\nso\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
            ["code make it so", "table | a | b |"]
        );
        assert_eq!(
            told("- [ ] run\n  ```\n  ./it\n  ```\n- [x] done\n"),
            ["0 run ./it", "0 done"]
        );
    }
}
