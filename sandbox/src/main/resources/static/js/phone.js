// The phone: opens the Mini App as Telegram Web does, and implements Telegram's side of the bridge.
import { api, attempt, el, toast } from './api.js';
import * as panels from './panels.js';
import { themes } from './themes.js';

const $ = (id) => document.getElementById(id);

const state = {
  miniAppUrl: '',
  person: null,
  theme: 'light',
  options: {},
  launchAddress: '',
  launches: 0,
  origin: '*',
  open: false,
  speaking: false,
  waiting: false,
  needsConfirmation: false,
  backVisible: false,
  settingsVisible: false,
};

/** Messages over the bridge, newest first. */
export const bridgeLog = [];

function note(direction, eventType, eventData) {
  bridgeLog.unshift({ at: new Date(), direction, eventType, eventData });
  bridgeLog.length = Math.min(bridgeLog.length, 200);
}

function send(eventType, eventData) {
  if (!state.open || !state.speaking) return;
  note('→', eventType, eventData);
  $('app').contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), state.origin);
}

function sendTheme() {
  send('theme_changed', { theme_params: themes[state.theme] });
}

function sendViewport(stable = true) {
  const { clientWidth: width, clientHeight: height } = $('app');
  send('viewport_changed', { height, width, is_expanded: true, is_state_stable: stable });
}

const noInsets = { top: 0, bottom: 0, left: 0, right: 0 };

/** Opens the Mini App for this user with fresh initData; a later call supersedes an earlier one. */
export async function launch(options = {}) {
  state.options = { ...state.options, ...options };
  const { person, theme } = state;
  if (!person) return;
  state.launches += 1;
  const launchNumber = state.launches;
  const issued = await attempt(() => api.post('/sandbox/telegram/init-data', {
    telegramId: person.telegramId,
    startParam: state.options.startParam || undefined,
  }));
  if (!issued || launchNumber !== state.launches) return;
  const parameters = {
    tgWebAppData: issued.initData,
    tgWebAppVersion: '9.1',
    tgWebAppPlatform: 'web',
    tgWebAppThemeParams: JSON.stringify(themes[theme]),
  };
  if (state.options.startParam) parameters.tgWebAppStartParam = state.options.startParam;
  const fragment = Object.entries(parameters).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  const base = state.options.url || `${state.miniAppUrl.replace(/\/$/, '')}/`;
  state.launchAddress = `${base.split('#')[0]}#${fragment}`;
  await load();
}

async function load() {
  quietDown();
  const launchNumber = state.launches;
  const gateway = await attempt(() => api.get('/sandbox/atelier'));
  if (launchNumber !== state.launches) return;
  if (!gateway?.up) {
    state.open = false;
    $('app').src = 'about:blank';
    curtain('The Mini App is not there', gateway?.message || 'The sandbox does not answer.', 'Try again', () => launch());
    state.waiting = true;
    return;
  }
  curtain('', '', null);
  state.waiting = false;
  state.origin = new URL(state.launchAddress).origin;
  state.open = true;
  state.speaking = false;
  // A new frame each time: a changed fragment alone would not reload the document.
  const old = $('app');
  const fresh = old.cloneNode(false);
  fresh.removeAttribute('src');
  old.replaceWith(fresh);
  sizes.disconnect();
  sizes.observe(fresh);
  fresh.src = state.launchAddress;
}

function quietDown() {
  setMainButton($('main-button'), { is_visible: false });
  setMainButton($('secondary-button'), { is_visible: false });
  state.backVisible = false;
  state.needsConfirmation = false;
  state.settingsVisible = false;
  $('popup').hidden = true;
  paintHeader();
  paintTheme();
}

function curtain(title, text, action, onAction) {
  const cover = $('curtain');
  cover.replaceChildren();
  cover.classList.toggle('on', Boolean(title));
  if (!title) return;
  const icon = el('img', 'curtain-icon');
  icon.src = 'icon.svg';
  icon.alt = '';
  cover.append(icon, el('h3', '', title), el('p', '', text));
  if (action) {
    const button = el('button', 'primary', action);
    button.addEventListener('click', onAction);
    cover.append(button);
  }
}

function paintTheme() {
  const palette = themes[state.theme];
  const phone = $('phone');
  Object.entries(palette).forEach(([name, value]) => phone.style.setProperty(`--tg-${name}`, value));
  phone.style.setProperty('--header', palette.header_bg_color);
  phone.style.setProperty('--bar', palette.bottom_bar_bg_color);
}

function paintHeader() {
  $('back').textContent = state.backVisible ? '‹ Back' : 'Close';
  document.querySelector('#menu-items [data-act=settings]').hidden = !state.settingsVisible;
}

const buttons = { 'main-button': {}, 'secondary-button': {} };

function setMainButton(button, change) {
  const all = change.is_visible === false && Object.keys(change).length === 1 ? { is_visible: false } : change;
  const now = Object.assign(buttons[button.id], all);
  const text = (now.text || '').trim();
  button.hidden = !now.is_visible || !text;
  button.textContent = text;
  button.disabled = now.is_active === false;
  button.classList.toggle('busy', Boolean(now.is_progress_visible));
  button.classList.toggle('shine', Boolean(now.has_shine_effect));
  const main = button.id === 'main-button';
  button.style.background = now.color || (main ? 'var(--tg-button_color)' : 'transparent');
  button.style.color = now.text_color || (main ? 'var(--tg-button_text_color)' : 'var(--tg-button_color)');
  $('bottom').classList.toggle('side-by-side', ['left', 'right'].includes(buttons['secondary-button'].position));
  $('bottom').dataset.position = buttons['secondary-button'].position || 'left';
}

function openPopup({ title, message, buttons: choices }) {
  const list = choices?.length ? choices : [{ id: '', type: 'close' }];
  const words = { ok: 'OK', close: 'Close', cancel: 'Cancel' };
  const close = (id) => {
    $('popup').hidden = true;
    send('popup_closed', id === undefined ? {} : { button_id: id });
  };
  const bar = el('div', 'popup-buttons');
  list.forEach((choice) => {
    const button = el('button', choice.type === 'destructive' ? 'destructive' : '', choice.text || words[choice.type]);
    button.addEventListener('click', () => close(choice.id));
    bar.append(button);
  });
  const box = el('div', 'popup', title ? el('b', '', title) : null, el('p', '', message), bar);
  $('popup').replaceChildren(box);
  $('popup').hidden = false;
  bar.querySelector('button').focus();
  $('popup').onclick = (event) => event.target === $('popup') && close();
  $('popup').onkeydown = (event) => event.key === 'Escape' && close();
}

/** Shows a message that the bot prepared, and lets the user choose the recipient. */
async function sharePrepared({ id }) {
  const path = `/sandbox/telegram/people/${state.person.telegramId}/prepared-messages/${encodeURIComponent(id)}`;
  const fail = (error) => send('prepared_message_failed', { error });
  let message;
  let people;
  try {
    [message, people] = await Promise.all([api.get(path), api.get('/sandbox/telegram/people')]);
  } catch (error) {
    return fail(error.status === 404 ? 'MESSAGE_EXPIRED' : 'UNKNOWN_ERROR');
  }
  const to = await chooseChat(message, people.filter(({ telegramId }) => telegramId !== state.person.telegramId));
  if (!to) return fail('USER_DECLINED');
  if (!(await attempt(() => api.post(`${path}/send`, { to: to.telegramId })))) return fail('MESSAGE_SEND_FAILED');
  toast(`Sent to ${to.firstName}: their chat is in the bot's panel once they hold the phone`);
  return send('prepared_message_sent');
}

/** The chat chooser: the chosen recipient, or nothing. */
function chooseChat({ thumbnail, caption, replyMarkup }, people) {
  return new Promise((resolve) => {
    const close = (someone) => {
      $('popup').hidden = true;
      resolve(someone);
    };
    const picture = thumbnail ? el('img') : null;
    if (picture) {
      picture.src = `/sandbox/telegram/photos/${thumbnail.fileId}`;
      picture.alt = 'The picture to share';
    }
    const keys = (replyMarkup?.inline_keyboard ?? []).flat().map(({ text }) => el('span', 'key', text));
    const chats = el('div', 'chats', ...people.map((someone) => {
      const button = el('button', '', [someone.firstName, someone.lastName].filter(Boolean).join(' '));
      button.addEventListener('click', () => close(someone));
      return button;
    }));
    const cancel = el('button', '', 'Cancel');
    cancel.addEventListener('click', () => close());
    $('popup').replaceChildren(el('div', 'popup chooser',
      el('b', '', 'Share with'), picture, el('p', '', caption), ...keys, chats, el('div', 'popup-buttons', cancel)));
    $('popup').hidden = false;
    chats.querySelector('button')?.focus();
    $('popup').onclick = (event) => event.target === $('popup') && close();
    $('popup').onkeydown = (event) => event.key === 'Escape' && close();
  });
}

// The Mini App's device and cloud storage, per user, in this browser.
function shelf(kind) {
  const key = `${kind}:${state.person.telegramId}`;
  const read = () => JSON.parse(localStorage.getItem(key) || '{}');
  const write = (values) => localStorage.setItem(key, JSON.stringify(values));
  return { read, write };
}

function customMethod({ req_id: id, method, params }) {
  const cloud = shelf('cloud');
  const values = cloud.read();
  const reply = (result) => send('custom_method_invoked', { req_id: id, result });
  switch (method) {
    case 'getStorageKeys': return reply(Object.keys(values));
    case 'getStorageValues':
      return reply(Object.fromEntries(params.keys.map((key) => [key, values[key] ?? ''])));
    case 'saveStorageValue':
      values[params.key] = params.value;
      cloud.write(values);
      return reply(true);
    case 'deleteStorageValues':
      params.keys.forEach((key) => delete values[key]);
      cloud.write(values);
      return reply(true);
    default: return send('custom_method_invoked', { req_id: id, error: 'METHOD_NOT_FOUND' });
  }
}

function storage(kind, action, { req_id: id, key, value }) {
  const store = shelf(kind);
  const values = store.read();
  if (action === 'get_key') {
    send(`${kind}_key_received`, { req_id: id, value: values[key] ?? null });
  } else if (action === 'save_key') {
    if (value === null) delete values[key]; else values[key] = value;
    store.write(values);
    send(`${kind}_key_saved`, { req_id: id });
  } else {
    store.write({});
    send(`${kind}_cleared`, { req_id: id });
  }
}

function haptic(data) {
  const phone = $('phone');
  phone.classList.remove('buzz');
  requestAnimationFrame(() => phone.classList.add('buzz'));
  phone.dataset.buzz = data.notification_type || data.impact_style || 'light';
}

/** Closes the Mini App, as the header's button does. */
function close() {
  if (state.needsConfirmation && !window.confirm('Changes that you made may not be saved.')) return;
  state.open = false;
  $('app').src = 'about:blank';
  quietDown();
  curtain('Mini App closed', 'The bot is in the chat.', 'Open the Mini App', () => launch({ url: undefined }));
}

const handlers = {
  iframe_ready: () => {},
  iframe_will_reload: () => {},
  web_app_ready: () => curtain('', '', null),
  web_app_request_theme: sendTheme,
  web_app_request_viewport: () => sendViewport(),
  web_app_expand: () => sendViewport(),
  web_app_request_safe_area: () => send('safe_area_changed', noInsets),
  web_app_request_content_safe_area: () => send('content_safe_area_changed', noInsets),
  web_app_setup_main_button: (data) => setMainButton($('main-button'), data),
  web_app_setup_secondary_button: (data) => setMainButton($('secondary-button'), data),
  web_app_setup_back_button: (data) => { state.backVisible = data.is_visible; paintHeader(); },
  web_app_setup_settings_button: (data) => { state.settingsVisible = data.is_visible; paintHeader(); },
  web_app_setup_closing_behavior: (data) => { state.needsConfirmation = data.need_confirmation; },
  web_app_setup_swipe_behavior: () => {},
  web_app_toggle_orientation_lock: () => {},
  web_app_trigger_haptic_feedback: haptic,
  web_app_set_header_color: (data) =>
    $('phone').style.setProperty('--header', data.color || themes[state.theme][data.color_key]),
  web_app_set_background_color: (data) =>
    $('phone').style.setProperty('--tg-bg_color', themes[state.theme][data.color] || data.color),
  web_app_set_bottom_bar_color: (data) =>
    $('phone').style.setProperty('--bar', themes[state.theme][data.color] || data.color),
  web_app_open_link: (data) => window.open(data.url, '_blank', 'noopener'),
  web_app_open_tg_link: (data) => toast(`Telegram would open t.me${data.path_full}`),
  web_app_open_popup: openPopup,
  web_app_open_invoice: (data) => {
    toast('Paying in Stars is not part of this sandbox: the invoice counts as cancelled.');
    send('invoice_closed', { slug: data.slug, status: 'cancelled' });
  },
  web_app_close: close,
  web_app_invoke_custom_method: customMethod,
  web_app_device_storage_get_key: (data) => storage('device_storage', 'get_key', data),
  web_app_device_storage_save_key: (data) => storage('device_storage', 'save_key', data),
  web_app_device_storage_clear: (data) => storage('device_storage', 'clear', data),
  web_app_secure_storage_get_key: (data) => storage('secure_storage', 'get_key', data),
  web_app_secure_storage_save_key: (data) => storage('secure_storage', 'save_key', data),
  web_app_secure_storage_clear: (data) => storage('secure_storage', 'clear', data),
  web_app_read_text_from_clipboard: (data) => send('clipboard_text_received', { req_id: data.req_id, data: null }),
  web_app_request_write_access: requestWriteAccess,
  web_app_request_phone: () => send('phone_requested', { status: 'cancelled' }),
  web_app_request_fullscreen: () => send('fullscreen_failed', { error: 'UNSUPPORTED' }),
  web_app_exit_fullscreen: () => send('fullscreen_changed', { is_fullscreen: false }),
  web_app_check_home_screen: () => send('home_screen_checked', { status: 'unsupported' }),
  web_app_biometry_get_info: () => send('biometry_info_received', { available: false }),
  web_app_send_prepared_message: sharePrepared,
  web_app_request_file_download: (data) => {
    window.open(data.url, '_blank', 'noopener');
    send('file_download_requested', { status: 'downloading' });
  },
  web_app_share_to_story: () => toast('Telegram would open its story editor'),
  web_app_switch_inline_query: (data) => toast(`Telegram would let the person choose a chat for “${data.query}”`),
};

/** Telegram asks the user for permission; the sandbox always grants it. */
async function requestWriteAccess() {
  const person = state.person;
  const done = await attempt(() => api.post(`/sandbox/telegram/chats/${person.telegramId}/write-access`).then(() => true));
  if (done) toast('Telegram asked whether the bot may write, and was told yes.');
  send('write_access_requested', { status: done ? 'allowed' : 'cancelled' });
}

function receive(event) {
  if (event.source !== $('app').contentWindow || typeof event.data !== 'string') return;
  let message;
  try {
    message = JSON.parse(event.data);
  } catch {
    return;
  }
  if (!message?.eventType) return;
  state.speaking = true;
  note('←', message.eventType, message.eventData);
  handlers[message.eventType]?.(message.eventData ?? {});
}

const sizes = new ResizeObserver(() => sendViewport());

/** Switches the phone to another user. */
export function handTo(person) {
  state.person = person;
  state.options = { ...state.options, url: undefined };
  return launch();
}

/** Follows a button of the bot that opens the Mini App. */
export function openWebApp(url) {
  panels.show('phone');
  return launch({ url });
}

/** Opens the Mini App if it was unavailable when it was requested. */
export function atelierIsUp() {
  if (!state.waiting) return;
  state.waiting = false;
  launch();
}

export function setTheme(theme) {
  state.theme = theme;
  paintTheme();
  sendTheme();
}

export function start(config, theme) {
  state.miniAppUrl = config.miniAppUrl;
  state.theme = theme;
  paintTheme();
  window.addEventListener('message', receive);
  $('main-button').addEventListener('click', () => send('main_button_pressed'));
  $('secondary-button').addEventListener('click', () => send('secondary_button_pressed'));
  $('back').addEventListener('click', () => (state.backVisible ? send('back_button_pressed') : close()));
  const showMenu = (shown) => {
    $('menu-items').hidden = !shown;
    $('menu').setAttribute('aria-expanded', String(shown));
  };
  $('menu').addEventListener('click', () => showMenu($('menu-items').hidden));
  document.addEventListener('click', (event) => !event.target.closest('#menu') && showMenu(false));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && showMenu(false));
  const actions = {
    reload: load,
    relogin: () => launch(),
    settings: () => send('settings_button_pressed'),
    copy: () => navigator.clipboard.writeText(state.launchAddress).then(() => toast('Copied')),
  };
  $('menu-items').addEventListener('click', (event) => actions[event.target.dataset.act]?.());
  setInterval(() => {
    $('clock').textContent = new Date().toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
  }, 1000);
  document.addEventListener('visibilitychange', () =>
    send('visibility_changed', { is_visible: !document.hidden }));
}
