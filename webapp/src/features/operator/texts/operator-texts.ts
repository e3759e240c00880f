import { createContext, useContext, useMemo } from 'react';
import type { AnyTranslation } from '@/shared/i18n/dictionary';
import type { Language } from '@/shared/i18n/language';
import { loadTexts, useLazyTexts } from '@/shared/i18n/lazy-texts';
import { type Texts, textsOf } from '@/shared/i18n/translate';
import { type Formats, formatsOf } from '../format';
import type { en } from './en';

type OperatorEnglish = typeof en;

export type OperatorDictionary = AnyTranslation<OperatorEnglish>;

export interface OperatorTexts extends Texts<OperatorEnglish>, Formats {
  /** The words for a code such as a state; for a new one what they are instead, else the code itself. */
  nameOf: (group: string, code: string, instead?: string) => string;
}

export const OperatorTextsContext = createContext<OperatorTexts | undefined>(undefined);

/** The texts of the operator's pages. */
export function useOperatorTexts(): OperatorTexts {
  const texts = useContext(OperatorTextsContext);
  if (!texts) throw new Error('The texts were not loaded');
  return texts;
}

/** The texts in the language that is spoken; nothing before they are there. */
export function useLoadedTexts(): OperatorTexts | undefined {
  const loaded = useLazyTexts(load);
  return useMemo(() => loaded && operatorTextsOf(loaded.language, loaded.dictionary), [loaded]);
}

function operatorTextsOf(language: Language, dictionary: OperatorDictionary): OperatorTexts {
  const named: Readonly<Record<string, unknown>> = dictionary;
  return {
    ...textsOf<OperatorEnglish>(language, dictionary),
    ...formatsOf(language),
    nameOf: (group, code, instead = code) => {
      const name = named[`${group}.${code}`];
      return typeof name === 'string' ? name : instead;
    },
  };
}

const FILES = import.meta.glob<Readonly<Record<string, OperatorDictionary>>>('./??.ts');

export function load(language: Language): Promise<OperatorDictionary> {
  return loadTexts(FILES, language);
}
