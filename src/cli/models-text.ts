import { type ListedModel } from '../services/encoder/models/list.js';
import { type Verification } from '../services/encoder/models/verify.js';

/** `leopard models list` for people. */
export function modelTable(models: readonly ListedModel[]): string {
  return models.map(modelText).join('\n');
}

function modelText(model: ListedModel): string {
  const facts = [
    model.dimension === null ? undefined : `${model.dimension} dimensions`,
    model.bytes === null ? undefined : `${Math.round(model.bytes / 1e6)} MB`,
    model.languages.length === 0 ? 'many languages' : `languages: ${model.languages.join(', ')}`,
    `instructions of ${model.instructionTokensWithImage} tokens beside a picture, ${model.instructionTokens} alone`,
  ].filter(Boolean);
  const origin = [model.licence, model.source, model.sha256 && `SHA-256 ${model.sha256}`].filter(Boolean);
  const lines = [
    `${model.id} (${model.folder === null ? 'not installed' : 'installed'})`,
    `  ${model.title}`,
    `  ${facts.join(' · ')}`,
    ...(model.published === null ? [] : [`  published: ${model.published}`]),
    ...(origin.length > 0 ? [`  ${origin.join(' · ')}`] : []),
    `  ${model.folder ?? `leopard models install ${model.id}`}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Measured beside published. */
export function verificationText({ checkpoint, similarities, holds }: Verification): string {
  const lines = [`Files: as expected (checkpoint SHA-256 ${checkpoint})`];
  if (similarities.length === 0) lines.push('Similarities: none were published for this model.');
  for (const { title, candidate, published, measured, holds: same } of similarities) {
    lines.push(
      `${same ? 'ok     ' : 'DIFFERS'}  published ${published.toFixed(4)}  measured ${measured.toFixed(4)}  ${title}: ${candidate}`,
    );
  }
  lines.push(
    holds ? 'The model computes what its authors published.' : 'The model does NOT compute what its authors published.',
  );
  if (similarities.length === 0) lines.pop();
  return `${lines.join('\n')}\n`;
}
