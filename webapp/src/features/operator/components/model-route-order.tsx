import { useEffect, useRef, useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { toast } from '@/shared/ui/toasts';
import type { ModelRoute, OperatorModel } from '../api/operator-types';
import { useChangeModel } from '../api/use-models';
import { useOperatorTexts } from '../texts/operator-texts';
import { Chip, Nothing, SmallButton } from './pieces';

/** The providers of a model in the order in which they are tried, to be changed or set back to the release's. */
export function ModelRouteOrder({ model }: { model: OperatorModel }) {
  const { t } = useOperatorTexts();
  const { id, name, route, defaultRoute } = model;
  const change = useChangeModel(id);
  /** An order that is not saved. */
  const [draft, setDraft] = useState<ModelRoute[]>();
  const [asking, setAsking] = useState<'save' | 'reset'>();
  const isChanged = draft !== undefined && !isSameRoute(draft, route);
  const shown = isChanged ? draft : route;
  /** The server takes no route over a provider that it does not have. */
  const usable = shown.filter(({ available }) => available);
  const isReleased = isSameRoute(shown, defaultRoute);
  const saved = isReleased ? shown : usable;

  const act = (chosen: 'save' | 'reset') =>
    change.mutate(
      { route: chosen === 'reset' || isReleased ? null : saved.map(toOrder) },
      {
        onSuccess: () => {
          setDraft(undefined);
          toast(t('models.route.done', { name }));
        },
        onSettled: () => setAsking(undefined),
      },
    );

  const undo = () => {
    setDraft(undefined);
    change.reset();
  };

  return (
    <div>
      <h4 className="mb-1.5 text-sm text-muted">{t('models.route')}</h4>
      {shown.length === 0 ? (
        <Nothing>{t('models.route.empty')}</Nothing>
      ) : (
        <Order name={name} route={shown} onOrder={setDraft} />
      )}
      {isChanged && saved.length < shown.length && (
        <p className="mt-2 text-sm text-danger">{t('models.route.leftOut')}</p>
      )}
      <div className="mt-2 flex flex-wrap gap-2 empty:hidden">
        {isChanged && saved.length > 0 && (
          <SmallButton label={t('models.route.save.of', { name })} onPress={() => setAsking('save')}>
            {t('models.route.save')}
          </SmallButton>
        )}
        {isChanged && (
          <SmallButton label={t('models.undo.route', { name })} onPress={undo}>
            {t('models.undo')}
          </SmallButton>
        )}
        {!isChanged && !isSameRoute(route, defaultRoute) && (
          <SmallButton label={t('models.reset.route', { name })} onPress={() => setAsking('reset')}>
            {t('models.reset')}
          </SmallButton>
        )}
      </div>
      {change.error && (
        <div className="mt-3">
          <Failure error={change.error} />
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t('models.route.title', { name })}
          text={t(asking === 'reset' || isReleased ? 'models.route.text' : 'models.route.text.settings', {
            route: (asking === 'reset' ? defaultRoute : saved).map(({ provider }) => provider).join(' → '),
          })}
          action={asking === 'reset' ? t('models.reset') : t('models.route.save')}
          look="primary"
          busy={change.isPending}
          onConfirm={() => act(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}

type Direction = 'up' | 'down';

interface OrderProps {
  name: string;
  route: ModelRoute[];
  onOrder: (route: ModelRoute[]) => void;
}

function Order({ name, route, onOrder }: OrderProps) {
  const { t, usd } = useOperatorTexts();
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<{ key: string; direction: Direction }>();
  const place = moved ? route.findIndex((step) => keyOf(step) === moved.key) : -1;

  // A row that is moved in the page loses the focus, and at either end its button is disabled.
  useEffect(() => {
    if (!moved) return;
    const buttons = [...(list.current?.children[place]?.querySelectorAll('button') ?? [])];
    const [pressed, other] = moved.direction === 'up' ? buttons : buttons.reverse();
    (pressed?.disabled ? other : pressed)?.focus();
    // Only a move takes the focus, not what the server answers later.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moved]);

  const move = (index: number, direction: Direction) => {
    const to = direction === 'up' ? index - 1 : index + 1;
    const step = route[index];
    const other = route[to];
    if (!step || !other) return;
    setMoved({ key: keyOf(step), direction });
    onOrder(route.map((known, at) => (at === index ? other : at === to ? step : known)));
  };

  return (
    <>
      <ol
        ref={list}
        aria-label={t('models.route.of', { name })}
        className="divide-y divide-line border-y border-line"
      >
        {route.map((step, index) => (
          <li key={keyOf(step)} className="flex items-center gap-2 py-2">
            <span className="min-w-0 flex-1">
              <span className="block font-medium break-words">
                {index + 1}. {step.provider}
              </span>
              <span className="block font-mono text-xs break-all text-muted">{step.model}</span>
              <span className="block text-sm text-muted">
                {t('models.route.cost', { cost: usd(step.costMicroUsd) })}
              </span>
              {!step.available && <Chip tone="bad">{t('models.route.unavailable')}</Chip>}
            </span>
            {route.length > 1 && (
              <>
                <SmallButton
                  label={t('models.route.up', { provider: step.provider })}
                  disabled={index === 0}
                  onPress={() => move(index, 'up')}
                >
                  <Icon name="back" className="size-5 rotate-90" />
                </SmallButton>
                <SmallButton
                  label={t('models.route.down', { provider: step.provider })}
                  disabled={index === route.length - 1}
                  onPress={() => move(index, 'down')}
                >
                  <Icon name="forward" className="size-5 rotate-90" />
                </SmallButton>
              </>
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {moved &&
          place >= 0 &&
          t('models.route.moved', {
            provider: route[place]?.provider ?? '',
            place: place + 1,
            count: route.length,
          })}
      </p>
    </>
  );
}

function keyOf({ provider, model }: ModelRoute): string {
  return `${provider} ${model}`;
}

function toOrder({ provider, model, costMicroUsd }: ModelRoute) {
  return { provider, model, costMicroUsd };
}

function isSameRoute(one: ModelRoute[], other: ModelRoute[]): boolean {
  return JSON.stringify(one.map(toOrder)) === JSON.stringify(other.map(toOrder));
}
