import { isRecord, isText, readStored, writeStored } from '@/shared/lib/storage';

type Color = `#${string}`;

/** How the app was opened. `outside` is a normal answer. */
export type Environment =
  | {
      kind: 'telegram';
      initData: string;
      telegramId: number;
      firstName: string;
      language: string | undefined;
      /** Whether the bot may write to them. */
      allowsMessages: boolean;
      /** The version of the Bot API that the client knows. */
      version: `${number}.${number}`;
      isInline: boolean;
      theme: Record<string, Color>;
    }
  | { kind: 'outside' };

/** The SDK's own key and form: it looks for the launch parameters there, too. */
const KEY = 'tapps/launchParams';

/**
 * Reads Telegram's launch parameters. Telegram puts them into the fragment; where the address has none, they are those
 * that this tab was opened with before a reload. Their names are not in Telegram's documentation; see
 * https://docs.telegram-mini-apps.com/platform/launch-parameters.
 */
export function readEnvironment(): Environment {
  const parameters = new URLSearchParams(launchText());
  const initData = parameters.get('tgWebAppData') ?? '';
  const user = userOf(initData);
  if (!user) return { kind: 'outside' };
  return {
    kind: 'telegram',
    initData,
    ...user,
    version: versionOf(parameters.get('tgWebAppVersion')),
    isInline: parameters.get('tgWebAppBotInline') === '1',
    theme: colorsOf(parseRecord(parameters.get('tgWebAppThemeParams'))),
  };
}

/** Takes the launch parameters out of the fragment, which from then on holds the route. */
export function hideLaunchParameters(): void {
  if (!isLaunchFragment()) return;
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}#/`);
}

function isLaunchFragment(): boolean {
  return /[#?&]tgWebApp/.test(window.location.hash);
}

function launchText(): string {
  if (!isLaunchFragment()) return readStored(KEY, isText) ?? '';
  const text = `${window.location.search}${window.location.hash}`.replace(/[?#]/g, '&');
  writeStored(KEY, text);
  return text;
}

function userOf(initData: string) {
  const user = parseRecord(new URLSearchParams(initData).get('user'));
  const telegramId = Number(user.id);
  if (!Number.isSafeInteger(telegramId) || telegramId <= 0) return undefined;
  return {
    telegramId,
    firstName: typeof user.first_name === 'string' ? user.first_name : '',
    language: typeof user.language_code === 'string' ? user.language_code : undefined,
    allowsMessages: user.allows_write_to_pm === true,
  };
}

/** The oldest version, if the client does not say a proper one. */
function versionOf(text: string | null): `${number}.${number}` {
  const [, major = '6', minor = '0'] = /^(\d+)\.(\d+)$/.exec(text ?? '') ?? [];
  return `${Number(major)}.${Number(minor)}`;
}

function colorsOf(theme: Record<string, unknown>): Record<string, Color> {
  return Object.fromEntries(
    Object.entries(theme).filter((entry): entry is [string, Color] =>
      /^#[0-9a-f]{6}$/i.test(String(entry[1])),
    ),
  );
}

function parseRecord(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
