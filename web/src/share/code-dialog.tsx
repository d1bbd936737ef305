import { useT } from '../i18n/i18n.js';
import { Dialog } from '../ui/dialog.js';
import { CheckIcon } from '../ui/icons.js';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly copied: boolean;
  readonly onClose: () => void;
}

/** The state on screen as code: already copied, or to be copied by hand. */
export function CodeDialog({ title, text, copied, onClose }: Props) {
  const t = useT();
  return (
    <Dialog title={title} onClose={onClose} wide>
      <p role="status" className="code-note">
        {copied && <CheckIcon />}
        {copied ? t('share.copied') : t('share.copyFailed')}
      </p>
      <textarea
        className="code"
        readOnly
        spellCheck={false}
        wrap="off"
        rows={text.trimEnd().split('\n').length}
        value={text.trimEnd()}
        aria-label={title}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}
