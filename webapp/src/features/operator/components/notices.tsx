import { queryKeys } from '@/shared/api/query-keys';
import { useNotices } from '../api/use-notices';
import { useOperatorTexts } from '../texts/operator-texts';
import { PagedList } from './load';
import { Chip, Nothing, Part, type Tone } from './pieces';

const TONES: Readonly<Record<string, Tone>> = {
  QUEUE_PAUSED: 'bad',
  QUEUE_RESUMED: 'good',
  BUDGET_SPENT: 'bad',
  CREDIT_LOW: 'bad',
  DEAD_LETTERS: 'bad',
};

/** What happened that an operator should know of, the latest first. */
export function Notices() {
  const { t, moment, nameOf } = useOperatorTexts();
  const notices = useNotices();
  return (
    <Part title={t('notices.title')}>
      <PagedList
        query={notices}
        queryKey={queryKeys.operatorNotices}
        outline="h-48"
        empty={<Nothing>{t('notices.empty')}</Nothing>}
      >
        {(notice) => (
          <li key={notice.id} className="py-3">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm text-muted">
              <span className="flex flex-wrap items-baseline gap-x-2">
                <Chip tone={TONES[notice.kind] ?? 'plain'}>{nameOf('notices.kind', notice.kind)}</Chip>
                {notice.subject}
              </span>
              <time dateTime={notice.at}>{moment(notice.at)}</time>
            </p>
            <p className="mt-1">{notice.text}</p>
          </li>
        )}
      </PagedList>
    </Part>
  );
}
