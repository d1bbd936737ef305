import { useEffect, useState } from 'react';

/** Files and links; a drag of marked text is none of our business. */
const isWanted = (transfer: DataTransfer | null): transfer is DataTransfer =>
  transfer !== null && transfer.types.some((type) => type === 'Files' || type === 'text/uri-list');

/**
 * Takes what is dropped or pasted anywhere on the page.
 * @returns whether something is being dragged over it
 */
export function useTransfer(take: (transfer: DataTransfer) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const onPaste = ({ clipboardData }: ClipboardEvent): void => {
      // Text pasted into a field stays text.
      if (clipboardData && clipboardData.files.length > 0) take(clipboardData);
    };
    const onDragOver = (event: DragEvent): void => {
      if (!isWanted(event.dataTransfer)) return;
      event.preventDefault();
      setDragging(true);
    };
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const onDrop = (event: DragEvent): void => {
      setDragging(false);
      if (!isWanted(event.dataTransfer)) return;
      event.preventDefault();
      take(event.dataTransfer);
    };
    addEventListener('paste', onPaste);
    addEventListener('dragover', onDragOver);
    addEventListener('dragleave', onDragLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('paste', onPaste);
      removeEventListener('dragover', onDragOver);
      removeEventListener('dragleave', onDragLeave);
      removeEventListener('drop', onDrop);
    };
  }, [take]);
  return dragging;
}
