// Texts with entities as DOM nodes. Everything goes in as text, nothing as HTML.
// https://core.telegram.org/bots/api#messageentity: offsets are UTF-16 units, as JavaScript counts.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** An element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The address if a browser may open it, else nothing: no `javascript:` gets through. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url.includes("://") || url.startsWith("mailto:") ? url : `http://${url}`);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : "";
  } catch {
    return "";
  }
}

/** The nodes of a text. `on` says what clicks do: {command, link, copy}. */
export function richText(text, entities, on) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, sorted, 0, text.length, on);
}

function nodes(text, entities, start, end, on) {
  const made = [];
  let position = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    const inner = [];
    for (index += 1; index < entities.length && entities[index].offset < to; index += 1) inner.push(entities[index]);
    if (from >= to) continue;
    const block = BLOCKS.has(entity.type);
    // A block stands on lines of its own: the line breaks around it are already there.
    const before = text.slice(position, from);
    if (before) made.push(block ? before.replace(/\n$/, "") : before);
    made.push(decorated(entity, text.slice(from, to), nodes(text, inner, from, to, on), on));
    position = block && text[to] === "\n" ? to + 1 : to;
  }
  if (position < end) made.push(text.slice(position, end));
  return made;
}

function decorated(entity, text, children, on) {
  switch (entity.type) {
    case "text_link": return link(entity.url, children, on);
    case "url": return link(text, children, on);
    case "email": return link(`mailto:${text}`, children, on);
    case "bot_command": return tappable(children, () => on.command(text), "command");
    case "code": return tappable(children, () => on.copy(text), "code", "code");
    case "pre": return element("pre", {}, element("code", {}, ...children));
    case "expandable_blockquote": return expandable(children);
    case "mention": case "hashtag": case "text_mention": return element("span", { className: "accent" }, ...children);
    default: return TAGS[entity.type] ? element(TAGS[entity.type], {}, ...children) : element("span", {}, ...children);
  }
}

function link(url, children, on) {
  const href = safeUrl(url);
  if (!href) return element("span", { className: "accent" }, ...children);
  const anchor = element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
  anchor.addEventListener("click", (event) => on.link(event, href));
  return anchor;
}

function tappable(children, act, className, tag = "span") {
  const made = element(tag, { className: `tappable ${className}`, tabIndex: 0, role: "button" }, ...children);
  made.setAttribute("role", "button");
  made.addEventListener("click", act);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  return made;
}

function expandable(children) {
  const body = element("div", { className: "quote-body" }, ...children);
  const toggle = element("button", { type: "button", className: "quote-toggle" }, icon("down"));
  const quote = element("blockquote", { className: "expandable" }, body, toggle);
  const show = (open) => {
    quote.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", open ? "Show less" : "Show all");
  };
  show(false);
  toggle.addEventListener("click", (event) => {
    event.stopPropagation();
    show(!quote.classList.contains("open"));
  });
  quote.addEventListener("click", () => quote.classList.contains("open") || show(true));
  return quote;
}
