import type { MouseEvent, ReactNode } from 'react';
import logo from '../leopard.svg';
import { addressAt } from '../data/base.js';
import { addressOf, navigate, type Place } from '../data/location.js';
import { useT } from '../i18n/i18n.js';
import { LanguageMenu } from './language-menu.js';

export function Header({ place }: { readonly place: Place }) {
  const t = useT();
  const link = (view: Place['view'], label: ReactNode, className?: string) => (
    <a
      className={className}
      href={addressOf({ view })}
      aria-current={className === undefined && place.view === view ? 'page' : undefined}
      onClick={(event: MouseEvent) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate({ view, trail: [] });
      }}
    >
      {label}
    </a>
  );
  return (
    <header className="header">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      {link(
        'search',
        <>
          <img src={logo} alt="" width={30} height={30} />
          <span className="brand-name">Leopard</span>
        </>,
        'brand',
      )}
      <nav aria-label={t('navigation.label')}>
        {link('search', t('navigation.search'))}
        {link('collection', t('navigation.collection'))}
        <a href={addressAt('explorer/')} className="header-explorer">
          {t('navigation.explorer')}
        </a>
      </nav>
      <LanguageMenu />
    </header>
  );
}
