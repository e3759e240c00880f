import { useEffect, useRef, useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { toast } from '@/shared/ui/toasts';
import type { ModelRoute, OperatorModel } from '../api/operator-types';
import { useChangeModel } from '../api/use-models';
import { useOperatorTexts } from '../texts/operator-texts';
import { Chip, Nothing, SmallButton } from './pieces';
import { RouteStepForm } from './route-step-form';

/** As many as the server takes. */
const MAX_STEPS = 10;

/** The providers of a model in the order in which they are tried, to be changed or set back to the release's. */
export function ModelRouteSteps({ model }: { model: OperatorModel }) {
  const { t } = useOperatorTexts();
  const { id, name, route, defaultRoute } = model;
  const change = useChangeModel(id);
  /** A route that is not saved. */
  const [draft, setDraft] = useState<ModelRoute[]>();
  const [asking, setAsking] = useState<'save' | 'reset'>();
  const isChanged = draft !== undefined && !isSameRoute(draft, route);
  const shown = isChanged ? draft : route;
  const isInRelease = (step: ModelRoute) => defaultRoute.some((known) => keyOf(known) === keyOf(step));
  /** Over a provider that it does not have the server takes only steps of the release. */
  const saved = shown.filter((step) => step.available || isInRelease(step));
  const isReleased = isSameRoute(shown, defaultRoute);

  const act = (chosen: 'save' | 'reset') =>
    change.mutate(
      { route: chosen === 'reset' || isReleased ? null : saved.map(toChange) },
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
        <Steps name={name} route={shown} onChange={setDraft} />
      )}
      <AddStep model={model} route={shown} onAdd={(step) => setDraft([...shown, step])} />
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
          text={t(
            asking === 'reset' || saved.every(isInRelease) ? 'models.route.text' : 'models.route.text.added',
            {
              route: (asking === 'reset' ? defaultRoute : saved).map(({ provider }) => provider).join(' → '),
            },
          )}
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

interface AddStepProps {
  model: OperatorModel;
  route: ModelRoute[];
  onAdd: (step: ModelRoute) => void;
}

/** Brings a step of the release back, or adds another one, at the end. */
function AddStep({ model: { name, defaultRoute }, route, onAdd }: AddStepProps) {
  const { t } = useOperatorTexts();
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  const missing = defaultRoute.filter((step) => !route.some((known) => keyOf(known) === keyOf(step)));

  // The focus goes back to what opened the form.
  useEffect(() => {
    if (wasOpen.current && !isOpen) place.current?.querySelector('button')?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  if (route.length >= MAX_STEPS)
    return <p className="mt-2 text-sm text-muted">{t('models.route.full', { most: MAX_STEPS })}</p>;
  return (
    <div ref={place} className="mt-2">
      {isOpen ? (
        <RouteStepForm
          name={name}
          route={route}
          onAdd={(step) => {
            onAdd(step);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      ) : (
        <div className="flex flex-wrap gap-2">
          <SmallButton label={t('models.route.add.of', { name })} onPress={() => setOpen(true)}>
            {t('models.route.add')}
          </SmallButton>
          {missing.map((step) => (
            <SmallButton
              key={keyOf(step)}
              label={t('models.route.bringBack', step)}
              onPress={() => onAdd(step)}
            >
              + {step.provider}
            </SmallButton>
          ))}
        </div>
      )}
    </div>
  );
}

/** The buttons of a step, in their order. */
const BUTTONS = ['up', 'down', 'remove'] as const;

/** What was done last, and where the focus goes: to this button of the step with this key. */
interface Done {
  what: 'moved' | 'removed';
  provider: string;
  key: string;
  button: (typeof BUTTONS)[number];
}

interface StepsProps {
  name: string;
  route: ModelRoute[];
  onChange: (route: ModelRoute[]) => void;
}

function Steps({ name, route, onChange }: StepsProps) {
  const { t, usd } = useOperatorTexts();
  const list = useRef<HTMLOListElement>(null);
  const [done, setDone] = useState<Done>();
  const place = done ? route.findIndex((step) => keyOf(step) === done.key) : -1;

  // A row that is moved in the page or removed loses the focus, and at either end its button is disabled.
  useEffect(() => {
    if (!done) return;
    const buttons = [...(list.current?.children[place]?.querySelectorAll('button') ?? [])];
    const pressed = buttons[BUTTONS.indexOf(done.button)];
    const target = pressed?.disabled ? buttons.find(({ disabled }) => !disabled) : pressed;
    (target ?? list.current)?.focus();
    // Only what is done here takes the focus, not what the server answers later.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [done]);

  const move = (index: number, button: 'up' | 'down') => {
    const to = button === 'up' ? index - 1 : index + 1;
    const step = route[index];
    const other = route[to];
    if (!step || !other) return;
    setDone({ what: 'moved', provider: step.provider, key: keyOf(step), button });
    onChange(route.map((known, at) => (at === index ? other : at === to ? step : known)));
  };

  const remove = (step: ModelRoute, index: number) => {
    const left = route.filter((known) => known !== step);
    const next = left[Math.min(index, left.length - 1)];
    setDone({ what: 'removed', provider: step.provider, key: next ? keyOf(next) : '', button: 'remove' });
    onChange(left);
  };

  return (
    <>
      <ol
        ref={list}
        tabIndex={-1}
        aria-label={t('models.route.of', { name })}
        className="divide-y divide-line border-y border-line"
      >
        {route.map((step, index) => (
          <li key={keyOf(step)} className="flex flex-wrap items-center gap-2 py-2">
            <span className="min-w-32 flex-1">
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
              <span className="flex gap-1">
                <SmallButton
                  label={t('models.route.up', step)}
                  disabled={index === 0}
                  onPress={() => move(index, 'up')}
                >
                  <Icon name="back" className="size-5 rotate-90" />
                </SmallButton>
                <SmallButton
                  label={t('models.route.down', step)}
                  disabled={index === route.length - 1}
                  onPress={() => move(index, 'down')}
                >
                  <Icon name="forward" className="size-5 rotate-90" />
                </SmallButton>
                <SmallButton
                  tone="bad"
                  label={t('models.route.remove', step)}
                  onPress={() => remove(step, index)}
                >
                  <Icon name="trash" className="size-5" />
                </SmallButton>
              </span>
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {done?.what === 'removed' && t('models.route.removed', { provider: done.provider })}
        {done?.what === 'moved' &&
          place >= 0 &&
          t('models.route.moved', { provider: done.provider, place: place + 1, count: route.length })}
      </p>
    </>
  );
}

function keyOf({ provider, model }: ModelRoute): string {
  return `${provider} ${model}`;
}

function toChange({ provider, model, costMicroUsd }: ModelRoute) {
  return { provider, model, costMicroUsd };
}

function isSameRoute(one: ModelRoute[], other: ModelRoute[]): boolean {
  return JSON.stringify(one.map(toChange)) === JSON.stringify(other.map(toChange));
}
