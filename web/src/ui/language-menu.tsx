import { speak, useLocale, useT } from '../i18n/i18n.js';
import { chooseLocale, type Locale, LOCALES } from '../i18n/locales.js';
import { GlobeIcon } from './icons.js';

/** The languages of the page, each by its own name. */
export function LanguageMenu() {
  const t = useT();
  const locale = useLocale();
  return (
    <label className="language" title={t('language')}>
      <GlobeIcon />
      <select
        aria-label={t('language')}
        value={locale}
        onChange={({ target }) => {
          const chosen = target.value as Locale;
          // Without a network the page goes on in the language that it has.
          speak(chosen).then(
            () => chooseLocale(chosen),
            () => undefined,
          );
        }}
      >
        {Object.entries(LOCALES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
