// The page: who you are, your chats, and the open one. What happens arrives as server-sent events.
import { Composer } from "./composer.js";
import { avatar, makeMessage, timeOf, updateMessage } from "./message.js";
import { element, safeUrl } from "./text.js";

const find = (id) => document.getElementById(id);
const NEAR_END = 90; // pixels: closer to the end than this, new messages scroll into view
const TOGETHER = 5 * 60_000; // milliseconds between messages that stand together
const DOING = { typing: "typing", upload_photo: "sending a photo" };
const DOING_LASTS = 5_000;

const here = new URLSearchParams(location.hash.slice(1));
const page = { me: Number(here.get("person")) || null, open: Number(here.get("chat")) || null, chats: new Map(), bot: {}, people: [] };
let stream = null;
let doingEnds = 0;
let atEnd = true; // until the person scrolls up: new messages then wait below
let byHand = false; // the person's hand moved the messages since they were last brought to their end

// Talking to the server

async function act(name, given = {}) {
  try {
    const response = await fetch(`/chat/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: page.me, chat: page.open, ...given }),
    });
    const answer = await response.json();
    if (answer.error) toast(answer.error);
    return answer.error ? null : answer;
  } catch {
    toast("No connection. Try again in a moment.");
    return null;
  }
}

function connect() {
  stream?.close();
  stream = new EventSource(`/chat/api/events?person=${page.me ?? ""}`);
  stream.onmessage = (event) => receive(JSON.parse(event.data));
  stream.onopen = () => { find("offline").hidden = true; };
  stream.onerror = () => {
    find("offline").hidden = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}

function receive(news) {
  if (news.full) page.chats.forEach((chat) => chat.messages.clear());
  Object.assign(page, { bot: news.bot, people: news.people, me: news.me });
  for (const chat of news.chats) {
    const messages = page.chats.get(chat.id)?.messages ?? new Map();
    for (const message of chat.messages) messages.set(message.id, message);
    page.chats.set(chat.id, { ...chat, messages });
  }
  for (const id of page.chats.keys()) if (!news.chats.some((chat) => chat.id === id)) page.chats.delete(id);
  if (!page.chats.has(page.open)) page.open = narrow.matches ? null : page.me;
  show();
}

// Showing

const narrow = matchMedia("(max-width: 720px)");

function show() {
  const unread = [...page.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${page.bot.name}`;
  here.set("person", page.me ?? "");
  here.set("chat", page.open ?? "");
  history.replaceState(null, "", `#${here}`);
  showPeople();
  showChats();
  showOpenChat();
}

function showPeople() {
  const place = find("people");
  const key = JSON.stringify([page.people, page.me]);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...page.people.map((person) => {
    const button = element("button", { type: "button", className: "person", title: `Be ${person.name}` }, avatar(person.id, person.name), element("span", {}, person.name));
    button.setAttribute("aria-pressed", String(person.id === page.me));
    button.addEventListener("click", () => become(person.id));
    return button;
  }));
}

function become(id) {
  if (id === page.me) return;
  Object.assign(page, { me: id, open: narrow.matches ? null : id, chats: new Map() });
  find("messages").replaceChildren();
  connect();
}

function showChats() {
  const chats = [...page.chats.values()].sort((a, b) => (b.last?.at ?? "").localeCompare(a.last?.at ?? ""));
  const place = find("chats");
  const key = JSON.stringify([page.open, chats.map(({ id, title, last, unread, doing }) => [id, title, last, unread, doing])]);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  const focused = [...place.querySelectorAll("button")].find((button) => button === document.activeElement)?.dataset.chat;
  place.replaceChildren(...chats.map(chatEntry));
  place.querySelector(`[data-chat="${focused}"]`)?.focus();
}

function chatEntry(chat) {
  const isBot = chat.kind === "private";
  const said = chat.last ? `${chat.last.sender === page.bot.name && isBot ? "" : `${chat.last.sender}: `}${chat.last.text}` : "";
  const button = element("button", { type: "button", className: "entry" },
    avatar(chat.id, chat.title, isBot),
    element("span", { className: "entry-text" },
      element("span", { className: "entry-top" }, element("b", {}, chat.title), element("time", {}, chat.last ? timeOf(chat.last.at) : "")),
      element("span", { className: "entry-low" },
        element("span", { className: chat.doing ? "accent" : "" }, chat.doing ? `${DOING[chat.doing] ?? chat.doing}…` : said || (isBot ? "bot" : "group")),
        chat.unread ? element("span", { className: "badge", ariaLabel: `${chat.unread} unread` }, String(chat.unread)) : null)));
  button.dataset.chat = chat.id;
  if (chat.id === page.open) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => openChat(chat.id));
  return element("li", {}, button);
}

function openChat(id) {
  if (page.open !== id) find("messages").replaceChildren();
  page.open = id;
  show();
  toEnd(false);
  if (!narrow.matches) find("input").focus();
}

function showOpenChat() {
  const chat = page.chats.get(page.open);
  find("app").classList.toggle("in-chat", Boolean(chat));
  find("chat").hidden = !chat;
  find("nothing").hidden = Boolean(chat);
  if (!chat) return;
  showHead(chat);
  showMessages(chat);
  showDoing(chat);
  const asleep = chat.kind === "private" && (!chat.started || chat.blocked);
  find("start").hidden = !asleep;
  find("start").textContent = chat.blocked ? "Restart" : "Start";
  find("composer").hidden = asleep;
  composer.show(chat, page.bot);
  markRead(chat);
}

function showHead(chat) {
  const isPrivate = chat.kind === "private";
  find("head-avatar").replaceChildren(avatar(chat.id, chat.title, isPrivate));
  find("head-title").textContent = chat.title;
  const status = chat.doing ? `${DOING[chat.doing] ?? chat.doing}…` : isPrivate ? "bot" : chat.members.join(", ");
  find("head-status").textContent = status;
  find("head-status").classList.toggle("accent", Boolean(chat.doing));
  find("more").hidden = !isPrivate;
  find("block").textContent = chat.blocked ? "Unblock the bot" : "Block the bot";
}

function showMessages(chat) {
  const place = find("messages");
  const newest = place.lastElementChild?.message?.id ?? 0;
  const old = new Map([...place.querySelectorAll(":scope > .message")].map((item) => [item.message.id, item]));
  let previous = null;
  let at = place.firstElementChild;
  const put = (item) => {
    if (item === at) at = at.nextElementSibling; else place.insertBefore(item, at);
  };
  for (const message of [...chat.messages.values()].sort((a, b) => a.id - b.id)) {
    const day = new Date(message.at).toDateString();
    if (day !== (previous && new Date(previous.at).toDateString())) put(dayMark(place, day));
    const item = old.get(message.id) ?? makeMessage(message, on);
    updateMessage(item, message, on);
    const follows = Boolean(previous && !previous.service && previous.sender.id === message.sender.id && new Date(message.at) - new Date(previous.at) < TOGETHER);
    item.classList.toggle("follows", follows);
    put(item);
    previous = message;
  }
  while (at) { const next = at.nextElementSibling; at.remove(); at = next; }
  place.classList.toggle("of-group", chat.kind !== "private");
  showAbout(chat);
  const last = place.lastElementChild?.message;
  if (atEnd || (last && last.id > newest && last.mine)) toEnd(newest > 0);
  showWayToEnd(chat);
}

function dayMark(place, day) {
  const id = `day-${day.replaceAll(" ", "-")}`;
  const known = document.getElementById(id);
  if (known && known.parentElement === place) return known;
  const days = Math.round((new Date(new Date().toDateString()) - new Date(day)) / 86_400_000);
  const label = ["Today", "Yesterday"][days] ?? new Date(day).toLocaleDateString(undefined, { day: "numeric", month: "long" });
  return element("li", { className: "day", id }, element("span", {}, label));
}

function showAbout(chat) {
  const place = find("about");
  place.hidden = chat.messages.size > 0 || chat.kind !== "private";
  if (place.hidden) return;
  place.replaceChildren(avatar(page.bot.id, page.bot.name, true), element("h2", {}, page.bot.name),
    element("p", {}, `Press Start to say hello to ${page.bot.name}.`));
}

function showDoing(chat) {
  const place = find("doing");
  place.hidden = !chat.doing;
  find("doing-text").textContent = chat.doing ? `${page.bot.name} is ${DOING[chat.doing] ?? chat.doing}` : "";
  clearTimeout(doingEnds);
  if (chat.doing) doingEnds = setTimeout(() => { chat.doing = ""; show(); }, DOING_LASTS);
  if (atEnd && !place.hidden) toEnd(true);
}

// Scrolling

function isAtEnd() {
  const place = find("scroll");
  return place.scrollHeight - place.scrollTop - place.clientHeight < NEAR_END;
}

function toEnd(smoothly) {
  atEnd = true;
  byHand = false;
  const place = find("scroll");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.scrollTo({ top: place.scrollHeight, behavior: smoothly && !calm ? "smooth" : "instant" });
}

function showWayToEnd(chat) {
  find("to-end").hidden = atEnd || !chat.messages.size;
  find("to-end-count").textContent = chat.unread ? String(chat.unread) : "";
}

function markRead(chat) {
  if (chat.unread && document.visibilityState === "visible" && isAtEnd()) act("read", { chat: chat.id });
}

// What clicks do

const on = {
  async press(message, row, column, button) {
    if (button.classList.contains("waiting")) return;
    const wanted = message.keyboard[row][column];
    if (wanted.kind === "url") return followLink(wanted.value);
    button.classList.add("waiting");
    button.setAttribute("aria-busy", "true");
    const answer = await act("press", { message: message.id, row, column, text: wanted.text });
    button.classList.remove("waiting");
    button.removeAttribute("aria-busy");
    if (answer) settle(answer);
  },
  command: (text) => act("say", { text }),
  copy,
  link(event, href) {
    if (!isOurs(href)) return;
    event.preventDefault();
    followLink(href);
  },
  view(url) {
    find("viewer-image").src = url;
    find("viewer").showModal();
  },
};

function settle(answer) {
  if (answer.late) toast("The bot has not answered yet.");
  if (answer.text && answer.alert) {
    find("alert-text").textContent = answer.text;
    find("alert").showModal();
  } else if (answer.text) toast(answer.text);
  if (answer.url) followLink(answer.url);
}

const isOurs = (url) => new RegExp(`^https?://t\\.me/${page.bot.username}\\?start`, "i").test(url);

async function followLink(url) {
  if (isOurs(url)) {
    const answer = await act("follow", { url });
    if (answer?.chat) openChat(answer.chat);
  } else if (safeUrl(url)) window.open(safeUrl(url), "_blank", "noopener");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast(`Copy it from here: ${text}`);
  }
}

function toast(text) {
  const made = element("p", { className: "toast" }, text);
  find("toasts").append(made);
  setTimeout(() => made.classList.add("leaving"), 3600);
  setTimeout(() => made.remove(), 4000);
}

const composer = new Composer({
  say: (text) => act("say", { text }),
  inline: async (text) => (await act("inline", { text })) ?? {},
  choose: (query, result) => act("choose", { query, result }),
});

find("back").addEventListener("click", () => { page.open = null; show(); });
find("start").addEventListener("click", () => act("say", { text: "/start" }).then(() => find("input").focus()));
find("block").addEventListener("click", () => {
  find("more").open = false;
  act("block", { blocked: !page.chats.get(page.open).blocked });
});
find("attach").addEventListener("click", () => find("file").click());
find("file").addEventListener("change", () => {
  const [file] = find("file").files;
  find("more").open = false;
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => act("file", { name: file.name, content: reader.result.split(",")[1] ?? "" });
  reader.readAsDataURL(file);
  find("file").value = ""; // the same one can be sent again
});
find("to-end").addEventListener("click", () => toEnd(true));
find("scroll").addEventListener("scroll", () => {
  // A smooth scroll that is overtaken by a jump goes backwards for a moment: only a hand leaves the end.
  if (isAtEnd()) atEnd = true; else if (byHand) atEnd = false;
  const chat = page.chats.get(page.open);
  if (!chat) return;
  showWayToEnd(chat);
  markRead(chat);
}, { passive: true });
for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  find("scroll").addEventListener(kind, () => { byHand = true; }, { passive: true });
}
find("viewer").addEventListener("click", () => find("viewer").close());
document.addEventListener("visibilitychange", () => page.chats.has(page.open) && markRead(page.chats.get(page.open)));
document.addEventListener("click", (event) => { if (!find("more").contains(event.target)) find("more").open = false; });
new ResizeObserver(() => { if (atEnd) toEnd(false); }).observe(find("messages"));

connect();
