import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { navigate } from '@/shared/lib/route';
import { useBackButton } from '@/shared/telegram/use-back-button';
import { IconButton } from './icon-button';

interface PageProps {
  title: string;
  /** A line under the title. */
  lead?: ReactNode;
  /** Above the title, small. */
  eyebrow?: ReactNode;
  /** Where the back button leads; none on the sections' first pages. */
  back?: string;
  /** What the page that the way back leads to needs to know, such as its own way back. */
  backState?: unknown;
  children: ReactNode;
}

/** The first page that is shown keeps the focus where the browser put it. */
let firstPage = true;

/**
 * Gives the focus to the page's heading, for when what had it is gone. Toasts are just before it, so one that offers to
 * undo that is reached by one step back.
 */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** A screen: its heading (which takes the focus, so that a screen reader says where one is), its way back, its content. */
export function Page({ title, lead, eyebrow, back, backState, children }: PageProps) {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const goBack = back === undefined ? undefined : () => navigate(back, { replace: true, state: backState });
  const nativeBack = useBackButton(goBack);

  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);

  useEffect(() => {
    window.scrollTo(0, 0);
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);

  return (
    <div className="appear px-4 pb-8">
      <header className="pt-4 pb-5">
        {goBack && !nativeBack && (
          <IconButton icon="back" label={t('common.back')} onPress={goBack} className="mb-2 -ml-3" />
        )}
        {eyebrow && <div className="mb-1 text-sm font-medium text-chalk">{eyebrow}</div>}
        <h1 ref={heading} tabIndex={-1} className="text-[min(1.75rem,9vw)]">
          {title}
        </h1>
        {lead && <p className="mt-1.5 text-muted">{lead}</p>}
      </header>
      {children}
    </div>
  );
}
