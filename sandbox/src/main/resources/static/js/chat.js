// The chat between the user and the bot.
import { api, attempt, el, every, toast } from './api.js';
import * as panels from './panels.js';
import { openWebApp } from './phone.js';

const $ = (id) => document.getElementById(id);
const allowedTags = new Set(['B', 'STRONG', 'I', 'EM', 'U', 'INS', 'S', 'STRIKE', 'DEL', 'CODE', 'PRE', 'BLOCKQUOTE']);
let person = null;
let shown = new Map();
let painted = false;
let commands = [];
let chosen = { kind: '', files: [] };

/** Text as the user sees it: allowed tags are rebuilt without attributes, all others become spans. */
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

const sizeOf = (bytes) => (bytes < 100_000 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`);

const attachments = {
  document: ({ file_id: id, file_name: name, file_size: size, mime_type: type }) => {
    const link = el('a', '', name);
    link.href = `/sandbox/telegram/files/${id}`;
    link.download = name;
    link.title = type;
    return el('div', 'document', el('b', '', 'File'), link, el('span', 'dim', sizeOf(size)));
  },
  sticker: ({ file_id: id, emoji }) => {
    const picture = el('img', 'sticker');
    picture.src = `/sandbox/telegram/files/${id}`;
    picture.alt = `sticker ${emoji}`;
    return picture;
  },
  voice: ({ file_id: id }) => {
    const player = el('audio');
    player.controls = true;
    player.src = `/sandbox/telegram/files/${id}`;
    player.setAttribute('aria-label', 'voice note');
    return player;
  },
  write_access_allowed: () => el('span', 'dim', 'allowed the bot to write'),
  contact: ({ phone_number: number, first_name: first, last_name: last }) =>
    el('div', 'document', el('b', '', 'Contact'), el('span', '', [first, last].filter(Boolean).join(' ')), el('span', 'dim', number)),
};

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
    el('div', 'bubble', photo, message.attachment ? attachments[message.attachment.kind](message.attachment.content) : null,
      message.text ? rich(message.text, message.parseMode) : null,
      message.sender ? el('small', '', `from ${message.sender} · via ${$('bot-username').textContent}`) : null,
      el('small', '', edited + time)),
    keyboard(message));
}

/** Shows messages shared by other users too: the page has no chats between users. */
function asMessage(shared) {
  return { ...shared, id: `shared-${shared.id}`, fromBot: true, sender: shared.from.firstName };
}

async function refresh() {
  if (!person) return;
  const id = person.telegramId;
  const chat = await api.get(`/sandbox/telegram/chats/${id}`);
  if (id !== person.telegramId) return;
  const messages = [...chat.messages, ...chat.shared.map(asMessage)]
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const pane = $('messages');
  const atEnd = !shown.size || pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
  const known = painted;
  painted = true;
  const ids = new Set(messages.map((message) => message.id));
  shown.forEach(({ element }, messageId) => {
    if (ids.has(messageId)) return;
    element.remove();
    shown.delete(messageId);
  });
  messages.forEach((message) => {
    const version = JSON.stringify(message);
    const present = shown.get(message.id);
    if (present?.version === version) return;
    const element = bubble(message);
    if (message.fromBot && !present && known) panels.markNews('chat');
    if (present) present.element.replaceWith(element); else pane.append(element);
    shown.set(message.id, { version, element });
  });
  $('chat-state').textContent = chat.blocked ? 'blocked by this person' : chat.action ? `${chat.action}…` : 'bot';
  pane.classList.toggle('empty', !messages.length);
  if (atEnd) pane.scrollTop = pane.scrollHeight;
  commands = chat.commands || [];
  $('commands-button').hidden = !commands.length;
  const menu = chat.menuButton?.type === 'web_app' ? chat.menuButton : null;
  $('menu-button').hidden = !menu;
  if (menu) {
    $('menu-button').textContent = menu.text;
    $('menu-button').dataset.url = menu.web_app.url;
  }
}

function clear() {
  shown = new Map();
  painted = false;
  $('messages').replaceChildren();
}

/** Sends a message and shows it; false if it was refused. */
async function send(path, body) {
  const sent = await attempt(() => api.post(`/sandbox/telegram/chats/${person.telegramId}/${path}`, body));
  await attempt(refresh);
  $('messages').scrollTop = $('messages').scrollHeight;
  return Boolean(sent);
}

async function write(text) {
  if (!(await send('messages', { text }))) $('text').value ||= text;
}

/** Several files of one kind form an album with the caption of the first. */
async function sendChosen(caption) {
  const { kind, files } = chosen;
  const part = kind === 'photo' && !$('as-file').checked ? 'photo' : 'document';
  const album = files.length > 1 ? String(Date.now()) : '';
  choose('', []);
  for (const [index, file] of files.entries()) {
    const form = new FormData();
    form.append(part, file);
    if (caption && index === 0) form.append('caption', caption);
    if (album) form.append('mediaGroupId', album);
    if (!(await send(`${part}s`, form))) return;
  }
}

/** Holds files until they are sent, so that the user can write a caption. */
function choose(kind, files) {
  chosen = { kind, files };
  $('chosen').hidden = !files.length;
  $('chosen-names').textContent = files.map(({ name }) => name).join(', ');
  $('as-file').checked = false;
  $('as-file').parentElement.hidden = kind !== 'photo';
  $('text').placeholder = files.length ? 'Caption' : 'Message';
  if (files.length) $('text').focus();
}

function showSheet(id, shown) {
  const buttonOf = { commands: 'commands-button', attachments: 'attach' };
  Object.entries(buttonOf).forEach(([sheet, button]) => {
    const open = shown && sheet === id;
    $(sheet).hidden = !open;
    $(button).setAttribute('aria-expanded', String(open));
  });
}

function showCommands(fitting) {
  showSheet('commands', fitting.length > 0);
  $('commands').replaceChildren(...fitting.map((command) => {
    const item = el('button', '', el('b', '', `/${command.command}`), ` ${command.description}`);
    item.type = 'button';
    item.addEventListener('click', () => {
      $('text').value = '';
      showSheet('commands', false);
      $('text').focus();
      write(`/${command.command}`);
    });
    return item;
  }));
}

function suggest() {
  const typed = $('text').value;
  showCommands(typed.startsWith('/') ? commands.filter((c) => `/${c.command}`.startsWith(typed)) : []);
}

function samplePhoto(name) {
  const picture = el('img');
  picture.src = `/sandbox/samples/${name}.jpg`;
  picture.alt = '';
  picture.loading = 'lazy';
  const button = el('button', '', picture);
  button.type = 'button';
  button.setAttribute('aria-label', `Sample photo: ${name}`);
  button.addEventListener('click', () => attempt(async () => {
    const bytes = await (await fetch(picture.src)).blob();
    showSheet('attachments', false);
    choose('photo', [new File([bytes], `${name}.jpg`, { type: 'image/jpeg' })]);
  }));
  return button;
}

function wireAttachments(samples) {
  const act = {
    photo: () => $('photo').click(),
    document: () => $('document').click(),
    sticker: () => send('stickers', { emoji: '👍' }),
    voice: () => send('voices'),
    contact: () => send('contacts'),
  };
  $('attach').addEventListener('click', () => showSheet('attachments', $('attachments').hidden));
  $('attachments').addEventListener('click', ({ target }) => {
    if (!target.dataset.attach) return;
    showSheet('attachments', false);
    act[target.dataset.attach]();
  });
  ['photo', 'document'].forEach((kind) => $(kind).addEventListener('change', () => {
    choose(kind, [...$(kind).files].slice(0, 10));
    $(kind).value = '';
  }));
  $('drop-chosen').addEventListener('click', () => choose('', []));
  $('sample-photos').append(...samples.map(samplePhoto));
}

export function talkAs(someone) {
  person = someone;
  showSheet('', false);
  clear();
  return attempt(refresh);
}

export function start(config, samples) {
  $('bot-username').textContent = `@${config.botUsername}`;
  $('compose').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = $('text').value.trim();
    $('text').value = '';
    showSheet('commands', false);
    if (chosen.files.length) sendChosen(text); else if (text) write(text);
  });
  $('text').addEventListener('input', suggest);
  $('panel-chat').addEventListener('keydown', (event) => event.key === 'Escape' && showSheet('', false));
  $('commands-button').addEventListener('click', () => showCommands($('commands').hidden ? commands : []));
  $('menu-button').addEventListener('click', () => openWebApp($('menu-button').dataset.url));
  wireAttachments(samples);
  every(1200, refresh);
}
