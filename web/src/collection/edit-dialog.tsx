import { type FormEvent, useState } from 'react';
import { type ImageFieldsFragment, RenameImageDocument, UpdateImagesDocument } from 'leopard/client';
import { client, type Failure, toFailure } from '../data/client.js';
import { useT } from '../i18n/i18n.js';
import { Dialog } from '../ui/dialog.js';
import { FailureNote } from '../ui/failure.js';
import { CloseIcon, PlusIcon } from '../ui/icons.js';
import { changeBetween, type Row, sharedRows } from './metadata-text.js';

interface Props {
  /** One picture, or several whose common metadata are changed together. */
  readonly images: readonly ImageFieldsFragment[];
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** Name and metadata of one picture, or the metadata that several share. */
export function EditDialog({ images, onSaved, onClose }: Props) {
  const t = useT();
  const [only] = images.length === 1 ? images : [];
  const [before] = useState(() => sharedRows(images));
  const [rows, setRows] = useState<readonly Row[]>(before);
  const [name, setName] = useState(only?.fileName ?? '');
  const [failure, setFailure] = useState<Failure>();
  const [saving, setSaving] = useState(false);
  const change = (index: number, next: Partial<Row>): void =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...next } : row)));

  const save = async (): Promise<void> => {
    const { set, remove } = changeBetween(before, rows);
    if (only && name.trim() !== '' && name !== only.fileName)
      await client.request(RenameImageDocument, { id: only.id, fileName: name });
    if (Object.keys(set).length > 0 || remove.length > 0)
      await client.request(UpdateImagesDocument, { ids: images.map(({ id }) => id), set, remove });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (saving) return;
    setSaving(true);
    save()
      .then(onSaved, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setSaving(false));
  };
  return (
    <Dialog title={t('edit.heading', { count: images.length })} onClose={onClose}>
      <form className="edit" onSubmit={submit}>
        {only ? (
          <label className="field">
            {t('edit.name')}
            <input value={name} dir="auto" onChange={({ target }) => setName(target.value)} />
          </label>
        ) : (
          <p className="hint">{t('edit.shared')}</p>
        )}
        <ul aria-label={t('details.metadata')}>
          {rows.map(({ key, text }, index) => (
            <li key={index}>
              <input
                aria-label={t('edit.key')}
                placeholder={t('edit.key')}
                dir="auto"
                value={key}
                onChange={({ target }) => change(index, { key: target.value })}
              />
              <input
                aria-label={t('edit.value', { key })}
                dir="auto"
                value={text}
                onChange={({ target }) => change(index, { text: target.value })}
              />
              <button
                type="button"
                className="button-icon"
                aria-label={t('edit.removeKey', { key })}
                onClick={() => setRows(rows.filter((_, at) => at !== index))}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
        <button type="button" className="button-link" onClick={() => setRows([...rows, { key: '', text: '' }])}>
          <PlusIcon /> {t('edit.addKey')}
        </button>
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-tools">
          <button type="button" className="button" onClick={onClose}>
            {t('edit.cancel')}
          </button>
          <button type="submit" className="button button-primary" aria-disabled={saving}>
            {t('edit.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
