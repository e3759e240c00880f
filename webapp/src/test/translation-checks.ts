import { describe, expect, it } from 'vitest';
import type { Language } from '@/shared/i18n/language';

type Messages = Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;

/** What holds for the texts of every part of the app, in every language. */
export function checkTranslations(translations: Readonly<Record<Language, Messages>>): void {
  const { en } = translations;
  describe.each(Object.entries(translations))('the texts in %s', (language, messages: Messages) => {
    it('have the keys and placeholders of the English ones, and no empty sentence', () => {
      const shapes = shapeOf(messages);
      expect(Object.keys(shapes)).toEqual(Object.keys(shapeOf(en)));
      expect(shapes).toEqual(shapeOf(en));
    });

    it('have every plural form the language needs', () => {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
      for (const message of Object.values(messages)) {
        if (typeof message !== 'string') expect(Object.keys(message).toSorted()).toEqual(needed);
      }
    });
  });

  it.each([
    ['ru', translations.ru],
    ['uk', translations.uk],
  ] as const)('the texts in %s call a photo “фото”, as the server and the bot do', (_language, messages) => {
    const otherWords = Object.entries(messages).filter(([, message]) =>
      /(снимо?к|зніме?к)/i.test(JSON.stringify(message)),
    );
    expect(otherWords).toEqual([]);
  });
}

/** Each key with its placeholders; every plural form must have the same ones. */
function shapeOf(messages: Messages): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]) => {
      const forms = typeof message === 'string' ? [message] : Object.values(message);
      const placeholders = forms.map((form) => [...form.matchAll(/\{\w+\}/g)].map(String).toSorted());
      forms.forEach((form) => expect(form.trim(), key).not.toBe(''));
      placeholders.forEach((one) => expect(one, key).toEqual(placeholders[0]));
      return [key, placeholders[0] ?? []];
    }),
  );
}
