import { currentLocale } from './i18n.js';

/** A number as people of the page's language write it. */
export const number = (value: number, options?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(currentLocale(), options).format(value);

/** @param digits decimals, always as many */
export const decimal = (value: number, digits: number): string =>
  number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const date = (value: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(currentLocale(), options).format(value);

const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size of a file, such as 2.4 MB. */
export function bytes(value: number): string {
  const power = value >= 1024 ** 3 ? 3 : value >= 1024 ** 2 ? 2 : 1;
  const amount = value / 1024 ** power;
  return number(power === 1 ? Math.max(1, Math.round(amount)) : amount, {
    style: 'unit',
    unit: UNITS[power - 1],
    maximumFractionDigits: 1,
  });
}
