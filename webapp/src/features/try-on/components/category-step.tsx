import { navigate } from '@/shared/lib/route';
import { SampleLook } from '@/shared/samples/sample-look';
import { useTexts } from '@/shared/i18n/translate';
import { CATEGORIES } from '@/shared/jobs/categories';
import { useRecentJobs } from '@/shared/jobs/use-recent-jobs';
import { haptics } from '@/shared/telegram/haptics';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { waitingChatPhoto } from '../chat-photo';
import { chooseCategory, firstOpenStep, useDraft } from '../draft';
import { StepPage } from './step-page';

/** One tap chooses the category and leads on; the one chosen before is marked. */
export function CategoryStep() {
  const { t } = useTexts();
  const { category: chosen } = useDraft();
  const isNewcomer = useRecentJobs().data?.items.length === 0;
  return (
    <StepPage step={1} title={t('tryOn.category.title')} lead={t('tryOn.category.text')} back="/">
      {waitingChatPhoto() ? (
        <div className="mb-4">
          <Notice tone="info" icon="image">
            {t('tryOn.chatPhoto')}
          </Notice>
        </div>
      ) : (
        isNewcomer && <SampleLook className="mb-5 h-44" />
      )}
      <ul className="grid grid-cols-3 gap-2.5">
        {CATEGORIES.map((category) => (
          <li key={category}>
            <button
              type="button"
              aria-current={category === chosen}
              className="card flex size-full min-h-28 flex-col items-center justify-center gap-2 px-2 py-4 text-center text-sm font-medium transition active:scale-[0.97] aria-[current=true]:bg-chalk aria-[current=true]:text-on-chalk"
              onClick={() => {
                haptics.select();
                chooseCategory(category);
                navigate(firstOpenStep());
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
