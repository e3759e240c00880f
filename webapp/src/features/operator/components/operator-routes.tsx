import { Navigate, Route, Routes } from 'react-router';
import { Skeleton } from '@/shared/ui/skeleton';
import { OperatorTextsContext, useLoadedTexts } from '../texts/operator-texts';
import { JobPage } from './job-page';
import { JobsPage } from './jobs-page';
import { OverviewPage } from './overview-page';
import { ServicesPage } from './services-page';
import { UserPage } from './user-page';
import { UsersPage } from './users-page';

/** The pages for operators, with their own texts. */
export default function OperatorRoutes() {
  const texts = useLoadedTexts();
  if (!texts) return <Outline />;
  return (
    <OperatorTextsContext value={texts}>
      <Routes>
        <Route index element={<OverviewPage />} />
        <Route path="users" element={<UsersPage />} />
        <Route path="users/:id" element={<UserPage />} />
        <Route path="jobs" element={<JobsPage />} />
        <Route path="jobs/:id" element={<JobPage />} />
        <Route path="services" element={<ServicesPage />} />
        <Route path="*" element={<Navigate to="/operator" replace />} />
      </Routes>
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
