import { plainText } from '../plain-text.js';
import { PICTURE_EXTENSIONS } from './left-alone.js';
import type { Survey } from './survey.js';
import type { FileOutcome } from './types.js';

export interface RejectedFile {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

/** Bad files that are printed; the report file has all. */
const SHOWN = 20;

/** What became of every file. Only the bad ones are kept. */
export class IngestReport {
  interrupted = false;
  private readonly counts = { STORED: 0, UPDATED: 0, UNCHANGED: 0, REJECTED: 0 };
  private readonly rejected: RejectedFile[] = [];
  private readonly started = performance.now();

  constructor(private readonly survey: Survey) {}

  /** Files that are tried. What only a list in an archive names is known at the end. */
  get total(): number {
    return Math.max(this.survey.pictures, this.done);
  }

  get done(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** For scripts: 0 all good, 1 some rejected, 130 interrupted. */
  get exitCode(): number {
    if (this.interrupted) return 130;
    return this.rejected.length > 0 ? 1 : 0;
  }

  add(file: string, { status, error }: FileOutcome): void {
    this.counts[status]++;
    if (error) this.rejected.push({ file, ...error });
  }

  /** Content of the report file. */
  toJSON() {
    const { STORED: stored, UPDATED: updated, UNCHANGED: unchanged } = this.counts;
    const seconds = Math.round(performance.now() - this.started) / 1000;
    const { total, interrupted, rejected } = this;
    const { leftOut, notes } = this.survey;
    return { total, stored, updated, unchanged, rejected, leftOut, notes, interrupted, seconds };
  }

  /** For the person at the terminal. */
  toString(): string {
    const { stored, updated, unchanged, rejected, leftOut, seconds } = this.toJSON();
    const rate = (this.done / Math.max(seconds, 0.001)).toFixed(1);
    const lines = [
      `${stored} stored, ${updated} updated, ${unchanged} unchanged, ${rejected.length} rejected in ${seconds} s (${rate} a second).`,
      ...rejected.slice(0, SHOWN).map(({ file, code, message }) => plainText(`  ${file}: ${code}: ${message}`)),
    ];
    if (rejected.length > SHOWN) lines.push(`  … and ${rejected.length - SHOWN} more; --report <file> lists all.`);
    lines.push(...leftOutLines(leftOut));
    if (this.total === 0)
      lines.push(`There was no picture to take: ${[...PICTURE_EXTENSIONS].join(', ')} are looked for.`);
    if (this.interrupted) lines.push('Interrupted. Run it again to go on: what is stored is not encoded again.');
    return lines.join('\n');
  }
}

/** Pictures that people have, and Leopard does not take. */
const OTHER_PICTURES = /^\.(?:hei[cf]|tiff?|bmp|jxl|jp2|psd|svg|dng|cr[23]|nef|arw|raf|orf|rw2)$/;

function leftOutLines(leftOut: Readonly<Record<string, number>>): string[] {
  const kinds = Object.entries(leftOut);
  if (kinds.length === 0) return [];
  const shown = kinds.slice(0, SHOWN).map(([kind, count]) => plainText(`${kind} (${count})`));
  if (kinds.length > SHOWN) shown.push('…');
  const convert = kinds.some(([kind]) => OTHER_PICTURES.test(kind));
  return [
    `Left out: ${shown.join(', ')}.${convert ? ' JPEG, PNG, WebP, GIF and AVIF are taken: convert the others first.' : ''}`,
  ];
}
