import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { createQueryClient } from '@/shared/api/query-client';
import { useFragmentRoute } from '@/shared/lib/route';
import { type Viewer, ViewerContext } from '@/shared/lib/viewer';
import { ErrorBoundary } from './error-boundary';
import { AppRoutes } from './routes';
import { SessionGate } from './start/session-gate';

export function App({ viewer }: { viewer: Viewer }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <ViewerContext value={viewer}>
          <SessionGate>
            <Router hook={useFragmentRoute}>
              <AppRoutes />
            </Router>
          </SessionGate>
        </ViewerContext>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
