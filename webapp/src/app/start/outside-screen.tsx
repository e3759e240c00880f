import { useTexts } from '@/shared/i18n/translate';
import { StartScreen } from './start-screen';

/** Opened without Telegram: nothing is broken, the person is only in the wrong place. */
export function OutsideScreen() {
  const { t } = useTexts();
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
    </StartScreen>
  );
}
