// Which parts of the page are visible: all, the phone and one other, or one. style.css uses the same widths.
const $ = (id) => document.getElementById(id);
const threeColumns = window.matchMedia('(min-width: 1400px)');
const twoColumns = window.matchMedia('(min-width: 800px)');
const names = ['phone', 'chat', 'controls', 'activity'];
let chosen = 'phone';
let besidePhone = 'chat';

function isSeen(name) {
  if (threeColumns.matches) return true;
  return twoColumns.matches ? name === 'phone' || name === besidePhone : name === chosen;
}

function paint() {
  const one = !twoColumns.matches;
  names.forEach((name) => {
    const panel = $(`panel-${name}`);
    const tab = $(`tab-${name}`);
    const seen = isSeen(name);
    const hasTab = !threeColumns.matches && (one || name !== 'phone');
    // Not display: none, which would give the Mini App a viewport of size zero.
    panel.classList.toggle('off', !seen);
    panel.inert = !seen;
    panel.setAttribute('role', hasTab ? 'tabpanel' : 'region');
    tab.hidden = !hasTab;
    tab.setAttribute('aria-selected', String(seen));
    tab.tabIndex = seen ? 0 : -1;
    if (seen) tab.classList.remove('news');
  });
  document.body.dataset.panel = one ? chosen : '';
}

/** Shows a part of the page. */
export function show(name) {
  chosen = name;
  if (name !== 'phone') besidePhone = name;
  paint();
}

/** Marks the tab of a hidden part that has something new. */
export function markNews(name) {
  if (!isSeen(name)) $(`tab-${name}`).classList.add('news');
}

/** Lets the arrow keys move between the buttons of a group; the focused one is chosen. */
export function moveByArrows(group) {
  group.addEventListener('keydown', (event) => {
    const buttons = [...group.querySelectorAll('button:not([hidden])')];
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -at, End: buttons.length - 1 - at };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = buttons[(at + steps[event.key] + buttons.length) % buttons.length];
    next.focus();
    next.click();
  });
}

export function start() {
  $('panel-tabs').addEventListener('click', ({ target }) => target.dataset.panel && show(target.dataset.panel));
  moveByArrows($('panel-tabs'));
  [threeColumns, twoColumns].forEach((query) => query.addEventListener('change', paint));
  paint();
}
