import { retrieveLaunchParams, retrieveRawInitData } from '@tma.js/sdk-react';
import { isRecord } from '@/shared/lib/storage';

/** How the app was opened. `outside` is a normal answer; anything unexpected is thrown and is a crash. */
export type Environment =
  | {
      kind: 'telegram';
      initData: string;
      telegramId: number;
      firstName: string;
      language: string | undefined;
      /** Whether the bot may write to them. */
      allowsMessages: boolean;
      theme: Record<string, string>;
    }
  | { kind: 'outside' };

export function readEnvironment(): Environment {
  let initData: string | undefined;
  try {
    initData = retrieveRawInitData();
  } catch (error) {
    if (hasNoLaunchParameters(error)) return { kind: 'outside' };
    throw error;
  }
  const user = userOf(initData);
  if (!initData || !user) return { kind: 'outside' };
  return { kind: 'telegram', initData, ...user, theme: launchTheme() };
}

/** By name: the SDK's error classes reset their prototype, so `instanceof` does not know them. */
function hasNoLaunchParameters(error: unknown): boolean {
  return error instanceof Error && error.name === 'LaunchParamsRetrieveError';
}

function userOf(initData: string | undefined) {
  const text = new URLSearchParams(initData ?? '').get('user');
  if (!text) return undefined;
  try {
    const user: unknown = JSON.parse(text);
    if (!isRecord(user)) return undefined;
    const telegramId = Number(user.id);
    if (!Number.isSafeInteger(telegramId) || telegramId <= 0) return undefined;
    return {
      telegramId,
      firstName: typeof user.first_name === 'string' ? user.first_name : '',
      language: typeof user.language_code === 'string' ? user.language_code : undefined,
      allowsMessages: user.allows_write_to_pm === true,
    };
  } catch {
    return undefined;
  }
}

function launchTheme(): Record<string, string> {
  const theme: unknown = retrieveLaunchParams().tgWebAppThemeParams;
  if (!isRecord(theme)) return {};
  return Object.fromEntries(
    Object.entries(theme).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
