import { useState } from 'react';
import { Link } from 'wouter';
import { useIsOperator } from '@/shared/api/use-is-operator';
import type { Session } from '@/shared/api/types';
import { LANGUAGE_NAMES, LANGUAGES } from '@/shared/i18n/language';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from '@/shared/ui/button';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { IconButton } from '@/shared/ui/icon-button';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { useChooseLanguage } from '../api/use-choose-language';
import { useEndSession, useLogOutEverywhere, useSessions } from '../api/use-sessions';

/** This device and the few that were used last. */
const FOLDED = 3;

export default function SettingsPage() {
  const { t } = useTexts();
  const isOperator = useIsOperator();
  return (
    <Page title={t('settings.title')}>
      <div className="space-y-8">
        <Languages />
        <Sessions />
        {isOperator && <OperatorLink />}
        <About />
      </div>
    </Page>
  );
}

function Languages() {
  const { t, language: spoken } = useTexts();
  const choose = useChooseLanguage();
  return (
    <fieldset>
      <legend className="mb-3 font-display text-xl font-semibold">{t('settings.language')}</legend>
      <div className="card divide-y divide-line px-5">
        {LANGUAGES.map((language) => (
          <label key={language} className="flex min-h-13 cursor-pointer items-center justify-between gap-4">
            <span lang={language}>{LANGUAGE_NAMES[language]}</span>
            <input
              type="radio"
              name="language"
              value={language}
              className="size-5 accent-[var(--chalk)]"
              checked={language === spoken}
              onChange={() => {
                haptics.select();
                choose.mutate(language);
              }}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Sessions() {
  const { t } = useTexts();
  const sessions = useSessions();
  const logOut = useLogOutEverywhere();
  const [asking, setAsking] = useState(false);
  const [isUnfolded, setUnfolded] = useState(false);
  const all = sessions.data?.items ?? [];
  const shown = isUnfolded ? all : all.slice(0, FOLDED);
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title" className="mb-3 text-xl">
        {t('settings.sessions')}
      </h2>
      {sessions.data ? (
        <>
          <ul className="card divide-y divide-line px-5" data-testid="sessions">
            {shown.map((one) => (
              <SessionRow key={one.id} session={one} />
            ))}
          </ul>
          {shown.length < all.length && (
            <Button look="quiet" className="mt-3 w-full bg-surface" onClick={() => setUnfolded(true)}>
              {t('settings.sessions.all', { count: all.length })}
            </Button>
          )}
        </>
      ) : sessions.error ? (
        <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <Skeleton className="h-20 rounded-card" />
      )}
      <Button look="danger" className="mt-3 w-full" onClick={() => setAsking(true)}>
        {t('settings.logoutAll')}
      </Button>
      {logOut.error && (
        <div className="mt-3">
          <Failure error={logOut.error} />
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t('settings.logoutAll.title')}
          text={t('settings.logoutAll.text')}
          action={t('settings.logoutAll')}
          busy={logOut.isPending}
          onConfirm={() => logOut.mutate(undefined, { onError: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t, moment } = useTexts();
  const end = useEndSession();
  const device = session.device || t('settings.sessions.unknownDevice');
  return (
    <li className="flex items-center gap-4 py-3">
      <Icon name="device" className="size-6 shrink-0 text-chalk" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{session.current ? t('settings.sessions.current') : device}</p>
        <p className="text-sm text-muted">
          {t('settings.sessions.lastUsed', { date: moment(session.lastUsedAt) })}
        </p>
      </div>
      {!session.current && (
        <IconButton
          icon="close"
          label={t('settings.sessions.end', { device })}
          disabled={end.isPending}
          onPress={() => end.mutate(session.id)}
          className="-mr-3"
        />
      )}
    </li>
  );
}

function OperatorLink() {
  const { t } = useTexts();
  return (
    <Link to="/operator" className="card flex min-h-13 items-center justify-between gap-4 px-5 font-medium">
      {t('settings.operator')}
      <Icon name="forward" className="size-5 text-muted" />
    </Link>
  );
}

function About() {
  const { t } = useTexts();
  return (
    <section aria-labelledby="about-title">
      <h2 id="about-title" className="mb-3 text-xl">
        {t('settings.about')}
      </h2>
      <div className="card p-5">
        <p>{t('settings.about.text')}</p>
        <div aria-hidden="true" className="stitch my-4" />
        <p className="text-sm text-muted">{t('settings.about.version', { version: __APP_VERSION__ })}</p>
      </div>
    </section>
  );
}
