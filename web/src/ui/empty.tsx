import type { ReactNode } from 'react';
import { PictureIcon } from './icons.js';

interface Props {
  readonly title: string;
  readonly hint?: string;
  readonly children?: ReactNode;
}

/** Nothing to show, and what to do about it. */
export function Empty({ title, hint, children }: Props) {
  return (
    <div className="empty">
      <PictureIcon />
      <h2>{title}</h2>
      {hint !== undefined && <p>{hint}</p>}
      {children && <div className="empty-tools">{children}</div>}
    </div>
  );
}
