import { use, useMemo } from 'react';
import type { AnyTranslation } from '@/shared/i18n/dictionary';
import { type Language, spoken } from '@/shared/i18n/language';
import { type Texts, textsOf } from '@/shared/i18n/translate';
import { useStore } from '@/shared/lib/store';
import { type Formats, formatsOf } from '../format';
import type { en } from './en';

type OperatorEnglish = typeof en;

type OperatorDictionary = AnyTranslation<OperatorEnglish>;

export interface OperatorTexts extends Texts<OperatorEnglish>, Formats {
  /** The word for a code such as a state, or the code itself if it is a new one. */
  nameOf: (group: string, code: string) => string;
}

/** The texts of the operator's pages. They are loaded with the pages; until they are there, the caller is suspended. */
export function useOperatorTexts(): OperatorTexts {
  const { language } = useStore(spoken);
  const dictionary = use(dictionaryOf(language));
  return useMemo(() => operatorTextsOf(language, dictionary), [language, dictionary]);
}

function operatorTextsOf(language: Language, dictionary: OperatorDictionary): OperatorTexts {
  const named: Readonly<Record<string, unknown>> = dictionary;
  return {
    ...textsOf<OperatorEnglish>(language, dictionary),
    ...formatsOf(language),
    nameOf: (group, code) => {
      const name = named[`${group}.${code}`];
      return typeof name === 'string' ? name : code;
    },
  };
}

const dictionaries = new Map<Language, Promise<OperatorDictionary>>();

function dictionaryOf(language: Language): Promise<OperatorDictionary> {
  const known = dictionaries.get(language);
  if (known) return known;
  const loading = load(language);
  dictionaries.set(language, loading);
  // What could not be loaded now is asked for again next time.
  loading.catch(() => dictionaries.delete(language));
  return loading;
}

async function load(language: Language): Promise<OperatorDictionary> {
  switch (language) {
    case 'ru':
      return (await import('./ru')).ru;
    case 'uk':
      return (await import('./uk')).uk;
    case 'en':
      return (await import('./en')).en;
  }
}
