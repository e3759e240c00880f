import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { isTransient, NetworkError, ProblemError } from '@/shared/api/problem';
import { session } from '@/shared/api/session';
import { tryRepeatedly } from '@/shared/api/try-repeatedly';
import { useTexts } from '@/shared/i18n/translate';
import { useStore } from '@/shared/lib/store';
import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { closeMiniApp, useCanClose } from '@/shared/telegram/leave';
import { Button } from '@/shared/ui/button';
import { StartScreen } from './start-screen';

/** About a quarter of a minute, where the server names no time. */
const TRIES = 6;

/** What the studio answers that has no time: too many requests, no room, no answer in time. */
const BUSY = [429, 503, 504];

type Opening =
  | { phase: 'opening' }
  /** The last try failed, and the next comes by itself; or the person asked for one. */
  | { phase: 'connecting'; error?: unknown }
  | { phase: 'failed'; error: unknown };

/**
 * Shows its children, also while the first login is under way: what they ask the studio waits for it. Says in words why
 * there is no login; as long as there may be one yet, the children are only covered, and what was begun in them stays.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useStore(session.state);
  const queryClient = useQueryClient();
  const { opening, logIn } = useLogIn();
  const error = opening.phase === 'failed' ? opening.error : undefined;

  useEffect(() => {
    if (state === 'ended') queryClient.clear();
  }, [state, queryClient]);

  useEffect(() => {
    if (!(error instanceof NetworkError)) return;
    window.addEventListener('online', logIn);
    return () => window.removeEventListener('online', logIn);
  }, [error, logIn]);

  const notice =
    opening.phase === 'connecting' ? (
      <Connecting error={opening.error} />
    ) : opening.phase === 'failed' ? (
      <LoginFailed error={opening.error} onRetry={logIn} />
    ) : undefined;

  if (state === 'ended') return notice ?? <Ended onLogIn={logIn} />;
  if (state === 'starting' && error !== undefined && !isTransient(error)) return notice;
  const isCovered = state === 'starting' && notice !== undefined;
  return (
    <>
      <div hidden={isCovered}>{children}</div>
      {isCovered && notice}
    </>
  );
}

/** Logs in once it is shown, and tries again by itself for a while. */
function useLogIn() {
  const [opening, setOpening] = useState<Opening>({ phase: 'opening' });
  const running = useRef<AbortController>(undefined);

  const tryToLogIn = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const show = (next: Opening) => {
      if (!controller.signal.aborted) setOpening(next);
    };
    tryRepeatedly(() => session.start(), {
      // Without a network there is nothing to try; the event `online` says when there is.
      tries: navigator.onLine ? TRIES : 1,
      signal: controller.signal,
      onPause: (error) => show({ phase: 'connecting', error }),
    }).then(
      () => show({ phase: 'opening' }),
      (error: unknown) => show({ phase: 'failed', error }),
    );
  }, []);

  const logIn = useCallback(() => {
    setOpening({ phase: 'connecting' });
    tryToLogIn();
  }, [tryToLogIn]);

  useEffect(() => {
    if (session.state.get() === 'starting') tryToLogIn();
    return () => running.current?.abort();
  }, [tryToLogIn]);

  return { opening, logIn };
}

function Connecting({ error }: { error: unknown }) {
  const { t } = useTexts();
  const seconds = useRetryCountdown(error);
  return (
    <StartScreen
      icon="clock"
      title={t('start.connecting.title')}
      text={t('start.connecting.text')}
      testId="connecting"
    >
      <p role="status" className="mt-6 text-sm font-medium">
        {seconds > 1 ? t('start.connecting.next', { count: seconds }) : t('start.connecting.now')}
      </p>
    </StartScreen>
  );
}

/** The session has ended: the server closed the door, or the person left. */
function Ended({ onLogIn }: { onLogIn: () => void }) {
  const { t } = useTexts();
  if (session.refusal) return <LoginFailed error={session.refusal} onRetry={onLogIn} />;
  return (
    <StartScreen icon="check" title={t('start.ended.title')} text={t('start.ended.text')} testId="logged-out">
      <Button className="mt-6 w-full" onClick={onLogIn}>
        {t('start.ended.action')}
      </Button>
    </StartScreen>
  );
}

function LoginFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTexts();
  const canClose = useCanClose();
  const seconds = useRetryCountdown(error);
  const detail = error instanceof ProblemError ? error.detail : undefined;
  const traceId = error instanceof ProblemError ? error.traceId : undefined;

  if (!isTransient(error)) {
    const isBlocked = error instanceof ProblemError && error.code === 'USER_BLOCKED';
    return (
      <StartScreen
        icon={isBlocked ? 'alert' : 'clock'}
        title={isBlocked ? error.message : t('start.refused.title')}
        text={detail ?? t('start.refused.text')}
        testId="login-refused"
      >
        {canClose ? (
          <Button className="mt-6 w-full" onClick={closeMiniApp}>
            {t('common.close')}
          </Button>
        ) : (
          <Button className="mt-6 w-full" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
        <Trace id={traceId} />
      </StartScreen>
    );
  }
  const busy = error instanceof ProblemError && BUSY.includes(error.status);
  return (
    <StartScreen
      icon={busy ? 'clock' : 'offline'}
      title={t(busy ? 'start.busy.title' : 'start.unreachable.title')}
      text={busy ? (detail ?? t('start.busy.text')) : t('start.unreachable.text')}
      testId={busy ? 'login-busy' : 'login-unreachable'}
    >
      <Button className="mt-6 w-full" onClick={onRetry} disabled={seconds > 0}>
        {seconds > 0 ? t('common.retryIn', { count: seconds }) : t('common.retry')}
      </Button>
      <Trace id={traceId} />
    </StartScreen>
  );
}

function Trace({ id }: { id: string | undefined }) {
  const { t } = useTexts();
  return id ? <p className="mt-4 text-xs text-muted">{t('common.trace', { traceId: id })}</p> : null;
}
