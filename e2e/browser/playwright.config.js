import process from 'node:process';
import { defineConfig } from '@playwright/test';

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: BrowserJourneyIT sets it, see e2e/README.md`);
  return value;
}

export default defineConfig({
  testMatch: '*.spec.js',
  outputDir: '../target/browser',
  workers: 1,
  retries: 0,
  maxFailures: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    baseURL: required('ATELIER_SANDBOX_URL'),
    locale: 'en-GB',
    viewport: { width: 1480, height: 1000 },
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    // Without its film, which every step would pay for: the snapshots show the same.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: required('CHROMIUM'),
      // Chromium as root, and without calls of its own to the outside, which a closed network lets hang.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
