import { useEffect, useState } from 'react';
import { ANSWER_MILLIS } from '@/shared/api/session';
import { useTexts } from '@/shared/i18n/translate';
import { fetchInTime } from '@/shared/lib/fetch-in-time';
import { isRecord } from '@/shared/lib/storage';
import { buttonLook } from '@/shared/ui/button';
import { StartScreen } from './start-screen';

/** Opened without Telegram: nothing is broken, the person is only in the wrong place. */
export function OutsideScreen() {
  const { t } = useTexts();
  const link = useTelegramLink();
  const steps = [t('start.outside.step1'), t('start.outside.step2'), t('start.outside.step3')];
  return (
    <StartScreen
      icon="needle"
      title={t('start.outside.title')}
      text={t('start.outside.text')}
      testId="outside-telegram"
    >
      <ol className="mt-6 space-y-3 text-left">
        {steps.map((step, index) => (
          <li key={step} className="flex items-center gap-3">
            <span
              aria-hidden="true"
              className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-chalk-soft font-display font-semibold text-chalk"
            >
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
      {link && (
        <a href={link} className={`mt-6 w-full ${buttonLook('primary')}`}>
          {t('start.outside.open', { name: nameOf(link) })}
        </a>
      )}
    </StartScreen>
  );
}

/** Where the app is opened in Telegram, if the server knows. */
function useTelegramLink(): string | undefined {
  const [link, setLink] = useState<string>();
  useEffect(() => {
    readTelegramLink().then(setLink, () => undefined);
  }, []);
  return link;
}

async function readTelegramLink(): Promise<string | undefined> {
  const response = await fetchInTime('/telegram.json', { millis: ANSWER_MILLIS });
  const answer: unknown = response.ok ? await response.json() : undefined;
  return isRecord(answer) && typeof answer.link === 'string' ? answer.link : undefined;
}

/** The bot by its name; anything else by its address. */
function nameOf(link: string): string {
  const { host, pathname } = new URL(link);
  return host === 't.me' ? `@${pathname.slice(1)}` : host;
}
