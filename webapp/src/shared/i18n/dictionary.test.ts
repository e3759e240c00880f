import { describe, expect, it } from 'vitest';
import { checkTranslations } from '@/test/translation-checks';
import { en } from './en';
import { DICTIONARIES } from './language';
import { ru } from './ru';
import { textsOf } from './translate';
import { uk } from './uk';

checkTranslations(DICTIONARIES);

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
