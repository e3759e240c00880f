import type { ReactNode } from 'react';
import { haptics } from '@/shared/telegram/haptics';
import type { Field } from '../fields';
import { useCreateTexts } from '../texts/create-texts';
import { FIELD, GrowingText } from './growing-text';
import { PicturesField } from './pictures-field';

export interface ParameterFieldProps {
  field: Field;
  /** Of the element that takes the focus and the labels. */
  id: string;
  value: unknown;
  /** Why the value cannot stay. */
  fault: string | undefined;
  /** What some of the values cost besides. */
  extra: Readonly<Record<string, number>> | undefined;
  onChange: (change: (value: unknown) => unknown) => void;
  onLeave?: () => void;
}

/** One parameter, asked for as its schema wants. */
export function ParameterField(props: ParameterFieldProps) {
  switch (props.field.kind) {
    case 'choice':
      return isShort(props.field) ? <Chips {...props} /> : <Select {...props} />;
    case 'switch':
      return <Switch {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'text':
    case 'lines':
      return <TextField {...props} />;
    case 'pictures':
      return <PicturesField {...props} />;
  }
}

const MOST_CHIPS = 12;
const LONGEST_CHIP = 16;

function isShort({ schema: { enum: choices = [] } }: Field): boolean {
  return choices.length <= MOST_CHIPS && choices.every((choice) => String(choice).length <= LONGEST_CHIP);
}

/** What belongs to a field besides what is filled in, and the ids under which it is known. */
export function describedBy(id: string, { hint }: Field, fault: string | undefined, more?: string) {
  const ids = [hint && `${id}-hint`, more && `${id}-${more}`, fault && `${id}-fault`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export function Title({ field }: { field: Field }) {
  const { t } = useCreateTexts();
  return (
    <>
      {field.title}
      {!field.isRequired && !field.hasDefault && (
        <span className="ml-1.5 text-sm font-normal text-muted">{t('form.optional')}</span>
      )}
    </>
  );
}

export function Hint({ id, field }: { id: string; field: Field }) {
  if (!field.hint) return null;
  return (
    <p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
      {field.hint}
    </p>
  );
}

export function FaultLine({ id, fault }: { id: string; fault: string | undefined }) {
  if (!fault) return null;
  return (
    <p id={`${id}-fault`} className="mt-1.5 text-sm font-medium text-danger">
      {fault}
    </p>
  );
}

export const LEGEND = 'mb-2 block font-medium';

/** One of a few values, each a chip; what need not be chosen can be left to the model. */
function Chips({ field, id, value, fault, extra, onChange }: ParameterFieldProps) {
  const { t, number } = useCreateTexts();
  const { enum: choices = [] } = field.schema;
  const canBeLeft = !field.isRequired && !field.hasDefault;
  const choose = (choice: unknown) => {
    haptics.select();
    onChange(() => choice);
  };
  return (
    <fieldset aria-describedby={describedBy(id, field, fault)}>
      <legend className={LEGEND}>{field.title}</legend>
      <div className="flex flex-wrap gap-2">
        {canBeLeft && (
          <Chip id={id} name={id} isChosen={value === undefined} onChoose={() => choose(undefined)}>
            {t('form.auto')}
          </Chip>
        )}
        {choices.map((choice, index) => (
          <Chip
            key={String(choice)}
            id={index === 0 && !canBeLeft ? id : undefined}
            name={id}
            isChosen={value === choice}
            isInvalid={fault !== undefined}
            onChoose={() => choose(choice)}
          >
            <Shape of={String(choice)} />
            {String(choice)} <Extra units={extra?.[String(choice)]} number={number} />
          </Chip>
        ))}
      </div>
      <Hint id={id} field={field} />
      <FaultLine id={id} fault={fault} />
    </fieldset>
  );
}

function Chip({
  id,
  name,
  isChosen,
  isInvalid = false,
  onChoose,
  children,
}: {
  id?: string | undefined;
  name: string;
  isChosen: boolean;
  isInvalid?: boolean;
  onChoose: () => void;
  children: ReactNode;
}) {
  return (
    <label
      className={`inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-full border bg-surface px-4 text-sm font-semibold transition has-checked:border-chalk has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-chalk ${isInvalid ? 'border-danger' : 'border-line'}`}
    >
      <input id={id} type="radio" name={name} className="sr-only" checked={isChosen} onChange={onChoose} />
      {children}
    </label>
  );
}

/** A value such as 16:9 is shown by its shape, too. */
function Shape({ of: value }: { of: string }) {
  const [, width, height] = /^(\d{1,2}):(\d{1,2})$/.exec(value) ?? [];
  if (!width || !height || Number(width) * Number(height) === 0) return null;
  const scale = 14 / Math.max(Number(width), Number(height));
  return (
    <span aria-hidden="true" className="inline-flex size-4 items-center justify-center">
      <span
        className="rounded-[2px] border-[1.5px] border-current"
        style={{ width: Math.max(5, Number(width) * scale), height: Math.max(5, Number(height) * scale) }}
      />
    </span>
  );
}

function Extra({ units, number }: { units: number | undefined; number: (value: number) => string }) {
  const { t } = useCreateTexts();
  if (!units) return null;
  return <span className="text-xs font-bold opacity-75">{t('form.extra', { price: number(units) })}</span>;
}

function Select({ field, id, value, fault, extra, onChange }: ParameterFieldProps) {
  const { t, number } = useCreateTexts();
  const { enum: choices = [] } = field.schema;
  const chosen = choices.indexOf(value as string);
  return (
    <div>
      <label htmlFor={id} className={LEGEND}>
        {field.title}
      </label>
      <select
        id={id}
        className={FIELD}
        aria-invalid={fault !== undefined}
        aria-describedby={describedBy(id, field, fault)}
        aria-required={field.isRequired}
        value={String(chosen)}
        onChange={({ target }) => {
          const choice = choices[Number((target as HTMLSelectElement).value)];
          onChange(() => choice);
        }}
      >
        <option value="-1" disabled={field.isRequired}>
          {t(field.isRequired ? 'form.choose' : 'form.auto')}
        </option>
        {choices.map((choice, index) => {
          const units = extra?.[String(choice)];
          return (
            <option key={String(choice)} value={String(index)}>
              {String(choice)}
              {units ? ` ${t('form.extra', { price: number(units) })}` : ''}
            </option>
          );
        })}
      </select>
      <Hint id={id} field={field} />
      <FaultLine id={id} fault={fault} />
    </div>
  );
}

function Switch({ field, id, value, fault, onChange }: ParameterFieldProps) {
  return (
    <div>
      <label className="card flex min-h-14 cursor-pointer items-center gap-4 px-5 py-3">
        <span className="flex-1">
          <span className="block font-medium">{field.title}</span>
          {field.hint && <span className="block text-sm text-muted">{field.hint}</span>}
        </span>
        <input
          id={id}
          type="checkbox"
          role="switch"
          aria-checked={value === true}
          aria-describedby={fault && `${id}-fault`}
          className="size-6 accent-[var(--chalk)]"
          checked={value === true}
          onChange={({ target }) => {
            haptics.select();
            const { checked } = target as HTMLInputElement;
            onChange(() => checked);
          }}
        />
      </label>
      <FaultLine id={id} fault={fault} />
    </div>
  );
}

function NumberField({ field, id, value, fault, onChange, onLeave }: ParameterFieldProps) {
  const { t, number } = useCreateTexts();
  const { minimum, maximum, type } = field.schema;
  const limits = range();
  return (
    <div>
      <label htmlFor={id} className={LEGEND}>
        <Title field={field} />
      </label>
      <input
        id={id}
        className={FIELD}
        inputMode={minimum !== undefined && minimum < 0 ? 'text' : type === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        maxLength={20}
        aria-invalid={fault !== undefined}
        aria-required={field.isRequired}
        aria-describedby={describedBy(id, field, fault, limits ? 'range' : undefined)}
        value={String(value ?? '')}
        onInput={({ currentTarget }) => {
          const typed = currentTarget.value;
          onChange(() => typed);
        }}
        onBlur={onLeave}
      />
      {limits && (
        <p id={`${id}-range`} className="mt-1.5 text-sm text-muted tabular-nums">
          {limits}
        </p>
      )}
      <Hint id={id} field={field} />
      <FaultLine id={id} fault={fault} />
    </div>
  );

  function range(): string | undefined {
    if (minimum !== undefined && maximum !== undefined)
      return t('form.range', { min: number(minimum), max: number(maximum) });
    if (minimum !== undefined) return t('form.atLeast', { min: number(minimum) });
    return maximum === undefined ? undefined : t('form.atMost', { max: number(maximum) });
  }
}

/** From so many characters on a text is worth several lines. */
const LONG_TEXT = 80;

function TextField({ field, id, value, fault, onChange, onLeave }: ParameterFieldProps) {
  const { t } = useCreateTexts();
  const { maxLength } = field.schema;
  const text = String(value ?? '');
  const isLines = field.kind === 'lines';
  const isLong = isLines || maxLength === undefined || maxLength > LONG_TEXT;
  const length = [...text].length;

  const shared = {
    id,
    'aria-invalid': fault !== undefined,
    'aria-required': field.isRequired,
    'aria-describedby': describedBy(id, field, fault, isLines ? 'lines' : undefined),
    value: text,
    onBlur: onLeave,
  };
  return (
    <div>
      <label htmlFor={id} className={LEGEND}>
        <Title field={field} />
      </label>
      {isLong ? (
        <GrowingText {...shared} onType={(typed) => onChange(() => typed)} />
      ) : (
        <input
          className={FIELD}
          autoComplete="off"
          {...shared}
          onInput={({ currentTarget }) => {
            const typed = currentTarget.value;
            onChange(() => typed);
          }}
        />
      )}
      <div className="flex justify-between gap-4">
        <div className="min-w-0">
          {isLines && (
            <p id={`${id}-lines`} className="mt-1.5 text-sm text-muted">
              {t('form.lines')}
            </p>
          )}
          <Hint id={id} field={field} />
          <FaultLine id={id} fault={fault} />
        </div>
        {maxLength !== undefined && !isLines && (
          <p
            className={`mt-1.5 shrink-0 text-sm tabular-nums ${length > maxLength ? 'font-medium text-danger' : 'text-muted'}`}
          >
            {t('form.counter', { count: length, max: maxLength })}
          </p>
        )}
      </div>
    </div>
  );
}
