import type { en } from './en';

/** The texts that every screen has. */
export type English = typeof en;

export type MessageKey = keyof English;

/** A language's texts: every key of the English ones, no other, with the plural forms that language needs. */
export type Translation<Source, Form extends Intl.LDMLPluralRule> = {
  readonly [Key in keyof Source]: Source[Key] extends string ? string : Readonly<Record<Form, string>>;
};

export type Dictionary<Form extends Intl.LDMLPluralRule> = Translation<English, Form>;

/** A dictionary in any language, as the translator reads it. */
export type AnyTranslation<Source> = Readonly<
  Record<keyof Source, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>
>;

export type AnyDictionary = AnyTranslation<English>;

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type TextOf<Message> = Message extends string
  ? Message
  : Message extends { other: infer Other }
    ? Other
    : never;

export type ParametersOf<Key extends keyof Source, Source = English> = Placeholders<TextOf<Source[Key]>>;

/** What a message needs filled in: nothing, or exactly its placeholders. */
export type MessageArguments<Key extends keyof Source, Source = English> = [
  ParametersOf<Key, Source>,
] extends [never]
  ? []
  : [parameters: Record<ParametersOf<Key, Source>, string | number>];
