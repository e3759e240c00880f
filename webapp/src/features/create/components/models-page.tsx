import { useState } from 'react';
import { Link } from 'wouter';
import type { Model, ModelKind } from '@/shared/api/catalogue-types';
import { loadFailure, useLoadAfresh } from '@/shared/api/load-failure';
import { queryKeys } from '@/shared/api/query-keys';
import { currentLanguage } from '@/shared/i18n/language';
import { useTexts } from '@/shared/i18n/translate';
import { useBackRoute, useRouteQuery } from '@/shared/lib/route';
import { haptics } from '@/shared/telegram/haptics';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { useModels } from '../api/use-models';
import { priceText } from '../price-text';
import { useCreateTexts } from '../texts/create-texts';

type Filter = ModelKind | 'all';

const FILTERS = ['all', 'text-to-image', 'edit'] as const satisfies readonly Filter[];

/** The catalogue. With a picture in the address, the models that can take it. */
export function ModelsPage() {
  const { t } = useCreateTexts();
  const [search] = useRouteQuery();
  const picture = search.get('picture');
  const [filter, setFilter] = useState<Filter>('all');
  const models = useModels();
  const loadAfresh = useLoadAfresh();
  const failure = loadFailure(models);
  const kind = picture ? 'edit' : filter;
  const offered = (models.data?.items ?? []).filter((model) => model.enabled);
  const shown = offered.filter((model) => kind === 'all' || model.kind === kind);
  return (
    <Page
      title={t('models.title')}
      lead={t(picture ? 'models.forPicture' : 'models.text')}
      back={useBackRoute('/')}
    >
      {!picture && <KindFilter value={filter} onChange={setFilter} />}
      {!models.data && failure && (
        <Failure error={failure} onRetry={() => loadAfresh(queryKeys.models.all(currentLanguage()))} />
      )}
      {!models.data && !failure && <Outline />}
      {models.data && shown.length === 0 && (
        <EmptyState icon="image" title={t('models.empty.title')} text={t('models.empty.text')} />
      )}
      <ul className="space-y-3">
        {shown.map((model) => (
          <li key={model.id}>
            <ModelCard model={model} picture={picture} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function KindFilter({ value, onChange }: { value: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useCreateTexts();
  return (
    <fieldset className="mb-5 grid grid-cols-3 gap-1 rounded-2xl bg-surface p-1">
      <legend className="sr-only">{t('models.filter')}</legend>
      {FILTERS.map((filter) => (
        <label
          key={filter}
          className="flex min-h-11 cursor-pointer items-center justify-center rounded-xl px-1 text-center text-sm leading-tight font-semibold transition has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-chalk"
        >
          <input
            type="radio"
            name="kind"
            className="sr-only"
            checked={value === filter}
            onChange={() => {
              haptics.select();
              onChange(filter);
            }}
          />
          {t(`models.kind.${filter}`)}
        </label>
      ))}
    </fieldset>
  );
}

function ModelCard({ model, picture }: { model: Model; picture: string | null }) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const price = priceText(model.priceUnit, model.price, shared);
  const hasExtras = Object.values(model.extraPrice).some((values) => Object.keys(values).length > 0);
  return (
    <Link
      to={`/create/${model.id}${picture ? `?picture=${picture}` : ''}`}
      onClick={haptics.tap}
      data-testid="model"
      className="card flex gap-4 overflow-hidden p-4 transition active:scale-[0.985]"
    >
      <Sample model={model} />
      <span className="min-w-0 flex-1">
        <span className="block font-display text-lg leading-tight font-semibold">{model.name}</span>
        <span className="mt-1 line-clamp-3 text-sm text-muted">{model.description}</span>
        <span className="mt-2.5 flex flex-wrap gap-1.5 text-xs font-semibold">
          <span className="rounded-full bg-chalk-soft px-2.5 py-1 text-chalk">
            {hasExtras ? t('models.priceFrom', { price }) : price}
          </span>
          <span className="rounded-full bg-sunken px-2.5 py-1">{t(`models.kind.${model.kind}`)}</span>
        </span>
      </span>
      <Icon name="forward" className="size-5 shrink-0 self-center text-muted" />
    </Link>
  );
}

function Sample({ model: { sampleUrl, kind } }: { model: Model }) {
  const [isGone, setGone] = useState(false);
  return (
    <span className="relative inline-flex size-18 shrink-0 items-center justify-center overflow-hidden rounded-2xl bg-chalk-soft text-chalk">
      {sampleUrl && !isGone ? (
        <img
          src={sampleUrl}
          alt=""
          loading="lazy"
          className="absolute inset-0 size-full object-cover"
          onError={() => setGone(true)}
        />
      ) : (
        <Icon name={kind === 'edit' ? 'image' : 'wand'} className="size-8" />
      )}
    </span>
  );
}

function Outline() {
  return (
    <div className="space-y-3">
      {[1, 2, 3, 4].map((card) => (
        <Skeleton key={card} className="h-30 rounded-card" />
      ))}
    </div>
  );
}
