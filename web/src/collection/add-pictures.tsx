import { useEffect, useRef } from 'react';
import { droppedFiles, isPicture } from '../data/dropped-files.js';
import { messages } from '../messages.js';
import { FolderIcon, PlusIcon } from '../ui/icons.js';

/** Files, a folder, or a drop of both anywhere on the page. */
export function AddPictures({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => event.preventDefault();
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      if (event.dataTransfer)
        void droppedFiles(event.dataTransfer).then((dropped) =>
          onFiles(dropped.filter((file) => !file.name.startsWith('.'))),
        );
    };
    addEventListener('dragover', onDragOver);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onDragOver);
      removeEventListener('drop', onDrop);
    };
  }, [onFiles]);
  const input = (ref: typeof files, label: string, directory: boolean) => (
    <input
      ref={ref}
      type="file"
      multiple
      accept={directory ? undefined : 'image/*'}
      {...(directory ? { webkitdirectory: '' } : {})}
      aria-label={label}
      tabIndex={-1}
      className="visually-hidden"
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
      <button type="button" className="button button-primary" onClick={() => files.current?.click()}>
        <PlusIcon /> {messages.collection.addFiles}
      </button>
      <button type="button" className="button" onClick={() => folder.current?.click()}>
        <FolderIcon /> {messages.collection.addFolder}
      </button>
      <span className="hint add-hint">{messages.collection.dropHint}</span>
      {input(files, messages.collection.addFiles, false)}
      {input(folder, messages.collection.addFolder, true)}
    </div>
  );
}
