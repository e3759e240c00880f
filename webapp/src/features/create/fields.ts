import type { InputSchema, Model, Parameters, ParameterSchema } from '@/shared/api/catalogue-types';

export type FieldKind = 'choice' | 'switch' | 'number' | 'text' | 'lines' | 'pictures';

/** A parameter of a model as the form asks for it. Everything in it comes from the model's schema. */
export interface Field {
  name: string;
  title: string;
  hint: string | undefined;
  isRequired: boolean;
  /** The form begins with a value in it. */
  hasDefault: boolean;
  kind: FieldKind;
  schema: ParameterSchema;
  /** Of pictures: how many there have to be, and how many there may be. */
  least: number;
  most: number;
}

/** What is in the fields: numbers and lines as they are typed, pictures as a list of ids. */
export type Values = Readonly<Record<string, unknown>>;

export interface FieldFault {
  field: string;
  code:
    | 'required'
    | 'choice'
    | 'number'
    | 'integer'
    | 'low'
    | 'high'
    | 'short'
    | 'long'
    | 'fewPictures'
    | 'manyPictures';
  /** The limit that is passed. */
  limit: number;
}

const PICTURE_FORMAT = 'atelier-image';

/** A list of pictures without a limit of its own. */
const MOST_PICTURES = 10;

/** The fields of a model, in the order of its schema. What no form can ask for is left to the model's defaults. */
export function fieldsOf({ inputSchema, hints, defaults }: Model): Field[] {
  return Object.entries(inputSchema.properties).flatMap(([name, schema]) => {
    const kind = kindOf(schema);
    if (!kind) return [];
    const isRequired = inputSchema.required?.includes(name) ?? false;
    const isList = schema.type === 'array';
    return {
      name,
      title: schema.title ?? name,
      hint: hints[name],
      isRequired,
      hasDefault: (defaults[name] ?? schema.default) !== undefined,
      kind,
      schema,
      least: isList ? Math.max(schema.minItems ?? 0, isRequired ? 1 : 0) : isRequired ? 1 : 0,
      most: isList ? (schema.maxItems ?? MOST_PICTURES) : 1,
    };
  });
}

function kindOf({ type, enum: choices, format, items }: ParameterSchema): FieldKind | undefined {
  if (choices) return 'choice';
  switch (type) {
    case 'boolean':
      return 'switch';
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return format === PICTURE_FORMAT ? 'pictures' : 'text';
    case 'array':
      if (items?.format === PICTURE_FORMAT) return 'pictures';
      return items?.type === 'string' ? 'lines' : undefined;
    default:
      return undefined;
  }
}

/** What the form begins with: the model's defaults, and over them the parameters of an earlier request. */
export function startValues(model: Model, earlier: Parameters = {}): Values {
  const fields = fieldsOf(model).map((field): [string, unknown] => {
    const given = earlier[field.name] ?? model.defaults[field.name] ?? field.schema.default;
    return [field.name, valueOf(field, given)];
  });
  return Object.fromEntries(fields);
}

function valueOf({ kind, schema }: Field, given: unknown): unknown {
  switch (kind) {
    case 'choice':
      return schema.enum?.find((choice) => choice === given);
    case 'switch':
      return given === true;
    case 'number':
      return typeof given === 'number' ? String(given) : '';
    case 'text':
      return typeof given === 'string' ? given : '';
    case 'lines':
      return textsIn(given).join('\n');
    case 'pictures':
      return typeof given === 'string' ? [given] : textsIn(given);
  }
}

/** The parameters that the fields stand for; what is empty is left out. */
export function parametersOf(fields: readonly Field[], values: Values): Parameters {
  const entries = fields.map((field): [string, unknown] => [
    field.name,
    parameterOf(field, values[field.name]),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function parameterOf({ kind, schema }: Field, value: unknown): unknown {
  switch (kind) {
    case 'choice':
    case 'switch':
      return value;
    case 'number':
      return isBlank(value) ? undefined : numberIn(value);
    case 'text':
      return isBlank(value) ? undefined : value;
    case 'lines': {
      const lines = linesIn(value);
      return lines.length > 0 ? lines : undefined;
    }
    case 'pictures': {
      const ids = textsIn(value);
      if (ids.length === 0) return undefined;
      return schema.type === 'array' ? ids : ids[0];
    }
  }
}

/** What the server would refuse, as far as the schema tells; one fault a field. */
export function faultsOf(fields: readonly Field[], values: Values): FieldFault[] {
  return fields.flatMap((field) => {
    const fault = faultOf(field, values[field.name]);
    return fault ? { field: field.name, ...fault } : [];
  });
}

type Fault = Omit<FieldFault, 'field'>;

function faultOf(field: Field, value: unknown): Fault | undefined {
  const { kind, schema, isRequired } = field;
  switch (kind) {
    case 'choice':
      if (value === undefined ? !isRequired : schema.enum?.some((choice) => choice === value))
        return undefined;
      return { code: 'choice', limit: 0 };
    case 'switch':
      return undefined;
    case 'number':
      if (isBlank(value)) return missing(field);
      return numberFault(numberIn(value), schema);
    case 'text':
      if (isBlank(value)) return missing(field);
      return textFault([...String(value)].length, schema);
    case 'lines': {
      const { length } = linesIn(value);
      return length < field.least ? { code: 'required', limit: field.least } : undefined;
    }
    case 'pictures': {
      const { length } = textsIn(value);
      if (length === 0 && !isRequired) return undefined;
      if (length < field.least) return { code: 'fewPictures', limit: field.least };
      return length > field.most ? { code: 'manyPictures', limit: field.most } : undefined;
    }
  }
}

function missing({ isRequired }: Field): Fault | undefined {
  return isRequired ? { code: 'required', limit: 0 } : undefined;
}

function numberFault(value: number, { type, minimum, maximum }: ParameterSchema): Fault | undefined {
  if (!Number.isFinite(value)) return { code: 'number', limit: 0 };
  if (type === 'integer' && !Number.isInteger(value)) return { code: 'integer', limit: 0 };
  if (minimum !== undefined && value < minimum) return { code: 'low', limit: minimum };
  if (maximum !== undefined && value > maximum) return { code: 'high', limit: maximum };
  return undefined;
}

function textFault(length: number, { minLength, maxLength }: ParameterSchema): Fault | undefined {
  if (minLength !== undefined && length < minLength) return { code: 'short', limit: minLength };
  if (maxLength !== undefined && length > maxLength) return { code: 'long', limit: maxLength };
  return undefined;
}

/** What one picture with these parameters costs. */
export function priceOf(model: Pick<Model, 'price' | 'extraPrice'>, parameters: Parameters): number {
  const extras = Object.entries(model.extraPrice).map(
    ([name, byValue]) => byValue[String(parameters[name])] ?? 0,
  );
  return extras.reduce((sum, extra) => sum + extra, model.price);
}

const SEED = 'seed';
const LARGEST_SEED = 2_147_483_647;

/** A seed for one of several pictures that are to differ, if the model takes one. */
export function seedFor({ properties }: InputSchema, base: number, index: number): number | undefined {
  const schema = properties[SEED];
  if (schema?.type !== 'integer') return undefined;
  const { minimum = 0, maximum = LARGEST_SEED } = schema;
  return minimum + ((base + index) % (maximum - minimum + 1));
}

/** The same parameters with a seed of their own, unless a seed was chosen or the model takes none. */
export function withSeed(
  parameters: Parameters,
  schema: InputSchema,
  base: number,
  index: number,
): Parameters {
  const seed = parameters[SEED] === undefined ? seedFor(schema, base, index) : undefined;
  return seed === undefined ? parameters : { ...parameters, [SEED]: seed };
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function linesIn(value: unknown): string[] {
  return String(value ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Typed with a point or, as is usual in Russian and Ukrainian, with a comma. */
function numberIn(value: unknown): number {
  return Number(String(value).trim().replace(',', '.'));
}

function isBlank(value: unknown): boolean {
  return value === undefined || String(value).trim() === '';
}
