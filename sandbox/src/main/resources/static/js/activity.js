// The activity list: tasks of kie.ai, calls of the other providers and of the Bot API, messages over the Mini App's bridge.
import { api, el, every } from './api.js';
import { moveByArrows } from './panels.js';
import { bridgeLog } from './phone.js';

const $ = (id) => document.getElementById(id);
const providers = ['openai', 'pollinations', 'venice', 'a1111', 'replicate'];
const time = (at) => new Date(at).toLocaleTimeString([], { hour12: false });
let tab = 'tasks';
let painted = '';

function taskRow(task) {
  const picture = task.resultUrl ? el('img', 'thumb') : el('span', 'thumb');
  if (task.resultUrl) {
    picture.src = `/sandbox/kie/tasks/${task.taskId}/picture`;
    picture.alt = '';
    picture.loading = 'lazy';
  }
  const took = task.endedAt ? `${((new Date(task.endedAt) - new Date(task.createdAt)) / 1000).toFixed(1)} s` : '…';
  const callbacks = task.callbacks.map(({ kind, status }) => `${kind === 'sent' ? '' : `${kind} `}${status || 'no answer'}`);
  const details = [took, `${task.credits} cr`, `${task.polls} polls`, `${task.downloads} downloads`];
  if (task.callBackUrl) details.push(`callback ${callbacks.join(', ') || '–'}`);
  const link = el('a', 'item', picture, el('div', 'grow',
    el('div', 'line', el('b', `state ${task.state}`, task.state), el('span', 'model', task.model),
      el('time', '', time(task.createdAt))),
    el('div', 'prompt', task.prompt),
    el('div', 'details', details.join(' · ')),
    task.faults.length || task.failMsg
      ? el('div', 'wrong', [...task.faults.map((f) => f.toLowerCase().replaceAll('_', ' ')), task.failMsg].filter(Boolean).join(' · '))
      : null));
  if (task.resultUrl) {
    link.href = picture.src;
    link.target = '_blank';
  }
  return link;
}

function providerRow(call) {
  return el('div', 'item', el('div', 'grow',
    el('div', 'line', el('b', `state ${/^2/.test(call.outcome) ? 'success' : 'fail'}`, call.outcome.toLowerCase().replaceAll('_', ' ')),
      el('span', 'model', `${call.provider} ${call.method}`), el('time', '', time(call.at))),
    el('div', 'prompt', call.body.prompt ?? call.body.input?.prompt ?? call.path),
    el('div', 'details', `${(call.tookMs / 1000).toFixed(1)} s · ${call.path.slice(0, 120)}`)));
}

async function providerCalls() {
  const lists = await Promise.all(providers.map(async (provider) =>
    (await api.get(`/sandbox/${provider}/calls?limit=20`)).items.map((call) => ({ ...call, provider }))));
  return lists.flat().sort((a, b) => new Date(b.at) - new Date(a.at)).slice(0, 60);
}

function callRow(call) {
  return el('div', 'item', el('div', 'grow', el('div', 'line',
    el('b', `state ${call.status === 200 ? 'success' : 'fail'}`, call.status || 'gone'), el('span', 'model', call.method),
    el('time', '', time(call.at))),
  el('div', 'details', [call.chatId ? `chat ${call.chatId}` : '', call.status === 200 ? '' : call.description]
    .filter(Boolean).join(' · '))));
}

function bridgeRow(entry) {
  return el('div', 'item', el('div', 'grow', el('div', 'line',
    el('b', `state ${entry.direction === '←' ? 'generating' : 'success'}`, entry.direction),
    el('span', 'model', entry.eventType), el('time', '', time(entry.at))),
  entry.eventData ? el('div', 'details', JSON.stringify(entry.eventData).slice(0, 160)) : null));
}

const sources = {
  tasks: async () => (await api.get('/sandbox/kie/tasks?limit=40')).items.map((task) => [task, taskRow]),
  providers: async () => (await providerCalls()).map((call) => [call, providerRow]),
  bot: async () => (await api.get('/sandbox/telegram/calls?limit=60')).calls.map((call) => [call, callRow]),
  bridge: async () => bridgeLog.slice(0, 80).map((entry) => [entry, bridgeRow]),
};

const nothing = {
  tasks: 'No task yet. Start a try-on in the Mini App.',
  providers: 'None of the other providers has been called yet.',
  bot: 'The bot has not called Telegram yet.',
  bridge: 'The Mini App has not said anything yet.',
};

async function refresh() {
  const rows = await sources[tab]();
  const version = tab + JSON.stringify(rows.map(([item]) => item));
  if (version === painted) return;
  painted = version;
  $('log').replaceChildren(...(rows.length
    ? rows.map(([item, row]) => row(item))
    : [el('p', 'nothing', nothing[tab])]));
}

function choose(name) {
  tab = name;
  document.querySelectorAll('#tabs button').forEach((button) => {
    button.setAttribute('aria-selected', String(button.dataset.tab === name));
    button.tabIndex = button.dataset.tab === name ? 0 : -1;
  });
  refresh().catch((error) => console.debug(error.message));
}

export function start() {
  $('tabs').addEventListener('click', (event) => event.target.dataset.tab && choose(event.target.dataset.tab));
  moveByArrows($('tabs'));
  choose('tasks');
  every(1500, refresh);
}
