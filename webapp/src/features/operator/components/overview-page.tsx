import { Link } from 'wouter';
import { Icon } from '@/shared/ui/icon';
import { useOperatorTexts } from '../texts/operator-texts';
import { Failures } from './failures';
import { Notices } from './notices';
import { OperatorPage } from './operator-page';
import { Queues } from './queues';
import { SpendingPerDay } from './spending-per-day';

/** What an operator wants to know first: what happened, what waits, what fails, what it costs. */
export function OverviewPage() {
  const { t } = useOperatorTexts();
  return (
    <OperatorPage title={t('overview.title')} back="/settings">
      <CatalogueLinks />
      <Notices />
      <Queues />
      <Failures />
      <SpendingPerDay />
    </OperatorPage>
  );
}

/** The way to what makes the pictures; at the top, as it is looked for in a hurry. */
function CatalogueLinks() {
  const { t } = useOperatorTexts();
  const links = [
    { to: '/operator/providers', label: t('providers.title') },
    { to: '/operator/models', label: t('models.title') },
  ];
  return (
    <ul className="grid grid-cols-2 gap-3">
      {links.map(({ to, label }) => (
        <li key={to}>
          <Link to={to} className="card flex min-h-12 items-center justify-between gap-2 px-4 font-medium">
            {label}
            <Icon name="forward" className="size-5 shrink-0 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
