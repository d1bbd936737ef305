import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import type { RegionInput } from 'leopard/client';
import { number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';

interface Props {
  readonly src: string;
  readonly region: RegionInput | undefined;
  readonly onChange: (region: RegionInput | undefined) => void;
  readonly onUnreadable?: () => void;
}

const SMALLEST = 0.04;
const STEP = 0.02;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`;

/** The query picture, on which a rectangle is drawn with a pointer or moved with the arrow keys. */
export function RegionSelector({ src, region, onChange, onUnreadable }: Props) {
  const t = useT();
  const image = useRef<HTMLImageElement>(null);
  const start = useRef<{ x: number; y: number }>(undefined);
  const [draft, setDraft] = useState<RegionInput>();
  const hint = useId();
  const shown = draft ?? region;

  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = image.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: clamp((event.clientX - box.left) / box.width, 0, 1),
      y: clamp((event.clientY - box.top) / box.height, 0, 1),
    };
  };

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = at(event);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const from = start.current;
    if (!from) return;
    const to = at(event);
    const width = Math.abs(to.x - from.x);
    const height = Math.abs(to.y - from.y);
    setDraft({ left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width, height });
  };
  const onPointerUp = (): void => {
    start.current = undefined;
    if (draft) onChange(draft.width >= SMALLEST && draft.height >= SMALLEST ? draft : undefined);
    setDraft(undefined);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && region) {
      // In a dialog, the second Escape closes it.
      event.preventDefault();
      onChange(undefined);
      return;
    }
    if (event.key === 'Enter' && !region) {
      event.preventDefault();
      onChange({ left: 0.2, top: 0.2, width: 0.6, height: 0.6 });
      return;
    }
    const [x, y] =
      { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [];
    if (x === undefined || y === undefined || !region) return;
    event.preventDefault();
    if (event.shiftKey) {
      onChange({
        ...region,
        width: clamp(region.width + x, SMALLEST, 1 - region.left),
        height: clamp(region.height + y, SMALLEST, 1 - region.top),
      });
    } else {
      onChange({
        ...region,
        left: clamp(region.left + x, 0, 1 - region.width),
        top: clamp(region.top + y, 0, 1 - region.height),
      });
    }
  };

  return (
    <div
      className="region"
      role="application"
      tabIndex={0}
      aria-label={t('ask.picture')}
      aria-describedby={hint}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
    >
      <span className="region-frame">
        <img ref={image} src={src} alt="" draggable={false} onError={onUnreadable} />
        {shown && (
          <span
            className="region-rectangle"
            style={{
              left: percent(shown.left),
              top: percent(shown.top),
              width: percent(shown.width),
              height: percent(shown.height),
            }}
          />
        )}
      </span>
      <span id={hint} className="visually-hidden">
        {t('ask.regionHint')}
      </span>
      <span className="visually-hidden" aria-live="polite">
        {region &&
          t('ask.regionChosen', {
            width: number(Math.round(region.width * 100)),
            height: number(Math.round(region.height * 100)),
          })}
      </span>
    </div>
  );
}
