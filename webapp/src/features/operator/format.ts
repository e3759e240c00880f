import type { Language } from '@/shared/i18n/language';

const MICRO = 1_000_000;

export interface Formats {
  /** A length of time in its largest fitting unit: "12 min". */
  duration: (seconds: number) => string;
  /** Money that a provider was paid, from millionths of a US dollar. */
  usd: (microUsd: number) => string;
  /** A share of one. */
  percent: (share: number) => string;
  /** A time to the second, in the device's zone. */
  instant: (at: string) => string;
  /** A day such as `2026-11-20`. */
  calendarDay: (day: string) => string;
}

export function formatsOf(language: Language): Formats {
  const unit = (name: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    });
  const units = {
    millisecond: unit('millisecond'),
    second: unit('second', 1),
    minute: unit('minute'),
    hour: unit('hour', 1),
    day: unit('day', 1),
  };
  const dollars = (digits: number) =>
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: digits,
    });
  const whole = dollars(2);
  const parts = dollars(4);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const instant = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const calendarDay = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return {
    duration: (seconds) => {
      if (seconds < 1) return units.millisecond.format(seconds * 1000);
      if (seconds < 90) return units.second.format(seconds);
      if (seconds < 90 * 60) return units.minute.format(seconds / 60);
      if (seconds < 48 * 60 * 60) return units.hour.format(seconds / 3600);
      return units.day.format(seconds / 86_400);
    },
    usd: (microUsd) => (microUsd < MICRO ? parts : whole).format(microUsd / MICRO),
    percent: (share) => percent.format(share),
    instant: (at) => instant.format(new Date(at)),
    calendarDay: (day) => calendarDay.format(new Date(day)),
  };
}

/** The seconds of an ISO 8601 duration of hours, minutes and seconds: `PT1M2.5S`. */
export function secondsOf(duration: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] =
    /^PT(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The seconds from one time to another. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
