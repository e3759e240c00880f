import type { Model } from '@/shared/api/catalogue-types';
import { haptics } from '@/shared/telegram/haptics';
import { Icon, type IconName } from '@/shared/ui/icon';
import { addSet, canAddSet, changeDraft, removeSet, useDraft } from '../draft';
import { startValues } from '../fields';
import { useCreateTexts } from '../texts/create-texts';

/** Which of several parameter sets is on the screen, and in which something is wrong. */
export function SetTabs({ faulty }: { faulty: ReadonlySet<number> }) {
  const { t } = useCreateTexts();
  const { sets, shown } = useDraft();
  if (sets.length < 2) return null;
  return (
    <fieldset>
      <legend className="mb-2 font-medium">{t('sets.title')}</legend>
      <div className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1">
        {sets.map(({ id }, index) => (
          <label
            key={id}
            className="relative inline-flex min-h-11 shrink-0 cursor-pointer items-center gap-1.5 rounded-full bg-surface px-4 text-sm font-semibold has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-chalk"
          >
            <input
              type="radio"
              name="shown-set"
              className="sr-only"
              checked={index === shown}
              onChange={() => {
                haptics.select();
                changeDraft({ shown: index });
              }}
            />
            {t('sets.one', { number: index + 1 })}
            {faulty.has(index) && (
              <>
                <Icon name="alert" className="size-4" />
                <span className="sr-only">{t('sets.faulty')}</span>
              </>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** More sets of parameters, to be made together. */
export function ParameterSets({ model }: { model: Model }) {
  const { t } = useCreateTexts();
  const draft = useDraft();
  const values = draft.sets[draft.shown]?.values ?? {};
  const isFull = !canAddSet(draft);
  return (
    <div>
      <div className="flex flex-wrap gap-2">
        <SetButton icon="plus" disabled={isFull} onPress={() => addSet(startValues(model))}>
          {t('sets.add')}
        </SetButton>
        <SetButton icon="copy" disabled={isFull} onPress={() => addSet(values)}>
          {t('sets.duplicate')}
        </SetButton>
        {draft.sets.length > 1 && (
          <SetButton icon="trash" onPress={removeSet}>
            {t('sets.remove', { number: draft.shown + 1 })}
          </SetButton>
        )}
      </div>
      <p className="mt-2 text-sm text-muted">{t('sets.hint')}</p>
    </div>
  );
}

function SetButton({
  icon,
  disabled = false,
  onPress,
  children,
}: {
  icon: IconName;
  disabled?: boolean;
  onPress: () => void;
  children: string;
}) {
  return (
    <button
      type="button"
      disabled={disabled}
      className="inline-flex min-h-11 items-center gap-2 rounded-full bg-surface px-4 text-sm font-semibold transition active:scale-95 disabled:opacity-50"
      onClick={() => {
        haptics.tap();
        onPress();
      }}
    >
      <Icon name={icon} className="size-4 shrink-0 text-chalk" />
      {children}
    </button>
  );
}
