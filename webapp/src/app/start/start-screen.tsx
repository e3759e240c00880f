import type { ReactNode } from 'react';
import { useOpenSheet } from '@/shared/lib/open-sheets';
import { Icon, type IconName } from '@/shared/ui/icon';

interface StartScreenProps {
  icon: IconName;
  title: string;
  text: string;
  children?: ReactNode;
  testId: string;
}

/** A screen of its own, for when there is no app to show: what is the matter and what to do. It may cover the app. */
export function StartScreen({ icon, title, text, children, testId }: StartScreenProps) {
  useOpenSheet();
  return (
    <main
      data-covers-app=""
      data-testid={testId}
      className="mx-auto flex min-h-(--page-height) max-w-lg flex-col justify-center px-6 pt-(--inset-top) pb-(--inset-bottom)"
    >
      <div className="card stitched appear px-8 py-12 text-center">
        <span className="mx-auto mb-5 inline-flex size-16 items-center justify-center rounded-full bg-chalk-soft text-chalk">
          <Icon name={icon} className="size-8" />
        </span>
        <h1 className="text-2xl">{title}</h1>
        <p className="mt-2 text-muted">{text}</p>
        {children}
      </div>
    </main>
  );
}
