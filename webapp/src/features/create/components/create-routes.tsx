import { Redirect, Route, Switch } from 'wouter';
import { Skeleton } from '@/shared/ui/skeleton';
import { CreateTextsContext, useLoadedTexts } from '../texts/create-texts';
import { BatchPage } from './batch-page';
import { EditPage } from './edit-page';
import { FormPage } from './form-page';
import { ModelsPage } from './models-page';

/** The pages that make pictures from words and other pictures, with their own texts. */
export default function CreateRoutes() {
  const texts = useLoadedTexts();
  if (!texts) return <Outline />;
  return (
    <CreateTextsContext value={texts}>
      <Switch>
        <Route path="/create" component={ModelsPage} />
        <Route path="/create/*" component={FormPage} />
        <Route path="/batches/:id" component={BatchPage} />
        <Route path="/edit" component={EditPage} />
        <Route>
          <Redirect to="/create" replace />
        </Route>
      </Switch>
    </CreateTextsContext>
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
