import { useTexts } from '@/shared/i18n/translate';
import { Icon } from '@/shared/ui/icon';
import type { PhotoRole } from '../draft';
import itemBad from '../examples/item-bad.svg';
import itemGood from '../examples/item-good.svg';
import personBad from '../examples/person-bad.svg';
import personGood from '../examples/person-good.svg';

/** Drawn by us: a photo that works, and one that does not. */
const EXAMPLES: Readonly<Record<PhotoRole, { good: string; bad: string }>> = {
  person: { good: personGood, bad: personBad },
  item: { good: itemGood, bad: itemBad },
};

/** What makes a good photo and what does not, for someone who has chosen none yet. */
export function PhotoExamples({ of: role }: { of: PhotoRole }) {
  const { t } = useTexts();
  const examples = [
    { isGood: true, text: t(`tryOn.${role}.good`) },
    { isGood: false, text: t(`tryOn.${role}.bad`) },
  ];
  return (
    <ul className="mt-4 grid grid-cols-2 gap-3">
      {examples.map(({ isGood, text }) => (
        <li key={text} className="card overflow-hidden">
          <span className="relative block bg-sunken">
            <img
              src={EXAMPLES[role][isGood ? 'good' : 'bad']}
              alt=""
              width="160"
              height="120"
              className="aspect-4/3 w-full object-contain"
            />
            <span
              className={`absolute top-2 left-2 inline-flex size-7 items-center justify-center rounded-full text-white ${isGood ? 'bg-[#2f7d4f]' : 'bg-[#8a8a8a]'}`}
            >
              <Icon name={isGood ? 'check' : 'close'} className="size-4" />
            </span>
          </span>
          <span className="block px-3 py-2 text-sm text-muted">{text}</span>
        </li>
      ))}
    </ul>
  );
}
