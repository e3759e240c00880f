// How long a first and a repeated opening take on a slow line: node first-load.js, against a stack that runs.
// Prints what was transferred, when something is painted, when the start of a try-on can be tapped, and when the balance
// is there. Times are in seconds from the opening of the Mini App.
import process from 'node:process';
import { chromium } from '@playwright/test';
import { newcomer } from './phone.js';

const SLOW_LINE = { offline: false, latency: 800, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const sandbox = process.env.ATELIER_SANDBOX_URL ?? 'http://localhost:8090';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const opening = await openingOf(newcomer());
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en' });
  for (const visit of ['first', 'again']) {
    console.log(JSON.stringify({ visit, ...(await visitOn(context, opening)) }));
  }
} finally {
  await browser.close();
}

/** The address by which the sandbox's Telegram opens the Mini App for this person. */
async function openingOf(telegramId) {
  const page = await browser.newPage({ viewport: { width: 1480, height: 1000 } });
  await page.goto(sandbox);
  await page.locator('#app[src*="tgWebAppData"]').waitFor();
  await page.locator('#any-id').fill(String(telegramId));
  await page.locator('#use-id').click();
  await page.locator(`#app[src*="${telegramId}"]`).waitFor();
  const address = await page.locator('#app').getAttribute('src');
  await page.close();
  return address;
}

async function visitOn(context, address) {
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', SLOW_LINE);
  let bytes = 0;
  line.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const kilobytes = () => Math.round(bytes / 1000);
  await page.addInitScript(markWhenPainted, ['start-try-on', 'free-actions']);
  await page.goto(address, { waitUntil: 'commit' });
  await page.getByTestId('start-try-on').waitFor({ timeout: 60_000 });
  const needed = kilobytes();
  await page.getByTestId('free-actions').waitFor({ timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  const seconds = (name) =>
    page.evaluate((wanted) => performance.getEntriesByName(wanted)[0].startTime / 1000, name);
  const times = {
    painted: await seconds('first-contentful-paint'),
    usable: await seconds('start-try-on'),
    balance: await seconds('free-actions'),
  };
  await page.close();
  return { ...times, kB: { needed, all: kilobytes() } };
}

/** Marks in the page when each of the elements was painted first. Playwright itself looks twice a second only. */
function markWhenPainted(testIds) {
  const missing = new Set(testIds);
  new MutationObserver(() => {
    for (const id of missing) {
      if (!document.querySelector(`[data-testid="${id}"]`)) continue;
      missing.delete(id);
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(id)));
    }
  }).observe(document, { childList: true, subtree: true });
}
