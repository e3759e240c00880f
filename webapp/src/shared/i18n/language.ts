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

/** A device can have several people: each one's choice is kept under their Telegram id. */
const storageKey = (personId: number) => `atelier.language.${personId}`;

export const spoken = createStore<Spoken>({ language: 'en', dictionary: en });

export function currentLanguage(): Language {
  return spoken.get().language;
}

/** The person's own choice if there was one, else Telegram's language, else the browser's, else English. */
export function preferredLanguage(person?: { telegramId: number; language: string | undefined }): Language {
  const candidates = [person && storedChoice(person.telegramId), person?.language, ...navigator.languages];
  return candidates.map(known).find((language) => language !== undefined) ?? 'en';
}

/** Loads the language's texts and speaks it from then on. */
export async function speak(language: Language): Promise<void> {
  const dictionary = await load(language);
  document.documentElement.lang = language;
  spoken.set({ language, dictionary });
}

/** Speaks what the person chose on another device, unless they chose on this one. */
export async function adoptLanguage(chosenElsewhere: string | undefined, personId: number): Promise<void> {
  const language = known(chosenElsewhere);
  if (language && !storedChoice(personId) && language !== currentLanguage()) await speak(language);
}

/** Speaks the language and remembers on this device that this person chose it. */
export async function chooseLanguage(language: Language, personId: number): Promise<void> {
  await speak(language);
  try {
    localStorage.setItem(storageKey(personId), language);
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

function storedChoice(personId: number): string | undefined {
  try {
    return localStorage.getItem(storageKey(personId)) ?? undefined;
  } catch {
    return undefined;
  }
}

function known(tag: string | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}
