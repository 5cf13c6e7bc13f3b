// A message's text and entities as DOM nodes. Foreign words only ever become text nodes.

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const PLAIN_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** Entities come sorted, outer before inner; offsets are UTF-16 units, as JavaScript's strings are. */
export function renderText(text, entities, actions) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, sorted, actions);
  return fragment;
}

function fill(parent, text, start, end, entities, actions) {
  let at = start;
  const queue = [...entities];
  while (queue.length) {
    const entity = queue.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    const inner = [];
    const rest = [];
    for (const other of queue) {
      if (other.offset >= to) { rest.push(other); continue; }
      inner.push(other);
      const overhang = other.offset + other.length - to;
      if (overhang > 0) rest.unshift({ ...other, offset: to, length: overhang });
    }
    queue.splice(0, queue.length, ...rest);
    const isBlock = BLOCKS.has(entity.type);
    addWords(parent, text.slice(at, from), isBlock);
    const { node, slot } = drawn(entity, text.slice(from, to), actions);
    if (slot) fill(slot, text, from, to, inner, actions);
    parent.append(node);
    at = to;
    if (isBlock && text[at] === "\n") at += 1;
  }
  addWords(parent, text.slice(at, end), false);
}

/** A block starts a line by itself, so the newline before it would be one too many. */
function addWords(parent, words, isBeforeBlock) {
  const shown = isBeforeBlock && words.endsWith("\n") ? words.slice(0, -1) : words;
  if (shown) parent.append(document.createTextNode(shown));
}

/** The node of an entity, and where its words go: null when it says something else in their place. */
function drawn(entity, words, actions) {
  if (entity.type === "expandable_blockquote") return foldedQuote();
  if (entity.type === "date_time") return instant(entity);
  const node = nodeFor(entity, words, actions);
  return { node, slot: node };
}

function nodeFor(entity, words, actions) {
  const type = entity.type;
  if (PLAIN_TAGS[type]) return element(PLAIN_TAGS[type]);
  if (type === "pre") return element("pre");
  if (type === "blockquote") return element("blockquote");
  if (type === "spoiler") return spoiler();
  if (type === "text_link") return link(entity.url);
  if (type === "url") return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`);
  if (type === "bot_command") return command(words, actions);
  return element("span", type === "mention" || type === "hashtag" || type === "text_mention" ? "tag" : "");
}

function link(url) {
  const node = element("a");
  if (!/^https?:\/\//i.test(url || "")) return element("span");
  node.href = url;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  node.title = url;
  return node;
}

function command(words, actions) {
  const node = element("button", "command");
  node.type = "button";
  node.addEventListener("click", () => actions.say(words));
  return node;
}

function spoiler() {
  const node = element("span", "spoiler");
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Hidden words, press to show");
  node.tabIndex = 0;
  const show = () => {
    node.classList.add("is-shown");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } });
  return node;
}

/** Three lines, and a button for the rest when there is more. */
function foldedQuote() {
  const node = element("blockquote", "folded");
  const words = element("div", "folded-words");
  const more = element("button", "more", "Show more");
  more.type = "button";
  more.setAttribute("aria-expanded", "false");
  more.addEventListener("click", () => {
    const isOpen = node.classList.toggle("is-open");
    more.textContent = isOpen ? "Show less" : "Show more";
    more.setAttribute("aria-expanded", String(isOpen));
  });
  node.append(words, more);
  requestAnimationFrame(() => { more.hidden = words.scrollHeight <= words.clientHeight + 2; });
  return { node, slot: words };
}

/** The moment in the reader's own zone; without a format the sender's words stay. */
function instant(entity) {
  const node = element("time");
  const date = new Date(entity.unix_time * 1000);
  node.dateTime = date.toISOString();
  node.title = date.toLocaleString();
  const shape = entity.date_time_format || "";
  const shown = shape.toLowerCase() === "r" ? relative(date) : absolute(date, shape);
  node.textContent = shown;
  return { node, slot: shown ? null : node };
}

function absolute(date, shape) {
  const parts = [];
  if (/w/i.test(shape)) parts.push(date.toLocaleDateString(undefined, { weekday: "long" }));
  if (shape.includes("D")) parts.push(date.toLocaleDateString(undefined, { dateStyle: "long" }));
  else if (shape.includes("d")) parts.push(date.toLocaleDateString(undefined, { dateStyle: "medium" }));
  if (shape.includes("T")) parts.push(date.toLocaleTimeString(undefined, { timeStyle: "medium" }));
  else if (shape.includes("t")) parts.push(date.toLocaleTimeString(undefined, { timeStyle: "short" }));
  return parts.join(", ");
}

function relative(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(Math.round(seconds), "second");
}
