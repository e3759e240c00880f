import { useEffect, useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Model, Parameters } from '@/shared/api/catalogue-types';
import { loadFailure, useLoadAfresh } from '@/shared/api/load-failure';
import { queryKeys } from '@/shared/api/query-keys';
import { currentLanguage } from '@/shared/i18n/language';
import { useJob } from '@/shared/jobs/use-job';
import { replaceRoute, useBackRoute, useRouteQuery } from '@/shared/lib/route';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { isGone } from '@/shared/upload/use-picture';
import { useModel } from '../api/use-models';
import { openDraft, startDraft } from '../draft';
import { fieldsOf } from '../fields';
import { useCreateTexts } from '../texts/create-texts';
import { ModelForm } from './model-form';

/** One model: its form, empty, as it was left, or filled in from an earlier request (`?again=`) or a picture. */
export function FormPage() {
  const { '*': id = '' } = useParams<{ '*': string }>();
  const [search] = useRouteQuery();
  const model = useModel(id);
  const loadAfresh = useLoadAfresh();
  const failure = loadFailure(model);
  const again = search.get('again');
  const picture = search.get('picture');
  if (!model.data)
    return (
      <Unready error={failure} onRetry={() => loadAfresh(queryKeys.models.one(currentLanguage(), id))} />
    );
  if (again) return <FromJob key={again} model={model.data} jobId={again} />;
  if (picture) return <Begin model={model.data} parameters={pictureAsInput(model.data, picture)} />;
  return <OpenForm key={id} model={model.data} />;
}

function OpenForm({ model }: { model: Model }) {
  useState(() => openDraft(model));
  return <ModelForm model={model} />;
}

/** Fills the form in with the parameters of an earlier job. */
function FromJob({ model, jobId }: { model: Model; jobId: string }) {
  const job = useJob(jobId);
  const failure = loadFailure(job);
  if (!job.data) return <Unready error={failure} onRetry={() => void job.refetch()} />;
  const { request } = job.data;
  return <Begin model={model} parameters={request?.operation === 'model' ? request.parameters : {}} />;
}

/** Begins the draft once, and leads to it: a reload is to find what was changed since. */
function Begin({ model, parameters }: { model: Model; parameters: Parameters }) {
  useEffect(() => {
    startDraft(model, parameters);
    replaceRoute(`/create/${model.id}`);
    // Once, when the page opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return <Unready error={undefined} />;
}

/** The picture in the first field that takes one. */
function pictureAsInput(model: Model, picture: string): Parameters {
  const field = fieldsOf(model).find(({ kind }) => kind === 'pictures');
  if (!field) return {};
  return { [field.name]: field.schema.type === 'array' ? [picture] : picture };
}

function Unready({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useCreateTexts();
  return (
    <Page title={t('models.title')} back={useBackRoute('/create')}>
      {isGone(error) ? (
        <EmptyState icon="image" title={t('models.missing.title')} text={t('models.missing.text')}>
          <Link to="/create" className="inline-flex min-h-11 items-center font-semibold text-chalk">
            {t('models.all')}
          </Link>
        </EmptyState>
      ) : error ? (
        <Failure error={error} {...(onRetry ? { onRetry } : {})} />
      ) : (
        <div className="space-y-5">
          <Skeleton className="h-28 rounded-card" />
          <Skeleton className="h-16 rounded-card" />
          <Skeleton className="h-16 rounded-card" />
        </div>
      )}
    </Page>
  );
}
