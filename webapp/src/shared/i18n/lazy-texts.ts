import { useEffect, useState } from 'react';
import { useStore } from '@/shared/lib/store';
import { type Language, spoken } from './language';

/** The files of a feature's texts, as `import.meta.glob('./??.ts')` finds them. */
type TextFiles<Dictionary> = Record<string, () => Promise<Readonly<Record<string, Dictionary>>>>;

/** Loads the texts of one feature; each language's file exports them under the language's code. */
export async function loadTexts<Dictionary>(
  files: TextFiles<Dictionary>,
  language: Language,
): Promise<Dictionary> {
  const file = await files[`./${language}.ts`]?.();
  const dictionary = file?.[language];
  if (!dictionary) throw new Error(`A feature has no texts in ${language}`);
  return dictionary;
}

/** What `load` gives for the language that is spoken; nothing before it is there. */
export function useLazyTexts<Dictionary>(
  load: (language: Language) => Promise<Dictionary>,
): { language: Language; dictionary: Dictionary } | undefined {
  const { language } = useStore(spoken);
  const [loaded, setLoaded] = useState<{ language: Language; dictionary: Dictionary }>();

  useEffect(() => {
    let isWanted = true;
    void load(language).then((dictionary) => {
      if (isWanted) setLoaded({ language, dictionary });
    });
    return () => {
      isWanted = false;
    };
  }, [language, load]);

  return loaded;
}
