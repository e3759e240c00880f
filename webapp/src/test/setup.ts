import '@testing-library/jest-dom/vitest';
import { act, cleanup, configure } from '@testing-library/preact';
import { options } from 'preact';
import { afterEach, beforeEach, vi } from 'vitest';
import { session } from '@/shared/api/session';
import { speak } from '@/shared/i18n/language';

// A screen's code is loaded when it is first opened, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 8_000 });

// Effects run at once. Preact waits for a frame, or a tenth of a second: by then the page of a test can be gone.
options.requestAnimationFrame = (run) => queueMicrotask(run);

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation((...words) => {
    throw new Error(`Something complained: ${words.join(' ')}`);
  });
  sessionStorage.clear();
  localStorage.clear();
  window.location.hash = '#/';
  speak('en');
});

afterEach(() => {
  void act(cleanup);
  void session.end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

// What jsdom lacks and the screens touch.
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
const openedBy = new WeakMap<HTMLDialogElement, Element | null>();
HTMLDialogElement.prototype.showModal = function show() {
  openedBy.set(this, document.activeElement);
  this.open = true;
  this.querySelector<HTMLElement>('button, input')?.focus();
};
// A dialog that has left the page already has nobody to give the focus back to.
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  const opener = openedBy.get(this);
  if (this.isConnected && opener instanceof HTMLElement) opener.focus();
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
