import { type FormEvent, useState } from 'react';
import { apiKey } from '../data/client.js';
import { messages } from '../messages.js';

/** Asks for an API key and keeps it for the visit. */
export function KeyForm({ onDone }: { readonly onDone: () => void }) {
  const [value, setValue] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (value.trim() === '') return;
    apiKey.set(value.trim());
    onDone();
  };
  return (
    <form className="key-form" onSubmit={submit}>
      <h2>{messages.key.heading}</h2>
      <p className="hint">{messages.key.hint}</p>
      <label className="field">
        {messages.key.label}
        <input type="password" autoComplete="off" value={value} onChange={(event) => setValue(event.target.value)} />
      </label>
      <button type="submit" className="button button-primary">
        {messages.key.submit}
      </button>
    </form>
  );
}
