import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

interface NoticeProps {
  tone: 'info' | 'danger';
  icon?: IconName;
  children: ReactNode;
}

/** A sentence about what just happened, read out when it appears. */
export function Notice({ tone, icon, children }: NoticeProps) {
  const danger = tone === 'danger';
  return (
    <div
      role={danger ? 'alert' : 'status'}
      className={`appear flex items-start gap-3 rounded-2xl px-4 py-3 text-sm ${danger ? 'bg-danger-soft text-danger' : 'bg-chalk-soft text-ink'}`}
    >
      <Icon name={icon ?? (danger ? 'alert' : 'needle')} className="mt-px size-5 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
