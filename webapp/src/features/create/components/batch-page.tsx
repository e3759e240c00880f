import { useState } from 'react';
import { useParams } from 'wouter';
import type { Batch } from '@/shared/api/catalogue-types';
import { loadFailure, useLoadAfresh } from '@/shared/api/load-failure';
import { queryKeys } from '@/shared/api/query-keys';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { countsOf, isBatchEnded } from '@/shared/jobs/batch';
import { navigate } from '@/shared/lib/route';
import { useLive } from '@/shared/realtime/realtime';
import { MainAction } from '@/shared/telegram/main-action';
import { Button } from '@/shared/ui/button';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { Page } from '@/shared/ui/page';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { Skeleton } from '@/shared/ui/skeleton';
import { isGone } from '@/shared/upload/use-picture';
import { useBatch, useCancelBatch } from '../api/use-batch';
import { useCreateTexts } from '../texts/create-texts';
import { BatchItem } from './batch-item';

/** Several pictures that were asked for together: how far all are, and each. */
export function BatchPage() {
  const { t, moment } = useCreateTexts();
  const { id = '' } = useParams();
  const batch = useBatch(id);
  const loadAfresh = useLoadAfresh();
  const failure = loadFailure(batch);
  const { data } = batch;
  return (
    <Page
      title={data ? t('batch.title', { count: data.items.length }) : t('batch.name')}
      lead={
        data ? (
          `${t('batch.name')}, ${moment(data.createdAt)}`
        ) : (
          <Skeleton className="inline-block h-5 w-40" />
        )
      }
      back="/gallery"
    >
      {data ? (
        <Progress batch={data} />
      ) : isGone(failure) ? (
        <EmptyState icon="gallery" title={t('batch.missing.title')} text={t('batch.missing.text')} />
      ) : failure ? (
        <Failure error={failure} onRetry={() => loadAfresh(queryKeys.jobs.batch(id))} />
      ) : (
        <Outline />
      )}
      <p role="status" className="sr-only">
        {data && spoken(data)}
      </p>
    </Page>
  );

  /** Every quarter of the way is news enough for a screen reader. */
  function spoken({ status, progress }: Batch): string {
    const stage = t(`batch.status.${status}`);
    return isBatchEnded(status) ? stage : `${stage} ${Math.floor(progress / 25) * 25} %`;
  }
}

function Progress({ batch }: { batch: Batch }) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const live = useLive();
  const isEnded = isBatchEnded(batch.status);
  const { completed, failed, total } = countsOf(batch);
  const source = batch.items.find((job) => job.source)?.source ?? 'plan';
  return (
    <div data-testid="batch" data-status={batch.status}>
      <section className="card p-5" aria-label={t('batch.progress')}>
        <p className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-display text-xl font-semibold">{t(`batch.status.${batch.status}`)}</span>
          <span className="text-sm text-muted tabular-nums" data-testid="batch-done">
            {t('batch.done', { done: completed, total })}
            {failed > 0 && ` · ${t('batch.failed', { count: failed })}`}
          </span>
        </p>
        <ProgressTape value={isEnded ? 100 : batch.progress} label={t('batch.progress')} className="h-4" />
        <p className="mt-3 text-sm text-muted">
          {t('batch.price', { price: unitText(source, batch.price, shared) })}
        </p>
      </section>
      {!live && !isEnded && <p className="mt-3 text-center text-sm text-muted">{shared('realtime.away')}</p>}
      <ul className="mt-4 grid grid-cols-2 gap-3">
        {batch.items.map((job, index) => (
          <li key={job.id} className="flex">
            <BatchItem job={job} number={index + 1} />
          </li>
        ))}
      </ul>
      {!isEnded && <CancelAll batch={batch} />}
      <CreateMore batch={batch} />
    </div>
  );
}

function CancelAll({ batch }: { batch: Batch }) {
  const { t } = useCreateTexts();
  const cancel = useCancelBatch(batch.id);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        look="quiet"
        className="mt-4 w-full bg-surface"
        busy={cancel.isPending}
        disabled={cancel.isPending}
        onClick={() => setAsking(true)}
      >
        {t('batch.cancelAll')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('batch.cancelAll.title')}
          text={t('batch.cancelAll.text')}
          action={t('batch.cancelAll')}
          busy={cancel.isPending}
          onConfirm={() => cancel.mutate(undefined, { onSettled: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** Back to the form, with the parameters of the first picture. */
function CreateMore({ batch }: { batch: Batch }) {
  const { t } = useCreateTexts();
  const first = batch.items.find(({ request }) => request?.operation === 'model');
  if (!isBatchEnded(batch.status) || first?.request?.operation !== 'model') return null;
  const page = `/create/${first.request.modelId}?again=${first.id}`;
  return (
    <>
      <div aria-hidden="true" className="h-24" />
      <MainAction
        label={t('batch.again')}
        onPress={() => navigate(page, { state: { back: `/batches/${batch.id}` } })}
      />
    </>
  );
}

function Outline() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-32 rounded-card" />
      <div className="grid grid-cols-2 gap-3">
        <Skeleton className="aspect-square rounded-card" />
        <Skeleton className="aspect-square rounded-card" />
      </div>
    </div>
  );
}
