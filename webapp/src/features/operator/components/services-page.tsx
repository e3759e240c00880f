import { useRouteQuery } from '@/shared/lib/route';
import { type Service, SERVICES, useDeadLetters } from '../api/use-services';
import { useOperatorTexts } from '../texts/operator-texts';
import { DeadLetters } from './dead-letters';
import { OperatorPage } from './operator-page';
import { Choice } from './pieces';
import { ScheduledTasks } from './scheduled-tasks';

/** What the services do on a schedule, and the events that they could not handle. */
export function ServicesPage() {
  const { t } = useOperatorTexts();
  const [parameters, setParameters] = useRouteQuery();
  const service = SERVICES.find((known) => known === parameters.get('service')) ?? SERVICES[0];
  return (
    <OperatorPage title={t('services.title')} back="/operator">
      <Choice
        legend={t('services.choose')}
        values={SERVICES.map((value) => ({ value, label: <ServiceName service={value} /> }))}
        chosen={service}
        onChoose={(chosen) => setParameters({ service: chosen })}
      />
      <DeadLetters key={`letters of ${service}`} service={service} />
      <ScheduledTasks key={`tasks of ${service}`} service={service} />
    </OperatorPage>
  );
}

/** A service, with the number of its dead letters, so that one sees where to look. */
function ServiceName({ service }: { service: Service }) {
  const { t } = useOperatorTexts();
  const { data } = useDeadLetters(service);
  const count = data?.items.length ?? 0;
  return (
    <>
      {service}{' '}
      {count > 0 && (
        <span className="rounded-full bg-danger-soft px-1.5 text-xs text-danger">
          {count}
          <span className="sr-only"> {t('services.letters')}</span>
        </span>
      )}
    </>
  );
}
