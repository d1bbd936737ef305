import { useEffect, useRef, useState } from 'react';
import { decimal } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
import { Popover } from '../ui/popover.js';
import { useNarrow } from '../ui/use-narrow.js';

interface Props {
  readonly value: number;
  readonly best: number;
  /** While it moves: hides hits at once. */
  readonly onPreview: (value: number) => void;
  /** When it rests: becomes part of the question. */
  readonly onCommit: (value: number) => void;
}

/** Milliseconds without a move after which the slider rests. */
const REST = 400;

/** The lowest similarity that is shown: a slider, on a narrow screen behind a button. */
export function CutOff({ value, best, onPreview, onCommit }: Props) {
  const t = useT();
  const [current, setCurrent] = useState(value);
  const narrow = useNarrow();
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setCurrent(value), [value]);
  useEffect(() => () => clearTimeout(rest.current), []);
  const text = current <= 0 ? t('results.cutOffAny') : t('results.cutOffFrom', { value: decimal(current, 2) });
  const slider = (
    <label className="cut-off">
      <span>{t('results.cutOff')}</span>
      <input
        type="range"
        min={0}
        max={Math.max(0.01, Math.floor(best * 100) / 100)}
        step={0.01}
        value={current}
        aria-valuetext={text}
        onChange={(event) => {
          const next = Number(event.target.value);
          setCurrent(next);
          onPreview(next);
          clearTimeout(rest.current);
          rest.current = setTimeout(() => onCommit(next), REST);
        }}
      />
      <output>{text}</output>
    </label>
  );
  if (!narrow) return slider;
  const label = current <= 0 ? t('results.cutOff') : text;
  return (
    <Popover className="cut-off-menu" button={label} buttonClassName={current > 0 ? 'button button-on' : 'button'}>
      {slider}
    </Popover>
  );
}
