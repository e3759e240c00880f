import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

interface EmptyStateProps {
  icon: IconName;
  title: string;
  text: string;
  children?: ReactNode;
}

export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="card stitched flex flex-col items-center px-8 py-10 text-center">
      <span className="mb-4 inline-flex size-14 items-center justify-center rounded-full bg-chalk-soft text-chalk">
        <Icon name={icon} className="size-7" />
      </span>
      <h2 className="text-xl">{title}</h2>
      <p className="mt-1.5 max-w-72 text-muted">{text}</p>
      {children && <div className="mt-5">{children}</div>}
    </div>
  );
}
