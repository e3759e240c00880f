// The phone on the sandbox's page: the Mini App in its frame, Telegram's own buttons around it, the control panel.
import { expect } from '@playwright/test';

let shots = 0;

/** A Telegram id that nobody has used. */
export const newcomer = () => 2_000_000_000 + Math.floor(Math.random() * 1_000_000_000);

/** Keeps what a page, or a part of it, looks like. */
export async function shoot(target, name) {
  shots += 1;
  const path = `../target/screenshots/${String(shots).padStart(2, '0')}-${name}.png`;
  await target.screenshot({ path, animations: 'disabled' });
}

export class Phone {
  #page;

  constructor(page) {
    this.#page = page;
    /** What came over the Mini App's WebSocket, oldest first. */
    this.frames = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => this.frames.push(JSON.parse(payload.toString()))),
    );
  }

  /** The sandbox's page, with its phone in this person's hands and the Mini App open. */
  static async inHandsOf(telegramId, page) {
    const phone = new Phone(page);
    await page.goto('/');
    // Whoever held the phone before has to be let go of first, or the two openings overtake each other.
    await expect(page.locator('#app')).toHaveAttribute('src', /tgWebAppData/);
    await phone.handTo(telegramId);
    return phone;
  }

  /** Puts the phone in this person's hands. */
  async handTo(telegramId) {
    await this.#page.locator('#any-id').fill(String(telegramId));
    await this.#page.locator('#use-id').click();
    await this.greets(telegramId);
  }

  /** Waits until the Mini App greets this person. */
  async greets(telegramId) {
    await expect(this.app.getByRole('heading', { level: 1 })).toHaveText(`Hello, Person ${telegramId}`);
  }

  /** Closes the Mini App and opens it again, as Telegram does: with new initData and an empty page. */
  async reopen() {
    await this.back();
    await this.#page.getByRole('button', { name: 'Open the Mini App' }).click();
  }

  /** How the Mini App gets its tokens from now on: `telegram` or `refresh`, in order. */
  watchLogins() {
    const logins = [];
    this.#page.on('request', (request) => {
      const [, how] = /\/api\/v1\/auth\/(telegram|refresh)$/.exec(new URL(request.url()).pathname) ?? [];
      if (how) logins.push(how);
    });
    return logins;
  }

  /** What Telegram's secure storage holds for this person; the sandbox has it in its page's storage. */
  keptSessionOf(telegramId) {
    return this.#page.evaluate((id) => localStorage.getItem(`secure_storage:${id}`) ?? '', telegramId);
  }

  get page() {
    return this.#page;
  }

  /** The Mini App. */
  get app() {
    return this.#page.frameLocator('#app');
  }

  /** The phone alone, for pictures of it. */
  get body() {
    return this.#page.locator('#phone');
  }

  /** Telegram's main button, once it says this. */
  mainButton(text) {
    return this.#page.locator('#main-button', { hasText: text });
  }

  /** Presses Telegram's main button once it says this and may be pressed. */
  async press(text) {
    const button = this.mainButton(text);
    await expect(button).toBeEnabled();
    await button.click();
  }

  async back() {
    await this.#page.locator('#back').click();
  }

  /** Goes to a section by the Mini App's own bar. */
  async goTo(section) {
    await this.app.getByRole('navigation').getByRole('link', { name: section }).click();
  }

  /** What Telegram's menu calls “Reload the Mini App”. */
  async reload() {
    await this.#page.locator('#menu').click();
    await this.#page.getByRole('button', { name: 'Reload the Mini App' }).click();
  }

  async useTheme(name) {
    await this.#page.locator(`#theme [data-theme=${name}]`).click();
  }

  /** Has kie.ai misbehave as the control panel's button of this name says. */
  async misfortune(name) {
    await this.#page.locator('#scenarios').getByRole('button', { name }).click();
    await expect(this.#page.locator('#toasts')).toContainText('From now on');
  }

  /** Everything behaves again. */
  async calm() {
    await this.#page.locator('#calm').click();
    await expect(this.#page.locator('body')).not.toHaveClass(/trouble/);
  }

  /** How long kie.ai takes, by the panel's words for it. */
  async kieTakes(label) {
    const saved = this.#page.waitForResponse((response) => response.url().endsWith('/sandbox/faults') && response.ok());
    await this.#page.locator('#latency').selectOption({ label });
    await saved;
  }

  async grant(amount, unit) {
    await this.#page.locator('#grant-amount').fill(String(amount));
    await this.#page.locator('#grant-unit').selectOption(unit);
    await this.#page.locator('#grant').click();
  }

  /** A sample photo of the sandbox, as a file of the person's. */
  async photo(name) {
    const response = await this.#page.request.get(`/sandbox/samples/${name}.jpg`);
    return { name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: await response.body() };
  }

  /** From the home screen through the quiz to the last step, where the price is. */
  async fillTheQuiz(look = async () => {}) {
    await this.app.getByTestId('start-try-on').click();
    await look('category');
    await this.app.getByText('Top', { exact: true }).click();
    await expect(this.app.getByRole('heading', { name: 'Your photo' })).toBeVisible();
    await look('photo-of-the-person');
    await this.addPhoto('Photo of the person', 'anna');
    await expect(this.app.getByTestId('kept-person')).toBeVisible();
    await look('photo-of-the-item');
    await this.addPhoto('Photo of the item', 'shirt');
    await expect(this.app.getByTestId('quote-price')).toBeVisible();
  }

  /** A photo that is fine leads on to the next step by itself. */
  async addPhoto(label, name) {
    await this.app.getByLabel(label, { exact: true }).setInputFiles(await this.photo(name));
  }

  /** What the progress bar shows from now until the picture is there, each figure once. */
  async watchProgress() {
    const bar = this.app.getByRole('progressbar');
    const picture = this.app.getByTestId('result-image');
    const seen = [];
    await expect(async () => {
      const value = await bar.getAttribute('aria-valuenow', { timeout: 200 }).catch(() => null);
      if (value !== null && Number(value) !== seen.at(-1)) seen.push(Number(value));
      expect(await picture.isVisible(), `a picture; the bar showed ${seen.join(', ')}`).toBe(true);
    }).toPass({ intervals: [150], timeout: 120_000 });
    return seen;
  }

  /** The numbers that frames of this job's progress carried. */
  progressFrames() {
    return this.frames.filter(({ type }) => type === 'job.progress').map(({ data }) => data.progress);
  }
}
