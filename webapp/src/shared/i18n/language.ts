import { createStore } from '@/shared/lib/store';
import type { AnyDictionary } from './dictionary';
import { en } from './en';

export const LANGUAGES = ['ru', 'uk', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words, for the person who reads only that one. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  ru: 'Русский',
  uk: 'Українська',
  en: 'English',
};

interface Spoken {
  language: Language;
  dictionary: AnyDictionary;
}

const STORAGE_KEY = 'atelier.language';

export const spoken = createStore<Spoken>({ language: 'en', dictionary: en });

export function currentLanguage(): Language {
  return spoken.get().language;
}

/** The person's own choice if there was one, else Telegram's language, else the browser's, else English. */
export function preferredLanguage(telegramLanguage: string | undefined): Language {
  const candidates = [storedChoice(), telegramLanguage, ...navigator.languages];
  return candidates.map(known).find((language) => language !== undefined) ?? 'en';
}

/** Loads the language's texts and speaks it from then on. */
export async function speak(language: Language): Promise<void> {
  const dictionary = await load(language);
  document.documentElement.lang = language;
  spoken.set({ language, dictionary });
}

/** Speaks what the person chose on another device, unless they chose on this one. */
export async function adoptLanguage(chosenElsewhere: string | undefined): Promise<void> {
  const language = known(chosenElsewhere);
  if (language && !storedChoice() && language !== currentLanguage()) await speak(language);
}

/** Speaks the language and remembers the choice on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Without storage the choice lasts until the app is closed.
  }
}

async function load(language: Language): Promise<AnyDictionary> {
  switch (language) {
    case 'ru':
      return (await import('./ru')).ru;
    case 'uk':
      return (await import('./uk')).uk;
    case 'en':
      return en;
  }
}

function storedChoice(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function known(tag: string | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}
