import { type FormEvent, useState } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { Button } from '@/shared/ui/button';
import { operatorKeys } from '../api/operator-keys';
import type { ModelRoute } from '../api/operator-types';
import { useProviders } from '../api/use-providers';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { FIELD, Nothing } from './pieces';

const MICRO = 1_000_000;
const MAX_COST_USD = 1000;
const MAX_MODEL_LENGTH = 200;

interface RouteStepFormProps {
  /** The name of the model. */
  name: string;
  /** Steps that may not come twice. */
  route: ModelRoute[];
  onAdd: (step: ModelRoute) => void;
  onClose: () => void;
}

/** A step over any provider of this deployment. */
export function RouteStepForm(props: RouteStepFormProps) {
  const { t } = useOperatorTexts();
  return (
    <Load query={useProviders()} queryKey={operatorKeys.providers} outline="h-72">
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>{t('providers.empty')}</Nothing>
        ) : (
          <Fields {...props} providers={items.map(({ name }) => name)} />
        )
      }
    </Load>
  );
}

function Fields({ name, route, providers, onAdd, onClose }: RouteStepFormProps & { providers: string[] }) {
  const { t, number } = useOperatorTexts();
  const { t: shared } = useTexts();
  const [provider, setProvider] = useState(providers[0] ?? '');
  const [model, setModel] = useState('');
  const [cost, setCost] = useState('');
  const providerModel = model.trim();
  const costMicroUsd = microUsdOf(cost);
  const isTwice = route.some((step) => step.provider === provider && step.model === providerModel);
  const isWrongCost = cost !== '' && costMicroUsd === undefined;
  const isComplete = providerModel !== '' && costMicroUsd !== undefined && !isTwice;

  const add = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete) onAdd({ provider, model: providerModel, costMicroUsd, available: true });
  };

  return (
    <form
      className="space-y-3 rounded-2xl bg-sunken p-4"
      aria-label={t('models.route.add.of', { name })}
      onSubmit={add}
    >
      <label className="block">
        <span className="mb-1.5 block text-sm text-muted">{t('models.route.provider')}</span>
        <select className={FIELD} value={provider} onChange={(event) => setProvider(event.target.value)}>
          {providers.map((known) => (
            <option key={known} value={known}>
              {known}
            </option>
          ))}
        </select>
      </label>
      <label className="block">
        <span className="mb-1.5 block text-sm text-muted">{t('models.route.model')}</span>
        <input
          className={FIELD}
          maxLength={MAX_MODEL_LENGTH}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          value={model}
          onChange={(event) => setModel(event.target.value)}
        />
      </label>
      <label className="block">
        <span className="mb-1.5 block text-sm text-muted">{t('models.route.costUsd')}</span>
        <input
          className={`${FIELD} tabular-nums`}
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          aria-invalid={isWrongCost}
          value={cost}
          onChange={(event) => setCost(event.target.value)}
        />
      </label>
      {(isTwice || isWrongCost) && (
        <p role="alert" className="text-sm text-danger">
          {isTwice
            ? t('models.route.twice')
            : t('models.route.costUsd.range', { most: number(MAX_COST_USD) })}
        </p>
      )}
      <div className="grid gap-2">
        <Button look="primary" type="submit" disabled={!isComplete}>
          {t('models.route.add.action')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {shared('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** Millionths of a dollar, from dollars with at most six decimals; undefined for what is no such amount. */
function microUsdOf(typed: string): number | undefined {
  const amount = typed.trim().replace(',', '.');
  if (!/^\d{1,4}(\.\d{1,6})?$/.test(amount)) return undefined;
  const microUsd = Math.round(Number(amount) * MICRO);
  return microUsd <= MAX_COST_USD * MICRO ? microUsd : undefined;
}
