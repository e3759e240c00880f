import { useMemo } from 'react';
import { useStore } from '@/shared/lib/store';
import type { AnyTranslation, English, MessageArguments } from './dictionary';
import { type Language, spoken } from './language';

/** Fills a message in; `count` also chooses its plural form. */
export type Translate<Source = English> = <Key extends keyof Source>(
  key: Key,
  ...parameters: MessageArguments<Key, Source>
) => string;

/** The texts of a dictionary in one language; without a type argument, those that every screen has. */
export interface Texts<Source = English> {
  language: Language;
  t: Translate<Source>;
  number: (value: number) => string;
  bytes: (value: number) => string;
  money: (price: { amount: string; currency: string }) => string;
  /** The day in a zone that is the same for everybody, else in the device's. */
  day: (at: string, zone?: string) => string;
  moment: (at: string) => string;
  /** The time of day on the device. */
  time: (at: string) => string;
}

export function useTexts(): Texts {
  const { language, dictionary } = useStore(spoken);
  return useMemo(() => textsOf(language, dictionary), [language, dictionary]);
}

export function textsOf<Source = English>(
  language: Language,
  dictionary: AnyTranslation<NoInfer<Source>>,
): Texts<Source> {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const moments = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const times = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const megabytes = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  });
  return {
    language,
    t: (key, ...[parameters]) => {
      const filled: Record<string, string | number> = parameters ?? {};
      const message = dictionary[key];
      const text =
        typeof message === 'string'
          ? message
          : (message[plural.select(Number(filled.count))] ?? message.other ?? '');
      return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
        const value = filled[name];
        if (value === undefined) return placeholder;
        return typeof value === 'number' ? numbers.format(value) : value;
      });
    },
    number: (value) => numbers.format(value),
    bytes: (value) => megabytes.format(value / (1024 * 1024)),
    money: ({ amount, currency }) =>
      new Intl.NumberFormat(language, { style: 'currency', currency, minimumFractionDigits: 0 }).format(
        Number(amount),
      ),
    day: (at, zone) =>
      new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: zone }).format(
        new Date(at),
      ),
    moment: (at) => moments.format(new Date(at)),
    time: (at) => times.format(new Date(at)),
  };
}
