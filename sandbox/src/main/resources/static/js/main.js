// Assembles the page: the phone's user, the balance, the status lamps at the top.
import { api, attempt, el, every, toast } from './api.js';
import * as activity from './activity.js';
import * as chat from './chat.js';
import * as faults from './faults.js';
import * as panels from './panels.js';
import * as phone from './phone.js';

const $ = (id) => document.getElementById(id);
const samples = ['anna', 'bohdan', 'shirt', 'dress', 'trousers', 'hat', 'glasses', 'bag', 'shoes'];
let people = [];
let person = null;
let painted = '';

function face(someone) {
  const hue = (someone.telegramId * 47) % 360;
  const avatar = el('span', 'avatar', someone.firstName.slice(0, 1));
  avatar.style.background = `linear-gradient(135deg, hsl(${hue} 70% 66%), hsl(${hue + 40} 70% 52%))`;
  return avatar;
}

function paintPeople() {
  const focused = $('people').contains(document.activeElement);
  $('people').replaceChildren(...people.map((someone) => {
    const role = someone.operator ? 'operator' : someone.languageCode;
    const button = el('button', 'person', face(someone), el('span', '', someone.firstName), el('small', '', role));
    button.setAttribute('role', 'radio');
    const holds = someone.telegramId === person?.telegramId;
    button.setAttribute('aria-checked', String(holds));
    button.tabIndex = holds ? 0 : -1;
    button.title = `Telegram id ${someone.telegramId}`;
    button.addEventListener('click', () => choose(someone));
    return button;
  }));
  if (focused) $('people').querySelector('[aria-checked=true]')?.focus();
}

function paintLanguage() {
  const select = $('language');
  const code = person.languageCode;
  if (![...select.options].some((option) => option.value === code)) select.append(new Option(code, code));
  select.value = code;
}

/** Sets Telegram's language: the bot's updates and initData carry it, and Atelier learns it at a login. */
async function setLanguage(languageCode) {
  const changed = await attempt(() => api.put(`/sandbox/telegram/people/${person.telegramId}`, { languageCode }));
  if (!changed) return paintLanguage();
  people = people.map((someone) => (someone.telegramId === changed.telegramId ? changed : someone));
  return choose(changed);
}

async function choose(someone) {
  person = someone;
  localStorage.setItem('person', someone.telegramId);
  $('grant-message').textContent = '';
  paintPeople();
  paintLanguage();
  $('blocked').checked = faults.isBlocked(someone.telegramId);
  await Promise.all([phone.handTo(someone), chat.talkAs(someone), refreshBalance()]);
}

async function refreshBalance() {
  const id = person.telegramId;
  const box = $('balance');
  try {
    const balance = await api.get(`/sandbox/people/${id}/balance`);
    if (id !== person.telegramId) return;
    const grantable = Object.entries(balance).filter(([, value]) => typeof value === 'number');
    const figures = [['free', balance.free?.actionsLeft], ['plan', balance.plan?.actionsLeft], ...grantable];
    paintUnits(grantable.map(([name]) => name));
    box.replaceChildren(...figures.map(([name, value]) =>
      el('div', 'figure', el('b', '', String(value ?? '–')), el('small', '', name))));
  } catch (error) {
    box.replaceChildren(el('p', 'message bad', error.message));
  }
}

/** The units to grant, as the balance names them; the one that was chosen stays chosen. */
function paintUnits(names) {
  const select = $('grant-unit');
  if (select.options.length === names.length) return;
  select.replaceChildren(...names.map((name) => el('option', '', name.toUpperCase())));
}

async function grant() {
  const amount = Number($('grant-amount').value);
  const unit = $('grant-unit').value;
  const message = $('grant-message');
  message.className = 'message';
  message.textContent = 'Asking Atelier…';
  try {
    await api.post(`/sandbox/people/${person.telegramId}/grants`,
      { unit, amount, reason: 'Granted at the sandbox page' });
    message.textContent = `${person.firstName} got ${amount} ${unit.toLowerCase()}.`;
    message.classList.add('good');
    await refreshBalance();
  } catch (error) {
    message.textContent = error.message;
    message.classList.add('bad');
  }
}

async function lamps() {
  const lamp = (on, text, title) => {
    const light = el('span', `lamp ${on ? 'on' : 'off'}`, text);
    light.title = title;
    return light;
  };
  const show = (...lights) => {
    const words = lights.map(({ className, textContent, title: why }) => className + textContent + why).join();
    if (words !== painted) $('lamps').replaceChildren(...lights);
    painted = words;
  };
  const [gateway, webhook, tasks] = await Promise.all([
    api.get('/sandbox/atelier'), api.get('/sandbox/telegram/webhook'), api.get('/sandbox/kie/tasks?limit=1')]);
  if (gateway.up) phone.atelierIsUp();
  const waiting = webhook.pending ? `, ${webhook.pending} waiting` : '';
  show(
    lamp(gateway.up, gateway.up ? 'Atelier is up' : 'Atelier is not there', gateway.message),
    lamp(webhook.url && !webhook.lastError, webhook.url ? `bot webhook${waiting}` : 'no bot webhook', webhook.lastError || webhook.url || ''),
    lamp(tasks.credits > 0, `kie.ai: ${tasks.credits.toLocaleString('en')} credits`, 'the stand-in’s account'),
    el('span', 'lamp trouble-lamp', 'faults ordered'));
}

function wire() {
  $('use-id').addEventListener('click', async () => {
    const telegramId = Number($('any-id').value);
    if (!Number.isSafeInteger(telegramId) || telegramId <= 0) return toast('A Telegram id is a positive number', 'bad');
    const known = people.find((someone) => someone.telegramId === telegramId);
    const someone = known || await attempt(() => api.get(`/sandbox/telegram/people/${telegramId}`));
    if (!someone) return undefined;
    if (!known) people.push(someone);
    return choose(someone);
  });
  $('language').addEventListener('change', () => setLanguage($('language').value));
  $('start-param').addEventListener('change', () => phone.launch({ startParam: $('start-param').value.trim() }));
  $('theme').addEventListener('click', (event) => event.target.dataset.theme && useTheme(event.target.dataset.theme));
  $('blocked').addEventListener('change', () => faults.setBlocked(person.telegramId, $('blocked').checked));
  $('grant').addEventListener('click', grant);
  $('refresh-balance').addEventListener('click', refreshBalance);
  $('reset').addEventListener('click', () => attempt(async () => {
    await api.post('/sandbox/reset');
    people = await Promise.all(people.map(({ telegramId }) => api.get(`/sandbox/telegram/people/${telegramId}`)));
    person = people.find(({ telegramId }) => telegramId === person.telegramId);
    paintPeople();
    paintLanguage();
    toast('The sandbox is as at its start. Atelier keeps what it has stored.');
  }));
  panels.moveByArrows($('people'));
  panels.moveByArrows($('theme'));
  $('samples').append(...samples.map((name) => {
    const picture = el('img');
    picture.src = `/sandbox/samples/${name}.jpg`;
    picture.alt = name;
    picture.loading = 'lazy';
    const link = el('a', '', picture);
    link.href = picture.src;
    link.download = `${name}.jpg`;
    link.title = `${name}.jpg`;
    return link;
  }));
}

function useTheme(theme) {
  localStorage.setItem('theme', theme);
  document.querySelectorAll('#theme button').forEach((button) =>
    button.setAttribute('aria-checked', String(button.dataset.theme === theme)));
  phone.setTheme(theme);
}

async function start() {
  panels.start();
  const config = await api.get('/sandbox/config');
  people = await api.get('/sandbox/telegram/people');
  const theme = localStorage.getItem('theme') || 'light';
  phone.start(config, theme);
  wire();
  useTheme(theme);
  await faults.start();
  chat.start(config, samples);
  activity.start();
  every(4000, lamps);
  const last = Number(new URLSearchParams(window.location.search).get('person') || localStorage.getItem('person'));
  await choose(people.find((someone) => someone.telegramId === last) || people[0]);
  every(2000, refreshBalance);
}

attempt(start);
