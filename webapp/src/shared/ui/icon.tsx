import type { ReactNode } from 'react';

const SHAPES = {
  home: <path d="M4 10.5 12 4l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z" />,
  gallery: (
    <>
      <path d="M12 7.5V6.8c1.3-.4 1.9-1 1.9-1.9A1.9 1.9 0 0 0 10.1 5" />
      <path d="m12 7.5 8.2 5.6c1.2.9.7 2.4-.8 2.4H4.6c-1.5 0-2-1.5-.8-2.4z" />
      <path d="M6.5 15.5V20h11v-4.5" />
    </>
  ),
  wallet: (
    <>
      <path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17v3" />
      <path d="M4 7.5V17a2.5 2.5 0 0 0 2.5 2.5H19a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H4.5" />
      <path d="M16 13.7h.01" strokeWidth="2.6" />
    </>
  ),
  settings: (
    <>
      <path d="M4 7h9m5 0h2M4 17h2m5 0h9" />
      <circle cx="15.5" cy="7" r="2.4" />
      <circle cx="8.5" cy="17" r="2.4" />
    </>
  ),
  needle: (
    <>
      <path d="M4 20 17.5 6.5" />
      <path d="M16.5 4.8c1.7-1.7 4.4.9 2.7 2.7l-2 1.9-2.6-2.6z" />
      <path d="M8 20c4 .8 6.5-1.5 5-3.5s1-4 5-3" strokeDasharray="2.4 2.2" />
    </>
  ),
  camera: (
    <>
      <path d="M4 9a2 2 0 0 1 2-2h1.8L9.3 5h5.4l1.5 2H18a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z" />
      <circle cx="12" cy="12.8" r="3.3" />
    </>
  ),
  heart: (
    <path d="M12 19.5S4.5 15 4.5 9.6A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7.5 1.6C19.5 15 12 19.5 12 19.5z" />
  ),
  share: <path d="M12 4v11M8 7.5 12 4l4 3.5M6 11.5v8h12v-8" />,
  expand: <path d="M9.5 4.5h-5v5m10-5h5v5m-10 10h-5v-5m10 5h5v-5" />,
  wand: (
    <>
      <path d="m4.5 19.5 9.5-9.5 2 2-9.5 9.5z" />
      <path d="M17 3.5v4M15 5.5h4M20 11v2.6M18.7 12.3h2.6M9.5 4v2.6M8.2 5.3h2.6" />
    </>
  ),
  copy: <path d="M9 9h10.5v10.5H9zM6 15H4.5V4.5H15V6" />,
  plus: <path d="M12 5.5v13M5.5 12h13" />,
  minus: <path d="M5.5 12h13" />,
  image: (
    <>
      <path d="M5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5v-11A1.5 1.5 0 0 1 5.5 5z" />
      <path d="m4.5 17 5-5 3.5 3.5 2.5-2.5 4 4M15.5 9v.01" />
    </>
  ),
  download: <path d="M12 4.5V15m-4-4 4 4 4-4M5 19.5h14" />,
  trash: <path d="M5 7h14M10 7V4.8h4V7m-7 0 .8 12.2h8.4L17 7m-7 3.5v5m4-5v5" />,
  retry: <path d="M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4" />,
  back: <path d="M14.5 5.5 8 12l6.5 6.5" />,
  forward: <path d="M9.5 5.5 16 12l-6.5 6.5" />,
  close: <path d="m6.5 6.5 11 11m0-11-11 11" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  alert: (
    <>
      <path d="M12 4.5 21 19.5H3z" />
      <path d="M12 10.5v4M12 17v.01" />
    </>
  ),
  offline: (
    <path d="M4 9.5a12 12 0 0 1 4-2.4m4-.6a12 12 0 0 1 8 3M7.5 13a7 7 0 0 1 3-1.7m4 .5a7 7 0 0 1 2 1.2M12 17.5v.01M4 4l16 16" />
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="7.5" />
      <path d="M12 7.8V12l2.8 1.8" />
    </>
  ),
  device: (
    <path d="M8 4h8a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 16 20H8a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 8 4zm3 13.2h2" />
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="3.5" />
      <path d="M5 19.5c.6-3.6 3.3-5.5 7-5.5s6.4 1.9 7 5.5" />
    </>
  ),
  send: <path d="M20 4 3.5 10.5l6 2.5M20 4l-5.5 16-5-7M20 4 9.5 13v5.5l2.8-2.9" />,
  spark: <path d="M13 3.5 6 13.5h5.5L10.5 20.5 18 10.5h-5.5z" />,
  gem: <path d="M7.5 5h9L20 9.5 12 19.5 4 9.5zM4 9.5h16M9 9.5l3 10 3-10L12 5z" />,
  coin: (
    <>
      <circle cx="12" cy="12" r="7.8" />
      <path d="M14.6 9.3a3.7 3.7 0 1 0 0 5.4" />
    </>
  ),
  gift: (
    <path d="M4.5 9h15v3.5h-15zM6 12.5h12v7H6zM12 9v10.5M12 9C8 9 7 4.5 9.5 4.5S12 9 12 9zm0 0c4 0 5-4.5 2.5-4.5S12 9 12 9z" />
  ),
  'upper-body': <path d="M8.5 4.5 4 7l1.5 4.5L8 10.5v9h8v-9l2.5 1L20 7l-4.5-2.5a3.6 3.6 0 0 1-7 0z" />,
  'lower-body': <path d="M7.5 4.5h9L18.5 20h-4.8L12 10.5 10.3 20H5.5zM7 8h10" />,
  dress: <path d="M9 4v3.5L7.5 10 10 12l-4 8h12l-4-8 2.5-2L15 7.5V4M9 6.5c1.5 1.7 4.5 1.7 6 0" />,
  shoes: (
    <path d="M4 9.5V18h16v-1.5c0-2-2-2.8-4.5-3.4S11.5 11 10 8.5C8.5 10 6 10.5 4 9.5zM4 15.5h12m-5.5-4 1.5-1m.5 2.5 1.5-1" />
  ),
  headwear: (
    <path d="M3.5 16.5c3-1.7 14-1.7 17 0-1 2-16 2-17 0zM7 15.3c0-5 1-9.3 3-9.3 1 0 1.2.8 2 .8s1-.8 2-.8c2 0 3 4.3 3 9.3M7 12.5c3 .8 7 .8 10 0" />
  ),
  glasses: (
    <>
      <circle cx="7.3" cy="13.5" r="3.3" />
      <circle cx="16.7" cy="13.5" r="3.3" />
      <path d="M10.6 13c.8-.9 2-.9 2.8 0M4 13l1.5-5.5L7 7m13 6-1.5-5.5L17 7" />
    </>
  ),
  bag: <path d="M5.5 9.5h13l1 10h-15zM8.5 12V8a3.5 3.5 0 0 1 7 0v4" />,
  jewellery: (
    <>
      <path d="M5 4.5c.5 5.5 3.5 8.5 7 8.5s6.5-3 7-8.5" />
      <path d="m12 13 2.5 3-2.5 3.5L9.5 16z" />
    </>
  ),
  watch: (
    <>
      <circle cx="12" cy="12" r="4.8" />
      <path d="m9 8 .6-4h4.8l.6 4m-6 8 .6 4h4.8l.6-4M12 9.8V12l1.5 1" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** A line icon. It is decoration: the words beside it, or the button's label, say what it means. */
export function Icon({
  name,
  className = 'size-6',
  filled = false,
}: {
  name: IconName;
  className?: string;
  filled?: boolean;
}) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={className}
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {SHAPES[name]}
    </svg>
  );
}
