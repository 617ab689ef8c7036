// One message as a bubble. A changed message keeps its element: only the parts that differ are made anew.
import { element, icon, richText } from "./text.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const ICONS = { url: "url", web_app: "url", copy: "copy" };
const QUICK = ["👍", "❤", "🎉"];
const colourful = (emoji) => (emoji.length === 1 ? `${emoji}\ufe0f` : emoji); // "❤" alone may be drawn as a letter

/** An avatar: the initial on a colour that stays the same for a person. */
export function avatar(id, name, isBot = false) {
  const face = element("span", { className: `avatar hue-${Math.abs(id) % 8}` });
  face.setAttribute("aria-hidden", "true");
  face.classList.toggle("is-bot", isBot);
  face.append(isBot ? icon("bot") : [...name][0]?.toUpperCase() ?? "?");
  return face;
}

export const timeOf = (iso) => clock.format(new Date(iso));

/** The list item for a message; `on` says what its clicks do. */
export function makeMessage(message, on) {
  const item = element("li", { className: "message", id: `m${message.id}` });
  item.parts = {};
  updateMessage(item, message, on);
  return item;
}

/** Bring an item up to date. */
export function updateMessage(item, message, on) {
  if (item.shown === JSON.stringify(message)) return;
  item.shown = JSON.stringify(message);
  item.message = message;
  item.classList.toggle("mine", message.mine);
  item.classList.toggle("service", Boolean(message.service));
  if (message.service) {
    item.replaceChildren(element("span", {}, message.service));
    return;
  }
  if (!item.bubble) {
    item.bubble = element("div", { className: "bubble" });
    item.column = element("div", { className: "column" }, item.bubble);
    item.bubble.addEventListener("dblclick", () => on.reply(item.message));
    item.append(item.column, actions(item, on));
  }
  item.bubble.classList.toggle("pictured", message.media?.kind === "photo");
  item.classList.toggle("above", Boolean(message.above));
  if (message.media) item.column.style.setProperty("--ratio", message.media.width / message.media.height || 1);
  part(item, item.bubble, "head", [message.sender, message.forwarded, message.via, message.reply_to], () => head(message, on));
  part(item, item.bubble, "media", message.media, () => message.media && media(message.media, on));
  part(item, item.bubble, "text", [message.text, message.entities], () => message.text
    ? element("div", { className: "text", dir: "auto" }, ...richText(message.text, message.entities, on)) : null);
  part(item, item.bubble, "tail", [message.reactions, message.at, message.edited], () => tail(message, on));
  item.parts.text.node.dataset.meta = item.parts.tail.node.querySelector(".meta").textContent;
  part(item, item.column, "keyboard", message.keyboard, () => keyboard(item, message, on));
}

/** Replace a part of the bubble if what it shows is no longer the same. */
function part(item, parent, name, value, make) {
  const key = JSON.stringify(value);
  const old = item.parts[name];
  if (old?.key === key) return;
  const focused = old ? [...old.node.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  const node = make() ?? element("span", { hidden: true });
  if (old) old.node.replaceWith(node); else parent.append(node);
  item.parts[name] = { key, node };
  if (focused >= 0) node.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}

function head(message, on) {
  const lines = [];
  if (!message.mine) lines.push(element("b", { className: `name ink-${message.bot ? "bot" : Math.abs(message.sender.id) % 8}` }, message.sender.name));
  if (message.via) lines.push(element("span", { className: "via" }, `via @${message.via}`));
  if (message.forwarded) lines.push(element("span", { className: "forwarded" }, `Forwarded from ${message.forwarded}`));
  if (message.reply_to) {
    const quote = element("button", { type: "button", className: "quoted" },
      element("b", {}, message.reply_to.name), element("span", {}, message.reply_to.text || "Deleted message"));
    quote.addEventListener("click", () => on.jump(message.reply_to.id));
    lines.push(quote);
  }
  return lines.length ? element("div", { className: "bubble-head" }, ...lines) : null;
}

function media(shown, on) {
  if (shown.kind !== "photo") return attached(shown);
  const image = element("img", { src: shown.url, alt: "Photo", width: shown.width, height: shown.height, decoding: "async" });
  const frame = element("button", { type: "button", className: "photo" }, image);
  frame.setAttribute("aria-label", "Open the photo");
  frame.classList.toggle("hidden-photo", shown.spoiler);
  frame.addEventListener("click", () => {
    if (frame.classList.contains("hidden-photo")) frame.classList.remove("hidden-photo");
    else on.view(shown.url);
  });
  return frame;
}

function attached(shown) {
  const size = shown.bytes < 1e6 ? `${Math.max(1, Math.round(shown.bytes / 1e3))} kB` : `${(shown.bytes / 1e6).toFixed(1)} MB`;
  return element("a", { className: "attached", href: shown.url, download: shown.name },
    element("span", { className: "file-icon" }, icon("file")),
    element("span", {}, element("b", {}, shown.name), element("small", {}, size)));
}

function tail(message, on) {
  const marks = message.reactions.map((reaction) => {
    const mark = element("button", { type: "button", className: "reaction" }, colourful(reaction.emoji), element("span", {}, String(reaction.count)));
    mark.setAttribute("aria-pressed", String(reaction.mine));
    mark.addEventListener("click", () => on.react(message.id, reaction.mine ? "" : reaction.emoji));
    return mark;
  });
  const time = element("time", { dateTime: message.at, title: new Date(message.at).toLocaleString() }, timeOf(message.at));
  const meta = element("span", { className: "meta" }, message.edited ? element("i", {}, "edited ") : null, time);
  return element("div", { className: "tail" }, ...marks, meta);
}

function keyboard(item, message, on) {
  if (!message.keyboard.length) return null;
  const rows = message.keyboard.map((buttons, row) => element("div", { className: "row" }, ...buttons.map((button, column) => {
    const made = element("button", { type: "button", className: `key ${button.style}`, title: button.kind === "url" ? button.value : "" },
      element("span", { className: "label" }, button.text), ICONS[button.kind] ? icon(ICONS[button.kind]) : null);
    made.addEventListener("click", () => on.press(item.message, row, column, made));
    return made;
  })));
  return element("div", { className: "keyboard", role: "group", ariaLabel: "Buttons" }, ...rows);
}

function actions(item, on) {
  const reply = element("button", { type: "button", className: "icon", title: "Reply" }, icon("reply"));
  reply.setAttribute("aria-label", "Reply");
  reply.addEventListener("click", () => on.reply(item.message));
  const quick = QUICK.map((emoji) => {
    const made = element("button", { type: "button", className: "icon", title: `React with ${emoji}` }, colourful(emoji));
    made.addEventListener("click", () => {
      const mine = item.message.reactions.some((reaction) => reaction.mine && reaction.emoji === emoji);
      on.react(item.message.id, mine ? "" : emoji);
    });
    return made;
  });
  return element("div", { className: "actions" }, reply, ...quick);
}
