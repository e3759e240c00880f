import { describe, expect, it } from 'vitest';
import type { AnyDictionary } from './dictionary';
import { en } from './en';
import { ru } from './ru';
import { textsOf } from './translate';
import { uk } from './uk';

const dictionaries: [string, AnyDictionary][] = [
  ['en', en],
  ['ru', ru],
  ['uk', uk],
];

describe.each(dictionaries)('the texts in %s', (language, dictionary) => {
  it('have the keys and placeholders of the English ones, and no empty sentence', () => {
    const shapes = shapeOf(dictionary);
    expect(Object.keys(shapes)).toEqual(Object.keys(shapeOf(en)));
    expect(shapes).toEqual(shapeOf(en));
  });

  it('have every plural form the language needs', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const message of Object.values(dictionary)) {
      if (typeof message !== 'string') expect(Object.keys(message).toSorted()).toEqual(needed);
    }
  });
});

it.each([
  ['ru', ru],
  ['uk', uk],
] as const)('the texts in %s call a photo “фото”, as the server and the bot do', (_language, dictionary) => {
  const otherWords = Object.entries(dictionary).filter(([, message]) =>
    /(снимо?к|зніме?к)/i.test(JSON.stringify(message)),
  );
  expect(otherWords).toEqual([]);
});

describe('counting', () => {
  it.each([
    ['en', en, ['1 free action', '2 free actions', '5 free actions', '21 free actions']],
    [
      'ru',
      ru,
      ['1 бесплатное действие', '2 бесплатных действия', '5 бесплатных действий', '21 бесплатное действие'],
    ],
    ['uk', uk, ['1 безкоштовна дія', '2 безкоштовні дії', '5 безкоштовних дій', '21 безкоштовна дія']],
  ] as const)('agrees with its number in %s', (language, dictionary, sentences) => {
    const { t } = textsOf(language, dictionary);
    expect([1, 2, 5, 21].map((count) => t('units.free', { count }))).toEqual(sentences);
  });
});

/** Each key with its placeholders; every plural form must have the same ones. */
function shapeOf(dictionary: AnyDictionary): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(dictionary).map(([key, message]) => {
      const forms = typeof message === 'string' ? [message] : Object.values(message);
      const placeholders = forms.map((form) => [...form.matchAll(/\{\w+\}/g)].map(String).toSorted());
      forms.forEach((form) => expect(form.trim(), key).not.toBe(''));
      placeholders.forEach((one) => expect(one, key).toEqual(placeholders[0]));
      return [key, placeholders[0] ?? []];
    }),
  );
}
