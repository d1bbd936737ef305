import { type FormEvent, useState } from 'react';
import { StatusDocument } from 'leopard/client';
import { apiKey, client } from '../data/client.js';
import { useT } from '../i18n/i18n.js';
import { KeyIcon } from './icons.js';

interface Props {
  /** The key that was sent is wrong, or no longer good. */
  readonly refused: boolean;
}

/** Asks for an API key, tries it, and keeps it for the visit. */
export function KeyForm({ refused }: Props) {
  const t = useT();
  const [value, setValue] = useState('');
  const [trying, setTrying] = useState(false);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const key = value.trim();
    if (key === '' || trying) return;
    apiKey.set(key);
    setTrying(true);
    // What comes of it changes the server's state, which brings the page back or says that the key is refused.
    client
      .request(StatusDocument)
      .catch(() => undefined)
      .finally(() => setTrying(false));
  };
  return (
    <form className="key-form" onSubmit={submit}>
      <KeyIcon />
      <h1>{t('key.heading')}</h1>
      <p>{t('key.hint')}</p>
      <label className="field">
        {t('key.label')}
        <input
          type="password"
          autoComplete="off"
          autoFocus
          spellCheck={false}
          value={value}
          aria-invalid={refused}
          aria-describedby={refused ? 'key-refused' : undefined}
          onChange={(event) => setValue(event.target.value)}
        />
      </label>
      {refused && !trying && (
        <p id="key-refused" className="fault" role="alert">
          {t('key.refused')}
        </p>
      )}
      <button type="submit" className="button button-primary" aria-disabled={trying}>
        {trying ? t('key.trying') : t('key.submit')}
      </button>
    </form>
  );
}
