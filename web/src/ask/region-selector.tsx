import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import type { RegionInput } from 'leopard/client';
import { number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
import { LoadedImage } from '../ui/loaded-image.js';
import { clamp, CORNERS, dragged, type Grip, isMeant, type Point, SMALLEST } from './region-drag.js';

interface Props {
  readonly src: string;
  readonly region: RegionInput | undefined;
  readonly onChange: (region: RegionInput | undefined) => void;
  readonly onUnreadable?: () => void;
}

const STEP = 0.02;
const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`;

/** The query picture, on which a rectangle is drawn, moved and resized with a pointer or with the arrow keys. */
export function RegionSelector({ src, region, onChange, onUnreadable }: Props) {
  const t = useT();
  const image = useRef<HTMLImageElement>(null);
  const drag = useRef<{ pointer: number; grip: Grip; from: Point }>(undefined);
  const [draft, setDraft] = useState<RegionInput>();
  const hint = useId();
  const shown = draft ?? region;

  const at = (event: PointerEvent): Point => {
    const box = image.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: clamp((event.clientX - box.left) / box.width, 0, 1),
      y: clamp((event.clientY - box.top) / box.height, 0, 1),
    };
  };

  const onPointerDown = (event: PointerEvent): void => {
    // A second finger does not disturb the first one.
    if (event.button !== 0 || drag.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { grip = 'none' } = (event.target as HTMLElement).dataset;
    drag.current = { pointer: event.pointerId, grip: grip as Grip, from: at(event) };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current?.pointer !== event.pointerId) return;
    setDraft(dragged(drag.current.grip, drag.current.from, at(event), region));
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (drag.current?.pointer !== event.pointerId) return;
    drag.current = undefined;
    // A touch without a way is none: what was drawn before stays.
    if (draft && isMeant(draft)) onChange(draft);
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
        <LoadedImage ref={image} src={src} alt="" draggable={false} onError={onUnreadable} />
        {shown && (
          <span
            className="region-rectangle"
            data-grip="rectangle"
            style={{
              left: percent(shown.left),
              top: percent(shown.top),
              width: percent(shown.width),
              height: percent(shown.height),
            }}
          >
            {CORNERS.map((corner) => (
              <span key={corner} className="region-corner" data-grip={corner} />
            ))}
          </span>
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
