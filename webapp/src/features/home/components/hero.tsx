import { useTexts } from '@/shared/i18n/translate';
import { Icon } from '@/shared/ui/icon';

/** The door to the try-on: a cutting pattern drawn in chalk. */
export function Hero() {
  const { t } = useTexts();
  return (
    <div className="relative isolate overflow-hidden rounded-[1.75rem] bg-[#a63420] p-6 pt-7 text-[#fff6ef] shadow-[0_18px_40px_-20px_rgb(120_30_10/65%)] transition active:scale-[0.985]">
      <Pattern />
      <p className="max-w-[13ch] font-display text-[1.9rem] leading-[1.08] font-semibold tracking-tight text-balance">
        {t('home.hero.title')}
      </p>
      <p className="mt-3 max-w-[22ch] text-[#ffe3d6]">{t('home.hero.text')}</p>
      <span className="mt-6 inline-flex min-h-12 items-center gap-2 rounded-2xl bg-[#fff6ef] px-5 font-semibold text-[#7c2212]">
        {t('home.hero.action')}
        <Icon name="forward" className="size-5" />
      </span>
    </div>
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
