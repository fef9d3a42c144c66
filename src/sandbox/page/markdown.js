// Reads Discord's markdown into a tree of plain objects.
//
// Called by `markup.js`, which draws the tree. Pure: no page, no world, no clock. Any text gives a tree; what is not
// understood stays text. Rules: Discord's support article "Markdown Text 101" and its reference of message formats.

/** Reads a whole message: a list of blocks `{kind, …}`, each with `inner` (inline nodes) or `blocks`. */
export function parse(text) {
  return blocks(text.replaceAll("\r\n", "\n"));
}

function blocks(text, inQuote = false) {
  const found = [];
  // Fences are cut out first, since nothing inside them is markdown and they may stand in the middle of a line.
  const fence = /```(?:([a-z0-9_+\-.#]+)\n)?\n*([^]*?)\n*```/gi;
  let from = 0;
  for (const match of text.matchAll(fence)) {
    if (!match[2] || isEscaped(text, match.index)) continue;
    found.push(...lines(text.slice(from, match.index), inQuote));
    found.push({ kind: "code-block", language: match[1] ?? "", text: match[2] });
    from = match.index + match[0].length;
    if (text[from] === "\n") from += 1;
  }
  found.push(...lines(text.slice(from), inQuote));
  return found;
}

function isEscaped(text, index) {
  let count = 0;
  while (text[index - 1 - count] === "\\") count += 1;
  return count % 2 === 1;
}

const LINE = {
  heading: /^ *(#{1,3})\s+(.+)$/,
  small: /^ *-#(?!-)\s+(.+)$/,
  rest: /^ *>>>\s(.*)$/,
  quote: /^ *>\s(.*)$/,
  item: /^(\s*)(?:([-*])|(\d{1,9})\.)\s+(.+)$/,
  more: /^\s{2,}(\S.*)$/,
};

/** What begins a block of its own; a quote does not begin inside a quote. */
const begins = (row, inQuote) =>
  LINE.heading.test(row) ||
  LINE.small.test(row) ||
  (!inQuote && (LINE.rest.test(row) || LINE.quote.test(row))) ||
  LINE.item.test(row);

function lines(text, inQuote) {
  if (!text) return [];
  const rows = text.replace(/\n$/, "").split("\n");
  const found = [];
  let at = 0;
  while (at < rows.length) at = takeBlock(rows, at, found, inQuote);
  return found;
}

/** Takes one block that begins at row `at`, and answers the row after it. */
function takeBlock(rows, at, found, inQuote) {
  const row = rows[at];
  const heading = LINE.heading.exec(row);
  const small = LINE.small.exec(row);
  const rest = inQuote ? null : LINE.rest.exec(row);
  if (rest) {
    found.push({ kind: "quote", blocks: blocks([rest[1], ...rows.slice(at + 1)].join("\n"), true) });
    return rows.length;
  }
  if (heading)
    found.push({ kind: "heading", level: heading[1].length, inner: inline(heading[2].replace(/\s+#+$/, "")) });
  else if (small) found.push({ kind: "small", inner: inline(small[1]) });
  else if (!inQuote && LINE.quote.test(row)) return takeQuote(rows, at, found);
  else if (LINE.item.test(row)) return takeList(rows, at, found, inQuote);
  else return takeParagraph(rows, at, found, inQuote);
  return at + 1;
}

function takeQuote(rows, at, found) {
  const quoted = [];
  while (at < rows.length && LINE.quote.test(rows[at])) quoted.push(LINE.quote.exec(rows[at++])[1]);
  found.push({ kind: "quote", blocks: blocks(quoted.join("\n"), true) });
  return at;
}

function takeList(rows, at, found, inQuote) {
  const items = [];
  for (; at < rows.length; at += 1) {
    const item = LINE.item.exec(rows[at]);
    // What is indented below an item belongs to it.
    const more = !item && !begins(rows[at], inQuote) && LINE.more.exec(rows[at]);
    if (more) items.at(-1).text += `\n${more[1]}`;
    if (!item && !more) break;
    if (!item) continue;
    const [, indent, , number, text] = item;
    // A number at the margin after a bullet begins another list, and the other way round.
    if (items.length && !indent && (items[0].number === null) !== (number === undefined)) break;
    items.push({ depth: Math.min(Math.floor(indent.length / 2), 10), number: number ? Number(number) : null, text });
  }
  found.push(nest(items));
  return at;
}

/** Lists inside lists: what stands further in belongs to the item above it. */
function nest(items) {
  const list = { kind: "list", start: items[0].number, items: [] };
  for (let at = 0; at < items.length;) {
    let end = at + 1;
    while (end < items.length && items[end].depth > items[at].depth) end += 1;
    const inside = items.slice(at + 1, end);
    list.items.push({ inner: inline(items[at].text), lists: inside.length ? runs(inside).map(nest) : [] });
    at = end;
  }
  return list;
}

/** Items of one depth that turn from bullets to numbers are two lists. */
function runs(items) {
  const found = [];
  for (const item of items) {
    const last = found.at(-1);
    const kind = (one) => one.number === null;
    if (last && (item.depth > last[0].depth || kind(item) === kind(last[0]))) last.push(item);
    else found.push([item]);
  }
  return found;
}

function takeParagraph(rows, at, found, inQuote) {
  const text = [];
  do text.push(rows[at++]);
  while (at < rows.length && !begins(rows[at], inQuote));
  found.push({ kind: "paragraph", inner: inline(text.join("\n")) });
  return at;
}

// Inline rules in the order they are tried; each `make` gets the match. `word` rules must not stand inside a word.
const RULES = [
  { at: /¯\\_\(ツ\)_\/¯/y, make: (m) => text(m[0]) },
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
  { at: /<id:(customize|browse|guide|home|linked-roles)(?::\d+)?>/y, make: (m) => ({ kind: "guide", name: m[1] }) },
  { at: /<a?:(\w{2,32}):(\d+)>/y, make: (m) => ({ kind: "emoji", name: m[1] }) },
  { at: /@(everyone|here)\b/y, make: (m) => ({ kind: "everyone", name: m[1] }) },
  {
    at: /\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])+)\]\(\s*<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/y,
    // Words that are an address themselves would hide where the link leads: Discord leaves such a link as text.
    make: (m) => (/https?:\/\//.test(m[1]) ? null : { kind: "link", url: m[2], inner: inline(m[1]) }),
  },
  { at: /<(https?:\/\/[^\s<>]+)>/y, make: (m) => ({ kind: "link", url: m[1], inner: [text(m[1])] }) },
  {
    at: /<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/y,
    make: (m) => ({ kind: "link", url: `mailto:${m[1]}`, inner: [text(m[1])] }),
  },
  {
    at: /<(\+[\d ()-]{5,20})>/y,
    make: (m) => ({ kind: "link", url: `tel:${m[1].replace(/[^+\d]/g, "")}`, inner: [text(m[1])] }),
  },
  { at: /https?:\/\/[^\s<]+[^\s<.,:;"'\]!?*_~|]/y, word: true, make: (m) => address(m[0]) },
  { at: /\*\*\*(?=\S)([^]+?)\*\*\*/y, make: (m) => ({ kind: "strong", inner: [{ kind: "em", inner: inline(m[1]) }] }) },
  { at: /\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, make: (m) => ({ kind: "strong", inner: inline(m[1]) }) },
  { at: /__((?:\\[^]|[^\\])+?)__(?!_)/y, make: (m) => ({ kind: "underline", inner: inline(m[1]) }) },
  {
    at: /\*(?=\S)((?:\*\*|\\[^]|\s+(?:\\[^]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/y,
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
const STARTS = /[\\`<@[*_~|\nh¯]/;

/** An address in a text; closing brackets that nothing in it opened belong to the sentence around it. */
function address(found) {
  // Where a masked link was left as text, its two addresses are two links.
  let [url] = found.split("](");
  const count = (sign) => url.split(sign).length;
  while (url.endsWith(")") && count(")") > count("(")) url = url.slice(0, -1);
  return { kind: "link", url, inner: [text(url)], length: url.length };
}

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
    const node = found && rule.make(found);
    if (node) return { node, length: node.length ?? found[0].length };
  }
  return null;
}
