import type { OperatorUser } from '../api/operator-types';

/** The name that Telegram tells, or the id where there is none. */
export function fullName({ firstName, lastName, telegramId }: OperatorUser): string {
  return [firstName, lastName].filter(Boolean).join(' ') || String(telegramId);
}

/** Whom an order is about, so that nobody is mistaken for another: "Anna K. (@anna, 42)". */
export function whoExactly(user: OperatorUser): string {
  const handles = [user.username && `@${user.username}`, String(user.telegramId)].filter(Boolean);
  return `${fullName(user)} (${handles.join(', ')})`;
}
