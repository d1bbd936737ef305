import { styleText } from 'node:util';
import { SAMPLE_OPERATION, type SampleAnswer } from './sample-search.js';

const out = process.stdout;
/** Colours only where a person looks on. */
const styled = (style: Parameters<typeof styleText>[0], text: string): string =>
  out.isTTY ? styleText(style, text) : text;

export function say(text: string): void {
  out.write(`${text}\n`);
}

const nameOf = ({ metadata, fileName, id }: SampleAnswer['hits'][number]['image']): string =>
  String(metadata['title'] ?? fileName ?? id);

/** The hits with their scores, best first. */
export function showAnswer({ question, hits, timings }: SampleAnswer, pictureName: string): void {
  say(`\n${styled('bold', `${pictureName} + “${question.instruction}”`)}  (${timings.total.toFixed(0)} ms)\n`);
  for (const { rank, score, image } of hits) {
    say(
      `  ${String(rank).padStart(2)}  ${score.toFixed(3)}  ${nameOf(image).padEnd(34)}  ${styled('dim', image.fileName ?? '')}`,
    );
  }
}

const line = (label: string, value: string) => say(`  ${label.padEnd(14)} ${styled('cyan', value)}`);

/** A picture to look at. */
export function showSheet(file: string): void {
  say('');
  line('Contact sheet', file);
}

/** Where to go on: addresses, and an operation to paste. */
export function showAddresses(url: string, { question, hits }: SampleAnswer): void {
  line('Page', url);
  line('Explorer', `${url}/explorer`);
  line('Endpoint', `${url}/graphql`);
  say(`\nPaste this into the explorer:\n\n${styled('dim', indented(pasteable(question, hits[0]?.image.id)))}`);
}

/** The sample operation with its variables written in, so that there is one thing to paste. */
function pasteable({ image, instruction }: SampleAnswer['question'], fallbackId: string | undefined): string {
  const id = image && 'id' in image ? image.id : fallbackId;
  const argument = id === undefined ? '' : `image: { id: ${JSON.stringify(id)} }, `;
  return SAMPLE_OPERATION.replace('query Search($image: ImageInput, $instruction: String)', 'query Search').replace(
    'image: $image, instruction: $instruction',
    `${argument}instruction: ${JSON.stringify(instruction)}`,
  );
}

const indented = (text: string): string => text.replace(/^/gm, '  ');
