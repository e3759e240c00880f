import { expect, test } from '@playwright/test';
import { newcomer, Phone, shoot } from './phone.js';

const SENSIBLE = /^[A-Z][^{}<>]{15,200}\.$/;
const TECHNICAL = /exception|kie|null|undefined|http|status|\b\d{3}\b/i;

test.beforeEach(async ({ request }) => {
  await request.post('/sandbox/reset');
});

test('a newcomer tries something on, and finds it again', async ({ page }) => {
  const phone = await Phone.inHandsOf(newcomer(), page);
  const { app } = phone;
  await expect(app.getByTestId('free-actions')).toContainText('10 free actions');
  await expect(app.getByRole('heading', { name: 'How it goes' })).toBeVisible();
  await expect(app.getByTestId('sample-look')).toBeVisible();
  await shoot(page, 'home');
  await phone.kieTakes('3 s');

  await phone.fillTheQuiz((step) => shoot(phone.body, step));
  await expect(app.getByTestId('quote-price')).toHaveText('2 of your 10 free actions, 8 left');
  await expect(app.getByTestId('quote')).toContainText('watermark');
  await shoot(page, 'price');
  await app.locator('body').evaluate((body) => body.setAttribute('data-not-reloaded', ''));

  await phone.press('Try on for 2 actions');
  await expect(app.getByRole('progressbar')).toBeVisible();
  await shoot(page, 'in-the-works');
  const shown = await phone.watchProgress();
  expect(shown, 'the bar never goes back').toEqual([...shown].sort((one, other) => one - other));
  const told = phone.progressFrames();
  const moved = shown.filter((value) => value > 0 && told.includes(value));
  expect(moved.length, `the bar showed ${shown}, the WebSocket told ${told}`).toBeGreaterThanOrEqual(2);

  await expect(app.getByTestId('job-paid')).toHaveText('Paid: 2 free actions · With a watermark');
  await expectPicture(app.getByTestId('result-image'));
  await shoot(page, 'result');
  await shoot(phone.body, 'phone-with-result');

  await phone.back();
  await expect(app.getByTestId('gallery-picture')).toHaveCount(1);
  await expectPicture(app.getByTestId('gallery-picture').locator('img'));
  await shoot(phone.body, 'gallery');
  await phone.goTo('Home');
  await expect(app.getByTestId('free-actions')).toContainText('8 free actions');
  await expect(app.locator('body[data-not-reloaded]'), 'all of it without a reload').toHaveCount(1);
  await shoot(phone.body, 'home-after');

  // The next one: a category and an item on home and one step, since the person's photo is kept.
  await app.getByRole('link', { name: 'Glasses' }).click();
  await expect(app.getByTestId('kept-person')).toBeVisible();
  await shoot(phone.body, 'next-item');
  await app.getByRole('button', { name: 'Recent photo 1' }).click();
  await expect(phone.mainButton('Try on for 2 actions')).toBeVisible();
  await phone.back();
  await phone.back();
  await phone.back();
  await phone.back();

  await phone.reload();
  await expect(app.locator('body[data-not-reloaded]')).toHaveCount(0);
  await expect(app.getByTestId('free-actions')).toContainText('8 free actions');
  await phone.goTo('Gallery');
  await expect(app.getByTestId('gallery-picture')).toHaveCount(1);
  await app.getByTestId('gallery-picture').click();
  await expectPicture(app.getByTestId('result-image'));

  await phone.back();
  await phone.goTo('Settings');
  await shoot(phone.body, 'settings');
  await app.getByText('Українська').click();
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Налаштування');
  await app.getByText('Русский').click();
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Настройки');
  await shoot(phone.body, 'settings-in-russian');

  const light = await backgroundOf(app);
  await phone.useTheme('dark');
  await expect.poll(() => backgroundOf(app)).not.toBe(light);
  await shoot(phone.body, 'settings-dark');
  await phone.goTo('Главная');
  await shoot(page, 'home-dark');
});

test('a provider that fails costs nothing, and another try works', async ({ page }) => {
  const phone = await Phone.inHandsOf(newcomer(), page);
  const { app } = phone;
  await phone.kieTakes('1 s');
  await phone.misfortune('Always fails');

  await phone.fillTheQuiz();
  await phone.press('Try on for 2 actions');
  const words = app.getByTestId('job-error');
  await expect(words).toHaveText(SENSIBLE);
  await expect(words).not.toHaveText(TECHNICAL);
  await expect(words).toContainText('Nothing was charged');
  await shoot(page, 'failed');

  await phone.calm();
  await phone.press('Try again');
  await expect(app.getByTestId('result-image')).toBeVisible();
  await phone.back();
  await phone.goTo('Wallet');
  await expect(app.getByTestId('balance-free'), 'one charge for two tries').toHaveText('8');

  await expect(app.getByTestId('balance-credits')).toHaveText('0');
  await phone.grant(25, 'CREDITS');
  await expect(app.getByTestId('balance-credits')).toHaveText('25');
  await shoot(page, 'wallet-after-grant');
});

test('what is being made does not offer to be stopped, and comes', async ({ page, request }) => {
  const phone = await Phone.inHandsOf(newcomer(), page);
  const { app } = phone;
  await request.patch('/sandbox/faults', { data: { kie: { latencyMinMs: 6000, latencyMaxMs: 7000 } } });
  await phone.fillTheQuiz();
  await phone.press('Try on for 2 actions');
  await expect(app.getByText('Being sewn').first()).toBeVisible();
  await expect(app.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await shoot(phone.body, 'in-the-works-to-the-end');
  await expect(app.getByTestId('result-image')).toBeVisible();
  await expect(app.getByTestId('job-paid')).toContainText('Paid: 2 free actions');
});

test('an answer that got lost is asked for again after a reload, and paid for once', async ({ page }) => {
  const phone = await Phone.inHandsOf(newcomer(), page);
  const { app } = phone;
  const keys = [];
  let sayNothing = true;
  await page.route('**/api/v1/generations', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.push(route.request().headers()['idempotency-key']);
    if (!sayNothing) return route.continue();
    await route.fetch();
    return route.abort('connectionreset');
  });
  await phone.fillTheQuiz();
  await phone.press('Try on for 2 actions');
  await expect(phone.mainButton('Try again')).toBeVisible();
  await shoot(phone.body, 'answer-lost');

  sayNothing = false;
  await phone.reload();
  await expect(app.getByTestId('result-image')).toBeVisible();
  expect(keys.length).toBeGreaterThanOrEqual(2);
  expect(new Set(keys).size, 'one key for all attempts').toBe(1);
  await phone.back();
  await expect(app.getByTestId('gallery-picture')).toHaveCount(1);
  await phone.goTo('Wallet');
  await expect(app.getByTestId('balance-free')).toHaveText('8');
});

test('an app that is opened again needs no login, and another person gets nothing of it', async ({ page }) => {
  const [first, second] = [newcomer(), newcomer()];
  const phone = await Phone.inHandsOf(first, page);
  await expect.poll(() => phone.keptSessionOf(first)).toContain('refreshToken');
  const logins = phone.watchLogins();

  await phone.reopen();
  await phone.greets(first);
  await expect.poll(() => logins).toEqual(['refresh']);

  await phone.handTo(second);
  await expect.poll(() => phone.keptSessionOf(second)).toContain('refreshToken');
  await phone.handTo(first);
  expect(logins).toEqual(['refresh', 'telegram', 'refresh']);

  await phone.goTo('Settings');
  await phone.app.getByRole('button', { name: 'Log out everywhere' }).click();
  await phone.app.getByRole('dialog').getByRole('button', { name: 'Log out everywhere' }).click();
  await expect(phone.app.getByRole('heading', { name: 'You are logged out' })).toBeVisible();
  await expect.poll(() => phone.keptSessionOf(first)).not.toContain('refreshToken');
  expect(await phone.keptSessionOf(second)).toContain('refreshToken');

  await phone.reload();
  await expect(phone.app.getByRole('heading', { name: 'You are logged out' }), 'nor after a reload').toBeVisible();
});

test('a finished picture is sent to somebody in Telegram', async ({ page }) => {
  const phone = await Phone.inHandsOf(newcomer(), page);
  const { app } = phone;
  await phone.kieTakes('1 s');
  await phone.fillTheQuiz();
  await phone.press('Try on for 2 actions');
  await expect(app.getByTestId('result-image')).toBeVisible();
  const share = app.getByRole('button', { name: 'Share', exact: true });
  const chooser = page.getByRole('dialog', { name: 'Question of the Mini App' });

  await share.click();
  await expectPicture(chooser.getByRole('img'));
  await expect(chooser).toContainText('Made in Atelier');
  await shoot(page, 'chat-chooser');
  await chooser.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.getByRole('button', { name: 'Share as a file' }), 'nothing is said').toHaveCount(0);

  await share.click();
  await chooser.getByRole('button', { name: 'Bohdan' }).click();
  await expect(app.getByText('Sent to the chat.')).toBeVisible();
  await shoot(page, 'sent-to-a-chat');

  await page.getByRole('radio', { name: /Bohdan/ }).click();
  await expectPicture(page.locator('#messages .photo'));
  await expect(page.locator('#messages')).toContainText('Made in Atelier');
  await shoot(page, 'arrived-in-a-chat');
});

test('a photo that is sent to the bot begins a try-on', async ({ page, request }) => {
  const person = newcomer();
  const phone = await Phone.inHandsOf(person, page);
  const { app } = phone;
  const photo = await phone.photo('anna');
  const sent = await request.post(`/sandbox/telegram/chats/${person}/photos`, { multipart: { photo } });
  expect(sent.ok(), await sent.text()).toBe(true);
  await page.getByRole('button', { name: 'Try clothes on me' }).or(page.getByRole('link', { name: 'Try clothes on me' })).click();
  await expect(app.getByText('Your photo from the chat is ready.')).toBeVisible();
  await shoot(page, 'photo-from-the-chat');
  await app.getByText('Top', { exact: true }).click();
  await expect(app.getByTestId('kept-person')).toBeVisible();
  await phone.addPhoto('Photo of the item', 'shirt');
  await expect(app.getByTestId('quote-price')).toBeVisible();
});

test.describe('on a small screen of its own', () => {
  test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true });

  test('the Mini App draws the buttons that nobody else draws', async ({ page, request }) => {
    const { miniAppUrl } = await (await request.get('/sandbox/config')).json();
    await page.goto(miniAppUrl);
    await expect(page.getByRole('heading', { name: 'Open Atelier in Telegram' })).toBeVisible();
    await expect(page.getByRole('link', { name: /^Open localhost:/ })).toHaveAttribute('href', /^http:/);
    await shoot(page, 'mobile-outside-telegram');

    const issued = await request.post('/sandbox/telegram/init-data', { data: { telegramId: newcomer() } });
    const { initData } = await issued.json();
    await page.goto('about:blank');
    await page.goto(
      `${miniAppUrl}#tgWebAppData=${encodeURIComponent(initData)}` +
        '&tgWebAppVersion=9.1&tgWebAppPlatform=web&tgWebAppThemeParams=%7B%7D',
    );
    await expect(page.getByTestId('free-actions')).toContainText('10 free actions');
    await shoot(page, 'mobile-home');
    await page.getByTestId('start-try-on').click();
    await shoot(page, 'mobile-category');
    await page.getByText('Shoes', { exact: true }).click();
    await expect(page.getByTestId('main-action')).toBeHidden();
    await page
      .getByLabel('Photo of the person', { exact: true })
      .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('this is no picture') });
    await expect(page.getByText('This is not a JPEG, PNG or WebP picture.')).toBeVisible();
    await shoot(page, 'mobile-not-a-picture');
  });
});

/** A picture that has arrived and could be decoded. */
async function expectPicture(image) {
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate(({ complete, naturalWidth }) => complete && naturalWidth)).toBeGreaterThan(0);
}

const backgroundOf = (app) => app.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
