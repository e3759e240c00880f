import type { ReactNode } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { Icon } from '@/shared/ui/icon';
import before from './before.svg';
import blazer from './blazer.svg';
import dress from './dress.svg';
import hat from './hat.svg';

const AFTER = [blazer, dress, hat];

/** What a try-on does, drawn: one person, and the same one in other things, one after another. */
export function SampleLook({ className }: { className: string }) {
  const { t } = useTexts();
  return (
    <div
      role="img"
      aria-label={t('sample.label')}
      data-testid="sample-look"
      className={`flex items-stretch justify-center gap-2 ${className}`}
    >
      <SamplePicture caption={t('sample.before')}>
        <img src={before} alt="" width="240" height="300" className="size-full object-cover" />
      </SamplePicture>
      <span className="flex items-center">
        <Icon name="forward" className="size-5" />
      </span>
      <SamplePicture caption={t('sample.after')}>
        {AFTER.map((look, index) => (
          <img
            key={look}
            src={look}
            alt=""
            width="240"
            height="300"
            className="take-turns absolute inset-0 size-full object-cover"
            style={{ animationDelay: `${(index - AFTER.length) * 3}s` }}
          />
        ))}
      </SamplePicture>
    </div>
  );
}

function SamplePicture({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <span className="relative block aspect-4/5 h-full overflow-hidden rounded-2xl shadow">
      {children}
      <span className="absolute inset-x-2 bottom-2 rounded-full bg-white/90 px-2 py-0.5 text-center text-xs font-semibold text-[#2b1a12]">
        {caption}
      </span>
    </span>
  );
}
