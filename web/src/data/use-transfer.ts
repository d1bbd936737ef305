import { useEffect, useState } from 'react';
import { addressIn } from './dropped-files.js';

/** Files and links; a drag of marked text is none of our business. */
const isWanted = (transfer: DataTransfer | null): transfer is DataTransfer =>
  transfer !== null && transfer.types.some((type) => type === 'Files' || type === 'text/uri-list');

/** One http(s) address and nothing else. */
const isOnlyAddress = (transfer: DataTransfer): boolean =>
  !/\s/.test(transfer.getData('text/plain').trim()) && addressIn(transfer) !== undefined;

/**
 * Takes what is dropped or pasted anywhere on the page.
 * @returns whether something is being dragged over it
 */
export function useTransfer(take: (transfer: DataTransfer) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const { clipboardData, target } = event;
      if (!clipboardData) return;
      // Text pasted into a field stays text, but for the address of a picture where an instruction is typed.
      if (clipboardData.files.length === 0 && (target instanceof HTMLInputElement || !isOnlyAddress(clipboardData)))
        return;
      event.preventDefault();
      take(clipboardData);
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
