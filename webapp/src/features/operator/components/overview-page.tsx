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
      <Notices />
      <Queues />
      <Failures />
      <SpendingPerDay />
    </OperatorPage>
  );
}
