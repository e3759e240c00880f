import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { MainAction } from '@/shared/telegram/main-action';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { CATEGORIES, changeDraft, useDraft } from '../draft';
import { StepPage } from './step-page';

export function CategoryStep() {
  const { t } = useTexts();
  const { category: chosen } = useDraft();
  const navigate = useNavigate();
  const [missing, setMissing] = useState(false);

  function goOn() {
    if (!chosen) {
      haptics.error();
      setMissing(true);
      return;
    }
    void navigate('/try-on/person');
  }

  return (
    <StepPage step={1} title={t('tryOn.category.title')} lead={t('tryOn.category.text')} back="/">
      <fieldset
        className="grid grid-cols-3 gap-2.5"
        aria-describedby={missing ? 'category-missing' : undefined}
      >
        <legend className="sr-only">{t('tryOn.category.title')}</legend>
        {CATEGORIES.map((category) => (
          <label
            key={category}
            className="card relative flex min-h-28 cursor-pointer flex-col items-center justify-center gap-2 px-2 py-4 text-center text-sm font-medium transition active:scale-[0.97] has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-chalk"
          >
            <input
              type="radio"
              name="category"
              value={category}
              className="sr-only"
              checked={category === chosen}
              onChange={() => {
                haptics.select();
                setMissing(false);
                changeDraft({ category });
              }}
            />
            <Icon name={category} className="size-9" />
            <span className="leading-tight">{t(`tryOn.category.${category}`)}</span>
          </label>
        ))}
      </fieldset>
      {missing && (
        <div id="category-missing" className="mt-4">
          <Notice tone="danger">{t('tryOn.category.required')}</Notice>
        </div>
      )}
      <MainAction label={t('common.continue')} onPress={goOn} />
    </StepPage>
  );
}
