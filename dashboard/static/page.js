// Keeps the page as it is on the server: takes over differences, presses buttons without losing one's place.
"use strict";

// Inside Telegram the pages have its colours: see webapp.js.
for (const [name, colour] of JSON.parse(sessionStorage.getItem("colours") ?? "[]")) document.documentElement.style.setProperty(name, colour);

const main = document.querySelector("main");
document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone they are drawn along
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// Makes `old` like `fresh` and touches only what differs, so that focus, selection and open parts stay.
function morph(old, fresh) {
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.localName === "details")) old.removeAttribute(name);
  }
  if (old.hasAttribute("data-kept")) return;
  const wantedIds = new Set([...fresh.children].map((child) => child.id));
  const byId = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  // First, so that what stays isn't moved past it: an element that is moved loses the focus.
  for (const [id, child] of byId) if (!wantedIds.has(id)) child.remove();
  let next = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const found = wanted.id ? byId.get(wanted.id) : next;
    if (!found || found.nodeName !== wanted.nodeName || (found.id || "") !== (wanted.id || "")) {
      old.insertBefore(document.importNode(wanted, true), next);
      continue;
    }
    if (found !== next) old.insertBefore(found, next);
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted);
    else if (found.data !== wanted.data) found.data = wanted.data;
    next = found.nextSibling;
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function take(fresh) {
  tellTime(fresh);
  morph(main, fresh);
  const title = main.querySelector("#page")?.dataset.title;
  if (title) document.title = `${title} · Airdate`;
  main.querySelectorAll("details[open]").forEach(readLog);
}

// "3 min ago", "in 12 s"
function tellTime(root) {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "narrow", numeric: "always" });
  for (const time of root.querySelectorAll("time[data-live]")) {
    const away = (new Date(time.dateTime) - Date.now()) / 1000;
    const [unit, length] = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]].find(([, n]) => Math.abs(away) >= n) ?? ["second", 1];
    const text = words.format(Math.trunc(away / length), unit);
    if (time.textContent !== text) time.textContent = text;
  }
}

// A log is fetched when its attempt is opened, and again when it has grown.
const readSize = new WeakMap();
async function readLog(details) {
  const text = details.querySelector("pre");
  const { size } = details.dataset;
  if (readSize.get(details) === size) return;
  const answer = await fetch(details.dataset.log);
  if (!answer.ok) return;
  const atEnd = text.scrollHeight - text.scrollTop - text.clientHeight < 30;
  logs.set(details, await answer.text());
  showLog(details);
  if (atEnd) text.scrollTop = text.scrollHeight;
  readSize.set(details, size);
}

// The lines with what is looked for; all of them while it is nothing.
const logs = new WeakMap();
function showLog(details) {
  const whole = logs.get(details) ?? "";
  const words = details.querySelector("[data-search]").value.trim().toLowerCase();
  const shown = words ? whole.split("\n").filter((line) => line.toLowerCase().includes(words)).join("\n") : whole;
  details.querySelector("pre").textContent = shown || document.body.dataset[words ? "noLine" : "emptyLog"];
}
main.addEventListener("input", ({ target }) => target.dataset.search && showLog(document.getElementById(target.dataset.search)));

// What was done, with the button that undoes it.
function say(words, stays = false) {
  const done = document.getElementById("done");
  done.replaceChildren(...[words].flat());
  done.hidden = !done.textContent;
  clearTimeout(say.timer);
  if (!stays) say.timer = setTimeout(() => (done.hidden = true), done.querySelector("button") ? 20000 : 6000);
}
const sayAs = (done) => say([...done.childNodes], "stays" in done.dataset);

let events;
function listen() {
  events?.close();
  if (main.querySelector("[data-still]")) return; // it does not change by itself
  events = new EventSource(location.pathname + location.search);
  events.onopen = () => (document.getElementById("offline").hidden = true);
  events.onmessage = ({ data }) => take(parse(`<main id="main" tabindex="-1" data-live>${data}</main>`).querySelector("main"));
  events.onerror = () => {
    document.getElementById("offline").hidden = false;
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
}

// What was done is shown on another page: this is that page now.
const place = () => location.pathname + location.search;
let shown = place();
function follow(there, form) {
  if (there.pathname === location.pathname) return;
  history.pushState(null, "", there);
  shown = place();
  form.elements.back.value = shown.slice(document.body.dataset.root.length);
  listen();
}

// "all": ticks every box of a name.
main.addEventListener("change", ({ target }) => {
  if (!target.dataset.tickAll) return;
  for (const box of main.querySelectorAll(`input[name=${target.dataset.tickAll}]`)) box.checked = target.checked;
});

if (main.hasAttribute("data-live") && main.querySelector("#page")) {
  tellTime(document);
  setInterval(() => tellTime(document), 1000);
  listen();
  // A browser opens few connections to one place: a page that nobody looks at needs none.
  document.addEventListener("visibilitychange", () => (document.hidden ? events?.close() : listen()));
  main.addEventListener("toggle", ({ target }) => target.open && target.dataset.log && readLog(target), true);
  if (!document.getElementById("done").hidden) sayAs(document.getElementById("done"));
  addEventListener("popstate", () => place() !== shown && location.reload());

  document.getElementById("do").addEventListener("submit", async (event) => {
    const { submitter: button, target: form } = event;
    event.preventDefault();
    if (button.dataset.ask && !confirm(button.dataset.ask)) return;
    const fields = new FormData(form, button);
    const uploads = button.formEnctype === "multipart/form-data";
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: uploads ? fields : new URLSearchParams(fields) });
      if (!answer.ok) return say(await answer.text());
      const page = parse(await answer.text());
      take(page.querySelector("main"));
      form.reset();
      sayAs(page.getElementById("done"));
      follow(new URL(answer.url), form);
    } catch {
      say(document.body.dataset.notReached);
    } finally {
      button.disabled = false;
    }
  });
}
