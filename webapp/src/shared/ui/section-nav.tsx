import { Link, useLocation } from 'wouter';
import { haptics } from '@/shared/telegram/haptics';
import { Icon, type IconName } from './icon';

export interface Section {
  to: string;
  icon: IconName;
  label: string;
}

/** The way between four sections, at the bottom, within the thumb's reach. */
export function SectionNav({ label, sections }: { label: string; sections: readonly Section[] }) {
  const [path] = useLocation();
  return (
    <nav
      aria-label={label}
      className="fixed inset-x-0 bottom-0 z-20 mx-auto max-w-lg border-t border-line bg-surface/92 pb-(--inset-bottom) backdrop-blur-lg"
    >
      <ul className="grid grid-cols-4">
        {sections.map(({ to, icon, label: name }) => (
          <li key={to}>
            <Link
              to={to}
              replace
              aria-current={to === path ? 'page' : undefined}
              onClick={haptics.select}
              className="flex min-h-15 flex-col items-center justify-center gap-0.5 text-[min(0.75rem,4.6vw)] font-medium text-muted transition aria-[current=page]:text-chalk"
            >
              <Icon name={icon} />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
