// The chat between the person and the bot.
import { api, attempt, el, every, toast } from './api.js';
import { openWebApp } from './phone.js';

const $ = (id) => document.getElementById(id);
const allowedTags = new Set(['B', 'STRONG', 'I', 'EM', 'U', 'INS', 'S', 'STRIKE', 'DEL', 'CODE', 'PRE', 'BLOCKQUOTE']);
let person = null;
let shown = new Map();
let commands = [];

/** Text as the person sees it: formatting is rebuilt tag by tag, nothing else gets through. */
function rich(text, parseMode) {
  const holder = el('div', 'text');
  if ((parseMode || '').toLowerCase() !== 'html') {
    holder.textContent = text;
    return holder;
  }
  const copy = (from, to) => from.childNodes.forEach((node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.textContent);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const link = node.tagName === 'A' && /^https?:/.test(node.getAttribute('href') || '');
      const kept = document.createElement(allowedTags.has(node.tagName) ? node.tagName : link ? 'a' : 'span');
      if (link) {
        kept.href = node.getAttribute('href');
        kept.target = '_blank';
        kept.rel = 'noopener';
      }
      copy(node, kept);
      to.append(kept);
    }
  });
  copy(new DOMParser().parseFromString(text, 'text/html').body, holder);
  return holder;
}

async function tap(message, button) {
  if (button.url) return window.open(button.url, '_blank', 'noopener');
  if (button.web_app) return openWebApp(button.web_app.url);
  if (button.copy_text) return navigator.clipboard.writeText(button.copy_text.text).then(() => toast('Copied'));
  if (!button.callback_data) return toast('The sandbox does not do this button');
  const sent = await attempt(() => api.post(`/sandbox/telegram/chats/${person.telegramId}/callbacks`,
    { messageId: message.id, data: button.callback_data }));
  if (!sent) return undefined;
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const answer = await fetch(`/sandbox/telegram/callback-queries/${sent.callbackQueryId}`);
    if (answer.ok) {
      const { text, alert } = await answer.json();
      if (alert) window.alert(text); else if (text) toast(text);
      return refresh();
    }
  }
  return toast('The bot did not answer the tap', 'bad');
}

function keyboard(message) {
  const rows = message.replyMarkup?.inline_keyboard;
  if (!rows) return null;
  return el('div', 'keyboard', ...rows.map((row) => el('div', 'keys', ...row.map((button) => {
    const key = el('button', `key ${button.style || ''}`, button.text, button.web_app ? el('i', '', ' ▢') : null);
    key.addEventListener('click', () => tap(message, button));
    return key;
  }))));
}

function bubble(message) {
  const time = new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const photo = message.photo ? el('img', 'photo') : null;
  if (photo) {
    photo.src = `/sandbox/telegram/photos/${message.photo.fileId}`;
    photo.alt = 'photo';
    photo.width = 240;
    photo.height = Math.round(240 * message.photo.height / message.photo.width);
  }
  const edited = message.edits ? `edited ×${message.edits} ` : '';
  return el('div', `post ${message.fromBot ? 'in' : 'out'}`,
    el('div', 'bubble', photo, message.text ? rich(message.text, message.parseMode) : null,
      el('small', '', edited + time)),
    keyboard(message));
}

async function refresh() {
  if (!person) return;
  const id = person.telegramId;
  const chat = await api.get(`/sandbox/telegram/chats/${id}`);
  if (id !== person.telegramId) return;
  const pane = $('messages');
  const atEnd = !shown.size || pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
  const ids = new Set(chat.messages.map((message) => message.id));
  shown.forEach(({ element }, messageId) => {
    if (ids.has(messageId)) return;
    element.remove();
    shown.delete(messageId);
  });
  chat.messages.forEach((message) => {
    const version = JSON.stringify(message);
    const present = shown.get(message.id);
    if (present?.version === version) return;
    const element = bubble(message);
    if (present) present.element.replaceWith(element); else pane.append(element);
    shown.set(message.id, { version, element });
  });
  $('chat-state').textContent = chat.blocked ? 'blocked by this person' : chat.action ? `${chat.action}…` : 'bot';
  pane.classList.toggle('empty', !chat.messages.length);
  if (atEnd) pane.scrollTop = pane.scrollHeight;
  commands = chat.commands || [];
  const menu = chat.menuButton?.type === 'web_app' ? chat.menuButton : null;
  $('menu-button').hidden = !menu;
  if (menu) {
    $('menu-button').textContent = menu.text;
    $('menu-button').dataset.url = menu.web_app.url;
  }
}

function clear() {
  shown = new Map();
  $('messages').replaceChildren();
}

async function write(text) {
  const sent = await attempt(() => api.post(`/sandbox/telegram/chats/${person.telegramId}/messages`, { text }));
  if (!sent) $('text').value ||= text;
  await refresh();
  $('messages').scrollTop = $('messages').scrollHeight;
}

function suggest() {
  const typed = $('text').value;
  const fitting = typed.startsWith('/') ? commands.filter((c) => `/${c.command}`.startsWith(typed)) : [];
  $('commands').hidden = !fitting.length;
  $('commands').replaceChildren(...fitting.map((command) => {
    const item = el('button', '', el('b', '', `/${command.command}`), ` ${command.description}`);
    item.addEventListener('click', () => {
      $('text').value = '';
      suggest();
      write(`/${command.command}`);
    });
    return item;
  }));
}

export function talkAs(someone) {
  person = someone;
  clear();
  return attempt(refresh);
}

export function start() {
  $('compose').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = $('text').value.trim();
    $('text').value = '';
    suggest();
    if (text) write(text);
  });
  $('text').addEventListener('input', suggest);
  $('menu-button').addEventListener('click', () => openWebApp($('menu-button').dataset.url));
  $('photo').addEventListener('change', async () => {
    const form = new FormData();
    form.append('photo', $('photo').files[0]);
    $('photo').value = '';
    await attempt(() => api.post(`/sandbox/telegram/chats/${person.telegramId}/photos`, form));
    await attempt(refresh);
  });
  every(1200, refresh);
}
