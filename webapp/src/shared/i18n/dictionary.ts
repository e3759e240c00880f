import type { en } from './en';

type English = typeof en;

export type MessageKey = keyof English;

/** A language's texts: every key of the English one, no other, with the plural forms that language needs. */
export type Dictionary<Form extends Intl.LDMLPluralRule> = {
  readonly [Key in MessageKey]: English[Key] extends string ? string : Readonly<Record<Form, string>>;
};

/** Any of the dictionaries, as the translator reads them. */
export type AnyDictionary = Readonly<
  Record<MessageKey, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>
>;

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type TextOf<Message> = Message extends string
  ? Message
  : Message extends { other: infer Other }
    ? Other
    : never;

export type ParametersOf<Key extends MessageKey> = Placeholders<TextOf<English[Key]>>;

/** What a message needs filled in: nothing, or exactly its placeholders. */
export type MessageArguments<Key extends MessageKey> = [ParametersOf<Key>] extends [never]
  ? []
  : [parameters: Record<ParametersOf<Key>, string | number>];
