import { operatorKeys } from '../api/operator-keys';
import type { OperatorModel } from '../api/operator-types';
import { useChangeModel, useModels } from '../api/use-models';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { ModelPrice } from './model-price';
import { ModelRouteSteps } from './model-route-steps';
import { OnOffSwitch } from './on-off-switch';
import { OperatorPage } from './operator-page';
import { Chip, Nothing, Part } from './pieces';

/** The models of the catalogue: whether they are offered, what they cost, and which providers make them. */
export function ModelsPage() {
  const { t } = useOperatorTexts();
  const models = useModels();
  return (
    <OperatorPage title={t('models.title')} lead={t('models.lead')} back="/operator">
      <Part
        title={t('models.list')}
        aside={
          models.data &&
          t('models.offeredOf', {
            offered: models.data.items.filter(({ offered }) => offered).length,
            all: models.data.items.length,
          })
        }
      >
        <Load query={models} queryKey={operatorKeys.models} outline="h-80">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing>{t('models.empty')}</Nothing>
            ) : (
              <ul className="space-y-3">
                {items.map((model) => (
                  <ModelCard key={model.id} model={model} />
                ))}
              </ul>
            )
          }
        </Load>
      </Part>
    </OperatorPage>
  );
}

function ModelCard({ model }: { model: OperatorModel }) {
  const { t, duration, nameOf } = useOperatorTexts();
  return (
    <li className="card space-y-4 px-4 py-3" data-testid={`model-${model.id}`}>
      <div>
        <div className="flex items-center justify-between gap-3">
          <h3 className="min-w-0 text-lg font-semibold break-words">{model.name}</h3>
          <span className="shrink-0">
            <Chip tone={model.offered ? 'good' : 'bad'}>
              {model.offered ? t('models.offered') : t('models.notOffered')}
            </Chip>
          </span>
        </div>
        <p className="font-mono text-xs break-all text-muted select-all">{model.id}</p>
        <p className="text-sm text-muted">
          {nameOf('models.kind', model.kind)}
          {' · '}
          {t('models.typical', { duration: duration(model.typicalSeconds) })}
        </p>
        <WhyNotOffered model={model} />
      </div>
      <ModelPrice model={model} />
      <ModelRouteSteps model={model} />
      <Switch model={model} />
    </li>
  );
}

function Switch({ model: { id, name, enabled } }: { model: OperatorModel }) {
  const change = useChangeModel(id);
  return (
    <OnOffSwitch
      of="models"
      name={name}
      enabled={enabled}
      busy={change.isPending}
      error={change.error}
      onSwitch={(on, then) => change.mutate({ enabled: on }, then)}
    />
  );
}

function WhyNotOffered({ model: { offered, enabled, route } }: { model: OperatorModel }) {
  const { t } = useOperatorTexts();
  if (offered) return null;
  const reason = !enabled
    ? 'switchedOff'
    : route.some(({ available }) => available)
      ? 'providersOff'
      : 'noProvider';
  return <p className="mt-1 text-sm text-danger">{t(`models.because.${reason}`)}</p>;
}
