import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Catalogue, MODEL_CATALOGUE } from './catalogue.js';
import { describeModelFolder } from './model-folder.js';
import { installedFolder, resolveModel } from './resolve.js';

/** One line of `leopard models list`. */
export interface ListedModel {
  readonly id: string;
  readonly title: string;
  /** Its folder; null where it is not installed. */
  readonly folder: string | null;
  readonly dimension: number | null;
  /** Of all its files; null where it is not known beforehand. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly licence: string | null;
  readonly source: string | null;
  /** ISO 639-1; empty: many. */
  readonly languages: readonly string[];
  readonly instructionTokens: number;
  readonly instructionTokensWithImage: number;
  /** Figures that its authors published. */
  readonly published: string | null;
}

/** The models of the catalogue, then folders of one's own in `modelsFolder`. */
export async function listModels(modelsFolder: string, catalogue: Catalogue = MODEL_CATALOGUE): Promise<ListedModel[]> {
  const known = await Promise.all(
    catalogue.map(async (entry): Promise<ListedModel> => {
      const folder = await resolveModel(installedFolder(entry, modelsFolder), modelsFolder, catalogue).catch(
        () => null,
      );
      const { id, title, dimension, licence, source, languages, limits, files } = entry;
      const bytes = entry.approximateBytes ?? (files.reduce((sum, file) => sum + (file.bytes ?? 0), 0) || null);
      return {
        id,
        title,
        folder,
        dimension,
        bytes,
        sha256: files[0]?.sha256 ?? null,
        licence,
        source,
        languages,
        ...limits,
        published: entry.published ?? null,
      };
    }),
  );
  const names = await readdir(modelsFolder).catch(() => []);
  const own = await Promise.all(
    names
      .filter((name) => !name.startsWith('.') && !catalogue.some(({ id }) => id === name))
      .map((name) => ownModel(`${modelsFolder}/${name}`)),
  );
  return [...known, ...own.filter((model) => model !== undefined)];
}

async function ownModel(folder: string): Promise<ListedModel | undefined> {
  const { model } = (await describeModelFolder(folder).catch(() => undefined)) ?? {};
  if (!model) return undefined;
  return {
    id: basename(folder),
    title: `Your own: ${model.name}`,
    folder,
    dimension: null,
    bytes: null,
    sha256: model.checkpoint.sha256 ?? null,
    licence: null,
    source: null,
    languages: model.languages,
    ...model.limits,
    published: null,
  };
}
