import { Link } from 'wouter';
import { useTexts } from '@/shared/i18n/translate';
import { CATEGORIES } from '@/shared/jobs/categories';
import { SampleLook } from '@/shared/samples/sample-look';
import { haptics } from '@/shared/telegram/haptics';
import { Icon } from '@/shared/ui/icon';

/** Leads someone new to their first try-on: what it gives, shown and said. */
export function Hero() {
  const { t } = useTexts();
  return (
    <Link
      to="/try-on"
      onClick={haptics.tap}
      data-testid="start-try-on"
      className="relative isolate block overflow-hidden rounded-[1.75rem] bg-[#94421b] p-6 text-[#fff6ef] shadow-[0_18px_40px_-20px_rgb(110_45_10/65%)] transition active:scale-[0.985]"
    >
      <Pattern />
      <p className="font-display text-[1.75rem] leading-[1.08] font-semibold tracking-tight text-balance">
        {t('home.hero.title')}
      </p>
      <p className="mt-2 text-[#ffe3d6]">{t('home.hero.text')}</p>
      <SampleLook className="mt-4 h-40" />
      <span className="mt-5 flex min-h-12 items-center justify-center gap-2 rounded-2xl bg-[#fff6ef] px-5 font-semibold text-[#70300f]">
        {t('home.hero.action')}
        <Icon name="forward" className="size-5" />
      </span>
    </Link>
  );
}

/** Leads someone who has tried on before straight to the next item. */
export function NextTryOn() {
  const { t } = useTexts();
  return (
    <section aria-label={t('home.hero.action')} className="card overflow-hidden p-4">
      <Link
        to="/try-on"
        onClick={haptics.tap}
        data-testid="start-try-on"
        className="flex min-h-11 items-center justify-between gap-3 font-display text-xl font-semibold"
      >
        {t('home.hero.action')}
        <Icon name="forward" className="size-5 text-chalk" />
      </Link>
      <ul className="-mx-4 mt-2 flex gap-2 overflow-x-auto px-4 pb-1">
        {CATEGORIES.map((category) => (
          <li key={category} className="shrink-0">
            <Link
              to={`/try-on?category=${category}`}
              onClick={haptics.select}
              className="flex h-20 w-22 flex-col items-center justify-center gap-1 rounded-2xl bg-sunken px-1 text-center text-xs leading-tight font-medium"
            >
              <Icon name={category} className="size-7" />
              {t(`tryOn.category.${category}`)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What else the studio does. */
export function OtherEntries() {
  const { t } = useTexts();
  const entries = [
    { to: '/create', icon: 'wand', title: t('home.create'), text: t('home.create.text') },
    { to: '/edit', icon: 'image', title: t('home.edit'), text: t('home.edit.text') },
  ] as const;
  return (
    <ul aria-label={t('home.make')} className="mt-3 grid grid-cols-2 gap-3">
      {entries.map(({ to, icon, title, text }) => (
        <li key={to}>
          <Link
            to={to}
            onClick={haptics.tap}
            className="card flex h-full min-h-24 flex-col gap-1 p-4 transition active:scale-[0.985]"
          >
            <Icon name={icon} className="size-7 text-chalk" />
            <span className="font-display text-lg leading-tight font-semibold">{title}</span>
            <span className="text-sm leading-snug text-muted">{text}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Pattern() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 220 260"
      className="absolute -right-14 -bottom-10 -z-10 h-[118%] text-[#ffb598] opacity-75 [mask-image:linear-gradient(to_right,transparent_8%,black_55%)]"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <g opacity="0.85" strokeWidth="2">
        <path d="M78 26 34 46 12 108l34 12 12-26-4 146h116l-4-146 12 26 34-12-22-62-44-20c-6 22-62 22-68 0z" />
      </g>
      <g opacity="0.6" strokeWidth="1.6" strokeDasharray="5 5">
        <path d="M74 38 42 53 22 104l20 7 22-40 0 160h96V71l22 40 20-7-20-51-32-15c-10 24-66 24-76 0z" />
        <path d="M112 56v184" />
      </g>
      <g opacity="0.75" strokeWidth="1.6">
        <path d="M70 150h12m-12 16h7m-7 16h12m-12 16h7m-7 16h12" />
        <circle cx="112" cy="96" r="2.4" />
        <circle cx="112" cy="130" r="2.4" />
        <circle cx="112" cy="164" r="2.4" />
      </g>
      <g className="needle" strokeWidth="2.4" stroke="#fff6ef">
        <path d="M150 222 196 176" />
        <path d="M150 222c-12 12-30 4-34-8" strokeWidth="1.6" strokeDasharray="4 4" />
        <path d="M193 173c3-3 9 3 6 6" />
      </g>
    </svg>
  );
}
