import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { MessageKey } from '@/shared/i18n/dictionary';
import { useTexts } from '@/shared/i18n/translate';
import { useConnection } from '@/shared/realtime/use-connection';
import { Icon, type IconName } from '@/shared/ui/icon';
import { SectionNav } from '@/shared/ui/section-nav';
import { Toasts } from '@/shared/ui/toasts';

const SECTIONS = [
  { to: '/', icon: 'home', label: 'nav.home' },
  { to: '/gallery', icon: 'gallery', label: 'nav.gallery' },
  { to: '/wallet', icon: 'wallet', label: 'nav.wallet' },
  { to: '/settings', icon: 'settings', label: 'nav.settings' },
] as const satisfies readonly { to: string; icon: IconName; label: MessageKey }[];

/** What stays while screens change: sections within the thumb's reach, notices, toasts. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const isSection = SECTIONS.some(({ to }) => to === path);
  return (
    <div className="mx-auto flex min-h-(--page-height) max-w-lg flex-col pt-(--inset-top)">
      <div className="sticky top-(--inset-top) z-40">
        <Away />
        <Toasts />
      </div>
      <main className={`flex-1 ${isSection ? 'pb-24' : ''}`}>{children}</main>
      {isSection && <Sections />}
    </div>
  );
}

function Sections() {
  const { t } = useTexts();
  return (
    <SectionNav
      label={t('nav.label')}
      sections={SECTIONS.map((section) => ({ ...section, label: t(section.label) }))}
    />
  );
}

/** Says quietly that nothing new arrives, for as long as that is so. */
function Away() {
  const { t } = useTexts();
  const connection = useConnection();
  return (
    <div role="status">
      {connection !== 'there' && (
        <p
          className="flex items-center justify-center gap-2 bg-ink px-4 py-2 text-center text-sm text-surface"
          data-testid={connection}
        >
          <Icon name="offline" className="size-4 shrink-0" />
          {t(`connection.${connection}`)}
        </p>
      )}
    </div>
  );
}
