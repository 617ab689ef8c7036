// One message as a bubble. A changed message keeps its element: only the parts that differ are made anew.
import { element, icon, richText } from "./text.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

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
    item.append(item.column);
  }
  item.bubble.classList.toggle("pictured", Boolean(message.photo));
  if (message.photo) item.column.style.setProperty("--ratio", message.photo.width / message.photo.height || 1);
  part(item, item.bubble, "head", [message.sender, message.forwarded, message.via], () => head(message));
  part(item, item.bubble, "photo", message.photo, () => message.photo && photo(message.photo, on));
  part(item, item.bubble, "text", [message.text, message.entities], () => message.text
    ? element("div", { className: "text", dir: "auto" }, ...richText(message.text, message.entities, on)) : null);
  part(item, item.bubble, "tail", [message.at, message.edited], () => tail(message));
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

function head(message) {
  const lines = [];
  if (!message.mine) lines.push(element("b", { className: `name ink-${message.bot ? "bot" : Math.abs(message.sender.id) % 8}` }, message.sender.name));
  if (message.via) lines.push(element("span", { className: "via" }, `via @${message.via}`));
  if (message.forwarded) lines.push(element("span", { className: "forwarded" }, `Forwarded from ${message.forwarded}`));
  return lines.length ? element("div", { className: "bubble-head" }, ...lines) : null;
}

function photo(shown, on) {
  const image = element("img", { src: shown.url, alt: "Photo", width: shown.width, height: shown.height, decoding: "async" });
  const frame = element("button", { type: "button", className: "photo" }, image);
  frame.setAttribute("aria-label", "Open the photo");
  frame.addEventListener("click", () => on.view(shown.url));
  return frame;
}

function tail(message) {
  const time = element("time", { dateTime: message.at, title: new Date(message.at).toLocaleString() }, timeOf(message.at));
  const meta = element("span", { className: "meta" }, message.edited ? element("i", {}, "edited ") : null, time);
  return element("div", { className: "tail" }, meta);
}

function keyboard(item, message, on) {
  if (!message.keyboard.length) return null;
  const rows = message.keyboard.map((buttons, row) => element("div", { className: "row" }, ...buttons.map((button, column) => {
    const made = element("button", { type: "button", className: "key", title: button.kind === "url" ? button.value : "" },
      element("span", { className: "label" }, button.text), button.kind === "url" ? icon("url") : null);
    made.addEventListener("click", () => on.press(item.message, row, column, made));
    return made;
  })));
  return element("div", { className: "keyboard", role: "group", ariaLabel: "Buttons" }, ...rows);
}
