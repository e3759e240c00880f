import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { unansweredPage } from '@/features/create/api/unanswered';
import { useUnsentDeletions } from '@/features/gallery/api/use-delete-jobs';
import { HomePage } from '@/features/home/components/home-page';
import { waitingChatPhoto } from '@/features/try-on/chat-photo';
import { unansweredTryOn } from '@/features/try-on/api/unanswered-try-on';
import { session } from '@/shared/api/session';
import { useIsOperator } from '@/shared/api/use-is-operator';
import { navigate } from '@/shared/lib/route';
import { useStore } from '@/shared/lib/store';
import { Realtime } from '@/shared/realtime/realtime';
import { Skeleton } from '@/shared/ui/skeleton';
import { Shell } from './shell';

const loadTryOn = () => import('@/features/try-on/components/try-on-routes');
const loadCreate = () => import('@/features/create/components/create-routes');
const loadGallery = () => import('@/features/gallery/components/gallery-page');
const loadJob = () => import('@/features/gallery/components/job-page');
const loadWallet = () => import('@/features/wallet/components/wallet-page');
const loadSettings = () => import('@/features/settings/components/settings-page');
const loadOperator = () => import('@/features/operator/components/operator-routes');

const TryOnRoutes = lazy(loadTryOn);
const CreateRoutes = lazy(loadCreate);
const GalleryPage = lazy(loadGallery);
const JobPage = lazy(loadJob);
const WalletPage = lazy(loadWallet);
const SettingsPage = lazy(loadSettings);
const OperatorRoutes = lazy(loadOperator);

export function AppRoutes() {
  const isOperator = useIsOperator();
  useResumedRequest();
  useUnsentDeletions();
  useWarmScreens();
  return (
    <Realtime>
      <Shell>
        <Suspense fallback={<ScreenOutline />}>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/try-on/*?" component={TryOnRoutes} />
            <Route path="/create/*?" component={CreateRoutes} />
            <Route path="/batches/:id" component={CreateRoutes} />
            <Route path="/edit" component={CreateRoutes} />
            <Route path="/gallery" component={GalleryPage} />
            <Route path="/jobs/:id" component={JobPage} />
            <Route path="/wallet" component={WalletPage} />
            <Route path="/settings" component={SettingsPage} />
            {isOperator && <Route path="/operator/*?" component={OperatorRoutes} />}
            <Route>{isOperator === undefined ? <ScreenOutline /> : <Redirect to="/" replace />}</Route>
          </Switch>
        </Suspense>
      </Shell>
    </Realtime>
  );
}

/**
 * A request that was under way when the tab was reloaded is taken up where it was, with its old key. A photo from the
 * chat begins a try-on.
 */
function useResumedRequest(): void {
  const [path] = useLocation();
  useEffect(() => {
    const unansweredElsewhere = unansweredPage();
    if (unansweredTryOn()) {
      if (path !== '/try-on/confirm') navigate('/try-on/confirm', { replace: true });
    } else if (unansweredElsewhere) {
      if (path !== unansweredElsewhere) navigate(unansweredElsewhere, { replace: true });
    } else if (waitingChatPhoto()) {
      navigate('/try-on', { replace: true });
    }
    // Once, at the start.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
}

/** Loads the other screens once the first one is logged in and rests, so that a tap on a section answers at once. */
function useWarmScreens(): void {
  const isOpen = useStore(session.state) === 'active';
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => {
      for (const load of [loadTryOn, loadCreate, loadJob, loadGallery, loadWallet, loadSettings]) {
        // A screen that cannot be loaded now is loaded, or fails visibly, when it is opened.
        load().catch(() => undefined);
      }
    }, 2_000);
    return () => clearTimeout(timer);
  }, [isOpen]);
}

function ScreenOutline() {
  return (
    <div className="px-4 pt-4">
      <Skeleton className="h-9 w-52" />
      <Skeleton className="mt-6 h-56 rounded-card" />
    </div>
  );
}
