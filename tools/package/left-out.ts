/** What of one package stays behind. Paths are relative to it. */
export interface Rule {
  /** Only files whose path matches are taken (the manifest and licences always are). */
  readonly keep?: RegExp;
  /** Dependencies that nothing which is kept asks for. */
  readonly without?: readonly string[];
}

export const RULES: Readonly<Record<string, Rule>> = {
  // Its install script fetches CUDA's libraries, and these packages are for that script alone. Left out beside them: the
  // same library for macOS a second time, and Windows' DirectML and shader compiler, which a session on the processor
  // never loads (onnxruntime.dll imports DirectML.dll late, the compiler not at all).
  'onnxruntime-node': {
    keep: /^dist\/|\/(onnxruntime_binding\.node|libonnxruntime\.so\.1|libonnxruntime\.1\.dylib|onnxruntime\.dll)$/,
    without: ['adm-zip', 'global-agent'],
  },
  // SQLite's source is for compilers.
  '@photostructure/sqlite': { keep: /^(dist\/.*js|prebuilds\/(?!.*musl).*\.node)$/ },
  // The contact sheet draws with two of its 22 fonts.
  'dejavu-fonts-ttf': { keep: /^ttf\/DejaVuSans(-Bold)?\.ttf$/ },
};

/** Its packages come in three builds; Node loads one. */
const OPENTELEMETRY: Rule = { keep: /^(build\/src|dist)\// };

const ruleFor = (packageName: string): Rule =>
  RULES[packageName] ?? (packageName.startsWith('@opentelemetry/') ? OPENTELEMETRY : {});

const LICENCE = /(^|\/)(licen[cs]e|copying|copyright|notice|authors|third.?party)[^/]*$/i;
/** Source maps, declarations, sources that Node does not run, and pages for readers. */
const NOT_RUN = /\.(map|[cm]?ts|tsx|flow|md|markdown|tsbuildinfo)$/i;

/** Whether a file of an installed package is needed where the server runs, or has to be there by its licence. */
export function isNeeded(packageName: string, path: string, hasLicenceFile: boolean): boolean {
  if (path === 'package.json' || LICENCE.test(path)) return true;
  // Some packages have their licence in the read-me only.
  if (/^readme(\.\w+)?$/i.test(path)) return !hasLicenceFile;
  const { keep } = ruleFor(packageName);
  return keep ? keep.test(path) && !NOT_RUN.test(path) : !NOT_RUN.test(path);
}

export const isLicence = (path: string) => LICENCE.test(path);
