import { operatorKeys } from '../api/operator-keys';
import { useNotices } from '../api/use-notices';
import { useOperatorTexts } from '../texts/operator-texts';
import { PagedList } from './load';
import { Nothing, Part } from './pieces';

export function Notices() {
  const { t, moment, nameOf } = useOperatorTexts();
  const notices = useNotices();
  return (
    <Part title={t('notices.title')}>
      <PagedList
        query={notices}
        queryKey={operatorKeys.notices}
        outline="h-48"
        empty={<Nothing>{t('notices.empty')}</Nothing>}
      >
        {(notice) => (
          <li key={notice.id} className="py-3">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm text-muted">
              <span>
                {nameOf('notices.kind', notice.kind)}
                {notice.subject && ` · ${notice.subject}`}
              </span>
              <time dateTime={notice.at}>{moment(notice.at)}</time>
            </p>
            <p className="mt-0.5">{notice.text}</p>
          </li>
        )}
      </PagedList>
    </Part>
  );
}
