import { createStore } from '@/shared/lib/store';
import type { AnyDictionary } from './dictionary';
import { en } from './en';
import { ru } from './ru';
import { uk } from './uk';

export const LANGUAGES = ['ru', 'uk', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words, for the person who reads only that one. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  ru: 'Русский',
  uk: 'Українська',
  en: 'English',
};

/** All at hand: on a slow line one more request takes longer than the texts of two languages that are not spoken. */
export const DICTIONARIES: Readonly<Record<Language, AnyDictionary>> = { ru, uk, en };

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

/** Speaks the language from then on. */
export function speak(language: Language): void {
  document.documentElement.lang = language;
  spoken.set({ language, dictionary: DICTIONARIES[language] });
}

/** Speaks what the person chose on another device, unless they chose on this one. */
export function adoptLanguage(chosenElsewhere: string | undefined, personId: number): void {
  const language = known(chosenElsewhere);
  if (language && !storedChoice(personId) && language !== currentLanguage()) speak(language);
}

/** Speaks the language and remembers on this device that this person chose it. */
export function chooseLanguage(language: Language, personId: number): void {
  speak(language);
  try {
    localStorage.setItem(storageKey(personId), language);
  } catch {
    // Without storage the choice lasts until the app is closed.
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
