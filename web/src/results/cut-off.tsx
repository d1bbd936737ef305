import { useEffect, useState } from 'react';
import { messages } from '../messages.js';

interface Props {
  readonly value: number;
  readonly best: number;
  /** While it moves: hides hits at once. */
  readonly onPreview: (value: number) => void;
  /** When it rests: becomes part of the question. */
  readonly onCommit: (value: number) => void;
}

const REST = 400;

/** The lowest similarity that is shown. */
export function CutOff({ value, best, onPreview, onCommit }: Props) {
  const [current, setCurrent] = useState(value);
  useEffect(() => setCurrent(value), [value]);
  useEffect(() => {
    if (current === value) return;
    const timer = setTimeout(() => onCommit(current), REST);
    return () => clearTimeout(timer);
  }, [current, value, onCommit]);
  return (
    <label className="cut-off">
      {messages.results.cutOff}
      <input
        type="range"
        min={0}
        max={Math.max(0.01, Math.floor(best * 100) / 100)}
        step={0.01}
        value={current}
        aria-valuetext={messages.results.cutOffValue(current)}
        onChange={(event) => {
          const next = Number(event.target.value);
          setCurrent(next);
          onPreview(next);
        }}
      />
      <output>{messages.results.cutOffValue(current)}</output>
    </label>
  );
}
