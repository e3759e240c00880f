import { Redirect, Route, Switch } from 'wouter';
import { Skeleton } from '@/shared/ui/skeleton';
import { OperatorTextsContext, useLoadedTexts } from '../texts/operator-texts';
import { JobPage } from './job-page';
import { JobsPage } from './jobs-page';
import { ModelsPage } from './models-page';
import { OverviewPage } from './overview-page';
import { ProvidersPage } from './providers-page';
import { ServicesPage } from './services-page';
import { UserPage } from './user-page';
import { UsersPage } from './users-page';

/** The pages for operators, with their own texts. */
export default function OperatorRoutes() {
  const texts = useLoadedTexts();
  if (!texts) return <Outline />;
  return (
    <OperatorTextsContext value={texts}>
      <Switch>
        <Route path="/operator" component={OverviewPage} />
        <Route path="/operator/users" component={UsersPage} />
        <Route path="/operator/users/:id" component={UserPage} />
        <Route path="/operator/jobs" component={JobsPage} />
        <Route path="/operator/jobs/:id" component={JobPage} />
        <Route path="/operator/providers" component={ProvidersPage} />
        <Route path="/operator/models" component={ModelsPage} />
        <Route path="/operator/services" component={ServicesPage} />
        <Route>
          <Redirect to="/operator" replace />
        </Route>
      </Switch>
    </OperatorTextsContext>
  );
}

function Outline() {
  return (
    <div className="px-4 pt-4">
      <Skeleton className="h-9 w-52" />
      <Skeleton className="mt-6 h-56 rounded-card" />
    </div>
  );
}
