import { useTexts } from '@/shared/i18n/translate';
import { Button } from '@/shared/ui/button';
import { StartScreen } from './start-screen';

/** Our own fault, said as such. */
export function CrashScreen() {
  const { t } = useTexts();
  return (
    <StartScreen
      icon="alert"
      title={t('start.crashed.title')}
      text={t('start.crashed.text')}
      testId="crashed"
    >
      <Button className="mt-6 w-full" onClick={() => window.location.reload()}>
        {t('start.crashed.action')}
      </Button>
    </StartScreen>
  );
}
