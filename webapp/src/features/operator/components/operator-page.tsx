import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useCurrentRoute, useRouteState } from '@/shared/lib/route';
import { isRecord } from '@/shared/lib/storage';
import { Page } from '@/shared/ui/page';
import { type Section, SectionNav } from '@/shared/ui/section-nav';
import { useOperatorTexts } from '../texts/operator-texts';

interface OperatorPageProps {
  title: string;
  lead?: ReactNode;
  /** Where the way back leads if the link here did not say. */
  back: string;
  children: ReactNode;
}

/** A page for operators. The first ones of the sections have the way to the others below them. */
export function OperatorPage({ title, lead, back, children }: OperatorPageProps) {
  const { t } = useOperatorTexts();
  const [path] = useLocation();
  const sections = [
    { to: '/operator', icon: 'home', label: t('nav.overview') },
    { to: '/operator/users', icon: 'person', label: t('nav.users') },
    { to: '/operator/jobs', icon: 'needle', label: t('nav.jobs') },
    { to: '/operator/services', icon: 'settings', label: t('nav.services') },
  ] satisfies Section[];
  const isSection = sections.some(({ to }) => to === path);
  const from = cameFrom(useRouteState());
  return (
    <div className={isSection ? 'pb-24' : ''}>
      <Page title={title} lead={lead} back={from?.back ?? back} backState={from?.backState}>
        <div className="space-y-8">{children}</div>
      </Page>
      {isSection && <SectionNav label={t('nav.label')} sections={sections} />}
    </div>
  );
}

interface WayBack {
  back: string;
  /** What the page there was given along itself. */
  backState: unknown;
}

/** What a link gives along, so that the way back leads to where it was followed, and from there on. */
export function useLinkBack(): WayBack {
  return { back: useCurrentRoute(), backState: useRouteState() };
}

function cameFrom(state: unknown): WayBack | undefined {
  return isRecord(state) && typeof state.back === 'string'
    ? { back: state.back, backState: state.backState }
    : undefined;
}
