import { type Language, LANGUAGES } from '@/shared/i18n/language';
import { checkTranslations } from '@/test/translation-checks';
import { type CreateDictionary, load } from './create-texts';

const dictionaries = await Promise.all(LANGUAGES.map(async (language) => [language, await load(language)]));
checkTranslations(Object.fromEntries(dictionaries) as Record<Language, CreateDictionary>);
