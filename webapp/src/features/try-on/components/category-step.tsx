import { useNavigate } from 'react-router';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { Icon } from '@/shared/ui/icon';
import { CATEGORIES, changeDraft, useDraft } from '../draft';
import { StepPage } from './step-page';

/** One tap chooses the category and leads on; the one chosen before is marked. */
export function CategoryStep() {
  const { t } = useTexts();
  const { category: chosen } = useDraft();
  const navigate = useNavigate();
  return (
    <StepPage step={1} title={t('tryOn.category.title')} lead={t('tryOn.category.text')} back="/">
      <ul className="grid grid-cols-3 gap-2.5">
        {CATEGORIES.map((category) => (
          <li key={category}>
            <button
              type="button"
              aria-current={category === chosen}
              className="card flex size-full min-h-28 flex-col items-center justify-center gap-2 px-2 py-4 text-center text-sm font-medium transition active:scale-[0.97] aria-[current=true]:bg-chalk aria-[current=true]:text-on-chalk"
              onClick={() => {
                haptics.select();
                changeDraft({ category });
                void navigate('/try-on/person');
              }}
            >
              <Icon name={category} className="size-9" />
              <span className="leading-tight">{t(`tryOn.category.${category}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </StepPage>
  );
}
