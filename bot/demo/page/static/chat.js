// The chat page: one person's chat with the bot, kept live by server-sent events.

import { element, renderText } from "/page/static/render.js";

const query = new URLSearchParams(location.search);
const byId = (id) => document.getElementById(id);
const log = byId("log"), list = byId("messages"), live = byId("live"), box = byId("text"), menu = byId("menu");
const state = { me: null, bot: null, chat: null, commands: [], messages: new Map(), replyTo: null, presses: new Map(), stream: null };
let typingTimer = 0, draftTimer = 0, toastTimer = 0, chosen = -1, goingDownUntil = 0;

const address = () => {
  const params = new URLSearchParams();
  for (const name of ["user", "chat"]) if (query.get(name)) params.set(name, query.get(name));
  return params;
};

async function send(path, body) {
  const own = Object.fromEntries(address());
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...own, ...body }) });
  const result = await answer.json();
  if (!answer.ok) toast(result.error || "That did not work.");
  return result;
}

const actions = { say: (text) => say(text) };

async function say(text, extra = {}) {
  const body = { text, reply_to: state.replyTo, ...extra };
  setReply(null);
  closeMenu();
  await send("/page/say", body);
  scrollDown();
}

// ---- Loading and following

async function load() {
  const answer = await fetch(`/page/chat?${address()}`);
  const chat = await answer.json();
  if (!answer.ok) { byId("status").textContent = chat.error; return; }
  Object.assign(state, { me: chat.me, bot: chat.bot, chat: chat.chat, commands: chat.commands });
  document.documentElement.lang = chat.me.language || "en";
  byId("title").textContent = chat.chat.title || chat.bot.name;
  document.title = `${chat.chat.title || chat.bot.name} · Counterpoint demo`;
  byId("notice").textContent = chat.notice;
  byId("notice").hidden = !chat.notice;
  byId("description").textContent = chat.description || "It shows how different sides report the same news.";
  fillSwitch(byId("people"), chat.people.map((p) => [p.id, p.name]), chat.me.id, "user");
  byId("chat-switch").hidden = chat.chats.length === 0;
  document.body.classList.toggle("has-chats", chat.chats.length > 0);
  const privateChat = [chat.me.id, chat.bot.name];
  fillSwitch(byId("chats"), [privateChat, ...chat.chats.map((c) => [c.id, c.title])], chat.chat.id, "chat");
  state.messages.clear();
  list.replaceChildren();
  for (const message of chat.messages) put(message);
  showStart();
  showKeyboard();
  showNewest();
  follow(chat.number);
}

function fillSwitch(select, options, current, name) {
  select.replaceChildren(...options.map(([id, title]) => {
    const option = element("option", "", title);
    option.value = id;
    option.selected = id === current;
    return option;
  }));
  select.onchange = () => {
    query.set(name, select.value);
    if (name === "user") query.delete("chat");
    location.search = query.toString();
  };
}

function follow(number) {
  state.stream?.close();
  const params = address();
  params.set("after", number);
  state.stream = new EventSource(`/page/events?${params}`);
  state.stream.onopen = () => setStatus("");
  state.stream.onerror = () => setStatus("connecting…");
  state.stream.onmessage = (event) => handle(JSON.parse(event.data));
}

function handle(event) {
  if (event.kind === "message") return arrived(event.message);
  if (event.kind === "deleted") return removed(event.message.message_id);
  if (event.kind === "reaction") return put(event.message);
  if (event.kind === "action") return typing();
  if (event.kind === "draft") return draft(event);
  if (event.kind === "answer") return answered(event);
  if (event.kind === "profile") return refreshCommands();
}

async function refreshCommands() {
  const chat = await (await fetch(`/page/chat?${address()}`)).json();
  state.commands = chat.commands;
  state.bot = chat.bot;
  if (chat.description) byId("description").textContent = chat.description;
}

function arrived(message) {
  const isNew = !state.messages.has(message.message_id);
  const isMine = message.from?.id === state.me.id;
  const wasDown = isDown();
  if (isNew && !isMine) clearLive();
  put(message);
  showStart();
  showKeyboard();
  if (isMine) scrollDown();
  else if (wasDown && isNew) scrollToStart(byId(`m${message.message_id}`));
  else if (wasDown) scrollDown("instant");
  else if (isNew) byId("down").hidden = false;
}

function removed(id) {
  state.messages.delete(id);
  byId(`m${id}`)?.remove();
  tidy();
}

// ---- Messages

function put(message) {
  state.messages.set(message.message_id, message);
  const node = bubble(message);
  const old = byId(node.id);
  if (old) {
    for (const [at, quote] of [...old.querySelectorAll(".folded")].entries()) {
      if (quote.classList.contains("is-open")) node.querySelectorAll(".folded")[at]?.querySelector(".more")?.click();
    }
    old.replaceWith(node);
  } else list.append(node);
  tidy();
}

function bubble(message) {
  const isMine = message.from?.id === state.me.id;
  const isService = !message.text && !message.photo && !message.document && !message.caption && !message.location;
  const node = element("article", `message ${isMine ? "mine" : "theirs"}${isService ? " service" : ""}`);
  node.id = `m${message.message_id}`;
  node.dataset.date = message.date;
  node.dataset.from = message.from?.id || "chat";
  const name = message.from ? [message.from.first_name, message.from.last_name].filter(Boolean).join(" ") : message.chat.title;
  node.setAttribute("aria-label", `${isMine ? "You" : name}, ${clock(message.date)}`);
  const body = element("div", "bubble");
  if (state.chat.type !== "private" && !isMine) body.append(element("div", "sender", name));
  if (message.forward_origin) body.append(element("div", "forwarded", "Forwarded"));
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  const media = picture(message) || file(message);
  if (media && !message.show_caption_above_media) body.append(media);
  if (message.location) body.append(element("div", "words", "📍 Location shared"));
  if (isService) body.append(element("div", "words", serviceWords(message)));
  const words = message.text ?? message.caption ?? "";
  if (words) {
    const text = element("div", "words");
    text.dir = "auto";
    text.append(renderText(words, message.entities || message.caption_entities, actions));
    body.append(text);
  }
  if (media && message.show_caption_above_media) body.append(media);
  body.append(foot(message));
  node.append(body);
  if (message.reactions?.length) body.append(element("div", "reactions", message.reactions.join(" ")));
  const keyboard = inlineKeyboard(message);
  if (keyboard) node.append(keyboard);
  if (!isService) node.append(replyButton(message, name));
  return node;
}

function foot(message) {
  const node = element("div", "foot-line");
  if (message.edit_date) node.append(element("span", "edited", "edited "));
  const time = element("time", "", clock(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  time.title = new Date(message.date * 1000).toLocaleString();
  node.append(time);
  return node;
}

function quoted(message) {
  const node = element("a", "quoted");
  node.href = `#m${message.message_id}`;
  node.append(element("b", "", message.from?.first_name || message.chat.title || ""));
  node.append(element("span", "", (message.text || message.caption || "Photo").slice(0, 120)));
  node.addEventListener("click", (event) => {
    event.preventDefault();
    byId(`m${message.message_id}`)?.scrollIntoView({ block: "center" });
  });
  return node;
}

function picture(message) {
  if (!message.photo) return null;
  const size = message.photo[message.photo.length - 1];
  const node = element("img", "photo");
  node.width = size.width;
  node.height = size.height;
  node.src = `/page/file/${size.file_unique_id}`;
  node.alt = message.caption ? message.caption.split("\n")[0] : "Picture";
  return node;
}

function file(message) {
  if (!message.document) return null;
  const node = element("a", "file", `📄 ${message.document.file_name}`);
  node.href = `/page/file/${message.document.file_unique_id}`;
  node.download = message.document.file_name;
  return node;
}

function serviceWords(message) {
  if (message.forum_topic_created) return `Topic “${message.forum_topic_created.name}” was created`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "The group became a supergroup";
  return "Something happened in the chat";
}

function replyButton(message, name) {
  const node = element("button", "reply-button", "↩");
  node.type = "button";
  node.setAttribute("aria-label", "Reply");
  node.title = "Reply";
  node.addEventListener("click", () => { setReply(message, name); box.focus(); });
  return node;
}

function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  const node = element("div", "buttons");
  for (const row of rows) {
    const line = element("div", "button-row");
    for (const button of row) line.append(inlineButton(message, button));
    node.append(line);
  }
  return node;
}

function inlineButton(message, button) {
  if (button.url) {
    const link = element("a", "button", button.text);
    if (/^https?:/i.test(button.url)) { link.href = button.url; link.target = "_blank"; link.rel = "noopener noreferrer"; }
    link.append(element("span", "corner", "↗"));
    return link;
  }
  const node = element("button", `button ${button.style || ""}`.trim(), button.text);
  node.type = "button";
  if (button.copy_text) {
    node.append(element("span", "corner", "❐"));
    node.addEventListener("click", () => copy(button.copy_text.text));
    return node;
  }
  node.addEventListener("click", () => press(node, message.message_id, button.callback_data));
  return node;
}

async function press(node, messageId, data) {
  if (node.classList.contains("is-busy")) return;
  node.classList.add("is-busy");
  const result = await send("/page/press", { message_id: messageId, data });
  if (!result.press) { node.classList.remove("is-busy"); return; }
  state.presses.set(result.press, node);
  setTimeout(() => node.classList.remove("is-busy"), 15000);
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); toast("Copied"); } catch { toast(text); }
}

function answered(event) {
  if (event.user !== state.me.id) return;
  for (const node of document.querySelectorAll(".button.is-busy")) node.classList.remove("is-busy");
  state.presses.delete(event.press);
  if (!event.text) return;
  if (!event.show_alert) { toast(event.text); return; }
  byId("alert-text").textContent = event.text;
  byId("alert").showModal();
}

/** Date lines, and bubbles of one sender in a row drawn as a group. */
function tidy() {
  for (const line of list.querySelectorAll(".day")) line.remove();
  let day = "", previous = null;
  for (const node of [...list.children]) {
    const today = dayName(Number(node.dataset.date));
    if (today !== day) {
      const line = element("div", "day");
      line.append(element("span", "", today));
      node.before(line);
      day = today;
      previous = null;
    }
    node.classList.toggle("follows", previous === node.dataset.from);
    previous = node.dataset.from;
  }
}

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });

function dayName(seconds) {
  const date = new Date(seconds * 1000), today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(date.toDateString())) / 86400000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(undefined, { day: "numeric", month: "long", year });
}

// ---- Typing and drafts

function setStatus(words) {
  byId("status").textContent = words || (state.chat?.type === "private" ? "bot" : "group");
  byId("status").classList.toggle("is-active", Boolean(words));
}

function typing() {
  setStatus("typing…");
  if (!live.firstChild) live.append(dots());
  if (isDown()) scrollDown();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { setStatus(""); live.querySelector(".dots")?.closest(".message")?.remove(); }, 5000);
}

function dots() {
  const node = element("article", "message theirs");
  const body = element("div", "bubble dots");
  body.setAttribute("aria-label", "The bot is typing");
  body.append(element("i"), element("i"), element("i"));
  node.append(body);
  return node;
}

function draft(event) {
  const wasDown = isDown();
  const node = event.text ? element("article", "message theirs draft") : dots();
  if (event.text) {
    const body = element("div", "bubble");
    const words = element("div", "words");
    words.dir = "auto";
    words.append(renderText(event.text, event.entities, actions), element("span", "caret"));
    body.append(words);
    node.append(body);
  }
  live.replaceChildren(node);
  setStatus("writing…");
  clearTimeout(typingTimer);
  clearTimeout(draftTimer);
  draftTimer = setTimeout(clearLive, 30000);
  if (wasDown) scrollDown("instant");
}

function clearLive() {
  live.replaceChildren();
  clearTimeout(typingTimer);
  clearTimeout(draftTimer);
  setStatus("");
}

// ---- Scrolling

/** At the end, or on the way there. */
const isDown = () => performance.now() < goingDownUntil || log.scrollHeight - log.scrollTop - log.clientHeight < 120;

function scrollDown(behavior = "smooth") {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  requestAnimationFrame(() => log.scrollTo({ top: log.scrollHeight, behavior: calm ? "instant" : behavior }));
  goingDownUntil = performance.now() + 700;
  byId("down").hidden = true;
}

/** What came after one's own last words, from its beginning. */
function showNewest() {
  const mine = [...list.querySelectorAll(".mine")].pop();
  const first = mine ? mine.nextElementSibling : list.querySelector(".theirs");
  if (!first) { scrollDown("instant"); return; }
  requestAnimationFrame(() => {
    log.scrollTo({ top: first.offsetTop - log.offsetTop - 8, behavior: "instant" });
    byId("down").hidden = isDown();
  });
}

/** A message taller than the screen is read from its beginning. */
function scrollToStart(node) {
  if (node.offsetHeight < log.clientHeight - 40) { scrollDown(); return; }
  requestAnimationFrame(() => log.scrollTo({ top: node.offsetTop - log.offsetTop - 8 }));
}

for (const kind of ["wheel", "touchmove"]) log.addEventListener(kind, () => { goingDownUntil = 0; }, { passive: true });
log.addEventListener("scroll", () => { byId("down").hidden = isDown(); }, { passive: true });
byId("down").addEventListener("click", () => scrollDown());

// ---- Writing

function setReply(message, name = "") {
  state.replyTo = message ? message.message_id : null;
  byId("reply").hidden = !message;
  if (!message) return;
  byId("reply-name").textContent = name;
  byId("reply-text").textContent = (message.text || message.caption || "Photo").slice(0, 160);
}

byId("reply-cancel").addEventListener("click", () => setReply(null));

function fit() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  byId("send").classList.toggle("is-ready", Boolean(box.value.trim()));
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  fit();
  say(text);
});

box.addEventListener("input", () => {
  fit();
  if (/^\/\w*$/.test(box.value)) openMenu(box.value.slice(1));
  else closeMenu();
});

box.addEventListener("keydown", (event) => {
  if (!menu.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Escape") {
    closeMenu();
    setReply(null);
  } else if (event.key === "Tab" && !menu.hidden && menu.children.length) {
    event.preventDefault();
    box.value = `/${menu.children[Math.max(chosen, 0)].dataset.command} `;
    closeMenu();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (!menu.hidden && chosen >= 0) menu.children[chosen].click();
    else byId("form").requestSubmit();
  }
});

function openMenu(prefix) {
  const shown = state.commands.filter((command) => command.command.startsWith(prefix.toLowerCase()));
  menu.replaceChildren(...shown.map((command) => {
    const node = element("li");
    node.setAttribute("role", "option");
    node.tabIndex = -1;
    node.dataset.command = command.command;
    node.append(element("b", "", `/${command.command}`), element("span", "", command.description));
    node.addEventListener("click", () => { box.value = ""; fit(); say(`/${command.command}`); });
    return node;
  }));
  menu.hidden = shown.length === 0;
  byId("commands").setAttribute("aria-expanded", String(!menu.hidden));
  choose(prefix ? 0 : -1);
}

function choose(index) {
  const count = menu.children.length;
  chosen = index < 0 || !count ? -1 : index % count;
  for (const [at, node] of [...menu.children].entries()) {
    node.classList.toggle("is-chosen", at === chosen);
    node.setAttribute("aria-selected", String(at === chosen));
  }
  menu.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function closeMenu() {
  menu.hidden = true;
  chosen = -1;
  byId("commands").setAttribute("aria-expanded", "false");
}

byId("commands").addEventListener("click", () => {
  if (menu.hidden) openMenu(""); else closeMenu();
  box.focus();
});

/** An empty private chat offers Start, with the deep link's payload if the address has one. */
function showStart() {
  const isEmpty = state.messages.size === 0 && state.chat.type === "private";
  byId("welcome").hidden = !isEmpty;
  byId("start").hidden = !isEmpty;
  byId("form").hidden = isEmpty;
}

byId("start").addEventListener("click", () => say(`/start ${query.get("start") || ""}`.trim()));

function showKeyboard() {
  const last = [...state.messages.values()].filter((message) => message.reply_keyboard).pop()?.reply_keyboard;
  const holder = byId("keyboard");
  holder.hidden = !last?.keyboard;
  holder.replaceChildren();
  for (const row of last?.keyboard || []) {
    const line = element("div", "button-row");
    for (const key of row) {
      const label = typeof key === "string" ? key : key.text;
      const node = element("button", "button", label);
      node.type = "button";
      node.addEventListener("click", () => (key.request_location ? say("", { is_location: true }) : say(label)));
      line.append(node);
    }
    holder.append(line);
  }
  if (last?.force_reply) box.focus();
}

function toast(words) {
  const node = byId("toast");
  node.textContent = words;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, 4000);
}

load();
