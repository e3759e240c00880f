import { useEffect, useMemo, useRef, useState } from 'react';
import type { BatchRequest, Model, ModelRequest } from '@/shared/api/catalogue-types';
import { type Fault, ProblemError } from '@/shared/api/problem';
import { ConfirmAction } from '@/shared/generation/confirm-action';
import { useConfirmation } from '@/shared/generation/use-confirmation';
import { useTexts } from '@/shared/i18n/translate';
import { useBackRoute } from '@/shared/lib/route';
import { useDebounced } from '@/shared/lib/use-debounced';
import { haptics } from '@/shared/telegram/haptics';
import { Notice } from '@/shared/ui/notice';
import { Page } from '@/shared/ui/page';
import { createSubmission, unansweredCreate } from '../api/unanswered';
import { changeDraft, changeValue, renewSeed, requestOf, useDraft } from '../draft';
import { faultsOf, type FieldFault, fieldsOf, parametersOf, priceOf } from '../fields';
import { priceText } from '../price-text';
import { useCreateTexts } from '../texts/create-texts';
import { Copies } from './copies';
import { ParameterField } from './parameter-field';
import { ParameterSets, SetTabs } from './parameter-sets';
import { Pricing } from './pricing';

/** A request that changes with each key is priced once the person rests. */
const QUOTED_AFTER_MILLIS = 500;

/** A fault in words, and where it is. */
interface Marked {
  set: number;
  field: string;
  words: string;
}

/** The form of a model, built from its schema alone, down to what it costs. */
export function ModelForm({ model }: { model: Model }) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const draft = useDraft();
  const fields = useMemo(() => fieldsOf(model), [model]);
  const faultText = useFaultText();
  const ownFaults = useMemo(
    () => draft.sets.map(({ values }) => faultsOf(fields, values)),
    [draft.sets, fields],
  );
  const isFaulty = ownFaults.some((faults) => faults.length > 0);
  const request = useMemo(
    () => (isFaulty || !model.enabled ? undefined : requestOf(model, draft)),
    [isFaulty, model, draft],
  );
  const count = draft.sets.length * draft.copies;
  const estimate = draft.sets.reduce(
    (sum, { values }) => sum + priceOf(model, parametersOf(fields, values)) * draft.copies,
    0,
  );
  const focus = useFieldFocus();
  const [isChecked, setChecked] = useState(false);
  /** Fields that were left, as the set's id and the field's name: what is wrong with them is said. */
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());

  const { error, shortage, quote, ...confirmation } = useConfirmation<ModelRequest | BatchRequest>({
    request,
    quoted: useDebounced(request, QUOTED_AFTER_MILLIS),
    stillHolds: ({ price, source }) => price === estimate && (draft.funding === 'auto' || source === 'free'),
    submission: createSubmission,
    unanswered: () => unansweredCreate(model.id),
    onAccepted: renewSeed,
    onRefused: (refusal) => focus.first(markedBy(refusal)),
  });

  const refusals = markedBy(error ?? (request ? quote.error : null));
  const marked = [...ownMarks(), ...refusals];
  const shownSet = draft.sets[draft.shown];
  const price = quote.data && request ? quote.data.price : estimate;
  const label = priceText(model.priceUnit, price, shared);

  function press() {
    if (!isFaulty) return confirmation.confirm();
    setChecked(true);
    haptics.error();
    focus.first(ownFaults.flatMap((faults, set) => (faults.length > 0 ? { set } : [])));
  }

  return (
    <Page title={model.name} lead={model.description} back={useBackRoute('/create')}>
      <div className="space-y-6">
        {confirmation.isResuming && <Notice tone="info">{shared('confirm.resumed')}</Notice>}
        {!model.enabled && <Notice tone="danger">{t('models.disabled')}</Notice>}
        <SetTabs faulty={new Set(marked.map(({ set }) => set))} />
        {shownSet &&
          fields.map((field, index) => (
            <ParameterField
              key={`${shownSet.id} ${field.name}`}
              field={field}
              id={fieldId(index)}
              value={shownSet.values[field.name]}
              fault={marked.find((one) => one.set === draft.shown && one.field === field.name)?.words}
              extra={model.extraPrice[field.name]}
              onChange={(change) => changeValue(field.name, change)}
              onLeave={() => setLeft((known) => new Set(known).add(leftKey(shownSet.id, field.name)))}
            />
          ))}
        <ParameterSets model={model} />
        <Copies />
        <div className="space-y-4">
          <Pricing
            unit={model.priceUnit}
            estimate={estimate}
            quote={request && quote.data}
            funding={draft.funding}
            shortage={shortage}
            quoteError={refusals.length > 0 || !request ? null : quote.error}
            error={error}
            isMarked={refusals.length > 0}
            onRetryQuote={() => void quote.refetch()}
            onFunding={(funding) => changeDraft({ funding })}
          />
        </div>
      </div>
      <div aria-hidden="true" className="h-24" />
      {model.enabled && (
        <ConfirmAction
          {...confirmation}
          confirm={press}
          isPriced={isFaulty || confirmation.isPriced}
          isShort={shortage !== undefined}
          price={label}
          label={(shown) =>
            count > 1 ? t('create.actionMany', { count, price: shown }) : t('create.action', { price: shown })
          }
        />
      )}
    </Page>
  );

  /** What the schema does not allow: in all fields once the person wanted to send it, before that in those they left. */
  function ownMarks(): Marked[] {
    return ownFaults.flatMap((faults, set) =>
      faults
        .filter(
          (fault) =>
            isChecked ||
            (fault.code !== 'required' && left.has(leftKey(draft.sets[set]?.id ?? '', fault.field))),
        )
        .map((fault) => ({ set, field: fault.field, words: faultText(fault) })),
    );
  }

  /** What the server refused, by its pointers into the request. */
  function markedBy(refusal: unknown): Marked[] {
    if (!(refusal instanceof ProblemError)) return [];
    return refusal.faults.flatMap((fault) => {
      const place = placeOf(fault, draft.copies);
      const isField = place !== undefined && fields.some(({ name }) => name === place.field);
      return isField ? { ...place, words: fault.message } : [];
    });
  }
}

const FIELD_ID = 'parameter-';
const FAULT_ID = '-fault';

const fieldId = (index: number) => `${FIELD_ID}${index}`;

const leftKey = (setId: string, field: string) => `${setId} ${field}`;

/** The set and field that a pointer such as `/items/2/parameters/images/0` leads to. */
function placeOf({ pointer }: Fault, copies: number): { set: number; field: string } | undefined {
  const [, item, name] = /^(?:\/items\/(\d+))?\/parameters\/([^/]+)/.exec(pointer) ?? [];
  if (!name) return undefined;
  const field = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return { set: item === undefined ? 0 : Math.floor(Number(item) / copies), field };
}

function useFaultText(): (fault: FieldFault) => string {
  const { t, number } = useCreateTexts();
  return ({ code, limit }) => {
    switch (code) {
      case 'low':
        return t('fault.low', { min: number(limit) });
      case 'high':
        return t('fault.high', { max: number(limit) });
      case 'short':
      case 'long':
      case 'fewPictures':
      case 'manyPictures':
        return t(`fault.${code}`, { count: limit });
      case 'required':
      case 'choice':
      case 'number':
      case 'integer':
        return t(`fault.${code}`);
    }
  };
}

/** Gives the focus to the first field that is marked, in the set that it is in, once the mark is there. */
function useFieldFocus() {
  const { shown } = useDraft();
  const wantedIn = useRef<number>(undefined);
  const [, setAsked] = useState(0);
  useEffect(() => {
    if (wantedIn.current !== shown) return;
    const fault = document.querySelector(`main [id^="${FIELD_ID}"][id$="${FAULT_ID}"]`);
    if (!fault) return;
    const field = document.getElementById(fault.id.slice(0, -FAULT_ID.length));
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: 'center' });
    wantedIn.current = undefined;
  });
  return {
    first: (places: readonly { set: number }[]) => {
      if (places.length === 0) return;
      const set = Math.min(...places.map((place) => place.set));
      if (set !== shown) changeDraft({ shown: set });
      wantedIn.current = set;
      setAsked((times) => times + 1);
    },
  };
}
