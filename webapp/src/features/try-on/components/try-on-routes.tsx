import { useEffect, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import type { TryOnCategory } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { CATEGORIES } from '@/shared/jobs/categories';
import { useJob } from '@/shared/jobs/use-job';
import { navigate, useRouteQuery } from '@/shared/lib/route';
import { Failure } from '@/shared/ui/failure';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { useLastPerson } from '../api/use-recent-photos';
import { unansweredTryOn } from '../api/unanswered-try-on';
import { chooseCategory, firstOpenStep, openDraft, takePhoto, useDraft } from '../draft';
import { type JobPart, startFromJob } from '../start-from-job';
import { CategoryStep } from './category-step';
import { ConfirmStep } from './confirm-step';
import { PhotoStep } from './photo-step';

/** The quiz, a page per step. Whoever jumps ahead is led to the first step that is not done. */
export default function TryOnRoutes() {
  useState(openDraft);
  const isPersonKnown = useLastPersonAgain();
  const draft = useDraft();
  const canAddPerson = draft.category !== undefined;
  const canAddItem = canAddPerson && draft.person !== undefined;
  const canConfirm = (canAddItem && draft.item !== undefined) || unansweredTryOn() !== undefined;
  const start = <Redirect to="/try-on" replace />;
  return (
    <Switch>
      <Route path="/try-on">
        <Start isPersonKnown={isPersonKnown} />
      </Route>
      <Route path="/try-on/person">{canAddPerson ? <PhotoStep key="person" of="person" /> : start}</Route>
      <Route path="/try-on/item">{canAddItem ? <PhotoStep key="item" of="item" /> : start}</Route>
      <Route path="/try-on/confirm">{canConfirm ? <ConfirmStep /> : start}</Route>
      <Route>{start}</Route>
    </Switch>
  );
}

/** The first step, or the first one left of a try-on that begins with what is known already. */
function Start({ isPersonKnown }: { isPersonKnown: boolean }) {
  const [search] = useRouteQuery();
  const again = search.get('again');
  const person = search.get('person');
  const photos = search.get('photos');
  const category = CATEGORIES.find((known) => known === search.get('category'));
  if (again) return <FromJob id={again} parts={['category', 'person', 'item']} />;
  if (photos) return <FromJob id={photos} parts={['category']} />;
  if (person) return <FromJob id={person} parts={['person']} />;
  if (category) return isPersonKnown ? <FromCategory category={category} /> : <Outline />;
  return <CategoryStep />;
}

function FromCategory({ category }: { category: TryOnCategory }) {
  useEffect(() => {
    chooseCategory(category);
    navigate(firstOpenStep(), { replace: true });
  }, [category]);
  return <Outline />;
}

/** Begins with parts of an earlier try-on, as far as they are still there. */
function FromJob({ id, parts }: { id: string; parts: readonly JobPart[] }) {
  const { t } = useTexts();
  const { data: job, error, refetch } = useJob(id);
  const [next, setNext] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!job) return;
    let isCurrent = true;
    startFromJob(job, parts).then(
      () => isCurrent && setNext(firstOpenStep()),
      (error: unknown) => isCurrent && setFailure(error),
    );
    return () => {
      isCurrent = false;
    };
    // Once, when the job is there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [job?.id, tries]);
  if (next) return <Redirect to={next} replace />;
  const missing = failure ?? error;
  if (!missing) return <Outline />;
  return (
    <Page title={t('tryOn.title')} back="/">
      <Failure
        error={missing}
        onRetry={() => {
          setFailure(undefined);
          setTries(tries + 1);
          void refetch();
        }}
      />
    </Page>
  );
}

function Outline() {
  return <Skeleton className="m-4 h-56 rounded-card" />;
}

/** Someone who has tried on before need not bring their photo again. Answers whether it is known if there is one. */
function useLastPersonAgain(): boolean {
  const { person } = useDraft();
  const { photo, isPending } = useLastPerson(person === undefined);
  useEffect(() => {
    if (photo && !person) takePhoto('person', photo);
  }, [photo, person]);
  return person !== undefined || (!isPending && !photo);
}
