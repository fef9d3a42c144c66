// Reads Discord's markdown into a tree of plain objects.
//
// Called by `markup.js`, which draws the tree. Pure: no page, no world, no clock. Any text gives a tree; what is not
// understood stays text. Rules: Discord's support article "Markdown Text 101" and its reference of message formats.

/** Reads a whole message: a list of blocks `{kind, …}`, each with `inner` (inline nodes) or `blocks`. */
export function parse(text) {
  return blocks(text.replaceAll("\r\n", "\n"));
}

function blocks(text) {
  const found = [];
  // Fences are cut out first, since nothing inside them is markdown and they may stand in the middle of a line.
  const fence = /```(?:([a-z0-9_+\-.#]+)\n)?\n*([^]*?)\n*```/gi;
  let from = 0;
  for (const match of text.matchAll(fence)) {
    if (!match[2] || isEscaped(text, match.index)) continue;
    found.push(...lines(text.slice(from, match.index)));
    found.push({ kind: "code-block", language: match[1] ?? "", text: match[2] });
    from = match.index + match[0].length;
    if (text[from] === "\n") from += 1;
  }
  found.push(...lines(text.slice(from)));
  return found;
}

function isEscaped(text, index) {
  let count = 0;
  while (text[index - 1 - count] === "\\") count += 1;
  return count % 2 === 1;
}

const LINE = {
  heading: /^(#{1,3})\s+(.+)$/,
  small: /^-#\s+(.+)$/,
  rest: /^>>>\s+(.*)$/,
  quote: /^>\s(.*)$/,
  item: /^(\s*)(?:([-*])|(\d{1,9})\.)\s+(.+)$/,
};

function lines(text) {
  if (!text) return [];
  const rows = text.replace(/\n$/, "").split("\n");
  const found = [];
  let at = 0;
  while (at < rows.length) at = takeBlock(rows, at, found);
  return found;
}

/** Takes one block that begins at row `at`, and answers the row after it. */
function takeBlock(rows, at, found) {
  const row = rows[at];
  const heading = LINE.heading.exec(row);
  const small = LINE.small.exec(row);
  const rest = LINE.rest.exec(row);
  if (rest) {
    found.push({ kind: "quote", blocks: blocks([rest[1], ...rows.slice(at + 1)].join("\n")) });
    return rows.length;
  }
  if (heading)
    found.push({ kind: "heading", level: heading[1].length, inner: inline(heading[2].replace(/\s+#+$/, "")) });
  else if (small) found.push({ kind: "small", inner: inline(small[1]) });
  else if (LINE.quote.test(row)) return takeQuote(rows, at, found);
  else if (LINE.item.test(row)) return takeList(rows, at, found);
  else return takeParagraph(rows, at, found);
  return at + 1;
}

function takeQuote(rows, at, found) {
  const quoted = [];
  while (at < rows.length && LINE.quote.test(rows[at])) quoted.push(LINE.quote.exec(rows[at++])[1]);
  found.push({ kind: "quote", blocks: blocks(quoted.join("\n")) });
  return at;
}

function takeList(rows, at, found) {
  const items = [];
  for (; at < rows.length && LINE.item.test(rows[at]); at += 1) {
    const [, indent, , number, content] = LINE.item.exec(rows[at]);
    // A number at the margin after a bullet begins another list, and the other way round.
    if (items.length && !indent && (items[0].number === null) !== (number === undefined)) break;
    items.push({
      depth: Math.min(Math.floor(indent.length / 2), 10),
      number: number ? Number(number) : null,
      inner: inline(content),
    });
  }
  found.push({ kind: "list", items });
  return at;
}

function takeParagraph(rows, at, found) {
  const text = [];
  const begins = (row) =>
    LINE.heading.test(row) ||
    LINE.small.test(row) ||
    LINE.rest.test(row) ||
    LINE.quote.test(row) ||
    LINE.item.test(row);
  do text.push(rows[at++]);
  while (at < rows.length && !begins(rows[at]));
  found.push({ kind: "paragraph", inner: inline(text.join("\n")) });
  return at;
}

// Inline rules in the order they are tried; each `make` gets the match. `word` rules must not stand inside a word.
const RULES = [
  { at: /\\([^0-9A-Za-z\s])/y, make: (m) => text(m[1]) },
  {
    at: /(`+)(?!`)([^]*?[^`])\1(?!`)/y,
    make: (m) => ({ kind: "code", text: /^`|`$/.test(m[2].trim()) ? m[2].trim() : m[2] }),
  },
  { at: /<@!?(\d+)>/y, make: (m) => ({ kind: "user", id: m[1] }) },
  { at: /<@&(\d+)>/y, make: (m) => ({ kind: "role", id: m[1] }) },
  { at: /<#(\d+)>/y, make: (m) => ({ kind: "channel", id: m[1] }) },
  { at: /<\/([-_\p{L}\p{N} ]{1,98}):(\d+)>/uy, make: (m) => ({ kind: "command", name: m[1], id: m[2] }) },
  {
    at: /<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/y,
    make: (m) => ({ kind: "time", unix: Number(m[1]), style: m[2] ?? "f" }),
  },
  { at: /<a?:(\w{2,32}):(\d+)>/y, make: (m) => ({ kind: "emoji", name: m[1] }) },
  { at: /@(everyone|here)\b/y, make: (m) => ({ kind: "everyone", name: m[1] }) },
  {
    at: /\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])+)\]\(\s*<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)/y,
    make: (m) => ({ kind: "link", url: m[2], inner: inline(m[1]) }),
  },
  { at: /<(https?:\/\/[^\s<>]+)>/y, make: (m) => ({ kind: "link", url: m[1], inner: [text(m[1])] }) },
  {
    at: /https?:\/\/[^\s<]+[^\s<.,:;"'\])!?*_~|]/y,
    word: true,
    make: (m) => ({ kind: "link", url: m[0], inner: [text(m[0])] }),
  },
  { at: /\*\*\*(?=\S)([^]+?)\*\*\*/y, make: (m) => ({ kind: "strong", inner: [{ kind: "em", inner: inline(m[1]) }] }) },
  { at: /\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, make: (m) => ({ kind: "strong", inner: inline(m[1]) }) },
  { at: /__((?:\\[^]|[^\\])+?)__(?!_)/y, make: (m) => ({ kind: "underline", inner: inline(m[1]) }) },
  {
    at: /\*(?=\S)((?:\*\*|\\[^]|[^\\*])+?[^\s*]|[^\s*\\])\*(?!\*)/y,
    make: (m) => ({ kind: "em", inner: inline(m[1]) }),
  },
  {
    at: /_((?:__|\\[^]|[^\\_])+?)_(?![\p{L}\p{N}_])/uy,
    word: true,
    make: (m) => ({ kind: "em", inner: inline(m[1]) }),
  },
  { at: /~~((?:\\[^]|[^\\])+?)~~/y, make: (m) => ({ kind: "strike", inner: inline(m[1]) }) },
  { at: /\|\|([^]+?)\|\|/y, make: (m) => ({ kind: "spoiler", inner: inline(m[1]) }) },
  { at: /\n/y, make: () => ({ kind: "break" }) },
];
const STARTS = /[\\`<@[*_~|\nh]/;

const text = (value) => ({ kind: "text", text: value });

function inline(source) {
  const found = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push(text(plain));
    plain = "";
  };
  for (let at = 0; at < source.length;) {
    const hit = STARTS.test(source[at]) ? match(source, at) : null;
    if (!hit) {
      plain += source[at];
      at += 1;
      continue;
    }
    if (hit.node.kind === "text") plain += hit.node.text;
    else {
      flush();
      found.push(hit.node);
    }
    at += hit.length;
  }
  flush();
  return found;
}

function match(source, at) {
  const inWord = at > 0 && /[\p{L}\p{N}_]/u.test(source[at - 1]);
  for (const rule of RULES) {
    if (rule.word && inWord) continue;
    rule.at.lastIndex = at;
    const found = rule.at.exec(source);
    if (found) return { node: rule.make(found), length: found[0].length };
  }
  return null;
}
