import { useCallback, useEffect, useState } from 'react';
import type { RegionInput } from 'leopard/client';
import { addressIn, droppedFiles, isPicture } from '../data/dropped-files.js';
import { readableBytes } from '../data/names.js';
import { isEmpty, type Question, type QueryPicture } from '../data/question.js';
import { messages } from '../messages.js';
import { ArrowIcon } from '../ui/icons.js';
import { PictureSlot } from './picture-slot.js';
import { Saying } from './saying.js';
import { Suggestions } from './suggestions.js';

interface Props {
  readonly question: Question;
  readonly onChange: (question: Question) => void;
  readonly onAsk: (question: Question) => void;
  readonly asking: boolean;
  readonly uploadBytes: number | undefined;
  /** Values of the metadata key `category`, for suggestions that fit this collection. */
  readonly categories: readonly string[];
}

const fromFile = (file: File): QueryPicture => ({
  kind: 'file',
  file,
  preview: URL.createObjectURL(file),
  label: file.name,
});

/** Picture, instruction, or both; dropping and pasting work anywhere on the page. */
export function AskForm({ question, onChange, onAsk, asking, uploadBytes, categories }: Props) {
  const [dropping, setDropping] = useState(false);
  const [fault, setFault] = useState<string>();

  const setPicture = useCallback(
    (picture: QueryPicture | undefined) => {
      setFault(undefined);
      onChange({ ...question, picture, region: undefined });
    },
    [question, onChange],
  );

  const takeFile = useCallback(
    (file: File) => {
      if (!isPicture(file)) setFault(messages.ask.notAPicture);
      else if (uploadBytes !== undefined && file.size > uploadBytes)
        setFault(messages.ask.tooLarge(readableBytes(uploadBytes)));
      else setPicture(fromFile(file));
    },
    [setPicture, uploadBytes],
  );

  useEffect(() => {
    const takeTransfer = async (transfer: DataTransfer): Promise<void> => {
      const address = addressIn(transfer);
      const [file] = await droppedFiles(transfer);
      if (file) takeFile(file);
      else if (address) setPicture({ kind: 'url', url: address, preview: address, label: address });
    };
    const onPaste = (event: ClipboardEvent): void => {
      // Text pasted into the instruction stays text.
      if (!event.clipboardData || event.clipboardData.files.length === 0) return;
      event.preventDefault();
      void takeTransfer(event.clipboardData);
    };
    const onDragOver = (event: DragEvent): void => {
      event.preventDefault();
      setDropping(true);
    };
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDropping(false);
    };
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      setDropping(false);
      if (event.dataTransfer) void takeTransfer(event.dataTransfer);
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
  }, [takeFile, setPicture]);

  const setInstruction = (instruction: string): void => onChange({ ...question, instruction });

  return (
    <form
      className="ask"
      role="search"
      aria-label={messages.ask.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isEmpty(question)) setFault(messages.ask.nothing);
        else onAsk(question);
      }}
    >
      <PictureSlot
        picture={question.picture}
        region={question.region ?? undefined}
        dropping={dropping}
        onFile={takeFile}
        onRemove={() => setPicture(undefined)}
        onRegion={(region: RegionInput | undefined) => onChange({ ...question, region })}
      />
      <div className="ask-words">
        <label className="visually-hidden" htmlFor="instruction">
          {messages.ask.instruction}
        </label>
        <textarea
          id="instruction"
          rows={2}
          dir="auto"
          value={question.instruction}
          placeholder={question.picture ? messages.ask.placeholderComposed : messages.ask.placeholderText}
          onChange={(event) => setInstruction(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <Suggestions
          composed={question.picture !== undefined}
          categories={categories}
          onChoose={(instruction) => {
            const next = { ...question, instruction };
            onChange(next);
            onAsk(next);
          }}
        />
        <div className="ask-submit">
          <Saying question={question} />
          <button type="submit" className="button button-primary" aria-disabled={asking}>
            {asking ? messages.ask.asking : messages.ask.submit}
            <ArrowIcon />
          </button>
        </div>
        {fault && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
      </div>
    </form>
  );
}
