import { setupI18n } from '@lingui/core';
import { useSyncExternalStore } from 'react';
import type english from '../locales/en.json';
import { DIRECTIONS, type Locale } from './locales.js';

/** Every sentence of the page, by what it is for. */
export type MessageId = keyof typeof english;
type Values = Readonly<Record<string, string | number>>;

const i18n = setupI18n();

/** A sentence in the language of the page (ICU MessageFormat: plurals and numbers by the rules of the locale). */
export const t = (id: MessageId, values?: Values): string => i18n._(id, values);

/** The same for a component, which is drawn again when another language is chosen. */
export function useT(): typeof t {
  useLocale();
  return t;
}

/** Whether the page has words for something. */
export const hasMessage = (id: string): id is MessageId => Object.hasOwn(i18n.messages, id);

export const currentLocale = (): string => i18n.locale;

export const useLocale = (): string => useSyncExternalStore(subscribe, currentLocale);

/** Speaks a language from now on. Its sentences are loaded when it is first spoken: one language at a time. */
export async function speak(locale: Locale): Promise<void> {
  const { default: messages } = await CATALOGUES[locale]();
  document.documentElement.lang = locale;
  document.documentElement.dir = DIRECTIONS[locale] ?? 'ltr';
  i18n.loadAndActivate({ locale, messages });
}

const subscribe = (listener: () => void): (() => void) => i18n.on('change', listener);

/** The build compiles them (web/message-catalogues.ts). */
const CATALOGUES: Record<Locale, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('../locales/en.json'),
  de: () => import('../locales/de.json'),
  it: () => import('../locales/it.json'),
  ko: () => import('../locales/ko.json'),
};
