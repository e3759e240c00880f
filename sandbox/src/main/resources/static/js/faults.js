// Fault injection: scenarios by one click, and single faults.
import { api, attempt, el, every, toast } from './api.js';

const $ = (id) => document.getElementById(id);
const title = (name) => name.toLowerCase().replaceAll('_', ' ');

const scenarios = [
  ['Slow provider', { kie: { latencyMinMs: 12000, latencyMaxMs: 20000 } }],
  ['Busy twice (429)', { kie: { next: { TOO_MANY_REQUESTS: 2 } } }],
  ['Fails once', { kie: { next: { TASK_FAILS: 1 } } }],
  ['Always fails', { kie: { rates: { TASK_FAILS: 1 } } }],
  ['Never finishes', { kie: { next: { NEVER_FINISHES: 1 } } }],
  ['Created, not answered', { kie: { next: { CREATED_BUT_TIMED_OUT: 1 } } }],
  ['Broken picture', { kie: { next: { UNDECODABLE_PICTURE: 1 } } }],
  ['Callback lost', { kie: { rates: { CALLBACK_LOST: 1 } } }],
  ['Callback twice', { kie: { rates: { CALLBACK_TWICE: 1 } } }],
  ['Callback forged', { kie: { rates: { CALLBACK_FORGED: 1 } } }],
  ['Account empty', { kie: { next: { CODE_NO_CREDITS: 1 } } }],
  ['30 % of everything', {
    kie: { rates: {
      SERVER_ERROR: 0.1, CODE_TOO_MANY_REQUESTS: 0.1, CREATE_RESETS: 0.1, TASK_FAILS: 0.3, UNDECODABLE_PICTURE: 0.15,
      EMPTY_PICTURE: 0.15, CALLBACK_LOST: 0.1, CALLBACK_TWICE: 0.1, CALLBACK_REORDERED: 0.1, RESET_MID_BODY: 0.3,
    } },
  }],
];

let plan = null;
let kinds = null;

async function change(changes) {
  plan = (await attempt(() => api.patch('/sandbox/faults', changes))) ?? plan;
  paint();
}

function paint() {
  if (!plan) return;
  const latency = `${plan.kie.latencyMinMs},${plan.kie.latencyMaxMs}`;
  const select = $('latency');
  if (![...select.options].some((option) => option.value === latency)) {
    select.append(new Option(`${plan.kie.latencyMinMs}–${plan.kie.latencyMaxMs} ms`, latency));
  }
  select.value = latency;
  $('drawing').value = plan.kie.drawing;
  $('account-limit').checked = plan.kie.accountLimit;
  $('rate-limit').checked = plan.telegram.rateLimit;
  Object.keys(kinds).forEach(paintGroup);
  const wrong = Object.keys(kinds).some((group) =>
    Object.keys(plan[group].next).length || Object.values(plan[group].rates).some((rate) => rate > 0));
  document.body.classList.toggle('trouble', wrong);
}

function paintGroup(group) {
  kinds[group].forEach(({ name }) => {
    const row = document.querySelector(`[data-fault="${group}.${name}"]`);
    const next = plan[group].next[name] || 0;
    const rate = plan[group].rates[name] || 0;
    row.classList.toggle('on', next > 0 || rate > 0);
    row.querySelector('output').textContent = next || '';
    const percent = row.querySelector('select');
    const value = String(Math.round(rate * 100));
    if (![...percent.options].some((option) => option.value === value)) percent.append(new Option(`${value} %`, value));
    percent.value = value;
  });
}

function build(group) {
  const list = document.querySelector(`#${group}-faults .faults`);
  let moment = '';
  kinds[group].forEach((kind) => {
    if (kind.moment !== moment) {
      moment = kind.moment;
      list.append(el('h3', '', title(moment)));
    }
    const row = el('div', 'fault', el('span', '', title(kind.name)), el('output', ''));
    row.dataset.fault = `${group}.${kind.name}`;
    const once = el('button', '', '+1');
    once.title = 'on the next occasion';
    once.addEventListener('click', async () => {
      plan = (await attempt(() => api.post(`/sandbox/faults/${group}/next/${kind.name}`))) ?? plan;
      paint();
    });
    const percent = el('select', '');
    [0, 10, 30, 100].forEach((value) => percent.append(new Option(value ? `${value} %` : 'off', value)));
    percent.setAttribute('aria-label', `${title(kind.name)}, how often`);
    percent.addEventListener('change', () => {
      const rates = { ...plan[group].rates, [kind.name]: percent.value / 100 };
      if (percent.value === '0') delete rates[kind.name];
      change({ [group]: { rates } });
    });
    row.append(once, percent);
    list.append(row);
  });
}

/** Marks a user as having blocked the bot, or not. */
export async function setBlocked(telegramId, blocked) {
  const others = plan.telegram.blockedBy.filter((id) => id !== telegramId);
  await change({ telegram: { blockedBy: blocked ? [...others, telegramId] : others } });
}

export const isBlocked = (telegramId) => plan?.telegram.blockedBy.includes(telegramId) ?? false;

export async function start() {
  [plan, kinds] = await Promise.all([api.get('/sandbox/faults'), api.get('/sandbox/faults/kinds')]);
  Object.keys(kinds).forEach(build);
  $('scenarios').append(...scenarios.map(([name, changes]) => {
    const chip = el('button', 'chip', name);
    chip.addEventListener('click', async () => {
      await change(changes);
      toast(`From now on: ${name.toLowerCase()}`);
    });
    return chip;
  }));
  $('latency').addEventListener('change', () => {
    const [min, max] = $('latency').value.split(',').map(Number);
    change({ kie: { latencyMinMs: min, latencyMaxMs: max } });
  });
  $('drawing').addEventListener('change', () => change({ kie: { drawing: $('drawing').value } }));
  $('account-limit').addEventListener('change', () => change({ kie: { accountLimit: $('account-limit').checked } }));
  $('rate-limit').addEventListener('change', () => change({ telegram: { rateLimit: $('rate-limit').checked } }));
  $('calm').addEventListener('click', async () => {
    plan = (await attempt(() => api.put('/sandbox/faults', {}))) ?? plan;
    paint();
  });
  paint();
  every(2500, async () => {
    plan = await api.get('/sandbox/faults');
    paint();
  });
}
