import { useCallback, useState } from 'react';
import { addressIn, droppedFiles, isPicture, storedIdIn } from '../data/dropped-files.js';
import { isEmpty, type Question, type QueryPicture } from '../data/question.js';
import { useTransfer } from '../data/use-transfer.js';
import { bytes } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
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
  /** Instructions to try. */
  readonly suggestions: readonly string[];
}

const fromFile = (file: File): QueryPicture => ({
  kind: 'file',
  file,
  preview: URL.createObjectURL(file),
  label: file.name,
});

/** A picture of this collection, dragged from the results, or one from elsewhere, which the server will fetch. */
function fromAddress(address: URL): QueryPicture {
  const { href: url } = address;
  const id = storedIdIn(address);
  return id === undefined ? { kind: 'url', url, label: url } : { kind: 'stored', id, preview: url, label: '' };
}

/** Picture, instruction, or both; dropping and pasting work anywhere on the page. */
export function AskForm({ question, onChange, onAsk, asking, uploadBytes, suggestions }: Props) {
  const t = useT();
  const [fault, setFault] = useState<string>();

  const change = useCallback(
    (next: Partial<Question>) => {
      setFault(undefined);
      onChange({ ...question, ...next });
    },
    [question, onChange],
  );
  const takePicture = useCallback((picture: QueryPicture) => change({ picture, region: undefined }), [change]);
  const takeFile = useCallback(
    (file: File, take = takePicture) => {
      if (!isPicture(file)) setFault(t('ask.notAPicture'));
      else if (uploadBytes !== undefined && file.size > uploadBytes)
        setFault(t('ask.tooLarge', { limit: bytes(uploadBytes) }));
      else take(fromFile(file));
    },
    [t, takePicture, uploadBytes],
  );
  // What is dropped or pasted is meant as a question: it is asked at once.
  const askWith = useCallback(
    (picture: QueryPicture) => {
      takePicture(picture);
      onAsk({ ...question, picture, region: undefined });
    },
    [takePicture, onAsk, question],
  );
  const takeTransfer = useCallback(
    async (transfer: DataTransfer) => {
      const address = addressIn(transfer);
      if (address) return askWith(fromAddress(address));
      const [file] = await droppedFiles(transfer);
      if (file) takeFile(file, askWith);
    },
    [askWith, takeFile],
  );
  const dropping = useTransfer(takeTransfer);

  const ask = (next: Question): void => {
    if (isEmpty(next)) setFault(t('ask.nothing'));
    else onAsk(next);
  };

  return (
    <form
      className="ask"
      role="search"
      aria-label={t('ask.form')}
      onSubmit={(event) => {
        event.preventDefault();
        ask(question);
      }}
    >
      <PictureSlot
        picture={question.picture}
        region={question.region}
        dropping={dropping}
        onFile={takeFile}
        onRemove={() => change({ picture: undefined, region: undefined })}
        onRegion={(region) => change({ region })}
      />
      <label className="visually-hidden" htmlFor="instruction">
        {t('ask.instruction')}
      </label>
      <textarea
        id="instruction"
        rows={2}
        dir="auto"
        value={question.instruction}
        placeholder={question.picture ? t('ask.placeholderComposed') : t('ask.placeholderText')}
        onChange={(event) => change({ instruction: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <Suggestions
        suggestions={suggestions}
        onChoose={(instruction) => {
          change({ instruction });
          ask({ ...question, instruction });
        }}
      />
      <Saying question={question} />
      <button type="submit" className="button button-primary ask-submit" aria-disabled={asking}>
        <span>{asking ? t('ask.asking') : t('ask.submit')}</span>
        <ArrowIcon />
      </button>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
