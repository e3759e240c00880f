import { type FormEvent, useId, useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { toast } from '@/shared/ui/toasts';
import type { OperatorModel } from '../api/operator-types';
import { useChangeModel } from '../api/use-models';
import { useOperatorTexts } from '../texts/operator-texts';
import { FIELD, SmallButton } from './pieces';

const MAX_PRICE = 1000;

/** What an image of a model costs users, to be changed or set back to what the release says. */
export function ModelPrice({ model }: { model: OperatorModel }) {
  const { t, number, nameOf } = useOperatorTexts();
  const { id, name, price, priceUnit, defaultPrice } = model;
  const change = useChangeModel(id);
  /** What was typed and is not saved; the price as it is otherwise. */
  const [typed, setTyped] = useState<string>();
  /** The price to be confirmed, null for the release's. */
  const [asking, setAsking] = useState<number | null>();
  const fieldId = useId();
  const hintId = useId();

  const shown = typed ?? String(price);
  const wanted = Number(shown);
  const isValid = /^\d+$/.test(shown) && wanted >= 1 && wanted <= MAX_PRICE;
  const isChanged = shown !== String(price);

  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (isValid && isChanged) setAsking(wanted);
  };

  const save = (confirmed: number | null) =>
    change.mutate(
      { price: confirmed },
      {
        onSuccess: ({ price: saved }) => {
          setTyped(undefined);
          toast(t('models.price.done', { name, price: number(saved) }));
        },
        onSettled: () => setAsking(undefined),
      },
    );

  const undo = () => {
    setTyped(undefined);
    change.reset();
  };

  return (
    <form onSubmit={ask} aria-label={t('models.price.of', { name })}>
      <label htmlFor={fieldId} className="mb-1.5 block text-sm text-muted">
        {t('models.price', { unit: nameOf('models.unit', priceUnit) })}
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <span className="w-22">
          <input
            id={fieldId}
            className={`${FIELD} tabular-nums`}
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            aria-invalid={!isValid}
            aria-describedby={hintId}
            value={shown}
            onChange={(event) => setTyped(event.target.value.replace(/\D/g, ''))}
          />
        </span>
        {isChanged && (
          <>
            <SmallButton
              label={t('models.price.save.of', { name })}
              disabled={!isValid}
              onPress={() => setAsking(wanted)}
            >
              {t('models.price.save')}
            </SmallButton>
            <SmallButton label={t('models.undo.price', { name })} onPress={undo}>
              {t('models.undo')}
            </SmallButton>
          </>
        )}
        {!isChanged && price !== defaultPrice && (
          <SmallButton label={t('models.reset.price', { name })} onPress={() => setAsking(null)}>
            {t('models.reset')}
          </SmallButton>
        )}
      </div>
      <p id={hintId} className={`mt-1 text-sm ${isValid ? 'text-muted' : 'text-danger'}`}>
        {isValid
          ? t('models.asReleased', { value: number(defaultPrice) })
          : t('models.price.range', { most: number(MAX_PRICE) })}
      </p>
      {change.error && (
        <div className="mt-3">
          <Failure error={change.error} />
        </div>
      )}
      {asking !== undefined && (
        <ConfirmDialog
          title={t('models.price.title', { name })}
          text={t('models.price.text', { from: number(price), to: number(asking ?? defaultPrice) })}
          action={asking === null ? t('models.reset') : t('models.price.save')}
          look="primary"
          busy={change.isPending}
          onConfirm={() => save(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </form>
  );
}
