/** Shows the app in these colours of Telegram, by their names in its theme. */
export function applyTheme(theme: Record<string, string>): void {
  const root = document.documentElement;
  Object.entries(theme).forEach(([name, value]) => {
    root.style.setProperty(`--tg-theme-${name.replaceAll('_', '-')}`, value);
  });
  setScheme(theme);
}

/** Chooses light or dark by the theme's background, and a legible colour for the text of buttons. */
export function setScheme(theme: {
  bg_color?: string;
  button_color?: string;
  button_text_color?: string;
}): void {
  const { style, dataset } = document.documentElement;
  if (theme.bg_color) dataset.scheme = isDark(theme.bg_color) ? 'dark' : 'light';
  if (!theme.button_color || !theme.button_text_color) return;
  style.setProperty('--on-action', legibleOn(theme.button_color, theme.button_text_color));
}

/** WCAG 1.4.3 for large text, which our buttons have. */
const LEAST_CONTRAST = 3;

/** The theme's own colour of a button's text, unless it can hardly be read on the button: some themes have such pairs. */
export function legibleOn(background: string, text: string): string {
  if (contrast(background, text) >= LEAST_CONTRAST) return text;
  return contrast(background, '#000000') > contrast(background, '#ffffff') ? '#000000' : '#ffffff';
}

/** By WCAG 2.2, between 1 and 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other].map(luminanceOf).sort((first, second) => first - second);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminanceOf(color: string): number {
  const [red, green, blue] = channelsOf(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = channelsOf(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

function channelsOf(color: string): number[] {
  const [, ...channels] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color) ?? [];
  return channels.map((channel) => Number.parseInt(channel, 16));
}
