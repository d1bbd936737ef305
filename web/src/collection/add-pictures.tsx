import { type RefObject, useCallback, useRef } from 'react';
import { droppedFiles, isPicture } from '../data/dropped-files.js';
import { useTransfer } from '../data/use-transfer.js';
import { useT } from '../i18n/i18n.js';
import { FolderIcon, PlusIcon } from '../ui/icons.js';

/** Files, a folder, or a drop of both anywhere on the page. */
export function AddPictures({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const t = useT();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const dropping = useTransfer(
    useCallback(
      (transfer) => {
        void droppedFiles(transfer).then(onFiles);
      },
      [onFiles],
    ),
  );
  const input = (ref: RefObject<HTMLInputElement | null>, label: string, directory: boolean) => (
    <input
      ref={ref}
      type="file"
      multiple
      accept={directory ? undefined : 'image/*'}
      {...(directory ? { webkitdirectory: '' } : {})}
      aria-label={label}
      hidden
      onChange={(event) => {
        const chosen = [...(event.target.files ?? [])];
        // A folder holds other things too; files chosen one by one are meant, and the server says what is wrong with them.
        onFiles(directory ? chosen.filter(isPicture) : chosen);
        event.target.value = '';
      }}
    />
  );
  return (
    <div className="add">
      <span className="hint add-hint">{t('collection.dropHint')}</span>
      <button type="button" className="button" onClick={() => folder.current?.click()}>
        <FolderIcon /> {t('collection.addFolder')}
      </button>
      <button type="button" className="button button-primary" onClick={() => files.current?.click()}>
        <PlusIcon /> {t('collection.addFiles')}
      </button>
      {input(files, t('collection.addFiles'), false)}
      {input(folder, t('collection.addFolder'), true)}
      {dropping && (
        <div className="drop-cover" aria-hidden="true">
          <PlusIcon /> {t('collection.dropHere')}
        </div>
      )}
    </div>
  );
}
