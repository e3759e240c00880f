import { createContext, useContext, useMemo } from 'react';
import type { AnyTranslation } from '@/shared/i18n/dictionary';
import type { Language } from '@/shared/i18n/language';
import { loadTexts, useLazyTexts } from '@/shared/i18n/lazy-texts';
import { type Texts, textsOf } from '@/shared/i18n/translate';
import type { en } from './en';

type CreateEnglish = typeof en;

export type CreateDictionary = AnyTranslation<CreateEnglish>;

export type CreateTexts = Texts<CreateEnglish>;

export const CreateTextsContext = createContext<CreateTexts | undefined>(undefined);

/** The texts of the pages that create and change pictures. */
export function useCreateTexts(): CreateTexts {
  const texts = useContext(CreateTextsContext);
  if (!texts) throw new Error('The texts were not loaded');
  return texts;
}

/** The texts in the language that is spoken; nothing before they are there. */
export function useLoadedTexts(): CreateTexts | undefined {
  const loaded = useLazyTexts(load);
  return useMemo(() => loaded && textsOf<CreateEnglish>(loaded.language, loaded.dictionary), [loaded]);
}

const FILES = import.meta.glob<Readonly<Record<string, CreateDictionary>>>('./??.ts');

export function load(language: Language): Promise<CreateDictionary> {
  return loadTexts(FILES, language);
}
