import type { ReactNode } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { Page } from '@/shared/ui/page';

const STEPS = 4;

interface StepPageProps {
  step: 1 | 2 | 3 | 4;
  title: string;
  lead: string;
  back: string;
  children: ReactNode;
}

/** A step of the quiz: where one is, as stitches done and to do. */
export function StepPage({ step, title, lead, back, children }: StepPageProps) {
  const { t } = useTexts();
  return (
    <Page
      title={title}
      lead={lead}
      back={back}
      eyebrow={
        <span className="flex items-center gap-3">
          {t('tryOn.step', { current: step, total: STEPS })}
          <span aria-hidden="true" className="flex flex-1 gap-1.5">
            {Array.from({ length: STEPS }, (_, index) => (
              <span
                key={index}
                className={`h-1 flex-1 rounded-full transition-colors duration-500 ${index < step ? 'bg-chalk' : 'bg-line'}`}
              />
            ))}
          </span>
        </span>
      }
    >
      {children}
      <div aria-hidden="true" className="h-24" />
    </Page>
  );
}
