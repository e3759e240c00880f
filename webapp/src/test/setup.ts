import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { session } from '@/shared/api/session';
import { speak } from '@/shared/i18n/language';

// A screen's code is loaded when it is first opened, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 8_000 });

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation((...words) => {
    throw new Error(`Something complained: ${words.join(' ')}`);
  });
  sessionStorage.clear();
  localStorage.clear();
  window.location.hash = '#/';
  await speak('en');
});

afterEach(() => {
  cleanup();
  void session.end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

// What jsdom lacks and the screens touch.
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
HTMLDialogElement.prototype.showModal = function show() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};
URL.createObjectURL = () => 'blob:nothing';
URL.revokeObjectURL = () => undefined;
Blob.prototype.arrayBuffer = function read() {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsArrayBuffer(this);
  });
};
