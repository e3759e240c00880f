import { Navigate, Route, Routes } from 'react-router';
import { JobPage } from './job-page';
import { JobsPage } from './jobs-page';
import { OverviewPage } from './overview-page';
import { ServicesPage } from './services-page';
import { UserPage } from './user-page';
import { UsersPage } from './users-page';

export default function OperatorRoutes() {
  return (
    <Routes>
      <Route index element={<OverviewPage />} />
      <Route path="users" element={<UsersPage />} />
      <Route path="users/:id" element={<UserPage />} />
      <Route path="jobs" element={<JobsPage />} />
      <Route path="jobs/:id" element={<JobPage />} />
      <Route path="services" element={<ServicesPage />} />
      <Route path="*" element={<Navigate to="/operator" replace />} />
    </Routes>
  );
}
