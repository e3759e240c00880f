import { useTexts } from '@/shared/i18n/translate';
import { Skeleton } from '@/shared/ui/skeleton';

/** The outline of the first screen while the login is under way, so that nothing moves when it is done. */
export function OpeningScreen() {
  const { t } = useTexts();
  return (
    <main
      className="mx-auto min-h-(--page-height) max-w-lg px-4 pt-(--inset-top)"
      aria-busy="true"
      data-testid="opening"
    >
      <p role="status" className="sr-only">
        {t('start.opening')}
      </p>
      <Skeleton className="mt-4 h-8 w-56" />
      <Skeleton className="mt-2 mb-5 h-5 w-56" />
      <Skeleton className="h-72 rounded-[1.75rem]" />
      <Skeleton className="mt-11 h-7 w-40" />
      <div className="mt-4 grid grid-cols-2 gap-3">
        <Skeleton className="aspect-4/5 rounded-card" />
        <Skeleton className="aspect-4/5 rounded-card" />
      </div>
    </main>
  );
}
