// The place where one types: commands after "/", the bot's inline results after "@bot ".
import { element } from "./text.js";

const find = (id) => document.getElementById(id);
const INLINE_WAITS = 250; // milliseconds after the last key before the bot is asked

/** `on` sends things: {say(text), inline(text), choose(query, id)}. */
export class Composer {
  constructor(on) {
    this.on = on;
    this.input = find("input");
    this.menu = find("menu");
    this.choices = [];
    this.chosen = -1;
    find("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    find("menu-button").addEventListener("click", () => this.toggleMenu());
    this.input.addEventListener("input", () => { this.grow(); this.suggest(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.input === document.activeElement || this.close(), 150));
  }

  /** Show what belongs to a chat: its commands. */
  show(chat, bot) {
    const moved = this.chat?.id !== chat.id;
    this.chat = chat;
    this.bot = bot;
    find("menu-button").hidden = !chat.commands.length;
    if (!moved) return;
    this.input.value = "";
    this.grow();
    this.close();
  }

  write(text) {
    this.input.value = text;
    this.grow();
    this.input.focus();
    this.suggest();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.grow();
    this.close();
    if (!(await this.on.say(text))) this.write(text); // nothing that was typed is lost
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
  }

  toggleMenu() {
    if (!this.menu.hidden) return this.close();
    this.input.focus();
    this.offerCommands("");
  }

  suggest() {
    const text = this.input.value;
    clearTimeout(this.asking);
    const prefix = `@${this.bot.username} `.toLowerCase();
    if (/^\/\w*$/.test(text)) this.offerCommands(text.slice(1).toLowerCase());
    else if (text.toLowerCase().startsWith(prefix)) this.asking = setTimeout(() => this.askInline(text.slice(prefix.length)), INLINE_WAITS);
    else this.close();
  }

  offerCommands(typed) {
    const fitting = this.chat.commands.filter(({ command }) => command.startsWith(typed));
    this.offer(fitting.map(({ command, description }) => ({
      nodes: [element("b", {}, `/${command}`), element("span", {}, description)],
      // Tab lets one go on typing: most commands want a word after them.
      complete: () => this.write(`/${command} `),
      take: () => { this.input.value = ""; this.grow(); this.close(); this.on.say(`/${command}`); },
    })));
  }

  async askInline(text) {
    const asked = this.input.value;
    const { query, results } = await this.on.inline(text);
    if (this.input.value !== asked || !results) return;
    const take = (id) => () => { this.input.value = ""; this.grow(); this.close(); this.on.choose(query, id); };
    this.offer(results.map((result) => ({
      nodes: [
        element("span", { className: "result" }, element("b", {}, result.title), element("span", {}, result.description)),
      ],
      complete: take(result.id),
      take: take(result.id),
    })));
  }

  offer(choices) {
    this.choices = choices;
    this.chosen = -1;
    this.menu.hidden = !choices.length;
    this.input.setAttribute("aria-expanded", String(Boolean(choices.length)));
    find("menu-button").setAttribute("aria-expanded", String(Boolean(choices.length)));
    this.menu.replaceChildren(...choices.map((choice, index) => {
      const item = element("li", { id: `choice${index}` }, ...choice.nodes);
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => choice.take());
      return item;
    }));
  }

  close() {
    this.offer([]);
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(index) {
    this.chosen = (index + this.choices.length) % this.choices.length;
    [...this.menu.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === this.chosen)));
    this.menu.children[this.chosen].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `choice${this.chosen}`);
  }

  key(event) {
    if (event.isComposing) return;
    const open = this.choices.length > 0;
    if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.choose(event.key === "ArrowDown" ? this.chosen + 1 : Math.max(this.chosen, 0) - 1);
    } else if (open && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.choices[Math.max(this.chosen, 0)].complete();
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (open && this.chosen >= 0) this.choices[this.chosen].take(); else this.send();
    }
  }
}
