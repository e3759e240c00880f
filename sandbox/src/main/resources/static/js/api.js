// The sandbox's own HTTP API.

/** A refusal or an outage, with a message for the user; `status` is 0 if there was no response. */
export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body instanceof FormData || body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
    });
  } catch {
    throw new ApiError('The sandbox itself does not answer.');
  }
  const text = await answer.text();
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = null;
  }
  if (!answer.ok) {
    throw new ApiError(data?.detail || data?.message || `${method} ${path}: ${answer.status}`, answer.status);
  }
  return data;
}

export const api = {
  get: (path) => call('GET', path),
  post: (path, body) => call('POST', path, body),
  put: (path, body) => call('PUT', path, body),
  patch: (path, body) => call('PATCH', path, body),
};

/** Shows a message for a few seconds. */
export function toast(text, kind = '') {
  const note = document.createElement('div');
  note.className = `toast ${kind}`;
  note.textContent = text;
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), 5000);
}

/** Runs an action of the user and shows its failure. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message, 'bad');
    return undefined;
  }
}

/** Repeats an action while the page is visible; a failure is logged and the repetition continues. */
export function every(ms, action) {
  const turn = async () => {
    if (!document.hidden) {
      try {
        await action();
      } catch (error) {
        console.debug(error.message);
      }
    }
    setTimeout(turn, ms);
  };
  turn();
}

/** A new element with a class and text or children. */
export function el(tag, className = '', ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content.filter((part) => part !== null && part !== undefined));
  return element;
}
