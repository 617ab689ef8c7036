// Inside Telegram: hands over what the app says of whoever opened it, and takes on its colours.
// https://core.telegram.org/bots/webapps#initializing-mini-apps
"use strict";

const given = new URLSearchParams(location.hash.slice(1));
const colours = {
  secondary_bg_color: "--ground", bg_color: "--panel", text_color: "--ink", hint_color: "--quiet",
  link_color: "--accent", button_text_color: "--on-accent",
};

let theme = {};
try {
  theme = JSON.parse(given.get("tgWebAppThemeParams") ?? "{}");
} catch { /* the pages' own colours, then */ }
const chosen = Object.entries(colours).filter(([name]) => /^#[0-9a-f]{6}$/i.test(theme[name])).map(([name, as]) => [as, theme[name]]);
if (chosen.length) sessionStorage.setItem("colours", JSON.stringify(chosen));

const form = document.getElementById("webapp");
form.elements.init_data.value = given.get("tgWebAppData") ?? "";
if (form.elements.init_data.value) form.submit();
