/** The languages of the page, each by its own name. A further one: its file in src/locales, a line here and in i18n.ts. */
export const LOCALES = { en: 'English', de: 'Deutsch', it: 'Italiano', ko: '한국어' } as const;

export type Locale = keyof typeof LOCALES;

/** Languages that are not written from left to right. */
export const DIRECTIONS: Partial<Record<Locale, 'rtl'>> = {};

/** In the address, so that a link speaks the language of who sent it. */
const PARAMETER = 'lang';
const KEPT = 'leopard.language';

const isLocale = (name: string | null | undefined): name is Locale => Object.hasOwn(LOCALES, name ?? '');

/** The language that the address names. */
export function localeInAddress(): Locale | undefined {
  const named = new URLSearchParams(location.search).get(PARAMETER);
  return isLocale(named) ? named : undefined;
}

/** The language that the address names, else the one chosen before, else the first of the browser's that the page speaks. */
export const chosenLocale = (): Locale =>
  localeInAddress() ??
  [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.split('-')[0])].find(isLocale) ??
  'en';

/** Chosen by a person: kept for later visits, and in the address, so that a link speaks it too. */
export function chooseLocale(locale: Locale): void {
  localStorage.setItem(KEPT, locale);
  const address = new URL(location.href);
  address.searchParams.set(PARAMETER, locale);
  history.replaceState(history.state, '', address);
}

/** The query of an address, with the language that this visit's address names. */
export function withLocale(parameters: Readonly<Record<string, string>>, locale = localeInAddress()): string {
  const query = new URLSearchParams({ ...parameters, ...(locale && { [PARAMETER]: locale }) }).toString();
  return query === '' ? '' : `?${query}`;
}
