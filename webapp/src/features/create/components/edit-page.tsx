import { useEffect, useMemo, useState } from 'react';
import type { EditRequest } from '@/shared/api/catalogue-types';
import { loadFailure } from '@/shared/api/load-failure';
import { ProblemError } from '@/shared/api/problem';
import { ConfirmAction } from '@/shared/generation/confirm-action';
import { useConfirmation } from '@/shared/generation/use-confirmation';
import { useTexts } from '@/shared/i18n/translate';
import { useJob } from '@/shared/jobs/use-job';
import { replaceRoute, useBackRoute, useRouteQuery } from '@/shared/lib/route';
import { useDebounced } from '@/shared/lib/use-debounced';
import { haptics } from '@/shared/telegram/haptics';
import { Failure } from '@/shared/ui/failure';
import { Notice } from '@/shared/ui/notice';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { usePicture } from '@/shared/upload/use-picture';
import { editSubmission, unansweredEdit } from '../api/unanswered';
import {
  changeEditDraft,
  EDIT_MODES,
  editRequestOf,
  type EditDraft,
  type EditMode,
  forgetEditDraft,
  openEditDraft,
  startEditDraft,
  useEditDraft,
} from '../edit-draft';
import { priceText } from '../price-text';
import { useCreateTexts } from '../texts/create-texts';
import { GrowingText } from './growing-text';
import { FaultLine, LEGEND } from './parameter-field';
import { PickedPicture, PictureSources } from './pictures-field';
import { Pricing } from './pricing';

const QUOTED_AFTER_MILLIS = 500;

/** What a change costs, until the server has said. */
const EDIT_PRICE = 1;

const PICTURE_ID = 'edit-picture';
const PROMPT_ID = 'edit-prompt';

/** One picture changed: as it was left, or begun with a picture (`?picture=`) or an earlier change (`?again=`). */
export function EditPage() {
  const [search] = useRouteQuery();
  const again = search.get('again');
  const picture = search.get('picture');
  if (again) return <FromJob key={again} jobId={again} />;
  if (picture)
    return <Begin draft={{ picture, mode: search.get('mode') === 'variation' ? 'variation' : 'prompt' }} />;
  return <OpenEdit />;
}

function OpenEdit() {
  useState(openEditDraft);
  return <EditForm />;
}

function FromJob({ jobId }: { jobId: string }) {
  const job = useJob(jobId);
  if (!job.data) return <Unready error={loadFailure(job)} onRetry={() => void job.refetch()} />;
  const { request } = job.data;
  return <Begin draft={request?.operation === 'edit' ? draftOf(request) : {}} />;
}

function draftOf({ sourceImageId, sourceUploadId, prompt, variation }: EditRequest): Partial<EditDraft> {
  return {
    picture: sourceImageId ?? sourceUploadId,
    mode: variation ? 'variation' : 'prompt',
    prompt: prompt ?? '',
  };
}

/** Begins the draft once, and leads to it: a reload is to find what was changed since. */
function Begin({ draft }: { draft: Partial<EditDraft> }) {
  useEffect(() => {
    startEditDraft(draft);
    replaceRoute('/edit');
    // Once, when the page opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return <Unready error={undefined} />;
}

function Unready({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useCreateTexts();
  return (
    <Page title={t('edit.title')} back={useBackRoute('/')}>
      {error ? (
        <Failure error={error} {...(onRetry ? { onRetry } : {})} />
      ) : (
        <Skeleton className="h-56 rounded-card" />
      )}
    </Page>
  );
}

function EditForm() {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const draft = useEditDraft();
  const { data: picture } = usePicture(draft.picture);
  const request = useMemo(() => editRequestOf(draft, picture), [draft, picture]);
  const [isChecked, setChecked] = useState(false);
  const { error, shortage, quote, ...confirmation } = useConfirmation<EditRequest>({
    request,
    quoted: useDebounced(request, QUOTED_AFTER_MILLIS),
    stillHolds: ({ source }) => draft.funding === 'auto' || source === 'free',
    submission: editSubmission,
    unanswered: unansweredEdit,
    onAccepted: forgetEditDraft,
    onRefused: (refusal) => {
      if (refusalOf(refusal)) document.getElementById(PROMPT_ID)?.focus();
    },
  });
  const refusal = refusalOf(error ?? (request ? quote.error : null));
  const missing = isChecked ? t('fault.required') : undefined;
  const promptFault = refusal ?? (draft.prompt.trim() === '' ? missing : undefined);
  const isComplete =
    draft.picture !== undefined && (draft.mode === 'variation' || draft.prompt.trim() !== '');
  const price = priceText('actions', request && quote.data ? quote.data.price : EDIT_PRICE, shared);

  function press() {
    if (isComplete) return confirmation.confirm();
    setChecked(true);
    haptics.error();
    document.getElementById(draft.picture === undefined ? PICTURE_ID : PROMPT_ID)?.focus();
  }

  return (
    <Page title={t('edit.title')} lead={t('edit.text')} back={useBackRoute('/')}>
      <div className="space-y-6">
        {confirmation.isResuming && <Notice tone="info">{shared('confirm.resumed')}</Notice>}
        <SourcePicture draft={draft} fault={draft.picture === undefined ? missing : undefined} />
        <ModeChoice mode={draft.mode} />
        {draft.mode === 'prompt' ? (
          <Prompt value={draft.prompt} fault={promptFault} />
        ) : (
          <p className="text-muted">{t('edit.variation.text')}</p>
        )}
        <div className="space-y-4">
          <Pricing
            unit="actions"
            estimate={EDIT_PRICE}
            quote={request && quote.data}
            funding={draft.funding}
            shortage={shortage}
            quoteError={refusal || !request ? null : quote.error}
            error={error}
            isMarked={refusal !== undefined}
            onRetryQuote={() => void quote.refetch()}
            onFunding={(funding) => changeEditDraft({ funding })}
          />
        </div>
      </div>
      <div aria-hidden="true" className="h-24" />
      <ConfirmAction
        {...confirmation}
        confirm={press}
        isPriced={!isComplete || confirmation.isPriced}
        isShort={shortage !== undefined}
        price={price}
        label={(shown) =>
          t(draft.mode === 'prompt' ? 'edit.action' : 'edit.variation.action', { price: shown })
        }
      />
    </Page>
  );
}

/** What the server says of the words, if it refused them. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  return error.faults.find(({ pointer }) => pointer === '/prompt')?.message;
}

function SourcePicture({ draft, fault }: { draft: EditDraft; fault: string | undefined }) {
  const { t } = useCreateTexts();
  const { picture } = draft;
  return (
    <fieldset aria-describedby={fault && `${PICTURE_ID}-fault`}>
      <legend className={LEGEND}>{t('edit.picture')}</legend>
      {picture !== undefined && (
        <div className="mb-3 w-48 max-w-full">
          <PickedPicture id={picture} number={1} onRemove={() => changeEditDraft({ picture: undefined })} />
        </div>
      )}
      <PictureSources
        id={PICTURE_ID}
        label={t('edit.picture')}
        taken={picture === undefined ? [] : [picture]}
        room={1}
        isInvalid={fault !== undefined}
        onAdd={([added]) => changeEditDraft({ picture: added })}
      />
      <FaultLine id={PICTURE_ID} fault={fault} />
    </fieldset>
  );
}

function ModeChoice({ mode }: { mode: EditMode }) {
  const { t } = useCreateTexts();
  return (
    <fieldset className="grid grid-cols-2 gap-1 rounded-2xl bg-surface p-1">
      <legend className="sr-only">{t('edit.mode')}</legend>
      {EDIT_MODES.map((one) => (
        <label
          key={one}
          className="flex min-h-11 cursor-pointer items-center justify-center rounded-xl text-sm font-semibold transition has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-chalk"
        >
          <input
            type="radio"
            name="edit-mode"
            className="sr-only"
            checked={one === mode}
            onChange={() => {
              haptics.select();
              changeEditDraft({ mode: one });
            }}
          />
          {t(`edit.mode.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}

function Prompt({ value, fault }: { value: string; fault: string | undefined }) {
  const { t } = useCreateTexts();
  return (
    <div>
      <label htmlFor={PROMPT_ID} className={LEGEND}>
        {t('edit.prompt')}
      </label>
      <GrowingText
        id={PROMPT_ID}
        aria-required
        aria-invalid={fault !== undefined}
        aria-describedby={`${PROMPT_ID}-hint${fault ? ` ${PROMPT_ID}-fault` : ''}`}
        value={value}
        onType={(prompt) => changeEditDraft({ prompt })}
      />
      <p id={`${PROMPT_ID}-hint`} className="mt-1.5 text-sm text-muted">
        {t('edit.prompt.hint')}
      </p>
      <FaultLine id={PROMPT_ID} fault={fault} />
    </div>
  );
}
