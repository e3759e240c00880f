import { describe, expect, it } from 'vitest';
import { type Language, LANGUAGES } from '@/shared/i18n/language';
import { checkTranslations } from '@/test/translation-checks';
import { formatsOf, secondsOf } from '../format';
import { load, type OperatorDictionary } from './operator-texts';

const dictionaries = await Promise.all(LANGUAGES.map(async (language) => [language, await load(language)]));
checkTranslations(Object.fromEntries(dictionaries) as Record<Language, OperatorDictionary>);

/** The reasons for which jobs fail, as the service that owns them names them. */
const JOB_ERROR_CODES = Object.values(
  import.meta.glob<string>(
    '../../../../../generation-service/src/main/java/studio/atelier/generation/job/JobErrorCode.java',
    { eager: true, query: '?raw', import: 'default' },
  ),
).flatMap((source) => [...source.matchAll(/^ {4}([A-Z][A-Z_]+)[,;]?$/gm)].map(([, code]) => code));

/** The scheduled tasks of all services: a class names its own, and a cleanup of expired rows is given one. */
const SCHEDULED_TASKS = Object.values(
  import.meta.glob<string>('../../../../../{platform,*-service}/src/main/java/**/*.java', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
).flatMap((source) =>
  [
    /\bclass [^{;]*\bScheduledTask\b[^]*? String name\(\) \{\s*return (?:"([a-z-]+)")?/g,
    /\bnew ExpiredRowCleanup\(\s*(?:"([a-z-]+)")?/g,
  ].flatMap((naming) => [...source.matchAll(naming)].map(([, name]) => name)),
);

describe.each(dictionaries)('the words in %s', (_language, dictionary) => {
  it('name every reason for which a job fails, and a request that is against our policy', () => {
    const named = Object.keys(dictionary)
      .filter((key) => key.startsWith('error.'))
      .map((key) => key.replace('error.', ''));
    expect(JOB_ERROR_CODES).toContain('INTERNAL_ERROR');
    expect(named.toSorted()).toEqual([...JOB_ERROR_CODES, 'CONTENT_NOT_ALLOWED'].toSorted());
  });

  it('name every scheduled task of the services and say what it does', () => {
    const named = Object.keys(dictionary).filter((key) => key.startsWith('task.'));
    expect(SCHEDULED_TASKS).toEqual(expect.arrayContaining(['expired-sessions', 'inbox-clean-up']));
    expect(named.toSorted()).toEqual(
      SCHEDULED_TASKS.flatMap((name) => [`task.${name}`, `task.${name}.text`]).toSorted(),
    );
  });
});

describe('figures', () => {
  const { duration, usd, percent } = formatsOf('en');

  it.each([
    [0.412, '412 ms'],
    [41, '41 sec'],
    [754, '13 min'],
    [3 * 3600, '3 hr'],
    [3 * 86_400, '3 days'],
  ])('say %d seconds in one unit', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it('show what a call costs and what a day costs', () => {
    expect(usd(40_500)).toBe('$0.0405');
    expect(usd(1_843_000)).toBe('$1.84');
    expect(percent(0.068)).toBe('6.8%');
  });

  it.each([
    ['PT0.412S', 0.412],
    ['PT2M3S', 123],
    ['PT1H', 3600],
  ])('read the duration %s', (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });
});
