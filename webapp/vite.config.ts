import { fileURLToPath, URL } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { mockApi } from './dev/mock-api.ts';

const gateway = process.env.ATELIER_PUBLIC_URL ?? 'http://localhost:8080';

export default defineConfig(({ mode }) => ({
  plugins: [tailwindcss(), sheetBehindOutline(), ...(mode === 'mock' ? [mockApi()] : [])],
  define: { __APP_VERSION__: JSON.stringify(process.env.npm_package_version ?? '0.1.0') },
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      // What the shim of wouter stands in for is there, and the shim is CommonJS, which costs as much again to wrap.
      'use-sync-external-store/shim/index.js': 'react',
    },
  },
  build: {
    // Where Maven packs from; Vite empties it first, so no file of an earlier build is left in the jar.
    outDir: 'target/classes/webapp',
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      // TanStack Query's "use client" is for servers.
      checks: { moduleLevelDirective: false },
      // One script for the first visit: each request more brings headers, and small scripts compress worse.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
  server: {
    host: '127.0.0.1',
    // Tests look at what the services say; nobody is served it.
    ...(mode === 'test' ? { fs: { allow: ['..'] } } : {}),
    ...(mode === 'mock'
      ? {}
      : {
          proxy: {
            '/api': { target: gateway, ws: true, changeOrigin: true },
            '/images': { target: gateway, changeOrigin: true },
          },
        }),
  },
  preview: { host: '127.0.0.1' },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost:8080/' } },
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    testTimeout: 30_000,
    maxWorkers: 2,
  },
}));

/** Puts the style sheet at the end of the page, so that the outline before it is painted without waiting for it. */
function sheetBehindOutline(): Plugin {
  return {
    name: 'sheet-behind-outline',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const sheets = html.match(/<link rel="stylesheet"[^>]*>\s*/g) ?? [];
        return sheets
          .reduce((page, sheet) => page.replace(sheet, ''), html)
          .replace('</body>', () => `${sheets.join('')}</body>`);
      },
    },
  };
}
