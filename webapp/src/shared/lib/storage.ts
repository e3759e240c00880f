/** How long a value is kept: as long as the tab, or on the device. */
type Keeping = 'tab' | 'device';

/**
 * Small JSON values in the browser's storage. It can be full or forbidden (private mode, third-party frames): the app
 * then works on without it, so reads give undefined and writes do nothing.
 */
export function readStored<T>(
  key: string,
  isValid: (value: unknown) => value is T,
  keeping: Keeping = 'tab',
): T | undefined {
  try {
    const text = storageOf(keeping).getItem(key);
    if (text === null) return undefined;
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: unknown, keeping: Keeping = 'tab'): void {
  try {
    if (value === undefined) storageOf(keeping).removeItem(key);
    else storageOf(keeping).setItem(key, JSON.stringify(value));
  } catch {
    // Without storage a reload starts afresh; nothing else is lost.
  }
}

/** Touching a forbidden storage throws. */
function storageOf(keeping: Keeping): Storage {
  return keeping === 'tab' ? sessionStorage : localStorage;
}

export function isTrue(value: unknown): value is true {
  return value === true;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
