import type { MouseEvent, ReactNode } from 'react';
import logo from '../leopard.svg';
import { addressAt } from '../data/base.js';
import { addressOf, navigate, type Place } from '../data/location.js';
import { messages } from '../messages.js';

export function Header({ place }: { readonly place: Place }) {
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
        {messages.skip}
      </a>
      {link(
        'search',
        <>
          <img src={logo} alt="" width={30} height={30} />
          {messages.name}
        </>,
        'brand',
      )}
      <nav aria-label={messages.navigation.label}>
        {link('search', messages.navigation.search)}
        {link('collection', messages.navigation.collection)}
        <a href={addressAt('explorer/')} className="header-explorer">
          {messages.navigation.explorer}
        </a>
      </nav>
    </header>
  );
}
